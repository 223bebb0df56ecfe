"""A run as the researcher meets it: nothing done twice, one run at a time, faults as last words, no network."""

import base64
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import tiny_study
import toy_study
from trail import faults, last_words, running, tables

ROOT = Path(__file__).resolve().parents[1]
POSIX = pytest.mark.skipif(os.name != "posix", reason="signals and terminals of POSIX")


@pytest.fixture
def toy(tmp_path):
    """Return a study of two steps, one on each side of the door, that does what its words.txt says."""
    return toy_study.write(tmp_path / "my støtte study")


def start(folder):
    """Start a run whose first step waits, and return it once that step is at work."""
    (folder / "words.txt").write_text("wait")
    process = subprocess.Popen(
        toy_study.COMMAND, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        start_new_session=True,
    )  # fmt: skip
    until((folder / "waiting").exists)
    return process


def until(true):
    """Wait until something is true, 30 seconds at most."""
    end = time.monotonic() + 30
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_second_run_starts_no_job_and_an_edit_that_releases_the_same_makes_nothing_behind_the_door(toy):
    first = toy_study.drive(toy)
    assert first.returncode == 0
    assert re.findall("^Job [0-9]+: (.*)", first.stderr, re.MULTILINE) == ["The door", "The document"]
    second = toy_study.drive(toy)
    assert second.returncode == 0
    assert second.stdout.count("Nothing to be done") == 1
    assert "Job " not in second.stdout + second.stderr
    bare = [Path(sys.executable).with_name("snakemake"), "--workflow-profile", "none", "-n"]
    assert "Nothing to be done" in subprocess.run(bare, cwd=toy, capture_output=True, text=True).stdout

    (toy / "words.txt").write_text("WORD")  # the door writes it in small letters: what is released stays the same
    again = toy_study.drive(toy)
    assert "The door" in again.stderr
    assert "The document" not in again.stderr
    assert "Nothing to be done" in subprocess.run(bare, cwd=toy, capture_output=True, text=True).stdout


@pytest.mark.parametrize("also", ["lost", "half made", "other settings", "another input"])
def test_job_below_one_that_came_out_the_same_is_made_where_anything_else_of_it_changed(toy, also):
    assert toy_study.drive(toy).returncode == 0
    (toy / "words.txt").write_text("WORD")
    if also == "lost":
        (toy / "results/open.txt").unlink()
    elif also == "half made":
        key = base64.b64encode(b"results/open.txt").decode()
        (toy / ".snakemake/incomplete" / key).write_text("{}")
    elif also == "other settings":
        change(toy / "Snakefile", 'setting="as it was"', 'setting="another"')
    else:
        change(toy / "Snakefile", "note=[]", 'note="config.yaml"')
    again = toy_study.drive(toy)
    assert re.findall("^Job [0-9]+: (.*)", again.stderr, re.MULTILINE) == ["The door", "The document"]
    assert (toy / "results/open.txt").read_text() == "word"


def test_edit_that_a_gate_looks_at_again_is_made_in_the_same_run_and_behind_the_gate(toy):
    change(toy / "Snakefile", 'input: "words.txt"', 'input: "words.txt", ancient("results/gate.txt")')
    change(toy / "Snakefile", "note=[]", 'note="note.txt"')
    gated(toy)
    for note in ("first", "second"):
        (toy / "note.txt").write_text(note)
        run = toy_study.drive(toy)
    assert re.findall("^Job [0-9]+: (.*)", run.stderr, re.MULTILINE) == ["The gate", "The document"]


def test_job_is_told_of_though_one_with_its_number_was_spared_before_the_door(toy):
    change(toy / "Snakefile", 'input: "words.txt"', 'input: "words.txt", "results/gate.txt"')
    change(toy / "Snakefile", "note=[]", 'note="note.txt"')
    gated(toy)
    for note in ("first", "FIRST"):  # the gate writes it in small letters
        (toy / "note.txt").write_text(note)
        run = toy_study.drive(toy)
    assert re.findall("^Job [0-9]+: (.*)", run.stderr, re.MULTILINE) == ["The gate", "The document"]


