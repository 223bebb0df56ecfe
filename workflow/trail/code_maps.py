"""Passages of a coding tool's project as the study's meaning units and codings, by the code map and the code book."""

from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from trail import coding, study
from trail.faults import Fault, did_you_mean
from trail.importers.project import code_path
from trail.tables import as_dicts

FILE = "coding/code_map.csv"
NEEDED = ("interviews", "analysts", "codebook", "codebook_versions", "freezes", "subgroups", "code_map")
FILLED = ("meaning_units", "codings")
OWN = ("place", "imported_from")  # columns that imported rows have besides


class Target(NamedTuple):
    """Where a code of the project belongs: paper, pass, code group, subgroup or "", version of the code book."""

    paper: str
    pass_: str
    group: str
    subgroup: str
    version: str


def read_tables(data: Path, config: dict) -> tuple[dict[str, pd.DataFrame], list[Fault]]:
    """Return what `study.read_tables` returns, with the coding of the projects in coding/ where there are any."""
    tables, faults = study.read_tables(data, config)
    if study.projects(data):
        from trail import transcripts

        texts, _, _ = transcripts.read_texts(config, data, tables["interviews"])  # its faults are told with the texts
        faults += add_projects(tables, config, data, texts)
    return tables, faults


def add_projects(tables: dict[str, pd.DataFrame], config: dict, data: Path, texts: pd.DataFrame) -> list[Fault]:
    """Put the coding of the projects in coding/ into the tables FILLED; return the faults.

    tables: as `study.read_tables` gives them. texts: interview_id, text (canonical)
    """
    from trail import projects  # importers are needed only here

    unread = any(tables[name].attrs.get("unread") for name in NEEDED)
    faults = []
    if not unread:
        placed, faults = projects.place(data, tables, texts)
        faults += add(tables, config, placed.passages, placed.codes)
    if unread or any(fault.level == "E" for fault in faults):  # what rests on the coding is not told as missing too
        for name in FILLED:
            tables[name].attrs["unread"] = True
    return faults


def add(tables: dict[str, pd.DataFrame], config: dict, passages: pd.DataFrame, codes: list[str]) -> list[Fault]:
    """Put passages of projects into the tables FILLED; return what is wrong.

    passages, codes: as `projects.place` returns them. A passage becomes a meaning unit where a paper codes it: a paper
    that has the code group in its code book and uses the interview's set. Its codings are agreed, in the version of
    the code book that counts: the frozen one, else the newest.
    """
    rows = as_dicts(passages)
    targets, faults = _targets(tables, config, codes, Counter(row["code_path"] for row in rows if row["code_path"]))
    set_of = dict(zip(tables["interviews"]["interview_id"], tables["interviews"]["interview_set"], strict=True))
    units, codings, left = {}, {}, Counter()
    for row in rows:
        own = targets.get(row["code_path"], [])
        used = [one for one in own if set_of[row["interview_id"]] in config["papers"][one.paper]["interview_sets"]]
        if not used:
            left[row["imported_from"]] += bool(own)
        for one in used:
            key = (row["unit_id"], one, row["analyst"])
            codings[key] = row
            units.setdefault(row["unit_id"], []).append(row)
    bare = {(unit, one, analyst) for unit, one, analyst in codings if one.subgroup}
    bare = {(unit, one._replace(subgroup=""), analyst) for unit, one, analyst in bare}  # told by the subgroup
    codings = {key: row for key, row in codings.items() if key not in bare}
    faults += _both_ways(tables["meaning_units"], rows)
    why = "are left out: no paper that has their code group uses the set of their interview."
    faults += [
        Fault(file, "", f"{count} codings {why}", "left_out", "W") for file, count in sorted(left.items()) if count
    ]
    tables["meaning_units"] = _joined(tables["meaning_units"], _units(units))
    tables["codings"] = _joined(tables["codings"], _codings(codings))
    return faults


