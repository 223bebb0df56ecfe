"""Taguette: databases, highlights as tables, code books."""

import csv
import sqlite3

import pytest

from qda_files import archive, qdpx, taguette, workbook
from trail import cli
from trail.faults import Faults
from trail.importers import finding, formats, html_text, units

HTML = "<h1>Møte</h1><p>Hun sa <b>ne</b>i &amp; gikk hjem.</p>\n<p>Så kom hun igjen 🙂 likevel.</p>"
TEXT = "Møte\nHun sa nei & gikk hjem.\nSå kom hun igjen 🙂 likevel."


def tables(path, texts=None) -> units.Tables:
    return units.tables(formats.read(path, texts))


def told(path) -> list[str]:
    with pytest.raises(Faults) as raised:
        formats.read(path)
    return [f"{fault.file} {fault.place} {fault.message}" for fault in raised.value.faults]


def highlight(words: str, *tags: str, document: str = "Samtale 1.docx") -> tuple:
    counted = html_text.read(HTML).counted
    start = len(counted[: counted.index(words)].encode())
    return document, start, start + len(words.encode()), f"<p>{words}</p>", tags


def test_highlights_stand_where_their_words_stand_in_the_text_without_tags(tmp_path):
    said = [highlight("nei & gikk", "refusing"), highlight("igjen 🙂 likevel", "return > late", "refusing")]
    made = tables(taguette(tmp_path, {"Samtale 1.docx": HTML}, ["refusing", "return > late"], said))
    assert made.texts == {"Samtale_1": TEXT}
    assert [unit[4] for unit in made.units] == ["nei & gikk", "igjen 🙂 likevel"]
    assert [row[3] for row in made.codings] == ["refusing", "refusing", "return::late"]
    assert [row[1] for row in made.codebook] == ["refusing", "return::late"]


def test_highlight_across_blocks_takes_the_line_end_between_them(tmp_path):
    made = tables(taguette(tmp_path, {"Samtale 1.docx": HTML}, ["t"], [highlight("MøteHun sa", "t")]))
    assert [unit[4] for unit in made.units] == ["Møte\nHun sa"]


def test_highlight_beyond_its_document_is_refused_by_its_number(tmp_path):
    path = taguette(tmp_path, {"d": HTML}, ["t"], [("d", 5, 900, "<p>x</p>", ["t"])])
    assert told(path) == [
        "project.sqlite3 highlight 1 stands outside the text of 'd'. Was the document changed after tagging?"
    ]


def test_database_with_several_projects_says_which(tmp_path):
    path = taguette(tmp_path, {"d": HTML}, [], [], projects=2)
    assert "holds the projects 'P1', 'P2': name one of them by --project" in told(path)[0]


def test_one_of_several_projects_is_chosen_by_its_name(tmp_path):
    said = [("Mine", 0, 4, "Some", ["help"]), ("Other's", 0, 4, "Some", ["help"])]
    path = taguette(
        tmp_path, {"Mine": "<p>Some words.</p>", "Other's": "<p>Some words.</p>"}, ["help"], said, projects=2
    )
    with sqlite3.connect(path) as database:
        database.execute("UPDATE documents SET project_id = 2 WHERE id = 2")
        database.execute("INSERT INTO tags VALUES (2, 2, 'help', '')")
        database.execute("UPDATE highlight_tags SET tag_id = 2 WHERE highlight_id = 2")
    for chosen, name in (("P1", "Mine"), ("P2", "Other's")):
        project = formats.read(path, chosen=chosen)
        assert [source.name for source in project.sources] == [name]
        assert [code.path for code in project.codes] == ["help"]
        assert [one.codings for one in project.selections] == [(("help", ""),)]
        assert project.read == {"documents": 1, "codes": 1, "passages": 1, "codings": 1}
    with pytest.raises(Faults, match="did you mean 'P2'"):
        formats.read(path, chosen="P22")
    assert cli.main(["import", str(path), "--project", "P2", "--into", str(tmp_path / "into")]) == 0
    assert [one.stem for one in (tmp_path / "into" / "transcripts").iterdir()] == ["Other_s"]


def test_project_is_not_chosen_in_a_file_that_holds_one(tmp_path):
    with pytest.raises(Faults, match="holds one project"):
        formats.read(qdpx(tmp_path), chosen="P1")


def test_two_tags_of_one_path_are_refused(tmp_path):
    assert "'a::b' is the path of two tags" in told(taguette(tmp_path, {}, ["a::b", "a > b"], []))[0]


def test_other_databases_and_what_is_none_are_refused(tmp_path):
    (tmp_path / "a.sqlite3").write_bytes(b"no database")
    assert "is no SQLite database, or behind a password." in told(tmp_path / "a.sqlite3")[0]
    whole = taguette(tmp_path, {"d": HTML}, ["t"], []).read_bytes()
    (tmp_path / "b.sqlite3").write_bytes(whole[:4096])
    assert told(tmp_path / "b.sqlite3")


def test_database_that_is_open_in_taguette_is_refused(tmp_path):
    path = taguette(tmp_path, {"d": HTML}, ["t"], [])
    (tmp_path / "project.sqlite3-wal").write_bytes(b"changes")
    assert "is open in its program" in told(path)[0]


