"""Two waves of the same people: pairs, theme × wave, theme × person, and what is printed of them across people."""

import pandas as pd
import pytest

import built_study
import made_tables
import tiny_study
from made_tables import codings, config, groups, interviews, people, tables, units
from trail import inspection, printed_tables, waves
from trail.material import present_interviews
from trail.tables import read

SETS = {
    "V1": {"window_days": [0, 10]},
    "V2": {"window_days": [335, 395], "follows": "V1"},
    "OTHER": {},
}
CONFIG = config({"p1": {"interview_sets": ["V2", "V1"], "paired": True}, "p2": {"interview_sets": ["OTHER"]}}, SETS)
CATEGORIES = [
    {"category_id": name, "paper": "p1", "order": str(place), "heading": heading, "code_group_ids": group}
    for place, (name, heading, group) in enumerate([("C1", "One", "G1"), ("C2", "Two", "G2"), ("C3", "Three", "G3")])
]


def days(rows, *of_rows):
    return [row | {"days_after_support": day} for row, day in zip(rows, of_rows, strict=True)]


def study(**rows):
    """Tables of a study: P01 to P03 interviewed twice, P04 once, P05 in the set of another paper."""
    persons = people(5)
    held = days(interviews("V1", persons[:4]), "3", "10", "", "4") + days(
        interviews("V2", persons[:3]), "360", "402", "370"
    )
    return tables(
        **{
            "participants": persons,
            "interviews": held + interviews("OTHER", persons[4:]),
            "meaning_units": units(U1="V1-01", U2="V2-01", U3="V2-01", U4="V1-02", U5="OTHER-05"),
            "codings": codings(("U1", "G1"), ("U2", "G1"), ("U3", "G1"), ("U4", "G2"))
            + codings(("U5", "G1"), paper="p2"),
            "codebook": groups("G1", "G2", "G3"),
            "categories": CATEGORIES,
        }
        | rows
    )


def made(of_tables, of_config=CONFIG):
    """(pairs, wave matrix, change matrix) of p1."""
    present = present_interviews(of_tables)
    of_paper = inspection.materials(of_config, of_tables)["p1"].papers["p1"]
    by_wave = waves.wave_matrix("p1", of_config, present, of_paper["categories"], of_paper["theme_matrix"])
    found = waves.change_matrix("p1", of_config, by_wave, of_tables["changes"])
    return waves.pairs("p1", of_config, present), by_wave, found


def change(number, category="C1", person=None, **cells):
    row = {"change_id": f"CH{number}", "participant_id": person or f"P0{number}", "category_id": category}
    return row | {"before": "so", "after": "thus", "change_type": "increase"} | cells


def test_waves_stand_in_the_order_in_which_sets_follow_each_other():
    assert waves.waves_of("p1", CONFIG) == ["V1", "V2"]


def test_pair_has_its_days_and_the_windows_of_both_sets():
    first, second, *_ = made(study())[0].to_numpy().tolist()
    assert first == ["P01", "V1", "V1-01", "3", "0–10", "V2", "V2-01", "360", "335–395", "357", "pair"]
    assert second[-2:] == ["392", "pair, outside the window of V2"]


def test_day_or_interview_that_is_missing_is_said():
    pairs = made(study())[0]
    assert pairs[["participant_id", "first_day", "days_between", "said"]].to_numpy().tolist()[2:] == [
        ["P03", "no day given", "no day given", "pair"],
        ["P04", "4", "no pair", "no interview in V2"],
    ]
    assert not (pairs == "").any().any()


def test_person_of_a_set_that_the_paper_does_not_use_is_in_no_pair_and_no_matrix():
    assert all("P05" not in set(table["participant_id"]) for table in made(study()))


def test_person_who_withdrew_is_in_no_pair_and_no_matrix():
    persons = [row | {"status": "withdrawn"} if row["participant_id"] == "P01" else row for row in people(5)]
    assert all("P01" not in set(table["participant_id"]) for table in made(study(participants=persons)))


