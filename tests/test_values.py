"""Numbers that a manuscript may cite."""

import time

import pytest

from made_tables import codings, config, groups, interviews, material, people, units
from trail import values

THIRTEEN = people(13)
WAVES = {
    "sets": {"V": {"service": "sana", "window_days": [0, 10]}, "W": {"window_days": [335, 395], "follows": "V"}},
    "papers": {"p1": {"interview_sets": ["V"]}, "p2": {"interview_sets": ["V", "W"], "paired": True}},
    "documents": ["p1", "p2", "thesis"],
}
BOTH_WAVES = {"participants": THIRTEEN, "interviews": interviews("V", THIRTEEN) + interviews("W", THIRTEEN[:12])}


def numbers(of):
    """Return {name without the document: value}."""
    found, _ = values.values(of)
    return {name.partition(".")[2]: value["value"] for name, value in found.items()}


def two_waves(document, **rows):
    return numbers(material(document, config(**WAVES), **(BOTH_WAVES | rows)))


# People and interviews


def test_people_are_counted_once_however_often_they_were_interviewed():
    found = two_waves("thesis")
    assert (found["participants"], found["interviews"]) == (13, 25)


def test_first_paper_has_thirteen_and_the_paired_one_twelve():
    assert two_waves("p1")["participants"] == 13
    found = two_waves("p2")
    assert (found["participants"], found["interviews"]) == (12, 24)
    assert (found["participants.V"], found["participants.W"]) == (13, 12)
    assert (found["pairs.W"], found["lost.W"]) == (12, 1)


def test_paired_paper_counts_no_unit_of_whoever_was_lost():
    coded = codings(("U1", "CG1"), ("U2", "CG1"), paper="p2")
    rows = {"meaning_units": units(U1="V-01", U2="V-13"), "codings": coded, "codebook": groups("CG1", paper="p2")}
    found = two_waves("p2", **rows)
    assert (found["units"], found["participants.CG1"], found["units.CG1"]) == (1, 1, 1)


def test_person_who_withdrew_is_counted_nowhere():
    persons = [*people(2), {"participant_id": "P03", "status": "withdrawn"}]
    found = numbers(
        material(
            participants=persons,
            interviews=interviews("V", persons),
            meaning_units=units(U1="V-01", U2="V-03"),
            codings=codings(("U1", "CG1"), ("U2", "CG1")),
            codebook=groups("CG1"),
            categories=[{"category_id": "C1", "paper": "p1", "code_group_ids": "CG1"}],
        )
    )
    assert found["participants"] == found["interviews"] == 2
    assert found["units"] == found["units.CG1"] == found["units.C1"] == found["participants.C1"] == 1


def test_window_is_that_of_the_config():
    found = two_waves("p2")
    assert (found["window.V"], found["window.W"]) == ("0–10", "335–395")


def test_recruitment_is_told_where_it_was_recorded():
    rows = [{"interview_set": "V", "approached": "19", "declined": ""}, {"interview_set": "W", "approached": "13"}]
    found = two_waves("p1", recruitment=rows)
    assert found["approached.V"] == 19
    assert not {"declined.V", "approached.W"} & set(found)


# Coding


def coded(**rows):
    persons = people(3)
    table = {
        "participants": persons,
        "interviews": interviews("V", persons),
        "meaning_units": units(U1="V-01", U2="V-01", U3="V-02"),
    }
    return material(**(table | rows))


def test_unit_in_two_code_groups_is_one_unit_and_two_codings():
    found = numbers(coded(codings=codings(("U1", "CG1"), ("U1", "CG2"), ("U3", "CG1")), codebook=groups("CG1", "CG2")))
    assert (found["units"], found["codings"], found["code_groups"]) == (2, 3, 2)
    assert (found["units.CG1"], found["participants.CG1"], found["units.CG2"]) == (2, 2, 1)


def test_units_of_one_person_that_overlap_are_one_person():
    assert (
        numbers(coded(codings=codings(("U1", "CG1"), ("U2", "CG1")), codebook=groups("CG1")))["participants.CG1"] == 1
    )


def test_two_analysts_and_two_versions_are_never_counted_twice():
    rows = codings(("U1", "CG1")) + codings(("U1", "CG1"), analyst="A2")
    rows += codings(("U1", "CG1"), codebook_version="2") + codings(("U1", "CG1"), analyst="A2", codebook_version="2")
    found = numbers(coded(codings=rows, codebook=groups("CG1")))
    assert (found["units"], found["codings"], found["units.CG1"]) == (1, 1, 1)


def test_code_group_without_units_has_zero():
    found = numbers(coded(codings=codings(("U1", "CG1")), codebook=groups("CG1", "CG2")))
    assert (found["units.CG2"], found["participants.CG2"], found["code_groups"]) == (0, 0, 2)


