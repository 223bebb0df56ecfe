"""What an edition shows, read once: released things and claims, and for the closed one all that lies behind them."""

from pathlib import Path
from typing import NamedTuple

from trail import places, release
from trail.alt_texts import IN_ALL
from trail.ledger import HALVES, all_below, entry_of, home_of
from trail.site import texts
from trail.tables import read_json, split_list

Name = tuple[str, str]  # (document, name there)
SETS = ("flow", "interview_sets")  # tables with one row for each interview set


class Shown(NamedTuple):
    """Everything that both editions show.

    settings: as the rules give them, `rules` among them ({rule: rules whose files it reads})
    pages: {document: {title, lang}}; texts: {document: `texts.Text`}
    rows: of the ledger, in the closed edition with `interviews` and `units`; things: {document: `release.read_things`}
    figures: {document: its figures.json}; sheets: {document: {sheet: title}}; method: {codebook, decisions, reporting}
    cites: {(document, name): rows that name it}; rests: {(document, name): rows that rest on it, named or not}
    behind: {document: evidence.json}, {} in the public edition; proofs: {paper: proof}, as `proofs.read_proofs`
    """

    settings: dict
    pages: dict[str, dict]
    texts: dict[str, texts.Text]
    rows: list[dict]
    things: dict[str, dict]
    figures: dict[str, dict]
    sheets: dict[str, dict]
    method: dict
    cites: dict[Name, list[dict]]
    rests: dict[Name, list[dict]]
    behind: dict[str, dict]
    proofs: dict[str, dict]


def read_shown(
    settings: dict,
    documents: dict[str, Path],
    rows: list[dict],
    released: dict[str, Path],
    figures: dict[str, dict],
    sheets: dict[str, dict],
    method: dict,
    proofs: dict[str, dict] | None = None,
    closed: bool = False,
) -> Shown:
    """Return what an edition shows.

    documents: {name: its rendered page}; released: {document: released folder, or candidates}; closed: whether the
    ids behind each thing are read from the candidates as well
    """
    things = {document: release.read_things(folder) for document, folder in released.items()}
    behind = {document: read_json(folder / "evidence.json") for document, folder in released.items()} if closed else {}
    cites, rests = {}, {}
    for row in rows:
        below = {}
        for name in split_list(row["of"]):
            shape, home, own = meant(row, name, things, figures)
            cites.setdefault((home, own), []).append(row)
            below |= dict.fromkeys((home, one) for one in _under(shape, home, own, things, figures))
        for one in below:
            rests.setdefault(one, []).append(row)
    return Shown(
        settings=settings,
        pages={name: places.title_and_language(path) for name, path in documents.items()},
        texts={name: texts.of_page(path.read_text(encoding="utf-8"), figures) for name, path in documents.items()},
        rows=rows,
        things=things,
        figures=figures,
        sheets=sheets,
        method=method,
        cites=cites,
        rests=rests,
        behind=behind,
        proofs=proofs or {},
    )


def meant(row: dict, name: str, things: dict[str, dict], figures: dict[str, dict]) -> tuple[str, str, str]:
    """Return (shape, document, name there) of what a claim names: chain, quote, value, table or figure.

    Looked up in the order of `ledger.ledger`.
    """
    home, own = home_of(row["document"], name, things)
    of_home, kind = things[home], row["kind"]
    if kind == "claim" and entry_of(own, of_home):
        return "chain", home, own
    if kind in ("claim", "quote") and any(own in of_home[half] for half in HALVES):
        return "quote", home, own
    if kind in ("claim", "value") and name in of_home["value"]:
        return "value", home, name
    if kind != "figure" and own in of_home["table"]:
        return "table", home, own
    return "figure", home, own


def table_of(home: str, name: str, things: dict[str, dict], figures: dict[str, dict]) -> Name:
    """Return (document, name there) of the table that a figure draws."""
    return home_of(home, figures[home][name]["table"], things)


def _under(shape: str, home: str, own: str, things: dict, figures: dict) -> list[str]:
    if shape == "chain":
        return all_below(own, things[home])
    return [own]


def interview_sets(things: dict[str, dict]) -> dict[str, list[tuple[str, list[Name]]]]:
    """Return {interview set: [(what is told of it, tables that tell it)]}, from the released tables of `SETS`."""
    found: dict[str, dict[str, list[Name]]] = {}
    for document, of in things.items():
        for name in SETS:
            table = of["table"].get(name, {"columns": [], "rows": []})
            for row in (dict(zip(table["columns"], cells, strict=True)) for cells in table["rows"]):
                if row.get("set") and row["set"] != IN_ALL:
                    told = ", ".join(f"{column} {cell}" for column, cell in row.items() if cell and column != "set")
                    found.setdefault(row["set"], {}).setdefault(told, []).append((document, name))
    return {name: list(of.items()) for name, of in found.items()}


def page_of(shape: str, home: str, own: str) -> tuple[str, str]:
    """Return (page, place in it) where a thing is shown."""
    return {
        "chain": (f"things/{home}.{own}", ""),
        "quote": (f"quotes/{home}", own),
        "value": (f"numbers/{home}", own),
        "table": (f"tables/{home}", own),
        "figure": (f"figures/{home}", own),
    }[shape]


def short(row: dict) -> str:
    """Return the id that Word and PDF print: 57fd6a of paper1-c-57fd6a."""
    return row["claim_id"].removeprefix(f"{row['document']}-").removeprefix("c-")
