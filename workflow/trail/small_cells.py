"""What all printed tables give away together: the feasible interval of each number that stands in none of them."""

from collections.abc import Hashable, Iterable
from typing import NamedTuple

import pandas as pd

from trail.disclosure import readable, told
from trail.faults import Fault
from trail.tables import split_list

COLUMNS = ["attribute", "value", "group", "people", "least", "most", "safe"]


class Printed(NamedTuple):
    """One printed number: so many of a group have one of these values of an attribute; source: where it stands."""

    source: str
    group: frozenset[str]
    attribute: str
    values: frozenset[str]
    people: int


def intervals(
    sums: Iterable[tuple[frozenset[Hashable], int]], asked: Iterable[frozenset[Hashable]]
) -> list[tuple[int, int]] | None:
    """Return (least, most) that each asked sum of cells can be, given sums that are known; None: they contradict.

    sums: (cells, their sum); cells hold counts, so none is below zero. Two linear programmes for each asked sum, as
    an intruder with all tables would solve them (Fischetti and Salazar, 2001, doi 10.1287/mnsc.47.7.1008.9805).
    """
    import numpy as np
    from scipy.optimize import linprog

    sums, asked = list(sums), list(asked)
    cells = {cell: place for place, cell in enumerate(dict.fromkeys(one for s, _ in sums for one in sorted(s)))}

    def row(members: frozenset[Hashable]) -> np.ndarray:
        found = np.zeros(len(cells))
        found[[cells[one] for one in members]] = 1
        return found

    known = {"A_eq": np.array([row(members) for members, _ in sums]), "b_eq": [total for _, total in sums]}
    found = []
    for members in asked:
        ends = [linprog(sign * row(members), **known, method="highs") for sign in (1, -1)]
        if not all(end.success for end in ends):
            return None
        # Counts are whole: what lies between two of them is not reached.
        found.append((int(np.ceil(ends[0].fun - 1e-6)), int(np.floor(-ends[1].fun + 1e-6))))
    return found


def printed(
    samples: dict[str, pd.DataFrame],
    people_of: dict[str, set[str]],
    participants: pd.DataFrame,
    interviews: pd.DataFrame,
    elsewhere: pd.DataFrame,
) -> tuple[list[Printed], list[Fault]]:
    """Return (printed numbers, faults): of this study's tables, and of `reporting/published_tables.csv`.

    samples: {document: columns attribute, value, people}; people_of: {document: participant ids}
    elsewhere: source, interview_sets, attribute, value, people. A value or attribute that participants.csv does not
    have is a fault: what it gives away could not be judged.
    """
    values = {
        readable(name): {readable(value): value for value in set(participants[name]) - {""}} | {"\0": name}
        for name in participants.columns
    }
    rows = [
        (f"table sample of {document}", people_of[document], row, None)
        for document, table in samples.items()
        for row in table.to_dict("records")
    ]
    for row in elsewhere.to_dict("records"):
        sets = split_list(row["interview_sets"]) or sorted(set(interviews["interview_set"]))
        group = set(interviews.loc[interviews["interview_set"].isin(sets), "participant_id"])
        rows.append((row["source"], group, row, row["row"]))
    found, faults = [], []
    for source, group, row, number in rows:
        known = values.get(readable(row["attribute"]), {})
        bands = [known.get(readable(band.strip())) for band in row["value"].split(" or ")]
        if None in bands or not str(row["people"]).isdigit():
            message = (
                f"'{row['attribute']}: {row['value']}' is not in participants.csv, or has no number: what it gives away"
            )
            message += " cannot be judged. Write attribute and value as participants.csv does, bands parted by ' or '."
            faults.append(
                Fault("reporting/published_tables.csv", f"row {number}" if number else source, message, "small_cell")
            )
        else:
            found.append(Printed(source, frozenset(group), known["\0"], frozenset(bands), int(row["people"])))
    return found, faults


def audit(
    participants: pd.DataFrame, people_of: dict[str, set[str]], numbers: list[Printed], threshold: int
) -> tuple[pd.DataFrame, list[Fault]]:
    """Return (table, faults): how closely each number of people can be told from all that is printed.

    people_of: {name of a group: participant ids}: those whose tables are printed, and any other that readers know of
    Table columns: attribute, value, group, people (the true number), least, most, safe. A number is not safe where it
    follows to the last person although it is below the threshold or is everybody, or where it is certain that it is
    small: at least one, and fewer than the threshold.
    """
    groups = {name: frozenset(people) for name, people in people_of.items() if people}
    groups |= {one.source: one.group for one in numbers if one.group not in groups.values()}
    named = {
        **{frozenset(group): "" for group in told(groups.values())},
        **{group: name for name, group in groups.items()},
    }
    rows, faults = [], []
    for attribute in sorted({one.attribute for one in numbers}):
        own = [one for one in numbers if one.attribute == attribute]
        value_of = dict(zip(participants["participant_id"], participants[attribute], strict=True))
        values = sorted({value_of[one] for group in named for one in group})
        strata = _strata(named)
        cells = {
            (value, stratum): sum(value_of[one] == value for one in people)
            for stratum, people in enumerate(strata)
            for value in values
        }
        within = {group: [place for place, people in enumerate(strata) if people <= group] for group in named}
        sums = [(frozenset((value, place) for value in values), len(people)) for place, people in enumerate(strata)]
        for one in own:
            sums.append((frozenset((v, place) for v in one.values for place in within[one.group]), one.people))
        asked = [(value, group) for group in named for value in values]
        members = [frozenset((value, place) for place in within[group]) for value, group in asked]
        found = intervals(sums, members)
        if found is None:
            sources = ", ".join(sorted({one.source for one in own}))
            message = f"the printed numbers of {readable(attribute)} contradict each other ({sources}): mend them."
            faults.append(Fault("reporting/published_tables.csv", "", message, "small_cell"))
            continue
        for (value, group), inside, (least, most) in zip(asked, members, found, strict=True):
            people = sum(cells[cell] for cell in inside)
            safe = not _gives_away(least, most, len(group), threshold)
            name = named[group] or f"{len(group)} who are in one of these groups and not in another"
            rows.append((attribute, value, name, people, least, most, "yes" if safe else "no"))
    return pd.DataFrame(rows, columns=COLUMNS).astype(str), faults


def _gives_away(least: int, most: int, size: int, threshold: int) -> bool:
    if least == most:
        return least < threshold or least == size
    return 1 <= least and most < threshold


def _strata(groups: Iterable[frozenset[str]]) -> list[frozenset[str]]:
    """Return the people parted by which groups they are in: nobody who reads tables can part them further."""
    groups = list(groups)
    alike: dict[tuple[bool, ...], set[str]] = {}
    for one in sorted(frozenset().union(*groups)):
        alike.setdefault(tuple(one in group for group in groups), set()).add(one)
    return [frozenset(people) for people in alike.values()]


def unsafe(table: pd.DataFrame, numbers: list[Printed]) -> list[Fault]:
    """Return a fault for each attribute of which a small number follows: in how many ways, and from which tables."""
    faults = []
    for attribute, rows in table[table["safe"] == "no"].groupby("attribute"):
        sources = ", ".join(sorted({one.source for one in numbers if one.attribute == attribute}))
        message = (
            f"{readable(attribute)}: {len(rows)} numbers too small to print follow from what is printed ({sources}); "
            "results/closed/small_cells.csv lists them. Make the bands in participants.csv coarser, or leave them out."
        )
        faults.append(Fault("participants.csv", attribute, message, "small_cell"))
    return faults
