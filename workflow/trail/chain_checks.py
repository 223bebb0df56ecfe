"""Whether the chain from meaning unit to category and quote holds: nothing left undecided, nothing stale."""

from math import inf

from trail import stamps
from trail.coding import DATA_DRIVEN
from trail.joined_rows import age
from trail.references import Found, Rows
from trail.rows import shown
from trail.tables import split_list


def units_without_coding(rows: Rows, config: dict) -> Found:
    """A meaning unit has no row in codings.csv."""
    coded = {row["unit_id"] for row in rows["codings"]}
    if not config["papers"]:
        return
    for row in rows["meaning_units"]:
        if row["unit_id"] and row["unit_id"] not in coded:
            message = "has no row in coding/codings.csv: code it, or set it aside with a reason."
            yield "meaning_units", row, f"unit {shown(row['unit_id'])} {message}"


def units_undecided(rows: Rows, config: dict) -> Found:
    """A unit of a paper is neither agreed nor set aside."""
    decided = {(row["paper"], row["unit_id"]) for row in rows["codings"] if row["status"] in ("agreed", "set_aside")}
    told = set()
    for row in rows["codings"]:
        unit = (row["paper"], row["unit_id"])
        if unit not in decided and unit not in told and row["status"] == "proposed":
            told.add(unit)
            message = f"is only proposed for {row['paper']}: agree on it, or set it aside with a reason."
            yield "codings", row, f"unit {shown(row['unit_id'])} {message}"


def codings_incomplete(rows: Rows, config: dict) -> Found:
    """An agreed coding without code group or version, or a unit set aside without a reason."""
    for row in rows["codings"]:
        start = f"unit {shown(row['unit_id'])}"
        if row["status"] == "agreed":
            missing = [column for column in ("code_group_id", "codebook_version") if not row[column]]
            if missing:
                yield "codings", row, f"{start} is agreed, but has no {' and no '.join(missing)}."
        elif row["status"] == "set_aside" and not row["set_aside_reason"]:
            yield "codings", row, f"{start} is set aside without a reason: fill set_aside_reason."


def codings_contradicted(rows: Rows, config: dict) -> Found:
    """A unit is agreed and set aside at once, in one pass under one version of the code book."""
    key = ("paper", "unit_id", "pass", "codebook_version")
    agreed: dict[tuple, set[str]] = {}
    for row in rows["codings"]:
        if row["status"] == "agreed":
            agreed.setdefault(tuple(row[column] for column in key), set()).add(row["code_group_id"])
    for row in rows["codings"]:
        groups = agreed.get(tuple(row[column] for column in key), set())
        if row["status"] == "set_aside" and groups and row["code_group_id"] in ("", *groups):
            message = f"is set aside for {row['paper']}, but agreed under {', '.join(sorted(groups))} in that version"
            yield "codings", row, f"unit {shown(row['unit_id'])} {message}: keep one of the two."


def units_outside_paper(rows: Rows, config: dict) -> Found:
    """A unit is coded for a paper that does not use its interview set."""
    set_of = {row["interview_id"]: row["interview_set"] for row in rows["interviews"]}
    of_unit = {row["unit_id"]: set_of.get(row["interview_id"]) for row in rows["meaning_units"]}
    for row in rows["codings"]:
        own, used = of_unit.get(row["unit_id"]), config["papers"].get(row["paper"], {}).get("interview_sets")
        if own in config["interview_sets"] and used and own not in used:
            message = f"is of {own}, but {row['paper']} uses {', '.join(used)}."
            yield "codings", row, f"unit {shown(row['unit_id'])} {message}"


def _newest(rows: Rows) -> list[dict]:
    """Return each condensate in the version that counts, in the order of the file."""
    return sorted(stamps.newest(rows["condensates"]).values(), key=lambda row: int(row["row"]))


def _pass(row: dict) -> tuple[str, str]:
    return (row["paper"], row["pass"] or DATA_DRIVEN)


def condensate_units(rows: Rows, config: dict) -> Found:
    """A condensate names a unit that is not agreed in its subgroup, or leaves one out."""
    agreed: dict[str, set[str]] = {}
    newest: dict[tuple, int] = {}  # a unit coded again under a later version has left its older subgroups
    counting = {(row["paper"], row["pass"]): age(row["codebook_version"]) for row in rows["counted"]}
    # what is coded after the freeze, or only proposed under a version not yet agreed on, changes no condensate
    due = [row for row in rows["codings"] if age(row["codebook_version"]) <= counting.get(_pass(row), inf)]
    for row in due:
        unit = (*_pass(row), row["unit_id"])
        newest[unit] = max(newest.get(unit, 0), age(row["codebook_version"]))
    for row in due:
        of_newest = newest[(*_pass(row), row["unit_id"])] == age(row["codebook_version"])
        if row["status"] == "agreed" and of_newest:
            agreed.setdefault(row["subgroup_id"], set()).add(row["unit_id"])
    if not agreed:
        return
    for row in _newest(rows):
        named, own = set(split_list(row["unit_ids"])), agreed.get(row["subgroup_id"], set())
        start = f"{row['condensate_id']}: "
        for unit in sorted(named - own):
            yield "condensates", row, f"{start}unit {shown(unit)} is not agreed in its subgroup {row['subgroup_id']}."
        if own - named:
            units = ", ".join(sorted(own - named))
            message = f"leaves out {units} of its subgroup {row['subgroup_id']}: condense again, in a new version."
            yield "condensates", row, f"{start}{message}"


