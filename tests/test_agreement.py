"""Agreement between analysts: worked examples of the literature, what is compared, and nothing by default."""

import pytest

import tiny_study
from made_tables import codings, config, groups, interviews, material, people, units
from method_cases import and_
from trail import agreement, inspection
from trail.values import values

N = None


def test_alpha_of_krippendorffs_nominal_example_with_missing_ratings():
    a = [N, N, N, N, N, 3, 4, 1, 2, 1, 1, 3, 3, N, 3]
    b = [1, N, 2, 1, 3, 3, 4, 3, N, N, N, N, N, N, N]
    c = [N, N, 2, 1, 3, 4, 4, N, 2, 1, 1, 3, 3, N, 4]
    assert agreement.krippendorffs_alpha([a, b, c]) == pytest.approx(0.691358, abs=1e-6)


def test_alpha_of_krippendorffs_binary_example_of_two_observers():
    """Krippendorff 2011, section A: ten units, alpha 0.095."""
    first, second = [0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]
    assert agreement.krippendorffs_alpha([first, second]) == pytest.approx(0.095, abs=5e-4)


def rated(table):
    """Two analysts' ratings from a table of how often each pair was given."""
    pairs = [(a, b) for a, row in enumerate(table) for b, times in enumerate(row) for _ in range(times)]
    return zip(*pairs, strict=True)


def test_kappa_of_three_ratings_worse_than_chance():
    """By hand: p_o = 58/200, the analysts' shares .5 .3 .2 and .4 .3 .3, so p_e = .35."""
    table = [[50, 26, 24], [24, 4, 32], [6, 30, 4]]
    assert agreement.cohens_kappa(*rated(table)) == pytest.approx((0.29 - 0.35) / (1 - 0.35))


def test_kappa_of_fifty_grant_proposals_with_seventy_per_cent_agreement():
    """The usual worked example: 20 both yes, 15 both no, 5 and 10 apart; p_o .7, p_e .5, kappa .4."""
    assert agreement.cohens_kappa(*rated([[20, 5], [10, 15]])) == pytest.approx(0.4)


def test_kappa_counts_only_units_that_both_rated():
    assert agreement.cohens_kappa([1, 0, 1, N], [1, 0, N, 0]) == 1


@pytest.mark.parametrize("function", [agreement.cohens_kappa, lambda *rows: agreement.krippendorffs_alpha(rows)])
def test_coefficient_where_nothing_varies_is_undefined(function):
    assert function([1, 1, 1], [1, 1, 1]) is None


TWO = [
    *codings(("U1", "A"), ("U1", "B"), ("U2", "A"), ("U3", "B"), status="proposed"),
    *codings(("U1", "A"), ("U2", "A"), ("U3", "A"), analyst="A2"),
    *codings(("U4", ""), status="set_aside", codebook_version=""),
    *codings(("U4", ""), analyst="A2", status="set_aside"),
    *codings(("U3", "B"), analyst="A1;A2"),
    *codings(("U5", "A")),
    *codings(("U2", "B"), analyst="A2", codebook_version="9", status="proposed"),
]


def study(**paper):
    persons = people(1)
    return material(
        "p1",
        config({"p1": {"interview_sets": ["V"]} | paper}),
        participants=persons,
        interviews=interviews("V", persons),
        meaning_units=units(**{f"U{n}": "V-01" for n in range(1, 6)}),
        codings=TWO,
        codebook=groups("A", "B"),
    )


def test_each_analysts_own_judgement_counts_once_and_what_they_settled_together_not():
    own = agreement.judgements("p1", study().codings)
    assert own == {
        ("A1", "U1"): {"A", "B"},
        ("A1", "U2"): {"A"},
        ("A1", "U3"): {"B"},
        ("A1", "U4"): set(),
        ("A1", "U5"): {"A"},
        ("A2", "U1"): {"A"},
        ("A2", "U2"): {"A"},
        ("A2", "U3"): {"A"},
        ("A2", "U4"): set(),
    }


def test_unit_under_two_groups_is_compared_in_each():
    table = agreement.coefficients("p1", study().codings)
    # A: yes yes no no / yes yes yes no; B: yes no yes no / no no no no, over U1 to U4
    assert table.to_dict("records") == [
        {"code_group_id": "A", "units": "4", "analysts": "2", "alpha": "0.53", "kappa": "0.50"},
        {"code_group_id": "B", "units": "4", "analysts": "2", "alpha": "-0.17", "kappa": "0.00"},
    ]


def test_agreement_is_a_value_only_where_the_paper_asks_for_it():
    asked, _ = values(study(agreement=True))
    assert (asked["p1.alpha.A"]["text"], asked["p1.kappa.A"]["text"]) == ("0.53", "0.50")
    assert not [name for name in values(study())[0] if ".alpha" in name or ".kappa" in name]


def test_paper_that_two_analysts_coded_may_ask_for_agreement(tmp_path):
    other = {"unit_id": "U001", "paper": "paper1", "pass": "data_driven", "code_group_id": "CG1", "analyst": "A2"}
    other |= {"codebook_version": "2", "status": "proposed"}
    asked = {"papers": {"paper1": {"agreement": True}}}
    folder = tiny_study.write(tmp_path, config=asked, codings=and_(other))
    assert inspection.inspect(folder) == []
