"""Stale by content: what a person read and what stands there now, and that `trail stamp` records a re-reading."""

import pytest

import tiny_study
from method_cases import and_
from tiny_study import change
from trail import inspection, recording


def reworded(key, **cells):
    return lambda rows: change(rows, key, **cells)


SHORTER = {"text": "Det skrives ingenting ned her", "spans": ""}
MORE = {"condensates": "CD1@1;CD2;CD3"}
OTHER = "That nothing was written down, and that two walked, made it possible to speak."
NEWER = {"condensate_id": "CD3", "subgroup_id": "SG3", "version": "2", "text": "Ingen skriver.", "unit_ids": "U006"}
# what changed after it was read: the checks that say so, and the things to read again
CHANGED = {
    "words of a unit": ({"meaning_units": reworded("U006", **SHORTER)}, ["condensate_stale"], ["CD3"]),
    "words of a condensate": ({"condensates": reworded("CD6", text="Jeg sier nei.")}, ["category_stale"], ["CAT2_1"]),
    "text of a category": ({"categories": reworded("CAT1_2", analytic_text=OTHER)}, ["category_stale"], ["CAT1_2"]),
    "condensates of a category": ({"categories": reworded("CAT1_1", **MORE)}, ["category_stale"], ["CAT1_1"]),
    "original of a translation": ({"quotes": reworded("Q3", original="Jeg sa nei")}, ["translation_stale"], ["Q3"]),
    "a newer condensate": (
        {
            "condensates": and_(NEWER | {"author": "A1", "written_on": "2020-11-01"}),
            "decisions": reworded("D003", affects="CG3;CD3"),
        },
        ["condensate_unstamped", "category_stale"],
        ["CD3", "CAT1_2"],
    ),
}


def told(folder):
    return [fault.check for fault in inspection.inspect(folder)]


@pytest.mark.parametrize("what", CHANGED)
def test_what_changed_since_it_was_read_is_stale_until_a_person_stamps_it(tmp_path, what):
    later, checks, things = CHANGED[what]
    folder = tiny_study.write(tmp_path, later=later)
    assert sorted(told(folder)) == sorted(checks)
    assert recording.stamp(folder, things, "2021-05-01") == [f"{name}: stamped." for name in things]
    assert told(folder) == []


def test_unit_that_comes_to_a_subgroup_makes_its_condensate_incomplete_and_then_stale(tmp_path):
    unit = {
        "unit_id": "U012",
        "interview_id": "SK2020-01",
        "text": "Hun svarte at vi kunne gå en tur.",
        "analyst": "A1",
    }
    coded = {"unit_id": "U012", "paper": "paper1", "pass": "data_driven", "code_group_id": "CG2", "subgroup_id": "SG4"}
    coded |= {"codebook_version": "2", "analyst": "A1", "coded_on": "2020-10-06", "status": "agreed"}
    comes = {"meaning_units": and_(unit), "codings": and_(coded)}
    assert told(tiny_study.write(tmp_path / "left out", later=comes)) == ["condensate_units"]
    comes["condensates"] = reworded("CD4", unit_ids="U011;U012")
    assert told(tiny_study.write(tmp_path / "named", later=comes)) == ["condensate_stale"]


def test_order_of_units_and_of_condensates_is_no_change(tmp_path):
    later = {
        "condensates": reworded("CD2", unit_ids="U010;U003;U005"),
        "categories": reworded("CAT1_2", condensates="CD4;CD3"),
    }
    assert told(tiny_study.write(tmp_path, later=later)) == []


@pytest.mark.parametrize("status", ["proposed", "agreed"])
def test_coding_under_a_version_after_the_freeze_leaves_the_frozen_condensates_alone(tmp_path, status):
    coded = {"unit_id": "U001", "paper": "paper1", "pass": "data_driven", "code_group_id": "CG2", "subgroup_id": "SG3"}
    coded |= {"codebook_version": "3", "analyst": "A1", "coded_on": "2022-01-01", "status": status}
    version = {"paper": "paper1", "version": "3", "dated_on": "2022-01-01", "decision_id": "D002"}

    def third(rows):
        kept = [row for row in rows if row["paper"] == "paper1" and row["version"] == "2"]
        return rows + [row | {"version": "3", "change": "kept"} for row in kept]

    later = {"codings": and_(coded), "codebook_versions": and_(version), "codebook": third}
    assert told(tiny_study.write(tmp_path, later=later)) == []
