"""What was read through lenses of theory, by level: interpretations and the categories that they rest on."""

import pandas as pd

from trail.disclosure import readable
from trail.material import Material
from trail.tables import split_list

LEVELS = ("artefact", "espoused_value", "basic_assumption")  # of organisational culture, from seen to unseen


def tables(material: Material) -> tuple[dict[str, pd.DataFrame], dict[str, str]]:
    """Return ({name: table}, {name: note}) of a paper: `culture_levels`."""
    return {"culture_levels": culture_levels(material)}, {}


def culture_levels(material: Material) -> pd.DataFrame:
    """Return the interpretations of a paper: lens, level, interpretation, categories (their headings).

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
    found = [
        (
            (lenses.index(row["lens"]), levels.index(row["level"])),
            readable(row["lens"]).capitalize(),
            readable(row["level"]).capitalize(),
            row["text"],
            "; ".join(heading[name] for name in split_list(row["category_ids"]) if name in heading),
        )
        for row in rows.to_dict("records")
    ]
    columns = ["lens", "level", "interpretation", "categories"]
    return pd.DataFrame([row[1:] for row in sorted(found, key=lambda row: row[0])], columns=columns, dtype=str)
