"""What lies behind an edition in the closed zone: interviews with their turns, and units with all that uses them."""

from pathlib import Path
from typing import NamedTuple

from trail import beside
from trail.site.edition import numbered
from trail.site.shown import Shown
from trail.tables import read, read_json

LONG = 150_000  # characters of an interview on one page; a long one has half as many
TABLES = (
    "interviews",
    "participants",
    "codebook",
    "decisions",
    "preliminary_themes",
    "readings",
    "freezes",
    "analysts",
)


class Closed(NamedTuple):
    """What the closed edition shows besides.

    interviews: {id: its row, `turns`, and `parts`: its turns by page}
    units: {id: {id, interview, spans, turns (first, last), page, text, codings (that count), facets,
    things [(document, condensate)], quotes [(document, name)]}}
    study: {table: its rows}; papers: {paper: {table: rows}} of its matrices
    budget, cells: rows of linkage_budget.csv and small_cells.csv; memos: as `beside.memo`, oldest first
    warnings: [{file, place, message, check, level}] of the checks between all tables
    """

    interviews: dict[str, dict]
    units: dict[str, dict]
    study: dict[str, list[dict]]
    papers: dict[str, dict[str, list[dict]]]
    budget: list[dict]
    cells: list[dict]
    memos: list[dict]
    warnings: list[dict]


def read_closed(folder: Path, papers: list[str], shown: Shown, memos: list[Path], safe: bool) -> Closed:
    """Return what lies in results/closed.

    shown: with the ids behind each thing; memos: their files; safe: whether what is judged at the door was (of a draft
    it is not)
    """
    study = {name: _rows(folder / "study" / f"{name}.csv") for name in TABLES}
    interviews = {row["interview_id"]: row | {"turns": []} for row in study["interviews"]}
    for turn in _rows(folder / "turns.parquet"):
        interviews[turn["interview_id"]]["turns"].append(turn)
    for interview in interviews.values():
        interview["parts"] = _parts(interview["turns"])
    return Closed(
        interviews=interviews,
        units=_units(folder, interviews, shown),
        study=study,
        papers={
            paper: {
                name: _rows(folder / paper / f"{name}.csv")
                for name in ("theme_matrix", "wave_matrix", "change_matrix", "agreement")
            }
            for paper in papers
        },
        budget=_rows(folder / "linkage_budget.csv") if safe else [],
        cells=_rows(folder / "small_cells.csv") if safe else [],
        warnings=read_json(folder / "warnings.json"),
        memos=sorted((beside.memo(path) for path in memos), key=lambda memo: (memo["date"], memo["file"])),
    )


def _parts(turns: list[dict]) -> list[list[dict]]:
    """Return the turns of an interview in pages that open at once, however long it is."""
    parts, length = [[]], 0
    for turn in turns:
        if parts[-1] and length + len(turn["text"]) > LONG:
            parts, length = [*parts, []], 0
        parts[-1].append(turn)
        length += len(turn["text"])
    return parts


def _rows(path: Path) -> list[dict]:
    return read(path).to_dict("records") if path.exists() else []


def _units(folder: Path, interviews: dict[str, dict], shown: Shown) -> dict[str, dict]:
    units: dict[str, dict] = {}
    for row in _rows(folder / "meaning_units.parquet"):
        unit = units.setdefault(
            row["unit_id"],
            {"id": row["unit_id"], "interview": row["interview_id"], "spans": [], "text": []}
            | {name: [] for name in ("codings", "facets", "things", "quotes")},
        )
        unit["spans"].append((row["start"], row["end"]))
        unit["text"].append(row["text"])
    for row in _rows(folder / "codings.parquet"):
        if row["counts"] and row["unit_id"] in units:
            units[row["unit_id"]]["codings"].append(row)
    for row in _rows(folder / "study" / "facets.csv"):
        if row["unit_id"] in units:
            units[row["unit_id"]]["facets"].append(row)
    for document, evidence in shown.behind.items():
        things = shown.things[document]
        quotes = set(things["quote_original"]) | set(things["quote_translation"])
        for name, ids in evidence.items():
            place = "quotes" if name in quotes else "things" if name in things["condensate"] else ""
            for unit in ids["units"] if place else ():
                if unit in units:
                    units[unit][place].append((document, name))
    for unit in units.values():
        unit["text"] = " […] ".join(unit["text"])
        first, last = unit["spans"][0][0], unit["spans"][-1][1]
        of = interviews[unit["interview"]]
        said = [turn["turn"] for turn in of["turns"] if turn["start"] < last and first < turn["end"]]
        unit["turns"] = (said[0], said[-1]) if said else (0, 0)
        part = next((at for at, turns in enumerate(of["parts"]) if turns and first < turns[-1]["end"]), 0)
        unit["page"] = numbered(f"interviews/{unit['interview']}", part)
    return units
