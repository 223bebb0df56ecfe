"""The flow of an analysis from preliminary themes to categories: a column of boxes for each level."""

import pandas as pd
from matplotlib.figure import Figure

from trail import alt_texts
from trail import drawing as d

EDGE, GAP, PAD, BETWEEN = 2, 1.6, 1.2, 6  # mm: around the figure, between boxes, inside them, between columns
SWEEPS = 4
SILENT = ("", "new", "kept", "divided", "condensed", "sorted")  # changes that the lines alone tell
Node = tuple[str, str]  # level and name


def theme_flow(theme_flow: pd.DataFrame) -> Figure:
    """Return what became of themes and code groups: a column per level, a line from each thing to what came of it.

    theme_flow: the released table of that name. 170 mm wide. Below its name stands how a code group came about (split,
    merged, renamed, redefined) or that nothing came of it. Things stand beside those that they are tied to, so that
    few lines cross.
    """
    rows = alt_texts.records(theme_flow)
    levels = list(dict.fromkeys([row["from level"] for row in rows if row["from"]] + [row["to level"] for row in rows]))
    levels = [level for level in levels if level]
    columns: dict[str, list[Node]] = {level: [] for level in levels}
    for row in rows:
        for node in ((row["from level"], row["from"]), (row["to level"], row["to"])):
            if node[1] and node not in columns[node[0]]:
                columns[node[0]].append(node)
    ties = [((row["from level"], row["from"]), (row["to level"], row["to"])) for row in rows]
    ties = [tie for tie in dict.fromkeys(ties) if tie[0][1] and tie[1][1] and tie[0][0] != tie[1][0]]
    width = (d.TWO_COLUMNS - 2 * EDGE - BETWEEN * (len(levels) - 1)) / len(levels)
    notes = _notes(rows)
    lines = {node: d.wrap(node[1], width - 2 * PAD, d.SMALL) for of in columns.values() for node in of}
    heights = {node: _height(lines[node], notes.get(node, "")) for node in lines}
    top = EDGE + d.line_height(d.SMALL) * max(len(_head(level, width)) for level in levels) + 1.5
    places = _places(columns, ties, heights)

    height = top + max(places[node] + heights[node] for node in lines) + EDGE
    figure = d.sheet(d.TWO_COLUMNS, height, alt_texts.theme_flow(theme_flow))
    axes = figure.axes[0]
    left = {level: EDGE + place * (width + BETWEEN) for place, level in enumerate(levels)}
    for one, other in ties:
        start, end = (left[one[0]] + width, left[other[0]])
        y, to = (top + places[node] + heights[node] / 2 for node in (one, other))
        d.line(axes, (start, y), (start + 1, y), (end - 1, to), (end, to))
    for level, nodes in columns.items():
        d.write(axes, left[level], EDGE, _head(level, width), d.SMALL, colour=d.QUIET)
        for node in nodes:
            y = top + places[node]
            fill, ink = (d.STRONG, d.PAPER) if level == levels[-1] else (d.PALE, d.INK)
            d.box(axes, left[level], y, width, heights[node], fill)
            d.mark(axes, level, node[1], left[level], y, width, heights[node])
            below = d.write(axes, left[level] + PAD, y + PAD / 2, lines[node], d.SMALL, colour=ink)
            d.write(axes, left[level] + PAD, below, d.wrap(notes.get(node, ""), width - 2 * PAD, d.SMALL), d.SMALL,
                    bold=True, colour=d.STRONG)  # fmt: skip
    return figure


def _head(level: str, width: float) -> list[str]:
    what, comma, version = level.partition(", ")
    many = "categories" if what == "category" else f"{what}s"
    return [*d.wrap(many + comma, width, d.SMALL), *([version] if version else [])]


def _notes(rows: list[dict[str, str]]) -> dict[Node, str]:
    """What is written below a name: how it came about, or that it ended."""
    notes: dict[Node, str] = {}
    for row in rows:
        node = (row["to level"], row["to"]) if row["to"] else (row["from level"], row["from"])
        if row["became"] not in SILENT:
            notes[node] = row["became"]
    return notes


def _height(lines: list[str], note: str) -> float:
    return PAD + d.line_height(d.SMALL) * (len(lines) + bool(note))


def _places(columns: dict[str, list[Node]], ties: list[tuple[Node, Node]], heights: dict[Node, float]) -> dict:
    """The y of each box below the heads: from the last column to the first and back, each beside what it is tied to."""
    tied: dict[Node, list[Node]] = {node: [] for of in columns.values() for node in of}
    for one, other in ties:
        tied[one].append(other)
        tied[other].append(one)
    order = {level: place for place, level in enumerate(columns)}
    room = max(sum(heights[node] + GAP for node in of) - GAP for of in columns.values())
    middle: dict[Node, float] = {}
    backwards, forwards = list(reversed(columns)), list(columns)
    best: tuple[tuple[int, float], dict[Node, float]] | None = None
    for sweep in range(SWEEPS):
        for level in forwards if sweep % 2 else backwards:
            side = -1 if sweep % 2 else 1
            wanted = {node: _mean([middle[other] for other in tied[node]
                                   if other in middle and (order[other[0]] - order[level]) * side > 0],
                                  middle.get(node)) for node in columns[level]}  # fmt: skip
            middle |= _apart(columns[level], wanted, heights, room)
        crossed = _crossings(ties, middle), sum(abs(middle[one] - middle[other]) for one, other in ties)
        if best is None or crossed < best[0]:
            best = crossed, dict(middle)
    return {node: y - heights[node] / 2 for node, y in best[1].items()} if best else {}


def _mean(values: list[float], otherwise: float | None) -> float | None:
    return sum(values) / len(values) if values else otherwise


def _apart(nodes: list[Node], wanted: dict, heights: dict[Node, float], room: float) -> dict[Node, float]:
    """The middles of one column's boxes: in the order of where they want to be, none over another, none outside."""
    known = [node for node in nodes if wanted[node] is not None]
    ordered = sorted(known, key=lambda node: wanted[node]) + [node for node in nodes if wanted[node] is None]
    spare = (room - sum(heights[node] + GAP for node in nodes) + GAP) / max(1, len(nodes) - 1)
    tops, y = [], 0.0
    for place, node in enumerate(ordered):
        even = sum(heights[other] + GAP + spare for other in ordered[:place])
        y = max(y, wanted[node] - heights[node] / 2 if wanted[node] is not None else even)
        tops.append(y)
        y += heights[node] + GAP
    below = room
    for place in reversed(range(len(ordered))):
        tops[place] = min(tops[place], below - heights[ordered[place]])
        below = tops[place] - GAP
    return {node: max(0.0, top) + heights[node] / 2 for node, top in zip(ordered, tops, strict=True)}


def _crossings(ties: list[tuple[Node, Node]], middle: dict[Node, float]) -> int:
    ends = [(one[0], other[0], middle[one], middle[other]) for one, other in ties]
    return sum(
        one[:2] == other[:2] and (one[2] - other[2]) * (one[3] - other[3]) < 0
        for place, one in enumerate(ends)
        for other in ends[place + 1 :]
    )
