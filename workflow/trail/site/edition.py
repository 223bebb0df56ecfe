"""One edition of the site: where its pages lie, and how one links to another and to what was made beside them."""

import posixpath
from functools import lru_cache
from typing import NamedTuple

INDEX = "index"  # the page that an edition is entered by


class Edition(NamedTuple):
    """Where an edition lies, as paths within results/ with '/'.

    home: its overview; pages: folder of all its other pages; made: folder of documents, figures and notebooks
    closed: whether it shows transcripts; draft: whether it is made from candidates
    """

    home: str
    pages: str
    made: str
    closed: bool
    draft: bool

    def path(self, page: str) -> str:
        """Return where a page lies: "things/paper1.CAT1" in its folder, `INDEX` at the entrance."""
        return self.home if page == INDEX else f"{self.pages}/{page}.html"

    def link(self, here: str, page: str, anchor: str = "") -> str:
        """Return the link from one page to another, or to a place in it."""
        if page == here and anchor:
            return f"#{anchor}"
        return self.file(here, self.path(page)) + (f"#{anchor}" if anchor else "")

    def file(self, here: str, path: str) -> str:
        """Return the link from a page to a file within results/."""
        return _way(path, posixpath.dirname(self.path(here)))

    def beside(self, here: str, path: str) -> str:
        """Return the link from a page to a document, figure or notebook of the run."""
        return self.file(here, f"{self.made}/{path}")


@lru_cache(maxsize=100_000)  # pages lie in a few folders, and link to the same places page after page
def _way(path: str, folder: str) -> str:
    return posixpath.relpath(path, folder)


def public(draft: bool) -> Edition:
    """Return the edition over released things; of a draft, over candidates and in the closed zone."""
    zone = "closed/draft" if draft else "open"
    return Edition(f"{zone}/index.html", f"{zone}/audit", zone, closed=False, draft=draft)


def closed(draft: bool) -> Edition:
    """Return the edition that shows transcripts in full."""
    made = "closed/draft" if draft else "open"
    return Edition("closed/audit/index.html", "closed/audit", made, closed=True, draft=draft)


def numbered(name: str, at: int) -> str:
    """Return the name of page `at` (from 0) of a list that goes on over several."""
    return name if at == 0 else f"{name}-{at + 1}"
