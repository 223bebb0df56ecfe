"""The interface in English and Norwegian: every word on a page that is not the study's own."""

from functools import cache

from markupsafe import Markup

from trail.tables import read_json
from trail.web_pages import PAGES

NORWEGIAN: dict[str, str] = read_json(PAGES / "norwegian.json")


@cache  # of some hundred words, asked for on every page
def both(english: str) -> Markup:
    """Return words of the interface that carry their Norwegian with them; a page's script puts in the one chosen."""
    return Markup('<span data-nb="{}">{}</span>').format(NORWEGIAN[english], english)
