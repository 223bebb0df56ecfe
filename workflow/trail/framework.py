"""The Framework method: what each case says under each theme, charted in a matrix, and its seven steps."""

import pandas as pd

from trail.material import Material, analysed
from trail.tables import split_list

# Gale et al. 2013, doi 10.1186/1471-2288-13-117
STEPS = (
    "Transcription",
    "Familiarisation with the interview",
    "Coding",
    "Developing a working analytical framework",
    "Applying the analytical framework",
    "Charting data into the framework matrix",
    "Interpreting the data",
)


def framework_matrix(
    interviews: pd.DataFrame, summaries: pd.DataFrame, categories: pd.DataFrame, theme_matrix: pd.DataFrame
) -> pd.DataFrame:
    """Return the Framework matrix of a paper: one row per case, for each theme its summary and the units behind it.

    interviews: those that the paper analyses; summaries: case_summaries.csv; categories, theme_matrix: the paper's
    Columns: participant_id, interview_ids, then of each category its id (the summary; of several interviews each
    behind its interview's id) and `<id> units` (the ids of the units coded under it, the category's own, ';' between).
    Sorted by participant. One row is one person: for the closed zone alone.
    """
    rows = []
    for person, of_person in interviews.groupby("participant_id", sort=True):
        row = {"participant_id": person, "interview_ids": ";".join(sorted(of_person["interview_id"]))}
        own = summaries[summaries["participant_id"] == person].sort_values("interview_id")
        for category in categories["category_id"]:
            told = own[own["category_id"] == category]
            cells = theme_matrix[(theme_matrix["participant_id"] == person) & (theme_matrix["category_id"] == category)]
            units = sorted({unit for cell in cells["unit_ids"] for unit in split_list(cell)})
            row |= {category: _summary(told), f"{category} units": ";".join(units)}
        rows.append(row)
    columns = [name for category in categories["category_id"] for name in (category, f"{category} units")]
    return pd.DataFrame(rows, columns=["participant_id", "interview_ids", *columns], dtype=str)


def _summary(told: pd.DataFrame) -> str:
    if len(told) == 1:
        return told["summary"].iloc[0]
    pairs = zip(told["interview_id"], told["summary"], strict=True)
    return "\n".join(f"{interview}: {summary}" if interview else summary for interview, summary in pairs)


def framework_steps(material: Material) -> pd.DataFrame:
    """Return the seven steps of the Framework method with what stands in the tables: step, what, in the tables.

    A worklist while the study grows ("3 of 7 cells"), and the steps as they were taken once it is done.
    """
    paper, tables = material.document, material.tables
    interviews = analysed(paper, material.interviews, material.config)
    readings = tables["readings"]
    read = readings[readings["paper"].isin(["", paper]) & readings["interview_id"].isin(interviews["interview_id"])]
    own = material.codings[material.codings["paper"] == paper]
    counted = own[own["counts"]]
    aside = set(own.loc[own["status"] == "set_aside", "unit_id"]) - set(counted["unit_id"])
    groups = material.papers[paper]["code_groups"]
    versions = tables["codebook"].loc[tables["codebook"]["paper"] == paper, "version"].nunique()
    due, charted = charting(material)
    categories = material.papers[paper]["categories"]
    written = int((categories["analytic_text"] != "").sum())
    found = (
        f"{int((interviews['transcript'] != '').sum())} of {len(interviews)} interviews",
        f"{read['interview_id'].nunique()} of {len(interviews)} interviews, by {read['analyst'].nunique()} analysts",
        f"{own['unit_id'].nunique()} meaning units",
        f"{len(groups)} code groups, {versions} versions of the code book",
        f"{counted['unit_id'].nunique()} units agreed, {len(aside)} set aside",
        f"{len(due & charted)} of {len(due)} cells with units",
        f"{written} of {len(categories)} themes written",
    )
    rows = [(str(place), step, told) for place, (step, told) in enumerate(zip(STEPS, found, strict=True), start=1)]
    return pd.DataFrame(rows, columns=["step", "what", "in the tables"], dtype=str)


def charting(material: Material) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """Return (cells with units, cells with a summary) of a paper's matrix, each a set of (participant, category)."""
    matrix, summaries = material.papers[material.document]["theme_matrix"], material.tables["case_summaries"]
    written = summaries[summaries["summary"] != ""]
    return (
        set(zip(matrix["participant_id"], matrix["category_id"], strict=True)),
        set(zip(written["participant_id"], written["category_id"], strict=True)),
    )


def framework_synthesis(material: Material) -> pd.DataFrame:
    """Return what the cases say together, theme by theme: theme, synthesis (its analytic text).

    No row or cell of a single case, and no count: the matrix stays in the closed zone, and `themes` has the people.
    """
    categories = material.papers[material.document]["categories"]
    written = categories.loc[categories["analytic_text"] != "", ["heading", "analytic_text"]]
    return written.set_axis(["theme", "synthesis"], axis=1).reset_index(drop=True)


def tables(material: Material) -> tuple[dict[str, pd.DataFrame], dict[str, str]]:
    """Return ({name: table}, {name: note}) of a Framework paper, both empty for any other."""
    if material.config["papers"][material.document]["method"] != "framework":
        return {}, {}
    return {"framework_steps": framework_steps(material), "framework_synthesis": framework_synthesis(material)}, {}
