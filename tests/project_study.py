"""The tiny study, coded in another tool: a project file and a code map instead of hand-kept units and codings."""

import io
import re
import zipfile
from pathlib import Path
from uuid import uuid4

import tiny_study
from trail import refi_writing
from trail.importers import units
from trail.schemas import schema
from trail.tables import split_list

FILE = f"{tiny_study.DATA}/coding/tiny.qdpx"
TEXTS = tiny_study.TRANSCRIPTS
HAND_KEPT = ("meaning_units", "codings")


def places() -> dict[str, list[tuple[str, int, int]]]:
    """Return {unit of the tiny study: its places}; each is a unit of its own in a project."""
    found = {}
    for row in tiny_study.tables()["meaning_units"]:
        text = TEXTS[row["interview_id"]]
        starts = [(text.index(part), len(part)) for part in row["text"].split(" […] ")]
        found[row["unit_id"]] = [(row["interview_id"], start, start + length) for start, length in starts]
    return found


IDS = {unit: [units.unit_id(*place) for place in own] for unit, own in places().items()}


def passages() -> dict[tuple[str, int, int], list[tuple[str, str]]]:
    """Return {place: [(code path, coder)]}: a code for each subgroup, below one for its code group."""
    found = {place: [] for own in places().values() for place in own}
    for row in tiny_study.tables()["codings"]:
        for place in places()[row["unit_id"]] if row["code_group_id"] else ():
            found[place].append((f"{row['code_group_id']}::{row['subgroup_id']}", row["analyst"]))
    return found


def code_map() -> list[dict[str, str]]:
    """Return a row for each code of the project."""
    codes = sorted({code for codings in passages().values() for code, _ in codings})
    return [
        {"code_path": code, "code_group_id": code.split("::")[0], "subgroup_id": code.split("::")[1], "paper": ""}
        for code in codes
    ]


def project(marked: dict | None = None, texts: dict[str, str] = TEXTS, names: dict[str, str] | None = None) -> bytes:
    """Return a .qdpx of the passages, its documents called as names says."""
    names = {name: (names or {}).get(name, name) for name in texts}
    marked = passages() if marked is None else marked
    codes = dict.fromkeys(sorted({code for codings in marked.values() for code, _ in codings}), "")
    own = {names[name]: text for name, text in texts.items()}
    coded = {(names[name], start, end): codings for (name, start, end), codings in marked.items()}
    return refi_writing.project(refi_writing.CodedStudy("Tiny", codes, own, coded))


def exported_again(content: bytes) -> bytes:
    """Return the same project as a program exports it the next time: every GUID another, members in another order."""
    new: dict[bytes, bytes] = {}

    def another(match: re.Match) -> bytes:
        return new.setdefault(match[0].lower(), str(uuid4()).encode())

    guid = rb"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(out, "w") as after:
        for name in reversed(before.namelist()):
            after.writestr(re.sub(guid, another, name.encode()).decode(), re.sub(guid, another, before.read(name)))
    return out.getvalue()


def rows(**changes) -> dict[str, list[dict]]:
    """Return the tables of the tiny study that name units, under the ids that units of the project have."""
    first = tiny_study.tables()
    found = {}
    for name, of_table in first.items():
        columns = [
            (column, rule.get("type") == "array")
            for column, rule in schema(name)["properties"].items()
            if "meaning_units.unit_id" in rule.get("x-refers", ())
        ]
        if columns and name not in HAND_KEPT:
            found[name] = [
                row | {one: _renamed(row[one], many) for one, many in columns if row.get(one)} for row in of_table
            ]
    for row in found["condensates"]:
        row["units_sha256"] = ""
    for row in found["facets"][:]:
        found["facets"] += [row | {"unit_id": unit} for unit in row["unit_id"].split(";")[1:]]
        row["unit_id"] = row["unit_id"].split(";")[0]
    found["code_map"] = code_map()
    all_of_them = first | found
    return found | {name: change(all_of_them[name]) if callable(change) else change for name, change in changes.items()}


def _renamed(cell: str, many: bool) -> str:
    return ";".join(new for unit in split_list(cell) for new in IDS[unit])


def write(folder: Path, content: bytes | None = None, **changes) -> Path:
    """Write the study; changes as `tiny_study.write` takes them."""
    files = changes.pop("files", {})
    config = changes.pop("config", {})
    gone = {f"{tiny_study.DATA}/coding/{name}.csv": None for name in HAND_KEPT}
    stamped = _stamped(rows(**changes))
    return tiny_study.write(
        folder, config=config, files=gone | {FILE: project() if content is None else content} | files, **stamped
    )


def _stamped(tables: dict[str, list[dict]]) -> dict[str, list[dict]]:
    from trail import stamps

    words = {
        new: TEXTS[place[0]][place[1] : place[2]]
        for unit, own in places().items()
        for new, place in zip(IDS[unit], own, strict=True)
    }
    for row in tables["condensates"]:
        row["units_sha256"] = stamps.of_condensate(row, words)
    return tables
