"""What all printed quotes of one person give away together."""

import pandas as pd

import tiny_study
from trail import linkage, recording


def table(columns, *rows):
    return pd.DataFrame(rows, columns=columns.split())


TABLES = {
    "participants": table("participant_id gender workplace", ("P1", "w", "h"), ("P2", "w", "h"), ("P3", "m", "h")),
    "interviews": table("interview_id participant_id", ("A1", "P1"), ("B1", "P1"), ("A2", "P2"), ("A3", "P3")),
    "release": table("document id recognisable_to", ("paper2", "Q9", "colleague"), ("paper1", "Q1", "self")),
}
EVIDENCE = {
    "paper1": {"Q1": {"interviews": ["A1"]}, "Q2": {"interviews": ["A3"]}, "Q3": {"interviews": ["A2"]}},
    "paper2": {"Q9": {"interviews": ["B1"]}},
}


def budget(**released):
    return linkage.budget(released, EVIDENCE, TABLES, ["gender", "workplace"]).set_index("participant_id")


def quote(label, original="ja", **halves):
    return {"label": label, "original": original} | halves


def test_quotes_of_one_person_in_two_papers_stand_in_one_row():
    found = budget(
        paper1={"Q1": quote("Interview 1", "to ord"), "Q2": quote("Interview 2")}, paper2={"Q9": quote("Interview 7")}
    )
    assert list(found.index) == ["P1", "P3"]  # the most quoted first
    assert found.loc["P1", "labels"] == "paper1: Interview 1;paper2: Interview 7"
    assert found.loc["P1", "quotes"] == "paper1.Q1;paper2.Q9"
    assert found.loc["P1", "words"] == "3"
    assert found.loc["P1", "recognisable_to"] == "colleague"


def test_what_quotes_speak_of_is_said_of_all_of_them_together_in_either_language():
    found = budget(
        paper1={"Q1": quote("Interview 1", "barnet mitt")},
        paper2={"Q9": {"label": "Interview 7", "translation": "the complaint"}},
    )
    assert found.loc["P1", "mentions"] == "a child;a complaint"


def test_alike_counts_who_shares_every_printed_attribute():
    found = budget(paper1={"Q1": quote("1"), "Q2": quote("2")})
    assert dict(found["alike"]) == {"P1": "2", "P3": "1"}


def test_who_is_not_quoted_has_no_row():
    assert list(budget(paper1={"Q3": quote("3")}).index) == ["P2"]
    assert len(budget(paper1={})) == 0


def test_what_a_reviewer_noted_of_a_released_thing_is_listed(tmp_path):
    def marks(rows):
        quotes = [row | {"id": "Q1", "kind": "quote_original"} for row in rows[:1]]
        return [
            quotes[0] | {"recognisable_to": "colleague", "third_party": "yes"},
            quotes[0] | {"id": "Q2", "recognisable_to": "colleague", "decision": "withhold"},
            quotes[0] | {"id": "Q3", "recognisable_to": "self", "third_party": "no"},
        ]

    noted = recording.noted(tiny_study.write(tmp_path, later={"release": marks}))
    assert [(row["id"], row["why"]) for row in noted] == [("Q1", "recognisable to colleague, a third person")]
    assert "Q1        recognisable to colleague, a third person" in recording.noted_words(noted)
    assert recording.noted_words([]) == ""
