"""What a supervisor would ask about: it stops nothing, and each answer is the analysts' own."""

from trail import stamps
from trail.codebooks import to_look_at_again
from trail.joined_rows import interview_of_units, people_of
from trail.references import Found, Rows
from trail.rows import number, shown
from trail.tables import split_list

THEMES = (4, 8)  # preliminary themes of one analyst, subgroups of one code group: Malterud 2012
SUBGROUPS = (2, 3)
_LISTED = 6


def _short(names: list[str]) -> str:
    """Return the first few names, and how many more there are."""
    more = f" and {len(names) - _LISTED} more" if len(names) > _LISTED else ""
    return f"{', '.join(names[:_LISTED])}{more}"


def _is_stc(paper: str, config: dict) -> bool:
    return config["papers"].get(paper, {}).get("method") == "stc"


def definitions_changed(rows: Rows, config: dict) -> Found:
    """A definition changed after units were coded under it: those not coded anew are to be looked at again."""
    for row, units in to_look_at_again(rows["codebook"], rows["codings"]):
        message = f"changed in version {row['version']} of {row['paper']}; coded before, not since: {_short(units)}"
        cure = f"Look at these again, and code them under version {row['version']}."
        yield "codebook", row, f"the definition of {shown(row['code_group_id'])} {message}. {cure}"


def one_voice(rows: Rows, config: dict) -> Found:
    """A category that rests on the words of one person."""
    interviews = interview_of_units(rows)
    units_of: dict[str, set[str]] = {}
    for row in rows["categories"]:
        units = units_of.setdefault(row["category_id"], set())
        for name in split_list(row["condensates"]):
            condensate = stamps.condensate_named(name, rows["condensates"])
            units.update(split_list(condensate["unit_ids"]) if condensate else ())
        groups = set() if units else set(split_list(row["code_group_ids"]))
        of_groups = (one for one in rows["counted"] if one["paper"] == row["paper"] and one["code_group_id"] in groups)
        units.update(one["unit_id"] for one in of_groups)
    for row in rows["categories"]:
        below = [one["category_id"] for one in rows["categories"] if one["parent"] == row["category_id"]]
        units = units_of[row["category_id"]].union(*(units_of[name] for name in below))
        people = {interviews[unit]["participant_id"] for unit in units if unit in interviews}
        if len(people) == 1 and len(people_of(rows, row["paper"], config)) > 1:
            message = f"rests on {shown(*people)} alone: does anyone else say it, or say otherwise? If not, say so."
            yield "categories", row, f"{row['category_id']} {message}"


def themes_few_or_many(rows: Rows, config: dict) -> Found:
    """Fewer than four or more than eight preliminary themes of one analyst, in one reading for a paper."""
    noted: dict[tuple[str, str, str], list[dict]] = {}
    for row in rows["preliminary_themes"]:
        if _is_stc(row["paper"], config):
            noted.setdefault((row["paper"], row["analyst"], row["round"]), []).append(row)
    for (paper, analyst, _), themes in noted.items():
        if not THEMES[0] <= len(themes) <= THEMES[1]:
            message = f"{shown(analyst)} noted {len(themes)} preliminary themes for {paper}"
            cure = f"{THEMES[0]} to {THEMES[1]} are usual; themes are a first impression, not yet codes."
            yield "preliminary_themes", themes[0], f"{message}: {cure}"


def subgroups_few_or_many(rows: Rows, config: dict) -> Found:
    """Fewer than two or more than three subgroups under a code group, once a paper is divided into subgroups."""
    groups: dict[tuple[str, str], set[str]] = {}
    for row in rows["counted"]:
        if row["code_group_id"] and _is_stc(row["paper"], config) and row["pass"] == "data_driven":
            groups.setdefault((row["paper"], row["code_group_id"]), set()).update(filter(None, [row["subgroup_id"]]))
    divided = {paper for (paper, _), own in groups.items() if own}
    first = {(row["paper"], row["code_group_id"]): row for row in reversed(rows["subgroups"])}
    for (paper, group), own in groups.items():
        if paper in divided and not SUBGROUPS[0] <= len(own) <= SUBGROUPS[1]:
            message = f"code group {shown(group)} of {paper} has {len(own) or 'no'} subgroups"
            cure = f"{SUBGROUPS[0]} or {SUBGROUPS[1]} are usual; one may be no division, many may be two code groups."
            message = message.removesuffix("s") if len(own) == 1 else message
            yield "subgroups", first.get((paper, group)), f"{message}: {cure}"


