"""The figures: each function takes one table and returns a matplotlib Figure that carries its alt text as `.alt`.

The tables and their columns are those of docs/contracts.md. A number that the door coarsened (`<5`) is printed as
it is, without a bar. All sizes are in millimetres (drawing.py).
"""

from math import ceil

import pandas as pd
from matplotlib.figure import Figure

from trail import alt_texts
from trail import drawing as d
from trail.alt_texts import number, records
from trail.codebook_figure import codebook_history
from trail.flow_figure import participant_flow
from trail.lineage_figure import theme_flow
from trail.synthesis_figure import synthesis_map
from trail.tables import split_list
from trail.timeline_figures import interview_timelines, pair_timeline
from trail.wave_figures import wave_flow, wave_heatmap

__all__ = [
    "code_tree",
    "codebook_history",
    "interview_timelines",
    "interview_windows",
    "pair_timeline",
    "participant_flow",
    "synthesis_map",
    "theme_flow",
    "theme_heatmap",
    "themes",
    "wave_flow",
    "wave_heatmap",
]

EDGE = 2  # mm of white around every figure
HEADER = d.line_height(d.SMALL) + 1.5


def interview_windows(interview_sets: pd.DataFrame) -> Figure:
    """Return one bar per interview set: the days after support in which its interviews were held, with their number.

    interview_sets: the released table of that name. 85 mm wide.
    """
    rows = records(interview_sets)
    longest = max(d.text_width(word, bold=True) for row in rows for word in row["service"].split())
    left, right = min(40, max(24, EDGE + 4 + longest)), d.ONE_COLUMN - 2 * EDGE
    windows = [int(row[name]) for row in rows for name in ("from day", "to day") if row[name]]
    first, last, step = _axis(windows)
    mm = (right - left) / (last - first)
    labels = [d.wrap(row["service"], left - EDGE - 3, bold=True) for row in rows]
    sets = [d.wrap(row["set"], left - EDGE - 3, d.SMALL) for row in rows]
    heights = [max(7.2, d.line_height() * len(label) + d.line_height(d.SMALL) * len(name)) + 3
               for label, name in zip(labels, sets, strict=True)]  # fmt: skip
    bottom = EDGE + sum(heights)

    height = bottom + (2 * d.line_height(d.SMALL) + 3 if windows else 0)
    figure = d.sheet(d.ONE_COLUMN, height, alt_texts.interview_windows(interview_sets))
    axes = figure.axes[0]
    y = EDGE
    for row, label, name, height in zip(rows, labels, sets, heights, strict=True):
        d.write(axes, EDGE, d.write(axes, EDGE, y, label, bold=True), name, d.SMALL, colour=d.QUIET)
        words = f"{alt_texts.days(row)}: {alt_texts.counted(row['interviews'], 'interviews')}"
        start = left + (int(row["from day"] or first) - first) * mm
        d.write(axes, min(start, right + EDGE - d.text_width(words)), y, words)
        if row["to day"]:
            d.box(axes, left, y + 5.2, right - left, 0.7)
            d.box(axes, start, y + 3.9, max(0.8, (int(row["to day"]) - int(row["from day"])) * mm), 3.3, d.STRONG)
        d.mark(axes, "interview set", row["set"], EDGE, y, right, height)
        y += height
    if not windows:
        return figure
    d.line(axes, (left, bottom), (right, bottom))
    for day in range(first, last + 1, step):
        x = left + (day - first) * mm
        d.line(axes, (x, bottom), (x, bottom + 1))
        d.write(axes, x, bottom + 1.2, str(day), d.SMALL, colour=d.QUIET, align="center")
    below = bottom + 1.5 + d.line_height(d.SMALL)
    d.write(axes, (left + right) / 2, below, "days after support", d.SMALL, colour=d.QUIET, align="center")
    return figure


