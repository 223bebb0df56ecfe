"""What every page of an edition has: its frame, its menu, links that know where they stand."""

from functools import partial
from typing import NamedTuple

from markupsafe import Markup

from trail import web_pages
from trail.site import words
from trail.site.closed import Closed
from trail.site.edition import INDEX, Edition
from trail.site.shown import Shown

OPENED = ("quotes", "counts", "totals")
Page = tuple[str, str]  # (its name in the edition, its HTML)


class View(NamedTuple):
    """One edition of one study: where it lies, what it shows, and for the closed one what lies behind."""

    edition: Edition
    shown: Shown
    closed: Closed | None


def page(
    view: View, here: str, template: str, title: str, above: list[tuple[str, str]] | None = None, **things
) -> Page:
    """Return a page made from a template of `pages/`.

    title: in the document's head; above: [(page, words)] that lead to it
    """
    edition, settings = view.edition, view.shown.settings
    html = web_pages.page(
        template,
        study=settings["title"],
        page_title=title,
        here=here,
        above=above or [],
        menu=menu(view),
        closed=edition.closed,
        draft=edition.draft,
        invented=settings["invented"],
        language=settings["language"],
        t=words.both,
        proved=opened(view.shown),
        to=partial(edition.link, here),
        beside=partial(edition.beside, here),
        results=partial(edition.file, here),
        styles=edition.file(here, f"{edition.pages}/site.css"),
        script=edition.file(here, f"{edition.pages}/site.js"),
        **things,
    )
    return here, html


def opened(shown: Shown) -> dict[str, frozenset[str]]:
    """Return {paper: names of what its proofs open}: quotes/Q014, counts/paper1.participants, totals/paper1.units."""
    return {
        paper: frozenset(f"{kind}/{name}" for kind in OPENED for name in proof["openings"][kind])
        for paper, proof in shown.proofs.items()
    }


def menu(view: View) -> list[tuple[str, str]]:
    """Return the pages that every page leads to, with their names, in reading order."""
    shown, closed = view.shown, view.closed
    found = [(INDEX, "Overview"), ("twenty", "Audit it in twenty minutes"), ("claims", "Claims")]
    found += [("codebook", "Code book")] if shown.method["codebook"] else []
    found += [("participants", "Participants")]
    found += [("interviews", "Interviews")] if closed else []
    found += [("matrices", "Theme matrices")] if closed and shown.settings["papers"] else []
    found += [("waves", "Two waves")] if closed and any(of["wave_matrix"] for of in closed.papers.values()) else []
    found += [("proofs", "Proofs")] if shown.proofs else []
    found += [("decisions", "Decisions")] if shown.method["decisions"] or closed else []
    found += [("memos", "Memos")] if closed and closed.memos else []
    found += [("checks", "Checks")]
    found += [("linkage", "Linkage budget")] if closed and closed.budget else []
    found += [("reporting", "Reporting checklists")] if any(shown.sheets.values()) else []
    found += [("notebooks", "Notebooks and figures")] if shown.figures else []
    found += [("run", "What was run"), ("glossary", "Glossary"), ("search", "Search")]
    return found


def number(count: int, word: str) -> Markup:
    """Return a number of things in words, in both languages: 1 claim, 2 claims."""
    return Markup("{} {}").format(f"{count:,}".replace(",", " "), words.both(word if count == 1 else f"{word}s"))


def in_pages(items: list, size: int) -> list[list]:
    """Return items in pages of so many, at least one page."""
    return [items[start : start + size] for start in range(0, len(items), size)] or [[]]
