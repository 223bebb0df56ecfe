"""Whether a Framework matrix holds: every case charted under each theme it speaks to, from its own words."""

from trail.joined_rows import interview_of_units
from trail.references import Found, Rows
from trail.rows import shown
from trail.tables import split_list


def summaries_missing(rows: Rows, config: dict) -> Found:
    """A case of a Framework paper has units under a theme, but no summary of it."""
    if not rows["case_summaries"]:
        return  # a missing table is told once
    written = {(row["participant_id"], row["category_id"]) for row in rows["case_summaries"] if row["summary"]}
    for (person, category), units in sorted(_cells(rows, config).items()):
        if (person, category) not in written:
            few = ", ".join(sorted(units)[:6]) + (f" and {len(units) - 6} more" if len(units) > 6 else "")
            message = (
                f"{shown(person)} has units under {shown(category)} ({few}), but no summary: chart the case there."
            )
            yield "case_summaries", None, message


def summaries_misplaced(rows: Rows, config: dict) -> Found:
    """A summary names an interview of another case, or units of another case, interview or theme."""
    interviews, cells = interview_of_units(rows), _cells(rows, config)
    person_of = {row["interview_id"]: row["participant_id"] for row in rows["interviews"]}
    framework = {row["category_id"] for row in rows["categories"] if _is_framework(row["paper"], config)}
    for row in rows["case_summaries"]:
        person, interview, category = row["participant_id"], row["interview_id"], row["category_id"]
        start = f"the summary of {shown(person)} under {shown(category)}"
        if interview in person_of and person_of[interview] != person:
            cure = "name one of this case's own."
            yield "case_summaries", row, f"{start} is of {shown(interview)}, an interview of another case: {cure}"
            continue
        for unit in split_list(row["unit_ids"]):
            own = interviews.get(unit)
            if own is None:
                continue  # a dangling id is told by another check
            if own["participant_id"] != person:
                where = f"a unit of {shown(own['participant_id'])}"
            elif interview and own["interview_id"] != interview:
                where = f"a unit of {shown(own['interview_id'])}, not of {shown(interview)}"
            elif category in framework and unit not in cells.get((person, category), ()):
                where = "which is not agreed under that theme"
            else:
                continue
            yield "case_summaries", row, f"{start} names {shown(unit)}, {where}: take it out, or mend its coding."


def _is_framework(paper: str, config: dict) -> bool:
    return config["papers"].get(paper, {}).get("method") == "framework"


def _cells(rows: Rows, config: dict) -> dict[tuple[str, str], set[str]]:
    """Return {(participant, category): unit ids that count} of Framework papers, nobody withdrawn."""
    withdrawn = {row["participant_id"] for row in rows["participants"] if row["status"] == "withdrawn"}
    themes: dict[tuple[str, str], list[str]] = {}
    for row in rows["categories"]:
        if _is_framework(row["paper"], config):
            for group in split_list(row["code_group_ids"]):
                themes.setdefault((row["paper"], group), []).append(row["category_id"])
    cells: dict[tuple[str, str], set[str]] = {}
    for row in rows["counted"]:
        for category in themes.get((row["paper"], row["code_group_id"]), ()):
            if row["participant_id"] and row["participant_id"] not in withdrawn:
                cells.setdefault((row["participant_id"], category), set()).add(row["unit_id"])
    return cells
