"""A disk that is full or may not be written to: a sentence, nothing lost, and it works again afterwards."""

import os
import subprocess

import pytest

import torture
import toy_study
from trail import clocks, faults, tables

mounts = pytest.mark.skipif(not torture.can_mount(), reason="nothing can be mounted here")
FULL = """
mount -t tmpfs -o size=500k tmpfs "$1" && cp -r "$2"/. "$1" && cd "$1" && shift 2
"$@" 2>/dev/null; echo "ended with $?"; find results -type f
mount -o remount,size=50m "$PWD"
"$@" 2>/dev/null; echo "ended with $?"; find results -type f | sort; wc -c < results/open.txt
"""
READ_ONLY = """
mount --bind "$1" "$1" && mount -o remount,ro,bind "$1" && shift
"$@"
"""


@pytest.fixture
def toy(tmp_path):
    return toy_study.write(tmp_path / "study")


@mounts
def test_full_disk_is_named_and_the_run_goes_on_once_there_is_room(toy, tmp_path):
    (toy / "words.txt").write_text("large")
    disk = tmp_path / "disk"
    disk.mkdir()
    command = [*torture.NAMESPACE, FULL, "sh", disk, toy, *toy_study.COMMAND]
    said = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    first, second = said.split("ended with 1\n")
    assert "The disk is full: make room and run it again. What was finished is kept." in first
    assert second.splitlines()[-4:] == ["ended with 0", "results/open.txt", "results/released.txt", "2500000"]
    assert "released" not in second.partition("ended with 0")[0]


@mounts
def test_read_only_place_is_named_before_anything_is_changed(toy):
    assert toy_study.drive(toy).returncode == 0
    (toy / "words.txt").write_text("other")
    before = {path: path.read_bytes() for path in toy.rglob("*") if path.is_file()}
    for place, named in ((".", ".snakemake"), ("results", "results"), ("logs", "logs")):
        run = toy_study.drive(toy, *torture.NAMESPACE, READ_ONLY, "sh", str(toy / place))
        cure = "give yourself the right to, or copy the study to a place where you have it. Nothing was changed."
        assert run.returncode == 1
        assert run.stdout == f"{named} may not be written to (read-only, or another user's): {cure}\n"
    assert {path: path.read_bytes() for path in toy.rglob("*") if path.is_file()} == before
    assert toy_study.drive(toy).returncode == 0
    assert (toy / "results/open.txt").read_text() == "other"


@mounts
def test_folder_deep_inside_that_may_not_be_written_to_stops_the_step_with_a_cure(toy):
    (toy / "results/inner").mkdir(parents=True)
    text = (toy / "Snakefile").read_text().replace("results/released.txt", "results/inner/released.txt")
    (toy / "Snakefile").write_text(text)
    run = toy_study.drive(toy, *torture.NAMESPACE, READ_ONLY, "sh", str(toy / "results/inner"))
    assert run.returncode == 1
    assert "Make it writable, or copy the study to a place that is, and run it again." in run.stdout
    assert toy_study.drive(toy).returncode == 0


def test_temporary_files_of_a_killed_run_are_taken_away_and_nobody_elses(toy, tmp_path, monkeypatch):
    from trail import running

    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(running.tempfile, "tempdir", None)
    (toy / ".snakemake").mkdir()
    for name, stays in (("trail-run-x", False), ("somebody", True), ("deeper/trail-run-x", True)):
        left = tmp_path / name
        left.mkdir(parents=True)
        (toy / ".snakemake/workplace").write_text(str(left))
        with running.workplace(toy):
            own = running.tempfile.mkdtemp()
            assert left.exists() is stays
        assert not os.path.lexists(own)
    assert os.environ["TMPDIR"] == str(tmp_path)


def test_edit_made_after_the_clock_was_set_back_is_not_missed(tmp_path):
    for name in ("config.yaml", "data/a.csv", "manuscript/paper1/index.qmd", "results/open/paper1.html", "logs/a.log"):
        tables.write_text("", tmp_path / name)
        os.utime(tmp_path / name, (4e9, 4e9))
    os.utime(tmp_path / "data/a.csv")  # edited now
    said = clocks.put_right(tmp_path, tmp_path / "code")
    assert "config.yaml and 2 more bore a time in the future" in said
    time_of = {
        name: (tmp_path / name).stat().st_mtime for name in ("results/open/paper1.html", "data/a.csv", "config.yaml")
    }
    assert sorted(time_of, key=time_of.get)[0] == "results/open/paper1.html"
    assert clocks.put_right(tmp_path, tmp_path / "code") == ""


def test_time_in_the_future_that_cannot_be_changed_is_a_fault(tmp_path, monkeypatch):
    tables.write_text("", tmp_path / "data/a.csv")
    os.utime(tmp_path / "data/a.csv", (4e9, 4e9))

    def refused(*_):
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(clocks.os, "utime", refused)
    with pytest.raises(faults.Faults, match=r"a\.csv\n.*which cannot be changed .*: set the clock right"):
        clocks.put_right(tmp_path, tmp_path / "code")
