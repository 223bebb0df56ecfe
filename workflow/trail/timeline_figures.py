"""Timelines of single people: their interviews in the windows of the sets, and the themes within each. Closed only.

The tables are those of `waves`, with headings where a column `category` was joined to them. All sizes are in
millimetres (drawing.py).
"""

import pandas as pd
from matplotlib.figure import Figure

from trail import drawing as d
from trail import wave_alt_texts
from trail.alt_texts import category_column, in_order, number, records

EDGE = 2  # mm of white around every figure
SMALL_LINE = d.line_height(d.SMALL)


def pair_timeline(pairs: pd.DataFrame) -> Figure:
    """Return a row per person: the day of each interview in the window of its set, and the days between. 170 mm wide.

    pairs: the closed table of that name. A hollow mark lies outside its window; what is missing is written.
    """
    steps = records(pairs)
    sets: dict[str, str] = {}
    held: dict[tuple[str, str], str] = {}
    between: dict[tuple[str, str], str] = {}
    for row in steps:
        for side in ("first", "second"):
            sets[row[f"{side}_set"]] = row[f"{side}_window"]
            held[row["participant_id"], row[f"{side}_set"]] = row[f"{side}_day"]
        between[row["participant_id"], row["second_set"]] = row["days_between"]
    people = in_order(row["participant_id"] for row in steps)
    later = [name for name in sets if any(row["second_set"] == name for row in steps)]
    left = EDGE + max(d.text_width(person) for person in people) + 4
    tail = 22 * len(later)
    width = (d.TWO_COLUMNS - EDGE - left - tail) / len(sets)
    top, pitch = EDGE + d.line_height() + SMALL_LINE + 1.5, 4.8

    figure = d.sheet(
        d.TWO_COLUMNS, top + pitch * len(people) + SMALL_LINE + 2 * EDGE, wave_alt_texts.pair_timeline(pairs)
    )
    axes = figure.axes[0]
    for place, (name, window) in enumerate(sets.items()):
        x = left + place * width
        edges = [int(day) for day in window.split("–")] if "–" in window else []
        days = [number(held.get((person, name), "")) for person in people]
        known = [*edges, *(day for day in days if day is not None)]
        low = min(known, default=0)
        high = max([*known, low + 1])
        mm, start = (width - 26) / (high - low), x + 3
        d.write(axes, x, EDGE, name, bold=True)
        d.write(axes, x, EDGE + d.line_height(), f"window: day {window}" if edges else window, d.SMALL, colour=d.QUIET)
        if edges:
            d.box(axes, start + (edges[0] - low) * mm - 1, top, (edges[1] - edges[0]) * mm + 2, pitch * len(people))
        for line, (person, day) in enumerate(zip(people, days, strict=True)):
            y = top + pitch * line + pitch / 2
            if day is None:
                d.write(axes, start, y - SMALL_LINE / 2, held.get((person, name), "no interview"), d.SMALL)
                continue
            inside = not edges or edges[0] <= day <= edges[1]
            at = start + (day - low) * mm
            d.box(axes, at - 0.9, y - 0.9, 1.8, 1.8, d.STRONG if inside else d.PAPER, d.STRONG)
            d.write(axes, at + 1.8, y - SMALL_LINE / 2, str(day), d.SMALL)
    for place, name in enumerate(later):
        end = d.TWO_COLUMNS - EDGE - 22 * (len(later) - 1 - place)
        d.write(
            axes, end, EDGE, "days between" if len(later) == 1 else f"to {name}", d.SMALL, colour=d.QUIET, align="right"
        )
        for line, person in enumerate(people):
            y = top + pitch * line + (pitch - SMALL_LINE) / 2
            d.write(axes, end, y, between.get((person, name), "no pair"), d.SMALL, align="right")
    for line, person in enumerate(people):
        d.write(axes, EDGE, top + pitch * line + (pitch - d.line_height()) / 2, person)
    words = "Days after support; each set on a scale of its own. Shaded: the window. Hollow: outside it."
    d.write(axes, EDGE, top + pitch * len(people) + 1.5, words, d.SMALL, colour=d.QUIET)
    return figure


def interview_timelines(timelines: pd.DataFrame, wave_matrix: pd.DataFrame) -> Figure:
    """Return a strip for each interview, from its first word to its last, with a lane for each category. 170 mm wide.

    timelines, wave_matrix: the closed tables of those names, of the people to be drawn. A mark is a meaning unit.
    """
    name = category_column(wave_matrix)
    cells = records(wave_matrix)
    categories = {row["category_id"]: row[name] for row in cells}
    sets = list(dict.fromkeys(row["interview_set"] for row in cells))
    people = in_order(row["participant_id"] for row in cells)
    held = {(row["participant_id"], row["interview_set"]) for row in cells if row["interview_id"]}
    places = {category: place for place, category in enumerate(categories)}
    keys = [d.wrap(f"{place}  {heading}", (d.TWO_COLUMNS - 3 * EDGE) / 2)
            for place, heading in enumerate(categories.values(), 1)]  # fmt: skip
    half = (len(keys) + 1) // 2
    key_height = max(d.line_height() * sum(map(len, part)) for part in (keys[:half], keys[half:]))
    left = EDGE + max(d.text_width(person, bold=True) for person in people) + 6
    width = (d.TWO_COLUMNS - EDGE - left) / len(sets) - 4
    lane = SMALL_LINE
    head = EDGE + key_height + 2
    top = head + d.line_height() + 1
    pitch = lane * len(categories) + 3

    figure = d.sheet(d.TWO_COLUMNS, top + pitch * len(people) + SMALL_LINE + EDGE,
                     wave_alt_texts.interview_timelines(timelines, wave_matrix))  # fmt: skip
    axes = figure.axes[0]
    for column, part in enumerate((keys[:half], keys[half:])):
        d.write(axes, EDGE + column * (d.TWO_COLUMNS - EDGE) / 2, EDGE, [line for words in part for line in words])
    starts = {one: left + place * (width + 4) for place, one in enumerate(sets)}
    for one, x in starts.items():
        d.write(axes, x, head, one, bold=True)
    for line, person in enumerate(people):
        y = top + pitch * line
        d.write(axes, EDGE, y, person, bold=True)
        for place in range(len(categories)):
            d.write(axes, left - 1.5, y + lane * place, str(place + 1), d.SMALL, colour=d.QUIET, align="right")
        for one, x in starts.items():
            if (person, one) not in held:
                d.write(axes, x, y, f"no interview in {one}", d.SMALL)
                continue
            for place in range(len(categories)):
                d.box(axes, x, y + lane * place + 0.3, width, lane - 0.6)
    for row in records(timelines):
        y = top + pitch * people.index(row["participant_id"]) + lane * places[row["category_id"]] + 0.3
        start, end = (float(row[edge]) / 100 * width for edge in ("from_percent", "to_percent"))
        x = starts[row["interview_set"]] + min(start, width - 0.5)
        d.box(axes, x, y, max(0.5, end - start), lane - 0.6, d.STRONG)
    words = "A strip is one interview, from the first word to the last. A mark: a meaning unit under the category."
    d.write(axes, EDGE, top + pitch * len(people), words, d.SMALL, colour=d.QUIET)
    return figure
