"""What a reader can work out from all printed tables together."""

from itertools import product

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import built_study
import tiny_study
from trail import small_cells
from trail.small_cells import Printed


def people(counts):
    """Return participants of one attribute, age_band: {band: how many}."""
    bands = [band for band, number in counts.items() for _ in range(number)]
    return pd.DataFrame({"participant_id": [f"P{n:02}" for n in range(len(bands))], "age_band": bands})


def first(participants, number):
    return set(participants["participant_id"][:number])


def number(source, participants, group, *bands):
    of = participants[participants["participant_id"].isin(group)]
    return Printed(source, frozenset(group), "age_band", frozenset(bands), int(of["age_band"].isin(bands).sum()))


def not_safe(participants, people_of, numbers, threshold=5):
    table, faults = small_cells.audit(participants, people_of, numbers, threshold)
    assert faults == []
    unsafe = table[table["safe"] == "no"]
    return set(zip(unsafe["value"], unsafe["group"], unsafe["people"], strict=True))


def test_hidden_number_that_follows_from_total_and_the_others_is_found():
    all_of = people({"young": 8, "middle": 3, "old": 2})
    group = first(all_of, 13)
    shown = [number("t", all_of, group, "young"), number("t", all_of, group, "middle")]
    assert not_safe(all_of, {"paper1": group}, shown) == {("middle", "paper1", "3"), ("old", "paper1", "2")}
    merged = [number("t", all_of, group, "young"), number("t", all_of, group, "middle", "old")]
    assert not_safe(all_of, {"paper1": group}, merged) == set()


def test_two_safe_tables_give_away_the_one_who_is_in_one_of_them_alone():
    all_of = people({"young": 6, "old": 7})
    whole, part = first(all_of, 13), first(all_of, 12)
    tables = [number(name, all_of, of, "young") for name, of in (("first", whole), ("second", part))]
    found = not_safe(all_of, {"paper1": whole, "paper2": part}, tables)
    assert {(value, group) for value, group, _ in found} == {
        ("young", "1 who are in one of these groups and not in another"),
        ("old", "1 who are in one of these groups and not in another"),
    }
    assert not_safe(all_of, {"paper1": whole, "paper2": part}, tables[:1]) == set()


def test_table_printed_elsewhere_undoes_a_merger():
    all_of = people({"young": 8, "middle": 3, "old": 2})
    group = first(all_of, 13)
    shown = [number("here", all_of, group, "middle", "old"), number("elsewhere", all_of, group, "old")]
    assert ("middle", "paper1", "3") in not_safe(all_of, {"paper1": group}, shown)


def test_all_of_a_group_and_none_of_it_are_not_safe():
    all_of = people({"young": 9})
    group = first(all_of, 9)
    assert not_safe(all_of, {"paper1": group}, [number("t", all_of, group, "young")]) == {("young", "paper1", "9")}


def test_number_known_to_be_small_though_not_which_is_not_safe():
    all_of = people({"young": 8, "middle": 2, "old": 2})
    group = first(all_of, 12)
    shown = [number("t", all_of, group, "young"), Printed("prose", frozenset(group), "age_band", frozenset(["old"]), 2)]
    assert ("old", "paper1", "2") in not_safe(all_of, {"paper1": group}, shown)


def test_numbers_that_contradict_each_other_are_a_fault():
    all_of = people({"young": 8, "old": 5})
    group = first(all_of, 13)
    wrong = [
        number("here", all_of, group, "young"),
        Printed("there", frozenset(group), "age_band", frozenset(["old"]), 6),
    ]
    table, faults = small_cells.audit(all_of, {"paper1": group}, wrong, 5)
    assert len(table) == 0
    assert "contradict each other (here, there)" in faults[0].message


def test_fault_names_attribute_and_sources_but_no_number():
    all_of = people({"young": 8, "old": 2})
    group = first(all_of, 10)
    numbers = [number("table sample of paper1", all_of, group, "young")]
    table, _ = small_cells.audit(all_of, {"paper1": group}, numbers, 5)
    (fault,) = small_cells.unsafe(table, numbers)
    assert "age band: 1 numbers too small to print follow" in fault.message
    assert "table sample of paper1" in fault.message


INTERVIEWS = pd.DataFrame({"interview_set": ["VS", "VS", "SK"], "participant_id": ["P00", "P01", "P02"]})


def elsewhere(**cells):
    row = {
        "source": "a report",
        "interview_sets": "",
        "attribute": "age_band",
        "value": "30-44",
        "people": "2",
        "row": 2,
    }
    return pd.DataFrame([row | cells])


