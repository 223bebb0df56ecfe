"""Quotes that a manuscript may cite: authentic words, reachable from their meaning units by declared edits."""

from collections.abc import Iterable

import pandas as pd

from trail.faults import Fault, did_you_mean
from trail.tables import as_dicts, sha256, split_list
from trail.wording import EDITS, is_reachable

FILE = "quotes.csv"


def candidates(
    paper: str,
    quotes: pd.DataFrame,
    units: pd.DataFrame,
    labels: pd.DataFrame,
    turns: pd.DataFrame,
    draft: bool = False,
) -> tuple[dict, dict, list[Fault]]:
    """Return (quotes, evidence, faults) of one paper.

    quotes, labels: the study's tables; units: anchored meaning units of the paper's interviews, one row per span
    turns: interview_id, start, end of what was spoken
    quotes: {quote_id: {original, translation, label, source_language, target_language}}, empty fields absent
    evidence: {quote_id: {interviews, units}}, internal ids
    A quote whose interview has no label yet is a fault; a draft calls it by a number of its own, "Draft interview 3",
    in an order that tells nothing.
    """
    spans_of: dict[str, list[tuple[int, str]]] = {}
    for unit, start, text in zip(units["unit_id"], units["start"], units["text"], strict=True):
        spans_of.setdefault(unit, []).append((start, text))
    interview_of = dict(zip(units["unit_id"], units["interview_id"], strict=True))
    drafted = sorted(set(interview_of.values()), key=sha256) if draft else []
    label_of = {(paper, name): f"Draft interview {number}" for number, name in enumerate(drafted, 1)}
    label_of |= dict(zip(zip(labels["paper"], labels["interview_id"], strict=True), labels["label"], strict=True))
    spoken = {name: list(zip(own["start"], own["end"], strict=True)) for name, own in turns.groupby("interview_id")}
    found, evidence, faults = {}, {}, []
    for quote in as_dicts(quotes[quotes["paper"] == paper]):
        place, name = f"row {quote['row']}", quote["quote_id"]
        ids = [unit for unit in split_list(quote["unit_ids"]) if unit in spans_of]
        interviews = sorted({interview_of[unit] for unit in ids})
        spans = [span for unit in ids for span in spans_of[unit]]
        problem = _problem(quote, interviews, runs(spans, spoken.get(interviews[0], ()) if interviews else ()))
        if problem:
            faults.append(Fault(FILE, place, f"quote {name}: {problem}", "quote_not_in_unit"))
            continue
        label = label_of.get((paper, interviews[0]), "")
        if not label:
            cure = f"has no label: `trail release` draws one for each interview quoted in {paper}."
            faults.append(Fault(FILE, place, f"quote {name} {cure}", "quote_without_label"))
            continue
        entry = {field: quote[field] for field in ("original", "translation", "source_language", "target_language")}
        found[name] = {"label": label} | {field: value for field, value in entry.items() if value}
        evidence[name] = {"interviews": interviews, "units": ids}
    return found, evidence, faults


def runs(spans: list[tuple[int, str]], spoken: Iterable[tuple[int, int]] = ()) -> list[str]:
    """Return the unbroken stretches of speech of (start, text) spans of one interview, in the order of the transcript.

    spoken: (start, end) of the turns of that interview
    Spans that overlap or stand side by side become one: no word is there to be quoted twice, and nothing is left out
    between two sentences that follow each other, nor between two subtitles with only their times between.
    """
    spoken = list(spoken)
    joined: list[tuple[int, str]] = []
    for start, text in sorted(spans):
        before, said = joined[-1] if joined else (0, "")
        end = before + len(said)
        silent = spoken and not any(first < start and end < last for first, last in spoken)
        if joined and (start <= end + 1 or silent):  # one character between: a space
            # Padded to its place, so that the next span is compared with where this one ends.
            joined[-1] = (before, said + " " * (start - end) + text[max(0, end - start) :])
        else:
            joined.append((start, text))
    return [text for _, text in joined]


def _problem(quote: dict, interviews: list[str], said: list[str]) -> str:
    edits = split_list(quote["edits"])
    unknown = [edit for edit in edits if edit not in EDITS]
    if unknown:
        return f"'{unknown[0]}' is not an edit{did_you_mean(unknown[0], EDITS)}."
    if not interviews:
        return f"none of its unit_ids ({quote['unit_ids']}) is a unit of an interview of {quote['paper']}."
    if len(interviews) > 1:
        return f"its unit_ids are of {' and '.join(interviews)}: a quote is taken from one interview."
    if not is_reachable(quote["original"], said, edits):
        declared = ", ".join(edits) or "none"
        return (
            f"its words are not reached from {quote['unit_ids']} by the edits declared ({declared}). "
            "Copy them anew, or declare what was done to them; between spans stands […]."
        )
    return ""