def test_person_matrix_says_what_was_said_at_each_wave_and_what_is_missing():
    by_wave = made(study())[1]
    said = {
        (row["participant_id"], row["category_id"], row["interview_set"]): row["said"]
        for row in by_wave.to_dict("records")
    }
    assert len(said) == 4 * 3 * 2
    assert [said["P01", "C1", name] for name in ("V1", "V2")] == ["1 unit", "2 units"]
    assert [said["P02", "C2", name] for name in ("V1", "V2")] == ["1 unit", "no unit in V2"]
    assert [said["P04", "C1", name] for name in ("V1", "V2")] == ["no unit in V1", "no interview in V2"]


def test_category_holds_the_units_of_those_below_it_once():
    below = [CATEGORIES[0], CATEGORIES[1] | {"parent": "C1"}, CATEGORIES[2] | {"parent": "C1", "code_group_ids": "G1"}]
    by_wave = made(study(categories=below))[1].set_index(["participant_id", "category_id", "interview_set"])
    assert by_wave.loc[("P01", "C1", "V2"), "unit_ids"] == "U2;U3"
    assert by_wave.loc[("P02", "C1", "V1"), "units"] == 1


def test_change_matrix_holds_what_was_written_and_says_what_was_not():
    written = change(1, before_units="U1", after_units="U2;U3")
    rows = made(study(changes=[written]))[2]
    assert rows[rows["participant_id"] == "P01"].to_numpy().tolist()[0] == [
        "C1", "P01", "CH1", "so", "thus", "increase", "U1", "U2;U3"]  # fmt: skip
    assert rows[rows["participant_id"] == "P02"].to_numpy().tolist()[1] == [
        "C2", "P02", "no change written", "1 unit, no change written", "no unit in V2", "not compared", "U4",
        "no unit in V2"]  # fmt: skip
    assert rows[rows["participant_id"] == "P04"].to_numpy().tolist()[0][2:] == [
        "no change written", "no unit in V1", "no interview in V2", "no pair", "no unit in V1",
        "no interview in V2"]  # fmt: skip
    assert not (rows == "").any().any()


def test_two_changes_of_one_person_under_one_category_are_two_rows():
    rows = made(study(changes=[change(1), change(2, person="P01")]))[2]
    assert rows.loc[rows["participant_id"] == "P01", "change_id"].tolist()[:2] == ["CH1", "CH2"]


def test_three_waves_are_two_steps_and_a_change_may_begin_in_the_second():
    sets = SETS | {"V3": {"follows": "V2"}}
    of_config = config({"p1": {"interview_sets": ["V1", "V2", "V3"], "paired": True}}, sets)
    persons = people(2)
    held = interviews("V1", persons) + interviews("V2", persons) + interviews("V3", persons[:1])
    pairs, by_wave, changed = made(study(participants=persons, interviews=held), of_config)
    assert pairs[["participant_id", "second_set", "said"]].to_numpy().tolist() == [
        ["P01", "V2", "pair"], ["P01", "V3", "pair"], ["P02", "V2", "pair"],
        ["P02", "V3", "no interview in V3"]]  # fmt: skip
    assert len(by_wave) == 2 * 3 * 3
    assert changed.set_index(["category_id", "participant_id"]).loc[("C1", "P01"), "before_units"] == "U1;U2;U3"


def test_study_without_any_coding_has_matrices_that_say_so():
    pairs, by_wave, changed = made(study(codings=[], meaning_units=[]))
    assert (
        len(pairs) == 4 and set(by_wave["units"]) <= {0} and set(changed["change_type"]) <= {"not compared", "no pair"}
    )


