"""Word and LibreOffice files built in place, small and quick."""

import io
import warnings
import zipfile

import docx
import pytest
from docx.oxml.ns import nsdecls
from PIL import Image, PngImagePlugin

from trail.faults import Faults

SECRET = "Nordmann"
W = nsdecls("w")


def saved(document) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def changed(data: bytes, parts: dict[str, bytes]) -> bytes:
    """The archive with some parts put in or replaced."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, content in parts.items():
            new.writestr(name, content)
    return buffer.getvalue()


def with_paragraph(inner: str, styles: str = "") -> bytes:
    """A Word document with an ordinary paragraph and one of the given XML; few styles, to be quick."""
    body = f"<w:p><w:r><w:t>I: Hei</w:t></w:r></w:p><w:p>{inner}</w:p><w:sectPr/>"
    main = f"<w:document {W}><w:body>{body}</w:body></w:document>"
    styles = f"<w:styles {W}>{styles}</w:styles>"
    return changed(FROM_WORD, {MAIN: main.encode(), "word/styles.xml": styles.encode(), EFFECTS: b"<x/>"})


def field(code: str, result: str) -> str:
    marks = {kind: f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")}
    return f"{marks['begin']}<w:r><w:instrText>{code}</w:instrText></w:r>{marks['separate']}{result}{marks['end']}"


def archive(*members: tuple[str, bytes], kind: int = zipfile.ZIP_DEFLATED, attributes: int = 0) -> bytes:
    buffer = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(buffer, "w", kind) as new:
        warnings.simplefilter("ignore")  # duplicates are meant
        for name, content in members:
            info = zipfile.ZipInfo(name)
            info.compress_type, info.external_attr = kind, attributes
            new.writestr(info, content)
    return buffer.getvalue()


ODF = "urn:oasis:names:tc:opendocument:xmlns"
SPACES = " ".join(
    f'xmlns:{name}="{ODF}:{full}:1.0"'
    for name, full in {
        "office": "office",
        "text": "text",
        "table": "table",
        "draw": "drawing",
        "style": "style",
        "meta": "meta",
    }.items()
)


def libre(body: str, styles: str = "", parts: dict[str, bytes] | None = None) -> bytes:
    """A LibreOffice document of a body and automatic styles."""
    content = (
        f'<office:document-content {SPACES} xmlns:xlink="http://www.w3.org/1999/xlink"><office:scripts/>'
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    members = {"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": content.encode()} | (parts or {})
    return archive(*members.items())


HEADER = "<style:master-page><style:header><text:p>%s</text:p></style:header></style:master-page>"


MAIN, EFFECTS = "word/document.xml", "word/stylesWithEffects.xml"
RUN = f"<w:r><w:t>{SECRET}</w:t></w:r>"
FROM_WORD = saved(docx.Document())
PLAIN = with_paragraph("<w:r><w:t>D: Ja</w:t></w:r>")


def titled_picture(words: str = "") -> bytes:
    """A picture of one pixel, with words in its metadata if there are any."""
    info = PngImagePlugin.PngInfo()
    if words:
        info.add_text("Title", words)
    buffer = io.BytesIO()
    Image.new("RGB", (1, 1)).save(buffer, "PNG", pnginfo=info)
    return buffer.getvalue()


def refused(reader, data: bytes) -> set[str]:
    """The checks by which a reader refuses a file."""
    with pytest.raises(Faults) as raised:
        reader.read(data, "transcripts/a")
    return {fault.check for fault in raised.value.faults}
