"""What became of each preliminary theme and code group, over the versions of a code book, to the categories."""

import pandas as pd

from trail.coding import DATA_DRIVEN
from trail.condensation import version_number
from trail.material import Material
from trail.tables import as_dicts, split_list

THEME, SUBGROUP, CATEGORY = "preliminary theme", "subgroup", "category"
LOST = "not carried on"  # a theme, group or subgroup from which nothing later comes, and nobody said it was dropped
COLUMNS = ["from_level", "from_id", "to_level", "to_id", "change", "decision_id"]
Node = tuple[str, str]  # level and id


def links(material: Material, paper: str, book: dict[str, list[dict]]) -> pd.DataFrame:
    """Return one row per step from one thing of a paper's analysis to the next; its columns are `COLUMNS`.

    book: as `versions` returns it
    Levels in their order: preliminary themes, code groups of each version up to the one that counts (its level is
    `group_level`), subgroups, categories. change: as the code book says it (`new`, `kept`, `split`, …), `divided` from
    code group to subgroup, `condensed` from subgroup to category, `sorted` from a whole code group to a category.
    from_id is empty where a code group came from nothing that is known, to_id where a thing ended: `dropped`, or LOST.
    Code groups made under a theory lens have no part in it. Sorted by level, then in reading order.
    """
    groups = material.papers[paper]["data_driven_groups"]
    groups = groups[groups["version"].isin(book)]
    own = material.tables["preliminary_themes"]
    themes = list(own.loc[own["paper"] == paper, "theme_id"])
    rows = _between_versions(book, themes)
    counting = dict(zip(groups["code_group_id"], map(group_level, groups["version"]), strict=True))
    subgroups = material.papers[paper]["data_driven_subgroups"]
    subgroups = subgroups[subgroups["code_group_id"].isin(groups["code_group_id"])]
    rows += _to_subgroups(subgroups, counting, themes, material.tables["decisions"])
    rows += _to_categories(material, paper, counting)
    things: list[Node] = [(THEME, name) for name in themes]
    things += [(group_level(version), row["code_group_id"]) for version, entries in book.items() for row in entries]
    things += [(SUBGROUP, name) for name in subgroups["subgroup_id"]]
    left = {row[:2] for row in rows}
    dropped = {(row[2], row[3]) for row in rows if row[4] == "dropped"}
    rows += [(*thing, "", "", LOST, "") for thing in things if thing not in left | dropped]
    rows = [row if row[4] != "dropped" else (*row[:2], "", "", *row[4:]) for row in rows]
    order = {level: place for place, level in enumerate([THEME, *map(group_level, book), SUBGROUP])}
    return pd.DataFrame(sorted(rows, key=lambda row: order.get(row[0], -1)), columns=COLUMNS, dtype=str)


def versions(material: Material, paper: str) -> dict[str, list[dict]]:
    """Return {version: its rows} of a paper's code book, oldest first, up to the version that counts.

    Code groups made under a theory lens are left out.
    """
    book, codings = material.tables["codebook"], material.codings
    counted = codings.loc[codings["counts"] & (codings["pass"] == DATA_DRIVEN), "codebook_version"]
    own = book[(book["paper"] == paper) & ~book["lens"].isin(material.config["papers"][paper].get("lenses", []))]
    number = dict(zip(own["version"], version_number(own["version"]), strict=True))
    last = version_number(counted).max() if len(counted) else max(number.values(), default=0)
    rows = as_dicts(own)
    reached = sorted((version for version in number if number[version] <= last), key=number.__getitem__)
    return {version: [row for row in rows if row["version"] == version] for version in reached}


def group_level(version: str) -> str:
    """Return the level of the code groups of a version."""
    return f"code group, version {version}" if version else "code group"


def before(things: set[Node], lineage: pd.DataFrame) -> set[Node]:
    """Return what some things came from, one step back."""
    rows = lineage[["to_level", "to_id", "from_level", "from_id"]].itertuples(index=False, name=None)
    return {(level, name) for *to, level, name in rows if tuple(to) in things and name}


def names(material: Material, paper: str) -> dict[Node, str]:
    """Return what a reader calls each thing: a theme with its analyst, a code group as in that version."""
    tables = material.tables
    themes, book = (tables[name][tables[name]["paper"] == paper] for name in ("preliminary_themes", "codebook"))
    subgroups = material.papers[paper]["data_driven_subgroups"]
    categories = material.papers[paper]["categories"]
    return (
        {(THEME, row["theme_id"]): f"{row['label']} ({row['analyst']})" for row in as_dicts(themes)}
        | {(group_level(row["version"]), row["code_group_id"]): row["name"] for row in as_dicts(book)}
        | {(SUBGROUP, name): called for name, called in subgroups[["subgroup_id", "name"]].to_numpy().tolist()}
        | {(CATEGORY, name): called for name, called in categories[["category_id", "heading"]].to_numpy().tolist()}
    )


def _between_versions(book: dict[str, list[dict]], themes: list[str]) -> list[tuple[str, ...]]:
    rows = []
    last: dict[str, str] = {}  # code group: the level where it was last seen
    for version, entries in book.items():
        level = group_level(version)
        for row in entries:
            name = row["code_group_id"]
            named = split_list(row["derived_from"]) or ([name] if row["change"] != "new" else [])
            came = [(last[one], one) for one in named if one in last]
            came += [(THEME, one) for one in named if one in themes and one not in last]
            for origin in came or [("", "")]:
                rows.append((*origin, level, name, row["change"], row["decision_id"]))
        last |= {row["code_group_id"]: level for row in entries if row["change"] != "dropped"}
    return rows


def _to_subgroups(
    subgroups: pd.DataFrame, counting: dict[str, str], themes: list[str], decisions: pd.DataFrame
) -> list[tuple[str, ...]]:
    rows, affecting = [], _affecting(decisions)
    for row in as_dicts(subgroups):
        name, decided = row["subgroup_id"], affecting.get(row["subgroup_id"], "")
        rows.append((counting[row["code_group_id"]], row["code_group_id"], SUBGROUP, name, "divided", decided))
        for origin in split_list(row["derived_from"]):
            if origin in themes or origin in set(subgroups["subgroup_id"]) - {name}:
                level = THEME if origin in themes else SUBGROUP
                rows.append((level, origin, SUBGROUP, name, "divided", decided))
    return rows


def _to_categories(material: Material, paper: str, counting: dict[str, str]) -> list[tuple[str, ...]]:
    rows, tables = [], material.papers[paper]
    affecting = _affecting(material.tables["decisions"])
    condensate_of = dict(zip(tables["condensates"]["subgroup_id"], tables["condensates"]["condensate_id"], strict=True))
    for row in as_dicts(tables["categories"]):
        below, category = split_list(row["subgroup_ids"]), row["category_id"]
        for name in below:
            decided = affecting.get(condensate_of.get(name, ""), "")
            rows.append((SUBGROUP, name, CATEGORY, category, "condensed", decided))
        whole = [] if below else [name for name in split_list(row["code_group_ids"]) if name in counting]
        rows += [(counting[name], name, CATEGORY, category, "sorted", "") for name in whole]
    return rows


def _affecting(decisions: pd.DataFrame) -> dict[str, str]:
    """Return {thing: the decisions that name it among those they affect}."""
    found: dict[str, list[str]] = {}
    for decision, cell in zip(decisions["decision_id"], decisions["affects"], strict=True):
        for name in dict.fromkeys(split_list(cell)):
            found.setdefault(name, []).append(decision)
    return {name: ";".join(of) for name, of in found.items()}
