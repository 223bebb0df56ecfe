"""What a coding tool counts when it says where a passage stands, found out by where the passages begin and end.

The standard says code points; programs count UTF-16 units or bytes, a line end as one or two, a byte order mark or not.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable
from typing import NamedTuple

from trail.faults import Fault, Faults
from trail.readers.canonical import BYTE_ORDER_MARK

UNITS = {"code points": "", "UTF-16 units": r"[\U00010000-\U0010ffff]", "UTF-8 bytes": r"[^\x00-\x7f]"}
LINE_ENDS = {"as stored": "", "CR LF as one": r"\r\n", "LF as two": r"(?<!\r)\n"}
MARKS = ("not counted", "counted")

THRESHOLD = 0.5  # read rightly, real passages reach 0.9 and more; read wrongly, about 0.15 by chance
FEW = 4  # below so many passages a low share says little, unless ways that programs are known for lead elsewhere
SAMPLE = 300  # passages on which the other ways are tried where the known one leaves nothing to explain
AFTER = 2  # a passage may end so many units after its text: the line end of the last paragraph
MARGIN = 0.02  # what the program is known for yields only to what explains more than this share of passages better


class Counting(NamedTuple):
    """One way of counting: what a unit is, how line ends count, whether a byte order mark at the start does."""

    unit: str
    line_ends: str = "as stored"
    mark: str = "not counted"


COUNTINGS = [Counting(unit, ends, mark) for unit in UNITS for ends in LINE_ENDS for mark in MARKS]
STANDARD = COUNTINGS[0]
KNOWN = {  # measured on exports of these programs; looked for in what the file says of its origin
    "nvivo": Counting("UTF-16 units"),
    "atlas": Counting("code points", "CR LF as one"),
    "qualcoder": Counting("UTF-16 units"),  # as the text windows of Qt
    "qc ": Counting("code points", "CR LF as one"),  # Python opens texts so
    "taguette": Counting("UTF-8 bytes", "as stored", "counted"),
}


class Marked(NamedTuple):
    """One text as it is stored, decoded, and the passages in it: (start, end, display name or "")."""

    raw: str
    spans: list[tuple[int, int, str]]


class _Found(NamedTuple):
    places: list[tuple[int, int] | None]
    inside: int
    whole: int
    named: int
    confirmed: int


def choose(texts: list[Marked], origin: str, file: str) -> tuple[list[list[tuple[int, int] | None]], dict]:
    """Return where the passages of each text stand, and how that was found out.

    Places are (start, end) in code points of the raw text, in the order of its spans; None where a span lies outside
    it or within a character. One that ends up to AFTER units after its text ends with it (ended_with_text).
    The dict has unit, line_ends, byte_order_mark; selections, on_word_boundaries (begin and end there),
    names_compared, names_agree; share (of the selections, those that stand on word boundaries or agree with their
    name); ended_with_text; expected (of this origin); tried (each way that leads elsewhere, with its share of
    tried_on). The way known of the origin is taken unless another explains clearly more passages.
    Raises Faults where no way reaches THRESHOLD.
    """
    total = sum(len(text.spans) for text in texts)
    known = next((counting for name, counting in KNOWN.items() if name in origin.lower()), STANDARD)
    whole = [_look(text, known) for text in texts]
    explained, inside, _ = _rank(whole)
    if explained >= (1 - MARGIN) * total and inside == total:  # no other way can be clearly better
        best, chosen, compared = known, whole, _look_all(_some(texts))
    else:
        compared = _look_all(texts)
        order = sorted(COUNTINGS, key=lambda counting: (counting != known, COUNTINGS.index(counting)))
        best = max(order, key=lambda counting: _rank(compared[counting]))
        more = _rank(compared[best])[0] - explained
        if more <= (MARGIN * total if inside == total else 0):
            best = known
        chosen = compared[best]
    report = _report(chosen, compared, best, known, texts)
    enough = total >= FEW or sum(one["line_ends"] != "LF as two" for one in report["tried"]) > 1
    if total and enough and report["share"] < THRESHOLD:
        raise Faults([Fault(file, "", _too_low(report), "positions_unclear")])
    return [one.places for one in chosen], report


def _some(texts: list[Marked]) -> list[Marked]:
    """Return the first texts with SAMPLE passages in all."""
    some, left = [], SAMPLE
    for text in texts:
        if text.spans and left:
            some.append(Marked(text.raw, text.spans[:left]))
            left -= len(some[-1].spans)
    return some


def _look_all(texts: list[Marked]) -> dict[Counting, list[_Found]]:
    """Return what every way of counting finds in each text; ways that are the same there are looked at once."""
    found = {counting: [] for counting in COUNTINGS}
    for text in texts:
        seen: dict[tuple, _Found] = {}
        for counting in COUNTINGS:
            same = _what_matters(text.raw, counting)
            if same not in seen:
                seen[same] = _look(text, counting)
            found[counting].append(seen[same])
    return found


def agrees(name: str, words: str) -> bool:
    """Return whether a display name, which programs cut after 70 or 100 characters, begins the words of a passage."""
    name, words = " ".join(name.rstrip(" .…").split()), " ".join(words.split())
    return len(name) > 2 and words.startswith(name)


def _what_matters(raw: str, counting: Counting) -> tuple:
    """Return the parts of a way of counting that make a difference in this text."""
    unit = counting.unit
    if unit != STANDARD.unit and (raw.isascii() or not re.search(UNITS[unit], raw)):
        unit = STANDARD.unit
    ends = counting.line_ends
    if ends != STANDARD.line_ends and not re.search(LINE_ENDS[ends], raw):
        ends = STANDARD.line_ends
    return unit, ends, counting.mark if raw.startswith(BYTE_ORDER_MARK) else ""


def _look(text: Marked, counting: Counting) -> _Found:
    """Return the places of a text's passages, counted so, and how many begin and end at words or agree with a name."""
    raw, places = text.raw, []
    to_raw = scale(raw, counting)
    size = len(raw)
    inside = whole = named = confirmed = 0
    for start, end, name in text.spans:
        first, last = to_raw(start), to_raw(end)
        if last is None and first is not None and first < size and size in map(to_raw, range(end - AFTER, end)):
            last, inside = size, inside - 1
        if first is None or last is None:
            places.append(None)
            continue
        places.append((first, last))
        inside += 1
        at_words = not (
            (0 < first < size and raw[first - 1].isalnum() and raw[first].isalnum())
            or (0 < last < size and raw[last - 1].isalnum() and raw[last].isalnum())
        )
        says_so = bool(name) and agrees(name, raw[first:last])
        whole += at_words
        named += says_so
        confirmed += at_words or says_so
    return _Found(places, inside, whole, named, confirmed)


