"""A name in each place where a file can hide one: the file is refused or the gate finds it, and nobody says it."""

import base64
import io
import sqlite3
import struct
import zipfile
from pathlib import Path

import pytest

import built_study
import tiny_study
from office_files import HEADER, MAIN, PLAIN, SPACES, W, changed, field, libre, titled_picture, with_paragraph
from trail import deidentification, transcripts
from trail.deidentification import Lists
from trail.faults import Faults, report

CANARY = "Torvaldine"
RUN = f"<w:r><w:t>{CANARY}</w:t></w:r>"
JA = "<w:r><w:t>D: Ja</w:t></w:r>"
LISTS = Lists(speakers={"I": "interviewer", "D": "doctor"})


def part(name: str, content: str | bytes) -> bytes:
    return changed(PLAIN, {name: content.encode() if isinstance(content, str) else content})


def word(name: str, inner: str) -> bytes:
    """The plain document with one part under word/ of the given XML."""
    return part(f"word/{name}.xml", f"<w:x {W}>{inner}</w:x>")


def relation(kind: str, target: str, mode: str = "External") -> bytes:
    of = f'<Relationship Id="r9" TargetMode="{mode}" Type="http://t/{kind}" Target="{target}"/>'
    return part("word/_rels/document.xml.rels", f"<Relationships>{of}</Relationships>")