def code_tree(code_tree: pd.DataFrame) -> Figure:
    """Return code groups with their subgroups, and units and people where the table has them.

    code_tree: the released table of that name. 170 mm wide; 85 mm where no code group has subgroups.
    """
    rows = records(code_tree)
    groups = {row["code group"]: row for row in rows if not row["subgroup"]}
    subgroups = {name: [row for row in rows if row["subgroup"] and row["code group"] == name] for name in groups}
    parted = any(subgroups.values())
    counts = [name for name in ("units", "people") if any(row.get(name) for row in rows)]
    width = d.TWO_COLUMNS if parted else d.ONE_COLUMN
    names_end = width - EDGE - 12 * len(counts)  # each column of counts takes 12 mm
    box_width = 62 if parted else names_end - EDGE - 2
    fork, left = EDGE + box_width + 4, EDGE + box_width + 9
    titles = {name: d.wrap(name, box_width - 4, bold=parted) for name in groups}
    lines = {name: [d.wrap(row["subgroup"], names_end - left) for row in subgroups[name]] for name in groups}
    below = {name: _all_counts(row, counts) if subgroups[name] else "" for name, row in groups.items()}
    box_heights = {name: 2.4 + d.line_height() * len(titles[name]) + d.line_height(d.SMALL) * bool(below[name])
                   for name in groups}  # fmt: skip
    sides = {name: sum(1.2 + d.line_height() * len(words) for words in lines[name]) for name in groups}
    apart = 3.5 if parted else 0.8
    top = EDGE + (HEADER if counts else 0)
    height = top + sum(max(box_heights[name], sides[name]) + apart for name in groups) - apart + EDGE

    figure = d.sheet(width, height, alt_texts.code_tree(code_tree))
    axes = figure.axes[0]
    ends = {name: names_end + 12 * place for place, name in enumerate(counts, 1)}
    for name, end in ends.items():
        d.write(axes, end, EDGE, name, d.SMALL, colour=d.QUIET, align="right")
    for name, group in groups.items():
        room = max(box_heights[name], sides[name])
        middle = top + room / 2
        d.box(axes, EDGE, middle - box_heights[name] / 2, box_width, box_heights[name])
        end = d.write(axes, EDGE + 2, middle - box_heights[name] / 2 + 1.2, titles[name], bold=parted)
        d.write(axes, EDGE + 2, end, below[name], d.SMALL, colour=d.QUIET)
        d.mark(axes, "code group", name, EDGE, middle - box_heights[name] / 2, box_width, box_heights[name])
        y = middle - sides[name] / 2
        for row, words in zip(subgroups[name], lines[name], strict=True):
            centre = y + 0.6 + d.line_height() * len(words) / 2
            d.line(axes, (EDGE + box_width, middle), (fork, middle), (fork, centre), (left - 1.5, centre))
            room_of = 1.2 + d.line_height() * len(words)
            d.write(axes, left, y + 0.6, words)
            d.mark(axes, "subgroup", row["subgroup"], left - 1, y, names_end - left + 1, room_of)
            _write_counts(axes, row, ends, centre)
            y += room_of
        if not subgroups[name]:
            _write_counts(axes, group, ends, middle)
        top += room + apart
    return figure


def themes(themes: pd.DataFrame) -> Figure:
    """Return one bar per category: how many people spoke of it, on a track as long as the number interviewed.

    themes: the released table of that name. 85 mm wide.
    """
    rows = records(themes)
    of = next((row["of"] for row in rows if row.get("of")), "")
    nested = any(row.get("subcategory") for row in rows)
    most = number(of) or max([1, *(number(row["people"]) or 0 for row in rows)])
    left, right = 50, 76
    lines = []
    for row in rows:
        indent = 3 if row.get("subcategory") else 0
        bold = nested and not indent
        lines.append(
            (indent, bold, d.wrap(row.get("subcategory") or row["category"], left - 3 - EDGE - indent, bold=bold))
        )
    height = EDGE + HEADER + sum(d.line_height() * len(words) + 2.4 for _, _, words in lines)

    figure = d.sheet(d.ONE_COLUMN, height, alt_texts.themes(themes))
    axes = figure.axes[0]
    d.write(axes, left, EDGE, f"people, of {of} interviewed" if of else "people", d.SMALL, colour=d.QUIET)
    y = EDGE + HEADER
    for row, (indent, bold, words) in zip(rows, lines, strict=True):
        middle = y + d.line_height() * len(words) / 2
        d.write(axes, EDGE + indent, y, words, bold=bold)
        d.box(axes, left, middle - 1.5, right - left, 3)
        d.box(axes, left, middle - 1.5, (right - left) * min(1, (number(row["people"]) or 0) / most), 3, d.STRONG)
        d.write(axes, d.ONE_COLUMN - EDGE, middle - d.line_height() / 2, row["people"], bold=bold, align="right")
        room, name = d.line_height() * len(words) + 2.4, row.get("subcategory") or row["category"]
        d.mark(axes, "category", name, EDGE, y - 1.2, d.ONE_COLUMN - 2 * EDGE, room)
        y += room
    return figure


