"""Export: valid REFI-QDA, positions as the standard asks, and a round trip that loses nothing."""

import csv
import os
from pathlib import Path

import openpyxl
import pytest
from lxml import etree

import tiny_study
from trail import cli, code_matrix, export, refi_writing
from trail.importers import formats, units
from trail.readers import archives

SAMPLES = os.environ.get("TRAIL_SAMPLES")
needs_samples = pytest.mark.skipif(not SAMPLES, reason="TRAIL_SAMPLES names no folder of schemas and real studies")
CODED = refi_writing.CodedStudy(
    'Study "A" & <B>',
    {"Help": "Where <they> went & why", "Help::Waiting": "", "Other::Alone": ""},
    {"I1": "Før 🙂 ventet jeg\nlenge der.\n", "I2": "Nothing marked.\n"},
    {("I1", 6, 16): [("Help::Waiting", "A1"), ("Help", "A2")], ("I1", 17, 22): [("Other::Alone", "")]},
)


def imported(data: bytes, tmp_path: Path, ending: str = ".qdpx"):
    path = tmp_path / f"out{ending}"
    path.write_bytes(data)
    return units.tables(formats.read(path))


def qde(data: bytes, tmp_path: Path) -> bytes:
    path = tmp_path / "members.qdpx"
    path.write_bytes(data)
    with path.open("rb") as stream:
        return archives.members(stream, "x", 100, 10**8, 10**8, wanted=lambda name: True)["project.qde"]


def valid(data: bytes, name: str) -> bool:
    schema = etree.XMLSchema(etree.parse(Path(SAMPLES) / "schema" / name))
    schema.assertValid(etree.fromstring(data))
    return True


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tiny")
    tiny_study.write(folder)
    return folder


@needs_samples
def test_project_and_code_book_are_valid_by_the_schemas_of_the_standard(tmp_path, tiny):
    empty = refi_writing.CodedStudy("Empty", {}, {}, {})
    for coded in (CODED, export.coded_study(export.read(tiny)), empty):
        assert valid(qde(refi_writing.project(coded), tmp_path), "Project.xsd")
        assert not coded.codes or valid(refi_writing.codebook(coded), "Codebook.xsd")


def test_positions_are_code_points_and_the_words_come_back(tmp_path):
    found = imported(refi_writing.project(CODED), tmp_path)
    assert [row[1:] for row in found.units] == [["I1", 6, 16, "ventet jeg"], ["I1", 17, 22, "lenge"]]
    assert found.texts == CODED.texts
    assert {(row[3], row[4]) for row in found.codings} == {
        ("Help", "A2"),
        ("Help::Waiting", "A1"),
        ("Other::Alone", ""),
    }
    assert [(row[1], row[4], row[5]) for row in found.codebook] == [
        ("Help", "Where <they> went & why", "true"),
        ("Help::Waiting", "", "true"),
        ("Other", "", "false"),
        ("Other::Alone", "", "true"),
    ]


def test_passages_that_begin_within_words_come_back_where_they_were(tmp_path):
    places = {("I1", 7, 13): [("Help", "")], ("I1", 18, 21): [("Help", "")], ("I1", 1, 8): [("Help", "")]}
    found = imported(refi_writing.project(CODED._replace(passages=places)), tmp_path)
    assert {tuple(row[1:4]) for row in found.units} == set(places)


def test_the_same_study_gives_the_same_bytes_however_it_is_ordered(tiny):
    again = CODED._replace(
        texts=dict(reversed(CODED.texts.items())),
        passages={place: codings[::-1] for place, codings in reversed(CODED.passages.items())},
    )
    assert refi_writing.project(CODED) == refi_writing.project(again)


def test_study_exports_every_unit_that_counts_and_comes_back(tmp_path, tiny):
    of = export.read(tiny)
    found = imported(refi_writing.project(export.coded_study(of)), tmp_path)
    assert found.texts == of.texts
    spans = {(row["interview_id"], row["start"], row["end"]) for row in of.units.to_dict("records")}
    assert {(row[1], row[2], row[3]) for row in found.units} == spans
    assert {row[3] for row in found.codings} == set(of.codings["path"])


@needs_samples
def test_import_export_import_gives_the_same_tables(tmp_path):
    source = Path(SAMPLES) / "serdif" / "serdif.qdpx"
    assert cli.main(["new", str(tmp_path / "serdif"), "--from", str(source)]) == 0
    assert cli.main(["export", str(tmp_path / "serdif"), "--to", str(tmp_path / "again.qdpx")]) == 0
    first, second = (units.tables(formats.read(path)) for path in (source, tmp_path / "again.qdpx"))
    assert (second.texts, second.units, second.codings) == (first.texts, first.units, first.codings)
    assert second.codebook == first.codebook
    assert len(second.codings) == 1930


def test_wide_table_splits_the_code_path_and_neutralises_formulas(tmp_path, tiny):
    assert cli.main(["export", str(tiny), "--to", str(tmp_path / "wide.csv")]) == 0
    with (tmp_path / "wide.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert {"unit_id", "participant_id", "gender", "code_path", "level 1", "text"} <= rows[0].keys()
    assert "loss_reason" not in rows[0]
    assert all(row["code_path"].split("::")[0] == row["level 1"] for row in rows)
    assert code_matrix.harmless([["=1+1", "-a", "@b", "c", 3]]) == [["'=1+1", "'-a", "'@b", "c", 3]]


def test_workbook_has_units_counts_and_presence_and_the_same_bytes(tmp_path, tiny):
    for name in ("one.xlsx", "two.xlsx"):
        assert cli.main(["export", str(tiny), "--to", str(tmp_path / name)]) == 0
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()
    book = openpyxl.load_workbook(tmp_path / "one.xlsx")
    assert book.sheetnames == ["units", "counts", "presence"]
    assert {cell.value for row in book["presence"].iter_rows(min_row=2, min_col=2) for cell in row} == {0, 1}


@pytest.mark.parametrize("name", ["study.doc", "study"])
def test_other_ending_is_refused_and_nothing_written(tmp_path, tiny, capsys, name):
    assert cli.main(["export", str(tiny), "--to", str(tmp_path / name)]) == 1
    assert "should end in .qdpx, .qdc, .csv or .xlsx" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_study_with_a_fault_is_not_exported(tmp_path, capsys):
    tiny_study.write(tmp_path / "study")
    transcript = next((tmp_path / "study").rglob("VS2018-01.txt"))
    transcript.write_text("I: Something else.\n", encoding="utf-8")
    assert cli.main(["export", str(tmp_path / "study"), "--to", str(tmp_path / "out.qdpx")]) == 1
    assert "meaning_units.csv" in capsys.readouterr().err
    assert not (tmp_path / "out.qdpx").exists()