def gated(toy):
    rule = 'rule check_note:\n    message: "The gate"\n    input: "note.txt"\n    output: "results/gate.txt"\n'
    rule += '    log: "logs/check_note.log"\n    script: "release_words.py"\n'
    with (toy / "Snakefile").open("a") as snakefile:
        snakefile.write(rule)


def change(path, old, new):
    assert old in path.read_text(encoding="utf-8")
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def test_fault_and_the_path_of_its_log_are_the_last_words(toy):
    (toy / "words.txt").write_text("fault")
    run = toy_study.drive(toy)
    assert run.returncode == 1
    assert run.stdout.splitlines()[-4:] == [
        "Stopped at: The door",
        "coding/codings.csv",
        "  row 31  'TRUST-2' is unknown (did you mean 'TRUST_2'?)",
        f"Log: {Path('logs/release_words.log')}",
    ]


def test_unforeseen_error_ends_with_its_kind_and_log_but_not_its_words(toy):
    (toy / "words.txt").write_text("bug")
    run = toy_study.drive(toy)
    assert run.stdout.splitlines()[-2:] == [
        "KeyError: an unforeseen error; the frames above say where.",
        f"Log: {Path('logs/release_words.log')}",
    ]
    assert "secret" not in run.stdout + run.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_full_disk_is_named(toy):
    (toy / "words.txt").write_text("full")
    assert "The disk is full: make room and run it again." in toy_study.drive(toy).stdout
    assert list(toy.glob("results/*")) == []


def test_fault_in_the_config_is_told_without_a_traceback(toy):
    (toy / "config.yaml").write_text("title: fault\n")
    run = toy_study.drive(toy)
    assert run.returncode == 1
    assert run.stdout.strip().splitlines() == [
        "config.yaml",
        "  papers.paper1  'VS2O18' is not an interview set (did you mean 'VS2018'?)",
        "The run stopped there; nothing half made was kept.",
    ]
    assert "Traceback" not in run.stderr


def test_missing_file_is_named(toy):
    (toy / "words.txt").unlink()
    assert "words.txt is missing: a step needs it, and nothing makes it." in toy_study.drive(toy).stdout.splitlines()


@POSIX
def test_step_that_was_killed_is_told_from_one_that_failed(toy):
    (toy / "words.txt").write_text("killed")
    said = toy_study.drive(toy).stdout.splitlines()
    assert said[-3].startswith("It left no word in its log")
    assert said[-2].startswith("It was ended from outside (stopped by somebody, or memory was full)")


@POSIX
def test_run_goes_on_after_one_that_was_killed(toy):
    killed = start(toy)
    os.killpg(killed.pid, signal.SIGKILL)
    killed.wait()
    assert list((toy / "results").glob(".released.txt.*"))
    (toy / "go").touch()
    run = toy_study.drive(toy)
    assert run.returncode == 0
    assert run.stdout.startswith("An earlier run was killed and nothing is at work now")
    assert sorted(path.name for path in (toy / "results").iterdir()) == ["open.txt", "released.txt"]
    assert (toy / "results/open.txt").read_text() == "wait"


@POSIX
def test_second_run_at_the_same_time_leaves_the_first_alone(toy):
    first = start(toy)
    second = toy_study.drive(toy)
    assert second.returncode == 1
    assert second.stdout.startswith("Another run is at work on this study")
    (toy / "go").touch()
    first.communicate()
    assert first.returncode == 0


@POSIX
def test_lock_of_a_bare_snakemake_at_work_is_respected(toy, monkeypatch):
    (toy / ".snakemake/locks").mkdir(parents=True)
    (toy / ".snakemake/locks/0.output.lock").touch()
    program = toy.parent / "snakemake"
    program.symlink_to(shutil.which("sleep"))
    with subprocess.Popen([program, "30"], cwd=toy) as process:
        with running.alone(toy) as in_the_way:
            assert in_the_way.startswith("Another run is at work")
        process.kill()
    with running.alone(toy) as in_the_way:
        assert not in_the_way
    assert not (toy / ".snakemake/locks").exists()


