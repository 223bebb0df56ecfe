"""Margins that tell of nobody, also beside the other tables of the study."""

from collections import Counter
from itertools import product

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trail import disclosure


def bands(counts, threshold=5):
    """Safe bands of one group of people, as {band: people}."""
    value_of = {f"{value}-{number}": value for value, people in counts.items() for number in range(people)}
    margin = disclosure.margin("p1", value_of, {"p1": set(value_of)}, threshold)
    return {" or ".join(band): people for band, people in margin}


def people(first, last):
    return {f"P{number:02}" for number in range(first, last + 1)}


# Bands of one table


def test_bands_that_are_large_enough_stay():
    assert bands({"woman": 8, "man": 5}) == {"man": 5, "woman": 8}


def test_band_of_an_age_merges_with_a_neighbour_only():
    assert bands({"under_40": 5, "40_54": 6, "55_plus": 3}) == {"under_40": 5, "40_54 or 55_plus": 9}
    assert bands({"under_40": 2, "40_54": 9, "55_64": 5, "65_plus": 5}) == {
        "under_40 or 40_54": 11,
        "55_64": 5,
        "65_plus": 5,
    }


def test_band_without_order_merges_with_the_smallest():
    assert bands({"hospital": 9, "primary_care": 5, "research": 2, "other": 1, "none": 3}) == {
        "hospital": 9,
        "none or other or research": 6,
        "primary_care": 5,
    }


def test_ages_stand_in_their_order():
    assert list(bands({"100_plus": 5, "under_40": 5, "40-54": 5, "55": 5})) == ["under_40", "40-54", "55", "100_plus"]


@pytest.mark.parametrize("counts", [{"woman": 13}, {"woman": 9, "man": 4}, {"woman": 4, "man": 4}, {}])
def test_what_cannot_be_parted_safely_is_not_shown(counts):
    assert bands(counts) == {}


# Tables beside each other


def test_who_is_left_of_two_nested_groups_is_told():
    groups = disclosure.told([people(1, 13), people(1, 12)])
    assert sorted(map(sorted, groups)) == sorted(map(sorted, [people(1, 13), people(1, 12), {"P13"}]))


def test_who_is_in_two_of_three_tables_is_told_by_half_their_sum():
    groups = [{"A", "B"}, {"A", "C"}, {"B", "C"}]
    assert {frozenset(group) for group in disclosure.told(groups)} >= {frozenset("A"), frozenset("B"), frozenset("C")}


def test_same_people_twice_tell_nothing_new():
    assert disclosure.told([people(1, 9), people(1, 9)]) == [people(1, 9)]


def test_document_over_nearly_the_same_people_prints_none():
    sets = {"paper1": people(1, 13), "paper2": people(1, 12), "paper3": people(14, 25), "thesis": people(1, 25)}
    assert disclosure.printing(sets, 5) == ["paper1", "paper3", "thesis"]


def test_document_over_the_very_same_people_may_repeat_them():
    assert disclosure.printing({"thesis": people(1, 25), "brief": people(1, 25)}, 5) == ["thesis", "brief"]


def test_document_that_leaves_few_by_two_tables_prints_none():
    sets = {"paper1": people(1, 12), "paper3": people(13, 24), "thesis": people(1, 25)}
    assert disclosure.printing(sets, 5) == ["paper1", "paper3"]


def test_document_without_people_prints_none():
    assert disclosure.printing({"paper1": set()}, 5) == []


def test_table_that_would_give_a_small_number_away_by_subtraction_is_not_shown():
    """Of 10 and 10 people 5 and 2 are old: 7 of all 20 would tell of the 2."""
    ages = ["under_40"] * 5 + ["55_plus"] * 5 + ["under_40"] * 4 + ["40_54"] * 4 + ["55_plus"] * 2
    value_of = {f"P{number:02}": age for number, age in enumerate(ages, start=1)}
    first, second, both = people(1, 10), people(11, 20), people(1, 20)
    alone = disclosure.margin("thesis", value_of, {"thesis": both}, 3)
    assert alone == [(("under_40",), 9), (("40_54",), 4), (("55_plus",), 7)]
    together = {"paper1": first, "paper3": second, "thesis": both}
    assert disclosure.margin("paper1", value_of, together, 3) == [(("under_40", "40_54"), 5), (("55_plus",), 5)]
    assert disclosure.margin("paper3", value_of, together, 3) == []
    assert disclosure.margin("thesis", value_of, together, 3) == []


