"""Drawing in millimetres: a sheet, measured text that wraps, boxes, lines and bars.

Every figure is first laid out in millimetres from the width of its words, then drawn; so nothing is cut and
nothing overlaps, however long the names of a study are. The origin is the upper left corner, y grows downwards.
"""

from functools import cache
from pathlib import Path

import matplotlib
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, get_font
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path as Outline
from matplotlib.textpath import text_to_path

ONE_COLUMN, TWO_COLUMNS = 85, 170  # mm: what most journals ask for

# One hue, told apart by luminance alone: readable in grey and whatever colours a reader sees.
INK, QUIET, RULE = "#1f2a35", "#55626f", "#8b97a3"
STRONG, MIDDLE, PALE, PAPER = "#1f4e79", "#7fa3c7", "#e6edf4", "#ffffff"

SIZE, SMALL = 8, 7  # points
LINE = 1.22  # line pitch, in ems
FONTS = Path(__file__).parent / "fonts"
MM_PER_POINT = 25.4 / 72


def sheet(width: float, height: float, alt: str) -> Figure:
    """Return a white figure of `width` × `height` mm whose one axes counts millimetres.

    `.alt` is its alt text; `.marks` starts empty, `mark` adds to it.
    """
    figure = Figure(figsize=(width / 25.4, height / 25.4), facecolor=PAPER)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.set_xlim(0, width)
    axes.set_ylim(height, 0)
    figure.alt = alt
    figure.marks = []
    return figure


def text_width(text: str, size: float = SIZE, bold: bool = False) -> float:
    """Return how wide one line of text is, in mm."""
    width, _, _ = text_to_path.get_text_width_height_descent(*_set(text, size, bold), ismath=False)
    return width * MM_PER_POINT * 1.01  # drawn letters are rounded to pixels


def line_height(size: float = SIZE) -> float:
    """Return the pitch of lines, in mm."""
    return size * LINE * MM_PER_POINT


def wrap(text: str, width: float, size: float = SIZE, bold: bool = False) -> list[str]:
    """Return `text` as lines no wider than `width` mm; a word that is wider alone is broken."""
    lines = [""]
    for word in str(text).split():
        longer = f"{lines[-1]} {word}".strip()
        if text_width(longer, size, bold) <= width:
            lines[-1] = longer
            continue
        *full, rest = _break(word, width, size, bold)
        lines += [*full, rest]
    return [line for line in lines if line] or [""]


def write(axes, x: float, y: float, lines, size: float = SIZE, bold: bool = False, colour: str = INK, align="left"):
    """Write lines of text, the first with its top at `y` mm; return the y below the last."""
    for line in [lines] if isinstance(lines, str) else lines:
        baseline = y + 0.86 * size * MM_PER_POINT + (LINE - 1) / 2 * size * MM_PER_POINT
        text, font = _set(line, size, bold)
        axes.text(x, baseline, text, fontproperties=font, color=colour, ha=align, va="baseline", parse_math=False)
        y += line_height(size)
    return y


def write_upright(axes, x: float, y: float, text: str, size: float = SIZE, colour: str = INK) -> None:
    """Write one line turned by 90°, centred on x, that starts at y and runs upwards."""
    text, font = _set(text, size, False)
    axes.text(x, y, text, fontproperties=font, color=colour, ha="center", va="bottom", rotation=90, parse_math=False)


def box(axes, x: float, y: float, width: float, height: float, fill: str = PALE, edge: str = "none") -> None:
    """Draw a filled rectangle whose upper left corner is at x, y."""
    axes.add_patch(Rectangle((x, y), width, height, facecolor=fill, edgecolor=edge, linewidth=0.6, clip_on=False))


def mark(axes, level: str, name: str, x: float, y: float, width: float, height: float) -> None:
    """Remember which thing stands in a rectangle, by the names of the table drawn, so that a page can link it."""
    place = {"x": x, "y": y, "width": width, "height": height}
    axes.figure.marks.append({"level": level, "name": name} | {side: round(mm, 2) for side, mm in place.items()})


def line(axes, *points: tuple[float, float], colour: str = RULE, width: float = 0.7) -> None:
    """Draw a line through points."""
    axes.add_line(
        Line2D(*zip(*points, strict=True), color=colour, linewidth=width, solid_joinstyle="miter", clip_on=False)
    )


def ribbon(axes, start: tuple[float, float], end: tuple[float, float], height: float, fill: str) -> None:
    """Draw a band of one height from one upper left corner to another further right, bent as rivers are drawn."""
    (x0, y0), (x1, y1) = start, end
    middle = (x0 + x1) / 2
    points = [(x0, y0), (middle, y0), (middle, y1), (x1, y1)]
    points += [(x1, y1 + height), (middle, y1 + height), (middle, y0 + height), (x0, y0 + height), (x0, y0)]
    codes = [Outline.MOVETO, *[Outline.CURVE4] * 3, Outline.LINETO, *[Outline.CURVE4] * 3, Outline.CLOSEPOLY]
    axes.add_patch(PathPatch(Outline(points, codes), facecolor=fill, edgecolor=PAPER, linewidth=0.3, clip_on=False))


def arrow(axes, *points: tuple[float, float]) -> None:
    """Draw a line through points that ends in an arrowhead; its last part runs along one axis."""
    (x0, y0), (x, y) = points[-2:]
    across, down = (x > x0) - (x < x0), (y > y0) - (y < y0)
    line(axes, *points[:-1], (x - across, y - down), colour=QUIET)
    tip = [(x, y), (x - 1.8 * across - 0.8 * down, y - 1.8 * down - 0.8 * across),
           (x - 1.8 * across + 0.8 * down, y - 1.8 * down + 0.8 * across)]  # fmt: skip
    axes.fill(*zip(*tip, strict=True), color=QUIET, linewidth=0, clip_on=False)


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour, 0 (black) to 1 (white), as WCAG 2 defines it."""
    channels = matplotlib.colors.to_rgb(colour)
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21, as WCAG 2 defines it."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def shade(share: float) -> str:
    """Return the colour of a cell: from pale (0) to strong (1), even in each channel."""
    pale, strong = (matplotlib.colors.to_rgb(colour) for colour in (PALE, STRONG))
    return matplotlib.colors.to_hex([low + (high - low) * share for low, high in zip(pale, strong, strict=True)])


def readable_on(fill: str) -> str:
    """Return the colour of text, white or black, that stands out better from `fill`: 4.5 at least."""
    return max((PAPER, "#000000"), key=lambda colour: contrast(colour, fill))


@cache
def _letters(path: Path) -> frozenset[int]:
    return frozenset(get_font(path).get_charmap())


@cache
def _set(text: str, size: float, bold: bool) -> tuple[str, FontProperties]:
    """The text and its font: the shipped one; where that lacks a letter, the wider one that comes with matplotlib.

    A letter that neither has, such as an emoji, becomes an empty square.
    """
    shipped = FONTS / ("SourceSansPro-Semibold.otf" if bold else "SourceSansPro-Regular.otf")
    if {ord(letter) for letter in text} <= _letters(shipped):
        return text, FontProperties(fname=shipped, size=size)
    wider = Path(matplotlib.get_data_path()) / "fonts/ttf" / ("DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf")
    known = "".join(letter if ord(letter) in _letters(wider) else "□" for letter in text)
    return known, FontProperties(fname=wider, size=size)


def _break(word: str, width: float, size: float, bold: bool) -> list[str]:
    parts = [""]
    for letter in word:
        if parts[-1] and text_width(parts[-1] + letter, size, bold) > width:
            parts.append("")
        parts[-1] += letter
    return parts
