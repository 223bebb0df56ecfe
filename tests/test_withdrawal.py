"""A person withdraws: what falls is said, then taken away, and the rest of the study goes on without them."""

import csv
import hashlib
import json
from pathlib import Path

import pyarrow.parquet
import pytest

import built_study
import tiny_study
from trail import cli, running, study, withdrawal
from trail.faults import Faults

DATA = tiny_study.DATA
WORDS = ("ordentlig syke", "skrives ingenting ned", "samme jobb")


def rows(folder, table):
    with (folder / DATA / study.TABLES[table]).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def state(folder):
    files = sorted(path for path in Path(folder).rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.fixture
def tiny(tmp_path):
    return tiny_study.write(tmp_path / "study")


def test_what_would_fall_is_said_and_nothing_changes(tiny, capsys):
    before = state(tiny)
    assert cli.main(["withdraw", str(tiny), "P02"]) == 0
    said = capsys.readouterr().out
    assert "transcripts/VS2018-02.txt" in said
    assert "coding/meaning_units.csv         3 rows" in said
    assert "trail stamp" in said and "CD2" in said and "CAT1_1" in said
    assert "CD3 has no unit left" in said
    assert "Nothing was changed" in said
    assert state(tiny) == before


def test_rows_that_lead_to_the_person_fall_and_lists_lose_what_is_theirs(tiny):
    found = withdrawal.find(tiny, "P02")
    assert found.gone["interviews"] == ["VS2018-02", "VS2019-02"]
    assert found.gone["meaning_units"] == ["U005", "U006", "U009"]
    assert found.gone["changes"] == ["CH2"]
    assert "quotes" not in found.gone
    assert {cell["unit_ids"] for cell in found.lists["condensates"].values()} == {"U003;U010", "", "U003"}
    assert found.again == ["CD2", "CD3", "CD5", "CAT1_1", "CAT1_2", "CAT2_1"]


def test_quote_falls_with_its_release_and_the_manuscripts_that_cite_it_are_named(tiny):
    tiny_study.write(
        tiny,
        later={"release": lambda rows: [rows[0] | {"kind": kind, "id": "Q1"} for kind in ("quote_original", "value")]},
    )
    found = withdrawal.find(tiny, "P01")
    assert found.gone["quotes"] == ["Q1", "Q3"]
    assert found.rows["release"] == [2]
    assert [(file, name) for file, _, name in found.cited] == [
        ("manuscript/paper1/index.qmd", "Q1"),
        ("manuscript/paper2/index.qmd", "Q3"),
        ("manuscript/brief/index.qmd", "paper1.Q1"),
    ]


def test_code_group_stays_whose_example_was_theirs(tiny):
    found = withdrawal.find(tiny, "P02")
    assert "codebook" not in found.rows
    assert {"example_unit": ""} in found.lists["codebook"].values()


def test_published_documents_projects_and_memos_that_name_them_are_listed(tiny):
    for name in ("published/paper1.docx", "coding/project.qdpx"):
        (tiny / DATA / name).parent.mkdir(exist_ok=True)
        (tiny / DATA / name).write_bytes(b"x")
    (tiny / DATA / "memos/later.md").write_text("What VS2019-02 left unsaid.", encoding="utf-8")
    found = withdrawal.find(tiny, "P02")
    assert (found.published, found.projects) == (["published/paper1.docx"], ["coding/project.qdpx"])
    assert found.named == ["memos/later.md"]


def test_unknown_person_is_said_with_what_was_meant(tiny, capsys):
    assert cli.main(["withdraw", str(tiny), "P2"]) == 1
    assert "nobody has the participant_id 'P2' (did you mean 'P02'?)" in capsys.readouterr().err


def test_table_kept_as_spreadsheet_stops_it_before_anything_is_taken_away(tiny):
    found = withdrawal.find(tiny, "P02")
    (tiny / DATA / "coding/facets.xlsx").write_bytes(b"x")
    before = state(tiny)
    with pytest.raises(Faults, match=r"is kept as \.xlsx"):
        withdrawal.remove(tiny, found)
    assert state(tiny) == before


def test_broken_removal_can_be_repeated(tiny, monkeypatch):
    found, written = withdrawal.find(tiny, "P02"), withdrawal.write_table

    def breaks(path, header, body):
        if path.name == "meaning_units.csv":
            raise OSError("disk full")
        written(path, header, body)

    monkeypatch.setattr(withdrawal, "write_table", breaks)
    with pytest.raises(OSError):
        withdrawal.remove(tiny, found)
    assert [row["status"] for row in rows(tiny, "participants")] == ["complete"] * 3
    monkeypatch.undo()
    withdrawal.remove(tiny, withdrawal.find(tiny, "P02"))
    whole = tiny_study.write(tiny.parent / "other")
    withdrawal.remove(whole, withdrawal.find(whole, "P02"))
    assert state(tiny) == state(whole)


def test_nobody_is_taken_away_under_a_run_at_work(tiny, capsys):
    before = state(tiny)
    with running.alone(tiny):
        assert cli.main(["withdraw", str(tiny), "P02", "--remove"]) == 1
    assert "Another run is at work on this study" in capsys.readouterr().err
    assert state(tiny).items() - before.items() == {(".snakemake/run.lock", hashlib.sha256().hexdigest())}


def test_study_goes_on_without_them(tiny):
    (tiny / DATA / "published").mkdir()
    (tiny / DATA / "published/paper1.pdf").write_bytes(b"as it appeared")
    assert built_study.snakemake(tiny, "released").returncode == 0
    labels, published = rows(tiny, "labels"), state(tiny / DATA / "published")
    assert cli.main(["withdraw", str(tiny), "P02", "--remove"]) == 0
    assert not (tiny / "results").exists() and not (tiny / ".snakemake").exists()
    by_hand(tiny)
    assert cli.main(["stamp", str(tiny), "CD2", "CD5", "CAT1_1", "CAT1_2", "CAT2_1"]) == 0
    done = built_study.snakemake(tiny, "released")
    assert done.returncode == 0, done.stderr
    tiny_study.restamp(tiny)
    done = built_study.snakemake(tiny, "released")
    assert done.returncode == 0, done.stderr
    values = json.loads((tiny / "results/released/paper1/values.json").read_text(encoding="utf-8"))
    assert values["paper1.participants"]["value"] == 2
    flow = (tiny / "results/released/paper1/tables/flow.csv").read_text(encoding="utf-8")
    assert flow.splitlines()[-1].endswith(",2,2")
    assert rows(tiny, "labels") == labels
    assert state(tiny / DATA / "published") == published
    assert left_behind(tiny / "results") == set()


def by_hand(folder):
    """Do what the withdrawal left to its analysts: the condensate without units, and the category that rests on it."""
    for table, key, change in (
        ("condensates", "condensate_id", lambda row: None if row["condensate_id"] == "CD3" else row),
        ("subgroups", "subgroup_id", lambda row: None if row["subgroup_id"] == "SG3" else row),
        (
            "categories",
            "category_id",
            lambda row: row | {"condensates": row["condensates"].replace("CD3;", "").replace("CD3", "")},
        ),
    ):
        changed = [new for row in rows(folder, table) if (new := change(row))]
        assert all(row[key] for row in changed)
        (folder / DATA / study.TABLES[table]).write_text(tiny_study.csv_text(changed), encoding="utf-8")


def left_behind(results):
    """Return the files of results that hold their words, or their ids where ids are not kept for good."""
    found = set()
    for path in results.rglob("*"):
        if path.is_file():
            text = path.read_bytes().decode("utf-8", "replace")
            if path.suffix == ".parquet":
                text = json.dumps(pyarrow.parquet.read_table(path).to_pylist(), ensure_ascii=False, default=str)
            kept = path.name in ("labels.csv", "participants.csv")
            ids = () if kept else ("VS2018-02", "VS2019-02", "P02", "U005", "CH2")
            found |= {path.name for words in (*WORDS, *ids) if words in text}
    return found
