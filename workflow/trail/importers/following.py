"""Passages found again in a text that was corrected since: by their words, in the order they had, white space aside."""

import re
from bisect import bisect_right
from typing import NamedTuple

from trail.importers.finding import Bare, by_neighbours

AT_PLACE = "where it was"
WORDS = "by its words"
BARE = "by its words, white space aside"
NEIGHBOURS = ", and its neighbours"
AROUND = "by its words, and those around them"
_WORDS = 20_000  # of changed text: more are not laid side by side
_FEW = 4  # words; fewer say little by themselves
_SLACK = 10  # characters, or a tenth of the stretch between its neighbours, by which a short passage may move otherwise
_CONTEXT = 3  # words around a passage that have to be the same


class Passage(NamedTuple):
    """Some words and the span at which they stood."""

    words: str
    start: int
    end: int


class Again(NamedTuple):
    """Where a passage stands now, and how that was found; without a place (None) what may be meant.

    places: every place of its words. low, high: where its neighbours stand, between which it belongs
    """

    place: tuple[int, int] | None
    how: str
    places: list[tuple[int, int]]
    low: int
    high: int


def follow(text: str, passages: list[Passage]) -> list[Again]:
    """Return where each passage of one document stands in its text as it is now, in the order given.

    A passage is found where its words stand: at its span, else with any white space between them, else within them
    too. What is found has to keep the order that it had among the others, and a few words alone have to move as far as
    these did; words that stand in several places are told apart by their neighbours, then by how far these moved.
    Where that leaves a choice, none is made.
    """
    order = sorted(set(passages), key=lambda one: (one.start, one.end, one.words))
    bare, places, how = Bare(text), [], []
    for one in order:
        if _same(text[one.start : one.end], one.words) and one.words.strip():
            places.append([(one.start, one.end)])
            how.append(AT_PLACE)
            continue
        places.append(_places(text, bare, one.words))
        how.append("")
    found = [of_one[0] if len(of_one) == 1 else None for of_one in places]
    for number in _out_of_order(order, found, how):
        found[number], how[number] = None, ""
        places[number] = _places(text, bare, order[number].words)
    sure = [place is not None for place in found]
    found = by_neighbours(found, places, [one.words for one in order], len(text))
    for number in _astray(order, found, how):
        found[number] = None
    known = [(order[number].start, place[0]) for number, place in enumerate(found) if place]
    told = {}
    for number, one in enumerate(order):
        low, high = _between(known, one.start, len(text))
        several = places[number] if len(places[number]) > 1 else []
        place = found[number] or _nearest(one, several, known, low, high)
        told[one] = Again(place, _manner(text, one, place, how[number], sure[number]), places[number], low, high)
    return [told[one] for one in passages]


def _places(text: str, bare: Bare, words: str) -> list[tuple[int, int]]:
    """Return where the same words stand, however broken; where they stand nowhere, where their letters do."""
    every = bare.places(words)
    return [place for place in every if _same(text[slice(*place)], words)] or every


def _manner(text: str, one: Passage, place: tuple[int, int] | None, how: str, sure: bool) -> str:
    if not place:
        return ""
    how = how or (WORDS if text[slice(*place)] == one.words.strip() else BARE)
    return how if sure else how + NEIGHBOURS


def carry(old: str, new: str, passages: list[Passage]) -> list[Again]:
    """Return where each passage of an old text stands in the new one, both of which are known.

    The words of both texts are laid side by side (longest common subsequence, rapidfuzz); a passage whose words and
    some around it are the same in both stands there, also where its words occur elsewhere. The others as `follow`.
    """
    if old == new:
        return [Again((one.start, one.end), AT_PLACE, [(one.start, one.end)], one.start, one.end) for one in passages]
    places = _side_by_side(old, new, passages)
    others = iter(follow(new, passages) if not all(places) else ())
    found = [next(others, None) for _ in passages]
    return [
        Again(place, AROUND, [place], *place) if place else again for place, again in zip(places, found, strict=True)
    ]


