"""What the figures of two waves show, in a sentence or two with their numbers, and what flows between the waves."""

from collections.abc import Iterable

import pandas as pd

from trail.alt_texts import category_column, counted, records

NAMED = 12  # people named one by one; of more, the number


def pair_timeline(pairs: pd.DataFrame) -> str:
    """Return the alt text of the pairs' timeline: how many pairs, who lacks an interview or lies outside a window."""
    rows = records(pairs)
    whole = [row for row in rows if row["said"].startswith("pair")]
    remarks = [
        f"{row['participant_id']}: {row['said'].removeprefix('pair, ')}" for row in rows if row["said"] != "pair"
    ]
    days = [int(row["days_between"]) for row in whole if row["days_between"].isdecimal()]
    between = f", {min(days)} to {max(days)} days apart" if days else ""
    noted = f" {'; '.join(remarks)}." if remarks else ""
    return f"The interviews of each person, in days after support: {counted(len(whole), 'pairs')}{between}.{noted}"


def wave_heatmap(wave_matrix: pd.DataFrame) -> str:
    """Return the alt text of theme × wave: how many people spoke of each category in each wave, and who is missing."""
    name = category_column(wave_matrix)
    sets = list(dict.fromkeys(wave_matrix["interview_set"]))
    parts = []
    for category, rows in wave_matrix.groupby(name, sort=False):
        spoke = rows[rows["units"].astype(int) > 0].groupby("interview_set")["participant_id"].nunique()
        spoken = [f"{counted(spoke.get(one, 0), 'people')} in {one}" for one in sets]
        parts.append(f"{category}: {', '.join(spoken)}")
    return f"Meaning units of each person under each category, by wave. {'; '.join(parts)}.{absent(wave_matrix)}"


def flows(wave_matrix: pd.DataFrame, first: str, second: str) -> dict[tuple[str, str], int]:
    """Return {(where it comes from, where it goes): people}, one for each person and category spoken of in a wave.

    Either end is the category, or what is missing there: "no unit in VS2018", "no interview in VS2019".
    """
    name = category_column(wave_matrix)
    ends: dict[tuple[str, str], dict[str, str]] = {}
    for row in records(wave_matrix):
        said = row[name] if int(row["units"]) else row["said"]
        ends.setdefault((row[name], row["participant_id"]), {})[row["interview_set"]] = said
    found: dict[tuple[str, str], int] = {}
    for (category, _), at in ends.items():
        if category in (at[first], at[second]):
            found[at[first], at[second]] = found.get((at[first], at[second]), 0) + 1
    return found


def wave_flow(wave_matrix: pd.DataFrame, first: str, second: str) -> str:
    """Return the alt text of the alluvial: of each category, how many people in both waves, in one, in the other."""
    found = flows(wave_matrix, first, second)
    parts = []
    for category in dict.fromkeys(wave_matrix[category_column(wave_matrix)].astype(str)):
        both = found.get((category, category), 0)
        before = sum(people for (one, other), people in found.items() if one == category != other)
        after = sum(people for (one, other), people in found.items() if other == category != one)
        parts.append(f"{category}: {both} in both, {before} in {first} alone, {after} in {second} alone")
    missing = absent(wave_matrix, (first, second))
    return f"People under each category from {first} to {second}. {'; '.join(parts)}.{missing}"


def interview_timelines(timelines: pd.DataFrame, wave_matrix: pd.DataFrame) -> str:
    """Return the alt text of the strips: how many interviews and units, whose interview is missing."""
    people = counted(wave_matrix["participant_id"].nunique(), "people")
    units = counted(timelines["unit_id"].nunique(), "units")
    return f"Where in each interview a category is spoken of: {people}, {units}.{absent(wave_matrix)}"


def absent(wave_matrix: pd.DataFrame, sets: Iterable[str] = ()) -> str:
    """Return " P12: no interview in VS2019." for everybody without an interview in one of the sets, or in any.

    The first `NAMED` of them by name, and how many more.
    """
    rows = [row for row in records(wave_matrix) if not sets or row["interview_set"] in sets]
    missing = list(dict.fromkeys(f"{row['participant_id']}: {row['said']}" for row in rows if not row["interview_id"]))
    if len(missing) > NAMED:
        missing[NAMED:] = [f"and {len(missing) - NAMED:,} more without an interview"]
    return f" {'; '.join(missing)}." if missing else ""
