"""Reading cut into shards: put together, it is as if it had never been cut."""

import re
from itertools import chain
from pathlib import Path

import pandas as pd
import pytest
import yaml

import published
from published import TURNS
from trail import commitments, gate, tables, transcripts
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


def test_commitment_hashed_in_shards_is_the_one_hashed_at_once_and_can_be_opened_as_far():
    one = {"interviews": sorted(set(TURNS["interview_id"])), "units": []}
    values = {"paper1.participants": {"value": len(one["interviews"]), "filter": {}, "function": "values.interviewed"}}
    config, evidence = published.CONFIG, {"paper1.participants": one, "Q1": one | {"interviews": one["interviews"][:1]}}
    parts = [TURNS[TURNS["interview_id"] == name] for name in one["interviews"]]
    assert len(parts) > 1
    for heads in ([], [{"number": 1}], [{"number": 1}, {"number": 2}]):
        given = (values, evidence, heads[:-1], [], ["Q1"])
        whole = commitments.forest("paper1", config, published.TABLES, TURNS, *given)
        hashes = [commitments.hashes("paper1", config, published.TABLES, part, heads) for part in parts]
        assert all(part == sorted(part) for part in hashes)
        in_parts = commitments.forest("paper1", config, published.TABLES, TURNS, *given, [*chain(*hashes)])
        assert in_parts == whole
        assert {text.interview for text in whole.texts} == {one["interviews"][0]}


def test_every_rule_goes_to_the_cluster_in_a_group_or_is_long_enough_by_itself():
    profile = yaml.safe_load((ROOT / "profiles/slurm/config.yaml").read_text(encoding="utf-8"))
    rules = {
        name
        for path in (ROOT / "workflow/rules").glob("*.smk")
        for name in re.findall(r"^ *rule (\w+):", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert len(rules) > 25
    assert rules - set(profile["groups"]) == {"run_closed_notebook", "report"}  # the report has no job
    assert set(profile["groups"]) | set(profile["set-resources"]) <= rules
