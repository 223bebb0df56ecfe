"""What the measurements of speed rest on: a straight line that does the engine's work, edits that leave no fault."""

import ast
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import dag
import page_parts
import qda_files
import tiny_study
from bench import __main__ as bench
from bench import audit_site, clock, figures, interchange, peers, studies
from trail import inspection
from trail.importers import formats, units
from trail.tables import read_json, read_rows

ROOT = Path(__file__).parents[1]
BENCH = ROOT / "tests" / "bench"
POSIX = pytest.mark.skipif(os.name != "posix", reason="processors' seconds as POSIX counts them")
CODINGS = Path(tiny_study.DATA, "coding", "codings.csv")


def test_straight_line_makes_the_same_bytes_as_the_engine(built, tmp_path):
    study = studies.copy(built, tmp_path / "study", renderer="auto")
    subprocess.run([sys.executable, BENCH / "plan.py", study, tmp_path / "plan.json"], check=True)
    assert not (study / "results").exists()
    subprocess.run([sys.executable, BENCH / "straight.py", tmp_path / "plan.json"], cwd=study, check=True)
    for zone in ("open", "closed"):
        made, expected = (read_json(folder / "results" / zone / "record.json") for folder in (study, built))
        assert made == expected


@POSIX
def test_seconds_of_processors_count_what_a_command_started(tmp_path):
    work = "sum(range(20_000_000))"
    child = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {work!r}]); print('done')"
    took = clock.timed([sys.executable, "-c", child], tmp_path, dict(os.environ))
    assert took.said == "done\n"
    assert 0.05 < took.cpu
    assert 0.05 < took.seconds


@POSIX
def test_command_that_fails_stops_the_measurement_with_its_last_words(tmp_path):
    with pytest.raises(SystemExit, match=r"ended with 3:\nno such study"):
        clock.timed([sys.executable, "-c", "print('no such study'); exit(3)"], tmp_path, dict(os.environ))


def test_runs_take_turns_and_the_median_counts():
    seconds, order = {"a": iter([9.0, 2.0, 1.0]), "b": iter([5.0, 4.0, 6.0])}, []

    def run(name):
        order.append(name)
        return clock.Timed(next(seconds[name]), 0.0, "")

    found = clock.interleaved(3, a=lambda: run("a"), b=lambda: run("b"))
    assert order == ["a", "b"] * 3
    assert {name: one.seconds for name, one in found.items()} == {"a": 2.0, "b": 5.0}


def test_jobs_are_those_that_were_done_in_every_stage_of_a_run():
    said = """\
Job stats:
job              count
-------------  -------
check_study          1
run_notebook         3
total                4

Finished jobid: 1 (Rule: check_study)
1 of 2 steps (50%) done
Finished jobid: 12 (Rule: run_notebook)
Finished jobid: 3 (Rule: run_notebook)
"""
    assert clock.jobs_run(said) == {"check_study": 1, "run_notebook": 2}
    assert clock.jobs_run("Nothing to be done (all requested files are present and up to date).") == {}


def test_coding_set_aside_leaves_a_study_without_faults(tmp_path):
    study = tiny_study.write(tmp_path)
    before = read_rows(study / CODINGS, "")[1]
    unit = studies.set_one_aside(study)
    changed = [row for row in read_rows(study / CODINGS, "")[1] if row not in before]
    assert [(row[0], row[8]) for row in changed] == [(unit, "set_aside")]
    assert not [fault for fault in inspection.inspect(study) if fault.level == "E"]


def test_date_changed_is_one_cell(tmp_path):
    study = tiny_study.write(tmp_path)
    before = read_rows(study / CODINGS, "")[1]
    studies.redate_one(study)
    after = read_rows(study / CODINGS, "")[1]
    assert sum(a != b for old, new in zip(before, after, strict=True) for a, b in zip(old, new, strict=True)) == 1


def test_corrected_transcript_is_attested_to_and_leaves_no_fault(tmp_path):
    study = tiny_study.write(tmp_path)
    texts = {path: path.read_bytes() for path in (study / tiny_study.DATA / "transcripts").iterdir()}
    name = studies.correct_one(study)
    assert [path.name for path, before in texts.items() if path.read_bytes() != before] == [name]
    assert not [fault for fault in inspection.inspect(study) if fault.level == "E"]


def test_reworded_sentence_is_one_line_of_one_manuscript(tmp_path):
    study = tiny_study.write(tmp_path)
    before = {path: path.read_text(encoding="utf-8") for path in study.glob("manuscript/*/index.qmd")}
    document = studies.reword_one(study)
    changed = {path: path.read_text(encoding="utf-8") for path in before if path.read_text("utf-8") != before[path]}
    assert [path.parent.name for path in changed] == [document]
    ((path, after),) = changed.items()
    assert after.count(", as was measured.") == 1
    assert after.replace(", as was measured.", ".") == before[path]


def test_figure_says_whether_its_aim_is_met_and_what_is_behind_it(capsys):
    figures.said.clear()
    figures.line("cold ÷ straight", 2.006, 2.0, "4.0 s ÷ 2.0 s")
    figures.line("renders", 0, 0)
    printed = capsys.readouterr()
    assert [json.loads(one) for one in printed.out.splitlines()] == [
        {"name": "cold ÷ straight", "ratio": 2.01, "aim": 2.0, "met": False},
        {"name": "renders", "ratio": 0, "aim": 0, "met": True},
    ]
    assert printed.err == "# 4.0 s ÷ 2.0 s\n"
    assert figures.table(figures.said).splitlines()[2:] == [
        "| cold ÷ straight | **2.01** | 2 | 4.0 s ÷ 2.0 s |",
        "| renders | 0 | 0 |  |",
    ]


