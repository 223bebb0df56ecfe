"""Tables that a coding tool exports, CSV or XLSX: read as text, an unsafe or broken workbook refused."""

import io
import re
from contextlib import closing
from pathlib import PurePosixPath

from trail import tables
from trail.faults import Fault, Faults
from trail.importers.project import Given, name_of
from trail.readers import archives

BYTES = 200_000_000
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")  # how Excel writes a character that XML has no place for
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_OLD_BINARY = b"\xd0\xcf\x11\xe0"


def header(given: Given) -> set[str]:
    """Return the names of a table's columns, in lower case. Raises Faults where it is no table."""
    found = rows(given)
    given.stream.seek(0)
    return {name_of(cell).lower() for cell in found[0]}


def read(given: Given) -> list[tuple[int, dict[str, str]]]:
    """Return (row number as a spreadsheet counts, {column in lower case: text}) for each row that holds something.

    Raises Faults for what is no table, and for a row with more cells than the header.
    """
    first, *body = rows(given)
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


def rows(given: Given) -> list[list[str]]:
    """Return all rows of a table, every cell a text without what XML has no place for. Raises Faults for no table."""
    data = given.stream.read(BYTES + 1)
    if len(data) > BYTES:
        raise Faults([Fault(given.name, "", f"is larger than {BYTES // 1_000_000} MB.", "large_table")])
    if PurePosixPath(given.name).suffix.lower() == ".xlsx":
        found = _workbook(data, given.name)
    else:
        found = tables.csv_rows(data, given.name)
    if not found:
        raise Faults([Fault(given.name, "", "is empty: a table starts with a row of column names.", "empty_table")])
    return [[without_controls(cell) for cell in row] for row in found]


def without_controls(cell: str) -> str:
    """Return a cell with a space for each character that XML has no place for, as it is or as Excel writes it."""
    if "_x" not in cell and cell.isprintable():
        return cell
    if "_x" in cell:
        cell = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), cell)
    return _CONTROLS.sub(" ", cell)


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
