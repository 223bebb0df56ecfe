"""Bad input ends in one clear report: file, place, value and cure, nothing on disk changed, no consequences told."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import tiny_study
from trail import inspection
from trail.tables import read_json

ROOT = Path(__file__).resolve().parents[1]
DATA = tiny_study.DATA
CODINGS, UNITS, SECOND = (
    f"{DATA}/coding/codings.csv",
    f"{DATA}/coding/meaning_units.csv",
    f"{DATA}/transcripts/VS2018-02.txt",
)
PAPER1 = "manuscript/paper1/index.qmd"


def table(name: str) -> str:
    return tiny_study.csv_text(tiny_study.tables()[name])


def first_row(change: dict):
    return lambda rows: [rows[0] | change, *rows[1:]]


def paper1(old: str, new: str) -> dict:
    return {"files": {PAPER1: tiny_study.MANUSCRIPTS["paper1"].replace(old, new)}}


def no_sets(config: dict) -> dict:
    return config | {"papers": {"paper1": config["papers"]["paper1"] | {"interview_sets": ["VS2O18"]}}}


# what is wrong: (how the study differs, the whole report above its last line)
REFUSED = {
    "setting misspelt": (
        {"config": lambda config: config | {"disclosure": {"treshold": 5}}},
        "config.yaml\n  disclosure  'treshold' is not a setting (did you mean 'threshold'?). Known here: threshold.",
    ),
    "unknown set": (
        {"config": no_sets},
        "config.yaml\n"
        "  papers.paper1.interview_sets  interview set 'VS2O18' is not in interview_sets (did you mean 'VS2018'?).",
    ),
    "paper that cites a missing category": (
        paper1("CAT1_2", "CAT1_3"),
        f"{PAPER1}\n  line 23  'CAT1_3' is nothing that paper1 can cite (did you mean 'CAT1_2'?).",
    ),
    "document that cites an unknown quote": (
        paper1('"Q2"', '"nothing-like-it"'),
        f"{PAPER1}\n  line 23  'nothing-like-it' is nothing that paper1 can cite: mend the name, "
        "or add what it names to the data folder.",
    ),
    "missing transcript": (
        {"files": {SECOND: None}},
        "interviews.csv\n  row 3  transcript 'VS2018-02.txt' is not in transcripts/: "
        "put the file there, or mend the name.",
    ),
    "empty transcript": (
        {"files": {SECOND: "\n \n"}},
        "transcripts/VS2018-02.txt\n  is empty: it holds no word. Put the transcript in its place.",
    ),
    "undecodable transcript": (
        {"files": {SECOND: tiny_study.TRANSCRIPTS["VS2018-02"].encode("cp1252")}},
        "transcripts/VS2018-02.txt\n  line 1  is not UTF-8 (byte 0xE5). Save it as UTF-8, "
        "or declare `cp1252` in a column `encoding` of interviews.csv.",
    ),
    "unreadable transcript": (
        {
            "interviews": first_row({"transcript": "VS2018-01.docx"}),
            "files": {f"{DATA}/transcripts/VS2018-01.docx": b"PK no zip"},
        },
        "transcripts/VS2018-01.docx\n  is no whole zip archive. Open it in its program and save it again.",
    ),
    "column misnamed": (
        {"files": {UNITS: table("meaning_units").replace("unit_id", "unitid", 1)}},
        "coding/meaning_units.csv\n  row 1  column 'unit_id' is missing: 'unitid' is not a column of this table "
        "(did you mean 'unit_id'?).",
    ),
    "no header": (
        {"files": {CODINGS: table("codings").split("\n", 1)[1]}},
        "coding/codings.csv\n  row 1  names no column of this table: it starts with a row of column names, such as "
        "unit_id, paper, pass, code_group_id, subgroup_id, codebook_version, analyst, coded_on, status, "
        "set_aside_reason.",
    ),
    "empty table": (
        {"files": {CODINGS: ""}},
        "coding/codings.csv\n  is empty: a table starts with a row of column names.",
    ),
    "missing table": (
        {"files": {CODINGS: None}},
        "coding/codings.csv\n  is missing: the config has papers, and coding/ holds no project of a coding tool. "
        "Its first columns: unit_id, paper, pass, status.",
    ),
    "duplicate id": (
        {"meaning_units": lambda rows: [*rows, rows[0]]},
        "coding/meaning_units.csv\n  row 13  unit_id 'U001' stands already in row 2: ids are never used twice.",
    ),
    "dangling id": (
        {"facets": first_row({"unit_id": "U012"})},
        "coding/facets.csv\n  row 2  unit_id 'U012' is not in coding/meaning_units.csv (did you mean 'U011'?).",
    ),
    "unit beyond the end of its text": (
        {"meaning_units": first_row({"spans": "10-9999"})},
        "coding/meaning_units.csv\n  row 2  unit U001: ends at 9999, but VS2018-01 has 481 characters. "
        "The transcript was shortened after coding, or the span has a digit too many?",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_fault_is_told_once_with_its_place_and_cure(case, tmp_path):
    changes, report = REFUSED[case]
    folder = tiny_study.write(tmp_path, **changes)
    assert inspection.summary(inspection.inspect(folder)) == f"{report}\n\n1 fault, 0 warnings. Nothing was changed."


def test_faults_of_several_files_are_told_together(tmp_path):
    files = {SECOND: "", UNITS: table("meaning_units").replace("unit_id", "unitid", 1)}
    folder = tiny_study.write(tmp_path, files=files, facets=first_row({"facet": "aspekt"}))
    assert [(fault.file, fault.place) for fault in sorted(inspection.inspect(folder))] == [
        ("coding/facets.csv", "row 2"),
        ("coding/meaning_units.csv", "row 1"),
        ("transcripts/VS2018-02.txt", ""),
    ]


READ = {
    "BOM": lambda text: b"\xef\xbb\xbf" + text.encode(),
    "semicolons": lambda text: text.replace(",", ";").encode(),
    "UTF-16 with tabs, as Excel saves it": lambda text: text.replace(",", "\t").encode("utf-16"),
    "CRLF": lambda text: text.replace("\n", "\r\n").encode(),
}


@pytest.mark.parametrize("form", READ)
def test_table_in_the_form_a_spreadsheet_left_it_is_read(form, tmp_path):
    folder = tiny_study.write(tmp_path)
    path = folder / DATA / "coding" / "facets.csv"
    path.write_bytes(READ[form](path.read_text(encoding="utf-8")))
    assert inspection.summary(inspection.inspect(folder)) == "No faults, no warnings."


def drive(folder: Path) -> subprocess.CompletedProcess:
    """Run a study as `make STUDY=DIR` does."""
    command = [sys.executable, str(ROOT / "workflow/drive.py"), str(folder)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8")


@pytest.mark.parametrize("case", ["setting misspelt", "dangling id"])
def test_run_over_a_faulty_study_says_the_same_and_changes_nothing(case, tmp_path):
    changes, report = REFUSED[case]
    folder = tiny_study.write(tmp_path / "study", **changes)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    run = drive(folder)
    assert run.returncode == 1
    assert run.stdout.endswith(f"\n{report}\n\n1 fault, 0 warnings. Nothing was changed.\n")
    assert "Traceback" not in run.stdout + run.stderr
    after = [path for path in folder.rglob("*") if path.is_file() and ".snakemake" not in path.parts]
    assert {path: path.read_bytes() for path in after} == before


def test_number_that_differs_and_quote_that_is_not_released_stop_their_document(built):
    release = built / DATA / "release.csv"
    rows = release.read_text(encoding="utf-8").splitlines()
    kept = [row for row in rows if not row.startswith("paper2,quote_translation,")]
    release.write_text("\n".join(kept) + "\n", encoding="utf-8")
    page = built / "manuscript/paper2/index.qmd"
    text = page.read_text(encoding="utf-8").replace('[]{.value of="paper2.p', '[seven]{.value of="paper2.p')
    page.write_text(text, encoding="utf-8")
    run = drive(built)
    assert run.returncode == 1
    assert run.stdout.splitlines()[-5:] == [
        "Stopped at: Document paper2: HTML, DOCX and PDF",
        "manuscript/paper2/index.qmd",
        "  line 8   value 'paper2.participants' is 2 (two), not 'seven': leave the brackets empty, "
        "or type what is released.",
        "  line 12  the translation of quote 'Q3' is not released to paper2, and a text in 'en' prints that.",
        f"Log: {built / 'logs/render_document/paper2.log'}",
    ]


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_run_that_was_killed_is_taken_up_again_and_gives_the_same_bytes(built_once, tmp_path):
    made = shutil.ignore_patterns("results", "logs", ".snakemake")
    folder = Path(shutil.copytree(built_once, tmp_path / "study", ignore=made))
    command = [sys.executable, str(ROOT / "workflow/drive.py"), str(folder)]
    killed = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    end = time.monotonic() + 120
    while not list((folder / "logs").glob("render_document/*.log")):
        assert time.monotonic() < end
        time.sleep(0.02)
    os.killpg(killed.pid, signal.SIGKILL)
    killed.wait()
    assert not (folder / "results/open/record.json").exists()
    run = drive(folder)
    assert run.returncode == 0, run.stdout + run.stderr
    assert run.stdout.startswith("An earlier run was killed")
    for record in ("results/open/record.json", "results/closed/record.json"):
        assert read_json(folder / record) == read_json(built_once / record)
