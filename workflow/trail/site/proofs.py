"""Pages of proofs: what each paper committed to, and which released words and numbers are opened of it."""

from collections.abc import Iterator
from pathlib import Path

from trail import annotations, quote_proofs, verify
from trail.ledger import HALVES
from trail.site.view import Page, View, page
from trail.tables import read_json


def read_proofs(heads: list[str]) -> dict[str, dict]:
    """Return {paper: {head, short, openings, files, printed}} of the heads in released/proofs/, files by name.

    printed: what a page verifies its quotes with, `quote_proofs.of_paper`
    """
    found = {}
    for path in map(Path, heads):
        files = sorted(one.name for one in path.parent.iterdir())
        openings = read_json(path.with_name("openings.json"))
        found[path.parent.name] = {"head": read_json(path), "short": verify.short(path.read_bytes())} | {
            "openings": openings,
            "files": files,
            "printed": quote_proofs.read(path.parent),
        }
    return found


def pages(view: View) -> Iterator[Page]:
    """Yield the entrance to all proofs, and the page of each paper's."""
    shown = view.shown
    above = [("index", "Overview")]
    yield page(view, "proofs", "site_proofs.html.j2", "Proofs", above, proofs=shown.proofs)
    for paper, proof in shown.proofs.items():
        things, openings = shown.things[paper], proof["openings"]
        yield page(
            view,
            f"proofs/{paper}",
            "site_proof.html.j2",
            f"Proofs of {paper}",
            [*above, ("proofs", "Proofs")],
            paper=paper,
            proof=proof,
            head=proof["head"],
            quotes={
                name: {"leaves": len(one["leaves"]), "open": _open(one), "label": one["label"]}
                | {"quote": annotations.quote(name, things) if any(name in things[half] for half in HALVES) else None}
                for name, one in openings["quotes"].items()
            },
            counts={
                name: {"of": one["of"], "people": len(one["leaves"]), "ones": sum(leaf[2] for leaf in one["leaves"])}
                | {"what": things["value"].get(name, {}).get("what", "")}
                for name, one in openings["counts"].items()
            },
            totals={
                name: {"number": one[1], "what": things["value"].get(name, {}).get("what", "")}
                for name, one in openings["totals"].items()
            },
        )


def _open(opening: dict) -> int:
    """How many words of the interviews an opened quote lays open."""
    return sum(len(step) > 1 and isinstance(step[0], int) for step in opening["words"])
