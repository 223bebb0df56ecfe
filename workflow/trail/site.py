"""One page to everything made: documents, figures, notebooks, and the ledger with the chain behind each claim."""

from pathlib import Path

import pandas as pd

from trail import annotations, web_pages
from trail.ledger import HALVES, all_below, below, entry_of, home_of, quotes_under
from trail.release import read_things
from trail.tables import split_list

KINDS = ("claim", "quote", "value", "figure", "table")
FLOW = "flow"  # the table that the figure at the head of the page draws


def index_page(
    settings: dict,
    ledger: pd.DataFrame,
    released: dict[str, Path],
    figures: dict[str, dict],
    pages: dict[str, dict],
    supplements: dict[str, dict[str, str]],
) -> str:
    """Return one HTML page, to lie in results/open, or of a draft in results/closed/draft, beside what it links to.

    settings: {title, language (of interviews and condensates), renderer (name, version), software ({name: version}),
    draft, invented}
    ledger, released, figures: as `ledger.ledger` returns and takes them
    pages: {document: {title, lang}}, as `places.title_and_language` reads them, in the order of the documents
    supplements: {document: {sheet: its title}}, as `supplements.write` leaves it
    Nothing is loaded but pictures beside it; style and script stand in it, named by hash in its security policy.
    """
    things = {document: read_things(folder) for document, folder in released.items()}
    languages = {document: page["lang"] for document, page in pages.items()}
    rows = [_row(row, things, figures, languages, settings["draft"]) for row in ledger.to_dict("records")]
    drawn = [_figure(home, name, one, ledger) for home, of in figures.items() for name, one in of.items()]
    flow = _flow(drawn, things)
    return web_pages.page(
        "index.html.j2",
        title=settings["title"],
        draft=settings["draft"],
        invented=settings["invented"],
        renderer=": ".join(settings["renderer"]),
        software=settings["software"].items(),
        documents=[
            {"name": name, **page, "counts": _counts(rows, name), "sheets": supplements.get(name, {})}
            for name, page in pages.items()
        ],
        totals={"documents": _number(len(pages), "document"), "claims": _number(len(rows), "row")},
        drawn=drawn,
        flow=flow,
        gallery={home: [one for one in drawn if one["document"] == home and one is not flow] for home in figures},
        notebooks=[{"name": name, "figures": _number(len(of), "figure")} for name, of in figures.items()],
        kinds=KINDS,
        language=settings["language"],
        rows=rows,
        style=web_pages.inline("index.css"),
        script=web_pages.inline("index.js"),
    )


def _row(row: dict, things: dict[str, dict], figures: dict[str, dict], languages: dict[str, str], draft: bool) -> dict:
    """One row of the ledger with its links, and what its evidence unfolds to."""
    document, names = row["document"], split_list(row["of"])
    up = "../../" if draft else "../"  # from the page to results/
    return row | {
        "short": row["claim_id"].removeprefix(f"{document}-").removeprefix("c-"),
        "of": names,
        "files": [{"name": _file_name(file), "href": up + file} for file in split_list(row["released_file"])],
        "cells": [
            {"name": f"cell {cell} of {notebook}", "href": f"notebooks/{notebook}.html#cell-{cell}"}
            for notebook, cell in (place.split("#") for place in split_list(row["notebook_cell"]))
        ],
        "lang": languages[document],
        "evidence": [_unfolded(row, name, things, figures, languages) for name in _apart(document, names, things)],
    }


def _apart(document: str, names: list[str], things: dict[str, dict]) -> list[str]:
    """The names without those that stand below another of them anyway."""
    homes = {name: home_of(document, name, things) for name in names}
    lower = {(home, one) for home, own in homes.values() for one in all_below(own, things[home])[1:]}
    return [name for name in names if homes[name] not in lower]


def _unfolded(
    row: dict, name: str, things: dict[str, dict], figures: dict[str, dict], languages: dict[str, str]
) -> dict:
    """What one name stands for, as {shape: thing} for the template; looked up in the order of `ledger.ledger`."""
    home, own = home_of(row["document"], name, things)
    of_home, kind = things[home], row["kind"]
    if kind == "claim" and entry_of(own, of_home):
        return {"branch": _branch(own, of_home), "lang": languages[home]}
    if kind in ("claim", "quote") and any(own in of_home[half] for half in HALVES):
        return {"quote": annotations.quote(own, of_home)}
    if kind in ("claim", "value") and name in of_home["value"]:
        return {"value": _value(of_home["value"][name])}
    if kind != "figure" and own in of_home["table"]:
        return {"table": {"name": own} | of_home["table"][own]}
    figure = figures[home][own]
    drawn_from, table = home_of(home, figure["table"], things)
    return {"alt": figure["alt"], "table": {"name": table} | things[drawn_from]["table"][table]}


def _file_name(path: str) -> str:
    """A released file as one says it: paper1/values.json, paper1/tables/flow.csv."""
    return path.removeprefix("released/").removeprefix("closed/")


def _branch(name: str, things: dict[str, dict], above: tuple[str, ...] = ()) -> dict:
    """A thing of the chain with what it rests on; nothing stands below itself."""
    entry = entry_of(name, things)
    words = {"category": "Category", "condensate": "Condensate", "subgroup": "Subgroup", "code_group": "Code group"}
    return {
        "id": name,
        "kind": entry["kind"],
        "words": words[entry["kind"]],
        "heading": entry.get("heading") or entry.get("name", ""),
        "text": entry.get("text") or entry.get("definition", ""),
        "below": [_branch(one, things, (*above, name)) for one in below(name, things) if one not in above],
        "quotes": [annotations.quote(quote, things) for quote in quotes_under([name], things)],
    }


def _value(value: dict) -> dict:
    said = {
        name.replace("_", " "): ", ".join(map(str, one)) if isinstance(one, list) else str(one)
        for name, one in sorted(value["filter"].items())
    }
    where = "; ".join(f"{name}: {one}" for name, one in said.items())
    return {"text": value["text"], "what": value["what"], "filter": where}


def _figure(document: str, name: str, figure: dict, ledger: pd.DataFrame) -> dict:
    """A figure of the gallery; its caption is what the first document that prints it says below it."""
    own = (ledger["document"] == document) & (ledger["of"] == name)
    captions = ledger.loc[(ledger["kind"] == "figure") & (own | (ledger["of"] == f"{document}.{name}")), "text"]
    folder = f"figures/{document}/{name}"
    return {
        "document": document,
        "name": name,
        "alt": figure["alt"],
        "caption": next(iter(captions), ""),
        "src": f"{folder}.svg",
        "files": [(kind.upper(), f"{folder}.{kind}") for kind in sorted(figure["files"])],
        "cell": figure["cell"],
        "cell_href": f"notebooks/{figure['notebook']}.html#cell-{figure['cell']}",
        "table": figure["table"],
    }


def _flow(drawn: list[dict], things: dict[str, dict]) -> dict | None:
    """The flow figure over most interview sets: that of the whole study where one document has it."""
    flows = []
    for figure in drawn:
        home, name = home_of(figure["document"], figure["table"], things)
        if name == FLOW:
            flows.append((len(things[home]["table"].get(name, {}).get("rows", [])), figure))
    return max(flows, key=lambda pair: pair[0])[1] if flows else None


def _counts(rows: list[dict], document: str) -> str:
    kinds = [row["kind"] for row in rows if row["document"] == document]
    return ", ".join(_number(kinds.count(kind), kind) for kind in KINDS if kind in kinds)


def _number(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"
