"""Reading what people and programs wrote; writing the same bytes each time, whole or not at all."""

import codecs
import os
import stat
import sys
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from trail import tables
from trail.faults import Faults

TABLE = pd.DataFrame({"id": ["U2", "U1"], "text": ["æøå, «ja»\nnei", "NA"], "n": [1, 2]})


def rows(tmp_path, data: bytes, name="codings.csv"):
    (tmp_path / name).write_bytes(data)
    return tables.read_rows(tmp_path / name, f"coding/{name}")


def fault(tmp_path, data: bytes):
    with pytest.raises(Faults) as raised:
        rows(tmp_path, data)
    (only,) = raised.value.faults
    assert only.file == "coding/codings.csv"
    return only


# What people wrote

WRITTEN = (["unit_id", "text"], [["U1", "blåbær, sa han"], ["U2", "ø"]])


@pytest.mark.parametrize(
    "data",
    [
        'unit_id,text\nU1,"blåbær, sa han"\nU2,ø\n'.encode(),
        'unit_id,text\r\nU1,"blåbær, sa han"\r\nU2,ø\r\n'.encode("utf-8-sig"),
        'unit_id,text\rU1,"blåbær, sa han"\rU2,ø\r'.encode(),
        "unit_id;text\nU1;blåbær, sa han\nU2;ø\n".encode(),
        "unit_id\ttext\nU1\tblåbær, sa han\nU2\tø".encode("utf-16"),
        codecs.BOM_UTF16_BE + "unit_id\ttext\r\nU1\tblåbær, sa han\r\nU2\tø\r\n".encode("utf-16-be"),
        " unit_id ;text\nU1; blåbær, sa han \nU2;ø ".encode(),
    ],
    ids=["utf-8", "BOM and CRLF", "CR", "semicolons", "Excel's UTF-16", "big-endian", "blanks round cells"],
)
def test_table_is_read_however_it_was_saved(tmp_path, data):
    assert rows(tmp_path, data) == WRITTEN


def test_blank_lines_keep_their_place_so_that_row_numbers_are_those_of_the_file(tmp_path):
    assert rows(tmp_path, b"a,b\n1,2\n\n3,4\n")[1] == [["1", "2"], [], ["3", "4"]]


def test_line_ends_inside_a_cell_are_line_feeds(tmp_path):
    assert rows(tmp_path, b'a,b\r\n"x\r\ny",z\r\n')[1] == [["x\ny", "z"]]


def test_undecodable_table_names_line_and_cure(tmp_path):
    found = fault(tmp_path, "unit_id,text\nU1,a\nU2,ø\n".encode("cp1252"))
    assert (found.place, found.message) == ("line 3", "is not UTF-8. In Excel: Save as, 'CSV UTF-8'.")
    assert fault(tmp_path, b"\xff\xfea\x00,").check == "undecodable_table"


def test_empty_table_says_what_a_table_starts_with(tmp_path):
    assert fault(tmp_path, b"").message == "is empty: a table starts with a row of column names."


@pytest.mark.parametrize(("data", "row"), [(b'a,b\n1,2\n"x,3\n4,5\n', 3), (b'a,b\n"x"y,3\n', 2)])
def test_quotation_mark_left_open_swallows_no_rows(tmp_path, data, row):
    found = fault(tmp_path, data)
    assert found.place == f"row {row}" and "quotation mark" in found.message


def test_missing_table_and_a_folder_in_its_place_are_faults(tmp_path):
    with pytest.raises(Faults, match="cannot be read: No such file"):
        tables.read_rows(tmp_path / "none.csv", "none.csv")
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(Faults, match="cannot be read: Is a directory"):
        tables.read_rows(tmp_path / "folder.csv", "folder.csv")


def test_table_that_may_not_be_read_is_a_fault(tmp_path, monkeypatch):
    def refuse(path):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(Faults) as raised:
        tables.read_rows(tmp_path / "shut.csv", "shut.csv")
    assert str(raised.value) == "shut.csv\n  cannot be read: Permission denied."


