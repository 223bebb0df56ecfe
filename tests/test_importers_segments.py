"""Tables of coded passages of MAXQDA, ATLAS.ti and Dedoose: found in the texts beside, the same as through REFI-QDA."""

import csv
import os
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import database_files as files
import segment_tables
from qda_files import archive, workbook
from test_importers_bad_input import attempt, refused
from trail import cli, code_matrix
from trail.faults import Faults
from trail.importers import formats, header_words, segments, units

FUZZ = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
TOOLS = ("MAXQDA", "ATLAS.ti", "Dedoose")
FORMS = {"en": "table.xlsx", "de": "table.csv", "nb": "table.csv"}
WAYS = {"MAXQDA": "declared", "ATLAS.ti": "tab", "Dedoose": "excel"}


def tables(path) -> units.Tables:
    return units.tables(formats.read(path))


def told(path) -> list[str]:
    with pytest.raises(Faults) as raised:
        formats.read(path)
    return [f"{fault.file} {fault.place} {fault.message}" for fault in raised.value.faults]


def marks(parts: list[tuple]) -> list[tuple]:
    """Return coded words as (document, start, end, code as a list, coder)."""
    found = []
    for name, words, code, coder in parts:
        start = files.TEXTS[name].index(words)
        found.append((name, start, start + len(words), [*filter(None, [files.CODES[code]]), code], coder))
    return found


def beside(folder, texts=files.TEXTS) -> None:
    (folder / "texts").mkdir()
    for name, text in texts.items():
        (folder / "texts" / f"{name}.txt").write_text(text, encoding="utf-8")


@pytest.mark.parametrize("language", ["en", "de", "nb"])
@pytest.mark.parametrize("tool", TOOLS)
def test_one_study_is_the_same_through_each_table_as_through_refi(tmp_path, tool, language):
    beside(tmp_path)
    table = segment_tables.rows(tool, language, files.TEXTS, marks(files.PARTS))
    paths = (
        segment_tables.write(tmp_path / FORMS[language], table, WAYS[tool]),
        files.as_refi(tmp_path, files.PARTS),
    )
    made, refi = map(tables, paths)
    assert made.texts == refi.texts
    assert made.units == refi.units
    assert made.codings == refi.codings
    assert made.analysts == {"A1": "Anna", "A2": "Kari"}
    of_table, of_refi = (code_matrix.matrix(code_matrix.of_project(formats.read(one))) for one in paths)
    assert of_table == [row for row in of_refi if row[0] != "Hjelp"]  # a code of its own only in the project file


@pytest.mark.parametrize("tool", TOOLS)
def test_without_texts_the_code_book_is_full_and_what_had_no_place_is_counted(tmp_path, tool, capsys):
    path = segment_tables.write(
        tmp_path / "table.xlsx", segment_tables.rows(tool, "en", files.TEXTS, marks(files.PARTS))
    )
    project = formats.read(path)
    assert sorted(code.path for code in project.codes) == ["Hjelp::Be om hjelp", "Hjelp::Vente", "Hjemme"]
    assert project.selections == []
    left = {one.what: one.count for one in project.left}
    assert left["documents without text"] == 3
    assert left["codings of documents without text"] == len(files.PARTS)
    assert cli.main(["import", str(path), "--into", str(tmp_path / "into")]) == 0
    assert "Kari" not in (tmp_path / "into/import_report.json").read_text(encoding="utf-8")


AGAIN = "I: Ja?\nD: Ja. Det var slik.\n\nI: Og?\nD: Nei. Det var slik.\nD: Ja.\n"


@pytest.mark.parametrize("tool", TOOLS)
def test_words_that_occur_more_than_once_are_told_apart_by_what_the_table_says_of_their_place(tmp_path, tool):
    beside(tmp_path, {"a": AGAIN})
    places = [(AGAIN.rindex("Ja."), 3), (AGAIN.rindex("Det"), 13), (AGAIN.index("D: Ja. Det"), 20)]
    parts = [("a", start, start + length, ["x"], "") for start, length in places]
    table = segment_tables.rows(tool, "en", {"a": AGAIN}, parts)
    made = tables(segment_tables.write(tmp_path / "t.csv", table))
    assert [(row[2], row[3]) for row in made.units] == sorted((start, start + length) for start, length in places)


