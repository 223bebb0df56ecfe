"""The proof of each released quote by itself, to stand in a page: its opened words, and the way to the root."""

from pathlib import Path

from trail import verify
from trail.tables import canonical_json, read_json


def read(proofs: Path) -> dict:
    """Return `of_paper` of a folder released/proofs/<paper>, with the quotes released beside it."""
    head, leaves, openings = (read_json(proofs / f"{name}.json") for name in ("head", "leaves", "openings"))
    return of_paper(head, leaves, openings, read_json(proofs.parents[1] / proofs.name / "quotes.json"))


def of_paper(head: dict, leaves: dict, openings: dict, quotes: dict[str, dict]) -> dict:
    """Return {short, tree: {n, root}, quotes: {quote_id: {opening, quote, places: [{at, path}]}}}.

    head, leaves, openings: of released/proofs/<paper>; quotes: of released/<paper>/quotes.json
    places: for each opened leaf its number among the published ones and the hashes beside its way, lowest first
    Only quotes that are opened have one. It is what `proof.checkPrinted` of pages/proof.js takes.
    """
    number = {leaf: at for at, leaf in enumerate(leaves["texts"])}
    levels = _levels([bytes.fromhex(leaf) for leaf in leaves["texts"]])
    found = {}
    for name, opening in sorted(openings["quotes"].items()):
        hashes = [verify.text_leaf([_slot_hash(slot) for slot in slots]).hex() for slots in opening["leaves"]]
        places = [{"at": number[leaf], "path": _path(levels, number[leaf])} for leaf in hashes]
        found[name] = {"opening": opening, "quote": quotes[name], "places": places}
    return {"short": verify.short(canonical_json(head)), "tree": head["texts"], "quotes": found}


def _slot_hash(slot: str | list[str]) -> bytes:
    return bytes.fromhex(slot) if isinstance(slot, str) else verify.slot(bytes.fromhex(slot[0]), slot[1])


def _levels(leaves: list[bytes]) -> list[list[bytes]]:
    """The hashes of a tree, level by level from the leaves up; an odd one goes up as it is."""
    levels = [leaves]
    while len(levels[-1]) > 1:
        below = levels[-1]
        pairs = [verify.node(below[at], below[at + 1]) for at in range(0, len(below) - 1, 2)]
        levels.append(pairs + below[len(pairs) * 2 :])
    return levels


def _path(levels: list[list[bytes]], at: int) -> list[str]:
    """The hashes beside the way from leaf `at` to the root, lowest first, as RFC 9162 orders them."""
    found = []
    for level in levels[:-1]:
        beside = at ^ 1
        found += [level[beside].hex()] if beside < len(level) else []
        at >>= 1
    return found
