"""What could go through the door for one document: values, quotes, tables and the chain behind its categories."""

from collections.abc import Iterable, Iterator

import pandas as pd

from trail import printed_tables, quotes
from trail.condensation import code_groups_of, subgroups_of
from trail.faults import Fault
from trail.material import Material, analysed, papers_of, present_interviews, sets_of
from trail.matrices import cells_under
from trail.tables import as_dicts, split_list
from trail.values import values


def counted_papers(
    config: dict, tables: dict[str, pd.DataFrame], codings: pd.DataFrame, papers: dict[str, dict[str, pd.DataFrame]]
) -> dict[str, tuple[pd.DataFrame, dict[str, pd.DataFrame]]]:
    """Return {paper: (its codings, its tables)} as they are counted: with code groups and subgroups beside `papers`.

    papers: {paper: {"categories", "condensates", "theme_matrix"}}
    What a paper does not analyse is not counted for it: people who withdrew, and in a paired paper those without
    both interviews, whose earlier interview may have been coded before they were lost.
    """
    present, counted = present_interviews(tables), {}
    for paper, found in papers.items():
        kept = set(analysed(paper, present, config)["interview_id"])
        own = codings[(codings["paper"] == paper) & codings["interview_id"].isin(kept)]
        matrix = found["theme_matrix"]
        groups = code_groups_of(paper, tables["codebook"], own)
        subgroups = subgroups_of(paper, tables["subgroups"], groups)
        of_data = groups[~groups["lens"].isin(config["papers"][paper].get("lenses", []))]
        below = subgroups["code_group_id"].isin(of_data["code_group_id"])
        made = {
            "theme_matrix": matrix[matrix["interview_id"].isin(kept)],
            "code_groups": groups,
            "subgroups": subgroups,
            "data_driven_groups": of_data,
            "data_driven_subgroups": subgroups[below].reset_index(drop=True),
        }
        counted[paper] = own, found | made
    return counted


def material(
    document: str,
    config: dict,
    tables: dict[str, pd.DataFrame],
    codings: pd.DataFrame,
    counted: dict[str, tuple[pd.DataFrame, dict[str, pd.DataFrame]]],
    manuscript: str = "",
) -> Material:
    """Return what one document is written from: interviews of its sets, nobody withdrawn, and its papers' tables.

    counted: as `counted_papers` returns it, of the papers that the document draws on
    """
    present = present_interviews(tables)
    own = {paper: counted[paper] for paper in papers_of(document, config)}
    return Material(
        document=document,
        config=config,
        tables=tables,
        interviews=present[present["interview_set"].isin(sets_of(document, config))],
        codings=pd.concat([of_paper for of_paper, _ in own.values()]).sort_index() if own else codings.iloc[:0],
        papers={paper: found for paper, (_, found) in own.items()},
        manuscript=manuscript,
    )


