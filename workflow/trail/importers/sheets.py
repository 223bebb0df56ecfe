"""Tables that a coding tool exports, CSV or XLSX: read as text, an unsafe or broken workbook refused."""

import io
from contextlib import closing
from pathlib import PurePosixPath

from trail import tables
from trail.faults import Fault, Faults
from trail.importers.project import Given, name_of
from trail.readers import archives

BYTES = 200_000_000
_OLD_BINARY = b"\xd0\xcf\x11\xe0"


def header(given: Given) -> set[str]:
    """Return the names of a table's columns, in lower case. Raises Faults where it is no table."""
    rows = _rows(given)
    given.stream.seek(0)
    return {name_of(cell).lower() for cell in rows[0]}


def read(given: Given) -> list[tuple[int, dict[str, str]]]:
    """Return (row number as a spreadsheet counts, {column in lower case: text}) for each row that holds something.

    Raises Faults for what is no table, and for a row with more cells than the header.
    """
    first, *body = _rows(given)
    columns = [name_of(cell).lower() for cell in first]
    found, faults = [], []
    for number, row in enumerate(body, 2):
        if len(row) > len(columns) and any(cell.strip() for cell in row[len(columns) :]):
            message = f"has {len(row)} cells, the header {len(columns)}."
            faults.append(Fault(given.name, f"row {number}", message, "crooked_row"))
        if any(cell.strip() for cell in row):
            cells = [*row, *[""] * len(columns)]
            found.append((number, {name: cells[at] for at, name in enumerate(columns) if name}))
    if faults:
        raise Faults(faults)
    return found


def _rows(given: Given) -> list[list[str]]:
    data = given.stream.read(BYTES + 1)
    if len(data) > BYTES:
        raise Faults([Fault(given.name, "", f"is larger than {BYTES // 1_000_000} MB.", "large_table")])
    if PurePosixPath(given.name).suffix.lower() == ".xlsx":
        rows = _workbook(data, given.name)
    else:
        rows = tables.csv_rows(data, given.name)
    if not rows:
        raise Faults([Fault(given.name, "", "is empty: a table starts with a row of column names.", "empty_table")])
    return rows


def _workbook(data: bytes, file: str) -> list[list[str]]:
    import openpyxl

    if data.startswith(_OLD_BINARY):
        message = "is an old workbook, or behind a password. Save it as .xlsx without a password."
        raise Faults([Fault(file, "", message, "unreadable_table")])
    for name, content in archives.members(data, file, member_bytes=BYTES, total_bytes=BYTES).items():
        if name.lower().endswith((".xml", ".rels")):
            archives.parse(content, file, archives.shown(name))  # no document types, nothing illegal
    try:
        with closing(openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)) as book:
            return tables.sheet_rows(book.worksheets[0])
    except Exception:  # openpyxl has no exception of its own for a workbook that lacks a part or holds nonsense
        message = "is no workbook that can be read. Open it in its program and save it as .xlsx again."
        raise Faults([Fault(file, "", message, "unreadable_table")]) from None
