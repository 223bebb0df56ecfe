"""Canonical text: Unicode NFC with "\\n" line ends, and the way back to the source it came from."""

import bisect
import re
import unicodedata
from itertools import pairwise
from typing import NamedTuple

Run = tuple[int, int, int]

BYTE_ORDER_MARK = "\ufeff"
_NOT_ASCII = re.compile(r"[\x00-\x7f]?[^\x00-\x7f]+")  # an ASCII character never joins with what stands before it
_LINE_END = re.compile(r"\r\n?")


class Reading(NamedTuple):
    """What a reader found in one file.

    text: canonical text
    origins: runs (canonical start, source start, length) in which text and source are the same, code points
    asides: (place, words) that are in the file but not speech: notes, cue ids, document properties, link
        targets. A gate reads them; nothing else does.
    """

    text: str
    origins: tuple[Run, ...]
    asides: tuple[tuple[str, str], ...] = ()


def canonical(source: str) -> tuple[str, tuple[Run, ...]]:
    """Return the canonical text of a source and its runs (canonical start, source start, length).

    NFC, "\\r\\n" and "\\r" as "\\n", a byte order mark at the start dropped, nothing else removed. Inside a run both
    texts are the same; between two runs stands the smallest stretch that changed as a whole (a line end, a letter
    with its marks). The last run has length 0 and says how long both texts are. Linear in the length of the source.
    """
    pieces, runs = [], []
    length = 0
    start = len(BYTE_ORDER_MARK) if source.startswith(BYTE_ORDER_MARK) else 0
    at = start
    for first, last in _changed(source, start):
        changed = _canonical_stretch(source[first:last])
        runs.append((length, at, first - at))
        pieces += [source[at:first], changed]
        length += first - at + len(changed)
        at = last
    runs.append((length, at, len(source) - at))
    pieces.append(source[at:])
    length += len(source) - at
    runs.append((length, len(source), 0))
    return "".join(pieces), tuple(runs)


def to_canonical(origins, offset: int, end: bool = False) -> int:
    """Return where a source offset lies in canonical text; it never falls when the offset rises.

    origins: the runs of a reading. end: the offset closes a span; inside a stretch that changed as a whole a span
    opens at its start and closes at its end, so that the span keeps every letter it touched.
    Raises ValueError outside the source.
    """
    return _across(origins, offset, end, here=1, there=0)


def to_source(origins, offset: int, end: bool = False) -> int:
    """Return where a canonical offset lies in the source: `to_canonical` the other way round."""
    return _across(origins, offset, end, here=0, there=1)


def _across(origins, offset: int, end: bool, here: int, there: int) -> int:
    if not 0 <= offset <= origins[-1][here]:
        raise ValueError(f"offset {offset} is outside a text of {origins[-1][here]} characters")
    number = bisect.bisect_right(origins, offset, key=lambda run: run[here]) - 1
    if number < 0:  # before the first run: in the byte order mark
        return origins[0][there]
    run = origins[number]
    inside = offset - run[here]
    if inside <= run[2]:
        return run[there] + inside
    return origins[number + 1][there] if end else run[there] + run[2]


def _changed(source: str, start: int) -> list[tuple[int, int]]:
    """Return the stretches of the source, in order, that NFC or one kind of line end changes."""
    changed = [match.span() for match in _LINE_END.finditer(source)] if "\r" in source else []
    if not unicodedata.is_normalized("NFC", source):
        for match in _NOT_ASCII.finditer(source, start):
            if not unicodedata.is_normalized("NFC", match.group()):
                first = match.start()
                if source[first] in "\r\n":  # a line end of its own, not the base of what follows
                    first += 1
                changed += _unnormalised(source, first, match.end())
        changed.sort()
    return changed


def _unnormalised(source: str, first: int, last: int) -> list[tuple[int, int]]:
    """Cut a stretch before every character that cannot join the one before it; return the parts that NFC changes.

    The characters that can join are marks and the trailing jamo of Hangul (Unicode Standard Annex 15). Should a later
    Unicode add others, the parts do not add up to the whole, which is then returned uncut.
    """
    cuts = [first, *(at for at in range(first + 1, last) if not _joins(source[at])), last]
    parts = list(pairwise(cuts))
    normal = [unicodedata.normalize("NFC", source[a:b]) for a, b in parts]
    if "".join(normal) != unicodedata.normalize("NFC", source[first:last]):
        return [(first, last)]
    return [(a, b) for (a, b), text in zip(parts, normal, strict=True) if text != source[a:b]]


def _joins(character: str) -> bool:
    return unicodedata.category(character)[0] == "M" or "\u1160" <= character <= "\u11ff"


def _canonical_stretch(stretch: str) -> str:
    return unicodedata.normalize("NFC", _LINE_END.sub("\n", stretch))