def pick(of: Material, units: pd.DataFrame, turns: pd.DataFrame) -> tuple[dict, list[Fault]]:
    """Return (candidates, faults): {values, quotes, chain, evidence, tables, notes} of one document.

    units: anchored meaning units, one row per span; turns: interview_id, start, end of what was spoken
    Shapes as `docs/contracts.md` gives them; evidence holds internal ids and never leaves the closed zone.
    """
    found, evidence = values(of)
    chosen, quote_evidence, faults = {}, {}, []
    if of.document in of.config["papers"]:
        chosen, quote_evidence, faults = quotes.candidates(
            of.document,
            _still_quoted(of, units),
            units[units["interview_id"].isin(of.interviews["interview_id"])],
            of.tables["labels"],
            turns,
            of.config["study"]["draft"],
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


def _still_quoted(of: Material, units: pd.DataFrame) -> pd.DataFrame:
    """Return the quotes less those of people who withdrew: their rows stay in the list, their words do not leave."""
    gone = units[~units["interview_id"].isin(present_interviews(of.tables)["interview_id"])]
    withdrawn = set(gone["unit_id"])
    quoted = of.tables["quotes"]
    kept = [withdrawn.isdisjoint(split_list(cell)) for cell in quoted["unit_ids"]]
    return quoted[pd.Series(kept, index=quoted.index, dtype=bool)]


def chain(of: Material, quoted: dict[str, dict]) -> tuple[dict, dict]:
    """Return (chain, evidence) of a paper: category → condensate → subgroup → code group, by the names `of=` uses.

    quoted: {quote_id: {"units": [...]}}; a quote stands under each category that one of its units is in.
    A category rests on what is below it too; each thing has the origin (data, theory, or both with ';' between) of the
    code groups that it rests on. Documents that are not papers have no chain of their own: they borrow
    the papers'.
    """
    if of.document not in of.config["papers"]:
        return {}, {}
    links, evidence = {}, {}
    interview_of = dict(zip(of.codings["unit_id"], of.codings["interview_id"], strict=True))
    for name, link, units in _links(of.papers[of.document], of.codings[of.codings["counts"]]):
        units = set(units)
        if link["kind"] == "category":
            own = sorted(quote for quote, ids in quoted.items() if units & set(ids["units"]))
            link |= {
                "quotes": own,
                "commitments": [f"counts/{of.document}.participants.{name}", *(f"quotes/{quote}" for quote in own)],
            }
        links[name], evidence[name] = link, _evidence(interview_of, units)
    return links, evidence


def _links(tables: dict[str, pd.DataFrame], counted: pd.DataFrame) -> Iterator[tuple[str, dict, Iterable[str]]]:
    """Yield (name, what it is and rests on, the units under it) of each thing of a paper: what is below comes first.

    counted: the codings that count
    """
    groups = as_dicts(tables["code_groups"])
    origin = {group["code_group_id"]: group["origin"] for group in groups}

    def origins(names: list[str]) -> str:
        return ";".join(sorted({origin[name] for name in names if origin.get(name)}))

    under = _units_by(counted, "code_group_id")
    for group in groups:
        link = {field: group[field] for field in ("name", "definition", "origin", "lens")}
        yield group["code_group_id"], {"kind": "code_group"} | link, under.get(group["code_group_id"], ())
    under = _units_by(counted, "subgroup_id")
    for subgroup in as_dicts(tables["subgroups"]):
        link = {
            "kind": "subgroup",
            "name": subgroup["name"],
            "code_groups": [subgroup["code_group_id"]],
            "origin": origins([subgroup["code_group_id"]]),
        }
        yield subgroup["subgroup_id"], link, under.get(subgroup["subgroup_id"], ())
    for condensate in as_dicts(tables["condensates"]):
        link = {
            "kind": "condensate",
            "text": condensate["text"],
            "subgroup": condensate["subgroup_id"],
            "code_groups": [condensate["code_group_id"]],
            "origin": origins([condensate["code_group_id"]]),
        }
        yield condensate["condensate_id"], link, split_list(condensate["unit_ids"])
    for category in as_dicts(tables["categories"]):
        name, groups_of = category["category_id"], split_list(category["code_group_ids"])
        link = {
            "kind": "category",
            "heading": category["heading"],
            "text": category["analytic_text"],
            "parent": category["parent"],
            "condensates": split_list(category["condensates"]),
            "subgroups": split_list(category["subgroup_ids"]),
            # A code group that is shown as a category does not rest on itself.
            "code_groups": [group for group in groups_of if group != name],
            "origin": origins(groups_of),
        }
        cells = cells_under(name, tables["categories"], tables["theme_matrix"])
        yield name, link, {unit for cell in cells["unit_ids"] for unit in split_list(cell)}


def _units_by(counted: pd.DataFrame, level: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, unit in zip(counted[level], counted["unit_id"], strict=True):
        found.setdefault(name, []).append(unit)
    return found


def _evidence(interview_of: dict[str, str], units: Iterable[str]) -> dict:
    units = set(units)
    return {"interviews": sorted({interview_of[unit] for unit in units & interview_of.keys()}), "units": sorted(units)}
