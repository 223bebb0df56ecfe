"""Code groups that meet, and how quotes spread over people."""

import pandas as pd

from trail import spread

MATRIX = pd.DataFrame(
    [
        ("C1", "G1", "P1", "V1", "U1;U2"),
        ("C1", "G2", "P1", "V1", "U2"),
        ("C2", "G1", "P2", "V2", "U3"),
        ("C2", "G3", "P2", "V2", "U4"),
        ("C3", "G1", "P1", "V3", "U1"),
    ],
    columns=["category_id", "code_group_id", "participant_id", "interview_id", "unit_ids"],
)


def test_groups_meet_in_units_and_in_interviews():
    met = spread.co_occurrence(MATRIX).set_index(["code_group_id", "other_id"])
    assert met.loc[("G1", "G2")].to_list() == met.loc[("G2", "G1")].to_list() == [1, 1]
    assert met.loc[("G1", "G3")].to_list() == [0, 1]  # never one unit, but one interview
    assert met.loc[("G2", "G3")].to_list() == [0, 0]
    assert met.loc[("G1", "G1")].to_list() == [3, 3]


def test_quote_counts_once_for_its_person_and_who_is_not_quoted_stands_there_too():
    ledger = pd.DataFrame(
        [
            ("p1", "quote", "Q2", "V3"),
            ("p1", "quote", "Q1", "V1"),
            ("p1", "quote", "Q1", "V1"),
            ("p1", "claim", "C1", "V1;V2"),
            ("p2", "quote", "Q9", "V2"),
        ],
        columns=["document", "kind", "of", "interviews"],
    )
    quoted = spread.quotes_by_person("p1", ledger, MATRIX)
    assert quoted.to_numpy().tolist() == [["P1", 2, "Q1;Q2"], ["P2", 0, ""]]
