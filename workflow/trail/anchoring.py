"""Where a meaning unit stands in canonical text, also after the transcript was corrected."""

import re
from itertools import pairwise
from typing import NamedTuple

from trail.importers.finding import Bare, exact_places
from trail.importers.following import Again, Passage, follow
from trail.tables import split_list

GAP = "[…]"  # stands between the spans of a unit in its text cell
_WORD = re.compile(r"\S+")
_SPAN = re.compile(r"([0-9]{1,9})\s*-\s*([0-9]{1,9})")


class Anchored(NamedTuple):
    """Where a unit stands: its spans in order, or none and the problem.

    followed: (words and old span, where they are found again) of each part of a unit that is not where its spans say
    """

    spans: list[tuple[int, int]]
    problem: str
    followed: list[tuple[Passage, Again]]


def anchor(units: list[dict], text: str) -> list[Anchored]:
    """Return where each unit of one interview stands in its text: see `find_spans`.

    Units whose words do not stand at their spans are looked for as `importers.following` does, among the others: a
    corrected transcript moves its units. What is not found so, each part of it, keeps its problem.
    """
    found = [Anchored(*find_spans(unit, text), []) for unit in units]
    if not any(one.problem for one in found):
        return found
    parts = [_parts(unit) if one.problem else _in_place(one, text) for unit, one in zip(units, found, strict=True)]
    passages = [passage for of_unit in parts for passage in of_unit]
    again = iter(follow(text, passages))
    for number, of_unit in enumerate(parts):
        followed = [(passage, next(again)) for passage in of_unit]
        if found[number].problem and followed:
            spans = sorted(one.place for _, one in followed if one.place)
            apart = all(end <= start for (_, end), (start, _) in pairwise(spans))
            if len(spans) == len(followed) and apart:
                found[number] = Anchored(spans, "", followed)
            else:
                cure = "`trail check --moved` shows where it may stand now."
                found[number] = Anchored([], f"{found[number].problem} {cure}", followed)
    return found


def _in_place(one: Anchored, text: str) -> list[Passage]:
    return [Passage(text[start:end], start, end) for start, end in one.spans]


def _parts(unit: dict) -> list[Passage]:
    """Return the words of each span of a unit; [] where they cannot be told, or never stood in so long a span."""
    spans, problem = read_spans(unit)
    words = [part.strip() for part in unit["text"].split(GAP)]
    lengths = [end - start for start, end in spans]
    if len(words) == 1 < len(spans) and len(unit["text"]) == sum(lengths) + len(spans) - 1:  # parted by spaces
        starts = [sum(lengths[:number]) + number for number in range(len(lengths))]
        words = [unit["text"][start : start + length] for start, length in zip(starts, lengths, strict=True)]
    if problem or len(words) != len(spans):
        return []
    fits = all(
        len("".join(part.split())) <= length <= 2 * len(part) + 40 for part, length in zip(words, lengths, strict=True)
    )
    return [Passage(part, *span) for part, span in zip(words, spans, strict=True)] if fits and all(words) else []


def find_spans(unit: dict, text: str) -> tuple[list[tuple[int, int]], str]:
    """Return ([(start, end), ...], "") of a meaning unit in the text of its interview, in order, or ([], problem).

    unit: interview_id, spans, text. A unit with spans must equal its slices, several of them joined by " […] " or a
    space. A unit without spans is found by its text, each part of which must stand once in its interview. White
    space may differ: cells of spreadsheets lose line ends. The problem says what to do, and nothing of the text.
    """
    spans, problem = _given_spans(unit, text) if unit["spans"] else _found_spans(unit, text)
    for (start, end), (next_start, next_end) in pairwise(sorted(spans)):
        if next_start < end:
            return [], f"its spans {start}-{end} and {next_start}-{next_end} overlap: make them one."
    return sorted(spans), problem


def read_spans(unit: dict) -> tuple[list[tuple[int, int]], str]:
    """Return ([(start, end), ...], "") as the cell `spans` has them, in its order, or ([], problem)."""
    spans = []
    for part in split_list(unit["spans"]):
        match = _SPAN.fullmatch(part)
        if not match or int(match[1]) >= int(match[2]):
            # What holds a letter may be speech in the wrong column, and is not repeated.
            what = "its spans hold what" if any(map(str.isalpha, part)) else f"'{part}'"
            return [], f"{what} is not a span: write start-end, as in 120-180, several parted by ';'."
        spans.append((int(match[1]), int(match[2])))
    return spans, "" if spans else "has an empty list of spans: write start-end, as in 120-180, or empty the cell."


def _given_spans(unit: dict, text: str) -> tuple[list[tuple[int, int]], str]:
    where = unit["interview_id"]
    spans, problem = read_spans(unit)
    if problem:
        return [], problem
    last = max(end for _, end in spans)
    if last > len(text):
        return [], (
            f"ends at {last}, but {where} has {len(text)} characters. "
            "The transcript was shortened after coding, or the span has a digit too many?"
        )
    differs = _first_difference(unit["text"], spans, text)
    if differs is not None:
        return [], (
            f"the text differs from {where} at {unit['spans']} (first difference at {differs}). "
            "The transcript was edited after coding? Correct the spans, or empty them to have the text found."
        )
    return spans, ""


def _first_difference(wanted: str, spans: list[tuple[int, int]], text: str) -> int | None:
    """Return the place in the text where a unit's own text first differs from it, or None where it does not."""
    wanted = " ".join(wanted.split())
    slices = [" ".join(text[start:end].split()) for start, end in spans]
    if wanted in ("", " ".join(slices), f" {GAP} ".join(slices)):
        return None
    mark = f"{GAP} " if GAP in wanted else ""
    signs: list[tuple[int, str]] = []
    for start, end in spans:
        signs += [(start, sign) for sign in mark if signs]
        for word in _WORD.finditer(text, start, end):
            signs += [(word.start() + at, sign) for at, sign in enumerate(f"{word[0]} ")]
    pairs = zip(signs, f"{wanted} ", strict=False)
    return next((place for (place, sign), other in pairs if sign != other), spans[-1][1])


def _found_spans(unit: dict, text: str) -> tuple[list[tuple[int, int]], str]:
    where, spans = unit["interview_id"], []
    whole = unit["text"]
    parts = [whole] if _places(whole, text) else [part for part in whole.split(GAP) if part.strip()]
    if not parts:
        return [], "has neither spans nor text: give one of them."
    for part in parts:
        places = _places(part, text)
        if not places:
            return [], f"its text is not in {where}. Copy it anew from the transcript, letter for letter."
        if len(places) > 1:
            return [], f"its text occurs {len(places)} times in {where}: fill its spans to say which is meant."
        spans += places
    return spans, ""


def _places(part: str, text: str) -> list[tuple[int, int]]:
    """Return every place where a part stands in the text, overlapping ones too, white space aside."""
    return exact_places(text, part.strip()) or Bare(text).places(part)
