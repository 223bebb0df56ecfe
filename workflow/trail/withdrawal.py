"""When a person withdraws: what falls, what stays behind in print, and taking their rows and files away."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from trail import citations, code_maps, study
from trail.faults import Fault, Faults, did_you_mean
from trail.hand_kept import open_table, write_table
from trail.schemas import schema
from trail.tables import read, split_list

# A row falls where a cell that it needs leads to the person; from lists and other cells what is theirs is taken out.
# A quote is of one interview: it falls whole.
FALLS_WHOLE = frozenset({("quotes", "unit_ids")})
# Labels are append-only, so that nobody else's moves; the participant's row stays, without attributes, so that the
# flow of participants can count one who withdrew.
KEPT = frozenset({"labels", "participants"})
REMAINS = ("participant_id", "service", "status")
MADE = ("results", "logs", ".snakemake")


class Withdrawal(NamedTuple):
    """What a withdrawal means for a study.

    gone: {table: ids that fall}; rows: {table: row numbers that fall}; lists: {table: {row number: {column: what is
    left of the cell}}}; files: of the data folder; again: condensates and categories to re-read; emptied: condensates
    that have no unit left; cited: (manuscript, line, name) of what documents can no longer cite; printed: {document:
    claims that rest on the person}; published: files that are out; projects: files of coding tools, in which the
    interviews may stand; named: memos and other texts that name an interview or label of theirs
    """

    person: str
    gone: dict[str, list[str]]
    rows: dict[str, list[int]]
    lists: dict[str, dict[int, dict[str, str]]]
    files: list[str]
    again: list[str]
    emptied: list[str]
    cited: list[tuple[str, int, str]]
    printed: dict[str, int]
    published: list[str]
    projects: list[str]
    named: list[str]


def find(folder: Path, person: str) -> Withdrawal:
    """Return what falls when a person withdraws. Nothing is changed.

    Raises Faults where the study cannot be read, or nobody has this id.
    """
    config, data = study.find(folder)
    tables, faults = code_maps.read_tables(data, config)
    tables = {name: table.to_dict("records") for name, table in tables.items()}
    known = [row["participant_id"] for row in tables["participants"]]
    if person not in known:
        hint = did_you_mean(person, known) or ": ids stand in participants.csv"
        raise Faults([Fault("trail withdraw", "", f"nobody has the participant_id '{person}'{hint}."), *faults])
    gone, rows = _falling(tables, person)
    fallen = {name for ids in gone.values() for name in ids}
    interviews = [row for row in tables["interviews"] if row["participant_id"] == person]
    files = [f"transcripts/{row['transcript']}" for row in interviews if row["transcript"]]
    lists = _shortened(tables, rows, fallen)
    labels = {row["label"] for row in tables["labels"] if row["interview_id"] in fallen}
    names = {row["interview_id"] for row in interviews} | {person} | labels
    texts = [path for kind in ("memos/*", "transcription_convention.md") for path in sorted(data.glob(kind))]
    return Withdrawal(
        person=person,
        gone=gone,
        rows=rows,
        lists=lists,
        files=[name for name in files if (data / name).exists()],
        again=_again(tables, lists),
        emptied=[
            row["condensate_id"]
            for row in tables["condensates"]
            if lists.get("condensates", {}).get(int(row["row"]), {}).get("unit_ids") == ""
        ],
        cited=list(_cited(Path(folder), config, set(gone.get("quotes", ())))),
        printed=_printed(
            Path(folder) / "results" / "closed" / "ledger.csv", {row["interview_id"] for row in interviews}
        ),
        published=[path.relative_to(data).as_posix() for path in _files(data / "published")],
        projects=[
            path.relative_to(data).as_posix() for path in _files(data / "coding") if path.suffix not in (".csv", ".md")
        ],
        named=[path.relative_to(data).as_posix() for path in texts if _names(path, names)],
    )


def _falling(tables: dict[str, list[dict]], person: str) -> tuple[dict[str, list[str]], dict[str, list[int]]]:
    """Return ({table: ids}, {table: row numbers}) of what leads to the person, followed from table to table."""
    gone: dict[str, list[str]] = {"participants": [person]}
    rows: dict[str, list[int]] = {}
    for name in study.TABLES:  # in the order in which tables name each other
        if name in KEPT:
            continue
        for row in tables[name]:
            if _leads_to(name, row, gone, tables):
                if not row.get("imported_from"):
                    rows.setdefault(name, []).append(int(row["row"]))
                key = schema(name)["x-key"]
                gone.setdefault(name, []).extend([row[key[0]]] if key[1:] in ([], ["version"]) else [])
    return gone, rows


def _leads_to(name: str, row: dict, gone: dict[str, list[str]], tables: dict[str, list[dict]]) -> bool:
    if name == "attestations":
        of = {one["interview_id"]: one["transcript"] for one in tables["interviews"]}
        return row["transcript"] in {of[interview] for interview in gone.get("interviews", ())}
    if name == "release":
        return row["kind"].startswith("quote_") and row["id"] in gone.get("quotes", ())
    needed = {*schema(name)["required"], *schema(name)["x-key"]}
    for column, rule in schema(name)["properties"].items():
        if (rule.get("type") == "array" or column not in needed) and (name, column) not in FALLS_WHOLE:
            continue
        for target in rule.get("x-refers", ()):
            if not set(gone.get(target.partition(".")[0], ())).isdisjoint(split_list(row[column])):
                return True
    return False


def _shortened(tables: dict[str, list[dict]], rows: dict[str, list[int]], fallen: set[str]) -> dict:
    """Return {table: {row number: {column: the list without what fell}}} of the rows that stay."""
    found: dict[str, dict[int, dict[str, str]]] = {}
    for name, records in tables.items():
        rules = schema(name)["properties"].items() if name not in KEPT else ()
        columns = [column for column, rule in rules if rule.get("type") == "array" or "x-refers" in rule]
        for row in records:
            if int(row["row"]) in rows.get(name, ()):
                continue
            for column in columns:
                kept = [one for one in split_list(row[column]) if one not in fallen]
                if len(kept) < len(split_list(row[column])):
                    found.setdefault(name, {}).setdefault(int(row["row"]), {})[column] = ";".join(kept)
    return found


def _again(tables: dict[str, list[dict]], lists: dict) -> list[str]:
    """Return the condensates that lost units, and the categories on them: both are to be re-read."""
    of = {int(row["row"]): row["condensate_id"] for row in tables["condensates"]}
    lost = dict.fromkeys(of[number] for number in lists.get("condensates", {}))
    above = [
        row["category_id"]
        for row in tables["categories"]
        if not lost.keys().isdisjoint(name.partition("@")[0] for name in split_list(row["condensates"]))
    ]
    return [*lost, *above]


def _cited(folder: Path, config: dict, quotes: set[str]) -> Iterator[tuple[str, int, str]]:
    for document in config["documents"]:
        path = folder / "manuscript" / document / "index.qmd"
        for line, name in citations.cited(path.read_text(encoding="utf-8-sig")) if path.exists() else ():
            if name.rpartition(".")[2] in quotes:
                yield f"manuscript/{document}/index.qmd", line, name


def _printed(ledger: Path, interviews: set[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for row in read(ledger).to_dict("records") if ledger.exists() else ():
        if not interviews.isdisjoint(split_list(row["interviews"])):
            found[row["document"]] = found.get(row["document"], 0) + 1
    return found


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else []


def _names(path: Path, names: set[str]) -> bool:
    text = path.read_text(encoding="utf-8", errors="replace")
    return any(name in text for name in names)


def remove(folder: Path, found: Withdrawal) -> None:
    """Take the person's rows and transcripts away, and all that was computed: results, logs and the engine's memory.

    The participant's row stays with the status `withdrawn` and no attribute; labels stay. What is in print stays.
    Raises Faults, with nothing changed, where a table cannot be written.
    """
    folder = Path(folder)
    _, data = study.find(folder)
    changed = [*found.rows, *(name for name in found.lists if name not in found.rows)]
    opened = {name: open_table(data, name) for name in changed}
    path, header, body = open_table(data, "participants", {"status"})
    for row in body:
        if row[header.index("participant_id")] == found.person:
            row[:] = [cell if column in REMAINS else "" for column, cell in zip(header, row, strict=True)]
            row[header.index("status")] = "withdrawn"
    # What is confidential goes first. A table goes before those it was found by, so that a broken run can be repeated.
    for name in found.files:
        (data / name).unlink()
    for name in MADE:
        shutil.rmtree(folder / name, ignore_errors=True)
    for name in sorted(opened, key=list(study.TABLES).index, reverse=True):
        place, columns, records = opened[name]
        for number, row in enumerate(records, start=2):
            for column, left in found.lists.get(name, {}).get(number, {}).items():
                row[columns.index(column)] = left
        kept = [row for number, row in enumerate(records, start=2) if number not in found.rows.get(name, ())]
        write_table(place, columns, kept)
    write_table(path, header, body)


def words(found: Withdrawal, where: str, removed: bool) -> str:
    """Return a withdrawal as a person reads it: what falls, what cannot be recalled, what is left to do by hand."""
    did = "Taken away" if removed else "Would fall"
    lines = [f"{did} with {found.person}:"]
    lines += [f"  {name}" for name in found.files]
    lines += [f"  {study.TABLES[name]:<32} {_some(numbers, 'row')}" for name, numbers in found.rows.items()]
    for name, cells in found.lists.items():
        lines.append(f"  {study.TABLES[name]:<32} what is theirs in the lists of {_some(list(cells), 'row')}")
    if found.printed:
        lines += ["", "Rests on them in the documents as last built:"]
        lines += [f"  {document:<10} {_some([0] * number, 'claim')}" for document, number in found.printed.items()]
    lines += ["", "Cannot be recalled:"]
    lines += [f"  {name}" for name in found.published] or ["  nothing is in published/"]
    lines += ["", "To do by hand:"]
    lines += [
        f"  {name} has no unit left: take it out, and out of the categories that rest on it" for name in found.emptied
    ]
    if found.again:
        lines.append(f"  re-read without their units, then: trail stamp {where} {' '.join(found.again)}")
    lines += [f"  {file}, line {line}: take out {name}" for file, line, name in found.cited]
    lines += [f"  {name}: names an interview or label of theirs" for name in found.named]
    lines += [f"  {name}: a coding tool's project, in which the interviews may stand" for name in found.projects]
    lines += [
        "  destroy their keys: the files in $TRAIL_KEYS that bear an interview of theirs",
        "  recordings, the link key, backups, other copies of this folder, and the history of git where data is in it",
    ]
    if not removed:
        lines += [
            "",
            f"Nothing was changed. To take their rows and files away: trail withdraw {where} {found.person} --remove",
        ]
    return "\n".join(lines)


def _some(things: list, what: str) -> str:
    return f"{len(things)} {what}{'' if len(things) == 1 else 's'}"