@POSIX
def test_interrupted_run_ends_in_order(toy):
    run = start(toy)
    os.killpg(run.pid, signal.SIGINT)
    said, _ = run.communicate(timeout=30)
    assert run.returncode == 130
    assert said.strip().splitlines()[-1].startswith("Stopped at your wish.")
    assert list(toy.glob("results/*")) == []


@POSIX
def test_progress_bars_on_a_terminal_leave_the_last_words_last(toy):
    import pty

    (toy / "words.txt").write_text("fault")
    told = []

    def read(descriptor):
        told.append(os.read(descriptor, 65536))
        return told[-1]

    program = f"import os; os.chdir({str(toy)!r})\n{toy_study.DRIVE}"
    held, away = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    os.dup2(away, 1)
    try:
        pty.spawn([sys.executable, "-c", program], read, lambda _: b"")
    finally:
        os.dup2(held, 1)
    text = b"".join(told).decode()
    assert "Workflow Progress" in text
    assert re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", text).split("\r\n")[-2] == f"Log: {Path('logs/release_words.log')}"


def test_folder_without_a_config_is_no_study(tmp_path):
    run = subprocess.run([sys.executable, ROOT / "workflow/drive.py", tmp_path], capture_output=True, text=True)
    assert run.returncode == 2
    assert "is not a study: it has no config.yaml" in run.stdout


def test_long_log_is_cut_to_its_last_faults_under_their_file(tmp_path):
    rows = [faults.Fault("coding/codings.csv", f"row {row}", "is wrong.") for row in range(2, 40)]
    (tmp_path / "check.log").write_text("a renderer's noise\n" + faults.report(rows))
    lines = last_words.tail(tmp_path / "check.log").splitlines()
    assert lines[:2] == ["… 28 lines before these stand in the log.", "coding/codings.csv"]
    assert len(lines) == 2 + last_words.LONGEST


def test_only_files_of_killed_jobs_are_cleared_away(tmp_path):
    for name in (".values.json.a8_b7c6d.json", ".gitignore", "values.json", ".keep.this.one"):
        tables.write_text("", tmp_path / "results/released" / name)
    running.clear_unfinished(tmp_path)
    kept = sorted(path.name for path in (tmp_path / "results/released").iterdir())
    assert kept == [".gitignore", ".keep.this.one", "values.json"]


def test_engine_stopped_by_a_file_held_open_says_what_to_do(tmp_path):
    error = (
        "Traceback (most recent call last):\n  …\nPermissionError: [WinError 32] in use: 'results/open/paper1.docx'\n"
    )
    words = last_words.why_it_stopped(tmp_path, [], [error]).splitlines()
    assert words[0] == "PermissionError: [WinError 32] in use: 'results/open/paper1.docx'"
    assert words[1].startswith("A result is open in another program (Word?): close it there")