def condensates_unstamped(rows: Rows, config: dict) -> Found:
    """A condensate has never been read against its units."""
    for row in _newest(rows):
        if not row["units_sha256"]:
            message = f"has no units_sha256: read it against its units, then `trail stamp . {row['condensate_id']}`."
            yield "condensates", row, f"{row['condensate_id']} {message}"


def condensates_stale(rows: Rows, config: dict) -> Found:
    """The units of a condensate, or their words, are not those it was read against."""
    texts = {row["unit_id"]: row["text"] for row in rows["meaning_units"]}
    for row in _newest(rows):
        if row["units_sha256"] and row["units_sha256"] != stamps.of_condensate(row, texts):
            message = f"is stale: its units changed since it was read against them. {_again(row['condensate_id'])}"
            yield "condensates", row, f"{row['condensate_id']} {message}"


def categories_unfounded(rows: Rows, config: dict) -> Found:
    """A category that names neither condensates nor code groups, and has no category below it."""
    parents = {(row["paper"], row["parent"]) for row in rows["categories"]}
    for row in rows["categories"]:
        own = row["condensates"] or row["code_group_ids"]
        if not own and (row["paper"], row["category_id"]) not in parents:
            of = "condensates" if config["papers"].get(row["paper"], {}).get("method") == "stc" else "code_group_ids"
            yield "categories", row, f"{row['category_id']} rests on nothing: fill {of}, or take the category out."


def categories_behind(rows: Rows, config: dict) -> Found:
    """A category rests on a version of a condensate that a newer one has replaced."""
    for row in rows["categories"]:
        for name in split_list(row["condensates"]):
            named = stamps.condensate_named(name, rows["condensates"])
            newest = stamps.condensate_named(name.partition("@")[0], rows["condensates"])
            if named is not newest and named is not None:
                newer = f"{newest['condensate_id']}@{newest['version']}"
                message = f"rests on {name}, but {newer} has replaced it: name that one, and validate again."
                yield "categories", row, f"{row['category_id']} {message}"


def categories_unvalidated(rows: Rows, config: dict) -> Found:
    """A category has never been validated against whole transcripts."""
    for row in rows["categories"]:
        if config["papers"].get(row["paper"], {}).get("method") == "stc" and row["analytic_text"]:
            missing = [column for column in ("validated_sha256", "validated_by", "validated_on") if not row[column]]
            if missing:
                message = f"is not validated ({', '.join(missing)} empty): re-read whole transcripts against it,"
                yield "categories", row, f"{row['category_id']} {message} then `trail stamp . {row['category_id']}`."


def categories_stale(rows: Rows, config: dict) -> Found:
    """A category's validation is of an older text, or of older condensates."""
    for row in rows["categories"]:
        if row["validated_sha256"] and row["validated_sha256"] != stamps.of_category(row, rows["condensates"]):
            message = f"is stale: its text or condensates changed since it was validated. {_again(row['category_id'])}"
            yield "categories", row, f"{row['category_id']} {message}"


def translations_unchecked(rows: Rows, config: dict) -> Found:
    """A translation without language, translator, checker or stamp."""
    for row in rows["quotes"]:
        missing = [column for column in ("target_language", "translator", "checked_by") if not row[column]]
        if row["translation"] and missing:
            message = f"has a translation, but {', '.join(missing)} is empty: who translated and checked it?"
            yield "quotes", row, f"{row['quote_id']} {message}"
        elif row["translation"] and not row["original_sha256"]:
            message = "has a translation without its stamp: hold it against the original, then"
            yield "quotes", row, f"{row['quote_id']} {message} `trail stamp . {row['quote_id']}`."


def translations_stale(rows: Rows, config: dict) -> Found:
    """A translation is of an older original."""
    for row in rows["quotes"]:
        stamp = row["original_sha256"]
        if row["translation"] and stamp and stamp != stamps.original_sha256(row["original"]):
            message = f"the translation is of an older original. {_again(row['quote_id'])}"
            yield "quotes", row, f"{row['quote_id']}: {message}"


def _again(name: str) -> str:
    return f"Read it again, mend it, then `trail stamp . {name}`."