def _targets(
    tables: dict[str, pd.DataFrame], config: dict, codes: list[str], counted: Counter
) -> tuple[dict[str, list[Target]], list[Fault]]:
    """Return ({code path: where it belongs}, faults); a path that is left out on purpose has an empty list."""
    books = {paper: _book(paper, tables) for paper in config["papers"]}
    found: dict[str, list[Target]] = {}
    faults = []
    rows, subgroups = as_dicts(tables["code_map"]), as_dicts(tables["subgroups"])
    if not len(tables["codebook"]) and any(row["code_group_id"] for row in rows):
        cure = "names code groups, but coding/codebook.csv has none: fill it first."
        return {}, [Fault(FILE, "", cure, "code_map_mistaken")]
    for row in rows:
        path = code_path(row["code_path"])
        found.setdefault(path, [])
        if path and codes and path not in codes:
            message = f"code_path '{path}' is no code of the project{did_you_mean(path, codes)}."
            faults.append(Fault(FILE, f"row {row['row']}", message, "code_not_in_project"))
        elif row["code_group_id"]:
            of_row, problem = _of_row(row, books, subgroups)
            found[path] += of_row
            faults += [Fault(FILE, f"row {row['row']}", problem, "code_map_mistaken")] if problem else []
        elif row["subgroup_id"]:
            message = f"code '{path}' has a subgroup, but no code group: fill code_group_id."
            faults.append(Fault(FILE, f"row {row['row']}", message, "code_map_mistaken"))
    mapped = set(found)
    for paper, book in books.items():  # the code book may name the code itself
        for (group, version), row in book.items():
            path = code_path(row["code_path"])
            if path and path not in mapped and row["version"] == version:
                found.setdefault(path, []).append(Target(paper, _pass(row), group, "", version))
    unmapped = [path for path in codes if counted[path] and path not in found]
    faults += _unmapped(unmapped, counted, bool(rows), [*found])
    return found, faults


def _book(paper: str, tables: dict[str, pd.DataFrame]) -> dict[tuple[str, str], dict]:
    """Return {(code group, version that counts for its pass): its row there, else its newest} of a code book."""
    own = [row for row in as_dicts(tables["codebook"]) if row["paper"] == paper]
    known = sorted({row["version"] for row in own}, key=coding.age_of(paper, tables["codebook_versions"]))
    frozen = coding.frozen_versions(paper, tables["freezes"])
    book = {}
    for group in dict.fromkeys(row["code_group_id"] for row in own):
        by_version = {row["version"]: row for row in own if row["code_group_id"] == group}
        newest = next(by_version[version] for version in reversed(known) if version in by_version)
        last = frozen.get("submission", "")
        version = (frozen.get("data_driven") or last) if _pass(newest) == coding.DATA_DRIVEN else last
        version = version or known[-1]
        book[group, version] = by_version.get(version, newest)
    return book


def _pass(row: dict) -> str:
    return row["lens"] if row["lens"] not in ("", "stc") else coding.DATA_DRIVEN


def _of_row(row: dict, books: dict[str, dict], subgroups: list[dict]) -> tuple[list[Target], str]:
    """Return (targets, problem) of a row of the code map that names a code group."""
    group, subgroup, paper = row["code_group_id"], row["subgroup_id"], row["paper"]
    of_group = {
        name: (version, own)
        for name, book in books.items()
        for (one, version), own in book.items()
        if one == group and paper in ("", name)
    }
    if not of_group:
        near = did_you_mean(group, {one for name, book in books.items() for one, _ in book if paper in ("", name)})
        return [], f"code group '{group}' is not in the code book{f' of {paper}' if paper else ''}{near}."
    missing = {name: version for name, (version, own) in of_group.items() if own["version"] != version}
    if missing:
        name, version = next(iter(missing.items()))
        at = of_group[name][1]["version"]
        counts = f"version {version} of the code book of {name}, which counts, but in {at}"
        return [], f"code group '{group}' is not in {counts}: write its row there, or map the code to another."
    if subgroup:
        own_groups = {(one["paper"], one["code_group_id"]) for one in subgroups if one["subgroup_id"] == subgroup}
        of_group = {name: own for name, own in of_group.items() if (name, group) in own_groups}
        if not of_group and own_groups:
            return [], f"subgroup '{subgroup}' does not divide code group '{group}'."
        if not of_group:
            near = did_you_mean(subgroup, [one["subgroup_id"] for one in subgroups])
            return [], f"subgroup '{subgroup}' is not in coding/subgroups.csv{near}."
    return [Target(name, _pass(own), group, subgroup, version) for name, (version, own) in of_group.items()], ""