def _side_by_side(old: str, new: str, passages: list[Passage]) -> list[tuple[int, int] | None]:
    from rapidfuzz.distance import LCSseq

    before, after = ([match.span() for match in re.finditer(r"\S+", text)] for text in (old, new))
    if min(len(before), len(after)) > _WORDS:
        return [None] * len(passages)
    words = ([text[slice(*span)] for span in spans] for text, spans in ((old, before), (new, after)))
    same = [block for block in LCSseq.opcodes(*words) if block.tag == "equal"]
    starts = [block.src_start for block in same]
    places = []
    for one in passages:
        first = bisect_right(before, (one.start, len(old))) - 1
        first += first < 0 or before[first][1] <= one.start  # begins in the white space before a word
        last = bisect_right(before, (one.end - 1, len(old))) - 1
        block = same[at] if (at := bisect_right(starts, first) - 1) >= 0 else None
        inside = block is not None and first <= last < block.src_end
        around = inside and last - first + 1 + _CONTEXT <= block.src_end - block.src_start
        if not around and not (inside and len(same) == 1 and block.src_end - block.src_start == len(before)):
            places.append(None)
            continue
        shift = block.dest_start - block.src_start
        start = after[first + shift][0] + max(one.start - before[first][0], 0)
        end = after[last + shift][0] + min(one.end, before[last][1]) - before[last][0]
        places.append((start, end))
    return places


def _same(one: str, other: str) -> bool:
    return one == other or one.split() == other.split()


def _out_of_order(order: list[Passage], found: list, how: list[str]) -> list[int]:
    """Return the passages whose places break the order that the others keep.

    Kept is the weightiest run of places that rise as the passages do: many words weigh more than few, and what stands
    where it stood weighs twice. (The longest increasing subsequence, by patience sorting, each as often as it weighs.)
    """
    entries = [number for number, place in enumerate(found) if place]
    if all(how[number] == AT_PLACE for number in entries):
        return []  # nothing moved
    steps = []
    for number in entries:
        weight = min(len(order[number].words.split()), 10) * (2 if how[number] == AT_PLACE else 1)
        steps += [number] * weight
    tails, ends, before, kept = [], [], {}, set()  # the lowest last place of a run of each length, and its step
    for step, number in enumerate(steps):
        at = bisect_right(tails, found[number][0])
        before[step] = ends[at - 1] if at else None
        tails[at : at + 1], ends[at : at + 1] = [found[number][0]], [step]
    step = ends[-1] if ends else None
    while step is not None:
        kept.add(steps[step])
        step = before[step]
    return [number for number in entries if number not in kept]


def _astray(order: list[Passage], found: list, how: list[str]) -> list[int]:
    """Return the short passages that moved farther or less far than what stands on both sides of them.

    A few words may stand elsewhere by chance, where their own were reworded.
    """
    firm = [
        number
        for number, place in enumerate(found)
        if place and (how[number] == AT_PLACE or len(order[number].words.split()) >= _FEW)
    ]
    astray = []
    for number in sorted({number for number, place in enumerate(found) if place}.difference(firm)):
        after = bisect_right(firm, number)
        if 0 < after < len(firm):
            sides = firm[after - 1], firm[after]
            moved = [found[side][0] - order[side].start for side in sides]
            slack = max(_SLACK, (order[sides[1]].start - order[sides[0]].start) // 10)
            due = found[number][0] - order[number].start
            astray += [number] if not min(moved) - slack <= due <= max(moved) + slack else []
    return astray


def _between(known: list[tuple[int, int]], start: int, length: int) -> tuple[int, int]:
    """Return between which places a passage belongs; known: (old start, new start) of those found, in order."""
    after = bisect_right(known, (start, length))
    return (known[after - 1][1] if after else 0, known[after][1] if after < len(known) else length)


def _nearest(one: Passage, places: list, known: list, low: int, high: int) -> tuple[int, int] | None:
    """Return the place that lies where the passage should be by how far its neighbours moved, if no other is near."""
    after = bisect_right(known, (one.start, high))
    moved = [new - old for old, new in known[max(after - 1, 0) : after + 1]] or [0]
    first, last = one.start + min(moved), one.start + max(moved)
    off = sorted((max(first - place[0], 0, place[0] - last), place) for place in places if low <= place[0] <= high)
    if not off or (len(off) > 1 and off[0][0] * 2 >= off[1][0]):
        return None
    if 0 < after < len(known) and off[0][0] > max(_SLACK, (known[after][0] - known[after - 1][0]) // 10):
        return None
    return off[0][1]
