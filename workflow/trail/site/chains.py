"""What a claim rests on as a tree: from category to quotes, in the closed edition to meaning units."""

from trail import annotations
from trail.joined_rows import age
from trail.ledger import below, entry_of, quotes_under
from trail.site.closed import Closed
from trail.site.shown import Shown, page_of

WORDS = {"category": "Category", "condensate": "Condensate", "subgroup": "Subgroup", "code_group": "Code group"}
FEW = 12  # units that a tree shows of each thing; the thing's own page has them all


def tree(shown: Shown, closed: Closed | None, home: str, name: str, above: tuple[str, ...] = ()) -> dict:
    """Return a thing of the chain with what it rests on; nothing stands below itself.

    Keys: home, id, kind, words, heading, text, version (of a code group), page, below, quotes, units, many (how many
    units there are). Units stand once on each path, at its end: those of the condensate or subgroup nearest to it.
    """
    things = shown.things[home]
    lower = [one for one in below(name, things) if one not in above]
    node = thing(shown, home, name)
    node["below"] = [tree(shown, closed, home, one, (*above, name)) for one in lower]
    node["quotes"] = [annotations.quote(quote, things) for quote in quotes_under([name], things)]
    if closed and not lower:
        path = [*above, name]
        holds = [one for one in path if entry_of(one, things)["kind"] in ("condensate", "subgroup")]
        of = holds[0] if holds else name
        ids = units_of(shown, home, of)
        node |= {"units": [brief(closed, one) for one in ids[:FEW]], "many": len(ids), "units_of": of}
    return node


def thing(shown: Shown, home: str, name: str) -> dict:
    """Return one thing of the chain by itself, in the words of its page."""
    entry = entry_of(name, shown.things[home])
    versions = [
        row["version"] for row in shown.method["codebook"] if (row["paper"], row["code_group_id"]) == (home, name)
    ]
    return {
        "home": home,
        "id": name,
        "kind": entry["kind"],
        "words": WORDS[entry["kind"]],
        "heading": entry.get("heading") or entry.get("name", "") or _subgroup(entry, shown.things[home]),
        "text": entry.get("text") or entry.get("definition", ""),
        "origin": entry.get("origin", ""),
        "version": max(versions, key=age) if versions and entry["kind"] == "code_group" else "",
        "page": page_of("chain", home, name)[0],
        "commitments": entry.get("commitments", []) if home in shown.proofs else [],
        "below": [],
        "quotes": [],
        "units": [],
        "many": 0,
    }


def _subgroup(entry: dict, things: dict[str, dict]) -> str:
    """A condensate has no name of its own: it is called after its subgroup, where that is there."""
    return entry_of(entry.get("subgroup", ""), things).get("name", "")


def units_of(shown: Shown, home: str, name: str) -> list[str]:
    """Return the ids of the units behind a thing; none in the public edition."""
    return shown.behind.get(home, {}).get(name, {}).get("units", [])


def brief(closed: Closed, name: str) -> dict:
    """Return a unit in a line: id, interview, turns in words, text."""
    unit = closed.units[name]
    first, last = unit["turns"]
    turns = f"turn {first}" if first == last else f"turns {first}–{last}"
    return {key: unit[key] for key in ("id", "interview", "text", "spans", "page")} | {"turns": turns}
