"""The chain from meaning units to categories."""

import pandas as pd
import pytest

from trail import condensation

GROUP = ["paper", "code_group_id", "version", "name", "change", "row"]
SUBGROUP = ["subgroup_id", "paper", "code_group_id", "version", "name", "row"]
CONDENSATE = ["condensate_id", "subgroup_id", "version", "text", "unit_ids"]
CATEGORY = ["category_id", "paper", "order", "heading", "parent", "condensates", "code_group_ids", "analytic_text"]
CATEGORY += ["contradicting_units"]


def table(columns, *rows):
    return pd.DataFrame(rows, columns=columns, dtype=str)


def codings(*rows):
    """Rows of unit, code group, version, person; all of paper p1 and counted."""
    found = table(["unit_id", "code_group_id", "codebook_version", "participant_id"], *rows)
    return found.assign(paper="p1", counts=True).astype({"paper": str, "counts": bool})


CODEBOOK = table(
    GROUP,
    ("p1", "CG2", "1", "Threshold", "new", "2"),
    ("p1", "CG1", "1", "Place", "new", "3"),
    ("p1", "CG9", "1", "Gone", "new", "4"),
    ("p1", "CG2", "2", "Permission", "redefined", "5"),
    ("p1", "CG1", "2", "Safe place", "renamed", "6"),
    ("p1", "CG3", "2", "Dropped", "dropped", "7"),
    ("p2", "CG7", "5", "Of another paper", "new", "8"),
)
CODED = codings(("U1", "CG1", "2", "P1"), ("U2", "CG2", "2", "P1"), ("U3", "CG2", "2", "P2"))
SUBGROUPS = table(SUBGROUP, ("SG1", "p1", "CG1", "1", "a", "2"), ("SG2", "p1", "CG2", "1", "b", "3"))
CONDENSATES = table(
    CONDENSATE,
    ("CD7", "SG1", "2", "new words", "U1;U1"),
    ("CD7", "SG1", "1", "old words", "U1"),
    ("CD8", "SG2", "10", "ten", "U2;U3"),
    ("CD8", "SG2", "9", "nine", "U2"),
    ("CD9", "SGX", "1", "of another paper", "U3"),
)


def groups(codebook=CODEBOOK, coded=CODED):
    return condensation.code_groups_of("p1", codebook, coded)[["code_group_id", "name"]].to_numpy().tolist()


def condensates():
    return condensation.condensates_of("p1", CONDENSATES, SUBGROUPS, CODED)


def categories(*rows):
    return condensation.categories_of("p1", table(CATEGORY, *rows), condensates(), CODEBOOK, CODED)


# Code groups


def test_code_groups_stand_in_the_order_and_words_of_the_newest_version():
    assert groups() == [["CG2", "Permission"], ["CG1", "Safe place"]]


def test_code_groups_keep_the_words_of_the_version_that_is_counted():
    frozen = codings(("U1", "CG1", "1", "P1"), ("U2", "CG9", "1", "P1"))
    assert groups(coded=frozen) == [["CG1", "Place"], ["CG9", "Gone"], ["CG2", "Permission"]]


def test_code_group_of_a_thematic_study_needs_no_version_in_its_codings():
    assert groups(coded=codings(("U1", "CG1", "", "P1"))) == [["CG2", "Permission"], ["CG1", "Safe place"]]


def test_order_is_that_of_the_file_however_the_table_is_sorted():
    assert groups(CODEBOOK.sort_values(["code_group_id", "version"])) == groups()


def test_study_without_codings_or_without_code_book_is_no_error():
    assert groups(coded=CODED.iloc[:0]) == [["CG2", "Permission"], ["CG1", "Safe place"]]
    assert groups(CODEBOOK.iloc[:0], CODED.iloc[:0]) == []


def test_subgroups_are_the_newest_of_the_groups_given():
    subgroups = pd.concat([SUBGROUPS, table(SUBGROUP, ("SG1", "p1", "CG2", "2", "moved", "4"))])
    found = condensation.subgroups_of("p1", subgroups, pd.DataFrame({"code_group_id": ["CG2"]}))
    assert found[["subgroup_id", "name"]].to_numpy().tolist() == [["SG2", "b"], ["SG1", "moved"]]


# Condensates


def test_condensates_are_the_newest_by_number_with_their_units_and_people():
    columns = ["condensate_id", "version", "text", "code_group_id", "units", "people"]
    assert condensates()[columns].to_numpy().tolist() == [
        ["CD7", "2", "new words", "CG1", 1, 1],
        ["CD8", "10", "ten", "CG2", 2, 2],
    ]


def test_condensate_follows_its_subgroup_to_another_code_group():
    moved = pd.concat([SUBGROUPS, table(SUBGROUP, ("SG1", "p1", "CG2", "2", "moved", "4"))])
    for subgroups in (moved, moved.iloc[::-1]):
        found = condensation.condensates_of("p1", CONDENSATES, subgroups, CODED)
        assert found["code_group_id"].tolist() == ["CG2", "CG2"]


def test_study_without_condensates_gives_an_empty_table():
    found = condensation.condensates_of("p1", CONDENSATES.iloc[:0], SUBGROUPS.iloc[:0], CODED.iloc[:0])
    assert found.empty and found["units"].dtype == "int64"


# Categories


def test_category_rests_on_the_subgroups_of_its_condensates():
    found = categories(("CAT1", "p1", "1", "Allowed", "", "CD8@10; CD7", "", "They came.", "U2"))
    assert found.to_dict("records") == [
        {
            "category_id": "CAT1",
            "order": "1",
            "heading": "Allowed",
            "parent": "",
            "analytic_text": "They came.",
            "condensates": "CD8;CD7",
            "subgroup_ids": "SG2;SG1",
            "code_group_ids": "CG2;CG1",
            "contradicting_units": "U2",
        }
    ]


@pytest.mark.parametrize(("named", "rests_on"), [("", "CG1"), ("CD8", "CG2")])
def test_code_groups_count_where_there_are_no_condensates(named, rests_on):
    assert categories(("CAT1", "p1", "1", "Allowed", "", named, "CG1", "", ""))["code_group_ids"].tolist() == [rests_on]


def test_categories_stand_in_their_order_as_numbers_unordered_ones_last():
    rows = [(name, "p1", order, "", "", "", "CG1", "", "") for name, order in (("C", "10"), ("B", ""), ("A", "9"))]
    assert categories(*rows)["category_id"].tolist() == ["A", "C", "B"]


def test_paper_without_categories_shows_its_code_groups():
    found = categories(("CAT1", "p2", "1", "Of another paper", "", "", "CG7", "", ""))
    assert found[["category_id", "order", "heading", "code_group_ids", "subgroup_ids"]].to_numpy().tolist() == [
        ["CG2", "1", "Permission", "CG2", ""],
        ["CG1", "2", "Safe place", "CG1", ""],
    ]


def test_paper_with_nothing_yet_has_no_categories():
    found = condensation.categories_of("p3", table(CATEGORY), condensates().iloc[:0], CODEBOOK, CODED)
    assert found.empty and "analytic_text" in found
