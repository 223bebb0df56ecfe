"""The tiny study by the Framework method: its first paper, each case charted under each theme."""

import thematic_study

CELLS = """\
P01 | VS2018-01 | CAT1_1 | A colleague called; the doctor feared for others. | U001;U002;U003
P02 |  | CAT1_1 | Thought others were ill, and was only worn out. | U005
P03 | SK2020-01 | CAT1_1 | Wrote one evening, and regretted it. | U010
P02 |  | CAT1_2 | That nothing was written down mattered. | U006
P03 | SK2020-01 | CAT1_2 | Two who walked. | U011"""
COLUMNS = ("participant_id", "interview_id", "category_id", "summary", "unit_ids")
SUMMARIES = [dict(zip(COLUMNS, (cell.strip() for cell in line.split("|")), strict=True)) for line in CELLS.splitlines()]


def changes(**more) -> dict:
    """Return the changes that `tiny_study.write` takes; more: further ones."""
    return thematic_study.changes("framework", **({"case_summaries": SUMMARIES} | more))
