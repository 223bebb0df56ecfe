"""Tables that people keep by hand: rows added and cells filled, everything else left as it stands."""

import csv
import io
from collections.abc import Iterable
from pathlib import Path

from trail import study
from trail.faults import Fault, Faults
from trail.tables import read_rows, write_text


def append_rows(data: Path, name: str, rows: list[dict]) -> None:
    """Add rows to a table of the data folder, in its own column order; makes the file where there is none yet.

    Raises Faults as `open_table` does, and changes nothing where there are no rows.
    """
    path, header, body = open_table(data, name, {column for row in rows for column in row})
    if rows:
        write_table(path, header, body + [[row.get(column, "") for column in header] for row in rows])


def open_table(data: Path, name: str, filled: Iterable[str] = ()) -> tuple[Path, list[str], list[list[str]]]:
    """Return (path, header, rows) of a table to be written: rows as long as the header, blank ones too.

    filled: columns that will be; those that the file lacks are added to its header
    Raises Faults where the table is kept as .xlsx: a spreadsheet is its owner's to write.
    """
    path = data / study.TABLES[name]
    if path.with_suffix(".xlsx").exists():
        cure = "is kept as .xlsx: save it as CSV UTF-8 so that rows can be added."
        raise Faults([Fault(study.TABLES[name], "", cure, "xlsx_not_written")])
    if not path.exists():
        return path, study.columns(name), []
    header, body = read_rows(path, study.TABLES[name])
    header += [column for column in study.columns(name) if column in set(filled) - set(header)]
    return path, header, [row + [""] * (len(header) - len(row)) for row in body]


def write_table(path: Path, header: list[str], body: list[list[str]]) -> None:
    """Write header and rows as CSV in UTF-8, commas between, whatever form the file had before."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([header, *body])
    write_text(text.getvalue(), path)
