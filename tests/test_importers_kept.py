"""What the formats of Taguette and of REFI-QDA can hold: kept, or counted in the report."""

from pathlib import Path

from qda_files import TEXT, archive, coding, guid, marked, passage, qde, source, taguette
from trail.importers import formats, units

DESCRIBED = (
    f'<Code guid="{guid("c1")}" name="waiting" isCodable="true" color="#336699"><Description>Time that passes.'
    f'</Description><Code guid="{guid("c2")}" name="going home" isCodable="true"/></Code>'
)
SET = f'<Sets><Set guid="{guid("s9")}" name="first"><MemberCode targetGUID="{guid("c1")}"/></Set></Sets>'
BOOK = [
    ["waiting", "", "Time that passes.", "#336699", "first"],
    ["waiting::going home", "waiting", "", "", ""],
]


def book(path: Path) -> list[list[str]]:
    return [[*row[1:2], *row[3:5], *row[6:8]] for row in units.tables(formats.read(path)).codebook]


def left(path: Path) -> dict[str, int]:
    return {one.what: one.count for one in formats.read(path).left}


def test_codes_of_a_project_keep_what_the_program_says_of_them(tmp_path):
    project = qde(source("Interview 1", marked(TEXT, "waited", coding("c1")), text=TEXT), codes=DESCRIBED, rest=SET)
    path = archive(tmp_path, {"project.qde": project})
    assert book(path) == BOOK
    (tmp_path / "bare.qde").write_text(project, encoding="utf-8")
    assert book(tmp_path / "bare.qde") == BOOK


def test_code_book_alone_keeps_the_same(tmp_path):
    text = f'<CodeBook xmlns="urn:QDA-XML:codebook:1.0"><Codes>{DESCRIBED}</Codes>{SET}</CodeBook>'
    (tmp_path / "book.qdc").write_text(text, encoding="utf-8")
    assert book(tmp_path / "book.qdc") == BOOK


def test_what_a_project_holds_besides_is_counted(tmp_path):
    pictures = "".join(
        f'<{kind}Source guid="{guid(kind[:4])}" name="{kind}"><{kind}Selection guid="{guid(kind[:5])}">'
        f"{coding('c1')}</{kind}Selection></{kind}Source>"
        for kind in ("Picture", "Video")
    )
    said = passage(3, 15, "<Description>Who?</Description>", coding("c2"))
    rest = "<Sets><Set/></Sets>" + "".join(
        f"<{many}><{one}/></{many}>"
        for many, one in [("Notes", "Note"), ("Links", "Link"), ("Graphs", "Graph"), ("Cases", "Case")]
    )
    rest += "<Variables><Variable/><Variable/></Variables>"
    whole = source("Interview 1", said, coding("c1"), text=TEXT)
    path = archive(tmp_path, {"project.qde": qde(whole + pictures, rest=rest)})
    assert left(path) == {
        "codings of a part of a picture": 1,
        "codings of a stretch of video": 1,
        "codings of a whole document": 1,
        "comments on passages and documents": 1,
        "memos": 1,
        "links": 1,
        "maps": 1,
        "cases": 1,
        "variables": 2,
        "sets of documents or memos": 1,
        "names of coders": 2,
        "folder on somebody's computer (basePath)": 1,
    }


def test_who_coded_is_kept_in_a_project_file_without_an_archive(tmp_path):
    said = source("Interview 1", marked(TEXT, "waited", coding("c1", "u1")), text=TEXT)
    (tmp_path / "bare.qde").write_text(qde(said), encoding="utf-8")
    assert [row[4] for row in units.tables(formats.read(tmp_path / "bare.qde")).codings] == ["A1"]


def test_what_taguette_says_of_a_tag_is_its_definition(tmp_path):
    import sqlite3

    path = taguette(tmp_path, {"Interview 1": f"<p>{TEXT}</p>"}, ["waiting"], [])
    with sqlite3.connect(path) as database:
        database.execute("UPDATE tags SET description = 'Time that passes.'")
    assert [code.definition for code in formats.read(path).codes] == ["Time that passes."]
