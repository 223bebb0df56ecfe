"""Quotes that a manuscript may cite: authentic words, reachable from their meaning units by declared edits."""

import re
from difflib import SequenceMatcher

import pandas as pd

from trail.faults import Fault, did_you_mean
from trail.tables import split_list

FILE = "quotes.csv"
EDITS = ("omission", "insertion", "fillers", "case_punctuation", "dialect_normalised")
FILLERS = frozenset("eh ehm em øh øhm hm hmm mm mhm liksom altså ja nei jo sånn well um uh er erm".split())
_EDGES = "«»“”\"'.,;:!?… "
_OMISSION = re.compile(r"\[(?:…|\.\.\.)\]")
_INSERTION = re.compile(r"\[[^\[\]]{1,80}\]")
_STAGE_DIRECTION = re.compile(r"\([^()]{1,80}\)")


def candidates(
    paper: str,
    quotes: pd.DataFrame,
    units: pd.DataFrame,
    labels: pd.DataFrame,
    draft: bool = False,
) -> tuple[dict, dict, list[Fault]]:
    """Return (quotes, evidence, faults) of one paper.

    quotes, labels: the study's tables; units: anchored meaning units, one row per span
    quotes: {quote_id: {original, translation, label, source_language, target_language}}, empty fields absent
    evidence: {quote_id: {interviews, units}}, internal ids
    A quote whose interview has no label yet is a fault; a draft shows it as "Interview ?".
    """
    text_of = units.groupby("unit_id")["text"].agg(" ".join).to_dict()
    interview_of = dict(zip(units["unit_id"], units["interview_id"], strict=True))
    label_of = dict(zip(zip(labels["paper"], labels["interview_id"], strict=True), labels["label"], strict=True))
    found, evidence, faults = {}, {}, []
    for quote in quotes[quotes["paper"] == paper].to_dict("records"):
        place, name = f"row {quote['row']}", quote["quote_id"]
        ids = [unit for unit in split_list(quote["unit_ids"]) if unit in text_of]
        interviews = sorted({interview_of[unit] for unit in ids})
        problem = _problem(quote, [text_of[unit] for unit in ids], interviews)
        if problem:
            faults.append(Fault(FILE, place, f"quote {name}: {problem}", "quote_not_in_unit"))
            continue
        label = label_of.get((paper, interviews[0]), "Interview ?" if draft else "")
        if not label:
            cure = f"has no label: `trail release` draws one for each interview quoted in {paper}."
            faults.append(Fault(FILE, place, f"quote {name} {cure}", "quote_without_label"))
            continue
        entry = {field: quote[field] for field in ("original", "translation", "source_language", "target_language")}
        found[name] = {"label": label} | {field: value for field, value in entry.items() if value}
        evidence[name] = {"interviews": interviews, "units": ids}
    return found, evidence, faults


def _problem(quote: dict, texts: list[str], interviews: list[str]) -> str:
    edits = split_list(quote["edits"])
    unknown = [edit for edit in edits if edit not in EDITS]
    if unknown:
        return f"'{unknown[0]}' is not an edit{did_you_mean(unknown[0], EDITS)}."
    if len(interviews) != 1:
        return "its unit_ids must be units of one interview."
    if not is_reachable(quote["original"], texts, edits):
        declared = ", ".join(edits) or "none"
        return f"its words are not reached from {quote['unit_ids']} by the edits declared ({declared})."
    return ""


def is_reachable(quote: str, texts: list[str], edits: list[str]) -> bool:
    """Return whether the quote's words stand in the units' texts, in order, but for the declared edits.

    omission: `[…]` may leave words out; insertion: words in brackets are the author's; fillers: hesitations and
    stage directions may be left out; case_punctuation: case and punctuation may differ; dialect_normalised: words
    may be spelled in the standard form, so only their number and likeness are compared.
    """
    segments = _OMISSION.split(quote)
    if len(segments) > 1 and "omission" not in edits:
        return False
    source = _words(" \0 ".join(texts), edits)
    place = 0
    for segment in segments:
        wanted = _words(_insertions_removed(segment, texts) if "insertion" in edits else segment, edits)
        if not wanted:
            continue
        found = _find(wanted, source, place, alike="dialect_normalised" in edits)
        if found < 0:
            return False
        place = found + len(wanted)
    return True


def _insertions_removed(segment: str, texts: list[str]) -> str:
    """Take out what the author put in brackets; a placeholder such as [sykehus] stands in the text and stays."""
    return _INSERTION.sub(lambda match: match.group() if any(match.group() in text for text in texts) else " ", segment)


def _words(text: str, edits: list[str]) -> list[str]:
    if "fillers" in edits:
        text = _STAGE_DIRECTION.sub(" ", text)
    words = text.split()
    bare = [re.sub(r"[^\w\0]", "", word).casefold() for word in words]
    if "fillers" in edits:
        kept = [(word, plain) for word, plain in zip(words, bare, strict=True) if plain and plain not in FILLERS]
        words, bare = [word for word, _ in kept], [plain for _, plain in kept]
    if "case_punctuation" in edits or "dialect_normalised" in edits:
        return [word for word in bare if word]
    return words


def _find(wanted: list[str], source: list[str], start: int, alike: bool) -> int:
    """Return the place in `source` where the wanted words stand, or -1; a cut may fall before punctuation."""
    words = " ".join(wanted).strip(_EDGES)
    for place in range(start, len(source) - len(wanted) + 1):
        here = " ".join(source[place : place + len(wanted)]).strip(_EDGES)
        if here == words or (alike and "\0" not in here and SequenceMatcher(None, here, words).ratio() >= 0.75):
            return place
    return -1