def test_page_of_speed_gets_the_figures_of_a_run_and_keeps_what_people_wrote(tmp_path, monkeypatch):
    page = tmp_path / "performance.md"
    shutil.copyfile(bench.PAGE, page)
    monkeypatch.setattr(bench, "PAGE", page)
    figures.said.clear()
    figures.line("cold ÷ straight", 0.5, 2.0)
    bench.write_page("a machine.")
    before, after = (path.read_text(encoding="utf-8") for path in (ROOT / "docs" / "performance.md", page))
    assert f"Measured on a machine.\n\n{figures.table(figures.said)}\n" in after
    made = re.compile("(<!-- figures: made by make bench -->).*(<!-- end of figures -->)", re.DOTALL)
    assert made.sub(r"\1\2", after) == made.sub(r"\1\2", before) != before


def test_page_without_a_place_for_a_part_is_refused():
    with pytest.raises(ValueError, match="no place for figures"):
        page_parts.replaced("<!-- figures: made by make bench -->\n", "figures", "make bench", "")


def test_code_of_every_job_holds_all_that_it_imports(tmp_path):
    package = ROOT / "workflow" / "trail"
    for job in dag.jobs(tiny_study.write(tmp_path)):
        for path in (path for path in job.code if package in Path(path).parents and path.endswith(".py")):
            for node in ast.walk(ast.parse(Path(path).read_text(encoding="utf-8"))):
                if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "trail":
                    inside = package.joinpath(*node.module.split(".")[1:])
                    needed = {inside.with_suffix(".py"), *(inside / f"{alias.name}.py" for alias in node.names)}
                    missing = {str(one) for one in needed if one.exists()} - set(job.code)
                    assert not missing, (job.rule, path)


@pytest.fixture
def project(tmp_path):
    """Return a project with one text, in which one passage is coded."""
    said, name = qda_files.marked(qda_files.TEXT, "I waited", qda_files.coding("c1")), qda_files.guid("t1")
    sources = qda_files.source("Interview 1", said, path=f"internal://{name}.txt")
    members = {"project.qde": qda_files.qde(sources), f"sources/{name}.txt": qda_files.TEXT}
    return qda_files.archive(tmp_path, members)


def measured(project, pythons) -> list[str]:
    """Return the names of the figures of a project, each measured once."""
    figures.said.clear()
    interchange.measure(project, pythons, 1, more=2)
    return [one.name for one in figures.said]


@POSIX
def test_project_is_measured_and_multiplied_with_names_and_guids_of_its_own(project, tmp_path):
    made = units.tables(formats.read(interchange.multiplied(project, 3, tmp_path / "more.qdpx")))
    assert sorted(made.texts) == ["R0_Interview_1", "R1_Interview_1", "R2_Interview_1"]
    assert len(made.codings) == 3
    assert measured(project, {}) == ["project to matrix, 2 times as much ÷ once"]


@POSIX
@pytest.mark.parametrize(("counted", "timed"), [(1, True), (2, False)])
def test_peer_is_timed_only_where_it_counts_the_same_in_every_cell(
    project, tmp_path, monkeypatch, capsys, counted, timed
):
    counts = f"import json; print(json.dumps([['waiting', 'Interview_1', {counted}]]))"
    monkeypatch.setitem(peers.PEERS, "other", peers.Peer("other", ".qdpx", counts))
    assert ("project to matrix ÷ other" in measured(project, {"other": Path(sys.executable)})) == timed
    assert ("other is not timed: 1 of 1 cells differ." in capsys.readouterr().err) != timed


def test_package_that_the_registry_has_not_gives_no_environment(tmp_path, monkeypatch):
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    assert peers.environment("no-such-package", tmp_path / "peer") is None


def test_pages_of_every_folder_of_both_editions_are_opened_and_the_largest_is_among_them(tmp_path):
    sizes = {"open/index.html": 1, "open/audit/search.html": 2, "closed/audit/index.html": 3, "open/audit/site.css": 50}
    sizes |= {f"closed/audit/interviews/I{at:02}.html": 40 if at == 30 else 4 for at in range(40)}
    for name, size in sizes.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x" * size)
    looked = audit_site.looked_at(tmp_path)
    assert {"open/index.html", "open/audit/search.html", "closed/audit/index.html"} < set(looked)
    assert "closed/audit/interviews/I30.html" in looked and len(looked) == 3 + audit_site.FEW + 1
    assert audit_site.sizes(tmp_path) == (sum(sizes.values()), 40)


@pytest.mark.skipif(not (shutil.which("chromium") or shutil.which("chromium-browser")), reason="no chromium here")
def test_page_that_is_opened_took_some_time(tmp_path):
    (tmp_path / "open" / "audit").mkdir(parents=True)
    (tmp_path / "open" / "index.html").write_text("<title>One</title>")
    found = audit_site.opened(tmp_path, times=1)
    assert found.keys() == {"open/index.html"} and 0 < found["open/index.html"] < 60
