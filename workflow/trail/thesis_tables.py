"""Tables by which a thesis joins its papers: numbers reconciled, sets by paper and theory, synthesis, publication."""

from collections import Counter

import pandas as pd

from trail import citations, manuscript_text
from trail.material import Material, analysed, is_paired, papers_of, sets_of
from trail.tables import as_dicts, split_list

SYNTHESIS = "synthesis"  # class of the heading under which a thesis reads its papers together


def named(document: str) -> str:
    """Return a document's name as a reader reads it: "Paper 1" of "paper1"."""
    letters = document.rstrip("0123456789")
    return f"{letters} {document[len(letters) :]}".replace("_", " ").strip().capitalize()


def reconciliation(material: Material) -> pd.DataFrame:
    """Return each paper, then the document itself, with why its numbers differ from the others'.

    Columns: document, interview sets, people, interviews, why this number.
    """
    config, interviews = material.config, material.interviews
    documents = [*papers_of(material.document, config), material.document]
    own = {name: analysed(name, interviews, config) for name in documents}
    rows = []
    for name in documents:
        people = own[name]["participant_id"].nunique()
        rows.append(
            {
                "document": named(name),
                "interview sets": ", ".join(sets_of(name, config)),
                "people": str(people),
                "interviews": str(own[name]["interview_id"].nunique()),
                "why this number": " ".join(_why(name, own, material)),
            }
        )
    return pd.DataFrame(rows, dtype=str)


def _why(document: str, own: dict[str, pd.DataFrame], material: Material) -> list[str]:
    config, interviews = material.config, material.interviews
    sets = sets_of(document, config)
    of_set = {name: _people(interviews[interviews["interview_set"] == name]) for name in config["interview_sets"]}
    people = _people(own[document])
    left = {name: len(of_set[name] - people) for name in sets}
    said = []
    if is_paired(document, config):
        said.append(f"Only people interviewed in each of {_listed(sets)}.")
        said += [f"{_count(number)} of {name} left out: no pair." for name, number in left.items() if number]
    else:
        said.append(f"Everybody of {_listed(sets)}.")
    for name, declared in config["interview_sets"].items():
        first = declared.get("follows")
        if first in sets and not is_paired(document, config):
            gone, again = len(of_set[first] - of_set[name]), len(of_set[first] & of_set[name])
            if name in sets:
                said.append(f"{_count(again)} of {first} interviewed again in {name}, counted once.")
            if gone:
                said.append(f"{_count(gone)} of {first} not interviewed again in {name}, counted here.")
    if document not in config["papers"]:
        return said
    shared = {other: len(people & _people(own[other])) for other in config["papers"] if other != document}
    said += [
        f"{'All' if number == len(people) else number} of them are in {named(other)} as well."
        for other, number in shared.items()
        if number
    ]
    return said if any(shared.values()) or len(shared) == 0 else [*said, "None of them is in another paper."]


def _people(rows: pd.DataFrame) -> set[str]:
    return set(rows["participant_id"])


def _count(number: int) -> str:
    return f"{number} {'person' if number == 1 else 'people'}"


def _listed(names: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]])) if names else ""


def datasets(material: Material) -> pd.DataFrame:
    """Return each interview set with the documents that use it, and the theory with which they read it.

    Columns: interview set, document, use (first or again), interviews (of how many, where not all), theory,
    interpretations (written in that document's passes).
    """
    config, interviews, rows = material.config, material.interviews, []
    written = material.tables["interpretations"]
    documents = dict.fromkeys([*papers_of(material.document, config), material.document])
    sets_analysed = {one: Counter(analysed(one, interviews, config)["interview_set"]) for one in documents}
    for name in config["interview_sets"]:
        there = interviews[interviews["interview_set"] == name]["interview_id"].nunique()
        using = [paper for paper in papers_of(material.document, config) if name in sets_of(paper, config)]
        for place, document in enumerate([*using, material.document]):
            used = sets_analysed[document][name]
            lenses = config["papers"].get(document, {}).get("lenses", [])
            readings = int(((written["paper"] == document) & written["lens"].isin(lenses)).sum())
            reread = "none" if document in config["papers"] else "as in the papers"
            theory = ", ".join(lens.replace("_", " ") for lens in lenses) or reread
            rows.append(
                {
                    "interview set": name,
                    "document": named(document),
                    "use": "first" if place == 0 else "again",
                    "interviews": str(there) if used == there else f"{used} of {there}",
                    "theory": theory[:1].upper() + theory[1:],
                    "interpretations": str(readings) if readings else "",
                }
            )
    return pd.DataFrame(rows, dtype=str)