def test_numbers_of_paragraphs_that_mean_something_else_place_nothing(tmp_path):
    beside(tmp_path, {"a": AGAIN})
    table = [
        ["Document name", "Code", "Beginning", "End", "Segment"],
        ["a", "x", 90, 90, "Nei. Det var slik."],
        ["a", "x", 2, 2, "Ja."],
    ]
    project = formats.read(segment_tables.write(tmp_path / "t.csv", table))
    assert [one.start for one in project.selections] == [AGAIN.index("Nei.")]
    assert ("codings whose place is not found", 1) in [(one.what, one.count) for one in project.left]


def test_crowd_of_passages_that_could_stand_anywhere_is_left_and_counted(tmp_path):
    beside(tmp_path, {"a": "yes no " * 900 + "perhaps"})
    rows = [["Document name", "Code", "Beginning", "End", "Segment"], ["a", "x", 1, 1, "perhaps"]]
    rows += [["a", "x", 1, number, "yes"] for number in range(1_500)]
    project = formats.read(segment_tables.write(tmp_path / "t.csv", rows))
    assert len(project.selections) == 1
    assert ("codings whose place is not found", 1_500) in [(one.what, one.count) for one in project.left]


def test_codes_of_a_cell_and_levels_of_a_path_are_parted_as_each_tool_writes_them():
    assert segments.path_of("Help > Waiting\\long", "MAXQDA") == "Help::Waiting::long"
    assert segments.path_of("age > 50", "Dedoose") == "age::50"
    assert segments.path_of("Knowledge/Awareness\\a, b", "Dedoose") == "Knowledge/Awareness::a, b"
    assert segments.path_of("> 50", "MAXQDA") == "> 50"
    assert segments.path_of("and\\or", "ATLAS.ti") == "and\\or"
    assert segments.split("● a::b\n● c, d", {"c"}, "ATLAS.ti") == ["a::b", "c, d"]
    assert segments.split("a; b", set(), "ATLAS.ti") == ["a", "b"]
    assert segments.split("c, d", {"c", "d"}, "ATLAS.ti") == ["c", " d"]
    assert segments.split("c, d", set(), "Dedoose") == ["c", " d"]


def test_what_excel_escapes_is_no_part_of_names_and_words(tmp_path):
    beside(tmp_path, {"a": "Hun ventet, lenge.\n"})
    rows = [
        ["Document name", "Code", "Segment", "Comment"],
        ["a_x0007_", "x_x000D_y", "ventet,_x000D_\n_x000B_lenge", "z"],
    ]
    path = segment_tables.write(tmp_path / "t.xlsx", rows)
    made = tables(path)
    assert [unit[4] for unit in made.units] == ["ventet, lenge"]
    assert [row[1] for row in made.codebook] == ["x y"]
    assert ("comments on passages", 1) in [(one.what, one.count) for one in formats.read(path).left]


def test_table_may_have_titles_above_and_two_documents_of_one_name_stay_two(tmp_path):
    rows = [["Retrieved segments"], [], ["Document group", "Document name", "Code", "Segment"]]
    rows += [["G1", "a", "x", "one"], ["G2", "a", "x", "two"], ["G1", "b", "x", "one"]]
    path = segment_tables.write(tmp_path / "t.xlsx", rows)
    assert [one.name for one in formats.read(path).sources] == ["G1 a", "G2 a", "b"]


def test_table_of_no_tool_says_which_columns_it_has_and_which_were_looked_for(tmp_path, capsys):
    path = segment_tables.write(tmp_path / "t.csv", [["Dokumentnamn", "Segment", "a long sentence that somebody said"]])
    said = refused(path, capsys)
    assert "'Dokumentnamn', 'Segment' and 1 more" in said
    assert "(did you mean 'Dokumentnavn'?)" in said
    assert "somebody" not in said


