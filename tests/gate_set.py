"""The gate's test sentences: what must be found in them, and how much of it is."""

from collections import Counter
from pathlib import Path
from typing import NamedTuple

from trail import deidentification

FOLDER = Path(__file__).parent / "gate_sentences"
# Classes that identify by their form: nothing of them may be missed.
STRUCTURED = (
    "identity_number phone email url bank_account organisation_number personnel_number long_number birth_date date day "
    "postcode street plate ip_address coordinates age handle spoken_number"
).split()


class Sentence(NamedTuple):
    """One sentence; start and end of what must be found in it, both 0 where nothing may be."""

    language: str
    kind: str
    text: str
    start: int = 0
    end: int = 0


def positive() -> list[Sentence]:
    """Return the sentences with something in them to be found."""
    found = []
    for line in _lines("positive.txt"):
        language, kind, marked = line.split(" | ", 2)
        start, end = marked.index("⟦"), marked.index("⟧") - 1
        found.append(Sentence(language, kind, marked.replace("⟦", "").replace("⟧", ""), start, end))
    return found


def negative() -> list[Sentence]:
    """Return the sentences in which nothing may be found."""
    return [Sentence(*line.split(" | ", 1)[:1], "none", line.split(" | ", 1)[1]) for line in _lines("negative.txt")]


def hit(sentence: Sentence, without: frozenset[str] = frozenset()) -> bool:
    """Return whether a finding covers what must be found, wholly or in part."""
    found = deidentification.find(sentence.text, without=without)
    return any(one.start is not None and one.start < sentence.end and one.end > sentence.start for one in found)


def recall() -> dict[str, tuple[int, int]]:
    """Return {class: (found, all)}, in the order of the set."""
    every = Counter(one.kind for one in positive())
    found = Counter(one.kind for one in positive() if hit(one))
    return {kind: (found[kind], number) for kind, number in every.items()}


def false_alarms() -> tuple[list[str], int]:
    """Return (sentences in which something was found and nothing may be, tokens of all of them)."""
    sentences = negative()
    alarms = [one.text for one in sentences for _ in deidentification.find(one.text)]
    return alarms, sum(len(one.text.split()) for one in sentences)


def table() -> str:
    """Return recall by class and the false alarms, as the page about the gate prints them."""
    rows = [f"| {kind.replace('_', ' ')} | {found} of {number} |" for kind, (found, number) in recall().items()]
    alarms, tokens = false_alarms()
    rate = 1000 * len(alarms) / tokens
    last = f"| harmless sentences: false alarms | {len(alarms)} in {tokens} words ({rate:.1f} in 1,000) |"
    return "\n".join(["| class | found |", "| --- | --- |", *rows, last])


def _lines(name: str) -> list[str]:
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]