def theme_heatmap(theme_matrix: pd.DataFrame) -> Figure:
    """Return category × participant with the number of meaning units in each cell. A column is a person: closed only.

    theme_matrix: the closed table of that name, with headings where a column `category` was joined to it. A unit
    that stands in several subgroups of a category counts once. 170 mm wide, with 26 people at most beside each other.
    """
    name = alt_texts.category_column(theme_matrix)
    units: dict[tuple[str, str], set[str]] = {}
    for row in records(theme_matrix):
        units.setdefault((row[name], row["participant_id"]), set()).update(split_list(row["unit_ids"]))
    most = max(map(len, units.values()))
    people = alt_texts.in_order(person for _, person in units)
    panels = [people[start : start + 26] for start in range(0, len(people), 26)]
    left = 46
    side = min(7.5, (d.TWO_COLUMNS - EDGE - left) / len(panels[0]))
    head = max(d.text_width(person, d.SMALL) for person in people) + 1.5
    lines = {category: d.wrap(category, left - EDGE - 2) for category, _ in units}
    heights = {category: max(side, d.line_height() * len(words)) for category, words in lines.items()}
    height = EDGE + len(panels) * (head + sum(heights.values()) + len(heights) + 3) + d.line_height(d.SMALL) + EDGE

    figure = d.sheet(d.TWO_COLUMNS, height, alt_texts.theme_heatmap(theme_matrix))
    axes = figure.axes[0]
    y = EDGE
    for panel in panels:
        for place, person in enumerate(panel):
            d.write_upright(axes, left + side * (place + 0.5), y + head - 1.5, person, d.SMALL, colour=d.QUIET)
        y += head
        for category, words in lines.items():
            d.write(axes, EDGE, y + (heights[category] - d.line_height() * len(words)) / 2, words)
            for place, person in enumerate(panel):
                count = len(units.get((category, person), ()))
                fill = d.shade(count / most) if count else d.PAPER
                d.box(axes, left + side * place, y, side, heights[category], fill, d.PALE)
                d.write(axes, left + side * (place + 0.5), y + (heights[category] - d.line_height(d.SMALL)) / 2,
                        str(count or ""), d.SMALL, colour=d.readable_on(fill), align="center")  # fmt: skip
            y += heights[category] + 1
        y += 3
    words = "Number: meaning units of the person under the category. Empty: none."
    d.write(axes, left, y - 1, words, d.SMALL, colour=d.QUIET)
    return figure


def _axis(values: list[int]) -> tuple[int, int, int]:
    """First day, last day and step of an axis with at most six marks."""
    low, high = min([0, *values]), max([1, *values])
    step = next(
        step for power in range(10) for step in (10**power, 2 * 10**power, 5 * 10**power) if high - low <= 5 * step
    )
    return low // step * step, ceil(high / step) * step, step


def _all_counts(row: dict[str, str], counts: list[str]) -> str:
    return ", ".join(alt_texts.counted(row[name], name) for name in counts if row[name])


def _write_counts(axes, row: dict[str, str], ends: dict[str, float], middle: float) -> None:
    for name, end in ends.items():
        d.write(axes, end, middle - d.line_height() / 2, row[name], align="right")
