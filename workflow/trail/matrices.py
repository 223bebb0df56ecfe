"""Who said what under which theme, with the unit ids in every cell."""

import pandas as pd

from trail.coding import count_units
from trail.tables import as_dicts, split_list

CELL = ["category_id", "code_group_id", "subgroup_id", "participant_id", "interview_id"]


def theme_matrix(paper: str, codings: pd.DataFrame, categories: pd.DataFrame) -> pd.DataFrame:
    """Return one row per category, code group, subgroup and interview that has a unit in it.

    codings: as `coding.join_codings` returns them; categories: as `condensation.categories_of` does
    Columns: category_id, code_group_id, subgroup_id, participant_id, interview_id, units (how many), unit_ids
    (sorted, ';' between). Sorted by all ids.

    The cross-case matrix of systematic text condensation, step 3 (Malterud 2012).
    """
    counted = codings[codings["counts"] & (codings["paper"] == paper)]
    members = category_members(categories)
    by_subgroup = counted.merge(members[members["subgroup_id"] != ""], on=["code_group_id", "subgroup_id"])
    whole_groups = members[members["subgroup_id"] == ""].drop(columns="subgroup_id")
    by_group = counted.merge(whole_groups, on="code_group_id")
    return count_units(pd.concat([by_subgroup, by_group], ignore_index=True), CELL)


def category_members(categories: pd.DataFrame) -> pd.DataFrame:
    """Return what each category is made of: category_id, code_group_id, subgroup_id ("" = the whole code group).

    A category with condensates counts their subgroups; one without counts its code groups whole.
    """
    rows = []
    for category in as_dicts(categories):
        groups, subgroups = split_list(category["code_group_ids"]), split_list(category["subgroup_ids"])
        if subgroups:
            rows += [(category["category_id"], group, subgroup) for subgroup in subgroups for group in groups]
        else:
            rows += [(category["category_id"], group, "") for group in groups]
    return pd.DataFrame(rows, columns=["category_id", "code_group_id", "subgroup_id"], dtype=str).drop_duplicates()


def cells_under(category_id: str, categories: pd.DataFrame, matrix: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of a theme matrix that stand under a category: its own, and those of the categories below it."""
    under = {category_id, *categories_below(category_id, categories)}
    return matrix.loc[[name in under for name in matrix["category_id"]]]


def categories_below(category_id: str, categories: pd.DataFrame) -> list[str]:
    """Return the ids of all categories below one, each after its parent, in their order."""
    below, parents = [], list(zip(categories["category_id"], categories["parent"], strict=True))

    def descend(name: str) -> None:
        for child, parent in parents:
            if parent == name and child not in (category_id, *below):
                below.append(child)
                descend(child)

    descend(category_id)
    return below