def test_workbook_is_read_as_its_cells_look(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["unit_id", "minutes", "on", "share"], ["U1", 40.0, pd.Timestamp("2020-09-01 00:00"), 0.5], ["U2 "]):
        sheet.append(row)
    sheet.cell(row=50, column=1).number_format = "@"  # formatted, never filled
    book.create_sheet("notes").append(["not read"])
    book.save(tmp_path / "t.xlsx")
    assert tables.read_rows(tmp_path / "t.xlsx", "t.xlsx") == (
        ["unit_id", "minutes", "on", "share"],
        [["U1", "40", "2020-09-01", "0.5"], ["U2", "", "", ""]],
    )


# What the workflow writes


@pytest.mark.parametrize("name", ["t.csv", "t.parquet"])
def test_same_table_gives_the_same_bytes(tmp_path, name):
    tables.write(TABLE, tmp_path / name)
    first = (tmp_path / name).read_bytes()
    tables.write(TABLE.copy(), tmp_path / "deeper" / name)
    assert (tmp_path / "deeper" / name).read_bytes() == first


def test_csv_is_utf_8_with_line_feeds_and_reads_back_as_texts(tmp_path):
    tables.write(TABLE, tmp_path / "t.csv")
    assert (tmp_path / "t.csv").read_bytes() == 'id,text,n\nU2,"æøå, «ja»\nnei",1\nU1,NA,2\n'.encode()
    assert tables.read(tmp_path / "t.csv").to_numpy().tolist() == [["U2", "æøå, «ja»\nnei", "1"], ["U1", "NA", "2"]]


def test_parquet_keeps_types(tmp_path):
    tables.write(TABLE, tmp_path / "t.parquet")
    assert tables.read(tmp_path / "t.parquet")["n"].tolist() == [1, 2]


def test_empty_cells_stay_empty_texts(tmp_path):
    tables.write(pd.DataFrame({"a": ["", "x", ""]}), tmp_path / "t.csv")
    assert tables.read(tmp_path / "t.csv")["a"].tolist() == ["", "x", ""]
    tables.write(pd.DataFrame(columns=["a", "b"], dtype=str), tmp_path / "e.csv")
    assert tables.read(tmp_path / "e.csv").columns.tolist() == ["a", "b"]


def test_json_is_sorted_readable_and_the_same_each_time(tmp_path):
    tables.write_json({"b": [1], "a": "ø"}, tmp_path / "t.json")
    assert (tmp_path / "t.json").read_text(encoding="utf-8") == '{\n  "a": "ø",\n  "b": [\n    1\n  ]\n}\n'
    assert tables.read_json(tmp_path / "t.json") == {"a": "ø", "b": [1]}


def test_failing_write_leaves_the_old_file_and_nothing_beside_it(tmp_path):
    path = tmp_path / "t.json"
    tables.write_json({"old": 1}, path)
    with pytest.raises(ValueError):
        tables.write_json({"new": float("nan")}, path)
    with pytest.raises(OSError), tables.replacing(path) as beside:
        beside.write_text("half")
        raise OSError(28, "No space left on device")
    assert tables.read_json(path) == {"old": 1}
    assert [one.name for one in tmp_path.iterdir()] == ["t.json"]


def test_failing_table_leaves_the_old_one(tmp_path):
    path = tmp_path / "t.parquet"
    tables.write(TABLE, path)
    before = path.read_bytes()
    with pytest.raises(ValueError):
        tables.write(pd.DataFrame({"mixed": [1, "a", object()]}), path)
    assert path.read_bytes() == before and len(list(tmp_path.iterdir())) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no umask")
def test_written_file_is_as_readable_as_any_other(tmp_path):
    umask = os.umask(0o022)
    try:
        tables.write_text("a", tmp_path / "t.txt")
    finally:
        os.umask(umask)
    assert stat.S_IMODE((tmp_path / "t.txt").stat().st_mode) == 0o644


# Small things


def test_canonical_json_does_not_depend_on_the_order_of_keys():
    assert tables.canonical_json({"b": "ø", "a": [1, 2]}) == '{"a":[1,2],"b":"ø"}'.encode()
    with pytest.raises(ValueError):
        tables.canonical_json(float("nan"))


def test_hash_of_a_text_is_that_of_its_utf_8():
    assert tables.sha256("ø") == tables.sha256("ø".encode())
    assert tables.sha256("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_lists_in_cells_are_parted_and_stripped():
    assert tables.split_list(" U1; U2 ;;") == ["U1", "U2"]
    assert tables.split_list("") == []