def test_place_of_a_unit_is_a_share_of_its_interview():
    turns = pd.DataFrame({"interview_id": ["V1-01", "V1-01", "V2-01"], "start": [3, 50, 0], "end": [40, 203, 100]})
    spans = pd.DataFrame([("U1", 103, 203), ("U1", 3, 13), ("U2", 0, 100)], columns=["unit_id", "start", "end"])
    found = waves.timelines(made(study())[1], spans, turns)
    assert found[["participant_id", "interview_set", "unit_id", "from_percent", "to_percent"]].to_numpy().tolist() == [
        ["P01", "V1", "U1", 0.0, 5.0],
        ["P01", "V1", "U1", 50.0, 100.0],
        ["P01", "V2", "U2", 0.0, 100.0],
    ]


ACROSS = {"cross_case_id": "X1", "category_ids": "C1", "before": "From here", "after": "To there"}
THREE = [change(1), change(2, change_type="turning_point"), change(3)]


def printed(*across, changes=THREE, **rows):
    material = made_tables.material("p1", CONFIG, **_rows(study(changes=changes, cross_case=list(across), **rows)))
    return printed_tables.changes(material)


def _rows(of_tables):
    return {name: table.drop(columns="row").to_dict("records") for name, table in of_tables.items()}


def test_printed_row_says_from_what_to_what_across_three_people_and_counts_nobody():
    table, note = printed(ACROSS | {"change_ids": "CH1;CH2;CH3"})
    assert table.columns.tolist() == ["category", "from", "to", "kinds of change"]
    assert table.to_numpy().tolist() == [["One", "From here", "To there", "increase, turning point"]]
    assert note == "Not shown, as fewer than 3 people were compared under it: Two; Three."


@pytest.mark.parametrize(
    ("change_ids", "persons"),
    [
        ("CH1;CH2", people(5)),
        ("CH1;CH2;CH3", [*people(2), people(1, 3)[0] | {"status": "withdrawn"}, *people(2, 4)]),
        ("CH1;CH2;CH4", people(5)),
    ],
    ids=["of two people", "of two and one who withdrew", "of two and one without a second interview"],
)
def test_row_with_fewer_than_three_people_behind_it_is_not_printed(change_ids, persons):
    table, _ = printed(ACROSS | {"change_ids": change_ids}, changes=[*THREE, change(4)], participants=persons)
    assert table.empty


def test_categories_taken_together_stand_in_one_row_in_their_order():
    changes = [change(1, "C2"), change(2, "C3"), change(3, "C3"), *(change(n + 3, person=f"P0{n}") for n in (1, 2, 3))]
    joined = ACROSS | {"category_ids": "C3;C2", "change_ids": "CH1;CH2;CH3"}
    table, note = printed(joined, ACROSS | {"cross_case_id": "X2", "change_ids": "CH4;CH5;CH6"}, changes=changes)
    assert table["category"].tolist() == ["One", "Two / Three"] and note == ""


def test_only_a_paired_paper_prints_changes():
    rows = _rows(study(changes=THREE, cross_case=[ACROSS | {"change_ids": "CH1;CH2;CH3"}]))
    assert "changes" in printed_tables.tables(made_tables.material("p1", CONFIG, **rows))[0]
    assert "changes" not in printed_tables.tables(made_tables.material("p2", CONFIG, **rows))[0]


def test_matrices_of_the_paired_paper_alone_are_built(built):
    closed = built / "results/closed"
    assert [path.parent.name for path in sorted(closed.glob("*/wave_matrix.csv"))] == ["paper2"]
    pairs = read(closed / "paper2/pairs.csv")
    assert pairs[["participant_id", "days_between", "said"]].astype(str).to_numpy().tolist() == [
        ["P01", "357", "pair"],
        ["P02", "363", "pair"],
    ]
    changed = read(closed / "paper2/change_matrix.csv")
    assert changed["change_id"].tolist() == ["CH1", "CH2"]


def test_study_without_a_paired_paper_has_no_job_for_waves(tmp_path):
    folder = tiny_study.write(tmp_path, config={"papers": {"paper2": {"paired": False}}})
    planned = built_study.snakemake(folder, "--dry-run")
    assert "build_theme_matrix" in planned.stdout and "build_wave_matrices" not in planned.stdout
