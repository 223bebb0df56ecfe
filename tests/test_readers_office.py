"""Word and LibreOffice files: every paragraph is read; what hides words is refused by the name of its part."""

import os
import struct
import zipfile
from pathlib import Path

import docx
import pypandoc
import pytest

from office_files import (
    FROM_WORD,
    HEADER,
    MAIN,
    PLAIN,
    RUN,
    SECRET,
    SPACES,
    W,
    archive,
    changed,
    field,
    libre,
    saved,
    with_paragraph,
)
from trail.faults import Faults
from trail.readers import archives, odt, text
from trail.readers import docx as word


def refusals(reader, data: bytes) -> set[tuple[str, str]]:
    """The (check, place) of all faults; none may hold the secret word."""
    with pytest.raises(Faults) as raised:
        reader.read(data, "transcripts/a")
    assert SECRET not in str(raised.value)
    return {(fault.check, fault.place) for fault in raised.value.faults}


def test_paragraphs_are_lines_and_cells_are_parted_by_a_tab():
    document = docx.Document()
    document.add_paragraph("Intervju  to \tmellomrom")
    document.add_paragraph()
    table = document.add_table(2, 2)
    for row, (speaker, words) in enumerate([("I", "Hva?\nLinje"), ("D", "Ja")]):
        table.cell(row, 0).text, table.cell(row, 1).text = speaker, words
    table.cell(1, 1).add_paragraph("Nytt avsnitt")
    reading = word.read(saved(document), "a.docx")
    assert reading.text == "Intervju  to \tmellomrom\n\nI\tHva?\nLinje\nD\tJa\nNytt avsnitt\n"