def synthesis(material: Material) -> pd.DataFrame:
    """Return each category of each paper, with how many claims of each thread of the document's synthesis rest on it.

    The synthesis is what stands under a heading with the class `.synthesis`, its threads the headings below that. A
    claim rests on a category that it names, or one of whose condensates, subgroups or code groups it names.
    Columns: document, category, then one for each thread, empty where none rests on it. No rows without a synthesis.
    """
    categories = {paper: _categories(material.papers[paper]["categories"]) for paper in material.papers}
    counted = {
        thread: Counter(key for names in claims for key in {_category(name, categories) for name in names})
        for thread, claims in _threads(material.manuscript)
    }
    rows = [
        [named(paper), heading, *(str(claims[paper, category] or "") for claims in counted.values())]
        for paper, of_paper in categories.items()
        for category, (heading, _) in of_paper.items()
        if counted
    ]
    return pd.DataFrame(rows, columns=["document", "category", *counted], dtype=str)


def _categories(table: pd.DataFrame) -> dict[str, tuple[str, set[str]]]:
    below = ("condensates", "subgroup_ids", "code_group_ids")
    return {
        row["category_id"]: (row["heading"], {name for column in below for name in split_list(row[column])})
        for row in as_dicts(table)
    }


def _category(name: str, categories: dict[str, dict]) -> tuple[str, str] | None:
    paper, _, thing = name.partition(".")
    of_paper = categories.get(paper, {})
    if thing in of_paper:
        return paper, thing
    return next(((paper, category) for category, (_, below) in of_paper.items() if thing in below), None)


def _threads(source: str) -> list[tuple[str, list[list[str]]]]:
    """Return (heading, the names that each claim rests on) of each thread of a synthesis."""
    found, level = [], 0
    for section in manuscript_text.sections(source):
        if SYNTHESIS in section.classes:
            level = section.level
        elif section.level <= level:
            level = 0
        if level and (claims := citations.claims(section.text)):
            found.append((section.heading, claims))
    return found


def publications(material: Material) -> pd.DataFrame:
    """Return each document that has a status: document, status, since, where, corrected.

    status: the last step that is no correction; corrected: each correction with its day.
    """
    steps = material.tables["publications"]
    rows = []
    for document in [name for name in material.config["documents"] if name in set(steps["document"])]:
        own = sorted(as_dicts(steps[steps["document"] == document]), key=lambda step: step["dated_on"])
        taken = [step for step in own if step["status"] != "corrected"]
        last = taken[-1] if taken else {"status": "", "dated_on": "", "where": ""}
        corrected = [f"{step['dated_on']}: {step['text']}" for step in own if step["status"] == "corrected"]
        since = {"since": last["dated_on"], "where": last["where"], "corrected": " ".join(corrected)}
        rows.append({"document": named(document), "status": last["status"]} | since)
    return pd.DataFrame(rows, columns=["document", "status", "since", "where", "corrected"], dtype=str)


def tables(material: Material) -> dict[str, pd.DataFrame]:
    """Return {name: table} of a document that joins papers."""
    return {
        "reconciliation": reconciliation(material),
        "datasets": datasets(material),
        "synthesis": synthesis(material),
        "publications": publications(material),
    }
