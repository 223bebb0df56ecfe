"""A coding becomes meaning units anchored in canonical text."""

import pandas as pd

from trail.faults import Fault, did_you_mean
from trail.tables import split_list

UNITS_FILE = "coding/meaning_units.csv"
GAP = " […] "  # stands between the spans of a unit in its text cell


def anchor_units(units: pd.DataFrame, texts: pd.DataFrame) -> tuple[pd.DataFrame, list[Fault]]:
    """Return the meaning units with their places in canonical text, and what could not be anchored.

    units: the study's `meaning_units`, with `row`
    texts: interview_id, text (canonical)
    Returns one row per span: unit_id, interview_id, start, end (code points, end exclusive), text (exactly that
    slice), source (the file the unit came from); sorted by unit_id and start.
    A unit with spans must equal its slices, several of them joined by " […] " or a space. A unit without spans is
    found by its text, which must stand once in its interview.
    """
    text_of = dict(zip(texts["interview_id"], texts["text"], strict=True))
    anchored, faults = [], []
    for unit in units.to_dict("records"):
        text = text_of.get(unit["interview_id"])
        if text is None:
            continue  # a dangling interview is found with the tables
        spans, problem = _given_spans(unit, text) if unit["spans"] else _found_spans(unit, text)
        if problem:
            message = f"unit {unit['unit_id']}: {problem}"
            faults.append(Fault(UNITS_FILE, f"row {unit['row']}", message, "unit_not_in_text"))
        anchored += [
            (unit["unit_id"], unit["interview_id"], start, end, text[start:end], UNITS_FILE) for start, end in spans
        ]
    columns = ["unit_id", "interview_id", "start", "end", "text", "source"]
    table = pd.DataFrame(anchored, columns=columns).astype({"start": "int64", "end": "int64"})
    return table.sort_values(["unit_id", "start"], ignore_index=True), faults


def _given_spans(unit: dict, text: str) -> tuple[list[tuple[int, int]], str]:
    where = unit["interview_id"]
    spans = []
    for part in split_list(unit["spans"]):
        start, dash, end = part.partition("-")
        if not (dash and start.strip().isdigit() and end.strip().isdigit() and int(start) < int(end)):
            return [], f"'{part}' is not a span: write start-end, as in 120-180, several parted by ';'."
        spans.append((int(start), int(end)))
    last = max(end for _, end in spans)
    if last > len(text):
        return [], (
            f"ends at {last}, but {where} has {len(text)} characters. "
            "The transcript was shortened after coding, or the span has a digit too many?"
        )
    slices = [text[start:end] for start, end in spans]
    wanted = unit["text"]
    if wanted and wanted not in (GAP.join(slices), " ".join(slices)):
        offset = next(
            (i for i, (a, b) in enumerate(zip(GAP.join(slices), wanted, strict=False)) if a != b),
            min(len(GAP.join(slices)), len(wanted)),
        )
        return [], (
            f"the text differs from {where} at {unit['spans']} (first difference at {spans[0][0] + offset}). "
            "The transcript was edited after coding? Correct the spans, or empty them to have the text found."
        )
    return sorted(spans), ""


def _found_spans(unit: dict, text: str) -> tuple[list[tuple[int, int]], str]:
    where = unit["interview_id"]
    if not unit["text"]:
        return [], "has neither spans nor text: give one of them."
    spans = []
    for part in unit["text"].split(GAP):
        start = text.find(part)
        if start < 0:
            return [], f"its text is not in {where}. Copy it anew from the transcript, letter for letter."
        times = text.count(part)
        if times > 1:
            return [], f"its text occurs {times} times in {where}: fill its spans to say which is meant."
        spans.append((start, start + len(part)))
    return sorted(spans), ""


