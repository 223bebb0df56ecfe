"""Whether change is seen twice: each person's own words at both waves, and what is said across people."""

from trail import stamps
from trail.joined_rows import interview_of_units
from trail.references import Found, Rows
from trail.rows import shown
from trail.tables import split_list
from trail.waves import FEWEST, depths


def _changes(rows: Rows, config: dict) -> list[tuple[dict, str, dict]]:
    """Return (row of changes.csv, its paper, the paper's config), of those whose category has a paper."""
    paper_of = _papers(rows)
    named = [(row, paper_of.get(row["category_id"], "")) for row in rows["changes"]]
    return [(row, paper, config["papers"][paper]) for row, paper in named if paper in config["papers"]]


def unpaired_compared(rows: Rows, config: dict) -> Found:
    """A change over time is claimed in a paper that is not paired, or of a set that was interviewed once."""
    followed = {of_set.get("follows") for of_set in config["interview_sets"].values()}
    interviews = interview_of_units(rows)
    for row, paper, of_paper in _changes(rows, config):
        if not of_paper["paired"]:
            message = f"category {shown(row['category_id'])} is of {paper}, which is not paired in the config"
            cure = "what one interview tells of a change is an account, not a comparison: take the row out."
            yield "changes", row, f"{_change(row)}: {message}: {cure}"
            continue
        for unit in split_list(row["before_units"]) + split_list(row["after_units"]):
            name = interviews.get(unit, {}).get("interview_set")
            of_set = config["interview_sets"].get(name)
            if of_set is not None and not of_set.get("follows") and name not in followed:
                message = f"unit {shown(unit)} is of {name}, which neither follows a set nor is followed by one"
                yield "changes", row, f"{_change(row)}: {message}: it has no other interview to be compared with."


def wave_mistaken(rows: Rows, config: dict) -> Found:
    """Evidence of a change that is another person's, or not of the earlier (later) interview that it stands for."""
    waves, interviews = depths(config), interview_of_units(rows)
    for row, _, of_paper in _changes(rows, config):
        own = [name for name in of_paper["interview_sets"] if name in waves]
        if not of_paper["paired"] or not own:
            continue
        first, last = (edge(waves[name] for name in own) for edge in (min, max))
        for column, allowed in (("before_units", range(first, last)), ("after_units", range(first + 1, last + 1))):
            for unit in split_list(row[column]):
                interview = interviews.get(unit)
                if interview is None or interview["interview_set"] not in waves:
                    continue
                start, name = f"{_change(row)}: {column} names unit {shown(unit)},", interview["interview_set"]
                if interview["participant_id"] != row["participant_id"]:
                    yield "changes", row, f"{start} which is not of {shown(row['participant_id'])}: name that person's."
                elif name not in own or waves[name] not in allowed:
                    due = ", ".join(one for one in own if waves[one] in allowed)
                    yield "changes", row, f"{start} which is of {name}: name units of {due}."


def changes_without_evidence(rows: Rows, config: dict) -> Found:
    """A change without a unit at both interviews that is not called missing."""
    for row, _, of_paper in _changes(rows, config):
        missing = [column for column in ("before_units", "after_units") if not split_list(row[column])]
        if of_paper["paired"] and missing and row["change_type"] != "missing":
            message = f"has no {' and no '.join(missing)}: name the units that show it, or call it missing."
            yield "changes", row, f"{_change(row)} {message}"


def cross_case_mistaken(rows: Rows, config: dict) -> Found:
    """A row across people that joins categories of two papers, or names a change seen under another category."""
    changes, paper_of = _by_id(rows, "changes", "change_id"), _papers(rows)
    for row in rows["cross_case"]:
        categories = split_list(row["category_ids"])
        papers = sorted({paper_of[name] for name in categories if name in paper_of})
        if len(papers) > 1:
            message = f"joins categories of {' and '.join(papers)}: write a row for each paper."
            yield "cross_case", row, f"{_cross_case(row)} {message}"
        for name in split_list(row["change_ids"]):
            seen = changes[name]["category_id"] if name in changes else ""
            if seen and seen not in categories:
                message = f"names change {shown(name)}, which is seen under {shown(seen)}"
                cure = "take it out, or name its category as well."
                yield "cross_case", row, f"{_cross_case(row)} {message}: {cure}"


def cross_case_few(rows: Rows, config: dict) -> Found:
    """A row across people that rests on fewer than three: it would be printed, and be somebody's."""
    changes, paper_of = _by_id(rows, "changes", "change_id"), _papers(rows)
    for row in rows["cross_case"]:
        named, categories = split_list(row["change_ids"]), split_list(row["category_ids"])
        if not paper_of.keys() >= set(categories) or not changes.keys() >= set(named):
            continue  # an id that leads nowhere is told already
        compared = set().union(*(_compared(rows, config, paper_of[name]) for name in categories))
        number = len(compared & {changes[name]["participant_id"] for name in named})
        if number < FEWEST:
            message = f"rests on changes of {number} {'person' if number == 1 else 'people'} with all their interviews"
            cure = f"Of {FEWEST} at least: join it with another category, or leave it out."
            yield "cross_case", row, f"{_cross_case(row)} {message}. {cure}"


def cross_case_unread(rows: Rows, config: dict) -> Found:
    """A row across people that nobody has read against its changes, or whose changes were reworded since."""
    changes = _by_id(rows, "changes", "change_id")
    for row in rows["cross_case"]:
        if row["changes_sha256"] != stamps.of_cross_case(row, changes):
            state = "its changes are not as they were when it was read against them"
            state = state if row["changes_sha256"] else "nobody has read it against its changes (no changes_sha256)"
            cure = f"read, mend, then `trail stamp . {row['cross_case_id']}`."
            yield "cross_case", row, f"{_cross_case(row)}: {state}: {cure}"


def cross_case_unwritten(rows: Rows, config: dict) -> Found:
    """A category with changes of three people or more, and no row that says what they have in common."""
    said = {name for row in rows["cross_case"] for name in split_list(row["category_ids"])}
    compared = {paper: _compared(rows, config, paper) for paper, of in config["papers"].items() if of["paired"]}
    people: dict[str, set[str]] = {}
    for row, paper, _ in _changes(rows, config):
        people.setdefault(row["category_id"], set()).update({row["participant_id"]} & compared.get(paper, set()))
    for row in rows["categories"]:
        number = len(people.get(row["category_id"], ()))
        if number >= FEWEST and row["category_id"] not in said:
            message = f"has changes of {number} people, and no row in cross_case.csv"
            cure = "say what they have in common, and what not."
            yield "categories", row, f"category {shown(row['category_id'])} {message}: {cure}"


def _by_id(rows: Rows, table: str, key: str) -> dict[str, dict]:
    return {row[key]: row for row in rows[table]}


def _papers(rows: Rows) -> dict[str, str]:
    return {row["category_id"]: row["paper"] for row in rows["categories"]}


def _compared(rows: Rows, config: dict, paper: str) -> set[str]:
    """Return the participant ids of those with an interview in every set of a paper, nobody who withdrew."""
    sets = config["papers"].get(paper, {}).get("interview_sets", [])
    people = [{row["participant_id"] for row in rows["interviews"] if row["interview_set"] == name} for name in sets]
    withdrawn = {row["participant_id"] for row in rows["participants"] if row["status"] == "withdrawn"}
    return set.intersection(*people) - withdrawn if people else set()


def _change(row: dict) -> str:
    return f"change {shown(row['change_id'])}"


def _cross_case(row: dict) -> str:
    return f"cross_case_id {shown(row['cross_case_id'])}"
