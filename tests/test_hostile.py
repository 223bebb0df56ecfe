"""Hostile input is refused or neutralised within five seconds and 500 MB."""

import csv
import json
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

import pattern_attacks
from trail import tables

SECONDS, MEGABYTES = 5, 500
QUICK = 0.4  # for a quarter of a line that people write
PATTERNS = pattern_attacks.compiled()


@pytest.fixture(scope="module")
def hostile() -> dict:
    """What became of each hostile file, all read by one process of its own."""
    program = Path(__file__).with_name("hostile_files.py")
    done = subprocess.run([sys.executable, program], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_no_hostile_file_takes_long_or_much(hostile):
    assert {name: seconds for name, (seconds, _) in hostile["files"].items() if seconds > SECONDS} == {}
    assert hostile["megabytes"] < MEGABYTES


def test_every_hostile_file_is_refused_or_found(hostile):
    said = {name: said for name, (_, said) in hostile["files"].items()}
    for name in said:
        if name.startswith("line."):
            assert "long_line" in said[name] or "refused" in said[name], name
        else:
            assert said[name].startswith("refused: "), (name, said[name])
        assert "root:" not in said[name] and "haha" not in said[name]


def test_patterns_of_the_whole_package_are_attacked():
    assert len(PATTERNS) > 150
    assert any(".detectors." in where for where in PATTERNS) and any(".readers." in where for where in PATTERNS)


@pytest.mark.parametrize("where", sorted(PATTERNS))
def test_pattern_is_quick_over_text_that_nearly_fits(where):
    pattern = PATTERNS[where]
    for text in pattern_attacks.attacks(pattern):
        for method in pattern_attacks.methods(where):
            began = time.process_time()
            getattr(pattern, method)(text)
            assert time.process_time() - began < QUICK, (method, text[:40])


FORMULAS = ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\n=1", "- ja", "'=1", "''=1"]


def test_cells_that_a_spreadsheet_would_calculate_are_texts_in_a_file_and_as_before_when_read(tmp_path):
    table = pd.DataFrame({"a": [*FORMULAS, "ja", "'ja'", "", "-3", "+4,5"], "=b": "x"})
    tables.write(table, tmp_path / "a.csv")
    with (tmp_path / "a.csv").open(encoding="utf-8", newline="") as lines:
        header, *rows = csv.reader(lines)
    assert header == ["a", "'=b"]
    assert [row[0] for row in rows if row[0].startswith(tuple("=+-@\t\r"))] == ["-3", "+4,5"]
    tables.write(pd.DataFrame({"a": ["x\r=1"]}), tmp_path / "b.csv")
    assert (tmp_path / "b.csv").read_text(encoding="utf-8") == 'a\n"x\n=1"\n'
    pd.testing.assert_frame_equal(tables.read(tmp_path / "a.csv"), table, check_dtype=False)
