"""No figure outside the closed zone has a mark that is one person: each draws a released table without such a row."""

import ast
import inspect
import json
import re
from pathlib import Path

import pandas as pd
import pytest

from trail import figures, public_texts
from trail.tables import read, read_json, sha256

ROOT = Path(__file__).parents[1]
PICTURES = (".svg", ".png", ".pdf", ".jpg", ".jpeg", ".gif", ".webp")
LABEL = re.compile(r"(?:Invented i|I)nterview \d+")
# Figures in which a mark, row or ribbon is one person
OF_PERSONS = {"theme_heatmap", "pair_timeline", "wave_heatmap", "wave_flow", "interview_timelines"}
OF_PERSONS |= {"co_occurrence", "quote_spread"}


def one_person_a_row(table: pd.DataFrame, groups: set[int]) -> str:
    """Return why a table's rows may be persons, or "": labels of interviews, or as many rows as people, each a one."""
    if any(LABEL.fullmatch(cell) for column in table for cell in table[column]):
        return "labels of interviews"
    counts = table[[column for column in table if column in ("people", "interviews", "units", "pairs", "quotes")]]
    ones = counts.isin(["", "0", "1"]).all(axis=None)
    return "a row for each person" if len(table) in groups - {1} and len(counts.columns) and ones else ""


def sizes(results: Path) -> set[int]:
    """Return how many people and interviews each document and each interview set has."""
    interviews = read(results / "closed/study/interviews.csv")
    values = [value for path in results.glob("released/*/values.json") for value in read_json(path).items()]
    counted = {
        int(of["value"])
        for name, of in values
        if re.search("participants|interviews", name) and str(of["value"]).isdigit()
    }
    return counted | set(interviews.groupby("interview_set").size()) | {interviews["participant_id"].nunique()}


def drawn(results: Path) -> dict[str, dict]:
    return {
        f"{path.parent.name}.{name}": entry
        for path in results.glob("open/figures/*/figures.json")
        for name, entry in read_json(path).items()
    }


def wrong(results: Path) -> list[str]:
    """Return what is wrong with the figures outside the closed zone."""
    groups, found = sizes(results), []
    known = {digest for entry in drawn(results).values() for digest in entry["files"].values()}
    for name, entry in drawn(results).items():
        home, _, own = entry["table"].rpartition(".")
        table = results / "released" / (home or entry["document"]) / "tables" / f"{own}.csv"
        if not table.is_file() or sha256(table.read_bytes()) != entry["table_sha256"]:
            found.append(f"{name} draws what is not released")
        elif why := one_person_a_row(read(table), groups):
            found.append(f"{name}: {why}")
    for path in sorted((results / "open/figures").rglob("*")):
        if path.suffix in PICTURES and sha256(path.read_bytes()) not in known:
            found.append(f"{path.name} is of no notebook")
        if path.suffix == ".svg" and LABEL.search(
            "".join(text for _, text in public_texts.texts(path.read_bytes(), path.name))
        ):
            found.append(f"{path.name}: labels of interviews")
    return found


def test_figures_of_a_built_study_show_no_person(built):
    assert len(drawn(built / "results")) > 0
    assert wrong(built / "results") == []


@pytest.mark.skipif(not (ROOT / "results/open/record.json").is_file(), reason="the study is not built: `make`")
def test_figures_of_the_shipped_study_show_no_person():
    assert len(drawn(ROOT / "results")) > 15
    assert wrong(ROOT / "results") == []


@pytest.mark.parametrize("cells", [["1"] * 13, ["Invented interview 3"] * 2, ["1", "0"] * 6])
def test_table_of_persons_would_be_seen(cells):
    assert one_person_a_row(pd.DataFrame({"people": cells}), {12, 13})


def test_table_of_groups_is_none():
    assert one_person_a_row(pd.DataFrame({"category": list("abc"), "people": ["5", "7", "12"]}), {3, 12}) == ""


def test_figures_of_persons_are_drawn_in_closed_notebooks_alone():
    assert OF_PERSONS >= {name for name in figures.__all__ if says_closed(getattr(figures, name))}
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        source = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
        called = {node.attr for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Attribute)}
        if not path.stem.startswith("closed_"):
            assert called & OF_PERSONS == set(), path.name
            assert "closed/" not in source, path.name


def says_closed(function) -> bool:
    return (
        "closed" in (inspect.getdoc(function) + (inspect.getmodule(function).__doc__ or "").partition("\n")[0]).lower()
    )
