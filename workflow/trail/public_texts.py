"""Every text in a file that goes out: archives and documents unpacked, pages as read, metadata of pictures."""

import base64
import gzip
import html
import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath
from urllib.parse import unquote_to_bytes

from trail.tables import sha256

DEEPEST = 4  # an archive in an archive in an archive is still looked into; what is below is a fault
EMBEDDED = re.compile(r"data:[\w.+/-]*((?:;[\w=.-]+)*?)(;base64)?,([^\"'\s)<>]+)")
# A tag in the middle of a word parts it no more than the eye does; these begin a new line.
BLOCK = re.compile(
    r"</?(?:address|article|aside|blockquote|br|caption|dd|details|div|dl|dt|fieldset|figcaption|figure|footer|h\d|"
    r"header|hr|li|main|nav|ol|option|p|pre|section|summary|t[abdhr]\w*|title|ul|text|tspan|w:p|w:tab|w:br|w:tc)\b[^>]*>",
    re.IGNORECASE,
)
ATTRIBUTE = re.compile(r"""\s[\w:.-]+\s*=\s*(?:"([^"]*)"|'([^']*)')""")
TAG = re.compile(r"<[^<>]*>")
ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")


class Unreadable(ValueError):
    """A file whose texts cannot be had: then nobody can say that it holds nothing."""


def texts(data: bytes, name: str, depth: int = 0, seen: set | None = None) -> Iterator[tuple[str, str]]:
    """Yield (where, text) of a file: as it is written, and as a reader sees it where that differs.

    where: the name, then the member, page or property within it, parted by " > "
    Looks into zip (DOCX, XLSX and bundles are zips), gzip, PDF, PNG, pages, SVG, JSON, and what pages embed as `data:`.
    seen: what was looked into before, which is passed over and added to: the bundle holds each public file once more,
    and each page the same fonts
    Raises Unreadable where a part cannot be unpacked.
    """
    seen = set() if seen is None else seen
    content = (sha256(data), PurePosixPath(name).suffix)
    if content in seen:
        return
    if depth > DEEPEST:
        raise Unreadable(f"{name} is packed too deeply to look into")
    try:
        yield from _texts(data, name, depth, seen)
        seen.add(content)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, OSError) as error:
        raise Unreadable(f"{name} cannot be unpacked ({type(error).__name__})") from None


def _texts(data: bytes, name: str, depth: int, seen: set) -> Iterator[tuple[str, str]]:
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            yield name, archive.comment.decode("utf-8", "replace")
            for member in archive.infolist():
                where = f"{name} > {member.filename}"
                yield where, f"{member.filename}\n{member.comment.decode('utf-8', 'replace')}"
                yield from texts(archive.read(member), where, depth + 1, seen)
    elif data.startswith(b"\x1f\x8b"):
        yield from texts(gzip.decompress(data), f"{name} > unpacked", depth + 1, seen)
    elif data.startswith(b"%PDF"):
        yield from _of_pdf(data, name, depth, seen)
    elif data.startswith((b"\x89PNG", b"\xff\xd8", b"GIF8", b"RIFF")):
        yield from _of_picture(data, name)
    elif b"\0" not in data[:1024]:
        yield from _of_text(data.decode("utf-8", "replace"), name, depth, seen)


def _of_text(text: str, name: str, depth: int, seen: set) -> Iterator[tuple[str, str]]:
    embedded = EMBEDDED.findall(text)
    text = EMBEDDED.sub("", text)
    yield name, text
    if name.endswith((".json", ".ipynb")):
        yield f"{name} > strings", "\n".join(_strings(json.loads(text)))
    elif text.lstrip("\ufeff \r\n\t").startswith("<"):
        yield f"{name} > as read", _seen(text)
        attributes = (first or second for first, second in ATTRIBUTE.findall(text))
        yield f"{name} > attributes", html.unescape("\n".join(attributes))
    if ESCAPED.search(text):  # a script, or a search index in one
        yield f"{name} > unescaped", ESCAPED.sub(lambda escape: chr(int(escape[1], 16)), text)
    for number, (_, packed, content) in enumerate(embedded, start=1):
        raw = unquote_to_bytes(content)
        raw = base64.b64decode(raw + b"=" * (-len(raw) % 4)) if packed else raw
        yield from texts(raw, f"{name} > embedded {number}", depth + 1, seen)


def _seen(markup: str) -> str:
    """Return the words of a page or XML part as a reader sees them: no tags, entities resolved."""
    return html.unescape(TAG.sub("", BLOCK.sub("\n", markup)))


def _strings(value) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inside in value.items():
            yield key
            yield from _strings(inside)
    elif isinstance(value, list):
        if value and all(isinstance(line, str) for line in value):  # a notebook's cell, line by line
            yield "".join(value)
        for inside in value:
            yield from _strings(inside)


def _of_pdf(data: bytes, name: str, depth: int, seen: set) -> Iterator[tuple[str, str]]:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(io.BytesIO(data))
        yield f"{name} > properties", "\n".join(str(value) for value in (reader.metadata or {}).values())
        metadata = reader.root_object.get("/Metadata")
        if metadata is not None:
            yield f"{name} > XMP", metadata.get_object().get_data().decode("utf-8", "replace")
        yield f"{name} > pages", "\n".join(page.extract_text() for page in reader.pages)
        for attached, contents in reader.attachments.items():
            for content in contents:
                yield from texts(content, f"{name} > {attached}", depth + 1, seen)
    except PyPdfError as error:
        raise Unreadable(f"{name} cannot be unpacked ({type(error).__name__})") from None


def _of_picture(data: bytes, name: str) -> Iterator[tuple[str, str]]:
    from PIL import Image

    with Image.open(io.BytesIO(data)) as picture:
        picture.load()  # text after the pixels is read as well
        kept = [*picture.info.values(), *picture.getexif().values()]
    found = [one.decode("utf-8", "replace") if isinstance(one, bytes) else str(one) for one in kept]
    yield f"{name} > metadata", "\n".join(found)
