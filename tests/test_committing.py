"""Heads that are recorded with a study: keys drawn once, nothing replaced without a reason."""

import json
import shutil
import subprocess

import pytest
import yaml

from trail import cli, commitments, openings, signing, verify
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


AUTHORITY = """\
[tsa]
default_tsa = own
[own]
serial = {folder}/serial
default_policy = 1.2.3.4
digests = sha256
signer_digest = sha256
"""


def stamped(data: bytes, folder) -> bytes:
    """Return the answer of a time stamping authority of our own (RFC 3161) about some bytes."""
    (folder / "tsa.cnf").write_text(AUTHORITY.format(folder=folder), encoding="utf-8")
    (folder / "serial").write_text("01\n")
    (folder / "data").write_bytes(data)
    certificate = "req -x509 -newkey rsa:2048 -nodes -subj /CN=t -addext extendedKeyUsage=critical,timeStamping"
    for command in (
        f"{certificate} -keyout tsa.key -out tsa.crt",
        "ts -query -data data -sha256 -cert -out query",
        "ts -reply -config tsa.cnf -queryfile query -signer tsa.crt -inkey tsa.key -out answer",
    ):
        subprocess.run(["openssl", *command.split()], cwd=folder, check=True, capture_output=True)
    return (folder / "answer").read_bytes()


@pytest.mark.skipif(not (shutil.which("ssh-keygen") and shutil.which("openssl")), reason="no ssh-keygen or openssl")
def test_signature_and_time_stamp_of_a_recorded_head_are_published_with_it(study, tmp_path):
    (tmp_path / "keys").mkdir()
    command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", str(tmp_path / "keys" / "signing")]
    subprocess.run(command, check=True, capture_output=True)
    assert cli.main(["commit", str(study), "--paper", "paper1"]) == 0
    recorded, results = study / HEADS, study / "results"
    head = (recorded / "0001.json").read_bytes()
    for name, data in signing.own(head, tmp_path / "keys").items():
        (recorded / name.replace("head", "0001")).write_bytes(data)
    (recorded / "0001.json.tsr").write_bytes(stamped(head, tmp_path))
    (recorded / "0000.json.tsr").write_bytes(b"of an older head")
    out = results / "released/proofs/paper1"
    given = results / "closed/paper1/commitment", results / "released/paper1", sorted(recorded.iterdir()), out

    openings.write(*given, invented=False)
    names = {path.name for path in out.iterdir()}
    assert names - {"head.json", "earlier.json", "leaves.json", "openings.json"} == {
        "allowed_signers",
        "head.json.sig",
        "head.json.tsr",
    }
    assert (out / "head.json.sig").read_bytes() == (recorded / "0001.json.sig").read_bytes()
    assert list(verify.signatures(verify.Published(verify.files_at(results)))) == []
    check = f"openssl ts -verify -data {out}/head.json -in {out}/head.json.tsr -CAfile {tmp_path}/tsa.crt"
    assert subprocess.run(check.split(), capture_output=True, check=False).returncode == 0

    (recorded / "0001.json.tsr").write_bytes(stamped(b"another", tmp_path))
    openings.write(*given, invented=False)
    wrong = list(verify.signatures(verify.Published(verify.files_at(results))))
    assert wrong == ["released/proofs/paper1/head.json.tsr is not a time stamp of this head"]


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
