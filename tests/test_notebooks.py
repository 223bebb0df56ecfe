"""Notebooks: what a run writes, that a failed one leaves nothing but itself, and the shipped ones."""

import re
from pathlib import Path

import nbformat
import pandas as pd
import pytest

from trail import cells, figure_files, notebook_pages, notebooks
from trail.faults import Faults
from trail.tables import read_json, sha256, write, write_json

SHIPPED = sorted(Path(__file__).parents[1].joinpath("notebooks").glob("*.ipynb"))
THEMES = pd.DataFrame(
    {"category": ["Getting permission", "A room <without> a record"], "people": ["9", "<5"], "units": ["", ""]}
)
DRAW = """
drawing = figures.themes(themes)
save(drawing, "themes", table="released/paper1/tables/themes.csv")
"""
GOOD = [
    "# Themes\n\nHow many spoke of *each*.",
    ["from trail import figures\nfrom trail.cells import read, save, show"],
    ["themes = read('released/paper1/tables/themes.csv')\nshow(themes)"],
    [DRAW.strip()],
]


def notebook(path: Path, *sources) -> Path:
    """A notebook whose cells are texts (prose) or lists of one text (code)."""
    made = nbformat.v4.new_notebook()
    made.cells = [
        nbformat.v4.new_code_cell(source[0]) if isinstance(source, list) else nbformat.v4.new_markdown_cell(source)
        for source in sources
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(made, path)
    return path


def run(folder: Path, *sources, kind="released", **settings):
    """Run a notebook over one table in `folder`, and return where things went."""
    write(THEMES, folder / "results" / kind / "paper1/tables/themes.csv")
    places = {
        "page": folder / "paper1.html",
        "figures": folder / "figures/paper1",
        "failed": folder / "logs/paper1.ipynb",
    }
    inputs = {f"{kind}/paper1": folder / "results" / kind / "paper1"}
    notebooks.run(notebook(folder / "notebooks/paper1.ipynb", *sources), inputs, **places, **settings)
    return places


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return run(tmp_path_factory.mktemp("study"), *GOOD, invented=True, project="Peer support")


def test_run_writes_page_figures_and_their_entries(made):
    assert sorted(path.name for path in made["figures"].iterdir()) == [
        "figures.json",
        "themes.pdf",
        "themes.png",
        "themes.svg",
    ]
    entry = read_json(made["figures"] / "figures.json")["themes"]
    assert entry["document"] == entry["notebook"] == "paper1"
    assert entry["cell"] == 3
    assert entry["table"] == "themes"
    table = made["page"].parent / "results/released/paper1/tables/themes.csv"
    assert entry["table_sha256"] == sha256(table.read_bytes())
    assert entry["files"]["png"] == sha256((made["figures"] / "themes.png").read_bytes())
    assert not made["failed"].exists()


def test_file_of_a_figure_names_its_cell(made):
    provenance = figure_files.read_provenance(made["figures"] / "themes.svg")
    assert (provenance["notebook"], provenance["cell"], provenance["project"]) == ("paper1", 3, "Peer support")


def test_page_holds_prose_table_figure_and_an_anchor_for_each_cell(made):
    page = made["page"].read_text(encoding="utf-8")
    assert "<title>Themes</title>" in page and "<em>each</em>" in page
    assert "A room &lt;without&gt; a record" in page and "<th>units" not in page
    assert '<img alt="How many people spoke of each category.' in page
    assert re.findall(r'id="(cell-\d+)"', page) == ["cell-1", "cell-2", "cell-3"]
    assert "Invented example" in page and "DRAFT" not in page


def test_page_loads_nothing_and_runs_nothing(made):
    page = made["page"].read_text(encoding="utf-8")
    assert "default-src 'none'; img-src data:; style-src 'sha256-" in page
    assert "<script" not in page and " style=" not in page and not re.search(r'(src|href)="(?!data:|#)', page)


def test_page_of_a_draft_or_of_the_closed_edition_says_so():
    cells_of_one = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# Draft")])
    draft = notebook_pages.page(cells_of_one, "paper1", "", draft=True, invented=False, closed=False)
    closed = notebook_pages.page(cells_of_one, "paper1", "", draft=False, invented=False, closed=True)
    assert "DRAFT – NOT RELEASED" in draft and "CLOSED EDITION" not in draft
    assert "CLOSED EDITION" in closed and "Invented example" not in closed


def test_second_run_elsewhere_gives_the_same_bytes(made, tmp_path, monkeypatch):
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    monkeypatch.setenv("LC_ALL", "C")
    monkeypatch.setenv("HOME", str(tmp_path))
    again = run(tmp_path / "a longer path", *GOOD, invented=True, project="Peer support")
    assert again["page"].read_bytes() == made["page"].read_bytes()
    for path in made["figures"].iterdir():
        assert again["figures"].joinpath(path.name).read_bytes() == path.read_bytes()


def test_failed_notebook_leaves_itself_beside_the_log_and_what_was_there_before(tmp_path, monkeypatch):
    monkeypatch.setenv("TRAIL_KEYS", "somewhere")  # which a kernel does not see
    old = tmp_path / "figures/paper1/themes.png"
    old.parent.mkdir(parents=True)
    old.write_bytes(b"before")
    with pytest.raises(Faults) as stopped:
        run(tmp_path, *GOOD, ["import os\nos.environ['TRAIL_KEYS']"], ["print('not reached')"])
    assert "notebooks/paper1.ipynb\n  cell 4  stopped with KeyError." in str(stopped.value)
    assert "TRAIL_KEYS" not in str(stopped.value)
    assert old.read_bytes() == b"before" and len(list(old.parent.iterdir())) == 1
    assert not (tmp_path / "paper1.html").exists()
    left = nbformat.read(tmp_path / "logs/paper1.ipynb", as_version=4)
    assert [output.output_type for output in left.cells[4].outputs] == ["error"] and not left.cells[5].outputs


def test_table_that_was_not_released_is_named_with_its_cure(tmp_path):
    with pytest.raises(Faults) as stopped:
        run(tmp_path, GOOD[1], ["read('released/paper1/tables/theme.csv')"])
    assert "cell 2  'released/paper1/tables/theme.csv' is not there: it is not released, or misspelt" in str(
        stopped.value
    )
    assert "(did you mean 'released/paper1/tables/themes.csv'?)" in str(stopped.value)


def test_closed_notebook_that_fails_tells_and_leaves_no_text_of_its_tables(tmp_path):
    loud = "from trail.faults import Fault, refuse\nprint('secret')\nrefuse([Fault('', '', 'secret')])"
    with pytest.raises(Faults) as stopped:
        run(tmp_path, [loud], kind="closed")
    assert "cell 1  stopped with Faults." in str(stopped.value)
    left = nbformat.read(tmp_path / "logs/paper1.ipynb", as_version=4)
    assert left.cells[0].source == loud and not left.cells[0].outputs


def printed(**output) -> nbformat.NotebookNode:
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("x", execution_count=1)])
    made.cells[0].outputs = [nbformat.v4.new_output(**output)]
    return made