BAD = {
    "a row without document": ([["Document name", "Code", "Segment"], ["", "x", "y"]], "row 2 has no document."),
    "two columns of one name": (
        [["Document name", "Code", "Segment", "code"], ["a", "x", "y", "z"]],
        "row 1 'Code' names two columns.",
    ),
    "a crooked row": ([["Document name", "Code", "Segment"], ["a", "x", "y", "z"]], "row 2 has 4 cells, the header 3."),
}


@pytest.mark.parametrize("what", BAD)
def test_table_with(tmp_path, what):
    table, message = BAD[what]
    assert told(segment_tables.write(tmp_path / "t.csv", table)) == [f"t.csv {message}"]


def test_workbook_with_raw_characters_that_xml_forbids_is_refused_by_its_part(tmp_path, capsys):
    good = archive_of(workbook(segment_tables.rows("MAXQDA", "en", files.TEXTS, marks(files.PARTS))))
    part = "xl/worksheets/sheet1.xml"
    for character in (b"\x02", b"&#x2;"):
        broken = good | {part: good[part].replace(b"Samtale", b"Samtale" + character)}
        assert f"t.xlsx {part} is not well-formed XML" in told(archive(tmp_path, broken, "t.xlsx"))[0]
        assert "is not well-formed XML" in refused(tmp_path / "t.xlsx", capsys)


def archive_of(data: bytes) -> dict[str, bytes]:
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return {name: book.read(name) for name in book.namelist()}


def test_no_word_means_two_things_of_one_tool():
    for tool, of_tool in header_words.TOOLS.items():
        for language in range(3):
            words = [header_words.plain(word) for meaning in of_tool.values() for word in meaning[language].split("|")]
            assert len(words) == len(set(words)), tool


@FUZZ
@given(st.data(), st.sampled_from(TOOLS))
def test_no_table_makes_it_stumble(tmp_path_factory, data, tool):
    folder = tmp_path_factory.getbasetemp() / "segments"
    folder.mkdir(exist_ok=True)
    (folder / "a.txt").write_text("a1 æ🙂 a a1\n\nb\n", encoding="utf-8")
    cells = st.one_of(
        st.sampled_from(
            ["a", "a1", "1", "1-2", "¶ 3 – 1", "0", "a > b", "a::", "\\", "True", "a\nb;c", "_x0000_", "æ🙂", ""]
        ),
        st.text(max_size=6),
    )
    header = segment_tables.rows(tool, data.draw(st.sampled_from(["en", "de", "nb"])), {}, [("", 0, 0, ["x"], "")][:0])[
        0
    ]
    if tool == "Dedoose" and data.draw(st.booleans()):
        header = [*header, "Code: a\\b Applied", "Code: c Applied", "Code: c Weight"]
    body = data.draw(st.lists(st.lists(cells, min_size=len(header), max_size=len(header)), max_size=6))
    attempt(
        segment_tables.write(folder / "t.csv", [header, *body], data.draw(st.sampled_from(list(segment_tables.WAYS))))
    )


@pytest.mark.skipif("TRAIL_SAMPLES" not in os.environ, reason="TRAIL_SAMPLES names no folder of real studies")
@pytest.mark.parametrize("tool", TOOLS)
def test_real_study_as_a_table_of_each_tool_gives_the_same_codings(tmp_path, tool):
    serdif = Path(os.environ["TRAIL_SAMPLES"], "serdif")
    texts = {path.stem: path.read_bytes().decode("utf-8") for path in (serdif / "texts").glob("*.txt")}
    with (serdif / "codings.csv").open(encoding="utf-8", newline="") as stream:
        listed = [
            (row["document"], int(row["start"]), int(row["end"]), [row["code"]], "") for row in csv.DictReader(stream)
        ]
    table = segment_tables.rows(tool, "en", texts, listed)
    project = formats.read(segment_tables.write(tmp_path / "t.csv", table), serdif / "texts")
    names = [source.name for source in project.sources]
    found = Counter(
        (names[one.source], one.start, one.end, path) for one in project.selections for path, _ in one.codings
    )
    bare = [(name, start, end, texts[name][start:end], code[0]) for name, start, end, code, _ in listed]
    assert found == Counter(
        (name, start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip()), code)
        for name, start, end, words, code in bare
    )
