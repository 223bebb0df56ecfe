"""A coding becomes meaning units anchored in canonical text."""

from collections.abc import Callable

import pandas as pd

from trail.anchoring import anchor
from trail.faults import Fault
from trail.tables import as_dicts

UNITS_FILE = "coding/meaning_units.csv"
DATA_DRIVEN = "data_driven"
JOINED = ("codings", "meaning_units", "interviews", "codebook_versions", "freezes")  # what `join_codings` takes


def anchor_units(units: pd.DataFrame, texts: pd.DataFrame) -> tuple[pd.DataFrame, list[Fault]]:
    """Return the meaning units with their places in canonical text, and what could not be anchored.

    units: the study's `meaning_units`, with `row`
    texts: interview_id, text (canonical)
    Returns one row per span: unit_id, interview_id, start, end (code points, end exclusive), text (exactly that
    slice), source (the file the unit came from); sorted by unit_id and start.
    How a unit is held against the text, and found again in a corrected one: see `anchoring.anchor`. Of units that
    stand elsewhere than their spans say the faults hold a warning for each interview.
    """
    anchored, faults = [], []
    for interview, of_interview, text in by_interview(units, texts):
        moved = []
        for unit, one in zip(of_interview, anchor(of_interview, text), strict=True):
            if one.problem:
                message = f"unit {unit['unit_id']}: {one.problem}"
                faults.append(Fault(UNITS_FILE, f"row {unit['row']}", message, "unit_not_in_text"))
            elif any(passage[1:] != again.place for passage, again in one.followed):
                moved.append(unit)
            source = unit.get("imported_from") or UNITS_FILE
            anchored += [(unit["unit_id"], interview, start, end, text[start:end], source) for start, end in one.spans]
        if moved:
            faults.append(_moved(interview, moved))
    types = {"unit_id": str, "interview_id": str, "start": "int64", "end": "int64", "text": str, "source": str}
    table = pd.DataFrame(anchored, columns=list(types)).astype(types)
    return table.sort_values(["unit_id", "start"], ignore_index=True), faults


def by_interview(units: pd.DataFrame, texts: pd.DataFrame) -> list[tuple[str, list[dict], str]]:
    """Return (interview, its units, its canonical text) of each interview whose text is there, in the order of units.

    Of an interview that is not there is told with the tables.
    """
    text_of = dict(zip(texts["interview_id"], texts["text"], strict=True))
    units_of: dict[str, list[dict]] = {}
    for unit in as_dicts(units):
        units_of.setdefault(unit["interview_id"], []).append(unit)
    return [(interview, of_one, text_of[interview]) for interview, of_one in units_of.items() if interview in text_of]


def _moved(interview: str, units: list[dict]) -> Fault:
    named = ", ".join(unit["unit_id"] for unit in units[:5]) + (" …" if len(units) > 5 else "")
    many = f"{len(units)} units" if len(units) > 1 else "a unit"
    message = (
        f"{many} of {interview} ({named}) stand elsewhere than spans say, and are found again: the transcript was "
        "edited after coding. `trail check --moved` shows them; with --write it takes the new spans over."
    )
    return Fault(UNITS_FILE, f"row {units[0]['row']}", message, "unit_moved", "W")


def counting_version(paper: str, codings: pd.DataFrame, versions: pd.DataFrame, freezes: pd.DataFrame) -> dict:
    """Return {pass: code book version whose rows count} for one paper.

    The data-driven pass counts under the version of its freeze (else of the submission freeze). Until it is frozen
    the newest version that has agreed rows counts, so that a version declared but not yet coded under empties
    nothing. A theory lens is coded under versions of its own: the newest with agreed rows, up to the submission
    freeze. Newest: by codebook_versions.dated_on, undeclared ones last, then by number.
    """
    frozen, age = frozen_versions(paper, freezes), age_of(paper, versions)
    counting = {}
    for name, rows in codings[codings["paper"] == paper].groupby(_named_pass(codings)):
        # A version left out in one row is told as such; it must not make that row the newest version.
        coded = sorted(set(rows.loc[rows["status"] == "agreed", "codebook_version"]) - {""}, key=age)
        last = frozen.get("submission", "")
        if name == DATA_DRIVEN:
            counting[name] = frozen.get("data_driven") or last or (coded[-1] if coded else "")
        else:
            coded = [version for version in coded if not last or age(version) <= age(last)]
            counting[name] = coded[-1] if coded else last
    return counting


def frozen_versions(paper: str, freezes: pd.DataFrame) -> dict[str, str]:
    """Return {kind of freeze: version of the code book} of a paper; the last of a kind counts."""
    own = as_dicts(freezes[freezes["paper"] == paper].sort_values(["frozen_on", "freeze_id"]))
    return {row["kind"]: row["codebook_version"] for row in own if row["codebook_version"]}


def age_of(paper: str, versions: pd.DataFrame) -> Callable[[str], tuple]:
    """Return what sorts versions of a paper's code book, the newest last: see `counting_version`."""
    declared = versions[versions["paper"] == paper]
    dated = dict(zip(declared["version"], declared["dated_on"], strict=True))
    return lambda version: (dated.get(version, "later"), _natural(version))


def _natural(version: str) -> tuple:
    return (0, int(version), "") if version.isdecimal() else (1 if version else -1, 0, version)


def _named_pass(codings: pd.DataFrame) -> pd.Series:
    return codings["pass"].replace("", DATA_DRIVEN)


def join_codings(
    codings: pd.DataFrame,
    units: pd.DataFrame,
    interviews: pd.DataFrame,
    versions: pd.DataFrame,
    freezes: pd.DataFrame,
) -> pd.DataFrame:
    """Return every coding with its interview and person, and whether matrices count it.

    Columns: those of `codings` without `row` (an empty `pass` is the data-driven one), then interview_id,
    participant_id, counts (true where the row is agreed and of the version that counts: see `counting_version`).
    Sorted by paper, pass, code group, unit, analyst, version and subgroup.
    """
    interview_of = dict(zip(units["unit_id"], units["interview_id"], strict=True))
    person_of = dict(zip(interviews["interview_id"], interviews["participant_id"], strict=True))
    joined = codings.drop(columns="row", errors="ignore").copy()
    joined["pass"] = _named_pass(codings)
    joined["interview_id"] = [interview_of.get(unit, "") for unit in joined["unit_id"]]
    joined["participant_id"] = [person_of.get(interview, "") for interview in joined["interview_id"]]
    joined = joined.astype({"interview_id": str, "participant_id": str})
    counted = {
        (paper, name): version
        for paper in sorted(set(codings["paper"]))
        for name, version in counting_version(paper, codings, versions, freezes).items()
    }
    version_that_counts = [counted[key] for key in zip(joined["paper"], joined["pass"], strict=True)]
    joined["counts"] = (joined["status"] == "agreed") & (joined["codebook_version"] == version_that_counts)
    order = ["paper", "pass", "code_group_id", "unit_id", "analyst", "codebook_version", "subgroup_id"]
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
