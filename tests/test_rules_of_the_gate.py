"""Each rule of the gate finds what it is for: one sentence each, so that none can be taken out unseen."""

import pytest

from trail import deidentification
from trail.deidentification import Lists
from trail.detectors.rules import BLOCK, RULES, tier

LISTS = Lists(deny=frozenset(("fjellgata",)), speakers={"I": "interviewer", "D": "doctor"})
FOUND = {
    "national_identity_number": "D: det er 15076500565.",
    "eleven_digits": "D: det er 15076500566.",
    "phone": "D: ring +47 22 33 44 55 da.",
    "email": "D: skriv til kari@nordmann.no da.",
    "url": "D: se www.legekontoret.no da.",
    "ip_address": "D: det var fra 192.168.17.4 da.",
    "bank_account": "D: kontonummer 1234.56.789 ja.",
    "organisation_number": "D: org.nr. 974 760 673 ja.",
    "personnel_number": "D: HPR-nummer 1234567 ja.",
    "birth_date": "D: jeg er født i 1965.",
    "date": "D: det var 12.03.2018 ja.",
    "postcode": "D: adressen er 5003 Bergen ja.",
    "street": "D: de bor i storgata 12 nå.",
    "plate": "D: bilen var EK 12345 ja.",
    "coordinates": "D: det er på 60.3913, 5.3221 ja.",
    "day": "D: det var den 12. april det skjedde.",
    "age": "D: en mann på 47 år gammel, 47-åring.",
    "handle": "D: jeg heter @legekari der.",
    "long_number": "D: nummeret var 4812345 tror jeg, 123456.",
    "spoken_number": "D: ring ni to tre fire fem seks sju åtte.",
    "denied_word": "D: vi bor i fjellgata nå.",
    "no_placeholder": "D: jeg var på [haukeland].",
    "open_bracket": "D: jeg var på [haukeland og",
    "hidden_character": "D: jeg var på hauke\u200bland.",
    "mixed_script": "D: jeg var på h\u0430ukeland.",
    "speaker": "I: Hva?\nKari: Ja.\nI: Hva?\nKari: Nei.",
    "unknown_capital": "D: jeg så Torvaldine der.",
    "unknown_start": "D: Torvaldine var der.",
    "name_at_start": "D: Stein var der.",
    "unknown_short_form": "D: jeg var på QXV da.",
    "institution": "D: jeg var på OUS da.",
    "titled_name": "D: jeg så dr. K. der.",
    "initials": "D: jeg så K.N. der.",
    "workplace": "D: Lovisenberg sykehus var der.",
    "no_capitals": "og så gikk jeg hjem og sa det som det var. ja det gjorde jeg. " * 10,
    "long_line": "D: " + "ja " * 7000,
}


def rules(text: str, **settings) -> set[str]:
    return {one.rule for one in deidentification.find(text, LISTS, **settings)}


def test_every_rule_has_its_sentence():
    assert set(FOUND) | {"file_name"} == set(RULES)


@pytest.mark.parametrize("rule", FOUND)
def test_rule_finds_what_it_is_for(rule):
    assert rule in rules(FOUND[rule])
    assert rule not in rules(FOUND[rule], without=frozenset((rule,)))


OPENED = ("unknown_capital", "institution", "no_capitals")  # words that allow.csv may list, and a whole text
BLOCKING = [rule for rule in FOUND if tier(rule) == BLOCK and rule not in OPENED]


@pytest.mark.parametrize("rule", BLOCKING)
def test_what_blocks_is_not_opened_by_the_allow_list(rule):
    text = FOUND[rule]
    words = {text[one.start : one.end] for one in deidentification.find(text, LISTS) if one.rule == rule}
    assert words
    allowed = LISTS._replace(allow=frozenset(" ".join(said.split()) for said in words))
    assert rule in {one.rule for one in deidentification.find(text, allowed)}