@pytest.mark.parametrize(
    ("output", "words"),
    [
        ({"output_type": "stream", "name": "stderr", "text": "UserWarning"}, "standard error"),
        (
            {"output_type": "execute_result", "data": {"text/plain": "<object at 0x7f12ab34cd56>"}},
            "an object's address",
        ),
        ({"output_type": "stream", "name": "stdout", "text": "/somewhere/nb1/work/figures"}, "a path of this machine"),
    ],
)
def test_output_that_would_differ_or_leak_is_refused(output, words):
    place, message = notebooks._unfit(printed(**output), Path("/somewhere/nb1"))
    assert place == "cell 1" and words in message


def test_plain_output_passes():
    assert (
        notebooks._unfit(printed(output_type="stream", name="stdout", text="0x41, 13 people"), Path("/somewhere"))
        is None
    )


def test_figure_without_alt_text_or_with_a_taken_name_is_refused(tmp_path, monkeypatch):
    from matplotlib.figure import Figure

    monkeypatch.chdir(tmp_path)
    write(THEMES, tmp_path / "released/paper1/tables/themes.csv")
    with pytest.raises(Faults, match="no alt text"):
        cells.save(Figure(), "themes", "released/paper1/tables/themes.csv")
    cells.save(Figure(), "themes", "released/paper1/tables/themes.csv", alt="Nothing.")
    taken = read_json("figures/figures.json")
    taken["themes"]["cell"] = 9
    cells.tables.write_json(taken, "figures/figures.json")
    with pytest.raises(Faults, match="taken"):
        cells.save(Figure(), "themes", "released/paper1/tables/themes.csv", alt="Nothing.")