ROWS = [
    ["id", "document", "tag", "content"],
    ["1", "Samtale 1.docx", "refusing", "Hun sa ne i & gikk hjem."],
    ["1", "Samtale 1.docx", "return::late", "Hun sa ne i & gikk hjem."],
    ["2", "Samtale 1.docx", "return::late", "igjen 🙂 likevel."],
    ["3", "Samtale 1.docx", "", "Så kom"],
    ["4", "Samtale 1.docx", "refusing", "words that nobody said"],
]


def write_csv(path, rows):
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)
    return path


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_exported_highlights_are_found_by_their_words_in_the_texts_beside(tmp_path, form):
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "samtale 1.txt").write_text(TEXT, encoding="utf-8")
    path = tmp_path / f"all_tags.{form}"
    if form == "csv":
        write_csv(path, ROWS)
    else:
        path.write_bytes(workbook(ROWS))
    project = formats.read(path)
    made = units.tables(project)
    assert [unit[4] for unit in made.units] == ["Hun sa nei & gikk hjem.", "Så kom", "igjen 🙂 likevel."]
    assert [row[3] for row in made.codings] == ["refusing", "return::late", "return::late"]
    assert [(one.what, one.count) for one in project.left] == [("codings whose place is not found", 1)]


def test_highlights_without_texts_give_the_codes_and_say_so(tmp_path):
    project = formats.read(write_csv(tmp_path / "tags.csv", ROWS))
    assert [code.path for code in project.codes] == ["refusing", "return::late"]
    assert project.selections == []
    left = {one.what: one.count for one in project.left}
    assert left == {"documents without text": 1, "codings of documents without text": 4}


def test_texts_may_lie_elsewhere(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "Samtale 1.docx.txt").write_text(TEXT, encoding="utf-8")
    assert len(tables(write_csv(tmp_path / "tags.csv", ROWS), tmp_path / "elsewhere").units) == 3


def test_words_that_occur_more_than_once_are_told_apart_by_their_neighbours():
    text = "yes. first. yes. second. yes. third. yes."
    assert finding.find(text, ["first", "yes", "second"]) == [(5, 10), (12, 15), (17, 23)]
    assert finding.find(text, ["first", "yes", "third"]) == [(5, 10), None, (30, 35)]
    assert finding.find(text, ["first", "yes", "yes", "third"]) == [(5, 10), (12, 15), (25, 28), (30, 35)]
    assert finding.find(text, ["third", "yes", "first"]) == [(30, 35), None, (5, 10)]
    assert finding.find("a b\nc", ["b c", "ab", "d", " "]) == [(2, 5), (0, 3), None, None]


def test_positions_in_a_table_are_code_points(tmp_path):
    (tmp_path / "doc.txt").write_text(TEXT, encoding="utf-8")
    start = TEXT.index("likevel")
    rows = [["document", "start", "end", "code"], ["doc", start, start + 7, "late"]]
    assert [unit[4] for unit in tables(write_csv(tmp_path / "codings.csv", rows)).units] == ["likevel"]
    rows[1][2] = 900
    assert told(write_csv(tmp_path / "codings.csv", rows)) == ["codings.csv row 2 stands outside the text of 'doc'."]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_code_book_is_read_alone_with_paths_of_either_kind(tmp_path, form):
    rows = [["tag", "parent", "description", "number of highlights"], ["a > b", "", "What\nit is", 3], ["a", "", "", 0]]
    path = tmp_path / f"codebook.{form}"
    if form == "csv":
        write_csv(path, rows)
    else:
        path.write_bytes(workbook(rows))
    assert [(row[1], row[4]) for row in tables(path).codebook] == [("a", ""), ("a::b", "What it is")]
    write_csv(tmp_path / "twice.csv", [*rows, ["a::b", "", "", 1]])
    assert told(tmp_path / "twice.csv") == ["twice.csv row 4 'a::b' stands in two rows."]


def test_table_of_another_kind_says_what_is_read(tmp_path):
    message = told(write_csv(tmp_path / "x.csv", [["who", "what"], ["a", "b"]]))[0]
    assert "no table of highlights or a Taguette code book" in message


def test_workbook_with_illegal_characters_or_a_password_is_refused(tmp_path):
    good = tmp_path / "good.xlsx"
    good.write_bytes(workbook(ROWS))
    import zipfile

    with zipfile.ZipFile(good) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    broken = archive(tmp_path, parts | {sheet: parts[sheet].replace(b"<row", b"<!-- \x01 --><row", 1)}, "broken.xlsx")
    assert told(broken) == [
        f"broken.xlsx {sheet} is not well-formed XML. Open the file in its program and save it again."
    ]
    (tmp_path / "locked.xlsx").write_bytes(b"\xd0\xcf\x11\xe0" + bytes(600))
    assert "behind a password" in told(tmp_path / "locked.xlsx")[0]
    lacking = archive(tmp_path, {"a.txt": "no workbook"}, "lacking.xlsx")
    assert "is no workbook that can be read" in told(lacking)[0]
