"""The chain of systematic text condensation, from meaning units to categories."""

import pandas as pd

from trail.tables import split_list


def newest_version(table: pd.DataFrame, key: str) -> pd.DataFrame:
    """Return the rows of each `key` that have its highest version (a whole number; "" counts as 0)."""
    number = version_number(table["version"])
    return table[number == number.groupby(table[key]).transform("max")]


def version_number(versions: pd.Series) -> pd.Series:
    """Return versions as numbers; "" and what is no number, which is told elsewhere, count as 0."""
    return pd.to_numeric(versions.replace("", "0"), errors="coerce").fillna(0)


def code_groups_of(paper: str, codebook: pd.DataFrame, codings: pd.DataFrame) -> pd.DataFrame:
    """Return one row of the code book for each code group of a paper, in the order of the code book.

    codings: as `coding.join_codings` returns them
    A code group stands in the version that its counting codings name, so that names and definitions are those that
    the numbers rest on, also after a freeze. One without such codings stands as in the newest version, and is left
    out where that drops it or no longer lists it.
    """
    own = codebook[codebook["paper"] == paper]
    counted = codings.loc[codings["counts"] & (codings["paper"] == paper), ["code_group_id", "codebook_version"]]
    coded_under = dict(zip(counted["code_group_id"], counted["codebook_version"], strict=True))
    numbers = version_number(own["version"]).to_list()
    best: dict[str, tuple] = {}  # code group: rank and position of its row
    for place, row in enumerate(zip(own["code_group_id"], own["version"], own["change"], numbers, strict=True)):
        name, version, change, number = row
        if name in coded_under or (number == max(numbers) and change != "dropped"):
            best[name] = max(best.get(name, ()), (version == coded_under.get(name), number, place))
    found = own.iloc[sorted(place for *_, place in best.values())]
    return found.sort_values("row", key=pd.to_numeric, ignore_index=True) if "row" in found else found.sort_index()


def subgroups_of(paper: str, subgroups: pd.DataFrame, groups: pd.DataFrame) -> pd.DataFrame:
    """Return the newest version of each subgroup of these code groups of a paper, in the order of its file."""
    own = newest_version(subgroups[subgroups["paper"] == paper], "subgroup_id")
    own = own[own["code_group_id"].isin(groups["code_group_id"])]
    return own.sort_values("row", key=pd.to_numeric, ignore_index=True) if "row" in own else own


def condensates_of(
    paper: str, condensates: pd.DataFrame, subgroups: pd.DataFrame, codings: pd.DataFrame
) -> pd.DataFrame:
    """Return the condensates of one paper in their newest version.

    Columns: condensate_id, version, subgroup_id, code_group_id, text, unit_ids, units, people. Sorted by id.
    A condensate speaks for one subgroup (Malterud 2012, step 3).
    """
    own = newest_version(subgroups[subgroups["paper"] == paper], "subgroup_id")
    code_group_of = dict(zip(own["subgroup_id"], own["code_group_id"], strict=True))
    rows = newest_version(condensates[condensates["subgroup_id"].isin(code_group_of)], "condensate_id").copy()
    person_of = dict(zip(codings["unit_id"], codings["participant_id"], strict=True))
    unit_ids = [list(dict.fromkeys(split_list(cell))) for cell in rows["unit_ids"]]
    rows["code_group_id"] = [code_group_of[name] for name in rows["subgroup_id"]]
    rows["units"] = [len(ids) for ids in unit_ids]
    rows["people"] = [len({person_of.get(unit, unit) for unit in ids}) for ids in unit_ids]
    columns = ["condensate_id", "version", "subgroup_id", "code_group_id", "text", "unit_ids", "units", "people"]
    types = {"code_group_id": str, "units": "int64", "people": "int64"}
    return rows[columns].astype(types).sort_values("condensate_id", ignore_index=True)


def categories_of(
    paper: str, categories: pd.DataFrame, condensates: pd.DataFrame, codebook: pd.DataFrame, codings: pd.DataFrame
) -> pd.DataFrame:
    """Return the categories of one paper with the code groups and subgroups they rest on.

    condensates: as `condensates_of` returns them; codebook: the study's; codings: as `coding.join_codings`
    Columns: category_id, order, heading, parent, analytic_text, condensates, subgroup_ids, code_group_ids,
    contradicting_units. Sorted by order and id.
    A category rests on its condensates' subgroups; without condensates on whole code groups. A paper that has no
    category yet shows each of its code groups as one, so that a study can be read before it is finished.
    """
    columns = ["category_id", "order", "heading", "parent", "analytic_text", "condensates", "subgroup_ids"]
    columns += ["code_group_ids", "contradicting_units"]
    own = categories[categories["paper"] == paper]
    if own.empty:
        groups = code_groups_of(paper, codebook, codings)
        rows = pd.DataFrame({"category_id": groups["code_group_id"], "heading": groups["name"]})
        rows["order"] = [str(place) for place in range(1, len(rows) + 1)]
        rows["code_group_ids"] = rows["category_id"]
        return rows.reindex(columns=columns, fill_value="").astype(str).reset_index(drop=True)
    subgroup_of = dict(zip(condensates["condensate_id"], condensates["subgroup_id"], strict=True))
    group_of = dict(zip(condensates["subgroup_id"], condensates["code_group_id"], strict=True))
    rows = own.copy()
    named = [[name.split("@")[0] for name in split_list(cell)] for cell in rows["condensates"]]
    subgroups = [list(dict.fromkeys(subgroup_of[name] for name in names if name in subgroup_of)) for names in named]
    groups = [[group_of[name] for name in names] for names in subgroups]
    whole = [split_list(cell) for cell in rows["code_group_ids"]]
    rows["condensates"] = [";".join(names) for names in named]
    rows["subgroup_ids"] = [";".join(names) for names in subgroups]
    rows["code_group_ids"] = [";".join(dict.fromkeys(some or all_)) for some, all_ in zip(groups, whole, strict=True)]
    rows["place"] = pd.to_numeric(rows["order"], errors="coerce")
    return rows.sort_values(["place", "category_id"])[columns].reset_index(drop=True)
