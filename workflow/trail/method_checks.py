"""Whether the method was kept: code groups defined, changes decided, theory after the data."""

from trail.codebooks import vanished, with_version_before
from trail.joined_rows import age
from trail.references import Found, Rows
from trail.rows import shown

_OWED = {"definition": "what it holds", "include": "what belongs to it", "exclude": "what does not"}
_OWED |= {"origin": "data or theory"}
_CHANGED = ("redefined", "renamed", "split", "merged", "dropped")
_FROZEN = ("data_driven", "submission")


def code_groups_undefined(rows: Rows, config: dict) -> Found:
    """A code group without definition, inclusion, exclusion or origin, in the newest version or one that is agreed on.

    Older versions that nothing rests on are left as they were: a definition made up afterwards would be no history.
    """
    newest: dict[str, int] = {}
    for row in rows["codebook"]:
        newest[row["paper"]] = max(newest.get(row["paper"], 0), age(row["version"]))
    key = ("paper", "code_group_id", "codebook_version")
    agreed = {tuple(row[column] for column in key) for row in rows["codings"] if row["status"] == "agreed"}
    for row in rows["codebook"]:
        used = (row["paper"], row["code_group_id"], row["version"]) in agreed
        missing = [column for column in _OWED if not row[column]]
        if missing and (used or (age(row["version"]) == newest[row["paper"]] and row["change"] != "dropped")):
            cure = f"say {', '.join(_OWED[column] for column in missing)}."
            yield "codebook", row, f"{_group(row)} has no {' and no '.join(missing)}: {cure}"


def changes_undecided(rows: Rows, config: dict) -> Found:
    """A code group that was changed without saying what it came from, or by which decision."""
    for row in rows["codebook"]:
        needed = ("decision_id",) if row["change"] == "dropped" else ("derived_from", "decision_id")
        missing = [column for column in needed if not row[column]]
        if row["change"] in _CHANGED and missing:
            cure = "name the groups it came from and the decision behind it."
            yield "codebook", row, f"{_group(row)} is {row['change']}, but has no {' and no '.join(missing)}: {cure}"


def groups_vanished(rows: Rows, config: dict) -> Found:
    """A code group that the next version of the code book no longer lists, and nothing says what became of it."""
    for paper in config["papers"]:
        for row, later in vanished(rows["codebook"], paper):
            message = f"is not in version {later}, which neither drops it nor says what it was split or merged into"
            cure = "add its row there: kept, or dropped with the decision; or name it under derived_from."
            yield "codebook", row, f"{_group(row)} {message}: {cure}"


def changes_unsaid(rows: Rows, config: dict) -> Found:
    """A code group that is called kept, though its name or definition is not that of the version before."""
    for row, before in with_version_before(rows["codebook"]):
        differ = [column for column in ("name", "definition") if before[column] and row[column] != before[column]]
        if row["change"] == "kept" and differ:
            message = f"is called kept, but its {' and '.join(differ)} is not that of version {before['version']}"
            cure = "write it as it was, or call it renamed or redefined, with the decision."
            yield "codebook", row, f"{_group(row)} {message}: {cure}"


def freezes_without_version(rows: Rows, config: dict) -> Found:
    """A freeze of the analysis that does not say which version of the code book it froze."""
    for row in rows["freezes"]:
        if row["kind"] in _FROZEN and not row["codebook_version"]:
            message = f"{row['kind']} has no codebook_version: name the version whose codings count from then on."
            yield "freezes", row, f"freeze_id {shown(row['freeze_id'])}: {message}"


def lens_before_freeze(rows: Rows, config: dict) -> Found:
    """Theory was used before the data-driven pass was frozen, or cannot be shown to have come after."""
    frozen: dict[str, str] = {}
    for row in sorted(rows["freezes"], key=lambda row: row["frozen_on"], reverse=True):
        if row["kind"] == "data_driven":
            frozen |= dict.fromkeys([row["paper"]] if row["paper"] else config["papers"], row["frozen_on"])
    told = set()
    for table, lens, day in (("codings", "pass", "coded_on"), ("interpretations", "lens", "dated_on")):
        for row in rows[table]:
            paper, name = row["paper"], row[lens]
            if name not in config["papers"].get(paper, {}).get("lenses", ()):
                continue
            start = f"interpretation {shown(row['interpretation_id'])}" if table == "interpretations" else _unit(row)
            start = f"{start} is read through {name}"
            if paper not in frozen:
                if paper not in told:
                    told.add(paper)
                    message = (
                        f"{start}, but {paper} has no freeze of kind data_driven: freeze it first, then use theory."
                    )
                    yield table, row, message
            elif not row[day]:
                yield table, row, f"{start}, but {day} is empty: date it, so that it is seen to come after the freeze."
            elif row[day] < frozen[paper]:
                message = f"on {row[day]}, before the data-driven pass of {paper} was frozen on {frozen[paper]}"
                yield table, row, f"{start} {message}: set it aside, and read anew after the freeze."


def _group(row: dict) -> str:
    return f"code group {shown(row['code_group_id'])}, version {row['version']} of {row['paper']},"


def _unit(row: dict) -> str:
    return f"unit {shown(row['unit_id'])}"
