"""Tables that a manuscript may print and a notebook may draw: column names are what a reader sees."""

import pandas as pd

from trail import chain_tables, codebooks, disclosure, facet_tables, framework, lens_tables, thesis_tables
from trail.material import (
    Material,
    analysed,
    is_paired,
    people_analysed,
    present_interviews,
    sets_of,
)
from trail.matrices import categories_below, cells_under
from trail.schemas import schema
from trail.tables import as_dicts, split_list
from trail.waves import FEWEST

CHANGE_TYPES = schema("changes")["properties"]["change_type"]["enum"]


def interview_sets(material: Material) -> pd.DataFrame:
    """Return one row per interview set: set, service, follows, from day, to day, people, interviews."""
    rows = []
    for name in sets_of(material.document, material.config):
        declared = material.config["interview_sets"][name]
        of_set = material.interviews[material.interviews["interview_set"] == name]
        service = declared.get("service", "")
        window = declared.get("window_days") or ["", ""]
        rows.append(
            {
                "set": name,
                "service": material.config["services"].get(service, service),
                "follows": declared.get("follows", ""),
                "from day": str(window[0]),
                "to day": str(window[1]),
                "people": str(of_set["participant_id"].nunique()),
                "interviews": str(of_set["interview_id"].nunique()),
            }
        )
    return pd.DataFrame(rows, dtype=str)


def flow(material: Material) -> pd.DataFrame:
    """Return the participant flow: set, service, follows, [approached, declined], returned, lost, people, interviews.

    One row per interview set; a last row "In all" where there are several, with each person counted once. `follows`,
    `returned` and `lost` are empty where the set follows none of the document's.
    """
    sets = as_dicts(interview_sets(material)[["set", "service", "follows", "people", "interviews"]])
    of_set = material.interviews.groupby("interview_set")["participant_id"].agg(set).to_dict()
    recruitment = {row["interview_set"]: row for row in as_dicts(material.tables["recruitment"])}
    rows = []
    for row in sets:
        row |= {what: recruitment.get(row["set"], {}).get(what, "") for what in ("approached", "declined")}
        row |= {"returned": "", "lost": ""}
        if row["follows"] in [other["set"] for other in sets]:
            before, now = (of_set.get(name, set()) for name in (row["follows"], row["set"]))
            row |= {"returned": str(len(before & now)), "lost": str(len(before - now))}
        else:
            row["follows"] = ""
        rows.append(row)
    if len(rows) > 1:
        people, interviews = material.interviews[["participant_id", "interview_id"]].nunique()
        rows.append({"set": "In all", "people": str(people), "interviews": str(interviews)})
    columns = ["set", "service", "follows", "approached", "declined", "returned", "lost", "people", "interviews"]
    table = pd.DataFrame(rows).reindex(columns=columns).fillna("").astype(str)
    return table.drop(columns=[name for name in ("approached", "declined") if not (table[name] != "").any()])


def code_tree(material: Material) -> pd.DataFrame:
    """Return each data-driven code group of a paper, then its subgroups: code group, subgroup, units, people, origin.

    origin: `data` or `theory`, in the row of a code group.
    """
    paper, rows = material.document, []
    columns = ["code_group_id", "subgroup_id", "unit_id", "participant_id"]
    units: dict[tuple[str, str], set] = {}
    people: dict[tuple[str, str], set] = {}
    for group, subgroup, unit, person in material.codings.loc[material.codings["counts"], columns].to_numpy().tolist():
        for under in ((group, ""), (group, subgroup)):
            units.setdefault(under, set()).add(unit)
            people.setdefault(under, set()).add(person)
    subgroups = as_dicts(material.papers[paper]["data_driven_subgroups"])
    for group in as_dicts(material.papers[paper]["data_driven_groups"]):
        of_group = [one for one in subgroups if one["code_group_id"] == group["code_group_id"]]
        for subgroup in ({"subgroup_id": "", "name": ""}, *of_group):
            under = (group["code_group_id"], subgroup["subgroup_id"])
            numbers = (str(len(found.get(under, ()))) for found in (units, people))
            rows.append((group["name"], subgroup["name"], *numbers, "" if subgroup["subgroup_id"] else group["origin"]))
    return pd.DataFrame(rows, columns=["code group", "subgroup", "units", "people", "origin"], dtype=str)


def codebook_history(material: Material) -> pd.DataFrame:
    """Return each version of a paper's data-driven code book, where there are several.

    Columns: version, dated, code groups, came, went, one of each of `codebooks.CHANGES`, decided.
    came, went: code groups that the version before did not list, and those that it listed and this one does not.
    dated: the month of the version; decided: that of the decision behind it, where it has a text for the public.
    """
    paper, tables = material.document, material.tables
    lenses = material.config["papers"][paper].get("lenses", [])
    rows = as_dicts(tables["codebook"][~tables["codebook"]["lens"].isin(lenses)])
    own = tables["codebook_versions"][tables["codebook_versions"]["paper"] == paper]
    declared = {row["version"]: row for row in as_dicts(own)}
    public = tables["decisions"][tables["decisions"]["public_text"] != ""]
    decided_on = dict(zip(public["decision_id"], public["decided_on"], strict=True))
    found = []
    for row in codebooks.history(rows, paper):
        version = declared.get(row["version"], {"dated_on": "", "decision_id": ""})
        dated, decided = version["dated_on"][:7], decided_on.get(version["decision_id"], "")[:7]
        found.append({"version": row["version"], "dated": dated} | row | {"decided": decided})
    return pd.DataFrame(found, dtype=object).astype(str) if len(found) > 1 else pd.DataFrame()