@pytest.mark.parametrize(
    ("inner", "words"),
    [
        ('<w:hyperlink w:anchor="x"><w:r><w:t>lenke</w:t></w:r></w:hyperlink>', "lenke"),
        ("<w:sdt><w:sdtPr/><w:sdtContent><w:r><w:t>felt</w:t></w:r></w:sdtContent></w:sdt>", "felt"),
        ("<w:r><w:t>a</w:t><w:noBreakHyphen/><w:t>b</w:t><w:softHyphen/><w:t>c</w:t></w:r>", "a\u2011b\u00adc"),
        ('<w:r><w:t xml:space="preserve">a </w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t> b </w:t></w:r>', "a b"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F04A"/></w:r>', "\uf04a"),
        ("<w:r><w:t>e\u0301n</w:t></w:r>", "én"),
        ('<w:fldSimple w:instr=" PAGE "><w:r><w:t>3</w:t></w:r></w:fldSimple>', "3"),
    ],
)
def test_words_are_read_wherever_word_shows_them(inner, words):
    assert word.read(with_paragraph(inner), "a.docx").text == f"I: Hei\n{words}\n"


@pytest.mark.parametrize(
    ("inner", "check"),
    [
        (f'<w:ins w:id="1" w:author="{SECRET}">{RUN}</w:ins>', "tracked_changes"),
        (f'<w:del w:id="1"><w:r><w:delText>{SECRET}</w:delText></w:r></w:del>', "tracked_changes"),
        (f'<w:r><w:rPr><w:rPrChange w:id="1" w:author="{SECRET}"/></w:rPr></w:r>', "tracked_changes"),
        ('<w:commentRangeStart w:id="1"/>', "comments"),
        (f"<w:r><w:rPr><w:vanish/></w:rPr><w:t>{SECRET}</w:t></w:r>", "hidden_text"),
        (f"<w:r><w:pict><w:txbxContent><w:p>{RUN}</w:p></w:txbxContent></w:pict></w:r>", "text_box"),
        ("<w:r><w:drawing/></w:r>", "media"),
        ('<w:r><w:footnoteReference w:id="1"/></w:r>', "footnotes"),
        (field(f"AUTHOR {SECRET}", RUN), "field_code"),
        (f'<w:fldSimple w:instr="DOCPROPERTY {SECRET}">{RUN}</w:fldSimple>', "field_code"),
        ("<w:r><w:object/></w:r>", "embedded_object"),
        (f'<w:customXml w:element="{SECRET}">{RUN}</w:customXml>', "custom_xml"),
        (f"<w:ruby><w:rubyBase>{RUN}</w:rubyBase></w:ruby>", "unknown_part"),
        ('<w:r><w:sym w:font="x" w:char="D800"/></w:r>', "unknown_part"),
    ],
)
def test_what_hides_words_in_the_text_is_refused(inner, check):
    assert refusals(word, with_paragraph(inner)) == {(check, MAIN)}


def test_vanish_that_is_switched_off_hides_nothing():
    assert "Ja" in word.read(with_paragraph('<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>Ja</w:t></w:r>'), "a").text


def test_text_hidden_by_what_its_style_is_based_on_is_refused():
    styles = '<w:style w:styleId="A"><w:rPr><w:vanish/></w:rPr></w:style>'
    styles += '<w:style w:styleId="B"><w:basedOn w:val="A"/></w:style>'
    run = f'<w:r><w:rPr><w:rStyle w:val="B"/></w:rPr><w:t>{SECRET}</w:t></w:r>'
    assert refusals(word, with_paragraph(run, styles)) == {("hidden_text", MAIN)}


@pytest.mark.parametrize(
    ("name", "content", "check"),
    [
        ("word/comments.xml", f"<x><y>{SECRET}</y></x>", "comments"),
        ("word/media/image1.png", "", "media"),
        ("word/embeddings/Sheet.xlsx", "", "embedded_object"),
        ("word/vbaProject.bin", "", "macros"),
        ("customXml/item2.xml", f"<x>{SECRET}</x>", "custom_xml"),
        (
            "word/footnotes.xml",
            f"<w:footnotes {W}><w:footnote><w:p>{RUN}</w:p></w:footnote></w:footnotes>",
            "footnotes",
        ),
        ("word/header1.xml", f"<w:hdr {W}><w:p>{RUN}</w:p></w:hdr>", "header_text"),
        ("word/header1.xml", f"<w:hdr {W}><w:p>{field('PAGE', RUN)}</w:p></w:hdr>", "header_text"),
        ("word/glossary/document.xml", f"<w:x {W}>{RUN}</w:x>", "unknown_part"),
        (
            "word/_rels/settings.xml.rels",
            f'<r><Relationship TargetMode="External" Type="t/attachedTemplate" Target="{SECRET}"/></r>',
            "external_relation",
        ),
    ],
)
def test_a_part_that_holds_what_nobody_would_see_is_refused(name, content, check):
    assert refusals(word, changed(PLAIN, {name: content.encode()})) == {(check, name)}


def test_all_that_is_wrong_with_a_file_is_said_at_once():
    data = changed(with_paragraph(f"<w:ins>{RUN}</w:ins><w:r><w:drawing/></w:r>"), {"word/media/a.png": b""})
    assert refusals(word, data) == {("tracked_changes", MAIN), ("media", MAIN), ("media", "word/media/a.png")}


def test_page_numbers_may_stay_in_a_header():
    number = field("PAGE", "<w:r><w:t>12</w:t></w:r>")
    header = f"<w:hdr {W}><w:p><w:r><w:t>Side</w:t></w:r>{number}</w:p></w:hdr>".encode()
    assert word.read(changed(PLAIN, {"word/header1.xml": header}), "a").text == "I: Hei\nD: Ja\n"


def test_properties_and_link_targets_are_handed_on_for_the_gate():
    document = docx.Document()
    document.add_paragraph("I: Hei")
    document.core_properties.author = SECRET
    document.part.relate_to("mailto:x@y.no", "http://t/hyperlink", is_external=True)
    asides = word.read(saved(document), "a.docx").asides
    assert ("docProps/core.xml", SECRET) in asides
    assert ("word/_rels/document.xml.rels", "mailto:x@y.no") in asides


@pytest.mark.parametrize(
    ("data", "cure"),
    [
        (b"", "is empty"),
        (b"Hei", "is not a .docx file"),
        (b"\xd0\xcf\x11\xe0rest", "old binary document, or behind a password"),
        (b"PK\x03\x04rest", "no whole zip archive"),
        (PLAIN[: len(PLAIN) // 2], "no whole zip archive"),
        (changed(PLAIN, {MAIN: b"<w:document>"}), "not well-formed XML"),
        (changed(PLAIN, {MAIN: b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'}), "document type or an entity"),
        (changed(PLAIN, {MAIN: b"<a>" * 200 + b"</a>" * 200}), "nested more than 100"),
        (changed(PLAIN, {MAIN: f"<w:document {W}/>".encode()}), "not an ordinary Word document"),
        (FROM_WORD, "holds no word"),
    ],
)
def test_a_file_that_is_no_document_is_a_fault_with_its_cure(data, cure):
    with pytest.raises(Faults, match=cure):
        word.read(data, "a.docx")


ENCRYPTED = bytearray(archive(("a", b"x")))
ENCRYPTED[ENCRYPTED.index(b"PK\x01\x02") + 8] |= 1


def lying(size: int) -> bytes:
    """An archive of a member of 3,000 bytes that says it holds another number."""
    data = bytearray(archive(("a", b"x" * 3000)))
    struct.pack_into("<I", data, data.index(b"PK\x01\x02") + 24, size)
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (bytes(ENCRYPTED), "is encrypted"),
        (lying(9), "no whole zip archive"),
        (lying(9_000), "not of the size that the archive declares"),
        (archive(("/etc/x", b"")), "leads out of the archive"),
        (archive(("a/../../x", b"")), "leads out of the archive"),
        (archive(("C:\\x", b"")), "leads out of the archive"),
        (archive(("a", b""), ("A", b"")), "twice"),
        (archive(("a", b"b"), attributes=0o120777 << 16), "symbolic link"),
        (archive(("a", b"b"), kind=zipfile.ZIP_BZIP2), "packed in a way"),
        (archive(("a", b"\0" * 5_000_000)), "more than 200 to 1"),
        (archive(("a", bytes(20_000_001)), kind=zipfile.ZIP_STORED), "more than 20 MB"),
        (archive(*((f"{number}", b"") for number in range(1_001))), "has 1001 members"),
    ],
)
def test_hostile_archive_is_refused_before_it_is_unpacked(data, message):
    with pytest.raises(Faults, match=message):
        archives.members(data, "a.docx")


def test_odt_paragraphs_lists_and_tables_are_lines():
    body = (
        "<text:sequence-decls/><text:h>Del 1</text:h>"
        '<text:p> I:<text:tab/>Hva <text:span> er</text:span><text:s text:c="2"/>\n det<text:line-break/>da? </text:p>'
        "<text:list><text:list-item><text:p>punkt</text:p></text:list-item></text:list>"
        "<table:table><table:table-column/><table:table-row><table:table-cell><text:p>D</text:p></table:table-cell>"
        "<table:table-cell><text:p>Ja</text:p><text:p>mer</text:p></table:table-cell></table:table-row></table:table>"
    )
    assert odt.read(libre(body), "a.odt").text == "Del 1\nI:\tHva er   det\nda? \npunkt\nD\tJa\nmer\n"


@pytest.mark.parametrize(
    ("body", "check"),
    [
        (
            f"<text:tracked-changes><text:changed-region>{SECRET}</text:changed-region></text:tracked-changes>",
            "tracked_changes",
        ),
        (f"<text:p><office:annotation><text:p>{SECRET}</text:p></office:annotation></text:p>", "comments"),
        (f'<text:section text:display="none"><text:p>{SECRET}</text:p></text:section>', "hidden_text"),
        (f'<text:p text:style-name="P1">{SECRET}</text:p>', "hidden_text"),
        (f"<text:p><text:hidden-text>{SECRET}</text:hidden-text></text:p>", "hidden_text"),
        (
            f"<text:p><draw:frame><draw:text-box><text:p>{SECRET}</text:p></draw:text-box></draw:frame></text:p>",
            "text_box",
        ),
        ('<text:p><draw:frame><draw:image xlink:href="Pictures/a.png"/></draw:frame></text:p>', "media"),
        (f"<text:p><text:note><text:p>{SECRET}</text:p></text:note></text:p>", "footnotes"),
        (f"<text:p><text:author-name>{SECRET}</text:author-name></text:p>", "field_code"),
        ('<text:section><text:section-source xlink:href="file:///x"/><text:p/></text:section>', "external_relation"),
        ('<text:p><text:s text:c="999999999"/></text:p>', "unknown_part"),
        (f"<text:list>{SECRET}</text:list>", "unknown_part"),
    ],
)
def test_what_hides_words_in_an_odt_is_refused(body, check):
    hides = (
        '<style:style style:name="P0"><style:text-properties text:display="none"/></style:style>'
        '<style:style style:name="P1" style:parent-style-name="P0"/>'
    )
    assert refusals(odt, libre(f"<text:p>I: Hei</text:p>{body}", hides)) == {(check, "content.xml")}


@pytest.mark.parametrize(
    ("name", "content", "check"),
    [
        ("Basic/Standard/Module1.xml", "<x/>", "macros"),
        ("Pictures/a.png", "", "media"),
        ("Object 1/content.xml", "<x/>", "embedded_object"),
        ("META-INF/documentsignatures.xml", "<x/>", "signature"),
        ("META-INF/manifest.xml", "<m><encryption-data/></m>", "unknown_part"),
        ("styles.xml", f"<office:document-styles {SPACES}>{HEADER % SECRET}</office:document-styles>", "header_text"),
    ],
)
def test_a_part_of_an_odt_that_nobody_would_see_is_refused(name, content, check):
    data = libre("<text:p>I: Hei</text:p>", parts={name: content.encode()})
    assert refusals(odt, data) == {(check, name)}


def test_page_numbers_may_stay_in_the_header_of_an_odt():
    header = HEADER % "Side <text:page-number>3</text:page-number>"
    styles = f"<office:document-styles {SPACES}>{header}</office:document-styles>".encode()
    assert odt.read(libre("<text:p>Hei</text:p>", parts={"styles.xml": styles}), "a").text == "Hei\n"


def bare(words: str) -> str:
    return "".join(words.split())


def test_pandoc_reads_the_same_words(tmp_path):
    document = docx.Document()
    document.add_heading("Intervju", 1)
    document.add_paragraph("I: Hva, altså – «det» …").add_run(" der?").bold = True
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "D", "Ja."
    data = saved(document)
    (tmp_path / "a.docx").write_bytes(data)
    by_pandoc = pypandoc.convert_file(tmp_path / "a.docx", "plain", extra_args=["--wrap=none", "--sandbox"])
    assert bare(word.read(data, "a.docx").text) == bare(by_pandoc.replace("-", ""))


@pytest.mark.skipif(
    "TRAIL_SAMPLES" not in os.environ, reason="TRAIL_SAMPLES is unset: the real transcripts are not here"
)
def test_real_odt_transcripts_read_to_the_same_text_as_their_txt():
    folder = Path(os.environ["TRAIL_SAMPLES"], "serdif")
    same, hyphens = 0, 0
    for path in sorted(folder.glob("transcripts_odt/*.odt")):
        of_odt = bare(odt.read(path.read_bytes(), path.name).text)
        of_txt = bare(text.read((folder / "texts" / f"{path.stem}.txt").read_bytes(), path.name).text)
        same += of_odt.replace("re-usable", "reusable") == of_txt.replace("re-usable", "reusable")
        hyphens += of_odt != of_txt  # one hyphen in "re-usable", lost when the study's own tool took the text in
    assert (same, hyphens) == (17, 3)
