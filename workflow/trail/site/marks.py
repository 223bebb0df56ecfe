"""Marks of figures: which thing each box stands for, and a picture whose boxes are links to their pages."""

from typing import NamedTuple

from markupsafe import Markup

from trail.ledger import CHAIN
from trail.site import words
from trail.site.shown import interview_sets, page_of, table_of
from trail.site.view import View

WORDS = {"category": "Category", "subgroup": "Subgroup", "code group": "Code group", "interview set": "Interview set"}
WIDE = 120  # mm from which on a drawing keeps its size in a narrow window, which then scrolls it


class Mark(NamedTuple):
    """A box of a drawing in mm, with what it stands for: words of the interface, version of a code group, page."""

    words: str
    version: str
    name: str
    page: str
    anchor: str
    x: float
    y: float
    width: float
    height: float


def of_figure(view: View, home: str, name: str) -> list[Mark]:
    """Return the marks of a figure that stand for something with a page in this edition, in the order of drawing."""
    owner, _ = table_of(home, name, view.shown.things, view.shown.figures)
    found = []
    for one in view.shown.figures[home][name].get("marks", []):
        level, _, version = one["level"].partition(", version ")
        at = _page(view, owner, level, version, one["name"]) if level in WORDS else None
        if at:
            place = (one[side] for side in ("x", "y", "width", "height"))
            found.append(Mark(WORDS[level], version, one["name"], *at, *place))
    return found


def _page(view: View, owner: str, level: str, version: str, name: str) -> tuple[str, str] | None:
    """The page of what a table calls by this name: of the table's own paper, else of the one that has it."""
    if level == "interview set":
        inside = view.closed and any(one["interview_set"] == name for one in view.closed.interviews.values())
        told = inside or name in interview_sets(view.shown.things)
        return ("interviews" if inside else "participants", f"set-{name}") if told else None
    found = {home: at for home in view.shown.things if (at := _in_paper(view, home, level, version, name))}
    return found.get(owner) or (next(iter(found.values())) if len(found) == 1 else None)


def _in_paper(view: View, home: str, level: str, version: str, name: str) -> tuple[str, str] | None:
    shown = view.shown
    if version:
        for row in shown.method["codebook"]:
            if (row["paper"], row["version"], row["name"]) == (home, version, name):
                own = row["code_group_id"]
                if own in shown.things[home]["codebook"]:
                    return page_of("chain", home, own)
                return f"codebook/{home}", own
        return None
    for kind in CHAIN:
        for own, entry in shown.things[home][kind].items():
            if entry["kind"].replace("_", " ") == level and name in (entry.get("heading"), entry.get("name")):
                return page_of("chain", home, own)
    return None


def plate(view: View, here: str, home: str, name: str, target: str) -> Markup:
    """Return a figure as its own file; over each of its marks lies a link. Without marks the whole leads to `target`.

    The links stand in an SVG beside the picture, named in the language of the interface, in the order of drawing.
    """
    figure = view.shown.figures[home][name]
    source = view.edition.beside(here, f"figures/{home}/{name}.svg")
    picture = Markup('<img src="{}" alt="{}">').format(source, figure["alt"])
    links = [_link(view, here, one) for one in of_figure(view, home, name)]
    if not links:
        return Markup('<a class="plate" href="{}">{}</a>').format(target, picture)
    over = Markup(
        '<svg viewBox="0 0 {} {}" role="group" aria-label="Links in this figure"'
        ' data-nb-label="Lenker i figuren">{}</svg>'
    ).format(figure["width_mm"], figure["height_mm"], Markup("").join(links))
    hint = Markup('<p class="hint">{}</p>').format(words.both("Boxes and names in it are links."))
    wide = " wide" if figure["width_mm"] > WIDE else ""
    return Markup('<div class="plate"><div class="marked{}">{}{}</div>{}</div>').format(wide, picture, over, hint)


def _link(view: View, here: str, one: Mark) -> Markup:
    said, norwegian = one.words, words.NORWEGIAN[one.words]
    if one.version:
        said, norwegian = f"{said}, version {one.version}", f"{norwegian}, {words.NORWEGIAN['version']} {one.version}"
    return Markup(
        '<a href="{}"><title data-nb="{}">{}</title><rect x="{}" y="{}" width="{}" height="{}" rx="0.4"/></a>'
    ).format(
        view.edition.link(here, one.page, one.anchor),
        f"{norwegian}: {one.name}",
        f"{said}: {one.name}",
        *(one.x, one.y, one.width, one.height),
    )