def test_table_takes_the_coarser_bands_of_those_before_it():
    ages = ["under_40"] * 5 + ["40_54"] * 2 + ["55_plus"] * 5 + ["under_40"] * 4 + ["40_54"] * 4 + ["55_plus"] * 4
    value_of = {f"P{number:02}": age for number, age in enumerate(ages, start=1)}
    together = {"paper1": people(1, 12), "thesis": people(1, 24)}
    assert disclosure.margin("thesis", value_of, together, 4) == [(("under_40", "40_54"), 15), (("55_plus",), 9)]


AGES = ["under_40", "40_54", "55_plus", "70_plus"]
VALUES = st.lists(st.sampled_from(AGES), min_size=30, max_size=30)
RANGES = st.lists(st.tuples(st.integers(0, 29), st.integers(0, 29)), min_size=1, max_size=3)


@settings(deadline=None)
@given(VALUES, RANGES, st.integers(3, 6))
def test_no_number_below_the_threshold_follows_from_any_tables_and_totals(values, ranges, threshold):
    value_of = {f"P{number:02}": value for number, value in enumerate(values)}
    people_of = {f"d{place}": people(min(ends), max(ends)) for place, ends in enumerate(ranges)}
    printed = {name: people_of[name] for name in disclosure.printing(people_of, threshold)}
    margins = {name: disclosure.margin(name, value_of, printed, threshold) for name in printed}
    margins = {name: margin for name, margin in margins.items() if margin}
    for name, margin in margins.items():
        assert len(margin) > 1  # never "all of"
        assert sum(count for _, count in margin) == len(people_of[name])  # nothing is hidden beside the total
        for band, _ in margin:
            places = [AGES.index(value) for value in band]
            between = {AGES[place] for place in range(min(places), max(places) + 1)}
            assert not (between - set(band)) & {value_of[one] for group in printed.values() for one in group}
    coarsest = min(margins.values(), key=len, default=[])  # what all tables can be brought to
    for factors in product(range(-2, 3), repeat=len(margins)):
        weight = Counter()
        for factor, name in zip(factors, margins, strict=True):
            weight.update(dict.fromkeys(people_of[name], factor))
        left = [one for one, times in weight.items() if times]
        if left and len({weight[one] for one in left}) == 1:
            numbers = [sum(value_of[one] in band for one in left) for band, _ in coarsest]
            assert min(numbers) >= threshold


# The printed table


def participants(**columns):
    size = len(next(iter(columns.values())))
    return pd.DataFrame({"participant_id": [f"P{n:02}" for n in range(1, size + 1)], **columns}, dtype=str)


def test_sample_reads_as_a_table_and_says_what_was_merged_and_what_is_missing():
    table = participants(
        gender=["woman"] * 6 + ["man"] * 4,
        age_band=["under_40"] * 4 + ["40_54"] * 4 + ["55_64"] * 2,
        workplace=["primary_care"] * 9 + ["hospital"],
        region=["north"] * 9 + [""],
        empty=[""] * 10,
    )
    attributes = ["gender", "age_band", "workplace", "region", "empty"]
    found, note = disclosure.sample("p1", table, {"p1": people(1, 10)}, attributes, 3)
    assert found.to_numpy().tolist() == [
        ["gender", "man", "4"],
        ["gender", "woman", "6"],
        ["age band", "under 40", "4"],
        ["age band", "40–54 or 55–64", "6"],
    ]
    assert note == (
        "Shown as one, so that no number below 3 stands here or follows from another table: age band: 40–54 or 55–64. "
        "Not shown, as no bands of at least 3 people remain: workplace. Not shown, as not known of everyone: region."
    )


def test_attribute_unknown_in_one_document_is_still_shown_in_another():
    table = participants(gender=["woman", "man"] * 5 + [""] * 10)
    sets = {"p1": people(1, 10), "p3": people(11, 20)}
    assert len(disclosure.sample("p1", table, sets, ["gender"], 5)[0]) == 2
    assert len(disclosure.sample("p3", table, sets, ["gender"], 5)[0]) == 0


def test_study_without_attributes_or_without_participants_has_no_sample():
    for table in (participants(gender=[""] * 10), participants(gender=[])):
        found, note = disclosure.sample("p1", table, {"p1": people(1, 10)}, ["gender"], 5)
        assert found.empty and note == "" and found.columns.tolist() == ["attribute", "value", "people"]


def test_people_missing_from_the_table_of_participants_are_unknown():
    table = participants(gender=["woman", "man"] * 5)
    assert disclosure.sample("p1", table, {"p1": people(1, 12)}, ["gender"], 5)[0].empty
