"""A study's coding for other tools: as a REFI-QDA project or code book, or as a wide table of coded passages."""

from pathlib import Path
from typing import NamedTuple

import pandas as pd

from trail import code_maps, code_matrix, coding, refi_writing, study, transcripts
from trail.faults import Fault, Faults, refuse
from trail.importers.project import LEVEL, code_path
from trail.refi_writing import CodedStudy
from trail.tables import write_bytes

ENDINGS = (".qdpx", ".qdc", ".csv", ".xlsx")


class Read(NamedTuple):
    """A study as exports need it. units: anchored, one row per span; codings: those that count, with `path`."""

    config: dict
    tables: dict[str, pd.DataFrame]
    texts: dict[str, str]
    units: pd.DataFrame
    codings: pd.DataFrame
    codes: dict[str, str]


def write(folder: Path, to: Path) -> str:
    """Write a study's coding in the form of the file's ending; return in a line what was written.

    Raises Faults, nothing written, for another ending and for a study whose tables, transcripts or units have faults.
    """
    ending = to.suffix.lower()
    if ending not in ENDINGS:
        raise Faults([Fault(str(to), "", f"should end in {', '.join(ENDINGS[:-1])} or {ENDINGS[-1]}.", "unknown_form")])
    of = read(folder)
    if ending in (".qdpx", ".qdc"):
        coded = coded_study(of)
        if not coded.codes and ending == ".qdc":
            raise Faults([Fault(str(to), "", "would be empty: the study has no code book yet.", "nothing_to_write")])
        write_bytes(refi_writing.project(coded) if ending == ".qdpx" else refi_writing.codebook(coded), to)
        texts = f"{len(coded.texts)} transcripts, " if ending == ".qdpx" else ""
        passages = f", {len(coded.passages)} passages" if ending == ".qdpx" else ""
        return f"{texts}{len(coded.codes)} codes{passages} → {to}"
    table = wide(of)
    if ending == ".csv":
        write_bytes(code_matrix.text(code_matrix.harmless(table)).encode(), to)
    else:
        matrix = code_matrix.of_study(folder, folder / "config.yaml")
        sheets = {"units": table, "counts": code_matrix.matrix(matrix), "presence": code_matrix.matrix(matrix, True)}
        write_bytes(code_matrix.workbook(sheets), to)
    return f"{len(table) - 1} rows, one for each meaning unit and code → {to}"


def read(folder: Path) -> Read:
    """Return a study with its units anchored and its codings that count. Raises Faults."""
    config, data = study.find(folder)
    tables, faults = code_maps.read_tables(data, config)
    refuse(faults)
    interviews = tables["interviews"]
    refuse(study.missing_transcripts(data, interviews.attrs["file"], interviews.to_dict("records")))
    texts, _, _ = transcripts.read_interview_set(
        interviews, data / "transcripts", config["speakers"], config["strict_speakers"]
    )
    units, faults = coding.anchor_units(tables["meaning_units"], texts)
    refuse(faults)
    named = ("codings", "meaning_units", "interviews", "codebook_versions", "freezes")
    codings = coding.join_codings(*(tables[name] for name in named))
    codings = codings[codings["counts"] & (codings["code_group_id"] != "")]
    paths, codes = _paths(config, tables)
    keys = zip(codings["paper"], codings["code_group_id"], codings["subgroup_id"], strict=True)
    codings = codings.assign(path=[paths.get(key) or paths.get((*key[:2], ""), key[1]) for key in keys])
    codes |= dict.fromkeys(sorted(set(codings["path"]) - codes.keys()), "")
    text_of = dict(zip(texts["interview_id"], texts["text"], strict=True))
    return Read(config, tables, text_of, units, codings, codes)


def coded_study(of: Read) -> CodedStudy:
    """Return what REFI-QDA holds of a study: a passage for each span of a unit, with the codes of all its papers."""
    codings_of: dict[str, list[tuple[str, str]]] = {}
    for unit, path, analyst in zip(of.codings["unit_id"], of.codings["path"], of.codings["analyst"], strict=True):
        codings_of.setdefault(unit, []).append((path, analyst))
    passages: dict[tuple[str, int, int], list[tuple[str, str]]] = {}
    for unit in of.units.to_dict("records"):
        place = (unit["interview_id"], unit["start"], unit["end"])
        passages.setdefault(place, []).extend(codings_of.get(unit["unit_id"], ()))
    return CodedStudy(of.config["study"]["title"], of.codes, of.texts, passages)


