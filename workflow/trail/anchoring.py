"""Where a meaning unit stands in canonical text."""

import re
from itertools import pairwise

from trail.tables import split_list

GAP = "[…]"  # stands between the spans of a unit in its text cell
_WORD = re.compile(r"\S+")
_SPAN = re.compile(r"([0-9]{1,9})\s*-\s*([0-9]{1,9})")


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


def _given_spans(unit: dict, text: str) -> tuple[list[tuple[int, int]], str]:
    where, spans = unit["interview_id"], []
    for part in split_list(unit["spans"]):
        match = _SPAN.fullmatch(part)
        if not match or int(match[1]) >= int(match[2]):
            # What holds a letter may be speech in the wrong column, and is not repeated.
            what = "its spans hold what" if any(map(str.isalpha, part)) else f"'{part}'"
            return [], f"{what} is not a span: write start-end, as in 120-180, several parted by ';'."
        spans.append((int(match[1]), int(match[2])))
    if not spans:
        return [], "has an empty list of spans: write start-end, as in 120-180, or empty the cell."
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
    part = part.strip()
    places, start = [], text.find(part)
    while part and start >= 0:
        places.append((start, start + len(part)))
        start = text.find(part, start + 1)
    if places or not part:
        return places
    pattern = re.compile(r"\s+".join(map(re.escape, part.split())))
    return [match.span() for match in pattern.finditer(text)]
