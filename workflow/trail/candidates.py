"""What could go through the door for one document: values, quotes, tables and the chain behind its categories."""

import pandas as pd

from trail import printed_tables, quotes
from trail.condensation import newest_version
from trail.faults import Fault
from trail.tables import split_list
from trail.values import Material, papers_of, sets_of, values


def material(
    document: str,
    config: dict,
    tables: dict[str, pd.DataFrame],
    codings: pd.DataFrame,
    papers: dict[str, dict[str, pd.DataFrame]],
) -> Material:
    """Return what one document is written from: interviews of its sets, nobody withdrawn, and its papers' tables."""
    participants = tables["participants"]
    withdrawn = participants.loc[participants["status"] == "withdrawn", "participant_id"]
    interviews = tables["interviews"]
    own = interviews["interview_set"].isin(sets_of(document, config))
    interviews = interviews[own & ~interviews["participant_id"].isin(withdrawn)]
    return Material(
        document=document,
        config=config,
        tables=tables,
        interviews=interviews,
        codings=codings[codings["interview_id"].isin(interviews["interview_id"])],
        papers={name: papers[name] for name in papers_of(document, config)},
    )


def pick(of: Material, units: pd.DataFrame) -> tuple[dict, list[Fault]]:
    """Return (candidates, faults): {values, quotes, chain, evidence, tables, notes} of one document.

    units: anchored meaning units, one row per span. Shapes as `docs/contracts.md` gives them; evidence holds
    internal ids and never leaves the closed zone.
    """
    found, evidence = values(of)
    chosen, quote_evidence, faults = {}, {}, []
    if of.document in of.config["papers"]:
        chosen, quote_evidence, faults = quotes.candidates(
            of.document, of.tables["quotes"], units, of.tables["labels"], of.config["study"]["draft"]
        )
    links, chain_evidence = chain(of, quote_evidence)
    tables, notes = printed_tables.tables(of)
    table_evidence = {name: {"interviews": sorted(of.interviews["interview_id"]), "units": []} for name in tables}
    return {
        "values": found,
        "quotes": chosen,
        "chain": links,
        "evidence": evidence | quote_evidence | chain_evidence | table_evidence,
        "tables": tables,
        "notes": notes,
    }, faults


def chain(of: Material, quoted: dict[str, dict]) -> tuple[dict, dict]:
    """Return (chain, evidence) of a paper: category → condensate → subgroup → code group, by the names `of=` uses.

    quoted: {quote_id: {"units": [...]}}; a quote stands under each category that one of its units is in.
    Documents that are not papers have no chain of their own: they borrow the papers'.
    """
    if of.document not in of.config["papers"]:
        return {}, {}
    tables = of.papers[of.document]
    matrix, links, evidence = tables["theme_matrix"], {}, {}
    for group in _latest(of, "codebook", "code_group_id"):
        links[group["code_group_id"]] = {
            "kind": "code_group",
            "name": group["name"],
            "definition": group["definition"],
            "origin": group["origin"],
        }
    for subgroup in _latest(of, "subgroups", "subgroup_id"):
        entry = {"kind": "subgroup", "name": subgroup["name"], "code_groups": [subgroup["code_group_id"]]}
        links[subgroup["subgroup_id"]] = entry
    for condensate in tables["condensates"].to_dict("records"):
        links[condensate["condensate_id"]] = {
            "kind": "condensate",
            "text": condensate["text"],
            "subgroup": condensate["subgroup_id"],
            "code_groups": [condensate["code_group_id"]],
        }
        evidence[condensate["condensate_id"]] = _evidence(of, split_list(condensate["unit_ids"]))
    for category in tables["categories"].to_dict("records"):
        cells = matrix[matrix["category_id"] == category["category_id"]]
        units = {unit for cell in cells["unit_ids"] for unit in split_list(cell)}
        links[category["category_id"]] = {
            "kind": "category",
            "heading": category["heading"],
            "text": category["analytic_text"],
            "parent": category["parent"],
            "condensates": split_list(category["condensates"]),
            "subgroups": split_list(category["subgroup_ids"]),
            "code_groups": split_list(category["code_group_ids"]),
            "quotes": sorted(name for name, ids in quoted.items() if units & set(ids["units"])),
            "commitments": [],
        }
        evidence[category["category_id"]] = _evidence(of, sorted(units))
    for level in ("code_group_id", "subgroup_id"):
        counted = of.codings[of.codings["counts"] & (of.codings["paper"] == of.document)]
        for name, rows in counted.groupby(level):
            if name and name not in evidence:
                evidence[name] = _evidence(of, sorted(set(rows["unit_id"])))
    return links, evidence


def _latest(of: Material, table: str, key: str) -> list[dict]:
    rows = of.tables[table]
    return newest_version(rows[rows["paper"] == of.document], key).sort_values(key).to_dict("records")


def _evidence(of: Material, units: list[str]) -> dict:
    rows = of.codings[of.codings["unit_id"].isin(units)]
    return {"interviews": sorted(set(rows["interview_id"])), "units": units}