def read_printed(samples=None, **cells):
    all_of = people({"30-44": 2, "45-59": 1})
    samples = {"paper1": pd.DataFrame(samples)} if samples else {}
    return small_cells.printed(samples, {"paper1": {"P00"}}, all_of, INTERVIEWS, elsewhere(**cells))


def test_printed_tables_are_read_by_the_words_that_readers_see():
    numbers, faults = read_printed([{"attribute": "age band", "value": "30–44 or 45–59", "people": "1"}])
    assert faults == []
    assert numbers[0] == Printed("table sample of paper1", frozenset({"P00"}), "age_band", {"30-44", "45-59"}, 1)
    assert numbers[1].group == {"P00", "P01", "P02"}


def test_table_printed_elsewhere_counts_the_people_of_its_sets():
    numbers, _ = read_printed(interview_sets="VS")
    assert numbers[0].group == {"P00", "P01"}


@pytest.mark.parametrize("wrong", [{"value": "60-70"}, {"attribute": "shoe_size"}, {"people": "some"}])
def test_number_that_cannot_be_judged_is_a_fault(wrong):
    numbers, faults = read_printed(**wrong)
    assert numbers == []
    assert [(fault.file, fault.place) for fault in faults] == [("reporting/published_tables.csv", "row 2")]


@settings(max_examples=40)
@given(st.lists(st.integers(0, 4), min_size=4, max_size=4), st.sets(st.integers(0, 3), min_size=1))
def test_intervals_are_those_of_trying_every_table(cells, hidden):
    """A two by two table with its margins and some cells printed: every table of counts that fits is tried."""
    names = [0, 1, 2, 3]
    lines = [{0, 1}, {2, 3}, {0, 2}, {1, 3}]
    sums = [(frozenset(line), sum(cells[one] for one in line)) for line in lines]
    sums += [(frozenset([one]), cells[one]) for one in names if one not in hidden]
    fits = [
        table
        for table in product(range(9), repeat=4)
        if all(sum(table[one] for one in members) == total for members, total in sums)
    ]
    expected = [(min(table[one] for table in fits), max(table[one] for table in fits)) for one in names]
    assert small_cells.intervals(sums, [frozenset([one]) for one in names]) == expected


def test_table_that_tau_argus_protects_gives_nothing_away_and_the_one_with_small_cells_hidden_alone_does(
    tmp_path, monkeypatch
):
    tau = pytest.importorskip("pytauargus")
    monkeypatch.chdir(tmp_path)  # it leaves its logs where it runs
    columns = {"x": (6, 4), "y": (6, 5), "z": (2, 6)}
    records = [
        (one, side)
        for one, pair in columns.items()
        for side, times in zip("pq", pair, strict=True)
        for _ in range(times)
    ]
    microdata = {"A": [one for one, _ in records], "B": [side for _, side in records], "V": [1] * len(records)}
    (reference,) = tau.protect(microdata, ["A", "B"], "V", safety_rules="FREQ(3,10)").tables
    status = {(row["A"], row["B"]): row["status"] for row in reference.dataframe().to_dict("records")}
    inner = {(one, side): pair["pq".index(side)] for one, pair in columns.items() for side in "pq"}
    lines = [frozenset((one, side) for side in "pq") for one in columns]
    lines += [frozenset((one, side) for one in columns) for side in "pq"]
    margins = [(line, sum(inner[cell] for cell in line)) for line in lines]

    def intervals(hidden):
        shown = [(frozenset([cell]), count) for cell, count in inner.items() if status[cell] not in hidden]
        return dict(
            zip(inner, small_cells.intervals([*margins, *shown], [frozenset([cell]) for cell in inner]), strict=True)
        )

    assert status[("z", "p")] == "U"
    assert intervals({"U"})[("z", "p")] == (2, 2)
    suppressed = intervals({"U", "M"})
    assert all(least < most for cell, (least, most) in suppressed.items() if status[cell] in "UM")
    assert suppressed[("z", "p")][1] >= 3


def test_door_stays_shut_where_printed_tables_give_somebody_away(tmp_path):
    row = {"source": "a report", "interview_sets": "VS2018", "attribute": "gender", "value": "man", "people": "1"}
    study = tiny_study.write(tmp_path, published_tables=[row])
    done = built_study.snakemake(study, "released")
    assert done.returncode == 1
    log = (study / "logs/check_small_cells.log").read_text(encoding="utf-8")
    assert "numbers too small to print follow from what is printed (a report)" in log
    assert not (study / "results/released/paper1").exists()
