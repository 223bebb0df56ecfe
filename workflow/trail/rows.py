"""One table as people wrote it: its rows held against its schema, every fault with its row and its cure."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date
from difflib import get_close_matches
from pathlib import Path

from trail.faults import Fault, Faults, did_you_mean
from trail.schemas import SHAPES, schema
from trail.tables import read_rows, split_list

_ELSEWHERE = re.compile(r"@(.+\.md)")
_WHOLE = re.compile(r"-?(0|[1-9][0-9]{0,17})")
_WORD = re.compile(r"\S{1,40}")


def read(name: str, data: Path, file: str) -> tuple[str, list[dict[str, str]], list[Fault]]:
    """Return (file, rows, faults) of one table.

    name: of the table and its schema; data: the data folder; file: the table's path in it, ending in .csv
    Returns as file the path that was read, .csv or .xlsx, or "" where there is neither; as rows a dict each, every
    cell a text in Unicode NFC: all columns of the schema ("" where absent), then the file's own, then `row`, the row
    number in the file (header = 1). Long cells `@file.md` are filled from that file.
    """
    given = [path for path in (file, f"{file.removesuffix('.csv')}.xlsx") if (data / path).exists()]
    if len(given) > 1:
        return file, [], [Fault(file, "", f"stands beside {given[1]}: keep one of the two.", "two_files")]
    if not given:
        return "", [], []
    file = given[0]
    try:
        header, body = read_rows(data / file, file)
    except Faults as unreadable:
        return file, [], unreadable.faults
    except Exception as error:  # whatever a broken workbook makes its library say
        cure = f"cannot be read as a table ({type(error).__name__}). Save it anew, as 'CSV UTF-8'."
        return file, [], [Fault(file, "", cure, "unreadable_table")]
    header, body = [_clean(cell) for cell in header], [[_clean(cell) for cell in cells] for cells in body]
    faults = list(_header_faults(name, file, header, body))
    rows, crooked = [], set()
    for place, cells in enumerate(body, start=2):
        if not any(cells):
            continue
        if any(cells[len(header) :]):
            crooked.add(str(place))
        filled = dict.fromkeys([*schema(name)["properties"], *header], "") | dict(zip(header, cells, strict=False))
        own = {column: cell for column, cell in filled.items() if column not in ("", "row")}
        rows.append(own | {"row": str(place)})
    message = f"has more cells than the header has columns ({len(header)}): a text with commas needs quotes round it."
    faults += [Fault(file, f"row {place}", message, "crooked_row") for place in sorted(crooked, key=int)]
    faults += _fill_long_cells(name, data, file, rows)
    straight = [row for row in rows if row["row"] not in crooked]  # cells of the others stand under wrong columns
    faults += _cell_faults(name, file, [column for column in header if column], straight)
    faults += _key_faults(name, file, straight)
    return file, rows, faults


def shown(value: str) -> str:
    """Return a value as a fault may print it: a word in quotes; of longer text, which may be speech, the length."""
    return f"'{value}'" if _WORD.fullmatch(value) else f"(a text of {len(value)} characters)"


def number(cell: str) -> int | None:
    """Return the whole number that a cell holds, None where it holds none (or one too long to mean anything)."""
    return int(cell) if _WHOLE.fullmatch(cell) else None


def _clean(cell: str) -> str:
    return cell if cell.isascii() and "\r" not in cell else unicodedata.normalize("NFC", cell.replace("\r\n", "\n"))


def _header_faults(name: str, file: str, header: list[str], body: list[list[str]]) -> Iterator[Fault]:
    known, required = schema(name)["properties"], schema(name)["required"]
    if not set(header) & set(known):
        message = f"names no column of this table: it starts with a row of column names, such as {', '.join(known)}."
        yield Fault(file, "row 1", message, "wrong_header")
        return
    unknown = [column for column in header if column and column not in known]
    for column in known:
        near = _near(column, unknown, 0.6 if column in required else 0.8) if column not in header else ""
        meant = f"'{near}' is not a column of this table (did you mean '{column}'?)."
        if column in required and column not in header:
            hint = meant if near else known[column]["description"]
            yield Fault(file, "row 1", f"column '{column}' is missing: {hint}", "wrong_header")
        elif near:
            yield Fault(file, "row 1", f"column {meant} It is kept but not used.", "unused_column", "W")
    for column in sorted({column for column in header if column and header.count(column) > 1}):
        yield Fault(file, "row 1", f"column {shown(column)} stands there twice: rename one.", "wrong_header")
    if "row" in header:
        yield Fault(file, "row 1", "column 'row' is not read: the name means the row number.", "unused_column", "W")
    for place, column in enumerate(header):
        if not column and any(place < len(cells) and cells[place] for cells in body):
            message = f"column {place + 1} has cells but no name: name it, or empty it."
            yield Fault(file, "row 1", message, "wrong_header")


def _near(column: str, others: Iterable[str], cutoff: float) -> str:
    """Return the other name that looks like this one but for case, spaces and a letter or two, or ""."""
    plain = {re.sub(r"\W", "_", other.casefold()): other for other in others}
    return next((plain[name] for name in get_close_matches(column, plain, n=1, cutoff=cutoff)), "")


def _fill_long_cells(name: str, data: Path, file: str, rows: list[dict]) -> Iterator[Fault]:
    """Put the text of `@file.md` into the cells of free text that name one."""
    free = [column for column, rule in schema(name)["properties"].items() if _is_free(rule)]
    for row in rows:
        for column in free:
            if row[column].startswith("@") and (named := _ELSEWHERE.fullmatch(row[column])):
                text, problem = _long_text(data, (data / file).parent / named[1])
                if problem:  # the cell stays as it is, or it would be told as empty as well
                    message = f"{column} {shown(named[0])} {problem}"
                    yield Fault(file, f"row {row['row']}", message, "long_cell")
                else:
                    row[column] = text


def _is_free(rule: dict) -> bool:
    return set(rule) == {"description", "type"} and rule["type"] == "string"


def _long_text(data: Path, path: Path) -> tuple[str, str]:
    try:
        if not path.resolve().is_relative_to(data.resolve()):
            return "", "leads out of the data folder: keep the file beside the table."
        return _clean(path.read_text(encoding="utf-8-sig").strip()), ""
    except UnicodeDecodeError:
        return "", "names a file that is not UTF-8: save it as UTF-8."
    except (OSError, ValueError):  # a path may also be too long, or hold a character that no path has
        return "", "names a file that is not there: paths are read from the table's folder."


def _cell_faults(name: str, file: str, header: list[str], rows: list[dict]) -> Iterator[Fault]:
    required = schema(name)["required"]
    for column, rule in schema(name)["properties"].items():
        if column not in header:
            continue
        wrong = {cell: sentence for cell in {row[column] for row in rows} if cell and (sentence := _wrong(cell, rule))}
        if column in required:
            wrong[""] = f"is empty: {rule['description']}"
        for row in rows if wrong else []:
            if row[column] in wrong:
                yield Fault(file, f"row {row['row']}", f"{column} {wrong[row[column]]}", "bad_cell")


def _wrong(cell: str, rule: dict) -> str:
    """Return what is wrong with a filled cell, or "": every keyword that the tables' schemas use (a test holds it)."""
    if rule.get("type") == "array":
        return next((sentence for part in split_list(cell) if (sentence := _wrong(part, rule["items"]))), "")
    if "enum" in rule and cell not in rule["enum"]:
        return f"{shown(cell)} is not one of {', '.join(rule['enum'])}{did_you_mean(cell, rule['enum'])}."
    if rule.get("type") == "integer":
        if (value := number(cell)) is None:
            return f"{shown(cell)} is not a whole number."
        if value < rule.get("minimum", value):
            return f"{shown(cell)} is less than {rule['minimum']}, the smallest allowed."
    if "pattern" in rule and not re.search(rule["pattern"], cell):
        return f"{shown(cell)} is not {SHAPES[rule['pattern']]}."
    if rule.get("format") == "date" and not _is_date(cell):
        return f"{shown(cell)} is not a date: write year-month-day, as in 2019-03-31."
    return ""


def _is_date(cell: str) -> bool:
    try:
        return date.fromisoformat(cell).isoformat() == cell
    except ValueError:
        return False


def _key_faults(name: str, file: str, rows: list[dict]) -> Iterator[Fault]:
    """Yield rows whose key stood before. Free text is not repeated: a denied word is a name."""
    key, rules = schema(name)["x-key"], schema(name)["properties"]
    first: dict[tuple, str] = {}
    for row in rows:
        value = tuple(row[column] for column in key)
        if any(value) and value in first:
            named = [column for column in key if row[column] and not _is_free(rules[column])]
            what = ", ".join(f"{column} {shown(row[column])}" for column in named) or f"the same {' and '.join(key)}"
            message = f"{what} stands already in row {first[value]}: ids are never used twice."
            yield Fault(file, f"row {row['row']}", message, "duplicate_id")
        first.setdefault(value, row["row"])
