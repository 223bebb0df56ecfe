"""Tables that a manuscript may print and a notebook may draw: column names are what a reader sees."""

import pandas as pd

from trail import disclosure
from trail.condensation import newest_version
from trail.tables import split_list
from trail.values import Material, analysed, papers_of, sets_of


def interview_sets(material: Material) -> pd.DataFrame:
    """Return one row per interview set: set, service, follows, from day, to day, people, interviews."""
    rows = []
    for name in sets_of(material.document, material.config):
        declared = material.config["interview_sets"][name]
        of_set = material.interviews[material.interviews["interview_set"] == name]
        window = declared.get("window_days") or ["", ""]
        rows.append(
            {
                "set": name,
                "service": material.config["services"][declared["service"]],
                "follows": declared.get("follows", ""),
                "from day": str(window[0]),
                "to day": str(window[1]),
                "people": str(of_set["participant_id"].nunique()),
                "interviews": str(of_set["interview_id"].nunique()),
            }
        )
    return pd.DataFrame(rows)


def flow(material: Material) -> pd.DataFrame:
    """Return the participant flow: set, service, follows, approached, declined, returned, lost, people, interviews.

    One row per interview set; a last row "In all" where there are several, with each person counted once.
    """
    sets = interview_sets(material)[["set", "service", "follows", "people", "interviews"]]
    people = material.interviews.groupby("interview_set")["participant_id"].agg(set).to_dict()
    recruitment = material.tables["recruitment"].set_index("interview_set")
    rows = []
    for row in sets.to_dict("records"):
        before, now = people.get(row["follows"]), people.get(row["set"], set())
        known = recruitment.loc[row["set"]] if row["set"] in recruitment.index else {}
        row |= {what: known.get(what, "") for what in ("approached", "declined")}
        row["returned"] = "" if before is None else str(len(before & now))
        row["lost"] = "" if before is None else str(len(before - now))
        rows.append(row)
    if len(rows) > 1:
        in_all = material.interviews[["participant_id", "interview_id"]].nunique()
        rows.append({"set": "In all", "people": str(in_all.iloc[0]), "interviews": str(in_all.iloc[1])})
    columns = ["set", "service", "follows", "approached", "declined", "returned", "lost", "people", "interviews"]
    return pd.DataFrame(rows).reindex(columns=columns).fillna("")


def code_tree(material: Material) -> pd.DataFrame:
    """Return each code group and its subgroups: [paper], code group, subgroup, units, people."""
    rows = []
    for paper in papers_of(material.document, material.config):
        counted = material.codings[material.codings["counts"] & (material.codings["paper"] == paper)]
        codebook = material.tables["codebook"]
        groups = newest_version(codebook[codebook["paper"] == paper], "code_group_id")
        subgroups = material.tables["subgroups"]
        subgroups = newest_version(subgroups[subgroups["paper"] == paper], "subgroup_id")
        for group in groups[groups["change"] != "dropped"].to_dict("records"):
            of_group = counted[counted["code_group_id"] == group["code_group_id"]]
            rows.append((paper, group["name"], "", *_units_and_people(of_group)))
            for subgroup in subgroups[subgroups["code_group_id"] == group["code_group_id"]].to_dict("records"):
                of_subgroup = of_group[of_group["subgroup_id"] == subgroup["subgroup_id"]]
                rows.append((paper, group["name"], subgroup["name"], *_units_and_people(of_subgroup)))
    table = pd.DataFrame(rows, columns=["paper", "code group", "subgroup", "units", "people"])
    return table.drop(columns="paper") if material.document in material.config["papers"] else table


def themes(material: Material) -> pd.DataFrame:
    """Return each category with its subcategories: [paper], category, subcategory, people, of, units."""
    rows = []
    of = str(analysed(material)["participant_id"].nunique())
    for paper in papers_of(material.document, material.config):
        categories = material.papers[paper]["categories"]
        matrix = material.papers[paper]["theme_matrix"]
        heading = dict(zip(categories["category_id"], categories["heading"], strict=True))
        for category in _parents_first(categories):
            below = categories.loc[categories["parent"] == category["category_id"], "category_id"].tolist()
            cells = matrix[matrix["category_id"].isin([category["category_id"], *below])]
            name = heading[category["category_id"]]
            names = (heading[category["parent"]], name) if category["parent"] in heading else (name, "")
            units = {unit for cell in cells["unit_ids"] for unit in split_list(cell)}
            rows.append((paper, *names, str(cells["participant_id"].nunique()), of, str(len(units))))
    table = pd.DataFrame(rows, columns=["paper", "category", "subcategory", "people", "of", "units"])
    return table.drop(columns="paper") if material.document in material.config["papers"] else table.drop(columns="of")


def _parents_first(categories: pd.DataFrame) -> list[dict]:
    rows = categories.to_dict("records")
    known = {row["category_id"] for row in rows}
    ordered = []
    for row in rows:
        if row["parent"] not in known:
            ordered += [row, *(child for child in rows if child["parent"] == row["category_id"])]
    return ordered


def _units_and_people(rows: pd.DataFrame) -> tuple[str, str]:
    return str(rows["unit_id"].nunique()), str(rows["participant_id"].nunique())


def sample(material: Material) -> tuple[pd.DataFrame, str]:
    """Return the participants of a paper as safe one-way margins, with the note that goes below the table.

    A paper over nearly the same people as an earlier one has no margins of its own: see `disclosure.nested_in`.
    """
    interviews = material.tables["interviews"]
    people_of = {
        paper: set(interviews.loc[interviews["interview_set"].isin(sets_of(paper, material.config)), "participant_id"])
        for paper in material.config["papers"]
    }
    threshold = material.config["disclosure"]["threshold"]
    earlier = disclosure.nested_in(material.document, people_of, threshold)
    empty = pd.DataFrame(columns=["attribute", "value", "people"])
    if earlier:
        return empty, f"Nearly the same people as in {earlier}: their attributes are given there."
    participants = material.tables["participants"]
    people = participants[participants["participant_id"].isin(analysed(material)["participant_id"])]
    attributes = [*disclosure.MARGINS, *material.config["public_columns"].get("participants", [])]
    shown = [name for name in attributes if name in people and (people[name] != "").all()]
    return disclosure.sample(people, shown, threshold)


def tables(material: Material) -> tuple[dict[str, pd.DataFrame], dict[str, str]]:
    """Return ({name: table}, {name: note}) of one document; a table without rows is left out."""
    found = {
        "interview_sets": interview_sets(material),
        "flow": flow(material),
        "code_tree": code_tree(material),
        "themes": themes(material),
    }
    notes = {}
    if material.document in material.config["papers"]:
        found["sample"], notes["sample"] = sample(material)
    found = {name: table for name, table in found.items() if len(table)}
    return found, {name: note for name, note in notes.items() if note and name in found}
