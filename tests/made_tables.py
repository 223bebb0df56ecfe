"""Tables and materials of a study made in place, from the few cells that a test is about."""

import pandas as pd

from trail import inspection, study

ALL_AGREED = {"paper": "p1", "pass": "data_driven", "codebook_version": "1", "analyst": "A1", "status": "agreed"}


def config(papers=None, sets=None, documents=None, threshold=5, draft=False, public=()) -> dict:
    """Return a config as `study.load_config` does: one set, one paper where nothing else is said."""
    papers = papers or {"p1": {"interview_sets": ["V"]}}
    return {
        "study": {"title": "Made", "data": "data", "language": "nb", "invented": True, "draft": draft},
        "services": {"sana": "Villa Sana"},
        "interview_sets": sets or {"V": {}},
        "papers": {
            name: {"method": "stc", "paired": False, "lenses": [], "facets": {}} | of_paper
            for name, of_paper in papers.items()
        },
        "documents": documents or list(papers),
        "disclosure": {"threshold": threshold},
        "public_columns": {"participants": list(public)},
    }


def tables(**rows: list[dict]) -> dict[str, pd.DataFrame]:
    """Return every table of a study as `study.read_tables` does, these rows in it: cells left out are empty."""
    return {name: _table(study.columns(name), rows.get(name, [])) for name in study.TABLES}


def _table(columns: list[str], rows: list[dict]) -> pd.DataFrame:
    filled = [dict.fromkeys(columns, "") | row | {"row": str(place)} for place, row in enumerate(rows, start=2)]
    return pd.DataFrame(filled, columns=list(filled[0]) if filled else [*columns, "row"], dtype=str)


def people(number: int, first: int = 1, **cells: str) -> list[dict]:
    """Return participants P01, P02, …"""
    return [{"participant_id": f"P{n:02}", "status": "complete"} | cells for n in range(first, first + number)]


def interviews(name: str, persons: list[dict]) -> list[dict]:
    """Return one interview of each person in a set: V-01, V-02, …"""
    return [
        {
            "interview_id": f"{name}-{person['participant_id'][1:]}",
            "participant_id": person["participant_id"],
            "interview_set": name,
        }
        for person in persons
    ]


def codings(*rows: tuple[str, ...], **cells: str) -> list[dict]:
    """Return agreed codings of (unit, code group) or (unit, code group, subgroup)."""
    names = ("unit_id", "code_group_id", "subgroup_id")
    return [ALL_AGREED | cells | dict(zip(names, row, strict=False)) for row in rows]


def units(**interview_of: str) -> list[dict]:
    """Return meaning units: U1="V-01"."""
    return [{"unit_id": unit, "interview_id": interview} for unit, interview in interview_of.items()]


def groups(*names: str, **cells: str) -> list[dict]:
    """Return code groups of version 1, named after their ids in lower case."""
    return [
        {"paper": "p1", "code_group_id": name, "version": "1", "name": name.lower(), "change": "new"} | cells
        for name in names
    ]


def material(document: str = "p1", of_config: dict | None = None, **rows: list[dict]):
    """Return what a document is written from, by the same steps as the workflow."""
    return inspection.materials(of_config or config(), tables(**rows))[document]
