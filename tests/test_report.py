"""`make report`: everything the study made on one page, from the closed zone, without a network."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import dag
from trail import records, tables

ROOT = Path(__file__).parents[1]
REPORT = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
import drive
sys.exit(drive.report(Path.cwd()))
"""
HOSTILE = "<script>alert(1)</script>,`here <javascript:alert(1)>`__,|x|,.. raw:: html\n"


@pytest.fixture(scope="module")
def reported(built):
    """The built study with its report, written where no way leads out of the machine; one of its tables is hostile."""
    table = built / "results/released/paper1/tables/flow.csv"
    table.write_text(table.read_text(encoding="utf-8") + HOSTILE, encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": str(ROOT / "tests/no_network")}
    command = [sys.executable, "-c", REPORT, str(ROOT / "workflow")]
    done = subprocess.run(command, cwd=built, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split()[:2] == ["report", "results/closed/report.html"] and done.stderr == ""
    return built


def test_report_displays_documents_figures_tables_notebooks_and_sites_with_captions(reported):
    page = (reported / "results/closed/report.html").read_text(encoding="utf-8")
    results = reported / "results"
    shown = [
        *results.glob("open/documents/*"),
        *results.glob("open/figures/*/*.svg"),
        *results.glob("open/notebooks/*"),
    ]
    shown += [
        *results.glob("released/*/tables/*.csv"),
        results / "open/index.html",
        results / "closed/audit/index.html",
    ]
    assert len(shown) > 20
    assert [path for path in shown if f'"{path.relative_to(reported).as_posix()}": {{' not in page] == []
    for caption in (
        "as it was released to paper1",
        "drawn by the notebook of that",
    ):
        assert caption in page
    assert 'href=\\"../open/index.html\\"' in page, "the site opens where it lies"


def test_words_of_a_table_are_shown_and_not_obeyed(reported):
    page = (reported / "results/closed/report.html").read_text(encoding="utf-8")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;,`here &lt;javascript:alert(1)&gt;`__,|x|,.. raw:: html" in page
    assert "<script>alert" not in page and 'href=\\"javascript:alert' not in page and "system-message" not in page


def test_report_is_in_no_record_and_gone_when_the_next_run_begins(reported, tmp_path):
    results = Path(shutil.copytree(reported / "results", tmp_path / "results"))
    shutil.copyfile(results / "closed/report.html", results / "open/report.html")
    assert "closed/report.html" not in records.record(results, "closed")
    assert "open/report.html was not made by the run. Take it away." in records.changed(results, "open")
    records.forget(results)
    assert not (results / "closed/report.html").exists() and (results / "closed/audit/index.html").exists()


def test_report_makes_nothing_and_nothing_reads_it(reported):
    jobs = dag.jobs(reported, frozenset({"report"}))
    (shown,) = [job for job in jobs if job.rule == "report"]
    assert shown.makes == [] and {job.rule for job in jobs} - {"report"} <= {job.rule for job in dag.jobs(reported)}
    assert [job.rule for job in jobs if f"results/{records.REPORT}" in job.reads] == []
    assert "report.html" not in str(tables.read_json(reported / "results/open/record.json"))


# The last one: a browser's event loop is in the way of the engine's.
def test_report_opens_in_a_browser_and_asks_for_nothing(reported, browser):
    page, asked, failed = browser.new_page(), [], []
    page.on("request", lambda one: asked.append(one.url) if not one.url.startswith(("data:", "blob:")) else None)
    page.on("pageerror", lambda one: failed.append(str(one)))
    page.goto((reported / "results/closed/report.html").as_uri())
    for category in ("Documents", "Figures", "Tables", "Notebooks", "Sites"):
        page.get_by_text(category, exact=True).first.wait_for()
    assert asked == [(reported / "results/closed/report.html").as_uri()] and failed == []
    page.close()
