"""Whether what is said of a paper's way into print holds together: where it appeared, what was corrected."""

from pathlib import Path

from trail import study
from trail.faults import Fault, did_you_mean
from trail.references import Found, Rows
from trail.rows import shown
from trail.tables import sha256

FOLDER = "published"


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


def kept(data: Path) -> dict[str, bytes]:
    """Return {path within published/: bytes} of every file there but the table itself and what programs leave."""
    folder = Path(data) / FOLDER
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and path.name[0] not in ".~"
        and path not in (folder / "published.csv", folder / "published.xlsx")
    }


def changed(files: dict[str, bytes], rows: list[dict]) -> list[Fault]:
    """Return a fault for each document that is gone, is another than was noted, or is not noted.

    files: as `kept` returns them; rows: of published.csv, with `row`
    """
    table, found = study.TABLES[FOLDER], []
    listed = {row["path"] for row in rows}
    for row in rows:
        name = row["path"]
        message = ""
        if name not in files:
            hint = did_you_mean(name, files.keys() - listed) or ": put it back, or mend the path"
            message = f"{shown(name)} is not in {FOLDER}/{hint}."
        elif sha256(files[name]) != row["sha256"]:
            message = (
                f"{shown(name)} is not what appeared: put that back. A correction has a name and a row of its own."
            )
        if message:
            found.append(Fault(table, f"row {row['row']}", message, "published_changed"))
    for name in sorted(files.keys() - listed):
        message = f"{shown(name)} has no row: add its path, its SHA-256 and the day it appeared, or take it away."
        found.append(Fault(table, "", message, "published_changed"))
    return found
