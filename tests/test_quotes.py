"""Quotes a manuscript may cite."""

import pandas as pd
import pytest

from trail import quotes

QUOTE = [
    "quote_id",
    "paper",
    "unit_ids",
    "original",
    "source_language",
    "edits",
    "translation",
    "target_language",
    "row",
]
UNITS = pd.DataFrame(
    [
        ("U1", "V-01", 10, 27, "Jeg gikk på jobb."),
        ("U1", "V-01", 40, 56, "Det var [sykehus]"),
        ("U2", "V-01", 28, 38, "Ikke sånn."),
        ("U3", "V-02", 0, 4, "Nei."),
    ],
    columns=["unit_id", "interview_id", "start", "end", "text"],
)
NO_TURNS = pd.DataFrame(columns=["interview_id", "start", "end"])
LABELS = pd.DataFrame(
    [("p1", "V-01", "Interview 4"), ("p2", "V-01", "Interview 9")], columns=["paper", "interview_id", "label"]
)


def quote(unit_ids, original, edits="", translation="", labels=LABELS, draft=False, paper="p1", turns=NO_TURNS):
    row = ("Q1", paper, unit_ids, original, "nb", edits, translation, "en" if translation else "", "2")
    return quotes.candidates("p1", pd.DataFrame([row], columns=QUOTE, dtype=str), UNITS, labels, turns, draft)


def message(*args, **kwargs):
    found, evidence, faults = quote(*args, **kwargs)
    assert not found and not evidence
    assert [(fault.file, fault.place) for fault in faults] == [("quotes.csv", "row 2")]
    assert not any(word in faults[0].message for word in ("gikk", "jobb", "Nei"))
    return faults[0].message


def test_quote_is_a_named_thing_with_its_label_and_the_ids_behind_it():
    found, evidence, faults = quote("U1", "Jeg gikk på jobb.", translation="I went to work.")
    assert not faults
    assert found == {
        "Q1": {
            "original": "Jeg gikk på jobb.",
            "translation": "I went to work.",
            "label": "Interview 4",
            "source_language": "nb",
            "target_language": "en",
        }
    }
    assert evidence == {"Q1": {"interviews": ["V-01"], "units": ["U1"]}}


def test_quote_without_translation_has_no_such_fields():
    found, _, _ = quote("U1", "Jeg gikk på jobb.")
    assert set(found["Q1"]) == {"original", "label", "source_language"}


def test_quotes_of_other_papers_are_theirs():
    assert quote("U1", "Jeg gikk", paper="p2") == ({}, {}, [])


def test_quote_that_differs_from_its_unit_is_refused_without_its_words():
    assert message("U1", "Jeg gikk hjem.", "omission") == (
        "quote Q1: its words are not reached from U1 by the edits declared (omission). "
        "Copy them anew, or declare what was done to them; between spans stands […]."
    )


def test_units_are_taken_in_the_order_of_the_transcript_not_of_the_list():
    assert quote("U2;U1", "gikk på jobb. […] Det var [sykehus]", "omission")[2] == []
    assert "not reached" in message("U2;U1", "Ikke sånn. […] Jeg gikk", "omission")


def test_spans_of_a_unit_are_not_run_together():
    assert "not reached" in message("U1", "på jobb. Det var")


def test_sentences_that_follow_each_other_are_one_run():
    assert quote("U1;U2", "på jobb. Ikke sånn.")[2] == []


def test_units_that_overlap_do_not_say_a_word_twice():
    assert quotes.runs([(10, "en to tre"), (13, "to tre fire"), (13, "to")]) == ["en to tre fire"]
    assert quotes.runs([(50, "b"), (10, "a")]) == ["a", "b"]


@pytest.mark.parametrize(
    ("unit_ids", "edits", "says"),
    [
        ("U1;U3", "", "its unit_ids are of V-01 and V-02: a quote is taken from one interview."),
        ("U9", "", "none of its unit_ids (U9) is a unit of an interview of p1."),
        ("U1", "omision", "'omision' is not an edit (did you mean 'omission'?)."),
    ],
)
def test_what_is_wrong_with_a_quote_is_told(unit_ids, edits, says):
    assert message(unit_ids, "Jeg gikk", edits) == f"quote Q1: {says}"


def test_quote_without_label_is_a_fault_and_in_a_draft_numbered_by_its_interview():
    none = LABELS.iloc[1:]
    assert message("U1", "Jeg gikk på jobb.", labels=none) == (
        "quote Q1 has no label: `trail release` draws one for each interview quoted in p1."
    )
    assert quote("U1", "Jeg gikk på jobb.", labels=none, draft=True)[0]["Q1"]["label"] == "Draft interview 1"


def test_study_without_quotes_has_none():
    assert quotes.candidates(
        "p1", pd.DataFrame(columns=QUOTE, dtype=str), UNITS.iloc[:0], LABELS.iloc[:0], NO_TURNS
    ) == (
        {},
        {},
        [],
    )


def test_two_subtitles_with_only_their_times_between_are_one_stretch_of_speech():
    spans = [(0, "Jeg ringte."), (60, "Så la jeg på.")]
    assert quotes.runs(spans, [(0, 11), (60, 73)]) == ["Jeg ringte." + " " * 49 + "Så la jeg på."]


def test_somebody_elses_words_between_two_spans_keep_them_apart():
    spans = [(0, "Jeg ringte."), (60, "Så la jeg på.")]
    assert quotes.runs(spans, [(0, 11), (30, 33), (60, 73)]) == ["Jeg ringte.", "Så la jeg på."]
    assert quotes.runs(spans, [(0, 73)]) == ["Jeg ringte.", "Så la jeg på."]