def packed(data: bytes, **changes) -> bytes:
    """The archive written anew, with a comment, or with something said of its last member."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            copy = zipfile.ZipInfo(info.filename)
            copy.compress_type = zipfile.ZIP_DEFLATED
            if info is old.infolist()[-1]:
                copy.comment, copy.extra = changes.get("of_member", b""), changes.get("extra", b"")
            new.writestr(copy, old.read(info))
        new.comment = changes.get("comment", b"")
    return buffer.getvalue()


def between_members(data: bytes) -> bytes:
    """The archive with the canary between its last member and its list of members."""
    words = CANARY.encode()
    at = struct.unpack_from("<I", data, len(data) - 6)[0]
    moved = bytearray(data[:at] + words + data[at:])
    struct.pack_into("<I", moved, len(moved) - 6, at + len(words))
    return bytes(moved)


TRACKED = f'w:id="1" w:author="{CANARY}" w:date="2020-01-01T00:00:00Z"'
NAMED = f'<w:r><w:drawing><x:docPr xmlns:x="x" id="1" name="x" descr="{CANARY}"/></w:drawing></w:r>'
CUSTOM = '<Properties><property name="%s" pid="2"><x>%s</x></property></Properties>'
DOCX = {
    "the text itself": with_paragraph(f"<w:r><w:t>D: Ja, og {CANARY}</w:t></w:r>"),
    "tracked insertion": with_paragraph(f"<w:ins {TRACKED}>{JA}</w:ins>"),
    "tracked deletion": with_paragraph(f"{JA}<w:del w:id='1'><w:r><w:delText>{CANARY}</w:delText></w:r></w:del>"),
    "text moved from": with_paragraph(f"{JA}<w:moveFrom w:id='1'>{RUN}</w:moveFrom>"),
    "text moved to": with_paragraph(f"{JA}<w:moveTo w:id='1'>{RUN}</w:moveTo>"),
    "author of a formatting change": with_paragraph(f"<w:r><w:rPr><w:rPrChange {TRACKED}/></w:rPr></w:r>{JA}"),
    "comment": word("comments", f"<w:comment w:id='1'><w:p>{RUN}</w:p></w:comment>"),
    "author of a comment": word("comments", f"<w:comment {TRACKED}/>"),
    "extended comments": word("commentsExtended", f"<w:y w:z='{CANARY}'/>"),
    "comments in other letters": part("word/Comments.xml", f"<w:x {W}><w:p>{RUN}</w:p></w:x>"),
    "comments that end in other letters": part("word/comments.XML", f"<w:x {W}><w:p>{RUN}</w:p></w:x>"),
    "text box": with_paragraph(f"<w:r><w:pict><w:txbxContent><w:p>{RUN}</w:p></w:txbxContent></w:pict></w:r>"),
    "footnote": word("footnotes", f"<w:footnote><w:p>{RUN}</w:p></w:footnote>"),
    "endnote": word("endnotes", f"<w:endnote><w:p>{RUN}</w:p></w:endnote>"),
    "header": word("header1", f"<w:p>{RUN}</w:p>"),
    "footer": word("footer1", f"<w:p>{RUN}</w:p>"),
    "bookmark in a footer": word("footer1", f"<w:bookmarkStart w:name='{CANARY}'/>"),
    "formula in a header": word("header1", f"<m:t xmlns:m='m'>{CANARY}</m:t>"),
    "alt text of a picture": with_paragraph(NAMED),
    "title of a picture": with_paragraph(NAMED.replace("descr", "title")),
    "name of a picture": part(f"word/media/{CANARY}.png", b""),
    "pixels' metadata": part("docProps/thumbnail.png", titled_picture(CANARY)),
    "behind a thumbnail": part("docProps/thumbnail.png", titled_picture() + CANARY.encode()),
    "thumbnail as a list of commands": part("docProps/thumbnail.emf", CANARY.encode("utf-16-le")),
    "author": part("docProps/core.xml", f"<c><creator>{CANARY}</creator></c>"),
    "company": part("docProps/app.xml", f"<c><Company>{CANARY}</Company></c>"),
    "template": part("docProps/app.xml", f"<c><Template>{CANARY}.dotm</Template></c>"),
    "value of a custom property": part("docProps/custom.xml", CUSTOM % ("x", CANARY)),
    "name of a custom property": part("docProps/custom.xml", CUSTOM % (CANARY, "1")),
    "people.xml": word("people", f"<w:person w:author='{CANARY}'/>"),
    "field code": with_paragraph(field(f"DOCPROPERTY {CANARY}", JA)),
    "simple field": with_paragraph(f'<w:fldSimple w:instr="AUTHOR {CANARY}">{JA}</w:fldSimple>'),
    "code of a link": with_paragraph(field(f'HYPERLINK "http://{CANARY}.no"', JA)),
    "what a field keeps": with_paragraph(f"<w:r><w:fldChar><w:fldData>{CANARY}</w:fldData></w:fldChar></w:r>{JA}"),
    "target of a link": relation("hyperlink", f"https://{CANARY}.example/"),
    "target of a link within": relation("hyperlink", f"{CANARY}.xml", "Internal"),
    "tooltip of a link": with_paragraph(f'<w:hyperlink w:anchor="x" w:tooltip="{CANARY}">{JA}</w:hyperlink>'),
    "anchor of a link": with_paragraph(f'<w:hyperlink w:anchor="{CANARY}">{JA}</w:hyperlink>'),
    "attached template": relation("attachedTemplate", f"file:///C:/{CANARY}.dotm"),
    "hidden text": with_paragraph(f"{JA}<w:r><w:rPr><w:vanish/></w:rPr><w:t>{CANARY}</w:t></w:r>"),
    "text in a paragraph's properties": with_paragraph(f"<w:pPr><w:x><w:t>{CANARY}</w:t></w:x></w:pPr>{JA}"),
    "text between runs": with_paragraph(f"{JA}{CANARY}"),
    "name of a style": with_paragraph(JA, f'<w:style w:styleId="a"><w:name w:val="Til {CANARY}"/></w:style>'),
    "id of a style": with_paragraph(JA, f'<w:style w:styleId="{CANARY}Avsnitt"/>'),
    "name of a font": word("fontTable", f'<w:font w:name="{CANARY} Sans"/>'),
    "name of a theme": part("word/theme/theme1.xml", f'<a name="{CANARY}"/>'),
    "embedded font": part("word/fonts/font1.odttf", CANARY.encode()),
    "glossary": part("word/glossary/document.xml", f"<w:x {W}>{RUN}</w:x>"),
    "custom XML": part("customXml/item1.xml", f"<x>{CANARY}</x>"),
    "schema of custom XML": part("customXml/itemProps1.xml", f"<x uri='{CANARY}'/>"),
    "embedded object": part(f"word/embeddings/{CANARY}.xlsx", b""),
    "variable of the settings": word("settings", f"<w:docVars><w:docVar w:name='x' w:val='{CANARY}'/></w:docVars>"),
    "mail merge": word("settings", f"<w:mailMerge><w:query w:val='select {CANARY}'/></w:mailMerge>"),
    "text in the settings": word("settings", f"<w:y>{CANARY}</w:y>"),
    "web settings": word("webSettings", f"<w:div w:id='{CANARY}'/>"),
    "bookmark": with_paragraph(f'<w:bookmarkStart w:id="0" w:name="{CANARY}"/>{JA}'),
    "who may edit a passage": with_paragraph(f'<w:permStart w:id="0" w:ed="{CANARY}"/>{JA}'),
    "placeholder of a control": with_paragraph(
        f"<w:sdt><w:sdtPr><w:placeholder><w:docPart w:val='{CANARY}'/></w:placeholder></w:sdtPr>"
        f"<w:sdtContent>{JA}</w:sdtContent></w:sdt>"
    ),
    "tag of a control": with_paragraph(
        f"<w:sdt><w:sdtPr><w:tag w:val='{CANARY}'/></w:sdtPr><w:sdtContent>{JA}</w:sdtContent></w:sdt>"
    ),
    "choice of a control": with_paragraph(
        f"<w:sdt><w:sdtPr><w:comboBox><w:listItem w:value='{CANARY}'/></w:comboBox></w:sdtPr></w:sdt>{JA}"
    ),
    "smart tag": with_paragraph(f'<w:smartTag w:uri="x" w:element="{CANARY}">{JA}</w:smartTag>'),
    "words of a numbering": word("numbering", f'<w:lvl><w:lvlText w:val="{CANARY} %1"/></w:lvl>'),
    "smart art": part("word/diagrams/data1.xml", f"<x>{CANARY}</x>"),
    "chart": part("word/charts/chart1.xml", f"<x>{CANARY}</x>"),
    "macro": part("word/vbaProject.bin", CANARY),
    "imported piece": part("word/afchunk1.html", CANARY),
    "sensitivity label": part("docMetadata/LabelInfo.xml", f"<x><label name='{CANARY}'/></x>"),
    "second document": part("word/document2.xml", f"<w:document {W}><w:body><w:p>{RUN}</w:p></w:body></w:document>"),
    "signature": part("_xmlsignatures/sig1.xml", f"<x>{CANARY}</x>"),
    "unknown part": part("word/more.dat", CANARY),
    "name of a part": part(f"word/{CANARY}.xml", "<x/>"),
    "name of a folder": part(f"word/{CANARY}/", b""),
    "comment of the XML": part(MAIN, zipfile.ZipFile(io.BytesIO(PLAIN)).read(MAIN) + f"<!-- {CANARY} -->".encode()),
    "instruction in the XML": part("word/settings.xml", f"<w:x {W}><?x {CANARY}?></w:x>"),
    "XML in another encoding": part("word/settings.xml", f"<w:x {W}><!-- {CANARY} --></w:x>".encode("utf-16")),
    "faulty XML": part(f"docProps/{CANARY}.xml", f"<x>{CANARY}"),
    "comment of the archive": packed(PLAIN, comment=CANARY.encode()),
    "comment of a member": packed(PLAIN, of_member=CANARY.encode()),
    "extra field of a member": packed(PLAIN, extra=struct.pack("<HH", 0x4141, 10) + CANARY.encode()),
    "bytes behind the archive": PLAIN + CANARY.encode(),
    "bytes before the archive": b"PK" + CANARY.encode() + PLAIN,
    "bytes between members": between_members(PLAIN),
}

HIDE = '<style:style style:name="H"><style:text-properties text:display="none"/></style:style>'
P = "<text:p>D: Ja</text:p>"


def odt(inner: str, styles: str = "") -> bytes:
    return libre(f"{P}{inner}", styles)


def odt_part(name: str, content: str | bytes) -> bytes:
    return libre(P, parts={name: content.encode() if isinstance(content, str) else content})


def styled(inner: str) -> bytes:
    return odt_part("styles.xml", f"<office:document-styles {SPACES}>{inner}</office:document-styles>")


ITEM = f'<x><i name="PrinterName" type="string">{CANARY}</i></x>'
PRINTER = base64.b64encode(f"SGENPRT\0{'0' * 60}\0{CANARY}\0".encode()).decode()
CHANGE = f"<text:changed-region>{CANARY}</text:changed-region>"
BOX = f"<draw:text-box><text:p>{CANARY}</text:p></draw:text-box>"
ODT = {
    "the text itself": odt(f"<text:p>Ja, og {CANARY}</text:p>"),
    "tracked change": odt(
        f"<text:tracked-changes><text:changed-region>{CANARY}</text:changed-region></text:tracked-changes>"
    ),
    "comment": odt(f"<text:p><office:annotation><text:p>{CANARY}</text:p></office:annotation></text:p>"),
    "text box": odt(f"<text:p><draw:frame>{BOX}</draw:frame></text:p>"),
    "alt text": odt(f"<text:p><draw:frame><svg:desc xmlns:svg='s'>{CANARY}</svg:desc></draw:frame></text:p>"),
    "footnote": odt(f"<text:p><text:note><text:p>{CANARY}</text:p></text:note></text:p>"),
    "hidden text": odt(f'<text:p text:style-name="H">{CANARY}</text:p>', HIDE),
    "hidden section": odt(f'<text:section text:display="none"><text:p>{CANARY}</text:p></text:section>'),
    "field": odt(f"<text:p><text:author-name>{CANARY}</text:author-name></text:p>"),
    "variable": odt(f'<text:user-field-decls><text:user-field-decl text:name="{CANARY}"/></text:user-field-decls>'),
    "sequence": odt(f'<text:sequence-decls><text:sequence-decl text:name="{CANARY}"/></text:sequence-decls>'),
    "target of a link": odt(f'<text:p><text:a xlink:href="https://{CANARY}.example">x</text:a></text:p>'),
    "tooltip of a link": odt(f'<text:p><text:a office:title="{CANARY}" xlink:href="#x">x</text:a></text:p>'),
    "bookmark": odt(f'<text:p><text:bookmark text:name="{CANARY}"/>x</text:p>'),
    "name of a section": odt(f'<text:section text:name="{CANARY}"><text:p>x</text:p></text:section>'),
    "name of a table": odt(f'<table:table table:name="{CANARY}"/>'),
    "name of a style": odt("", f'<style:style style:name="{CANARY}"/>'),
    "header": styled(HEADER % CANARY),
    "text in the styles": styled(f"<x>{CANARY}</x>"),
    "author": odt_part("meta.xml", f"<x><creator>{CANARY}</creator></x>"),
    "name of a custom property": odt_part("meta.xml", f'<x {SPACES}><y meta:name="{CANARY}">1</y></x>'),
    "settings": odt_part("settings.xml", ITEM),
    "packed settings": odt_part("settings.xml", f"<x><i>{PRINTER}</i></x>"),
    "thumbnail": odt_part("Thumbnails/thumbnail.png", titled_picture(CANARY)),
    "where lines break": odt_part("layout-cache", CANARY),
    "graph of metadata": odt_part("manifest.rdf", f"<x about='{CANARY}'/>"),
    "list of parts": odt_part("META-INF/manifest.xml", f"<x path='{CANARY}'/>"),
    "macro": odt_part(f"Basic/Standard/{CANARY}.xml", "<x/>"),
    "object": odt_part("Object 1/content.xml", f"<x>{CANARY}</x>"),
    "picture": odt_part(f"Pictures/{CANARY}.png", b""),
    "folder of the program": odt_part(f"Configurations2/{CANARY}/", b""),
    "unknown part": odt_part(f"{CANARY}.txt", CANARY),
    "comment of the archive": packed(odt(""), comment=CANARY.encode()),
    "bytes behind the archive": odt("") + CANARY.encode(),
}
CUE = "00:01.000 --> 00:02.000"
TEXTS = {
    "note of a subtitle.vtt": f"WEBVTT\n\nNOTE {CANARY}\n\n{CUE}\nI: Hei\n",
    "long note of a subtitle.vtt": f"WEBVTT\n\nNOTE\nom\n{CANARY}\n\n{CUE}\nI: Hei\n",
    "heading of a subtitle.vtt": f"WEBVTT - {CANARY}\n\n{CUE}\nI: Hei\n",
    "style of a subtitle.vtt": f"WEBVTT\n\nSTYLE\n::cue(.{CANARY}) {{ }}\n\n{CUE}\nI: Hei\n",
    "id of a cue.vtt": f"WEBVTT\n\n{CANARY}\n{CUE}\nI: Hei\n",
    "id of a cue.srt": f"{CANARY}\n00:00:01,000 --> 00:00:02,000\nI: Hei\n",
    "settings of a cue.vtt": f"WEBVTT\n\n{CUE} region:{CANARY}\nI: Hei\n",
    "class of a voice.vtt": f"WEBVTT\n\n{CUE}\n<v.{CANARY} I>Hei</v>\n",
    "voice.vtt": f"WEBVTT\n\n{CUE}\n<v {CANARY}>Hei</v>\n",
    "comment in Markdown.md": f"I: Hei\n\n<!-- {CANARY} -->\n\nD: Ja\n",
    "front matter.md": f"---\nby: {CANARY}\n---\n\nI: Hei\n",
    "link reference.md": f"I: Hei\n\n[x]: http://a.example '{CANARY}'\n",
    "label.txt": f"I: Hei\n{CANARY}: Ja\nI: Hva?\n{CANARY}: Jo\n",
}
PLACES = [("docx", place, data) for place, data in DOCX.items()]
PLACES += [("odt", place, data) for place, data in ODT.items()]
PLACES += [(name.rpartition(".")[2], name, text.encode()) for name, text in TEXTS.items()]


@pytest.mark.parametrize(("form", "place", "data"), PLACES, ids=[f"{form}, {place}" for form, place, _ in PLACES])
def test_name_in_a_hiding_place_is_refused_or_found_and_not_said(form, place, data):
    try:
        reading = transcripts.READERS[f".{form}"](data, f"transcripts/a.{form}", "")
        findings = deidentification.scan(reading.text, LISTS, b"k", f"a.{form}", reading.asides)
        assert CANARY.casefold() in " ".join(one.words for one in findings).casefold()
        said = report(deidentification.finding_faults(f"a.{form}", findings))
        said += deidentification.told(f"a.{form}", findings, None)
    except Faults as refused:
        said = str(refused)
    assert CANARY.casefold() not in said.casefold()


def test_files_that_hide_nothing_pass():
    for form, data in (("docx", PLAIN), ("odt", odt(""))):
        reading = transcripts.READERS[f".{form}"](data, "a", "")
        assert deidentification.scan(reading.text, LISTS, b"k", "a", reading.asides) == []


# One canary in each transcript of a study: found or refused there, and said nowhere but in the closed zone.
PLANTED = {
    "VS2018-01": ("docx", with_paragraph(JA, f'<w:style w:styleId="a"><w:name w:val="{CANARY}"/></w:style>')),
    "VS2018-02": ("vtt", TEXTS["note of a subtitle.vtt"].encode()),
    "VS2019-01": ("md", TEXTS["comment in Markdown.md"].encode()),
    "SK2020-01": ("odt", ODT["author"]),
}


def everything_said(folder: Path) -> list[str]:
    """Every file of a study outside data/ and results/closed/ that says the canary, in its name or its content."""
    found = []
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if name.startswith(("data/", "results/closed/")) or not path.is_file():
            continue
        content = path.read_bytes()
        if path.suffix == ".db":
            with sqlite3.connect(path) as base:
                content = "\n".join(base.iterdump()).encode()
        if CANARY.casefold() in f"{name}{content.decode('utf-8', 'replace')}".casefold():
            found.append(name)
    return found


@pytest.mark.parametrize("refused", [False, True], ids=["found by the gate", "refused by the reader"])
def test_no_log_cache_or_report_outside_the_closed_zone_says_what_was_found(tmp_path, refused):
    planted = PLANTED | ({"VS2019-02": ("docx", DOCX["tracked deletion"])} if refused else {})
    files = {f"{tiny_study.DATA}/transcripts/{name}.{form}": data for name, (form, data) in planted.items()}

    def moved(rows):
        return [
            row | {"transcript": f"{name}.{planted[name][0]}"} if (name := row["interview_id"]) in planted else row
            for row in rows
        ]

    study = tiny_study.write(tmp_path, interviews=moved, files=files)
    done = built_study.snakemake(study, "released", "--keep-going")
    assert done.returncode != 0
    logs = "".join(path.read_text(encoding="utf-8") for path in study.glob("logs/**/*.log"))
    assert ("holds tracked changes" if refused else "characters: take it out") in logs
    assert CANARY not in done.stdout + done.stderr
    assert everything_said(study) == []
    assert not list(study.glob("results/released/paper*/*.json"))
    if not refused:
        assert any(CANARY in path.read_text(encoding="utf-8") for path in study.glob("results/closed/gate/*.txt"))