def counting_version(paper: str, codings: pd.DataFrame, versions: pd.DataFrame, freezes: pd.DataFrame) -> dict:
    """Return {pass: code book version whose rows count} for one paper.

    The data-driven pass counts under the version of its freeze, a theory lens under that of the submission freeze;
    before there is one, the newest version counts: by codebook_versions.dated_on, else the highest in the codings.
    """
    frozen = {
        row["kind"]: row["codebook_version"]
        for row in freezes[freezes["paper"] == paper].sort_values("frozen_on").to_dict("records")
        if row["codebook_version"]
    }
    dated = versions[versions["paper"] == paper].sort_values("dated_on")["version"].tolist()
    rows = codings[codings["paper"] == paper]
    newest = dated[-1] if dated else max(rows["codebook_version"], key=_natural, default="")
    data_driven = frozen.get("data_driven", frozen.get("submission", newest))
    return {
        name: data_driven if name == "data_driven" else frozen.get("submission", newest)
        for name in sorted(set(rows["pass"]))
    }


def _natural(version: str) -> tuple:
    return (0, int(version), "") if version.isdigit() else (1, 0, version)


def join_codings(
    codings: pd.DataFrame,
    units: pd.DataFrame,
    interviews: pd.DataFrame,
    versions: pd.DataFrame,
    freezes: pd.DataFrame,
) -> pd.DataFrame:
    """Return every coding with its interview and person, and whether matrices count it.

    Columns: those of `codings` without `row`, then interview_id, participant_id, counts (true where the row is
    agreed and of the version that counts: see `counting_version`). Sorted by paper, pass, code group, unit,
    analyst and version.
    """
    interview_of = dict(zip(units["unit_id"], units["interview_id"], strict=True))
    person_of = dict(zip(interviews["interview_id"], interviews["participant_id"], strict=True))
    joined = codings.drop(columns="row", errors="ignore").copy()
    joined["interview_id"] = joined["unit_id"].map(interview_of).fillna("").astype(str)
    joined["participant_id"] = joined["interview_id"].map(person_of).fillna("").astype(str)
    counted = {
        (paper, name): version
        for paper in sorted(set(codings["paper"]))
        for name, version in counting_version(paper, codings, versions, freezes).items()
    }
    version_that_counts = [counted[key] for key in zip(joined["paper"], joined["pass"], strict=True)]
    joined["counts"] = (joined["status"] == "agreed") & (joined["codebook_version"] == version_that_counts)
    order = ["paper", "pass", "code_group_id", "unit_id", "analyst", "codebook_version"]
    return joined.sort_values(order, ignore_index=True)


def code_by_interview(codings: pd.DataFrame) -> pd.DataFrame:
    """Return the whole coding that counts in long form: one row per code group and interview that has a unit of it.

    Columns: code_group_id, interview_id, units (distinct), unit_ids (sorted, ';' between). Sorted by both ids.
    """
    counted = codings[codings["counts"]]
    return count_units(counted, ["code_group_id", "interview_id"])


def count_units(codings: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Return one row per combination of `by`: units (distinct unit ids) and unit_ids (sorted, ';' between)."""
    groups = codings.groupby(by, sort=True)["unit_id"].agg(lambda ids: sorted(set(ids)))
    table = groups.reset_index(name="unit_ids")
    table["units"] = table["unit_ids"].map(len).astype("int64")
    table["unit_ids"] = table["unit_ids"].map(";".join).astype(str)
    return table[[*by, "units", "unit_ids"]]


def uncoded_units(units: pd.DataFrame, codings: pd.DataFrame) -> list[Fault]:
    """Return a fault for each meaning unit without any row in the codings."""
    coded = set(codings["unit_id"])
    return [
        Fault(
            UNITS_FILE,
            f"row {unit['row']}",
            f"unit {unit['unit_id']} has no row in coding/codings.csv: code it, or set it aside with a reason"
            f"{did_you_mean(unit['unit_id'], coded)}.",
            "unit_without_coding",
        )
        for unit in units.to_dict("records")
        if unit["unit_id"] not in coded
    ]
