"""Pages of released things: each thing of the chain, quotes, numbers, tables and figures, with all that uses them."""

from collections.abc import Iterator

from trail import web_pages
from trail.ledger import CHAIN, HALVES, LEVELS, entry_of
from trail.site import chains, marks, reading
from trail.site.edition import numbered
from trail.site.shown import page_of, short, table_of
from trail.site.view import Page, View, in_pages, page

MANY = 400  # units on one page
ROWS = 2500  # ids on one page
LINES = 3000  # rows of a table on one page
PROVING = ("proof.js", "proof_page.js", "quote_proofs.js")  # what a page of quotes verifies them with


def pages(view: View) -> Iterator[Page]:
    """Yield every page of a released thing."""
    for home in view.shown.things:
        of_home = view.shown.things[home]
        names = [name for kind in CHAIN for name in of_home[kind]]
        for name in names:
            yield from _thing(view, home, name)
        if any(of_home[half] for half in HALVES):
            yield _quotes(view, home)
        if of_home["value"]:
            yield from _numbers(view, home)
        if of_home["table"]:
            yield _tables(view, home)
        if view.shown.figures.get(home):
            yield _figures(view, home)


def used_by(view: View, home: str, name: str, direct: bool = False) -> list[dict]:
    """Return the claims that rest on a thing, or only those that name it, as pages list them."""
    rows = (view.shown.cites if direct else view.shown.rests).get((home, name), [])
    return [row | {"short": short(row), "lang": view.shown.pages[row["document"]]["lang"]} for row in rows]


def _thing(view: View, home: str, name: str) -> Iterator[Page]:
    """A category, condensate, subgroup or code group; its units go on over several pages where they are many."""
    shown, closed = view.shown, view.closed
    node = chains.tree(shown, None, home, name)
    ids = chains.units_of(shown, home, name)
    lists = in_pages(ids, MANY)
    for at, part in enumerate(lists):
        yield page(
            view,
            numbered(f"things/{home}.{name}", at),
            "site_thing.html.j2",
            node["heading"] or name,
            [("index", "Overview"), (f"read/{home}", home)],
            node=node,
            resting=_above(view, home, name),
            lang=shown.pages[home]["lang"],
            versions=[row for row in shown.method["codebook"] if (row["paper"], row["code_group_id"]) == (home, name)],
            units=[chains.brief(closed, one) for one in part],
            many=len(ids),
            parts=[(numbered(f"things/{home}.{name}", one), one + 1) for one in range(len(lists))],
            at=at,
            claims=used_by(view, home, name),
        )


def _above(view: View, home: str, name: str) -> list[dict]:
    """What directly rests on a thing of the chain: the categories of a condensate, the condensates of a subgroup."""
    things = view.shown.things[home]
    rank = LEVELS.index(entry_of(name, things)["kind"])
    found = []
    for other in (one for kind in CHAIN for one in things[kind] if one != name):
        entry = entry_of(other, things)
        named = [*entry.get("condensates", []), entry.get("subgroup", ""), *entry.get("subgroups", [])]
        named += entry.get("code_groups", [])
        if (LEVELS.index(entry["kind"]) <= rank and name in named) or (
            things["category"].get(name, {}).get("parent") == other
        ):
            found.append(chains.thing(view.shown, home, other))
    return sorted(found, key=lambda one: (LEVELS.index(one["kind"]), one["id"]))


def _quotes(view: View, home: str) -> Page:
    things = view.shown.things[home]
    names = list(dict.fromkeys(name for half in HALVES for name in things[half]))
    under = {}
    for category, entry in things["category"].items():
        for name in entry.get("quotes", []):
            under.setdefault(name, []).append(chains.thing(view.shown, home, category))
    return page(
        view,
        f"quotes/{home}",
        "site_quotes.html.j2",
        f"Quotes of {home}",
        [("index", "Overview"), (f"read/{home}", home)],
        home=home,
        proofs=web_pages.as_script(view.shown.proofs[home]["printed"]) if home in view.shown.proofs else "",
        scripts=[view.edition.file(f"quotes/{home}", f"{view.edition.pages}/{name}") for name in PROVING],
        quotes=[
            reading.quoted(view, home, name)
            | {"claims": used_by(view, home, name, direct=True), "under": under.get(name, [])}
            for name in sorted(names)
        ],
    )


