"""Quotes as Web Annotations: the closed edition finds the words again, the public one tells nothing but the quote."""

import base64
import json

import pandas as pd

from trail import web_annotations
from trail.tables import read, read_json

ROOT = "ab" * 32
SAID = "D: Ja, det var en kollega som ringte. Jeg ble redd, altså. Så dro jeg."
QUOTES = {
    "Q1": {
        "label": "Interview 2",
        "original": "det var en kollega […] Jeg ble redd.",
        "translation": "it was a colleague […] I got scared.",
        "target_language": "en",
    }
}
EVIDENCE = {"Q1": {"interviews": ["VS2018-01"], "units": ["U1"]}}
UNITS = pd.DataFrame(
    [{"unit_id": "U1", "interview_id": "VS2018-01", "start": 7, "end": 58}],
)
TEXTS = pd.DataFrame([{"interview_id": "VS2018-01", "transcript": "VS2018-01.txt", "text": SAID}])


def test_selectors_of_the_closed_edition_select_the_same_words():
    [annotation] = web_annotations.closed("paper1", QUOTES, EVIDENCE, UNITS, TEXTS)
    for target in annotation["target"]:
        position, quoted = target["selector"]
        exact = SAID[position["start"] : position["end"]]
        assert exact == quoted["exact"]
        assert SAID.count(quoted["prefix"] + exact + quoted["suffix"]) == 1
    assert (
        [target["selector"][1]["exact"] for target in annotation["target"]]
        == [
            "det var en kollega",  # stands so
            SAID[7:58],  # its full stop is the author's: the whole unit
        ]
    )


def test_quote_of_unbroken_words_has_one_place():
    quotes = {"Q1": QUOTES["Q1"] | {"original": "det var en kollega"}}
    [annotation] = web_annotations.closed("paper1", quotes, EVIDENCE, UNITS, TEXTS)
    assert [target["selector"][0] for target in annotation["target"]] == [
        {"type": "TextPositionSelector", "start": 7, "end": 25}
    ]


def test_public_edition_has_the_released_words_and_the_commitment_alone():
    [annotation] = web_annotations.public("paper1", QUOTES, ROOT)
    root = base64.urlsafe_b64encode(bytes.fromhex(ROOT)).decode().rstrip("=")
    assert annotation["target"] == {
        "source": f"ni:///sha-256;{root}",
        "selector": {"type": "TextQuoteSelector", "exact": "det var en kollega […] Jeg ble redd."},
    }
    text = json.dumps(annotation)
    assert not any(secret in text for secret in ("prefix", "suffix", "start", "VS2018", "U1", "Ja,"))


def test_words_that_were_not_released_are_not_selected():
    quotes = {"Q1": {name: value for name, value in QUOTES["Q1"].items() if name != "original"}}
    [annotation] = web_annotations.public("paper1", quotes, ROOT)
    assert "selector" not in annotation["target"]
    assert annotation["body"][1]["value"] == "it was a colleague […] I got scared."


def test_collection_is_a_page_of_annotations_in_the_vocabulary_of_the_standard():
    made = web_annotations.collection("Quotes", web_annotations.public("paper1", QUOTES, ROOT))
    assert (made["@context"], made["type"], made["total"]) == (web_annotations.CONTEXT, "AnnotationCollection", 1)
    assert made["first"]["items"][0]["id"] == "web_annotations.json#paper1.Q1"


def test_closed_edition_of_a_built_study_leads_back_to_the_words_of_every_quote(built):
    made = read_json(built / "results" / "closed" / "web_annotations.json")
    texts = pd.concat(map(read, sorted((built / "results" / "closed" / "texts").glob("*.parquet"))))
    said = dict(zip(texts["transcript"], texts["text"], strict=True))
    assert made["total"] == len(read(built / "results" / "closed" / "study" / "quotes.csv")) > 0
    for annotation in made["first"]["items"]:
        for target in annotation["target"]:
            position, quoted = target["selector"]
            text = said[target["source"].removeprefix("transcripts/")]
            assert text[position["start"] : position["end"]] == quoted["exact"]
