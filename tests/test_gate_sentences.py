"""What the gate finds in sentences written for it, and which of them are missed when one detector is taken out."""

from pathlib import Path

import pytest

import gate_set
from trail import deidentification
from trail.detectors import patterns, rules

NAMES = ("name_mid", "place_mid")


def test_set_is_large_enough_and_half_of_it_is_harmless():
    positive, negative = gate_set.positive(), gate_set.negative()
    assert len(positive) + len(negative) >= 150
    assert len(negative) >= 0.4 * (len(positive) + len(negative))
    assert {one.language for one in positive} == {one.language for one in negative} == {"nb", "nn", "en"}


def test_recall_by_class():
    recall = gate_set.recall()
    print("\n" + "\n".join(f"{kind:<20} {found:>3} of {all_of:>3}" for kind, (found, all_of) in recall.items()))
    assert {kind: recall[kind][0] for kind in gate_set.STRUCTURED} == {
        kind: recall[kind][1] for kind in gate_set.STRUCTURED
    }
    found, number = (sum(recall[kind][place] for kind in NAMES) for place in (0, 1))
    assert found / number >= 0.98
    found, number = (sum(counts[place] for counts in recall.values()) for place in (0, 1))
    assert found / number >= 0.97


def test_ordinary_prose_raises_few_false_alarms():
    alarms, tokens = gate_set.false_alarms()
    print(f"\n{len(alarms)} false alarms in {tokens} words")
    assert 1000 * len(alarms) / tokens <= 8, alarms


def test_page_about_the_gate_prints_these_figures():
    page = (Path(__file__).parents[1] / "docs" / "deidentification.md").read_text(encoding="utf-8")
    assert gate_set.table() in page, gate_set.table()


DETECTORS = [
    name for name in deidentification.DETECTORS if name not in ("denied", "speakers", "no_capitals", "long_lines")
]


@pytest.mark.parametrize("detector", DETECTORS)
def test_without_a_detector_something_is_missed(detector):
    assert [one for one in gate_set.positive() if not gate_set.hit(one, frozenset((detector,)))]


@pytest.mark.parametrize("rule", [*patterns.DIGITS, *patterns.LETTERS, "postcode"])
def test_without_the_patterns_of_a_rule_it_is_never_found(rule):
    """Where two rules see one thing (a phone number is a long number too), the graver one is what goes missing."""

    def found(without=frozenset()):
        return {
            one.rule
            for sentence in gate_set.positive()
            for one in deidentification.find(sentence.text, without=without)
        }

    assert rule in found()
    assert rule not in found(frozenset((rule,)))


def test_every_rule_has_a_tier_and_a_name():
    assert {tier for tier, _ in rules.RULES.values()} == {"block", "review"}
    assert len({words for _, words in rules.RULES.values()}) == len(rules.RULES)
