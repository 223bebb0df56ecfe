"""What a run recorded, and what happens to results that were touched afterwards."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import built_study
from trail import records

ROOT = Path(__file__).parents[1]


def make(study: Path) -> tuple[int, str]:
    command = [sys.executable, str(ROOT / "workflow" / "drive.py"), str(study)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


@pytest.fixture(scope="module")
def study(built):
    code, said = make(built)
    assert code == 0, said
    return built


def test_a_result_edited_by_hand_is_not_taken_for_a_newer_one(study):
    page = study / "results" / "open" / "documents" / "paper1.html"
    before = page.read_bytes()
    page.write_bytes(before + b"<!-- mended by hand -->")
    code, said = make(study)
    assert code == 1
    assert "open/documents/paper1.html was changed after it was made. Delete it and run `make`" in said
    page.unlink()
    assert make(study)[0] == 0
    assert page.read_bytes() == before


def test_a_lost_table_is_made_anew_though_rules_know_only_its_index(study):
    table = study / "results" / "released" / "paper1" / "tables" / "flow.csv"
    before = table.read_bytes()
    table.unlink()
    assert make(study)[0] == 0
    assert table.read_bytes() == before


def test_what_the_engine_made_anew_without_make_is_no_edit(study):
    table = study / "data" / "tiny" / "coding" / "changes.csv"
    table.write_text(table.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert built_study.snakemake(study, "results/closed/study/changes.csv").returncode == 0
    code, said = make(study)
    assert code == 0, said


def test_a_document_held_open_by_word_is_no_edit(study):
    beside = study / "results" / "open" / "documents" / "~$paper1.docx"
    beside.write_bytes(b"owner")
    assert records.edited_and_lost(study / "results")[0] == []
    beside.unlink()


def test_verified_is_said_again_only_of_the_same_record(study, tmp_path):
    results = Path(shutil.copytree(study / "results", tmp_path / "results"))
    assert records.still_verified(results)
    (results / "open" / "record.json").write_text("{}")
    assert not records.still_verified(results)
    shutil.rmtree(results / "open")
    (results / "closed" / "record.json").unlink()
    assert not records.still_verified(results)


def test_a_faulty_study_is_told_before_a_run_changes_anything(study):
    page = study / "manuscript" / "paper1" / "index.qmd"
    sound = page.read_text(encoding="utf-8")
    before = {path: path.read_bytes() for path in (study / "results").rglob("*") if path.is_file()}
    page.write_text(sound.replace('of="Q1"', 'of="Q77"'), encoding="utf-8")
    code, said = make(study)
    assert code == 1
    assert "'Q77' is nothing that paper1 can cite" in said
    assert said.splitlines()[-1] == "1 fault, 0 warnings. Nothing was changed."
    assert {path: path.read_bytes() for path in (study / "results").rglob("*") if path.is_file()} == before
    page.write_text(sound, encoding="utf-8")
