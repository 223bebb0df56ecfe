"""Rows of several tables joined, as checks need them: whose words a unit is, which quotes may be printed."""

from trail.references import Rows
from trail.rows import number
from trail.tables import split_list


def interview_of_units(rows: Rows) -> dict[str, dict]:
    """Return {unit_id: the row of its interview}, of units whose interview is there."""
    interviews = {row["interview_id"]: row for row in rows["interviews"]}
    return {
        row["unit_id"]: interviews[row["interview_id"]]
        for row in rows["meaning_units"]
        if row["interview_id"] in interviews
    }


def people_of(rows: Rows, paper: str, config: dict) -> set[str]:
    """Return the participant ids of those interviewed in the sets of a paper."""
    sets = config["papers"].get(paper, {}).get("interview_sets", [])
    return {row["participant_id"] for row in rows["interviews"] if row["interview_set"] in sets}


def age(version: str) -> int:
    """Return a version of the code book as a number: 0 where it is none."""
    return number(version) or 0


def withheld_quotes(rows: Rows) -> set[tuple[str, str]]:
    """Return (paper, quote_id) of quotes that a person decided not to print, in any language."""
    printed = {(row["document"], row["id"]) for row in rows["release"] if row["decision"] != "withhold"}
    return {
        (row["document"], row["id"])
        for row in rows["release"]
        if row["kind"] in ("quote_original", "quote_translation") and (row["document"], row["id"]) not in printed
    }


def printable_quotes(rows: Rows) -> list[tuple[dict, dict]]:
    """Return (quote, row of its interview) of every quote that may be printed, in the order of the file."""
    interviews, withheld, found = interview_of_units(rows), withheld_quotes(rows), []
    for quote in rows["quotes"]:
        own = [interviews[unit] for unit in split_list(quote["unit_ids"]) if unit in interviews]
        if own and (quote["paper"], quote["quote_id"]) not in withheld:
            found.append((quote, own[0]))
    return found
