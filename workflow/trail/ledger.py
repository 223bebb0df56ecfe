"""One row per claim printed anywhere: the released thing it rests on, and what that rests on in turn."""

from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from trail import release
from trail.faults import Fault, Faults, did_you_mean, refuse
from trail.tables import canonical_json, read_json, sha256, split_list

COLUMNS = ["claim_id", "document", "section", "kind", "text", "of", "released_file", "evidence", "notebook_cell"]
COLUMNS += ["module", "sha256"]
CHAIN = ("category", "condensate", "codebook")  # kinds of release.KINDS that stand in chain.json
HALVES = ("quote_original", "quote_translation")
LEVELS = ("category", "condensate", "subgroup", "code_group")


def ledger(claims: dict[str, list[dict]], released: dict[str, Path], figures: dict[str, dict]) -> pd.DataFrame:
    """Return one row per claim, in the order of the documents and of their text; its columns are `COLUMNS`.

    claims: {document: what the filter wrote}; released: {document: its released folder, or its candidates in a
    draft}; figures: {document: its figures.json}
    of, released_file (within results/), evidence (public ids; a quote's label, a figure's or table's table),
    notebook_cell and module are lists with ';' between. sha256: `release.content_sha256` of the released thing (of a
    quote the half that is printed); for several names that of the list of theirs.
    Raises Faults where a name is not released: that document should not have been rendered.
    """
    things = {document: release.read_things(folder) for document, folder in released.items()}
    files = {document: within_results(folder) for document, folder in released.items()}
    rows, faults = [], []
    for document, of_document in claims.items():
        for claim in of_document:
            try:
                found = [_source(document, name, claim, things, figures) for name in split_list(claim["of"])]
                rows.append(_row(document, claim, found, files))
            except Faults as error:
                faults += error.faults
    refuse(faults)
    return pd.DataFrame(rows, columns=COLUMNS, dtype=str)


def gathered(
    documents: list[str], drawn: list[str], claims: list[str], released: list[str], figures: list[str]
) -> tuple[dict[str, list[dict]], dict[str, Path], dict[str, dict]]:
    """Return (claims, released, figures) as `ledger` takes them, from the files by which rules know them."""
    folders = [Path(path).parent for path in released if Path(path).name == "values.json"]
    return (
        dict(zip(documents, map(read_json, claims), strict=True)),
        dict(zip(documents, folders, strict=True)),
        dict(zip(drawn, map(read_json, figures), strict=True)),
    )


def home_of(document: str, name: str, documents: Iterable[str]) -> tuple[str, str]:
    """Return (document, name there) of what `document` cites: "paper1.Q014" lies in paper 1 where that is another."""
    first, dot, rest = name.partition(".")
    return (first, rest) if dot and first != document and first in documents else (document, name)


def within_results(folder: Path) -> str:
    """Return a folder's path within results/, with '/'."""
    parts = Path(folder).parts
    return "/".join(parts[len(parts) - parts[::-1].index("results") :])


def entry_of(name: str, things: dict[str, dict]) -> dict:
    """Return the chain entry of this name among a document's things, {} where it is not released."""
    return next((things[kind][name] for kind in CHAIN if name in things[kind]), {})


def below(name: str, things: dict[str, dict]) -> list[str]:
    """Return what a thing of the chain directly rests on, as far as it is released.

    A category: its subcategories and condensates, and those subgroups and code groups that none of these leads to.
    A condensate: its subgroup. A subgroup: its code groups.
    """
    direct = _links(name, things)
    further = {lower for one in direct for lower in all_below(one, things)[1:]}
    return [one for one in direct if one not in further]


def all_below(name: str, things: dict[str, dict]) -> list[str]:
    """Return a released thing of the chain and everything below it: categories first, code groups last."""
    found, waiting = [], [name]
    while waiting:
        one = waiting.pop(0)
        if one not in found:
            found.append(one)
            waiting += _links(one, things)
    return [name, *sorted(found[1:], key=lambda one: LEVELS.index(entry_of(one, things)["kind"]))]


def _links(name: str, things: dict[str, dict]) -> list[str]:
    entry = entry_of(name, things)
    listed = [child for child, other in things["category"].items() if other["parent"] == name]
    listed += [*entry.get("condensates", []), entry.get("subgroup", "")]
    listed += entry.get("subgroups", []) + entry.get("code_groups", [])
    # A paper without categories shows each code group as one: an entry that names itself.
    return [one for one in dict.fromkeys(listed) if one != name and entry_of(one, things)]


def quotes_under(names: Iterable[str], things: dict[str, dict]) -> list[str]:
    """Return the released quotes of the categories among `names`, in their order, each once."""
    listed = dict.fromkeys(quote for name in names for quote in entry_of(name, things).get("quotes", []))
    return [quote for quote in listed if any(quote in things[half] for half in HALVES)]


