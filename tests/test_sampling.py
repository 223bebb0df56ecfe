"""An auditor's random units: the same for the same seed, confidential, and a sheet to judge them by."""

import random

import pytest

from trail import cli, records, sampling
from trail.faults import Faults
from trail.tables import read, write


def test_sample_is_that_of_the_documented_method():
    units = ["U3", "U1", "U2", "U1", "U4"]
    assert sampling.sample(units, 7, 2) == sorted(random.Random(7).sample(["U1", "U2", "U3", "U4"], 2))
    assert sampling.sample(units, 7, 9) == ["U1", "U2", "U3", "U4"]


def test_same_seed_gives_the_same_bytes_and_another_seed_others(built):
    made = {}
    for seed in (1, 1, 2):
        paths, _ = sampling.draw(built, seed, 3)
        made.setdefault(seed, []).append([path.read_bytes() for path in paths])
    assert made[1][0] == made[1][1]
    assert made[1][0] != made[2][0]


def test_sheet_says_population_method_and_leaves_room_to_judge(built):
    (page, table), said = sampling.draw(built, 5, 4)
    rows = read(table)
    assert rows["unit_id"].nunique() == 4
    assert (rows[sampling.JUDGED] == "").all(axis=None)
    assert rows["text"].all() and rows["definition"].all()
    text = page.read_text(encoding="utf-8")
    population = set(read(built / "results/closed/codings.parquet").query("counts")["unit_id"])
    assert f"4 of {len(population)} meaning units" in said and "seed 5" in said
    for words in ("random.Random(seed).sample", "Signature", "Fits its code group?", "Context kept?", "Remark"):
        assert words in text
    assert page.parent == built / "results/closed/samples"


def test_terminal_names_no_words_of_a_unit(built, capsys):
    assert cli.main(["sample", str(built), "--seed", "3", "--n", "50"]) == 0
    said = capsys.readouterr()
    texts = read(built / "results/closed/meaning_units.parquet")["text"]
    assert not any(text[:25] in said.out + said.err for text in texts)


def test_a_sheet_is_no_part_of_the_record(built):
    before = records.record(built / "results", "closed")
    sampling.draw(built, 9, 2)
    assert records.record(built / "results", "closed") == before


def test_sheet_that_was_filled_in_is_not_written_over(built):
    (_, table), _ = sampling.draw(built, 11, 2)
    write(read(table).assign(remark="Fits."), table)
    with pytest.raises(Faults, match="filled in"):
        sampling.draw(built, 11, 2)
    assert set(read(table)["remark"]) == {"Fits."}


def test_study_that_is_not_built_says_so(tmp_path, capsys):
    import tiny_study

    assert cli.main(["sample", str(tiny_study.write(tmp_path)), "--seed", "1"]) == 1
    assert "run `make` first" in capsys.readouterr().err
