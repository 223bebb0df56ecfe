"""What was read through lenses of theory, by level: interpretations and the categories that they rest on."""

import pandas as pd

from trail.disclosure import readable
from trail.material import Material
from trail.matrices import cells_under
from trail.tables import as_dicts, split_list
from trail.waves import FEWEST

LEVELS = ("artefact", "espoused_value", "basic_assumption")  # of organisational culture, from seen to unseen


def tables(material: Material) -> tuple[dict[str, pd.DataFrame], dict[str, str]]:
    """Return ({name: table}, {name: note}) of a paper: `culture_levels`."""
    table, hidden = culture_levels(material)
    note = f"Not shown: {hidden} that {'rests' if hidden == 1 else 'rest'} on fewer than {FEWEST} people."
    return {"culture_levels": table}, {"culture_levels": note} if hidden else {}


def culture_levels(material: Material) -> tuple[pd.DataFrame, int]:
    """Return (the interpretations of a paper, how many are left out): lens, level, interpretation, categories.

    One that rests on units or changes of fewer than `waves.FEWEST` people tells of somebody, and is left out; so is
    one that names neither, where its categories have so few. categories: their headings.
    Lenses in the order of the config; levels from what is seen to what is taken for granted (Schein), others as they
    are first met; within a level in the order of the table.
    """
    paper = material.document
    lenses = material.config["papers"][paper].get("lenses", [])
    rows = material.tables["interpretations"]
    rows = rows[(rows["paper"] == paper) & rows["lens"].isin(lenses)]
    rows = rows.sort_values("row", key=pd.to_numeric, kind="stable") if "row" in rows else rows
    levels = list(dict.fromkeys([*LEVELS, *rows["level"]]))
    categories = material.papers[paper]["categories"]
    heading = dict(zip(categories["category_id"], categories["heading"], strict=True))
    spoken = [row for row in as_dicts(rows) if len(_people(row, material)) >= FEWEST]
    found = [
        (
            (lenses.index(row["lens"]), levels.index(row["level"])),
            readable(row["lens"]).capitalize(),
            readable(row["level"]).capitalize(),
            row["text"],
            "; ".join(heading[name] for name in split_list(row["category_ids"]) if name in heading),
        )
        for row in spoken
    ]
    columns = ["lens", "level", "interpretation", "categories"]
    shown = pd.DataFrame([row[1:] for row in sorted(found, key=lambda row: row[0])], columns=columns, dtype=str)
    return shown, len(rows) - len(spoken)


def _people(interpretation: dict, material: Material) -> set[str]:
    """The people that an interpretation rests on: of its units and changes, else of its categories."""
    codings, changes = material.codings, material.tables["changes"]
    units, named = (set(split_list(interpretation[name])) for name in ("unit_ids", "change_ids"))
    people = set(codings.loc[codings["unit_id"].isin(units), "participant_id"])
    people |= set(changes.loc[changes["change_id"].isin(named), "participant_id"])
    if units or named:
        return people
    categories, matrix = (material.papers[material.document][name] for name in ("categories", "theme_matrix"))
    below = [cells_under(name, categories, matrix) for name in split_list(interpretation["category_ids"])]
    return {person for cells in below for person in cells["participant_id"]}
