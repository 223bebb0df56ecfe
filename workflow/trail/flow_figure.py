"""The participant flow: boxes and arrows from the first interviews to all people and interviews."""

from itertools import accumulate

import pandas as pd
from matplotlib.figure import Figure

from trail import alt_texts
from trail import drawing as d

EDGE, GAP, PAD = 2, 8, 2  # mm: around the figure, between boxes, inside them
NOTE = 0.6  # width of a note beside an arrow, of a box's width


def participant_flow(flow: pd.DataFrame) -> Figure:
    """Return boxes and arrows: who was interviewed in each set, who came back, who was lost, and all together.

    flow: the released table `flow`. Sets that follow each other stand below each other; one such column makes a
    figure of 85 mm, more of them one of 170 mm.
    """
    rows = alt_texts.records(flow)
    sets = {row["set"]: row for row in rows if row["set"] != alt_texts.IN_ALL}
    total = next((row for row in rows if row["set"] == alt_texts.IN_ALL), None)
    level, column = _places(sets)

    # Across: boxes of one width, with room for notes only in the columns that have one.
    noted = [any(column[name] == place and _notes(row) for name, row in sets.items())
             for place in range(max(column.values()) + 1)]  # fmt: skip
    width = d.ONE_COLUMN if len(noted) == 1 else d.TWO_COLUMNS
    box_width = (width + EDGE - EDGE * sum(noted) - 3 * EDGE * len(noted)) / (len(noted) + NOTE * sum(noted))
    pitches = [box_width + 3 * EDGE + (NOTE * box_width + EDGE) * note for note in noted]
    starts = list(accumulate(pitches, initial=EDGE))
    left = {name: starts[column[name]] for name in sets}
    middle = {name: left[name] + box_width / 2 for name in sets}
    together = starts[max(column.values())] + box_width - EDGE

    # Down: a row for each level, with room for the longest note between them.
    boxes = {name: _lines(row, box_width - 2 * PAD) for name, row in sets.items()}
    notes = {name: [line for note in _notes(row) for line in d.wrap(note, NOTE * box_width - 2 * PAD)]
             for name, row in sets.items() if _notes(row)}  # fmt: skip
    sums = d.wrap(f"In all {alt_texts.interviewed(total)}", together - 2 * PAD, bold=True) if total else []
    gap = GAP + max((_height(lines) for lines in notes.values()), default=0)
    y = EDGE + (_height([""]) + gap if any(_asked(row) for row in sets.values()) else 0)
    top = {}
    for depth in range(max(level.values()) + 1):
        here = [name for name in sets if level[name] == depth]
        top.update(dict.fromkeys(here, y))
        y += max(_height(boxes[name]) for name in here) + gap
    end = y - gap + GAP

    figure = d.sheet(width, end + _height(sums) + EDGE if total else end - GAP + EDGE, alt_texts.participant_flow(flow))
    axes = figure.axes[0]
    for name, row in sets.items():
        if row["follows"] in sets:
            parent = row["follows"]
            below = top[parent] + _height(boxes[parent])
            bend = (middle[parent], below + 2), (middle[name], below + 2)
            d.arrow(axes, (middle[parent], below), *(bend if parent and column[parent] != column[name] else ()),
                    (middle[name], top[name]))  # fmt: skip
        elif _asked(row):
            _draw_box(axes, left[name], EDGE, box_width, [_asked(row)], fill=d.PAPER, edge=d.RULE)
            d.arrow(axes, (middle[name], EDGE + _height([""])), (middle[name], top[name]))
        if name in notes:
            beside, across = left[name] + box_width + EDGE, top[name] - gap / 2
            d.arrow(axes, (middle[name], across), (beside, across))
            y = across - _height(notes[name]) / 2
            _draw_box(axes, beside, y, NOTE * box_width, notes[name], 0, d.PAPER, d.RULE)
        if total and not any(other["follows"] == name for other in sets.values()):
            d.arrow(axes, (middle[name], top[name] + _height(boxes[name])), (middle[name], end))
        headings = len(d.wrap(row["service"], box_width - 2 * PAD, bold=True))
        _draw_box(axes, left[name], top[name], box_width, boxes[name], headings)
        d.mark(axes, "interview set", name, left[name], top[name], box_width, _height(boxes[name]))
    if total:
        _draw_box(axes, EDGE, end, together, sums, len(sums), fill=d.STRONG, ink=d.PAPER)
    return figure


def _places(sets: dict[str, dict[str, str]]) -> tuple[dict[str, int], dict[str, int]]:
    """Level and column of each set: below the set it follows; a second follower of the same set opens a new column."""
    level: dict[str, int] = {}
    column: dict[str, int] = {}

    def place(name: str, depth: int, free: int) -> int:
        level[name], column[name] = depth, free
        after = free
        for follower in (other for other, row in sets.items() if row["follows"] == name):
            after = place(follower, depth + 1, after)
        return max(after, free + 1)

    free = 0
    for name, row in sets.items():
        if row["follows"] not in sets:
            free = place(name, 0, free)
    return level, column


def _lines(row: dict[str, str], width: float) -> list[str]:
    """What stands in a set's box: its service as heading, then the set with its people and interviews."""
    body = f"{row['set']}: {alt_texts.interviewed(row)}"
    parts = [body] if d.text_width(body) <= width else body.replace(", ", ",\n").split("\n")
    return [*d.wrap(row["service"], width, bold=True), *(line for part in parts for line in d.wrap(part, width))]


def _asked(row: dict[str, str]) -> str:
    return f"{alt_texts.counted(row['approached'], 'people')} approached" if row.get("approached") else ""


def _notes(row: dict[str, str]) -> list[str]:
    """What stands beside the arrow to a set: who came back and who did not, or who declined."""
    if row["returned"]:
        return [f"{row['returned']} came back", f"{row['lost']} did not"]
    return [f"{row['declined']} declined"] if _asked(row) and row.get("declined") else []


def _height(lines: list[str]) -> float:
    return 1.6 * PAD + d.line_height() * len(lines)


def _draw_box(axes, x, y, width, lines, headings=0, fill=d.PALE, edge="none", ink=d.INK) -> None:
    d.box(axes, x, y, width, _height(lines), fill, edge)
    below = d.write(axes, x + PAD, y + 0.8 * PAD, lines[:headings], bold=True, colour=ink)
    d.write(axes, x + PAD, below, lines[headings:], colour=ink)