def test_cell_that_cites_shows_released_words_and_nothing_else(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    quotes = {"Q1": {"original": "Ja.", "translation": "Yes.", "label": "Interview 1"},
              "Q2": {"original": "Nei.", "label": "Interview 2"}}  # fmt: skip
    write_json(quotes, "released/p1/quotes.json")
    write_json({"CD1": {"kind": "condensate", "text": "Alene."}}, "released/p1/chain.json")
    cell = '“Ajar”: []{.condensate of="CD1"} []{.quote of="Q1"} []{.quote of="Q2"} []{.quote of="Q3"}'
    shown = cells.cited(pd.DataFrame([{"cell": cell, "empty": None}]), "released/p1")
    assert shown.to_numpy().tolist() == [["“Ajar”: Alene. “Yes.” (Interview 1) “Nei.” (Interview 2)", ""]]


def test_page_of_very_many_people_says_what_it_leaves_out(monkeypatch):
    said = []
    monkeypatch.setattr(cells, "display", lambda shown: said.append(shown.data))
    rows = pd.DataFrame({"participant_id": [f"P{number}" for number in range(cells.PEOPLE + 1, 0, -1)] * 5})
    drawn = cells.first_people(rows)
    assert len(drawn) == cells.PEOPLE * 5 and f"P{cells.PEOPLE + 1}" not in set(drawn["participant_id"])
    assert said == [f"*Drawn: the first {cells.PEOPLE} of {cells.PEOPLE + 1} people. The table has all of them.*"]
    assert cells.first_people(drawn).equals(drawn) and len(said) == 1
    long = cells.show(rows).data
    assert long.count("<tr>") == cells.ROWS + 1 and f"The first {cells.ROWS} of {len(rows)} rows." in long
    assert "rows." not in cells.show(rows.head(cells.ROWS)).data


def test_borrowed_table_is_named_with_its_document():
    assert cells.table_name("released/paper1/tables/themes.csv", "paper1") == "themes"
    assert cells.table_name("released/paper1/tables/themes.csv", "thesis") == "paper1.themes"
    assert cells.table_name("closed/paper1/theme_matrix.csv", "closed_themes") == "paper1.theme_matrix"


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_notebook_stores_no_outputs_and_explains_each_figure(path):
    shipped = nbformat.read(path, as_version=4)
    assert nbformat.validator.isvalid(shipped)
    assert len({cell.id for cell in shipped.cells}) == len(shipped.cells)
    assert all(not cell.outputs and cell.execution_count is None for cell in shipped.cells if cell.cell_type == "code")
    prose = "".join(cell.source for cell in shipped.cells if cell.cell_type == "markdown")
    assert prose.count("**How it was counted.**") == prose.count("**What it cannot say.**") >= 1
    if not path.stem.startswith("closed_"):
        assert not any("closed/" in cell.source for cell in shipped.cells if cell.cell_type == "code")


CITED = '[]{.quote of="Q1"}'
SET = {"set": "S1", "service": "Service", "follows": "", "people": "5", "interviews": "5"}
TABLES = {
    "flow": SET | {"returned": "", "lost": ""},
    "interview_sets": SET | {"from day": "0", "to day": "9"},
    "code_tree": {"code group": "Trust", "subgroup": "", "units": "9", "people": "5"},
    "themes": {"category": "Trusting", "people": "5", "of": "5", "units": "9"},
    "codebook_history": {"version": "1", "dated": "2019-01", "code groups": "9", "came": "9", "went": "0"},
    "reconciliation": {"document": "Paper 1", "people": "5"},
    "datasets": {"interview set": "S1", "document": "Paper 1"},
    "synthesis": {"document": "Paper 1", "category": "Trusting", "A thread": "2"},
    "publications": {"document": "Paper 1", "status": "planned"},
    "stc_steps": {"step": "1", "what went in": "", "what came out": "9 units", "example": CITED},
    "theme_flow": {
        "from level": "subgroup",
        "from": "Trust",
        "became": "condensed",
        "to level": "category",
        "to": "Trusting",
    }
    | {"decision": ""},
    "category_aspect": {"category": "Trusting", "aspect": "barriers", "units": "9", "quotes": CITED},
    "category_need": {"category": "Trusting", "need": "safety", "units": "9", "quotes": CITED},
    "category_quality": {"category": "Trusting", "quality": "practice", "units": "9", "quotes": CITED},
    "need_quality": {"need": "safety", "quality": "practice", "units": "9", "quotes": CITED},
    "culture_levels": {"lens": "Schein", "level": "Artefact", "interpretation": "A board.", "categories": "Trusting"},
    "changes": {"category": "Trusting", "from": "Not at all", "to": "A little", "kinds of change": "increase"},
}


CLOSED = {
    "closed_themes": {
        f"{name}_{paper}"
        for name in ("theme_heatmap", "co_occurrence", "quote_spread")
        for paper in ("paper1", "paper2")
    },
    "closed_waves": {
        "pair_timeline_paper2",
        "wave_heatmap_paper2",
        "wave_flow_paper2_1",
        "interview_timelines_paper2_1",
    },
}


def write_waves(paper):
    """Write the tables of a paired paper with one pair."""
    pair = {"participant_id": "P01", "days_between": "360", "said": "pair"}
    pair |= {f"{side}_{what}": "1" for side in ("first", "second") for what in ("interview", "day")}
    pair |= {"first_window": "0–10", "second_window": "no window"}
    cell = {"participant_id": "P01", "category_id": "CAT1", "units": "1", "unit_ids": "U1", "said": "1 unit"}
    of_waves = [cell | {"interview_set": name, "interview_id": f"{name}-01"} for name in ("V1", "V2")]
    change = {"category_id": "CAT1", "participant_id": "P01", "change_id": "CH1", "before": "so", "after": "thus"}
    change |= {"change_type": "increase", "before_units": "U1", "after_units": "U2"}
    place = {"unit_id": "U1", "from_percent": "1.0", "to_percent": "2.0"}
    for name, rows in {
        "pairs": [pair | {"first_set": "V1", "second_set": "V2"}],
        "wave_matrix": of_waves,
        "change_matrix": [change, change | {"change_id": "no change written"}],
        "timelines": [of_waves[0] | place],
    }.items():
        write(pd.DataFrame(rows), f"closed/{paper}/{name}.csv")


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_notebook_draws_the_tables_it_names(path, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for document in ("paper1", "paper2", "paper3", "thesis", "brief"):
        for name, row in TABLES.items():
            write(pd.DataFrame([row]), f"released/{document}/tables/{name}.csv")
        write_json({"Q1": {"original": "Ja.", "label": "Interview 1"}}, f"released/{document}/quotes.json")
        write_json({}, f"released/{document}/chain.json")
    for paper in ("paper1", "paper2"):
        row = {"category_id": "CAT1", "participant_id": "P01", "units": "2", "unit_ids": "U1;U2"}
        row |= {"code_group_id": "CG1", "interview_id": "V-01"}
        write(pd.DataFrame([row]), f"closed/{paper}/theme_matrix.csv")
        write(pd.DataFrame([{"category_id": "CAT1", "heading": "Trusting"}]), f"closed/{paper}/categories.csv")
    write_waves("paper2")
    write(pd.DataFrame([{"paper": "paper1", "code_group_id": "CG1", "name": "Trust"}]), "closed/study/codebook.csv")
    quote = {"document": "paper1", "kind": "quote", "of": "Q1", "interviews": "V-01"}
    write(pd.DataFrame([quote]), "closed/ledger.csv")
    code = "\n".join(cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code")
    exec(compile(code, path.name, "exec"), {})
    drawn = set(read_json("figures/figures.json"))
    if path.stem.startswith("closed_"):
        assert drawn == CLOSED[path.stem]
    else:
        assert {"flow", "interview_sets"} <= drawn and any(name.startswith("themes") for name in drawn)
