"""A folder of code books that a coding tool exported one after the other, read as versions of one code book."""

import re
from pathlib import Path

from trail.faults import Fault, Faults
from trail.study import columns
from trail.tables import read_rows

NAMES = ("tag", "path", "name", "code")  # what tools call the column of the codes' names; Taguette: tag, then path
PAPER = "folder"  # stands where a study's code book names its paper
_DIGITS = re.compile(r"(\d+)")


def is_one(folder: Path) -> bool:
    """Return whether a folder holds CSV files and is neither a study nor the data folder of one."""
    folder = Path(folder)
    known = any((folder / name).exists() for name in ("config.yaml", "coding", "interviews.csv"))
    return folder.is_dir() and not known and any(folder.glob("*.csv"))


def read(folder: Path) -> tuple[list[dict[str, str]], dict[str, str]]:
    """Return (rows as of codebook.csv, {version: name of its file}); files in the order of the numbers in their names.

    Each file is a code book as Taguette exports it: tag (or path), description[, number of highlights]. A code keeps
    as its id the first name it bore: one whose very description (of no other code) another name bore before, and
    that name is gone, was renamed. Raises Faults of every file that is not such a table.
    """
    rows, files, faults, before = [], {}, [], {}
    for place, path in enumerate(sorted(Path(folder).glob("*.csv"), key=_natural), start=1):
        try:
            described = _described(path)
        except Faults as found:
            faults += found.faults
            continue
        older = {name: _renamed_from(name, described, before) or name for name in described}
        ids = {name: before[old][0] if old in before else _free(name, before) for name, old in older.items()}
        for name, definition in described.items():
            cells = {"paper": PAPER, "code_group_id": ids[name], "version": str(place), "name": name}
            row = {"definition": definition, "row": str(len(rows) + 2)}
            rows.append(dict.fromkeys(columns("codebook"), "") | cells | row)
        files[str(place)] = path.name
        before = {name: (ids[name], definition) for name, definition in described.items()}
    if faults:
        raise Faults(faults)
    return rows, files


def _natural(path: Path) -> list:
    return [(part.zfill(20), "") if part.isdecimal() else ("", part) for part in _DIGITS.split(path.name)]


def _described(path: Path) -> dict[str, str]:
    header, body = read_rows(path, path.name)
    header = [cell.strip().casefold() for cell in header]
    name = next((one for one in NAMES if one in header), None)
    if name is None or "description" not in header:
        cure = f"is no code book: it needs a column {' or '.join(NAMES[:2])} and a column description."
        raise Faults([Fault(path.name, "row 1", cure, "wrong_header")])
    cells = ((row + [""] * len(header))[: len(header)] for row in body)
    filled = [dict(zip(header, row, strict=True)) for row in cells]
    return {row[name].strip(): row["description"].strip() for row in filled if row[name].strip()}


def _renamed_from(name: str, described: dict[str, str], before: dict[str, tuple[str, str]]) -> str:
    """Return the older name of a code that came under a new one; "" where nothing says that it is the same."""
    words = described[name]
    if name in before or not words or list(described.values()).count(words) > 1:
        return ""
    same = [old for old, (_, definition) in before.items() if definition == words]
    return same[0] if len(same) == 1 and same[0] not in described else ""


def _free(name: str, before: dict[str, tuple[str, str]]) -> str:
    """Return an id for a code that is new: its name, unless a renamed code still goes by that."""
    taken = {code for code, _ in before.values()}
    return f"{name} (again)" if name in taken else name
