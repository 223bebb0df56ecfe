"""What a person did is written down, and nothing is decided for them."""

import csv
import io
import json
from pathlib import Path

import pytest

import built_study
import tiny_study
from trail import cli, hand_kept, recording, study
from trail.faults import Faults
from trail.tables import sha256

TODAY = "2021-05-01"
NO_LABELS = {f"{tiny_study.DATA}/labels.csv": None}


def rows(folder: Path, file: str) -> list[dict]:
    return list(csv.DictReader(io.StringIO((folder / tiny_study.DATA / file).read_text(encoding="utf-8"))))


@pytest.fixture
def fresh(tmp_path):
    return tiny_study.write(tmp_path / "study")


def test_only_transcripts_that_changed_are_attested_anew(fresh):
    path = fresh / tiny_study.DATA / "transcripts" / "VS2018-01.txt"
    before = sha256(path.read_bytes())
    path.write_text(path.read_text(encoding="utf-8") + "\nI: Takk.\n", encoding="utf-8")
    assert recording.attest(fresh, "A2", TODAY) == (["VS2018-01.txt: attested by A2."], [])
    new = rows(fresh, "deidentification/attestations.csv")[-1]
    assert (new["sha256"], new["replaces_sha256"]) == (sha256(path.read_bytes()), before)
    assert (new["attested_by"], new["attested_on"]) == ("A2", TODAY)
    assert recording.attest(fresh, "A2", TODAY) == ([], [])


def test_transcript_that_does_not_pass_the_gate_is_not_attested(fresh, capsys):
    for name, words in (("VS2018-01", "I: Takk, Torunn."), ("VS2018-02", "I: Takk.")):
        path = fresh / tiny_study.DATA / "transcripts" / f"{name}.txt"
        path.write_text(path.read_text(encoding="utf-8") + f"\n{words}\n", encoding="utf-8")
    assert cli.main(["attest", str(fresh), "--by", "A2"]) == 1
    said = capsys.readouterr()
    assert said.out == "VS2018-02.txt: attested by A2.\n"
    assert "transcripts/VS2018-01.txt" in said.err
    assert "Torunn" not in said.err


def test_stamp_fills_the_hash_of_what_was_read_again(tmp_path):
    def without_stamps(table):
        return [row | {"units_sha256": "0" * 64} if row["condensate_id"] == "CD1" else row for row in table]

    right = tiny_study.write(tmp_path / "right")
    stale = tiny_study.write(tmp_path / "stale", condensates=without_stamps)
    assert recording.stamp(stale, ["CD1"], TODAY) == ["CD1: stamped."]
    assert rows(stale, "coding/condensates.csv") == rows(right, "coding/condensates.csv")


def test_stamp_of_a_category_records_the_day(fresh):
    recording.stamp(fresh, ["CAT1_1", "Q1"], TODAY)
    assert rows(fresh, "coding/categories.csv")[0]["validated_on"] == TODAY
    assert cli.main(["check", str(fresh)]) == 0


def test_stamp_of_something_unknown_writes_nothing(fresh):
    before = (fresh / tiny_study.DATA / "coding" / "condensates.csv").read_bytes()
    with pytest.raises(Faults, match=r"'CD9' is no condensate.*did you mean"):
        recording.stamp(fresh, ["CD1", "CD9"], TODAY)
    assert (fresh / tiny_study.DATA / "coding" / "condensates.csv").read_bytes() == before


def test_freeze_is_stamped_and_its_stamp_changes_with_a_coding(tmp_path):
    def another_subgroup(codings):
        return [row | {"subgroup_id": "SG2"} if row["unit_id"] == "U001" else row for row in codings]

    freeze = {"freeze_id": "F1", "paper": "paper1", "kind": "data_driven", "codebook_version": "2"}
    freeze |= {"frozen_on": "2020-11-01", "sha256": ""}
    stamps = []
    for name, changes in (("one", {}), ("other", {"codings": another_subgroup})):
        folder = tiny_study.write(tmp_path / name, freezes=[freeze], **changes)
        recording.stamp(folder, ["F1"], TODAY)
        stamps.append(rows(folder, "coding/freezes.csv")[0]["sha256"])
    assert len(stamps[0]) == 64
    assert stamps[0] != stamps[1]


def test_labels_are_drawn_once_and_kept(tmp_path):
    folder = tiny_study.write(tmp_path, files=NO_LABELS)
    assert recording.draw_labels(folder) == ["paper1: 3 labels drawn.", "paper2: 4 labels drawn."]
    drawn = rows(folder, "labels.csv")
    assert recording.draw_labels(folder) == []
    assert rows(folder, "labels.csv") == drawn
    assert all(row["label"].startswith("Invented interview ") for row in drawn)


def test_labels_of_a_real_study_need_a_key(tmp_path, monkeypatch):
    monkeypatch.delenv("TRAIL_KEYS", raising=False)
    folder = tiny_study.write(tmp_path / "study", files=NO_LABELS, config={"study": {"invented": False}})
    with pytest.raises(Faults, match="set TRAIL_KEYS to the folder"):
        recording.draw_labels(folder)
    keys = tmp_path / "keys"
    keys.mkdir()
    (keys / "labels.key").write_bytes(b"k" * 32)
    monkeypatch.setenv("TRAIL_KEYS", str(keys))
    assert recording.draw_labels(folder)
    assert {row["label"].split()[0] for row in rows(folder, "labels.csv")} == {"Interview"}


