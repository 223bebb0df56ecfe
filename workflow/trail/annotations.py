"""Annotated quotations, after annotation for transparent inquiry: note, excerpt, translation, label, link."""

from trail.ledger import HALVES, all_below, home_of
from trail.tables import split_list


def annotations(document: str, rows: list[dict], things: dict[str, dict]) -> list[dict]:
    """Return one entry per quotation printed in a document, in reading order.

    rows: of the ledger; things: {document: released things}, as `release.read_things`
    Each: claim_id (its anchor in the document), short, section, note (the analytic statement it stands beside, or ""),
    headings (categories it is released under), label, halves
    ([{text, lang}], original first), id.
    """
    own = [row for row in rows if row["document"] == document]
    found = []
    for at, row in enumerate(own):
        if row["kind"] != "quote":
            continue
        home, name = home_of(document, row["of"], things)
        found.append(
            quote(name, things[home])
            | {key: row[key] for key in ("claim_id", "section")}
            | {"short": row["claim_id"].removeprefix(f"{document}-").removeprefix("c-")}
            | {"note": _note(at, own, name, home, things)}
            | {"headings": [things[home]["category"][one]["heading"] for one in _categories(name, things[home])]}
        )
    return found


def quote(name: str, things: dict[str, dict]) -> dict:
    """Return a released quote as it is shown: id, label, halves ([{text, lang}], the original first)."""
    original, translation = (things[half].get(name, {}) for half in HALVES)
    halves = [
        {"text": half[field], "lang": half.get(lang, "")}
        for half, field, lang in (
            (original, "original", "source_language"),
            (translation, "translation", "target_language"),
        )
        if half
    ]
    return {"id": name, "label": (original or translation)["label"], "halves": halves}


def _note(at: int, rows: list[dict], name: str, home: str, things: dict[str, dict]) -> str:
    """The analytic statement that a quotation stands beside, "" where its section makes none that rests on the same.

    Taken is one that names the quotation, else the nearest about a category that it was released under.
    """
    row, under = rows[at], set(_categories(name, things[home]))
    claims = []
    for other, one in enumerate(rows):
        if one["kind"] == "claim" and one["section"] == row["section"] and not _printed_condensate(one, things):
            named = [home_of(one["document"], of, things) for of in split_list(one["of"])]
            own = {own for at_home, own in named if at_home == home}
            about = {category for category in under if own.intersection(all_below(category, things[home]))}
            if name in own or about:
                claims.append((name not in own, other > at, abs(other - at), one["text"]))
    return min(claims)[-1] if claims else ""


def _printed_condensate(claim: dict, things: dict[str, dict]) -> bool:
    """Whether the ledger's claim is a condensate of a method table: that is nobody's statement about a quotation."""
    home, name = home_of(claim["document"], claim["of"], things)
    text = things[home]["condensate"].get(name, {}).get("text")
    return text is not None and " ".join(text.split()) == " ".join(claim["text"].split())


def _categories(name: str, things: dict[str, dict]) -> list[str]:
    return sorted(one for one, entry in things["category"].items() if name in entry.get("quotes", []))