def _unmapped(paths: list[str], counted: Counter, mapped: bool, known: list[str]) -> list[Fault]:
    if paths and not mapped and len(paths) == len(counted):
        named = ", ".join(f"'{path}'" for path in paths[:8]) + (" …" if len(paths) > 8 else "")
        message = (
            f"is missing: it says which code group each code of the project is. {len(paths)} codes have none: {named}. "
            "Its columns: code_path, code_group_id, subgroup_id. A code may also stand in code_path of the code book."
        )
        return [Fault(FILE, "", message, "code_unmapped")]
    cure = "write a row for it; with an empty code_group_id the code is left out on purpose."
    told = {path: f"code '{path}' ({counted[path]} codings) has no row{did_you_mean(path, known)}" for path in paths}
    return [Fault(FILE, "", f"{message}: {cure}", "code_unmapped") for message in told.values()]


def _both_ways(hand_kept: pd.DataFrame, rows: list[dict]) -> list[Fault]:
    """Return a fault for each interview that has units of its own beside those of a project."""
    first: dict[str, str] = {}
    for row in as_dicts(hand_kept):
        first.setdefault(row["interview_id"], row["row"])
    imported = {row["interview_id"]: row["imported_from"] for row in rows}
    return [
        Fault(
            coding.UNITS_FILE,
            f"row {row}",
            f"{interview} has units here and in {imported[interview]}: keep its units in one of the two.",
            "coded_twice",
        )
        for interview, row in first.items()
        if interview in imported
    ]


def _units(units: dict[str, list[dict]]) -> list[dict]:
    return [
        {name: rows[0][name] for name in ("unit_id", "interview_id", "spans", "text", "imported_from")}
        | {"analyst": ";".join(sorted({row["analyst"] for row in rows} - {""})), "place": _place(rows[0])}
        for rows in units.values()
    ]


def _codings(codings: dict[tuple, dict]) -> list[dict]:
    return [
        {"unit_id": unit, "paper": one.paper, "pass": one.pass_, "code_group_id": one.group}
        | {"subgroup_id": one.subgroup, "codebook_version": one.version, "analyst": analyst, "status": "agreed"}
        | {"imported_from": row["imported_from"], "place": _place(row)}
        for (unit, one, analyst), row in codings.items()
    ]


def _place(row: dict) -> str:
    return f"{row['interview_id']} at {row['spans']}"


def _joined(hand_kept: pd.DataFrame, rows: list[dict]) -> pd.DataFrame:
    """Return a table with imported rows after those that are kept by hand, in the form of `study.read_tables`."""
    columns = [*hand_kept.columns.drop("row"), *(name for name in OWN if name not in hand_kept), "row"]
    last = max((int(row) for row in hand_kept["row"]), default=1)
    numbered = [dict.fromkeys(columns, "") | row | {"row": str(last + at)} for at, row in enumerate(rows, 1)]
    whole = [dict.fromkeys(columns, "") | row for row in as_dicts(hand_kept)] + numbered
    table = pd.DataFrame(whole, columns=columns, dtype=object)
    table.attrs = dict(hand_kept.attrs)
    return table
