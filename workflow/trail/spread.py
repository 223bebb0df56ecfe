"""How a coding and its quotes spread: code groups that meet, how often each person is quoted. Closed edition only."""

from itertools import product

import pandas as pd

from trail.tables import split_list


def co_occurrence(theme_matrix: pd.DataFrame) -> pd.DataFrame:
    """Return how often two code groups of a paper meet: code_group_id, other_id, units, interviews.

    One row per pair, both ways round, each group with itself as well: units that stand in both, and interviews with a
    unit of each. Groups in the order of the theme matrix, which has those that a category rests on.
    """
    groups = list(dict.fromkeys(theme_matrix["code_group_id"]))
    units: dict[str, set[str]] = {name: set() for name in groups}
    for name, cell in zip(theme_matrix["code_group_id"], theme_matrix["unit_ids"], strict=True):
        units[name] |= set(split_list(cell))
    interviews = theme_matrix.groupby("code_group_id")["interview_id"].agg(set).to_dict()
    rows = [
        (one, other, len(units[one] & units[other]), len(interviews[one] & interviews[other]))
        for one, other in product(groups, groups)
    ]
    return pd.DataFrame(rows, columns=["code_group_id", "other_id", "units", "interviews"])


def quotes_by_person(paper: str, ledger: pd.DataFrame, theme_matrix: pd.DataFrame) -> pd.DataFrame:
    """Return how many quotes a paper prints of each person it analyses: participant_id, quotes, quote_ids.

    ledger: the closed one; a quote printed twice counts once. Most quoted first, then by id.
    """
    person_of = dict(zip(theme_matrix["interview_id"], theme_matrix["participant_id"], strict=True))
    printed = ledger[(ledger["document"] == paper) & (ledger["kind"] == "quote")]
    quoted: dict[str, set[str]] = {person: set() for person in sorted(set(person_of.values()))}
    for quote, interviews in zip(printed["of"], printed["interviews"], strict=True):
        for person in {person_of[name] for name in split_list(interviews) if name in person_of}:
            quoted[person].add(quote)
    rows = [(person, len(quotes), ";".join(sorted(quotes))) for person, quotes in quoted.items()]
    table = pd.DataFrame(rows, columns=["participant_id", "quotes", "quote_ids"])
    return table.sort_values("quotes", ascending=False, kind="stable", ignore_index=True)
