"""Reading cut into shards: put together, it is as if it had never been cut."""

import re
from pathlib import Path

import pandas as pd
import pytest
import yaml

from trail import gate, tables, transcripts
from trail.faults import Fault, Faults

ROOT = Path(__file__).parents[1]
FOUND = Fault("transcripts/a.txt", "line 2", "a number", "digits")
KEY = Fault("deidentification/adjudications.csv", "", "set TRAIL_KEYS", "no_key", "W")


def test_findings_of_shards_are_those_of_the_whole_and_what_concerns_no_text_is_told_once():
    parts = [gate.part([FOUND, KEY], "a: 123"), gate.part([], ""), gate.part([FOUND, FOUND, KEY], "b: 456")]
    assert gate.joined(parts) == ([FOUND, FOUND, FOUND, KEY], "a: 123\nb: 456")


def test_two_shards_that_read_the_same_transcript_are_refused(tmp_path):
    for name in ("0000", "0001"):
        tables.write(pd.DataFrame({"interview_id": [name], "transcript": ["a.txt"]}), tmp_path / f"{name}.parquet")
    with pytest.raises(Faults, match="is another interview's transcript as well"):
        transcripts.gathered([tmp_path / "0000.parquet", tmp_path / "0001.parquet"])
    assert len(transcripts.gathered([tmp_path / "0000.parquet"])) == 1


def test_every_rule_goes_to_the_cluster_in_a_group_or_is_long_enough_by_itself():
    profile = yaml.safe_load((ROOT / "profiles/slurm/config.yaml").read_text(encoding="utf-8"))
    rules = {
        name
        for path in (ROOT / "workflow/rules").glob("*.smk")
        for name in re.findall(r"^ *rule (\w+):", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert len(rules) > 25
    assert rules - set(profile["groups"]) == {"run_closed_notebook"}
    assert set(profile["groups"]) | set(profile["set-resources"]) <= rules
