"""The synthesis across papers as a map: the categories of each paper, and the threads whose claims rest on them."""

import pandas as pd
from matplotlib.figure import Figure

from trail import alt_texts
from trail import drawing as d
from trail.alt_texts import number, records

EDGE = 2
LEFT = 72  # mm for the categories
CELL = 5.2


def synthesis_map(synthesis: pd.DataFrame) -> Figure:
    """Return category × thread with the number of claims in each cell that has any, one block a paper.

    synthesis: the released table of that name. 170 mm wide.
    """
    rows = records(synthesis)
    threads = [name for name in synthesis if name not in ("document", "category")]
    most = max([1, *(number(row[thread]) or 0 for row in rows for thread in threads)])
    pitch = (d.TWO_COLUMNS - EDGE - LEFT) / len(threads)
    heads = [d.wrap(thread, pitch - 3, d.SMALL) for thread in threads]
    lines = [d.wrap(row["category"], LEFT - EDGE - 5) for row in rows]
    heights = [max(CELL, d.line_height() * len(words)) + 1.6 for words in lines]
    firsts = [
        row["document"] != before for row, before in zip(rows, ["", *(row["document"] for row in rows)], strict=False)
    ]
    top = EDGE + d.line_height(d.SMALL) * max(map(len, heads)) + 2
    block = d.line_height() + 1.6
    height = top + sum(heights) + (block + 2) * sum(firsts) + EDGE

    figure = d.sheet(d.TWO_COLUMNS, height, alt_texts.synthesis_map(synthesis))
    axes = figure.axes[0]
    for place, words in enumerate(heads):
        below = d.line_height(d.SMALL) * len(words)
        d.write(axes, LEFT + pitch * place, top - 2 - below, words, d.SMALL, colour=d.QUIET)
    y = top - 2
    for row, first, words, room in zip(rows, firsts, lines, heights, strict=True):
        if first:
            y += 2
            d.line(axes, (EDGE, y), (d.TWO_COLUMNS - EDGE, y))
            d.write(axes, EDGE, y + 0.8, row["document"], bold=True)
            y += block
        d.write(axes, EDGE + 3, y + CELL / 2 - d.line_height() / 2, words)
        d.mark(axes, "category", row["category"], EDGE, y, LEFT - EDGE - 2, room)
        for place, thread in enumerate(threads):
            _cell(axes, LEFT + pitch * place, y, pitch - 3, row[thread], most)
        y += room
    return figure


def _cell(axes, x: float, y: float, width: float, claims: str, most: int) -> None:
    middle = y + CELL / 2
    if not claims:
        d.line(axes, (x, middle), (x + width, middle), colour=d.PALE)
        return
    fill = d.shade((number(claims) or 0) / most)
    d.box(axes, x, y, width, CELL, fill, d.RULE)
    d.write(axes, x + width / 2, middle - d.line_height() / 2, claims, colour=d.readable_on(fill), align="center")
