"""The size of a code book by version, with what came and what went."""

import pandas as pd
from matplotlib.figure import Figure

from trail import alt_texts
from trail import drawing as d
from trail.alt_texts import number, records

EDGE = 2  # mm of white around the figure
LEFT = 22  # where the bars begin
BAR = 3.3
PITCH = d.line_height() + BAR + 3
KEY = {"there before": (d.STRONG, "none"), "came": (d.MIDDLE, "none"), "went": (d.PAPER, d.QUIET)}


def codebook_history(codebook_history: pd.DataFrame) -> Figure:
    """Return one bar per version of a code book: groups that were there before, those that came, and those that went.

    codebook_history: the released table of that name, or one of its form. 85 mm wide.
    """
    rows = records(codebook_history)
    counts = [{name: number(row[name]) or 0 for name in ("code groups", "came", "went")} for row in rows]
    most = max(count["code groups"] + count["went"] for count in counts)
    mm = (d.ONE_COLUMN - EDGE - LEFT) / max(most, 1)
    height = EDGE + PITCH * len(rows) + d.line_height(d.SMALL) + EDGE

    figure = d.sheet(d.ONE_COLUMN, height, alt_texts.codebook_history(codebook_history))
    axes = figure.axes[0]
    y = EDGE
    for row, count in zip(rows, counts, strict=True):
        below = d.write(axes, EDGE, y, f"Version {row['version']}", bold=True)
        d.write(axes, EDGE, below, row.get("dated", ""), d.SMALL, colour=d.QUIET)
        bar = d.write(axes, LEFT, y, alt_texts.came_and_went(row)) + 0.4
        widths = (count["code groups"] - count["came"], count["came"], count["went"])
        x = LEFT
        for wide, (fill, edge) in zip(widths, KEY.values(), strict=True):
            if wide:
                d.box(axes, x, bar, wide * mm, BAR, fill, edge)
            x += wide * mm
        y += PITCH
    _key(axes, y)
    return figure


def _key(axes, y: float) -> None:
    x = LEFT
    for name, (fill, edge) in KEY.items():
        d.box(axes, x, y + 0.5, 2.4, 2.4, fill, edge)
        d.write(axes, x + 3.4, y, name, d.SMALL, colour=d.QUIET)
        x += 3.4 + d.text_width(name, d.SMALL) + 4