def wide(of: Read) -> list[list]:
    """Return a header and a row for each meaning unit and code, and for each unit without one.

    Columns: unit_id, interview_id, interview_set, participant_id, what participants.csv says of the person, paper,
    pass, analyst, code_path, its levels (`level 1`, …), start, end (of its first and last word), text.
    """
    # Why a person was lost stays inside always; their place in the study is in the columns before.
    own = [name for name in of.tables["participants"] if name not in ("participant_id", "row", "loss_reason")]
    own = [name for name in own if (of.tables["participants"][name] != "").any()]
    person = {row["participant_id"]: row for row in of.tables["participants"].to_dict("records")}
    interview = {row["interview_id"]: row for row in of.tables["interviews"].to_dict("records")}
    depth = max((path.count(LEVEL) + 1 for path in of.codes), default=1)
    levels = [f"level {number}" for number in range(1, depth + 1)]
    fixed = ["unit_id", "interview_id", "interview_set", "participant_id"]
    rows: list[list] = [[*fixed, *own, "paper", "pass", "analyst", "code_path", *levels, "start", "end", "text"]]
    codings_of: dict[str, set[tuple[str, ...]]] = {}
    columns = ("unit_id", "paper", "pass", "analyst", "path")
    for unit, *coded in zip(*(of.codings[name] for name in columns), strict=True):
        codings_of.setdefault(unit, set()).add(tuple(coded))
    for unit, spans in of.units.groupby("unit_id", sort=False):
        name = spans["interview_id"].iloc[0]
        who = interview[name]["participant_id"]
        first = [unit, name, interview[name]["interview_set"], who, *(person.get(who, {}).get(one, "") for one in own)]
        last = [int(spans["start"].min()), int(spans["end"].max()), " […] ".join(spans["text"])]
        for paper, of_pass, analyst, path in sorted(codings_of.get(unit, {("", "", "", "")})):
            parts = path.split(LEVEL)
            rows.append([*first, paper, of_pass, analyst, path, *parts, *[""] * (depth - len(parts)), *last])
    coded = len(fixed) + len(own)
    return [rows[0], *sorted(rows[1:], key=lambda row: (row[1], row[-3], row[-2], row[0], row[coded : coded + 4]))]


def _paths(config: dict, tables: dict[str, pd.DataFrame]) -> tuple[dict[tuple[str, str, str], str], dict[str, str]]:
    """Return ({(paper, code group, subgroup or ""): path}, {path: definition}), each code in its newest version.

    Papers stand above their codes where several have some. Two things of one path get their id behind the name.
    """
    newest: dict[tuple[str, str], dict] = {}
    for row in sorted(tables["codebook"].to_dict("records"), key=lambda row: int(row["version"] or 0)):
        newest[row["paper"], row["code_group_id"]] = row
    newest = {key: row for key, row in newest.items() if row["change"] != "dropped"}
    several = len({paper for paper, _ in newest}) > 1
    paths: dict[tuple[str, str, str], str] = {}
    codes: dict[str, str] = {}

    def add(key: tuple[str, str, str], path: str, definition: str, name: str) -> str:
        path = path if path not in codes else f"{path} ({name})"
        paths[key], codes[path] = path, definition
        return path

    order = [row for row in newest.values() if row["paper"] in config["papers"]]
    for row in sorted(order, key=lambda row: (row["paper"], int(row["row"]))):
        own = code_path(row["code_path"] or row["name"])
        path = f"{row['paper']}{LEVEL}{own}" if several else own
        add((row["paper"], row["code_group_id"], ""), path, row["definition"], row["code_group_id"])
    for row in tables["subgroups"].to_dict("records"):
        key = (row["paper"], row["code_group_id"], row["subgroup_id"])
        above = paths.get((*key[:2], ""))
        if above and key not in paths:
            add(key, f"{above}{LEVEL}{code_path(row['name'])}", "", row["subgroup_id"])
    return paths, codes
