"""Figures of themes in two waves: theme by wave of each person, and what flows from one wave to the next. Closed only.

A mark or a column is one person. The tables are those of `waves`, with headings where a column `category` was joined to
them. All sizes are in millimetres (drawing.py).
"""

from itertools import accumulate
from math import ceil

import pandas as pd
from matplotlib.figure import Figure

from trail import drawing as d
from trail import wave_alt_texts
from trail.alt_texts import category_column, in_order, records

EDGE = 2  # mm of white around every figure
SMALL_LINE = d.line_height(d.SMALL)
NAMES = 46  # mm: where the names of categories end


def wave_heatmap(wave_matrix: pd.DataFrame) -> Figure:
    """Return category × person and wave with the number of meaning units in each cell. 170 mm wide.

    wave_matrix: the closed table of that name. No unit: an empty cell; no interview: a crossed one.
    """
    rows = records(wave_matrix)
    name = category_column(wave_matrix)
    cells = {(row[name], row["participant_id"], row["interview_set"]): row for row in rows}
    sets = list(dict.fromkeys(row["interview_set"] for row in rows))
    people = in_order(row["participant_id"] for row in rows)
    most = max([1, *(int(row["units"]) for row in rows)])
    apart, least = 1, 4
    room = d.TWO_COLUMNS - EDGE - NAMES
    beside = max(1, int(room // (least * len(sets) + apart)))
    beside = ceil(len(people) / max(1, ceil(len(people) / beside)))  # panels of much the same length
    panels = [people[start : start + beside] for start in range(0, len(people), beside)]
    side = min(7.5, (room / len(panels[0]) - apart) / len(sets))
    lines = {category: d.wrap(category, NAMES - EDGE - 2) for category in dict.fromkeys(row[name] for row in rows)}
    heights = {category: max(side, d.line_height() * len(words)) for category, words in lines.items()}
    person_head = max(d.text_width(person) for person in people) + 1
    level = person_head - 1 <= side * len(sets)
    person_head = d.line_height() if level else person_head
    head = person_head + max(d.text_width(one, d.SMALL) for one in sets) + 1.5
    height = EDGE + len(panels) * (head + sum(heights.values()) + len(heights) + 3) + SMALL_LINE + EDGE

    figure = d.sheet(d.TWO_COLUMNS, height, wave_alt_texts.wave_heatmap(wave_matrix))
    axes = figure.axes[0]
    y = EDGE
    for panel in panels:
        starts = [NAMES + place * (side * len(sets) + apart) for place in range(len(panel))]
        for x, person in zip(starts, panel, strict=True):
            middle = x + side * len(sets) / 2
            if level:
                d.write(axes, middle, y, person, align="center")
            else:
                d.write_upright(axes, middle, y + person_head - 1, person)
            for place, one in enumerate(sets):
                d.write_upright(axes, x + side * (place + 0.5), y + head - 1, one, d.SMALL, colour=d.QUIET)
        y += head
        for category, words in lines.items():
            d.write(axes, EDGE, y + (heights[category] - d.line_height() * len(words)) / 2, words)
            for x, person in zip(starts, panel, strict=True):
                for place, one in enumerate(sets):
                    _cell(axes, cells[category, person, one], x + side * place, y, side, heights[category], most)
            y += heights[category] + 1
        y += 3
    words = "Number: meaning units under the category. Empty: an interview, but no unit. Crossed: no interview."
    d.write(axes, EDGE, y - 1.5, words, d.SMALL, colour=d.QUIET)
    return figure


def _cell(axes, row: dict[str, str], x: float, y: float, side: float, height: float, most: int) -> None:
    units = int(row["units"])
    fill = d.shade(units / most) if units else d.PAPER
    d.box(axes, x, y, side, height, fill, d.PALE)
    if not row["interview_id"]:
        d.line(axes, (x + 0.6, y + height - 0.6), (x + side - 0.6, y + 0.6))
        d.line(axes, (x + 0.6, y + 0.6), (x + side - 0.6, y + height - 0.6))
    d.write(axes, x + side / 2, y + (height - SMALL_LINE) / 2, str(units or ""), d.SMALL,
            colour=d.readable_on(fill), align="center")  # fmt: skip


def wave_flow(wave_matrix: pd.DataFrame, first: str, second: str) -> Figure:
    """Return an alluvial: who speaks of a theme in both interviews, in one of them, or was not interviewed again.

    wave_matrix: the closed table of that name; first, second: two of its interview sets. What flows is one person
    under one category: from the category in the first interview to the same in the second, or to and from what is
    missing there. 170 mm wide.
    """
    flows = wave_alt_texts.flows(wave_matrix, first, second)
    categories = list(dict.fromkeys(wave_matrix[category_column(wave_matrix)].astype(str)))
    strata = [_strata(flows, side, categories) for side in (0, 1)]
    total = sum(flows.values())
    mm = min(2.5, 105 / max(1, total))
    left, right, bar = NAMES + 6, d.TWO_COLUMNS - NAMES - 6, 3
    labels = [{name: d.wrap(name, NAMES - EDGE) for name in of_side} for of_side in strata]
    rooms = [{name: max(number * mm, d.line_height() * len(labels[side][name]) + SMALL_LINE) + 2.5
              for name, number in strata[side].items()} for side in (0, 1)]  # fmt: skip
    top = EDGE + d.line_height() + 2
    depth = max(sum(of_side.values()) for of_side in rooms)
    tops = []
    for of_side in rooms:
        share = (depth - sum(of_side.values())) / max(1, len(of_side))
        places = accumulate((room + share for room in of_side.values()), initial=top)
        tops.append(dict(zip(of_side, places, strict=False)))

    words = (
        "A ribbon is as wide as the people under a category are many: dark in both interviews, light in one of them. "
        "Where nothing was said, a person counts once for each category."
    )
    words = d.wrap(words + wave_alt_texts.absent(wave_matrix, (first, second)), d.TWO_COLUMNS - 2 * EDGE, d.SMALL)
    height = top + depth + SMALL_LINE * len(words) + EDGE
    figure = d.sheet(d.TWO_COLUMNS, height, wave_alt_texts.wave_flow(wave_matrix, first, second))
    axes = figure.axes[0]
    used, ribbons = [dict.fromkeys(of_side, 0.0) for of_side in strata], []
    for (one, other), people in sorted(flows.items(), key=lambda flow: _order(flow[0], strata)):
        starts = [tops[side][name] + used[side][name] for side, name in enumerate((one, other))]
        for side, name in enumerate((one, other)):
            used[side][name] += people * mm
        ribbons.append((one == other, starts, people * mm))
    for both, (start, end), thick in sorted(ribbons):  # those of both interviews over the others
        d.ribbon(axes, (left + bar, start), (right - bar, end), thick, d.STRONG if both else d.MIDDLE)
    for side, (x, name) in enumerate(((left, first), (right - bar, second))):
        end, align = (left - 2, "right") if side == 0 else (right + 2, "left")
        d.write(axes, end, EDGE, name, bold=True, align=align)
        for stratum, people in strata[side].items():
            y = tops[side][stratum]
            d.box(axes, x, y, bar, people * mm, d.INK)
            below = d.write(axes, end, y - 0.4, labels[side][stratum], align=align)
            d.write(axes, end, below, str(people), d.SMALL, colour=d.QUIET, align=align)
    d.write(axes, EDGE, top + depth, words, d.SMALL, colour=d.QUIET)
    return figure


def _strata(flows: dict[tuple[str, str], int], side: int, categories: list[str]) -> dict[str, int]:
    """{stratum: people} of one side, categories in their order, then what is missing."""
    found: dict[str, int] = {}
    for ends, people in flows.items():
        found[ends[side]] = found.get(ends[side], 0) + people
    return {name: found[name] for name in [*categories, *sorted(set(found) - set(categories))] if name in found}


def _order(ends: tuple[str, str], strata: list[dict[str, int]]) -> tuple[int, int]:
    return list(strata[0]).index(ends[0]), list(strata[1]).index(ends[1])