def interviews_without_unit(rows: Rows, config: dict) -> Found:
    """Interviews of a paper without any meaning unit, told once for each set."""
    units = {row["interview_id"] for row in rows["meaning_units"]}
    if not units:
        return  # the coding has not begun, or stands in a coding tool's project
    withdrawn = {row["participant_id"] for row in rows["participants"] if row["status"] == "withdrawn"}
    for name in config["interview_sets"]:
        used = any(name in paper["interview_sets"] for paper in config["papers"].values())
        of_set = [row for row in rows["interviews"] if row["interview_set"] == name and used]
        silent = [row for row in of_set if row["interview_id"] not in units and row["participant_id"] not in withdrawn]
        if silent:
            message = f"no meaning unit is of {_short([row['interview_id'] for row in silent])}"
            yield "interviews", silent[0], f"{message}: is there nothing in it, or was it passed over?"


def analyst_read_nothing(rows: Rows, config: dict) -> Found:
    """Someone coded or noted themes for a paper who read no whole transcript of its sets."""
    set_of = {row["interview_id"]: row["interview_set"] for row in rows["interviews"]}
    read = set()
    for row in rows["readings"]:
        for paper in [row["paper"]] if row["paper"] else config["papers"]:
            if set_of.get(row["interview_id"]) in config["papers"].get(paper, {}).get("interview_sets", ()):
                read.add((paper, row["analyst"]))
    told = set()
    for table in ("preliminary_themes", "codings"):
        for row in rows[table]:
            for analyst in split_list(row["analyst"]):
                known = row["paper"] in config["papers"] and (row["paper"], analyst) not in read | told
                if known:
                    told.add((row["paper"], analyst))
                    message = f"{shown(analyst)} worked on {row['paper']}, but read no whole transcript of its sets"
                    yield table, row, f"{message}: read some, or fill coding/readings.csv."


def no_preconception(rows: Rows, config: dict) -> Found:
    """No memo of kind preconception is dated before the first coding."""
    memos, coded = rows["memos"], sorted(row["coded_on"] for row in rows["codings"] if row["coded_on"])
    dates = sorted(memo["date"] for memo in memos or () if memo["kind"] == "preconception")
    if memos is None or not rows["codings"] or (dates and (not coded or dates[0] <= coded[0])):
        return
    message = f"no memo of kind preconception is from before the first coding{f' ({coded[0]})' if coded else ''}"
    yield "memos", None, f"{message}: what did you expect to find? Write what is known of it, with its true date."


def contradiction_not_searched(rows: Rows, config: dict) -> Found:
    """A category whose text is written, but nobody looked for what contradicts it, or what was found is not named."""
    for row in rows["categories"]:
        if row["analytic_text"] and row["contradiction_search"] in ("", "not_done"):
            message = f"is written, but contradiction_search is {row['contradiction_search'] or 'empty'}"
            cure = "re-read for what says otherwise, then write found or none_found."
            yield "categories", row, f"{row['category_id']} {message}: {cure}"
        elif row["contradiction_search"] == "found" and not row["contradicting_units"]:
            message = "says that contradicting units were found, but contradicting_units is empty: name them."
            yield "categories", row, f"{row['category_id']} {message}"


def agreement_unknowable(rows: Rows, config: dict) -> Found:
    """A paper asks for agreement coefficients, but no unit of it was coded by two analysts, each by themselves."""
    for paper, of_paper in config["papers"].items():
        alone: dict[str, set[str]] = {}
        for row in rows["codings"]:
            if row["paper"] == paper and len(split_list(row["analyst"])) == 1:
                alone.setdefault(row["unit_id"], set()).add(row["analyst"])
        if of_paper.get("agreement") and rows["codings"] and all(len(who) < 2 for who in alone.values()):
            message = f"{paper} has agreement: true in the config, but no unit has rows of two analysts"
            yield "codings", None, f"{message}: keep each one's own coding, or take the setting out."


def version_undecided(rows: Rows, config: dict) -> Found:
    """A version of the code book without the decision behind it."""
    for row in rows["codebook_versions"]:
        if not row["decision_id"]:
            message = f"version {shown(row['version'])} of the code book of {row['paper']} has no decision_id"
            yield "codebook_versions", row, f"{message}: what was decided, why and by whom? Log it in decisions.csv."


def rewriting_undecided(rows: Rows, config: dict) -> Found:
    """A condensate or subgroup written anew, in a further version, without a decision that names it."""
    decided = {name for row in rows["decisions"] for name in split_list(row["affects"])}
    for table, key in (("subgroups", "subgroup_id"), ("condensates", "condensate_id")):
        versions: dict[str, list[int]] = {}
        for row in rows[table]:
            versions.setdefault(row[key], []).append(number(row["version"]) or 0)
        for row in rows[table]:
            name = row[key]
            if name not in decided and (number(row["version"]) or 0) > min(versions[name]):
                message = f"{shown(name)} was changed in version {shown(row['version'])}, and no decision names it"
                cure = f"log in decisions.csv what was changed and why, with {name} under affects."
                yield table, row, f"{message}: {cure}"
