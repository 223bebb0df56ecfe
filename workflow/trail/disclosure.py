"""Which cells and margins are safe to print, judged together with the other tables of the study."""

import re
from collections.abc import Iterable
from itertools import product

import pandas as pd

MARGINS = ("gender", "age_band", "workplace")
Bands = list[tuple[str, ...]]  # the values of an attribute that are shown as one, in reading order


def told(groups: Iterable[set[str]]) -> list[set[str]]:
    """Return every group of people whose numbers can be had from those of the given groups by adding and subtracting.

    The given groups are among them: of 13 people and of 12 of these, the one who is left follows by subtraction.
    """
    groups = list(dict.fromkeys(map(frozenset, groups)))
    alike: dict[tuple[bool, ...], set[str]] = {}  # people who are in the same groups cannot be told apart
    for one in sorted(frozenset().union(*groups)):
        alike.setdefault(tuple(one in group for group in groups), set()).add(one)
    found: dict[frozenset[str], None] = {}
    for signs in product((-1, 0, 1), repeat=len(groups)):
        times = {inside: sum(sign for sign, within in zip(signs, inside, strict=True) if within) for inside in alike}
        if max(times.values(), default=0) > 0 and len(set(times.values()) - {0}) == 1:  # all of them equally often
            found[frozenset().union(*(alike[inside] for inside, number in times.items() if number))] = None
    return [set(group) for group in found]


def printing(people_of: dict[str, set[str]], threshold: int) -> list[str]:
    """Return the documents that may print attributes of their people, in the order given.

    people_of: {document: participant ids}. One whose people differ from those of earlier ones by fewer than
    `threshold` would give those few away: it says "as for the 13" instead. The very same people differ by nobody.
    """
    shown: list[str] = []
    for name, people in people_of.items():
        groups = told([*(people_of[other] for other in shown), people])
        if people and min(map(len, groups)) >= threshold:
            shown.append(name)
    return shown


def safe_bands(value_of: dict[str, str], groups: list[set[str]], bands: Bands, threshold: int) -> Bands:
    """Return the bands merged until each holds at least `threshold` people of each group, or [] where none can.

    value_of: {person: value}; groups: as `told` returns them; bands: what to start from, in reading order
    Two bands or more remain, so that no number is "all of" a group, which would tell of each, and none is zero.
    Merging comes before suppression, so that nothing is hidden that a total could give back. Bands with a number in
    their name (ages) merge with a neighbour, others with the smallest.
    """
    ordered = all(re.search(r"\d", value) for band in bands for value in band)

    def numbers(place: int) -> list[int]:
        return [sum(value_of[one] in bands[place] for one in group) for group in groups]

    while len(bands) > 1:
        least = {place: (min(numbers(place)), sum(numbers(place)), place) for place in range(len(bands))}
        smallest = min(least, key=least.get)
        if least[smallest][0] >= threshold:
            return bands
        others = [place for place in least if place != smallest and (not ordered or abs(place - smallest) == 1)]
        first, second = sorted((smallest, min(others, key=least.get)))
        merged = bands[first] + bands[second]
        bands = [band for place, band in enumerate(bands) if place not in (first, second)]
        bands.insert(first, merged)
    return []


def margin(
    document: str, value_of: dict[str, str], people_of: dict[str, set[str]], threshold: int
) -> list[tuple[tuple[str, ...], int]]:
    """Return (band, people) of one attribute for a document, or [] where none can be shown.

    people_of: {document: participant ids} of those that print, in their order. The bands of a table are those of the
    tables before it or coarser ones, so that what follows from two of them by subtraction is safe as well; what is
    printed later changes none of its numbers.
    """
    values = {value_of[one] for people in people_of.values() for one in people}
    bands: Bands = [(value,) for value in sorted(values, key=_band_order)]
    shown: list[set[str]] = []
    for name, people in people_of.items():
        tried = safe_bands(value_of, told([*shown, people]), bands, threshold)
        if tried:
            bands, shown = tried, [*shown, people]
        if name == document:
            return [(band, sum(value_of[one] in band for one in people)) for band in tried]
    return []


def _band_order(value: str) -> tuple[int, bool, str]:
    number = re.search(r"\d{1,9}", value)
    return (int(number[0]) if number else 0, not value.startswith(("under", "below", "<")), value)


def sample(
    document: str,
    participants: pd.DataFrame,
    people_of: dict[str, set[str]],
    attributes: list[str],
    threshold: int,
) -> tuple[pd.DataFrame, str]:
    """Return (table, note) of a document's people as one-way margins in coarse bands.

    participants: the study's; people_of: {document: participant ids}, in the order in which documents are judged
    Table columns: attribute, value, people. It has no rows where too few people would be told apart; the note says
    which bands were merged and which attributes are not shown.
    """
    shown = printing(people_of, threshold)
    if document not in shown:
        return pd.DataFrame(columns=["attribute", "value", "people"], dtype=str), ""
    rows, merged, unknown, hidden = [], [], [], []
    for attribute in attributes:
        value_of = dict(zip(participants["participant_id"], participants[attribute], strict=True))
        printed = {other: people_of[other] for other in shown if all(value_of.get(one) for one in people_of[other])}
        name = readable(attribute)
        if document not in printed:
            unknown += [name] if any(value_of.get(one) for one in people_of[document]) else []
            continue
        bands = margin(document, value_of, printed, threshold)
        rows += [(name, " or ".join(map(readable, band)), str(number)) for band, number in bands]
        merged += [f"{name}: {' or '.join(map(readable, band))}" for band, _ in bands if len(band) > 1]
        hidden += [] if bands else [name]
    notes = []
    if merged:
        rule = f"so that no number below {threshold} stands here or follows from another table"
        notes.append(f"Shown as one, {rule}: {'; '.join(merged)}.")
    if hidden:
        notes.append(f"Not shown, as no bands of at least {threshold} people remain: {', '.join(hidden)}.")
    if unknown:
        notes.append(f"Not shown, as not known of everyone: {', '.join(unknown)}.")
    return pd.DataFrame(rows, columns=["attribute", "value", "people"], dtype=str), " ".join(notes)


def readable(value: str) -> str:
    """Return a band or attribute as a reader sees it: 40_54 -> 40–54, primary_care -> primary care."""
    return re.sub(r"(?<=\d)[_-](?=\d)", "–", value).replace("_", " ")
