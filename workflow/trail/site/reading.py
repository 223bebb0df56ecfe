"""The reading view: a document as published, and beside each claim the chain that it rests on."""

from collections.abc import Iterator

from markupsafe import Markup, escape

from trail import annotations
from trail.ledger import HALVES
from trail.site import chains, marks
from trail.site.shown import meant, page_of, short, table_of
from trail.site.texts import Picture
from trail.site.view import Page, View, page
from trail.tables import split_list

# What the build held each kind against before it printed it: said at the claim.
VERIFIED = {
    "claim": "Checked: all it rests on is there in the words that were reviewed. Whether it follows is yours to judge.",
    "quote": "Checked: printed word for word as it was released.",
    "value": "Checked: the number printed is the number counted.",
    "figure": "Checked: drawn from the table named here and from nothing else.",
    "table": "Checked: its cells are those of the table that was reviewed.",
}
KINDS = {"claim": "Claim", "quote": "Quote", "value": "Number", "figure": "Figure", "table": "Table"}


def pages(view: View) -> Iterator[Page]:
    """Yield the reading view of each document."""
    shown = view.shown
    for document, about in shown.pages.items():
        rows = [row for row in shown.rows if row["document"] == document]
        claims = [claim(view, row) for row in rows]
        named = {(one["home"], one["own"]): one for each in claims for one in each["names"]}
        here = f"read/{document}"
        yield page(
            view,
            here,
            "site_reading.html.j2",
            about["title"],
            [("index", "Overview")],
            document=document,
            quotes=any(shown.things[document][half] for half in HALVES),
            about=about,
            text=_text(view, here, document),
            claims=claims,
            bases=[_basis(view, one) for one in named.values()],
        )


def claim(view: View, row: dict) -> dict:
    """Return a claim as its panel shows it: the three lines, what it names, and where that is shown."""
    shown = view.shown
    names = []
    for name in dict.fromkeys(split_list(row["of"])):
        shape, home, own = meant(row, name, shown.things, shown.figures)
        target, anchor = page_of(shape, home, own)
        names.append({"shape": shape, "home": home, "own": own, "as": name, "page": target, "anchor": anchor})
    first = names[0]
    return row | {
        "short": short(row),
        "kind_words": KINDS[row["kind"]],
        "label": _label(view, first),
        "verified": VERIFIED[row["kind"]],
        "names": names,
    }


def _label(view: View, one: dict) -> str:
    """The second of the three lines: under which label, heading or count the thing stands."""
    things = view.shown.things[one["home"]]
    if one["shape"] == "chain":
        thing = chains.thing(view.shown, one["home"], one["own"])
        return thing["heading"] or thing["words"]
    if one["shape"] == "quote":
        return annotations.quote(one["own"], things)["label"]
    if one["shape"] == "value":
        return things["value"][one["own"]]["what"]
    if one["shape"] == "figure":
        drawn = view.shown.figures[one["home"]][one["own"]]
        return f"{drawn['notebook']}, cell {drawn['cell']}"
    return one["own"]


def _basis(view: View, one: dict) -> dict:
    """Return what one name stands for, as the template shows it once for all claims that name it."""
    shown, closed = view.shown, view.closed
    things = shown.things[one["home"]]
    found = {"shape": one["shape"], "home": one["home"], "own": one["own"], "id": basis_id(one), "page": one["page"]}
    found |= {"anchor": one["anchor"], "lang": shown.pages[one["home"]]["lang"]}
    if one["shape"] == "chain":
        return found | {"branch": chains.tree(shown, closed, one["home"], one["own"])}
    if one["shape"] == "quote":
        return found | {"quote": quoted(view, one["home"], one["own"])}
    if one["shape"] == "value":
        counted = any(shown.behind.get(one["home"], {}).get(one["own"], {}).values())
        rows = {"page": f"rows/{one['own']}", "anchor": ""} if counted else {}
        return found | rows | {"value": value(things["value"][one["own"]]), "counted": counted}
    if one["shape"] == "table":
        return found | {"table": {"name": one["own"], "note": things["table"][one["own"]]["note"]}}
    drawn = shown.figures[one["home"]][one["own"]]
    at, table = table_of(one["home"], one["own"], shown.things, shown.figures)
    return found | {
        "figure": drawn,
        "marks": marks.of_figure(view, one["home"], one["own"]),
        "table": {"home": at, "name": table, "note": shown.things[at]["table"][table]["note"]},
    }


def basis_id(one: dict) -> str:
    """Return the id under which a page shows what a name stands for."""
    return f"of-{one['home']}.{one['own']}"


def quoted(view: View, home: str, name: str) -> dict:
    """Return a quote with its home, and in the closed edition its units."""
    found = annotations.quote(name, view.shown.things[home]) | {"home": home, "units": []}
    if view.closed:
        ids = chains.units_of(view.shown, home, name)
        found["units"] = [chains.brief(view.closed, one) for one in ids]
    return found


def value(one: dict) -> dict:
    """Return a number as it is shown: text, what, function, filter in words."""
    said = {
        name.replace("_", " "): ", ".join(map(str, part)) if isinstance(part, list) else str(part)
        for name, part in sorted(one["filter"].items())
    }
    where = "; ".join(f"{name}: {part}" for name, part in said.items())
    return {"text": one["text"], "what": one["what"], "filter": where, "function": one["function"]}


def _text(view: View, here: str, document: str) -> Markup:
    """The text of a document; a figure of the run is shown from its own file."""
    return Markup("").join(
        _picture(view, here, one) if isinstance(one, Picture) else Markup(one)
        for one in view.shown.texts[document].markup
    )


def _picture(view: View, here: str, one: Picture) -> Markup:
    if one.name:
        target = view.edition.link(here, *page_of("figure", one.document, one.name))
        return marks.plate(view, here, one.document, one.name, target)
    return Markup('<img src="{}" alt="{}">').format(one.data, one.alt) if one.data else escape(one.alt)
