"""Heads that are recorded with a study: keys drawn once, nothing replaced without a reason."""

import json
import shutil
import subprocess

import pytest
import yaml

from trail import cli, commitments, verify
from trail.tables import read, sha256, write

HEADS = "data/tiny/coding/commitments/paper1"


@pytest.fixture
def study(built, tmp_path):
    return shutil.copytree(built, tmp_path / "study")


@pytest.fixture
def real(study, tmp_path, monkeypatch):
    """The tiny study as if it were a real one, with a place for its keys."""
    config = yaml.safe_load((study / "config.yaml").read_text(encoding="utf-8"))
    config["study"]["invented"] = False
    (study / "config.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")
    monkeypatch.setenv("TRAIL_KEYS", str(tmp_path / "keys"))
    return study


def heads(study) -> list[dict]:
    return [json.loads(path.read_bytes()) for path in sorted((study / HEADS).glob("*.json"))]


def relabel(study) -> None:
    """Change what is committed to: as a run leaves it after a label was corrected."""
    path = study / "results" / "closed" / "study" / "labels.csv"
    labels = read(path)
    labels["label"] = labels["label"] + "0"
    write(labels, path)


def test_a_recorded_head_is_the_one_that_the_run_made(study, capsys):
    assert cli.main(["commit", str(study)]) == 0
    assert "paper1: head 1 recorded" in capsys.readouterr().out
    made = study / "results" / "closed" / "paper1" / "commitment" / "head.json"
    assert (study / HEADS / "0001.json").read_bytes() == made.read_bytes()
    assert cli.main(["commit", str(study)]) == 0
    assert "head 1 stands" in capsys.readouterr().out
    assert len(heads(study)) == 1


def test_a_head_is_replaced_with_a_reason_alone_and_named_by_the_next(study, capsys):
    assert cli.main(["commit", str(study), "--paper", "paper1"]) == 0
    relabel(study)
    assert cli.main(["commit", str(study), "--paper", "paper1"]) == 1
    assert "say why" in capsys.readouterr().err
    assert len(heads(study)) == 1
    assert cli.main(["commit", str(study), "--paper", "paper1", "--reason", "labels corrected"]) == 0
    first, second = heads(study)
    assert (second["number"], second["reasons"]) == (2, ["labels corrected"])
    assert second["previous"] == sha256((study / HEADS / "0001.json").read_bytes())
    assert first["texts"]["root"] != second["texts"]["root"]


def test_keys_of_a_real_study_are_drawn_once_outside_it(real, tmp_path, capsys):
    assert cli.main(["commit", str(real)]) == 0
    keys = {path: path.read_bytes() for path in (tmp_path / "keys").rglob("*.key")}
    assert {path.name for path in keys if path.parent.name == "paper1"} == {
        "_paper.key",
        "VS2018-01.key",
        "VS2018-02.key",
        "SK2020-01.key",
    }
    assert len(set(keys.values())) == len(keys)
    assert all(path.stat().st_mode & 0o077 == 0 for path in keys)
    assert cli.main(["commit", str(real)]) == 0
    assert {path: path.read_bytes() for path in keys} == keys
    assert heads(real)[0]["keys"] == "own"
    assert not list((real / "results").rglob("*.key"))


def test_keys_are_not_drawn_inside_the_study(real, monkeypatch, capsys):
    monkeypatch.setenv("TRAIL_KEYS", str(real / "keys"))
    assert cli.main(["commit", str(real)]) == 1
    assert "outside the study" in capsys.readouterr().err
    assert not (real / "keys").exists()


@pytest.mark.skipif(not shutil.which("ssh-keygen"), reason="there is no ssh-keygen")
def test_a_head_is_signed_where_a_key_is_given(real, tmp_path):
    (tmp_path / "keys").mkdir()
    command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", str(tmp_path / "keys" / "signing")]
    subprocess.run(command, check=True, capture_output=True)
    assert cli.main(["commit", str(real), "--paper", "paper1"]) == 0
    command = [
        "ssh-keygen",
        "-Y",
        "verify",
        "-n",
        verify.SCHEMA,
        "-I",
        "trail",
        "-f",
        str(real / HEADS / "allowed_signers"),
    ]
    command += ["-s", str(real / HEADS / "0001.json.sig")]
    head = (real / HEADS / "0001.json").read_bytes()
    assert subprocess.run(command, input=head, capture_output=True, check=False).returncode == 0


def test_after_a_withdrawal_the_others_are_committed_to_anew_and_need_no_destroyed_key(real, tmp_path):
    """The former head stays what it was; its closed leaves of that person cannot be made again by anybody."""
    assert cli.main(["commit", str(real), "--paper", "paper2"]) == 0
    participants = real / "results" / "closed" / "study" / "participants.csv"
    rows = read(participants)
    rows.loc[rows["participant_id"] == "P02", "status"] = "withdrawn"
    write(rows, participants)
    for name in ("VS2018-02", "VS2019-02"):
        (tmp_path / "keys" / "commitments" / "paper2" / f"{name}.key").unlink()
    config = yaml.safe_load((real / "config.yaml").read_text(encoding="utf-8"))
    tables = {name: read(real / "results" / "closed" / "study" / f"{name}.csv") for name in commitments.TABLES}
    first = json.loads((real / "data/tiny/coding/commitments/paper2/0001.json").read_bytes())
    left = tables["interviews"][tables["interviews"]["participant_id"] == "P01"]["interview_id"]
    evidence = {"paper2.participants": {"interviews": sorted(left), "units": []}}
    values = {"paper2.participants": {"value": 1, "filter": {}, "function": "values.interviewed"}}
    turns = read(real / "results" / "closed" / "turns.parquet")
    after = commitments.forest("paper2", config, tables, turns, values, evidence, [first], ["a participant withdrew"])
    assert after.head["previous"] == sha256(verify.canonical(first))
    assert after.head["people"] == {"analysed": 1, "VS2018": 1, "VS2019": 1}
    assert not after.texts  # nobody is quoted


def test_an_unknown_paper_and_a_draft_are_refused(study, capsys):
    assert cli.main(["commit", str(study), "--paper", "paper9"]) == 1
    assert "paper1" in capsys.readouterr().err
    assert not (study / HEADS).exists()
