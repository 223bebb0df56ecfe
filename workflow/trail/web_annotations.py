"""Quotes as W3C Web Annotations: with their places in the closed edition, with their words alone in public."""

import base64
import re
from collections.abc import Iterator

import pandas as pd

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
NAME = "web_annotations.json"
AROUND = 32  # characters before and after, by which a passage is found again in an edited text
OMISSION = re.compile(r"\[(?:…|\.\.\.)\]")


def collection(label: str, annotations: list[dict]) -> dict:
    """Return annotations as one collection of one page, its ids relative to the file it is written to."""
    page = {"id": f"{NAME}#page", "type": "AnnotationPage", "startIndex": 0, "items": annotations}
    return {
        "@context": CONTEXT,
        "id": NAME,
        "type": "AnnotationCollection",
        "label": label,
        "total": len(annotations),
        "first": page,
    }


def public(paper: str, quotes: dict[str, dict], root: str) -> list[dict]:
    """Return one annotation per released quote: its words as released, and the root of the paper's text tree.

    quotes: of `results/released/<paper>/quotes.json`; root: hex
    What stands before and after a quote is nowhere, nor where it stands: both were not released. Of a quote whose
    original is not released, the translation is a body and nothing is selected.
    """
    return [
        _annotation(paper, name, quote, {"source": source(root)} | _exactly(quote.get("original", "")))
        for name, quote in sorted(quotes.items())
    ]


def closed(
    paper: str, quotes: dict[str, dict], evidence: dict[str, dict], units: pd.DataFrame, texts: pd.DataFrame
) -> list[dict]:
    """Return one annotation per quote of a paper with its place in canonical text, in code points and by its words.

    quotes, evidence: candidates of the paper and {quote_id: {interviews, units}}; units: unit_id, interview_id, start,
    end; texts: interview_id, transcript, text
    A part of a quote that stands word for word in its units is selected itself; of one that was edited, the units are.
    """
    said = {row["interview_id"]: row for row in texts.to_dict("records")}
    found = []
    for name, quote in sorted(quotes.items()):
        own = units[units["unit_id"].isin(evidence[name]["units"])].sort_values(["start", "end"])
        interview = said[evidence[name]["interviews"][0]]
        spans = list(own[["start", "end"]].itertuples(index=False, name=None))
        places = list(dict.fromkeys(_places(quote.get("original", ""), interview["text"], spans)))
        targets = [
            {"source": f"transcripts/{interview['transcript']}", "selector": _selectors(interview["text"], *place)}
            for place in places
        ]
        found.append(_annotation(paper, name, quote, targets))
    return found


def source(root: str) -> str:
    """Return what stands for a paper's closed transcripts: the root of its text tree, as a name by hash (RFC 6920)."""
    return f"ni:///sha-256;{base64.urlsafe_b64encode(bytes.fromhex(root)).decode().rstrip('=')}"


def _annotation(paper: str, name: str, quote: dict, target: dict | list[dict]) -> dict:
    bodies = [{"type": "TextualBody", "purpose": "identifying", "value": quote["label"]}]
    if quote.get("translation"):
        translated = {"type": "TextualBody", "purpose": "describing", "value": quote["translation"]}
        bodies.append(translated | {"language": quote["target_language"]})
    return {
        "id": f"{NAME}#{paper}.{name}",
        "type": "Annotation",
        "motivation": "highlighting",
        "body": bodies,
        "target": target,
    }


def _exactly(words: str) -> dict:
    return {"selector": {"type": "TextQuoteSelector", "exact": words}} if words else {}


def _places(original: str, text: str, spans: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The places of a quote's parts: each its own where it stands so in a span, else all spans."""
    for part in OMISSION.split(original):
        words = part.strip()
        at = next((at for start, end in spans if (at := text.find(words, start, end)) >= 0), -1)
        if words and at >= 0:
            yield at, at + len(words)
        else:
            yield from spans


def _selectors(text: str, start: int, end: int) -> list[dict]:
    return [
        {"type": "TextPositionSelector", "start": int(start), "end": int(end)},
        {
            "type": "TextQuoteSelector",
            "exact": text[start:end],
            "prefix": text[max(0, start - AROUND) : start],
            "suffix": text[end : end + AROUND],
        },
    ]
