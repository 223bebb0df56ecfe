"""The chain of systematic text condensation, from meaning units to categories."""

import pandas as pd

from trail.tables import split_list


def newest_version(table: pd.DataFrame, key: str) -> pd.DataFrame:
    """Return the rows of each `key` that have its highest version (a whole number; "" counts as 0)."""
    number = pd.to_numeric(table["version"].replace("", "0"))
    return table[number == number.groupby(table[key]).transform("max")]


def condensates_of(
    paper: str, condensates: pd.DataFrame, subgroups: pd.DataFrame, codings: pd.DataFrame
) -> pd.DataFrame:
    """Return the condensates of one paper in their newest version.

    Columns: condensate_id, version, subgroup_id, code_group_id, text, unit_ids, units, people. Sorted by id.
    A condensate speaks for one subgroup (Malterud 2012, step 3).
    """
    own = subgroups[subgroups["paper"] == paper]
    code_group_of = dict(zip(own["subgroup_id"], own["code_group_id"], strict=True))
    rows = newest_version(condensates[condensates["subgroup_id"].isin(code_group_of)], "condensate_id").copy()
    person_of = dict(zip(codings["unit_id"], codings["participant_id"], strict=True))
    unit_ids = rows["unit_ids"].map(split_list)
    rows["code_group_id"] = rows["subgroup_id"].map(code_group_of).astype(str)
    rows["units"] = unit_ids.map(len).astype("int64")
    rows["people"] = unit_ids.map(lambda ids: len({person_of.get(unit, unit) for unit in ids})).astype("int64")
    columns = ["condensate_id", "version", "subgroup_id", "code_group_id", "text", "unit_ids", "units", "people"]
    return rows[columns].sort_values("condensate_id", ignore_index=True)


def categories_of(
    paper: str, categories: pd.DataFrame, condensates: pd.DataFrame, codebook: pd.DataFrame
) -> pd.DataFrame:
    """Return the categories of one paper with the code groups and subgroups they rest on.

    condensates: as `condensates_of` returns them; codebook: the study's
    Columns: category_id, order, heading, parent, analytic_text, condensates, subgroup_ids, code_group_ids,
    contradicting_units. Sorted by order and id.
    A category rests on its condensates' subgroups; without condensates on whole code groups. A paper that has no
    category yet shows each of its code groups as one, so that a study can be read before it is finished.
    """
    columns = ["category_id", "order", "heading", "parent", "analytic_text", "condensates", "subgroup_ids"]
    columns += ["code_group_ids", "contradicting_units"]
    own = categories[categories["paper"] == paper]
    if own.empty:
        groups = newest_version(codebook[codebook["paper"] == paper], "code_group_id")
        groups = groups[groups["change"] != "dropped"].sort_values("code_group_id")
        rows = pd.DataFrame({"category_id": groups["code_group_id"], "heading": groups["name"]})
        rows["order"] = [str(place) for place in range(1, len(rows) + 1)]
        rows["code_group_ids"] = rows["category_id"]
        return rows.reindex(columns=columns, fill_value="").reset_index(drop=True)
    subgroup_of = dict(zip(condensates["condensate_id"], condensates["subgroup_id"], strict=True))
    group_of = dict(zip(condensates["subgroup_id"], condensates["code_group_id"], strict=True))
    rows = own.copy()
    named = rows["condensates"].map(lambda cell: [name.split("@")[0] for name in split_list(cell)])
    subgroups = named.map(lambda names: [subgroup_of[name] for name in names if name in subgroup_of])
    given = rows["code_group_ids"].map(split_list)
    rows["condensates"] = named.map(";".join)
    rows["subgroup_ids"] = subgroups.map(";".join)
    rows["code_group_ids"] = [
        ";".join(dict.fromkeys([*(group_of[name] for name in names), *groups]))
        for names, groups in zip(subgroups, given, strict=True)
    ]
    rows["place"] = pd.to_numeric(rows["order"], errors="coerce")
    return rows.sort_values(["place", "category_id"])[columns].reset_index(drop=True)