def _numbers(view: View, home: str) -> Iterator[Page]:
    shown = view.shown
    values = {name: reading.value(one) for name, one in sorted(shown.things[home]["value"].items())}
    rows_of = {}
    for name in values if view.closed else ():
        ids = shown.behind[home].get(name, {})
        kind = "units" if ids.get("units") else "interviews"
        if ids.get(kind):
            rows_of[name] = (f"rows/{name}", len(ids[kind]), kind)
            yield from _rows(view, home, name, values[name], ids[kind], kind)
    yield page(
        view,
        f"numbers/{home}",
        "site_numbers.html.j2",
        f"Numbers of {home}",
        [("index", "Overview"), (f"read/{home}", home)],
        home=home,
        values={
            name: one | {"claims": used_by(view, home, name, direct=True), "rows": rows_of.get(name)}
            for name, one in values.items()
        },
    )


def _rows(view: View, home: str, name: str, one: dict, ids: list[str], kind: str) -> Iterator[Page]:
    """The rows that a number counts, as ids that lead to where they stand. Closed edition only."""
    lists = in_pages(ids, ROWS)
    for at, part in enumerate(lists):
        by_interview = {}
        for unit in part:
            of = view.closed.units[unit] if kind == "units" else None
            by_interview.setdefault(of["interview"] if of else unit, []).append((unit, of["page"]) if of else None)
        yield page(
            view,
            numbered(f"rows/{name}", at),
            "site_rows.html.j2",
            f"Rows behind {name}",
            [("index", "Overview"), (f"numbers/{home}", "Numbers")],
            name=name,
            one=one,
            many=len(ids),
            kind=kind,
            rows=by_interview,
            parts=[(numbered(f"rows/{name}", other), other + 1) for other in range(len(lists))],
            at=at,
        )


def _tables(view: View, home: str) -> Page:
    shown, drawn = view.shown, {}
    of_home = shown.things[home]["table"]
    for document, of_document in shown.figures.items():
        for name in of_document:
            drawn.setdefault(table_of(document, name, shown.things, shown.figures), []).append((document, name))
    return page(
        view,
        f"tables/{home}",
        "site_tables.html.j2",
        f"Tables of {home}",
        [("index", "Overview"), (f"read/{home}", home)],
        home=home,
        interviews=sorted(
            {one for name in of_home for one in shown.behind.get(home, {}).get(name, {}).get("interviews", [])}
        ),
        tables={
            name: table
            | {"rows": table["rows"][:LINES], "left": max(0, len(table["rows"]) - LINES)}
            | {"claims": used_by(view, home, name, direct=True)}
            | {"drawn": [(*one, *page_of("figure", *one)) for one in drawn.get((home, name), [])]}
            for name, table in of_home.items()
        },
    )


def _figures(view: View, home: str) -> Page:
    shown, here = view.shown, f"figures/{home}"
    return page(
        view,
        here,
        "site_figures.html.j2",
        f"Figures of {home}",
        [("index", "Overview"), (f"read/{home}", home)],
        home=home,
        figures={
            name: figure
            | {"claims": used_by(view, home, name, direct=True)}
            | {"of": table_of(home, name, shown.things, shown.figures)}
            | {"plate": marks.plate(view, here, home, name, view.edition.beside(here, f"figures/{home}/{name}.svg"))}
            | {"marks": marks.of_figure(view, home, name)}
            for name, figure in shown.figures[home].items()
        },
    )
