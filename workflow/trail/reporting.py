"""The reporting checklists of one paper, filled: what was asked, what is answered, and where the paper says it."""

from collections.abc import Iterator

from trail import checklists, places
from trail.beside import FILES, places_missing
from trail.checklists import FROM_DATA, HERE
from trail.faults import Fault
from trail.reporting_facts import Sources, facts

FILE = "reporting/{}.yaml"


def checklist(
    name: str, answers: dict, of: Sources, papers: list[str], there: dict[str, list[places.Place]]
) -> tuple[list[dict], list[Fault]]:
    """Return (rows, faults) of a checklist of one paper.

    name: coreq or srqr; answers: {item: {answer, where}} as people wrote them; there: {document: places of its page}
    rows, in the order of the checklist: item, topic, question, answer, where: [{document ("" for the paper itself),
    words, anchor}]. An item's answer is what released things say to it, then the writer's own words.
    faults: an item without an answer, or whose section is not in the rendered page.
    """
    computed, rows, faults = facts(of), [], []
    for item, (topic, question) in checklists.QUESTIONS[name].items():
        own, where = checklists.answer_and_where((answers or {}).get(item))
        answer = _answer(own, computed.get(item, ""))
        named = checklists.sections_of(where, of.document, papers)
        file, place = FILES[name], f"item {item}"
        if not answer:
            faults.append(Fault(file, place, f"of {of.document}: {_unanswered(own)}", "checklist_unanswered"))
        if not named:
            cure = f"name its section, or '{HERE}' where it is silent."
            faults.append(Fault(file, place, f"where says nothing of {of.document}: {cure}", "checklist_misplaced"))
        for document, sections in named.items():
            wrong = places_missing(document, sections, there.get(document))
            faults += [Fault(file, place, message, "checklist_misplaced") for message in wrong]
        found = list(_found(of.document, named, there))
        rows.append({"item": item, "topic": topic, "question": question, "answer": answer, "where": found})
    return rows, faults


def _answer(own: str, computed: str) -> str:
    if own.casefold().startswith(FROM_DATA):
        # "from data" alone is no answer: without a fact nothing is said
        own = own[len(FROM_DATA) :].lstrip(" .:;,–-")
    return " ".join(filter(None, [computed, own]))


def _unanswered(own: str) -> str:
    if own.casefold().startswith(FROM_DATA):
        return "is to be answered from data, but nothing that is released says it: release its numbers, or answer it."
    return 'has no answer: "Not done" is one, a blank is none.'


def _found(paper: str, named: dict[str, list[str]], there: dict[str, list[places.Place]]) -> Iterator[dict]:
    for document, sections in named.items():
        for section in sections:
            other = "" if document == paper else document
            place = places.find(section, there.get(document, []))
            if section == HERE:
                yield {"document": "", "words": "Here alone", "anchor": None}
            elif place:
                yield {"document": other, "words": place.words, "anchor": place.anchor}


def information_power(judged: dict, of: Sources) -> tuple[list[dict], list[Fault]]:
    """Return (rows, faults) of a paper's sheet of information power: topic, question, answer, a row a dimension.

    judged: {dimension: answer} of this paper
    """
    rows, faults = [], []
    for item, (topic, question) in checklists.INFORMATION_POWER.items():
        answer = str((judged or {}).get(item) or "").strip()
        if not answer:
            cure = f"judge it, for {of.document}: a dimension left out is a blank."
            faults.append(Fault(FILE.format("information_power"), item, f"has no answer: {cure}", "power_unjudged"))
        rows.append({"item": "", "topic": topic, "question": question, "answer": answer, "where": []})
    return rows, faults
