"""Whether what is said of a paper's way into print holds together: where it appeared, what was corrected."""

from trail.references import Found, Rows
from trail.rows import shown


def publications_unsaid(rows: Rows, config: dict) -> Found:
    """A paper published without where, or a correction without what it says."""
    for row in rows["publications"]:
        if row["status"] == "published" and not row["where"]:
            message = f"{shown(row['document'])} is published, but where is empty: journal, volume and DOI."
            yield "publications", row, message
        if row["status"] == "corrected" and not row["text"]:
            message = f"{shown(row['document'])} is corrected, but text is empty: what the correction says."
            yield "publications", row, message


def corrected_unpublished(rows: Rows, config: dict) -> Found:
    """A correction of what had not appeared by then."""
    out = [(row["document"], row["dated_on"]) for row in rows["publications"] if row["status"] == "published"]
    for row in rows["publications"]:
        if row["status"] == "corrected" and not any(
            document == row["document"] and day <= row["dated_on"] for document, day in out
        ):
            message = (
                f"{shown(row['document'])} is corrected on {row['dated_on']}, but has no row 'published' before it."
            )
            yield "publications", row, f"{message} Add it, or mend the day."


def submitted_unfrozen(rows: Rows, config: dict) -> Found:
    """A paper that was submitted before its coding was frozen for that."""
    frozen = [(row["paper"], row["frozen_on"]) for row in rows["freezes"] if row["kind"] == "submission"]
    for row in rows["publications"]:
        if row["status"] != "submitted" or row["document"] not in config["papers"]:
            continue
        if not any(paper == row["document"] and day <= row["dated_on"] for paper, day in frozen):
            message = f"{shown(row['document'])} is submitted on {row['dated_on']}, but not frozen by then"
            yield "publications", row, f"{message}: record in freezes.csv, kind submission, what was sent."
