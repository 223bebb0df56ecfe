"""The gate: shut until a text looks clean and a person has attested to it."""

import time

import pandas as pd
import pytest

from made_tables import tables
from trail import deidentification
from trail.faults import report
from trail.tables import sha256

WORDS = {"sykehus", "by", "kollega", "årstall"}
CLEAN = "I: Hva da?\n\nD: Jeg gikk på [sykehus], (ler litt) og så […] til [Kollega]. [00:12:30] [uhørlig]"


def check(text=CLEAN, attested=((CLEAN,),), placeholders=WORDS, deny=()):
    """Faults of one transcript; `attested`: texts it was attested in, one after the other."""
    texts = pd.DataFrame(
        [("V-01", "V-01.txt", sha256(text), text)], columns=["interview_id", "transcript", "sha256", "text"]
    )
    rows = [{"transcript": "V-01.txt", "sha256": sha256(before)} for (before,) in attested]
    return deidentification.check_texts(texts, tables(attestations=rows)["attestations"], placeholders, set(deny))


def rules(text, **words):
    """Return (line, length, rule) of what is found."""
    return deidentification.find(text, words.get("placeholders", WORDS), words.get("deny", set()))


def found(text, **words):
    return [rule for _, _, rule in rules(text, **words)]


# Attestation


def test_clean_and_attested_transcript_passes():
    assert check() == []


def test_transcript_without_attestation_says_what_to_do():
    assert report(check(attested=())) == (
        "transcripts/V-01.txt\n  has no attestation: read it through and run `trail attest`."
    )


def test_transcript_changed_after_it_was_attested_says_so():
    assert report(check(CLEAN + " ")) == (
        "transcripts/V-01.txt\n  was changed after it was attested: read it through and run `trail attest`."
    )


def test_last_attestation_of_a_file_counts():
    assert check(attested=(("older",), (CLEAN,))) == []
    assert [fault.check for fault in check(attested=((CLEAN,), ("corrected",)))] == ["not_attested"]


def test_attested_text_is_still_looked_through():
    text = "D: Ring 01019012345."
    assert [fault.check for fault in check(text, ((text,),))] == ["identifying"]


# Brackets


@pytest.mark.parametrize("inside", ["Haukeland", "sykehuset", "", "lege kollega", "12:345", "x" * 80])
def test_brackets_hold_placeholders_only(inside):
    (rule,) = found(f"D: på [{inside}].")
    assert rule.startswith("square brackets around what is no placeholder of placeholders.csv")


def test_near_placeholder_is_suggested():
    assert found("[sykehuset]")[0].endswith("(did you mean 'sykehus'?)")


@pytest.mark.parametrize("text", ["D: på [Haukeland sykehus", "D: [" + "x" * 81 + "]", "[by\nby]"])
def test_bracket_that_is_not_closed_hides_nothing(text):
    assert "a square bracket that is not closed after a few words" in found(text)


def test_bracket_in_a_bracket_is_a_finding():
    assert len(found("[Kari [by]]")) == 1


def test_placeholders_may_be_listed_with_their_brackets():
    assert found("D: på [sykehus]", placeholders={"[sykehus]"}) == []


def test_study_without_placeholders_allows_none():
    assert len(found("D: på [sykehus]", placeholders=set())) == 1


# Numbers and addresses


NUMBERS = ["01019012345", "010190 12345", "010190-12345", "01.01.90 12345", "0 1 0 1 9 0 1 2 3 4 5"]
NUMBERS += ["010190\u00a012345", "010190  12345", "010190–12345", "010190123456", "41" * 40]


@pytest.mark.parametrize("number", NUMBERS)
def test_eleven_digits_are_a_finding_however_they_are_parted(number):
    assert found(f"D: det er {number}.") == ["a run of eleven digits or more"]


@pytest.mark.parametrize("text", ["2018, 2019 og 2020", "1234567890", "00:01:23-4 00:02:34", "3 av 10"])
def test_fewer_digits_are_none(text):
    assert found(f"D: {text}.") == []


def test_address_is_a_finding():
    assert rules("D: ja\nD: a.b@c-d.no") == [(2, 10, "an e-mail address")]


# Denied words


@pytest.mark.parametrize("text", ["Kári", "KÁRI", "káris", "Kári's", "(Kári)"])
@pytest.mark.parametrize("listed", ["Kári", "Ka\u0301ri"])
def test_denied_word_is_found_in_any_case_with_its_genitive_and_however_it_is_composed(text, listed):
    assert found(f"D: det er {text} ja", deny={listed}) == ["a word of the deny list"]


def test_denied_word_inside_another_is_none():
    assert found("D: karikatur", deny={"Kari"}) == []


def test_empty_row_of_the_deny_list_denies_nothing():
    assert found(CLEAN, deny={"", " "}) == []


def test_denied_word_of_several_words_and_signs_is_taken_literally():
    assert found("D: St. Olav (Øya)", deny={"St. Olav", "(Øya"}) == ["a word of the deny list"] * 2
    assert found("D: Stu Olav", deny={"St. Olav"}) == []


# What is told


def test_findings_give_place_and_length_and_never_the_words():
    text = "I: Hva?\nD: Kari på [Haukeland], 01019012345, a@b.no"
    told = report(check(text, ((text,),), deny={"Kari"}))
    assert [line.split(",")[0].strip() for line in told.splitlines()[1:]] == [
        "line 2  a run of eleven digits or more",
        "line 2  a word of the deny list",
        "line 2  an e-mail address",
        "line 2  square brackets around what is no placeholder of placeholders.csv",
    ]
    assert not any(word in told for word in ("Kari", "Haukeland", "01019", "@"))


def test_findings_stand_in_reading_order():
    assert [(line, length) for line, length, _ in rules("[x]\n01019012345\n[y]")] == [(1, 3), (2, 11), (3, 3)]


@pytest.mark.parametrize("part", ["a", "1 ", "1a", "[", "a@", "x.", "[by] "])
def test_long_lines_made_to_be_slow_are_looked_through_at_once(part):
    text = part * (200_000 // len(part))
    began = time.process_time()
    rules(text, deny={f"ord{number}" for number in range(300)})
    assert time.process_time() - began < 5