def test_theory_lens_adds_nothing_to_the_totals():
    lenses = config({"p1": {"interview_sets": ["V"], "lenses": ["schein"]}})
    of = coded(
        codings=codings(("U1", "CG1")) + codings(("U1", "L1"), ("U3", "L1"), **{"pass": "schein"}),
        codebook=groups("CG1", lens="stc") + groups("L1", lens="schein"),
        of_config=lenses,
    )
    found = numbers(of)
    assert (found["units"], found["codings"], found["code_groups"]) == (1, 1, 1)
    assert (found["units.L1"], found["participants.L1"]) == (2, 2)


def test_category_has_the_people_and_units_of_its_subcategories_too():
    categories = [
        {"category_id": "C1", "paper": "p1", "heading": "whole"},
        {"category_id": "C2", "paper": "p1", "parent": "C1", "code_group_ids": "CG1"},
        {"category_id": "C3", "paper": "p1", "parent": "C1", "code_group_ids": "CG2"},
        {"category_id": "C4", "paper": "p1", "heading": "nobody's"},
    ]
    rows = codings(("U1", "CG1"), ("U2", "CG2"), ("U3", "CG2"))
    found = numbers(coded(codings=rows, codebook=groups("CG1", "CG2"), categories=categories))
    assert (found["units.C1"], found["participants.C1"], found["participants.C3"]) == (3, 2, 2)
    assert (found["units.C4"], found["participants.C4"]) == (0, 0)
    assert (found["categories"], found["subcategories"]) == (2, 2)


def test_paper_that_shows_code_groups_has_no_categories_yet():
    found = numbers(coded(codings=codings(("U1", "CG1")), codebook=groups("CG1")))
    assert (found["categories"], found["code_groups"], found["units.CG1"]) == (0, 1, 1)


def test_thesis_counts_a_unit_of_two_papers_once():
    of_config = config(
        {"p1": {"interview_sets": ["V"]}, "p2": {"interview_sets": ["V"]}}, documents=["p1", "p2", "thesis"]
    )
    persons = people(1)
    of = material(
        "thesis",
        of_config,
        participants=persons,
        interviews=interviews("V", persons),
        meaning_units=units(U1="V-01"),
        codings=codings(("U1", "CG1")) + codings(("U1", "CG2"), paper="p2"),
        codebook=groups("CG1") + groups("CG2", paper="p2"),
    )
    found = numbers(of)
    assert (found["units"], found["codings"], found["code_groups"], found["papers"]) == (1, 2, 2, 2)
    assert "units.CG1" not in found  # the thesis borrows paper1.units.CG1


def test_study_with_nothing_but_interviews_has_numbers():
    found = numbers(material(interviews=interviews("V", people(17))))
    assert (found["participants"], found["units"], found["decisions"], found["quotes"]) == (17, 0, 0, 0)


def test_set_without_interviews_counts_zero():
    sets = {"V": {}, "W": {"follows": "V"}}
    of_config = config({"p1": {"interview_sets": ["V", "W"]}}, sets=sets)
    found = numbers(material("p1", of_config, interviews=interviews("V", people(2))))
    assert (found["participants"], found["participants.W"], found["pairs.W"], found["lost.W"]) == (2, 0, 0, 2)


# What a value carries


def test_value_says_what_it_counts_and_carries_ids_only_in_the_evidence():
    found, evidence = values.values(coded(codings=codings(("U3", "CG1"), ("U1", "CG1")), codebook=groups("CG1")))
    assert found["p1.participants"] == {
        "value": 3,
        "text": "3",
        "words": {"en": "three", "nb": "tre"},
        "what": "people interviewed",
        "function": "values.interviewed",
        "filter": {"interview_sets": ["V"]},
    }
    assert evidence["p1.units.CG1"] == {"interviews": ["V-01", "V-02"], "units": ["U1", "U3"]}
    assert evidence.keys() == found.keys()
    assert "V-01" not in str(found) and "U1" not in str(found)


@pytest.mark.parametrize(
    ("number", "english", "norwegian"),
    [
        (0, "zero", "null"),
        (2, "two", "to"),
        (12, "twelve", "tolv"),
        (13, "thirteen", "tretten"),
        (25, "twenty-five", "tjuefem"),
        (101, "one hundred and one", "ett hundre og en"),
        (1000, "one thousand", "ett tusen"),
    ],
)
def test_whole_numbers_have_words_in_both_languages(number, english, norwegian):
    assert values.number_words(number) == {"en": english, "nb": norwegian}


def test_two_thousand_codings_take_less_than_a_second():
    persons = people(37)
    of = material(
        participants=persons,
        interviews=interviews("V", persons),
        meaning_units=units(**{f"U{n}": f"V-{n % 37 + 1:02}" for n in range(1000)}),
        codings=codings(*((f"U{n % 1000}", f"CG{n % 22}") for n in range(2000))),
        codebook=groups(*(f"CG{n}" for n in range(22))),
    )
    began = time.process_time()
    found = numbers(of)
    assert found["codings"] == 2000
    assert time.process_time() - began < 1
