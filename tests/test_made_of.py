"""What a run was made of: nothing that changes what would be made goes unnoticed, and nothing else is a change."""

import os
from pathlib import Path

import pytest

from trail import made_of, tables


@pytest.fixture()
def places(tmp_path):
    """Return a study whose data lies elsewhere and a project, each with a file of every kind, and a finished run."""
    study, project = tmp_path / "study", tmp_path / "project"
    for path in ("config.yaml", "manuscript/paper1/index.qmd", "notebooks/paper1.ipynb", "LICENSE-data"):
        tables.write_text("study: {data: ../interviews}\n", study / path)
    for path in ("Snakefile", "workflow/rules/a.smk", "workflow/trail/words/names.txt", "profiles/default/config.yaml"):
        tables.write_text("x", project / path)
    tables.write_text("said", tmp_path / "interviews" / "transcripts" / "a.txt")
    for zone in ("open", "closed"):
        tables.write_json({f"{zone}/a": "0"}, study / "results" / zone / "record.json")
    made_of.note(study, made_of.fingerprint(study, project))
    return study, project


def as_noted(study, project):
    return made_of.is_as_noted(study, made_of.fingerprint(study, project))


def test_what_is_edited_during_a_run_is_a_change(places):
    study, project = places
    before = made_of.fingerprint(study, project)
    tables.write_text("study: {data: ../interviews}  # meanwhile\n", study / "config.yaml")
    made_of.note(study, before)
    assert not as_noted(study, project)


def test_times_and_caches_are_no_change(places):
    study, project = places
    for path in (study / "config.yaml", project / "Snakefile"):
        os.utime(path, (1, 1))
    tables.write_text("compiled", project / "workflow" / "__pycache__" / "a.pyc")
    tables.write_text("later", study / "results" / "open" / "verification.json")
    assert as_noted(study, project)


@pytest.mark.parametrize(
    "path",
    [
        "study/config.yaml",
        "study/manuscript/paper1/index.qmd",
        "study/manuscript/paper2/new.qmd",
        "study/notebooks/paper1.ipynb",
        "study/LICENSE-data",
        "study/results/closed/record.json",
        "interviews/transcripts/a.txt",
        "interviews/memos/new.md",
        "project/Snakefile",
        "project/workflow/rules/a.smk",
        "project/workflow/trail/words/names.txt",
        "project/profiles/default/config.yaml",
        "project/manuscript/_extensions/trail/trail.lua",
    ],
)
def test_other_bytes_of_the_same_length_and_time_are_a_change(places, tmp_path, path):
    path = tmp_path / path
    before = path.read_text(encoding="utf-8") if path.exists() else "xyz"
    times = path.stat() if path.exists() else None
    tables.write_text(before[:-1] + ("." if before[-1] != "." else ","), path)
    if times:
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert not as_noted(*places)


def test_a_lost_file_a_lost_record_and_a_moved_study_are_changes(places, tmp_path):
    study, project = places
    moved = study.rename(tmp_path / "moved")
    assert not as_noted(moved, project)
    study = moved.rename(study)
    assert as_noted(study, project)
    (study / "results" / "open" / "record.json").unlink()
    assert not as_noted(study, project)
    tables.write_json({"open/a": "0"}, study / "results" / "open" / "record.json")
    assert as_noted(study, project)
    (tmp_path / "interviews" / "transcripts" / "a.txt").unlink()
    assert not as_noted(study, project)


def test_another_version_of_a_package_or_renderer_is_a_change(places, tmp_path, monkeypatch):
    study, project = places
    monkeypatch.setattr(made_of.sysconfig, "get_path", lambda name: str(tmp_path))
    tables.write_text("", tmp_path / "pandas-2.0.dist-info" / "METADATA")
    made_of.note(study, made_of.fingerprint(study, project))
    (tmp_path / "pandas-2.0.dist-info").rename(tmp_path / "pandas-3.0.dist-info")
    assert not as_noted(study, project)
    made_of.note(study, made_of.fingerprint(study, project))
    monkeypatch.setattr(made_of.shutil, "which", lambda name: "/opt/quarto")
    monkeypatch.setattr(made_of.quarto, "version", lambda program: "1.9.38")
    assert not as_noted(study, project)


def test_a_study_that_was_never_finished_is_not_as_noted(tmp_path):
    tables.write_text("study: {}\n", tmp_path / "config.yaml")
    assert not as_noted(tmp_path, Path(tmp_path / "project"))