def test_step_without_a_log_is_still_named(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    words = last_words.why_it_stopped(tmp_path, [{"message": "The door", "logs": ["logs/door.log"]}], [])
    assert words.splitlines() == [
        "Stopped at: The door",
        "It left no word in its log: the lines above say more.",
        f"Log: {Path('logs/door.log')}",
    ]


def test_result_held_open_by_another_program_is_named(tmp_path, monkeypatch):
    def held(self, target):
        raise PermissionError(13, "The process cannot access the file because it is being used by another process")

    monkeypatch.setattr(Path, "replace", held)
    with pytest.raises(faults.Faults, match=r"paper1\.docx\n  is open in another program"):
        tables.write_bytes(b"new", tmp_path / "paper1.docx")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("draft", [False, True])
def test_last_words_say_where_the_documents_are(tmp_path, draft, monkeypatch):
    monkeypatch.chdir(tmp_path)
    room = Path("results/closed/draft") if draft else Path("results/open")
    tables.write_text(f"study: {{draft: {str(draft).lower()}}}\n", "config.yaml")
    for suffix in ("html", "docx", "pdf"):
        tables.write_text("", room / f"documents/paper1.{suffix}")
    tables.write_text('claim_id,text\nc1,"two\nlines"\n', room / "ledger.csv")
    words = running.what_was_made(Path.cwd())
    assert f"{room / 'documents'}  (paper1: DOCX, HTML, PDF)" in words
    assert f"{room / 'ledger.csv'}  (1 claims" in words
    assert ("nothing was released" in words) is draft


def test_page_of_what_to_do_quotes_what_runs_say_and_names_tests_that_are_there():
    page = (ROOT / "docs/recovery.md").read_text(encoding="utf-8")
    rows = [line.split("|") for line in page.splitlines() if line.startswith("| ")][2:]
    assert len(rows) > 10
    code = " ".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "workflow").rglob("*.py")))
    code = re.sub(r"\s+", " ", re.sub(r'"\s*\(?f?"', "", code))  # sentences that go on in the next line of code
    quoted = [sentence for row in rows for sentence in re.findall(r"\*(.+?)\*", row[2])]
    said = [part.strip(" :.") for words in quoted for part in re.split(r"…|\. |results(?= may)|paper1\.docx", words)]
    assert len(quoted) > 10
    assert [part for part in said if part not in code] == []
    assert [name for name in re.findall(r"`(tests/\w+\.py)`", page) if not (ROOT / name).is_file()] == []
    assert [row[1] for row in rows if not re.search("tests/test_|make torture", row[4])] == []


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    """Return the tiny study's folder, run as `make STUDY=DIR` does with every socket refused, and what the run said."""
    folder = tiny_study.write(tmp_path_factory.mktemp("tiny") / "study")
    candidates = ["--snakefile", ROOT / "Snakefile", "--directory", folder, "--until", "pick_candidates"]
    without_network(sys.executable, "-m", "snakemake", *candidates)
    tiny_study.restamp(folder)  # someone has read the candidates and releases them
    return folder, without_network(sys.executable, ROOT / "workflow/drive.py", folder)


def without_network(*command):
    """Run a command where every way out of the machine is closed, and return what came of it."""
    environment = dict(os.environ, PYTHONPATH=str(ROOT / "tests/no_network"), PYTHONUTF8="1")
    command = [str(word) for word in (*closed_off(), *command)]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, encoding="utf-8")


def closed_off():
    """Return the command that leaves a program without any network, where the machine has one."""
    command = ["unshare", "--map-root-user", "--net"]
    tried = shutil.which("unshare") and subprocess.run([*command, "true"], capture_output=True).returncode == 0
    return command if tried else []


def test_sockets_are_refused_where_the_study_runs():
    run = without_network(sys.executable, "-c", "import socket; socket.create_connection(('192.0.2.1', 80), timeout=5)")
    assert "PermissionError: this run may not touch the network" in run.stderr


def test_study_runs_without_a_network(tiny):
    folder, run = tiny
    assert run.returncode == 0, run.stdout + run.stderr
    assert "Made and verified in" in run.stdout
    assert (folder / "results/open/documents/paper1.pdf").is_file()


def test_second_run_of_the_study_has_nothing_to_do_and_verifies(tiny):
    folder, _ = tiny
    run = subprocess.run([sys.executable, ROOT / "workflow/drive.py", folder], capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr
    assert run.stdout.strip().startswith("Up to date and verified.")
    assert "Building DAG" not in run.stderr  # the engine was not asked


def test_edited_result_is_found_though_its_time_was_put_back_and_made_anew_once_deleted(tiny):
    page = tiny[0] / "results/open/documents/brief.html"
    made, times = page.read_bytes(), page.stat()
    page.write_bytes(made + b" ")
    os.utime(page, ns=(times.st_atime_ns, times.st_mtime_ns))
    run = without_network(sys.executable, ROOT / "workflow/drive.py", tiny[0])
    assert run.returncode == 1
    assert run.stdout.splitlines()[-1].endswith(
        "was changed after it was made. Delete it and run `make`: it is made anew."
    )
    page.unlink()
    assert without_network(sys.executable, ROOT / "workflow/drive.py", tiny[0]).returncode == 0
    assert page.read_bytes() == made