@pytest.fixture(scope="module")
def unreviewed(tmp_path_factory):
    folder = tiny_study.write(tmp_path_factory.mktemp("unreviewed"))
    assert built_study.snakemake(folder, "released").returncode == 0
    return folder


def test_what_waits_is_listed_and_accepting_is_bound_to_todays_words(unreviewed, capsys):
    assert cli.main(["release", str(unreviewed), "--json"]) == 1
    waiting = json.loads(capsys.readouterr().out)
    assert {"paper1", "paper2", "brief"} <= {row["document"] for row in waiting}
    accepted = ["paper1:value:*", "paper1:quote_original:Q1"]
    assert cli.main(["release", str(unreviewed), "--accept", *accepted, "--by", "A3"]) == 0
    release = {(row["document"], row["kind"], row["id"]): row for row in rows(unreviewed, "release.csv")}
    assert len(release["paper1", "value", "*"]["content_sha256"]) == 64
    assert release["paper1", "quote_original", "Q1"]["decision"] == "release"
    assert built_study.snakemake(unreviewed, "released").returncode == 0
    released = json.loads((unreviewed / "results/released/paper1/quotes.json").read_text(encoding="utf-8"))
    assert list(released) == ["Q1"]
    assert "translation" not in released["Q1"]
    values = json.loads((unreviewed / "results/released/paper1/values.json").read_text(encoding="utf-8"))
    assert values["paper1.participants"]["value"] == 3


def test_what_waits_is_told_by_kind_and_the_method_material_of_the_study_too(unreviewed, capsys):
    assert cli.main(["release", str(unreviewed)]) == 1
    shown = capsys.readouterr().out
    assert "  quote_translation  stale       2  Q1, Q2" in shown
    assert "\nstudy\n  codebook" in shown
    assert f"  trail release {unreviewed} --by NAME --accept DOCUMENT:KIND" in shown


def test_all_of_a_document_is_accepted_by_its_name_and_method_material_goes_through_the_door(unreviewed, capsys):
    assert cli.main(["release", str(unreviewed), "--accept", "study", "paper2:value", "--by", "A3"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "study: codebook * released by A3."
    assert "paper2: value * released by A3." in said
    assert built_study.snakemake(unreviewed, "released").returncode == 0
    states = {path.stem: set(recording.read(path)["state"]) for path in recording.doors(unreviewed).values()}
    assert states["study_door"] == {"released"}
    assert "study" not in {row["document"] for row in recording.waiting(unreviewed)}


def test_draft_releases_nothing(tmp_path, capsys):
    folder = tiny_study.write(tmp_path, config={"study": {"draft": True}}, files=NO_LABELS)
    assert cli.main(["release", str(folder)]) == 1
    assert "a draft releases nothing" in capsys.readouterr().err
    assert not (folder / tiny_study.DATA / "labels.csv").exists()


def test_nothing_at_the_door_before_the_first_run(fresh, capsys):
    assert cli.main(["release", str(fresh)]) == 2
    assert "Nothing has come to the door yet" in capsys.readouterr().err


def test_paper_that_quotes_nobody_needs_neither_labels_nor_a_key(tmp_path, monkeypatch):
    monkeypatch.delenv("TRAIL_KEYS", raising=False)
    files = NO_LABELS | {f"{tiny_study.DATA}/quotes.csv": None}
    folder = tiny_study.write(tmp_path, files=files, config={"study": {"invented": False}})
    assert recording.draw_labels(folder) == []


def test_column_that_a_table_lacks_is_added_when_it_is_filled(fresh):
    path = fresh / tiny_study.DATA / "deidentification" / "attestations.csv"
    path.write_text("transcript,sha256,own\nVS2018-01.txt,0,x\nshort\n", encoding="utf-8")
    hand_kept.append_rows(fresh / tiny_study.DATA, "attestations", [{"transcript": "a.txt", "attested_by": "A1"}])
    assert rows(fresh, "deidentification/attestations.csv")[1:] == [
        {"transcript": "short", "sha256": "", "own": "", "attested_by": ""},
        {"transcript": "a.txt", "sha256": "", "own": "", "attested_by": "A1"},
    ]


def test_accepting_an_unknown_thing_or_without_a_name_writes_nothing(unreviewed, capsys):
    before = (unreviewed / tiny_study.DATA / "release.csv").read_bytes()
    assert cli.main(["release", str(unreviewed), "--accept", "paper1:quote_original:Q99", "--by", "A3"]) == 1
    assert "'paper1:quote_original:Q99' is not a candidate" in capsys.readouterr().err
    assert cli.main(["release", str(unreviewed), "--accept", "paper1:value:*"]) == 1
    assert "add --by NAME" in capsys.readouterr().err
    assert (unreviewed / tiny_study.DATA / "release.csv").read_bytes() == before


def test_table_kept_as_a_spreadsheet_is_left_to_its_owner(fresh):
    data = fresh / tiny_study.DATA
    (data / "labels.csv").rename(data / "labels.xlsx")
    with pytest.raises(Faults, match="save it as CSV"):
        hand_kept.append_rows(data, "labels", [])
    assert study.TABLES["labels"] == "labels.csv"