def themes(material: Material) -> pd.DataFrame:
    """Return each category of a paper, then those below it: category, subcategory, people, of, units.

    The units and people of a category are its own and those of its subcategories together.
    """
    categories, matrix = (material.papers[material.document][name] for name in ("categories", "theme_matrix"))
    heading = dict(zip(categories["category_id"], categories["heading"], strict=True))
    of = str(analysed(material.document, material.interviews, material.config)["participant_id"].nunique())
    rows = []
    for name in categories.loc[~categories["parent"].isin(heading), "category_id"]:
        for below in [name, *categories_below(name, categories)]:
            cells = cells_under(below, categories, matrix)
            units = {unit for cell in cells["unit_ids"] for unit in split_list(cell)}
            named = (heading[name], heading[below] if below != name else "")
            rows.append((*named, str(cells["participant_id"].nunique()), of, str(len(units))))
    return pd.DataFrame(rows, columns=["category", "subcategory", "people", "of", "units"], dtype=str)


def changes(material: Material) -> tuple[pd.DataFrame, str]:
    """Return (table, note) of a paired paper: category, from, to, kinds of change, a row for each of cross_case.csv.

    No row is one person: one with changes of fewer than `waves.FEWEST` people who are analysed is left out, and
    neither people nor changes are counted. The note names the categories that are left out.
    """
    categories = material.papers[material.document]["categories"]
    heading = dict(zip(categories["category_id"], categories["heading"], strict=True))
    people = set(analysed(material.document, material.interviews, material.config)["participant_id"])
    change_of = {row["change_id"]: row for row in as_dicts(material.tables["changes"])}
    rows, shown = [], set()
    for row in as_dicts(material.tables["cross_case"]):
        named = [name for name in heading if name in split_list(row["category_ids"])]
        behind = [change_of[name] for name in split_list(row["change_ids"]) if name in change_of]
        behind = [change for change in behind if change["participant_id"] in people]
        if named and len({change["participant_id"] for change in behind}) >= FEWEST:
            types = {change["change_type"] for change in behind}
            kinds = ", ".join(disclosure.readable(kind) for kind in CHANGE_TYPES if kind in types)
            order = list(heading).index(named[0])
            rows.append((order, " / ".join(heading[name] for name in named), row["before"], row["after"], kinds))
            shown |= set(named)
    table = pd.DataFrame(
        [cells for _, *cells in sorted(rows, key=lambda cells: cells[0])],
        columns=["category", "from", "to", "kinds of change"],
        dtype=str,
    )
    changed: dict[str, set[str]] = {}
    for change in change_of.values():
        changed.setdefault(change["category_id"], set()).update({change["participant_id"]} & people)
    few = set(heading) - shown - set(categories["parent"])
    hidden = [heading[name] for name in heading if name in few and len(changed.get(name, ())) < FEWEST]
    note = f"Not shown, as fewer than {FEWEST} people were compared under it: {'; '.join(hidden)}."
    return table, note if hidden else ""


def sample(material: Material) -> tuple[pd.DataFrame, str]:
    """Return the people of a document as safe one-way margins, with the note that goes below the table.

    Papers are judged before other documents, each beside all tables of those before it (see `disclosure`). One over
    nearly the same people as an earlier one has no margins of its own: its table has no rows.
    """
    config = material.config
    people_of = people_analysed(present_interviews(material.tables), config)
    participants = material.tables["participants"]
    named = dict.fromkeys([*disclosure.MARGINS, *config["public_columns"].get("participants", [])])
    shown = [name for name in named if name in participants]
    return disclosure.sample(material.document, participants, people_of, shown, config["disclosure"]["threshold"])


def tables(material: Material) -> tuple[dict[str, pd.DataFrame], dict[str, str]]:
    """Return ({name: table}, {name: note}) of one document; a table without rows is left out.

    Code trees, themes and all that is told of a coding are of papers; the other documents borrow them.
    """
    found = {"interview_sets": interview_sets(material), "flow": flow(material)}
    notes = {}
    found["sample"], notes["sample"] = sample(material)
    if material.document in material.config["papers"]:
        found |= {"code_tree": code_tree(material), "codebook_history": codebook_history(material)}
        found["themes"] = themes(material)
        for of_kind in (chain_tables, facet_tables, lens_tables, framework):
            made, said = of_kind.tables(material)
            found |= made
            notes |= said
    elif material.config["papers"]:
        found |= thesis_tables.tables(material)
    if is_paired(material.document, material.config):
        found["changes"], notes["changes"] = changes(material)
    found = {name: table for name, table in found.items() if len(table)}
    return found, {name: note for name, note in notes.items() if note and name in found}
