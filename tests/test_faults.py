"""Faults as a researcher meets them, and logs that hold no speech."""

import os
import stat
import subprocess
import sys

import pytest

from trail import faults
from trail.faults import Fault, Faults


def test_faults_are_told_by_file_in_the_order_of_its_rows_warnings_last():
    found = [
        Fault("quotes.csv", "row 10", "ten"),
        Fault("codings.csv", "", "whole", level="W"),
        Fault("quotes.csv", "row 9", "nine"),
        Fault("codings.csv", "row 2", "two"),
        Fault("quotes.csv", "row 9", "nine"),
    ]
    assert faults.report(found) == (
        "codings.csv\n  row 2  two\nquotes.csv\n  row 9   nine\n  row 10  ten\ncodings.csv (warnings)\n  whole"
    )


def test_errors_stop_with_all_that_was_found_and_warnings_pass():
    warning = Fault("a.csv", "", "look", level="W")
    faults.refuse([warning])
    faults.refuse([])
    with pytest.raises(Faults) as raised:
        faults.refuse([warning, Fault("a.csv", "row 2", "wrong")])
    assert str(raised.value) == "a.csv\n  row 2  wrong\na.csv (warnings)\n  look"
    assert len(raised.value.faults) == 2


def test_near_name_is_suggested_and_a_far_one_not():
    assert faults.did_you_mean("TRUST-2", ["TRUST_2", "SAFE"]) == " (did you mean 'TRUST_2'?)"
    assert faults.did_you_mean("elephant", ["TRUST_2"]) == ""
    assert faults.did_you_mean("x", []) == ""


def logged(tmp_path, body: str) -> tuple[str, str, int]:
    """Run a script as a rule does; return its log, its standard error and its exit code."""
    log = tmp_path / "logs" / "rule" / "x.log"
    script = f"from trail import faults\nfaults.report_to([{str(log)!r}])\n{body}\n"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, encoding="utf-8")
    return log.read_text(encoding="utf-8"), done.stderr, done.returncode


def test_fault_leaves_its_sentence_in_the_log(tmp_path):
    log, said, code = logged(tmp_path, "faults.refuse([faults.Fault('a.csv', 'row 2', 'wrong')])")
    assert (log, said, code) == ("a.csv\n  row 2  wrong\n", "", 1)
    assert not stat.S_IMODE((tmp_path / "logs/rule/x.log").stat().st_mode) & 0o111  # a log is not a program


def test_unforeseen_error_leaves_its_frames_and_none_of_its_words(tmp_path):
    log, said, code = logged(tmp_path, "def read(text):\n    raise ValueError(text)\nread('Jeg var redd')")
    assert code == 1 and said == ""
    assert "redd" not in log
    assert "in read" in log and log.endswith("ValueError: an unforeseen error; the frames above say where.\n")


def test_words_of_a_cause_stay_out_as_well(tmp_path):
    body = "try:\n    raise ValueError('redd')\nexcept ValueError as error:\n    raise KeyError('mamma') from error"
    log, _, _ = logged(tmp_path, body)
    assert "redd" not in log and "mamma" not in log and "KeyError" in log


def test_error_of_the_system_says_which(tmp_path):
    log, _, _ = logged(tmp_path, "raise OSError(28, 'ignored')")
    assert f"OSError 28 ({os.strerror(28)})" in log


def test_what_a_child_process_says_goes_to_the_log_too(tmp_path):
    log, said, _ = logged(tmp_path, "import subprocess, sys\nsubprocess.run([sys.executable, '-c', '1/0'])")
    assert "ZeroDivisionError" in log and said == ""
