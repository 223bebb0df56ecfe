"""What released things say to an item of a reporting checklist, in a sentence; people are counted as people."""

from collections import Counter
from collections.abc import Callable
from typing import NamedTuple


class Sources(NamedTuple):
    """What one paper's checklists are answered from, all of it released (of a draft: its candidates).

    values: {name without the document: text}; tables: {name: {columns, rows, note}}; categories: their headings;
    codebook, decisions: of the whole study, as released; printed: {kind: how often the ledger has it in the paper};
    software: {name: version}; sheets: names of the other supplements of the paper
    """

    document: str
    values: dict[str, str]
    tables: dict[str, dict]
    categories: list[str]
    codebook: list[dict]
    decisions: list[dict]
    printed: Counter
    software: dict[str, str]
    sheets: tuple[str, ...] = ()


# {…} is the text of a value by its name; an item whose values are not all released has no fact.
TEMPLATES = {
    "14": "Held: {modes}.",
    "19": "{recorded} of {interviews} interviews were recorded.",
    "21": "{minutes} minutes: the shortest and the longest interview in whole tens.",
    "24": "{coders} of {analysts} analysts coded.",
    "25": "{code_groups} code groups with {subgroups} subgroups in the data-driven pass; categories: {categories}.",
    "32": "{subgroups} subgroups stand below the categories.",
    "S11": "{guides} version(s) of the interview guide; {recorded} of {interviews} interviews were recorded.",
    "S12": "{participants} people, {interviews} interviews, {units} meaning units.",
    "S13": "{interviews} transcripts passed the de-identification check, each attested to by a person who read it.",
    "S14": "{units} meaning units, {codings} codings by {coders} analyst(s), {codebook_versions} version(s) of the "
    "code book, {code_groups} code groups, {subgroups} subgroups, {condensates} condensates, {categories} categories.",
}


def facts(of: Sources) -> dict[str, str]:
    """Return {item: sentence} of COREQ and SRQR, for those items that released things answer."""
    found = {item: _filled(template, of.values) for item, template in TEMPLATES.items()}
    found |= {item: function(of) for item, function in FACTS.items()}
    return {item: sentence for item, sentence in found.items() if sentence}


def _filled(template: str, values: dict[str, str]) -> str:
    try:
        return template.format_map(values)
    except KeyError:
        return ""


def _by_set(of: Sources, template: str) -> list[str]:
    """The template for each interview set whose values are all released; {0} is the set's name."""
    sets = [name.partition(".")[2] for name in of.values if name.startswith("interviews.")]
    found = []
    for name in sets:
        of_set = {key.removesuffix(f".{name}"): text for key, text in of.values.items() if key.endswith(f".{name}")}
        found.append(_filled(template, of_set | {"set": name}))
    return list(filter(None, found))


def _sample_size(of: Sources) -> str:
    sets = _by_set(of, "{set} {participants} people")
    whole = _filled("{participants} people in {interviews} interviews, each person counted once.", of.values)
    return f"{whole} By interview set: {', '.join(sets)}." if whole and len(sets) > 1 else whole


def _non_participation(of: Sources) -> str:
    parts = _by_set(of, "{set}: {approached} approached, {declined} declined")
    parts += _by_set(of, "{set}: {lost} of those interviewed before did not come back")
    return "; ".join(parts) + "." if parts else ""


def _sample(of: Sources) -> str:
    if "sample" not in of.tables:
        return "No table of the sample is released for this paper."
    groups: dict[str, list[str]] = {}
    for attribute, value, people in of.tables["sample"]["rows"]:
        groups.setdefault(attribute, []).append(f"{value} {people}")
    return "; ".join(f"{attribute}: {', '.join(values)}" for attribute, values in groups.items()) + "."


def _repeated(of: Sources) -> str:
    pairs = _by_set(of, "{pairs} people were interviewed again ({set})")
    if pairs:
        return "; ".join(pairs) + "."
    once = of.values.get("participants") == of.values.get("interviews")
    return "None: one interview with each person." if once and "interviews" in of.values else ""


def _origins(of: Sources) -> str:
    newest: dict[str, dict] = {}
    for group in of.codebook:
        if group["paper"] == of.document:
            older = newest.get(group["code_group_id"])
            if older is None or int(older["version"]) <= int(group["version"]):
                newest[group["code_group_id"]] = group
    origins = Counter(group["origin"] for group in newest.values() if group["change"] != "dropped" and group["origin"])
    words = {"data": "came from the material", "theory": "from theory"}
    parts = [f"{origins[origin]} code groups {words.get(origin, origin)}" for origin in sorted(origins)]
    return "; ".join(parts) + "." if parts else ""


def _software(of: Sources) -> str:
    return "Put together by " + ", ".join(f"{name} {version}" for name, version in of.software.items()) + "."


def _enough(of: Sources) -> str:
    return "See the sheet of information power beside this checklist." if "information_power" in of.sheets else ""


def _quotations(of: Sources) -> str:
    number = of.printed["quote"]
    return f"{number} quotations are printed, each with the label of its interview." if number else ""


def _followed(of: Sources) -> str:
    words = {"claim": "analytic statements", "quote": "quotations", "value": "numbers", "figure": "figures"}
    words["table"] = "tables"
    parts = [f"{of.printed[kind]} {word}" for kind, word in words.items() if of.printed[kind]]
    return f"In the ledger: {', '.join(parts)}, each bound to what it rests on." if parts else ""


def _major(of: Sources) -> str:
    return f"Categories: {'; '.join(of.categories)}." if of.categories else ""


def _collection(of: Sources) -> str:
    held = _filled("Interviews, held: {modes}.", of.values)
    days = _by_set(of, "{set} {window} days")
    return " ".join(filter(None, [held, f"After support: {', '.join(days)}." if days else ""]))


def _trust(of: Sources) -> str:
    kept = _filled("{decisions} decisions are recorded", of.values)
    public = f"{len(of.decisions)} of them with a public text" if of.decisions else ""
    return ", ".join(filter(None, [kept, public])) + "." if kept else ""


FACTS: dict[str, Callable[[Sources], str]] = {
    "12": _sample_size,
    "13": _non_participation,
    "16": _sample,
    "18": _repeated,
    "22": _enough,
    "26": _origins,
    "27": _software,
    "29": _quotations,
    "30": _followed,
    "31": _major,
    "S10": _collection,
    "S15": _trust,
    "S17": _followed,
}
