"""Studies made many times as large: valid as the first, their own hashes and ids, nothing of it moved."""

import csv
import os
import zipfile
from pathlib import Path

import pytest

import tiny_study
from bench import grown, growth
from trail import inspection, study, transcripts
from trail.tables import split_list


@pytest.fixture(scope="module")
def pair(tmp_path_factory):
    """Return the tiny study, and one three times as large."""
    first = tiny_study.write(tmp_path_factory.mktemp("once") / "study", figures=True)
    return first, grown.write(first, tmp_path_factory.mktemp("thrice") / "study", 3)


def rows(folder: Path, table: str) -> list[dict]:
    _, data = study.find(folder)
    with (data / study.TABLES[table]).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_grown_study_has_no_fault(pair):
    assert not [fault for fault in inspection.inspect(pair[1]) if fault.level == "E"]


def test_people_interviews_units_and_codings_are_there_so_many_times(pair):
    for table in ("participants", "interviews", "meaning_units", "codings", "attestations", "changes"):
        once, thrice = (rows(folder, table) for folder in pair)
        assert len(thrice) == 3 * len(once) > 0
        assert thrice[: len(once)] == once
    for table in ("categories", "quotes", "codebook"):
        assert rows(pair[1], table) == rows(pair[0], table)


def test_every_transcript_has_a_hash_and_an_attestation_of_its_own(pair):
    files = {row["transcript"]: row["sha256"] for row in rows(pair[1], "attestations")}
    assert len(set(files.values())) == len(files) == len(rows(pair[1], "interviews"))


def test_condensates_name_the_units_of_every_copy(pair):
    for once, thrice in zip(*(rows(folder, "condensates") for folder in pair), strict=True):
        units = split_list(once["unit_ids"])
        assert split_list(thrice["unit_ids"]) == [*units, *(f"{one}c{number}" for number in (1, 2) for one in units)]
        assert once["units_sha256"] != thrice["units_sha256"]


@pytest.mark.parametrize("name", ["SK2020-01.txt", "SK2020-05.docx", "VS2018-11.odt", "SK2020-03.vtt", "SK2020-09.md"])
def test_copy_of_a_transcript_ends_in_a_sentence_more(tmp_path, name):
    shipped = Path(__file__).parents[1] / "data" / "synthetic" / "transcripts" / name
    path = tmp_path / name
    path.write_bytes(shipped.read_bytes())
    copy = grown._varied(path, 27)
    before, after = (transcripts.read(one, one.name)[0].text for one in (path, copy))
    assert after.startswith(before.rstrip())
    assert after.rstrip().endswith("Da nevner jeg til slutt lampe vegg.")
    assert not zipfile.is_zipfile(copy) or zipfile.ZipFile(copy).testzip() is None


def test_exponent_is_told_between_the_two_largest_studies_where_it_took_long_enough():
    def took(cpu):
        return {"cpu": cpu, "memory": 150}

    found = {
        1: {"read": took(9.0), "count": took(0.1)},
        10: {"read": took(1.0), "count": took(0.1), "commit": took(2.0)},
        100: {"read": took(10.0), "count": took(0.9), "commit": took(200.0)},
    }
    assert growth.exponents(found) == {"read": pytest.approx(1), "commit": pytest.approx(2)}
    assert growth.table(found).splitlines()[2:] == [
        "| read | 9.0 s, 150 MB | 1.0 s, 150 MB | 10.0 s, 150 MB | 1.00 |",
        "| count | 0.1 s, 150 MB | 0.1 s, 150 MB | 0.9 s, 150 MB |  |",
        "| commit |  | 2.0 s, 150 MB | 200 s, 150 MB | 2.00 |",
    ]


@pytest.mark.skipif(os.name != "posix", reason="processors' seconds and memory as POSIX counts them")
def test_stages_of_a_grown_study_are_run_and_measured(pair, tmp_path):
    found = growth.measure(pair[0], tmp_path, 2, until="check_study")
    assert list(found) == [growth.PLAN, "check_study"]
    assert found["check_study"]["cpu"] > 0
    assert found["check_study"]["memory"] > 50
    assert (tmp_path / "study" / "results" / "closed" / "study" / "codings.csv").exists()