def _source(document: str, name: str, claim: dict, things: dict[str, dict], figures: dict[str, dict]) -> dict:
    """Return {home, file, evidence, cell, module, thing} of one name that a claim rests on."""
    home, own = home_of(document, name, things)
    of_home, drawn = things[home], figures.get(home, {})
    cited = own if home == document else f"{home}.{own}"
    pools = {"chain": CHAIN, "quote": HALVES, "value": ("value",), "table": ("table",)}
    # An analytic claim may rest on anything, looked up in the order in which the filter does.
    for pool in (*pools, "figure") if claim["kind"] in ("claim", "condensate") else (claim["kind"],):
        if pool == "figure" and own in drawn:
            return _figure(document, home, own, drawn[own], things)
        key = name if pool == "value" else own  # a value carries its document in its name
        found = [of_home[kind][key] for kind in pools.get(pool, ()) if key in of_home[kind]]
        if not found:
            continue
        if pool == "chain":
            names = all_below(own, of_home)
            evidence = [*names, *quotes_under(names, of_home)]
            evidence = evidence if home == document else [f"{home}.{one}" for one in evidence]
            made = {"file": "chain.json", "module": "condensation", "evidence": evidence}
        elif pool == "quote":
            printed = [half for half in found if _words(half.get("original") or half["translation"]) in claim["text"]]
            found = printed or found
            label = found[0]["label"] if claim["kind"] == "quote" else cited
            made = {"file": "quotes.json", "module": "quotes", "evidence": [label]}
        elif pool == "value":
            made = {"file": "values.json", "module": found[0]["function"], "evidence": []}
        else:
            made = {"file": f"tables/{own}.csv", "module": "printed_tables", "evidence": [cited]}
        return made | {"home": home, "cell": "", "thing": found[0]}
    known = [one for kind in pools.get(claim["kind"], CHAIN) for one in of_home[kind]]
    known = drawn if claim["kind"] == "figure" else known
    raise Faults([_fault(claim, f"'{name}' is not among what {home} released{did_you_mean(own, known)}.")])


def _words(text: str) -> str:
    return " ".join(text.split())  # as the filter prints it


def _figure(document: str, drawn_by: str, name: str, figure: dict, things: dict[str, dict]) -> dict:
    """A figure is released by the table it draws."""
    home, table = home_of(drawn_by, figure["table"], things)
    cited = table if home == document else f"{home}.{table}"
    return {
        "home": home,
        "file": f"tables/{table}.csv",
        "evidence": [cited],
        "cell": f"{figure['notebook']}#{figure['cell']}",
        "module": f"figures.{name}",
        "thing": things[home]["table"][table],
    }


def _fault(claim: dict, what: str) -> Fault:
    return Fault(f"claim {claim['claim_id']}", "", f"of='{claim['of']}': {what}", "claim_without_source")


def _row(document: str, claim: dict, found: list[dict], files: dict[str, str]) -> dict:
    if not found:
        raise Faults([_fault(claim, "names nothing that it rests on.")])
    hashes = [release.content_sha256(one["thing"]) for one in found]
    return {
        "claim_id": claim["claim_id"],
        "document": document,
        "section": claim["section"],
        # A condensate in a method table is claimed to be what the analysts wrote: one kind of claim.
        "kind": "claim" if claim["kind"] == "condensate" else claim["kind"],
        "text": claim["text"],
        "of": ";".join(split_list(claim["of"])),
        "released_file": _list(f"{files[one['home']]}/{one['file']}" for one in found),
        "evidence": _list(name for one in found for name in one.get("evidence", [])),
        "notebook_cell": _list(one.get("cell", "") for one in found),
        "module": _list(one["module"] for one in found),
        "sha256": hashes[0] if len(hashes) == 1 else sha256(canonical_json(hashes)),
    }


def _list(cells: Iterable[str]) -> str:
    return ";".join(dict.fromkeys(cell for cell in cells if cell))


def closed_ledger(ledger: pd.DataFrame, evidence: dict[str, dict]) -> pd.DataFrame:
    """Return the ledger with two more columns: interviews and units, the internal ids behind each claim, ';' between.

    evidence: {document: {name: {"interviews": [...], "units": [...]}}}, as `candidates.pick` returns it. A figure
    rests on what its table rests on. For the closed zone only.
    """
    rows = []
    for row in ledger.to_dict("records"):
        found = [] if row["kind"] == "figure" else _evidence(row["document"], row["of"], evidence)
        found = found or _evidence(row["document"], row["evidence"], evidence)
        ids = {what: {one for each in found for one in each.get(what, [])} for what in ("interviews", "units")}
        rows.append(row | {what: ";".join(sorted(of_claim)) for what, of_claim in ids.items()})
    return pd.DataFrame(rows, columns=[*COLUMNS, "interviews", "units"], dtype=str)


def _evidence(document: str, names: str, evidence: dict[str, dict]) -> list[dict]:
    found = []
    for name in split_list(names):
        home, own = home_of(document, name, evidence)
        of_home = evidence.get(home, {})
        found += [of_home[one] for one in dict.fromkeys([name, own]) if one in of_home]
    return found
