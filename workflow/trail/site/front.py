"""The pages that one begins with: overview, claims, glossary, and how to audit the study in twenty minutes."""

from markupsafe import Markup

from trail.site import marks
from trail.site.reading import KINDS
from trail.site.shown import page_of, short, table_of
from trail.site.view import Page, View, number, page

FLOW = "flow"  # the table that the figure at the head of the page draws


def overview(view: View) -> Page:
    """Return the page that an edition is entered by."""
    shown = view.shown
    return page(
        view,
        "index",
        "site_overview.html.j2",
        shown.settings["title"],
        documents=[
            {"name": name, **about, "counts": counts(shown.rows, name), "sheets": shown.sheets.get(name, {})}
            for name, about in shown.pages.items()
        ],
        totals={"documents": number(len(shown.pages), "document"), "claims": number(len(shown.rows), "claim")},
        flow=flow(view),
        inside=[
            number(len(view.closed.interviews), "interview"),
            number(len(view.closed.units), "meaning unit"),
        ]
        if view.closed
        else [],
    )


def flow(view: View) -> Markup | None:
    """Return the flow figure over most interview sets, its marks as links: that of the whole study where one has it."""
    shown, found = view.shown, []
    for document, of in shown.figures.items():
        for name in of:
            home, table = table_of(document, name, shown.things, shown.figures)
            if table == FLOW:
                rows = len(shown.things[home]["table"].get(table, {}).get("rows", []))
                found.append((rows, document, name))
    if not found:
        return None
    _, document, name = max(found, key=lambda one: one[0])
    return marks.plate(view, "index", document, name, view.edition.link("index", *page_of("figure", document, name)))


def counts(rows: list[dict], document: str) -> Markup:
    """Return how many things of each kind a document prints, in words."""
    kinds = [row["kind"] for row in rows if row["document"] == document]
    words = {kind: "number" if kind == "value" else kind for kind in KINDS}
    return Markup(", ").join(number(kinds.count(kind), words[kind]) for kind in KINDS if kind in kinds)


def claims(view: View) -> list[Page]:
    """Return the claims of each document as one table, which leads to each sentence and its evidence."""
    shown = view.shown
    return [
        page(
            view,
            "claims",
            "site_claims.html.j2",
            "Claims",
            [("index", "Overview")],
            documents={
                name: [
                    row | {"short": short(row), "lang": about["lang"], "words": KINDS[row["kind"]]}
                    for row in shown.rows
                    if row["document"] == name
                ]
                for name, about in shown.pages.items()
            },
        )
    ]


def twenty(view: View) -> Page:
    """Return the walk through an edition that an auditor of little time takes."""
    shown = view.shown
    first = {}
    for row in shown.rows:
        first.setdefault(row["kind"], row | {"short": short(row), "lang": shown.pages[row["document"]]["lang"]})
    return page(
        view,
        "twenty",
        "site_twenty.html.j2",
        "Audit it in twenty minutes",
        [("index", "Overview")],
        first=first,
        kinds=KINDS,
    )


def glossary(view: View) -> Page:
    """Return what the words of the method mean, in English and Norwegian."""
    return page(view, "glossary", "site_glossary.html.j2", "Glossary", [("index", "Overview")])
