"""Refusals of the readers that nothing else would catch, one file each."""

import io

import pytest
from PIL import Image

from office_files import MAIN, PLAIN, SPACES, W, changed, libre, refused, with_paragraph
from trail import transcripts
from trail.faults import Faults
from trail.readers import docx, odt, text, thumbnails

JA = "<w:r><w:t>D: Ja</w:t></w:r>"
P = "<text:p>D: Ja</text:p>"
TYPES = '<Types><Override PartName="/%s" ContentType="%s"/><Override PartName="/x" ContentType="%s"/></Types>'
MAIN_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
VBA = "application/vnd.ms-office.vbaProject"
MERGED = f"<w:settings {W}><w:mailMerge/></w:settings>"
DEFAULT = "<w:docDefaults><w:rPrDefault><w:rPr><w:vanish/></w:rPr></w:rPrDefault></w:docDefaults>"
HIDING = '<style:default-style><style:text-properties text:display="none"/></style:default-style>'
HIDDEN_ROW = '<table:table><table:table-row table:visibility="collapse"/></table:table>'


@pytest.mark.parametrize(
    ("reader", "data", "check"),
    [
        (docx, changed(PLAIN, {"[Content_Types].xml": (TYPES % (MAIN, MAIN_TYPE, VBA)).encode()}), "macros"),
        (docx, changed(PLAIN, {"word/settings.xml": MERGED.encode()}), "external_relation"),
        (docx, with_paragraph(JA, DEFAULT), "hidden_text"),
        (odt, libre(f"<office:forms><x/></office:forms>{P}"), "embedded_object"),
        (odt, libre(P, HIDING), "hidden_text"),
        (odt, libre(f"{P}{HIDDEN_ROW}"), "hidden_text"),
        (odt, libre(f'{P}<text:section xlink:href="file:///x"/>'), "external_relation"),
        (
            odt,
            libre(P, parts={"mimetype": b"application/vnd.oasis.opendocument.text-template"}),
            "unreadable_transcript",
        ),
        (odt, libre('<text:p>D: Ja<text:change text:change-id="1"/></text:p>'), "tracked_changes"),
        (odt, libre(f"<office:scripts><x/></office:scripts>{P}"), "macros"),
        (odt, libre("<text:p>D: Ja<office:event-listeners><x/></office:event-listeners></text:p>"), "macros"),
        (odt, libre("<text:p>D: Ja<draw:object/></text:p>"), "embedded_object"),
        (odt, libre(f"{P}<office:dde-source/>"), "external_relation"),
        (docx, changed(PLAIN, {"docProps/thumbnail.emf": b""}), "thumbnail"),
        (docx, changed(PLAIN, {"customXml/more.xml": b"<x/>"}), "custom_xml"),
        (docx, changed(PLAIN, {"_xmlsignatures/sig1.xml": b"<x/>"}), "signature"),
        (docx, with_paragraph("<w:r><w:delText>ja</w:delText></w:r>"), "tracked_changes"),
        (docx, with_paragraph(f"<w:sdt><w:sdtPr><w:listItem/></w:sdtPr></w:sdt>{JA}"), "field_code"),
    ],
)
def test_office_file_is_refused(reader, data, check):
    assert check in refused(reader, data)


def jpeg(**settings) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (1, 1)).save(buffer, "JPEG", **settings)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        jpeg(comment=b"Torvaldine"),
        jpeg(exif=b"Torvaldine"),
        jpeg(exif=b"Exif\0\0Torvaldine"),
        jpeg().replace(b"JFIF", b"Kari"),
        jpeg() + b"Torvaldine\xff\xd9",
        b"Torvaldine",
    ],
)
def test_thumbnail_that_may_say_something_is_none(data):
    assert thumbnails.is_bare(jpeg())
    assert not thumbnails.is_bare(data)


def test_bytes_that_are_no_text_in_the_declared_encoding_are_a_fault():
    with pytest.raises(Faults, match="is not CP1252"):
        text.read(b"I: Hei \x81\n", "a.txt", "cp1252")


def test_transcript_in_an_encoding_that_is_not_known_or_larger_than_any_is_refused(tmp_path, monkeypatch):
    path = tmp_path / "a.txt"
    path.write_text("I: Hei", encoding="utf-8")
    with pytest.raises(Faults, match="has the encoding 'latin'"):
        transcripts.read(path, "a.txt", "latin")
    monkeypatch.setattr(transcripts, "FILE_BYTES", 3)
    with pytest.raises(Faults, match="which no transcript is"):
        transcripts.read(path, "a.txt")


def test_parts_of_an_odt_are_read_by_the_names_of_the_standard():
    assert odt.read(libre(P, parts={"styles.xml": f"<x {SPACES}/>".encode()}), "a.odt").text == "D: Ja\n"
