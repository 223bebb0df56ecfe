"""Which quotes are reached from what was said, one edit at a time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trail.wording import EDITS, is_reachable

SAID = "Ja, altså, det var vel ikke det jeg tenkte, (ler litt) jeg gikk jo på [sykehus] … og ringte ikke."


def reached(quote, *edits, runs=(SAID,)):
    return is_reachable(quote, list(runs), list(edits))


@pytest.mark.parametrize(
    "quote",
    ["det var vel ikke det jeg tenkte", "«det var vel ikke det jeg tenkte.»", "… og ringte ikke.", "ringte", SAID],
)
def test_words_as_they_were_said_need_no_edit(quote):
    assert reached(quote)


@pytest.mark.parametrize(
    ("quote", "why"),
    [
        ("det var vel det jeg tenkte", "a 'not' is dropped"),
        ("Det var vel ikke det", "a capital is put"),
        ("det var, vel ikke", "a comma is put"),
        ("det var vel ikke det hun tenkte", "a word is exchanged"),
        ("tenkte, jeg gikk", "a stage direction is dropped"),
        ("vel ikke det jeg tenk", "a word is cut"),
        ("", "there are no words"),
        ("[…]", "there are no words"),
        ("«…»", "there are no words"),
    ],
)
@pytest.mark.parametrize("edits", [(), ("insertion",)])
def test_undeclared_change_is_refused(quote, why, edits):
    assert not reached(quote, *edits), why


@pytest.mark.parametrize("edit", EDITS)
def test_dropped_not_is_refused_whatever_single_edit_is_declared(edit):
    assert not reached("det var vel det jeg tenkte", edit)
    assert not reached("jeg ringte da", edit, runs=["jeg ringte ikke da"])


# Omission


def test_omission_leaves_words_out_where_it_is_declared():
    assert reached("det var vel ikke det […] jeg gikk", "omission")
    assert reached("det var vel ikke det [...] jeg gikk", "omission")
    assert reached("[…] jeg gikk […]", "omission")
    assert not reached("det var vel ikke det […] jeg gikk")


def test_omission_does_not_turn_words_round():
    assert not reached("jeg gikk […] det var vel", "omission")


def test_a_word_said_once_is_not_quoted_twice():
    assert not reached("ringte […] ringte", "omission")


def test_words_of_two_units_stand_in_order_with_an_omission_between():
    runs = ["Jeg var redd for", "det skulle gå galt"]
    assert reached("redd […] gå galt", "omission", runs=runs)
    assert not reached("gå galt […] redd", "omission", runs=runs)


def test_words_of_two_runs_are_not_joined_without_an_omission():
    runs = ["Jeg var redd for", "det skulle gå galt"]
    assert not reached("redd for det skulle", "fillers", runs=runs)
    assert not reached("redd for det skulle", "dialect_normalised", runs=runs)


# Insertion


def test_insertion_adds_words_in_brackets():
    assert reached("det var vel ikke det [å ringe] jeg tenkte", "insertion")
    assert not reached("det var vel ikke det [å ringe] jeg tenkte")


def test_insertion_may_stand_for_words_where_omission_is_declared_too():
    assert reached("[Legen] gikk jo på", "insertion", "omission")
    assert reached("ikke det [legen] tenkte", "insertion", "omission")
    assert not reached("ikke det [legen] tenkte", "insertion")


def test_placeholder_of_the_transcript_is_no_insertion():
    assert reached("jeg gikk jo på [sykehus]")
    assert reached("jeg gikk jo på [sykehus]", "insertion")
    assert not reached("jeg ringte [sykehus] ikke", "insertion", runs=["jeg ringte ikke [sykehus]"])


def test_placeholder_does_not_become_a_plain_word():
    assert not reached("jeg gikk jo på sykehus", "case_punctuation")
    assert not reached("jeg gikk jo på sykehus", "dialect_normalised")


# Fillers


@pytest.mark.parametrize(
    "quote", ["det var vel ikke det jeg tenkte, jeg gikk på [sykehus] og ringte", "jeg gikk jo på [sykehus] og"]
)
def test_fillers_pauses_and_stage_directions_may_be_left_out(quote):
    assert reached(quote, "fillers")
    assert not reached(quote)


def test_fillers_may_be_kept():
    assert reached(SAID, "fillers")


def test_no_filler_is_put_into_a_mouth():
    assert not reached("det var liksom vel ikke", "fillers")
    assert not reached("Nei, det var vel ikke", "fillers")


def test_yes_or_no_as_an_answer_is_no_filler():
    assert reached("jeg vet ikke", "fillers", runs=["jeg nei, vet ikke"])
    assert not reached("Var jeg redd? Jeg var sliten.", "fillers", runs=["Var jeg redd? Nei. Jeg var sliten."])


# Case and punctuation


def test_case_and_punctuation_may_differ_where_declared():
    assert reached("Det var vel – ikke det, jeg tenkte!", "case_punctuation")
    assert reached("[D]et var vel ikke det jeg", "case_punctuation")


def test_words_run_together_by_a_missing_space_are_still_words():
    assert reached("ja, altså, da", "case_punctuation", runs=["ja,altså,da"])


# Dialect


DIALECT = "Æ e itj trøtt, æ veit ikkje ka dæm sa, men vi va jo aldri heime."


@pytest.mark.parametrize(
    "quote",
    [
        "Jeg er ikke trøtt, jeg vet ikke hva dem sa",
        "jeg vet ikke hva de sa, men vi var jo aldri hjemme.",
        "Æ e itj trøtt",
    ],
)
def test_dialect_may_be_spelled_in_the_standard_form(quote):
    assert reached(quote, "dialect_normalised", runs=[DIALECT])
    assert not reached(quote.replace("Æ e ", "Æ er "), "case_punctuation", runs=[DIALECT])


@pytest.mark.parametrize(
    "quote",
    [
        "Jeg er trøtt, jeg vet ikke hva de sa",
        "Jeg er nok trøtt",
        "men vi var jo alltid hjemme",
        "jeg vet godt hva de sa",
        "jeg vet ikke hva de sa, men vi var jo hjemme",
        "men vi var jo aldri borte",
    ],
)
def test_dialect_does_not_change_what_was_said(quote):
    assert not reached(quote, "dialect_normalised", runs=[DIALECT])


@pytest.mark.parametrize(("said", "quote"), [("ingen kom dit", "innen kom dit"), ("utenfor avtale", "uten avtale")])
def test_negation_is_no_spelling_of_a_word_that_looks_like_it(said, quote):
    assert not reached(quote, "dialect_normalised", runs=[said])
    assert not reached(said, "dialect_normalised", runs=[quote])


def test_one_word_exchanged_in_a_long_quote_is_seen():
    said = "jeg hadde nok ikke ringt for min egen del tror jeg det høres jo dumt ut men slik var det"
    assert not reached(said.replace("dumt", "bra"), "dialect_normalised", runs=[said])
    assert not reached(said.replace(" ikke", ""), "dialect_normalised", "fillers", "case_punctuation", runs=[said])


WORDS = st.lists(st.sampled_from("jeg ringte ikke hun sa altså på [by] vakt".split()), min_size=1, max_size=8)


@given(WORDS, st.integers(0, 7), st.integers(0, 7), st.sets(st.sampled_from(EDITS)))
def test_any_unbroken_stretch_is_reached_and_one_negation_less_is_not(said, first, last, edits):
    stretch = said[first : last + 1]
    assert is_reachable(" ".join(stretch), [" ".join(said)], sorted(edits)) == bool(stretch)
    fewer = [word for word in said if word != "ikke"]
    if "ikke" in said[1:-1] and said[0] != "ikke" != said[-1]:
        assert not is_reachable(" ".join(fewer), [" ".join(said)], sorted(edits))
