"""The rules of a run as a drawing: layers from what people wrote to what is printed, waiting rules below."""

from functools import cache
from typing import NamedTuple

LINE, GAP, LETTER, PADDING, ROW = 30, 18, 6.9, 14, 62
SWEEPS = 6


class Box(NamedTuple):
    """A rule with its place, in the units of the drawing."""

    name: str
    x: float
    y: float
    width: float


def drawing(rules: dict[str, list[str]]) -> dict:
    """Return {width, height, boxes, lines} of a graph: rules = {rule: rules whose files it reads}.

    lines: paths in the form of SVG. A rule stands one layer below the last of those it waits for; of its lines those
    are left out that follow from others (transitive reduction); within a layer order is by the mean place of
    neighbours (Sugiyama and others, 1981, doi 10.1109/TSMC.1981.4308636).
    """
    above = {name: sorted(set(of) & rules.keys() - {name}) for name, of in rules.items()}

    @cache
    def layer(name: str) -> int:
        return 1 + max((layer(one) for one in above[name]), default=-1)

    @cache
    def behind(name: str) -> frozenset[str]:
        return frozenset(above[name]).union(*(behind(one) for one in above[name]))

    direct = {
        name: [one for one in of if not any(one in behind(other) for other in of if other != one)]
        for name, of in above.items()
    }
    layers: list[list[str]] = [[] for _ in range(1 + max(map(layer, rules), default=-1))]
    for name in sorted(rules):
        layers[layer(name)].append(name)
    below: dict[str, list[str]] = {name: [] for name in rules}
    for name, of in direct.items():
        for one in of:
            below[one].append(name)
    for sweep in range(SWEEPS):
        near = direct if sweep % 2 == 0 else below
        place = {name: (at + 0.5) / len(row) for row in layers for at, name in enumerate(row)}
        for row in layers if sweep % 2 == 0 else reversed(layers):
            row.sort(key=lambda name: (_mean([place[one] for one in near[name]], place[name]), name))
            place |= {name: (at + 0.5) / len(row) for at, name in enumerate(row)}
    boxes = _placed(layers)
    width = max((box.x + box.width for box in boxes.values()), default=0)
    lines = [_line(boxes[one], boxes[name]) for name in sorted(direct) for one in direct[name]]
    return {
        "width": round(width + GAP),
        "height": len(layers) * ROW + GAP,
        "boxes": list(boxes.values()),
        "lines": lines,
    }


def _mean(places: list[float], else_: float) -> float:
    return sum(places) / len(places) if places else else_


def _placed(layers: list[list[str]]) -> dict[str, Box]:
    widths = {name: len(name) * LETTER + PADDING for row in layers for name in row}
    widest = max((sum(widths[name] + GAP for name in row) for row in layers), default=0)
    boxes = {}
    for at, row in enumerate(layers):
        x = GAP + (widest - sum(widths[name] + GAP for name in row)) / 2
        for name in row:
            boxes[name] = Box(name, round(x, 1), GAP + at * ROW, round(widths[name], 1))
            x += widths[name] + GAP
    return boxes


def _line(upper: Box, lower: Box) -> str:
    x, y = upper.x + upper.width / 2, upper.y + LINE
    to, end = lower.x + lower.width / 2, lower.y
    bend = min(40, (end - y) / 2 + 8)
    return f"M{x:.1f} {y:.1f}C{x:.1f} {y + bend:.1f} {to:.1f} {end - bend:.1f} {to:.1f} {end:.1f}"
