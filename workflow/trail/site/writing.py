"""An edition on disk: all its pages, its style and script, and the index that stands for them."""

import shutil
from collections.abc import Iterator
from pathlib import Path

from trail import web_pages
from trail.site import front, inside, method, proofs, reading, search, things
from trail.site.view import Page, View
from trail.tables import sha256, write_json, write_text

BUDGET = 2_000_000  # bytes that no page is over


def pages(view: View) -> Iterator[Page]:
    """Yield every page of an edition."""
    shown = view.shown
    yield front.overview(view)
    yield front.twenty(view)
    yield from front.claims(view)
    yield from reading.pages(view)
    yield from things.pages(view)
    if shown.method["codebook"]:
        yield from method.codebook(view)
    yield method.participants(view)
    if shown.method["decisions"] or view.closed:
        yield method.decisions(view)
    yield method.checked(view)
    if any(shown.sheets.values()):
        yield method.reporting(view)
    if shown.figures:
        yield method.notebooks(view)
    if shown.proofs:
        yield from proofs.pages(view)
    yield method.run(view)
    yield front.glossary(view)
    yield search.page_of_search(view)
    if view.closed:
        yield from inside.pages(view)


def write(view: View, results: Path) -> None:
    """Write an edition: every page, style, script, search index, and last `index.json` beside them.

    index.json: {file within the folder of pages: SHA-256}. Pages of an earlier run are taken away.
    """
    folder = results / view.edition.pages
    shutil.rmtree(folder, ignore_errors=True)
    written = {}
    for name, html in pages(view):
        path = results / view.edition.path(name)
        write_text(html, path)
        written[path.relative_to(results).as_posix()] = sha256(html)
    beside = {
        "site.css": "".join(map(web_pages.text, ("index.css", "proof.css", "site.css"))),
        "site.js": "".join(map(web_pages.text, ("language.js", "site.js"))),
    }
    beside["search.js"] = web_pages.text("search.js")
    beside |= {name: web_pages.text(name) for name in things.PROVING if view.shown.proofs}
    for name, text in (beside | search.files(view)).items():
        write_text(text, folder / name)
        written[f"{view.edition.pages}/{name}"] = sha256(text)
    write_json(written, folder / "index.json")
