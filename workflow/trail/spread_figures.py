"""Figures of how a coding and its quotes spread: groups that meet, quotes of each person. Closed edition only."""

import pandas as pd
from matplotlib.figure import Figure

from trail import alt_texts
from trail import drawing as d

EDGE, NAMES, SIDE, SMALLEST = 2, 52, 8, 5.5  # mm; a cell smaller than SMALLEST has no room for its number
PANELS = {"units": "meaning units in both", "interviews": "interviews with both"}


def co_occurrence(co_occurrence: pd.DataFrame) -> Figure:
    """Return two triangles, code group × code group: how many units, and how many interviews, they have in common.

    co_occurrence: as `spread.co_occurrence` returns it, with names where a column `code group` was joined to it. The
    last cell of each row is the group itself. 170 mm wide; many groups put one triangle below the other.
    """
    groups = list(dict.fromkeys(co_occurrence["code_group_id"]))
    named = co_occurrence["code group"] if "code group" in co_occurrence else co_occurrence["code_group_id"]
    called = dict(zip(co_occurrence["code_group_id"], named, strict=True))
    pairs = {(row["code_group_id"], row["other_id"]): row for row in co_occurrence.to_dict("records")}
    room = d.TWO_COLUMNS - 2 * EDGE - NAMES
    beside = (room - 4) / 2 >= SMALLEST * len(groups)
    side = min(SIDE, ((room - 4) / 2 if beside else room) / len(groups))
    lines = [d.wrap(f"{place}  {called[name]}", NAMES - 3) for place, name in enumerate(groups, 1)]
    heights = [max(side, d.line_height() * len(words) + 0.6) for words in lines]
    head = 2 * d.line_height(d.SMALL) + 1
    panel = head + sum(heights) + 3

    figure = d.sheet(d.TWO_COLUMNS, 2 * EDGE + panel * (1 if beside else 2) - 3, alt_texts.co_occurrence(co_occurrence))
    axes = figure.axes[0]
    for number, (what, title) in enumerate(PANELS.items()):
        left = EDGE + NAMES + (number * (side * len(groups) + 4) if beside else 0)
        top = EDGE + (0 if beside else number * panel)
        most = max([1, *(row[what] for (one, other), row in pairs.items() if one != other)])
        d.write(axes, left, top, title, d.SMALL, colour=d.QUIET)
        for place in range(len(groups)):
            d.write(axes, left + side * (place + 0.5), top + d.line_height(d.SMALL), str(place + 1), d.SMALL,
                    colour=d.QUIET, align="center")  # fmt: skip
        y = top + head
        for row, name in enumerate(groups):
            if number == 0 or not beside:
                d.write(axes, EDGE, y + (heights[row] - d.line_height() * len(lines[row])) / 2, lines[row])
            for column in range(row + 1):
                count = pairs[name, groups[column]][what]
                fill = d.PAPER if row == column or not count else d.shade(min(1, count / most))
                x = left + side * column
                d.box(axes, x, y, side, heights[row], fill, d.RULE if row == column else d.PALE)
                d.write(axes, x + side / 2, y + (heights[row] - d.line_height(d.SMALL)) / 2, str(count or ""), d.SMALL,
                        colour=d.readable_on(fill), align="center")  # fmt: skip
            y += heights[row]
    return figure


def quote_spread(quotes_by_person: pd.DataFrame) -> Figure:
    """Return a row of squares for each person, a square for each quote that is printed. 85 mm wide.

    quotes_by_person: as `spread.quotes_by_person` returns it.
    """
    rows = quotes_by_person.to_dict("records")
    left = EDGE + max(d.text_width(row["participant_id"]) for row in rows) + 3
    square = min(4.2, (d.ONE_COLUMN - left - EDGE - 10) / max([1, *(row["quotes"] for row in rows)]))
    pitch = d.line_height() + 1.4
    figure = d.sheet(d.ONE_COLUMN, 2 * EDGE + pitch * len(rows), alt_texts.quote_spread(quotes_by_person))
    axes = figure.axes[0]
    for place, row in enumerate(rows):
        y = EDGE + pitch * place
        d.write(axes, EDGE, y, row["participant_id"])
        for number in range(row["quotes"]):
            d.box(axes, left + square * number, y + 0.4, square * 0.85, 3, d.STRONG)
        d.write(axes, left + square * row["quotes"] + 1, y, str(row["quotes"]), colour=d.QUIET)
    return figure
