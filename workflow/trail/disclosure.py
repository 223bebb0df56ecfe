"""Which cells and margins are safe to print."""

import pandas as pd

MARGINS = ("gender", "age_band", "workplace")
ORDERED = ("age_band",)  # bands of these merge with a neighbour, others with the smallest


def safe_margin(people: pd.Series, threshold: int, ordered: bool = False) -> list[tuple[str, int]]:
    """Return (band, people) of one attribute with bands merged until each is safe, or [] when none can be shown.

    people: the attribute's value for each person
    A band is safe when it holds at least `threshold` people and not all of them ("all of" tells of each). Merging
    comes before suppression, so that nothing is hidden that a total could give back.
    """
    counts = people.value_counts()
    bands = [(name, int(counts[name])) for name in sorted(counts.index, key=_band_order)]
    while len(bands) > 1 and min(number for _, number in bands) < threshold:
        smallest = min(range(len(bands)), key=lambda place: (bands[place][1], bands[place][0]))
        others = [place for place in range(len(bands)) if place != smallest]
        if ordered:
            others = [place for place in others if abs(place - smallest) == 1]
        partner = min(others, key=lambda place: (bands[place][1], bands[place][0]))
        first, second = sorted((smallest, partner))
        merged = (f"{bands[first][0]} or {bands[second][0]}", bands[first][1] + bands[second][1])
        bands = [band for place, band in enumerate(bands) if place not in (first, second)]
        bands.insert(first, merged)
    return bands if len(bands) > 1 else []


def _band_order(band: str) -> tuple[int, bool, str]:
    number = int("0" + "".join(character for character in band if character.isdigit())[:2])
    return (number, not band.startswith("under"), band)


def sample(people: pd.DataFrame, attributes: list[str], threshold: int) -> tuple[pd.DataFrame, str]:
    """Return (table, note) of participants as one-way margins in coarse bands.

    people: one row per person. Table columns: attribute, value, people; the note says which bands were merged and
    which attributes are not shown.
    """
    rows, merged, hidden = [], [], []
    for attribute in attributes:
        name = attribute.replace("_", " ")
        margin = safe_margin(people[attribute], threshold, attribute in ORDERED)
        rows += [(name, readable(value), str(number)) for value, number in margin]
        merged += [f"{name}: {readable(value)}" for value, _ in margin if " or " in value]
        if not margin:
            hidden.append(name)
    note = ""
    if merged:
        note += f"Bands shown as one so that none has fewer than {threshold} people: {'; '.join(merged)}."
    if hidden:
        note += f" Not shown, as no bands of at least {threshold} people remain: {', '.join(hidden)}."
    return pd.DataFrame(rows, columns=["attribute", "value", "people"]), note.strip()


def readable(value: str) -> str:
    """Return a band as a reader sees it: under_40 -> under 40, 40_54 -> 40–54."""
    return " or ".join(
        "–".join(parts) if len(parts) == 2 and all(part.isdigit() for part in parts) else " ".join(parts)
        for parts in (band.split("_") for band in value.split(" or "))
    )


def nested_in(document: str, sets_of: dict[str, set[str]], threshold: int) -> str:
    """Return the earlier document whose people differ from this one's by fewer than `threshold`, or "".

    sets_of: {document: its participant ids}, in the order of the config
    Two margins over nearly the same people give each other's small differences away, so only the first is printed.
    """
    people = sets_of[document]
    for other, others in sets_of.items():
        if other == document:
            return ""
        if people & others and len(people ^ others) < threshold:
            return other
    return ""