def scale(raw: str, counting: Counting):
    """Return the function from an offset, counted so, to the code point of the raw text, or None where it is none."""
    starts, ends, after = [], [], []  # stretches that count otherwise: raw start, end in units, raw end
    units = at = 0
    for first, last, length in _stretches(raw, counting):
        units += first - at + length
        at = last
        starts.append(first)
        ends.append(units)
        after.append(last)
    size = len(raw)
    if not starts:
        return lambda offset: offset if 0 <= offset <= size else None

    def to_raw(offset: int) -> int | None:
        number = bisect_right(ends, offset)
        place = offset - ends[number - 1] + after[number - 1] if number else offset
        if place < 0 or place > size or (number < len(starts) and place > starts[number]):
            return None
        return place

    return to_raw


def _stretches(raw: str, counting: Counting) -> Iterable[tuple[int, int, int]]:
    """Yield (start, end, units) of what does not count as many units as it has code points, in order."""
    first = 0
    if raw.startswith(BYTE_ORDER_MARK):
        first = 1
        yield 0, 1, 0 if counting.mark == "not counted" else _width(BYTE_ORDER_MARK, counting.unit)
    patterns = [pattern for pattern in (UNITS[counting.unit], LINE_ENDS[counting.line_ends]) if pattern]
    if patterns:
        for match in re.compile("|".join(patterns)).finditer(raw, first):
            words = match.group()
            line_end = {"\r\n": 1, "\n": 2}.get(words)
            yield match.start(), match.end(), line_end or _width(words, counting.unit)


def _width(character: str, unit: str) -> int:
    if unit == "UTF-8 bytes":
        return len(character.encode("utf-8", "surrogatepass"))
    return 2 if unit == "UTF-16 units" and character > "\uffff" else 1


def _rank(found: list[_Found]) -> tuple[int, int, int]:
    """Return how many passages are explained, lie inside their text, and agree with their name."""
    return (
        sum(one.confirmed for one in found),
        sum(one.inside for one in found),
        sum(one.named for one in found),
    )


def _words(counting: Counting) -> dict:
    return {"unit": counting.unit, "line_ends": counting.line_ends, "byte_order_mark": counting.mark}


def _share(found: list[_Found]) -> float:
    total = sum(len(one.places) for one in found)
    return round(sum(one.confirmed for one in found) / total, 3) if total else 0.0


def _report(chosen: list[_Found], compared: dict, best: Counting, known: Counting, texts: list[Marked]) -> dict:
    tried, seen = [], []
    for counting in [best, *COUNTINGS]:
        places = [one.places for one in compared[counting]]
        if places not in seen:
            seen.append(places)
            tried.append(_words(counting) | {"share": _share(compared[counting])})
    return _words(best) | {
        "selections": sum(len(text.spans) for text in texts),
        "on_word_boundaries": sum(one.whole for one in chosen),
        "names_compared": sum(bool(name) for text in texts for _, _, name in text.spans),
        "names_agree": sum(one.named for one in chosen),
        "share": _share(chosen),
        "expected": _words(known),
        "ended_with_text": sum(len(one.places) - one.places.count(None) - one.inside for one in chosen),
        "tried": tried,
        "tried_on": sum(len(one.places) for one in compared[best]),
    }


def _too_low(report: dict) -> str:
    tried = "; ".join(
        f"{one['unit']}, line ends {one['line_ends']}, byte order mark {one['byte_order_mark']}: {one['share']:.0%}"
        for one in sorted(report["tried"], key=lambda one: -one["share"])[:6]
    )
    return (
        f"says where {report['selections']} passages stand, but however that is counted most of them begin or end "
        f"within a word. Tried: {tried}. At least {THRESHOLD:.0%} are asked for. Were the texts changed after coding?"
    )
