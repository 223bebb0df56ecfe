"""Reading and writing tables and JSON: one form in, the same bytes out."""

import csv
import hashlib
import io
import json
import os
import re
import tempfile
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from trail.faults import Fault, Faults

if TYPE_CHECKING:  # pandas takes 0.4 s to import; reading the DAG needs only rows
    import pandas as pd

_FORMULA = re.compile(r"'*\s*[=+\-@]|'*\t")
_NUMBER = re.compile(r"[+-]?\d{1,30}(?:[.,]\d{1,30})?")


def sha256(data: bytes | str) -> str:
    """Return the SHA-256 of bytes, or of a text's UTF-8, in lower-case hex."""
    return hashlib.sha256(data.encode() if isinstance(data, str) else data).hexdigest()


def canonical_json(thing) -> bytes:
    """Return JSON with sorted keys, no white space and no escapes beyond JSON's own: what hashes are taken over."""
    return json.dumps(thing, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def split_list(cell: str) -> list[str]:
    """Return the parts of a ';'-separated cell, stripped, without empty ones."""
    return [part.strip() for part in str(cell).split(";") if part.strip()]


def as_dicts(table: "pd.DataFrame") -> list[dict]:
    """Return the rows of a table as dicts: what pandas makes of them, for the small tables of a study twice as fast."""
    names = list(table.columns)
    return [dict(zip(names, row, strict=True)) for row in table.to_numpy(dtype=object).tolist()]


@contextmanager
def replacing(path):
    """Yield a temporary path beside `path` that takes its place when the block ends well, and vanishes if not."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=path.suffix)
    os.close(descriptor)
    beside = Path(name)
    try:
        yield beside
        umask = os.umask(0)
        os.umask(umask)
        beside.chmod(0o666 & ~umask)  # mkstemp makes files private; results are ordinary files
        try:
            beside.replace(path)
        except PermissionError as error:  # Windows replaces no file that a program holds open
            cure = "is open in another program (Word?): close it there and run this again."
            raise Faults([Fault(str(path), "", cure, "held_open")]) from error
    finally:
        beside.unlink(missing_ok=True)


def write_bytes(data: bytes, path) -> None:
    """Write bytes to `path` by way of a temporary name, making its folder."""
    with replacing(path) as beside:
        beside.write_bytes(data)


def write_text(text: str, path) -> None:
    """Write text as UTF-8 with its own line ends, by way of a temporary name."""
    write_bytes(text.encode("utf-8"), path)


def write_json(thing, path) -> None:
    """Write JSON for people and diffs: keys sorted, two spaces, final newline."""
    write_text(json.dumps(thing, ensure_ascii=False, sort_keys=True, indent=2, allow_nan=False) + "\n", path)


def read_json(path):
    """Return what a JSON file holds."""
    return json.loads(Path(path).read_text(encoding="utf-8"))


def write(table: "pd.DataFrame", path) -> None:
    """Write a table by the ending of `path`: .csv (UTF-8, LF; cells as `still` leaves them) or .parquet."""
    path = Path(path)
    with replacing(path) as beside:
        if path.suffix == ".parquet":
            table.to_parquet(beside, index=False)
        else:
            table.rename(columns=_in_csv).map(_in_csv).to_csv(
                beside, index=False, lineterminator="\n", encoding="utf-8"
            )


def read(path) -> "pd.DataFrame":
    """Return a table that the workflow itself wrote: parquet with its types, CSV with every cell a text."""
    import pandas as pd

    path = Path(path)
    if path.suffix == ".parquet":
        return pd.read_parquet(path)
    data = path.read_bytes()
    table = pd.read_csv(io.BytesIO(data), dtype=str, keep_default_na=False, encoding="utf-8")
    return table.rename(columns=_as_given).map(_as_given) if _STILL.search(data) else table


def still(cell):
    """Return a cell that no spreadsheet calculates: a text that begins as a formula has an apostrophe before it.

    A text that begins so with apostrophes gets one more, so that `read` gives back what was written.
    """
    return f"'{cell}" if isinstance(cell, str) and _FORMULA.match(cell) and not _NUMBER.fullmatch(cell) else cell


def _in_csv(cell):
    """A bare carriage return would end the row for some readers."""
    return still(cell.replace("\r\n", "\n").replace("\r", "\n") if isinstance(cell, str) and "\r" in cell else cell)


_STILL = re.compile(rb"(?:^|[,\r\n\"])'")  # where a cell may begin with an apostrophe; looking is faster than each cell


def _as_given(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and still(cell[1:]) == cell else cell


def read_rows(path, name: str) -> tuple[list[str], list[list[str]]]:
    """Return header and rows of a table that people wrote, every cell a stripped text.

    path: .csv (UTF-8 with or without BOM, or Excel's UTF-16; ',' ';' or tab) or .xlsx (its first sheet)
    name: the path as the researcher knows it, for faults
    Blank lines stay as empty rows, so that row numbers are those of the file.
    Raises Faults where the file cannot be read as a table.
    """
    path = Path(path)
    try:
        if path.suffix == ".xlsx":
            rows = _xlsx_rows(path)
        else:
            rows = csv_rows(path.read_bytes(), name)
    except OSError as error:
        raise Faults([Fault(name, "", f"cannot be read: {error.strerror}.", "unreadable_table")]) from error
    if not rows:
        raise Faults([Fault(name, "", "is empty: a table starts with a row of column names.", "empty_table")])
    header, *body = rows
    return header, body


def csv_rows(data: bytes, name: str) -> list[list[str]]:
    """Return the rows of a CSV's bytes, every cell a stripped text. Raises Faults where it cannot be read so."""
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        cure = "is not UTF-8. In Excel: Save as, 'CSV UTF-8'."
        raise Faults([Fault(name, f"line {line}", cure, "undecodable_table")]) from error
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    first = text.split("\n", 1)[0]
    if declared := re.match(r"\"?sep=([,;\t|])\"?$", first, re.IGNORECASE):  # for Excel, which shows no such row
        delimiter, text = declared[1], text.partition("\n")[2]
    else:
        delimiter = max(",;\t", key=first.count)
    csv.field_size_limit(10_000_000)
    rows = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            rows.append([cell.strip() for cell in row])
    except csv.Error as error:  # read on, an open quotation mark would swallow all rows below
        cure = "has a quotation mark that is not closed. One inside a cell is doubled, and the cell set between two."
        raise Faults([Fault(name, f"row {len(rows) + 1}", cure, "crooked_row")]) from error
    return rows


def _xlsx_rows(path: Path) -> list[list[str]]:
    import openpyxl

    with closing(openpyxl.load_workbook(path, read_only=True, data_only=True)) as book:
        return sheet_rows(book.worksheets[0])


def sheet_rows(sheet) -> list[list[str]]:
    """Return the rows of an openpyxl worksheet, every cell a stripped text, those at the end without any left out."""
    rows = [[_xlsx_cell(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    while rows and not any(rows[-1]):  # formatted, but never filled
        rows.pop()
    return rows


def _xlsx_cell(value) -> str:
    if value is None:
        return ""
    if hasattr(value, "date"):  # Excel keeps days as moments
        return value.date().isoformat()
    return str(int(value) if isinstance(value, float) and value.is_integer() else value).replace("\r\n", "\n").strip()
