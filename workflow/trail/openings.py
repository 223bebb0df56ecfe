"""Openings: what of a paper's commitment is laid open, to the word, for what is released of it."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from trail import signing, tables
from trail.commitments import Forest, Text
from trail.tables import split_list
from trail.verify import (
    BEFORE,
    BEHIND,
    FIRST_WORD,
    LABEL,
    NOT_CODING,
    NOT_RELEASED,
    ROLE,
    SLOTS,
    UNPLACED,
    pieces,
    slot,
)
from trail.wording import same_word

_BRACKETS = re.compile(r"\[[^\[\]]{1,80}\]")


class Word(NamedTuple):
    """A word as it was said, what follows it, its leaf and slot, and its number in the talk: neighbours are known."""

    text: str
    after: str
    leaf: int
    slot: int
    number: int


def candidates(
    forest: Forest, quotes: dict[str, dict], evidence: dict[str, dict], units: pd.DataFrame, edits: dict[str, str]
) -> dict:
    """Return the openings of all that could be released of a paper: {quotes, counts, totals, closed}.

    quotes, evidence: the paper's candidates; units: anchored meaning units; edits: {quote: the edits declared}
    For the closed zone: what is not released stays there (`of_released`).
    """
    spoken = _spoken(forest.texts)
    spans = {name: list(zip(of["start"], of["end"], strict=True)) for name, of in units.groupby("unit_id")}
    found: dict = {"quotes": {}, "counts": {}, "totals": {}, "closed": {"quotes": {}, "values": {}}}
    for name, quote in quotes.items():
        own = evidence[name]
        if not own["interviews"] or "original" not in quote:
            continue
        within = [span for unit in own["units"] for span in spans[unit]]
        said = [
            word
            for (start, end), word in spoken[own["interviews"][0]]
            if any(first <= start and end <= last for first, last in within)
        ]
        steps = placed(quote["original"], said, split_list(edits.get(name, "")))
        if steps is None:
            found["closed"]["quotes"][name] = UNPLACED
        else:
            found["quotes"][name] = _opened(forest.texts, quote, steps)
    for one in forest.counts:
        if one.token:
            opening = found["counts"].setdefault(one.name, {"of": one.of, "leaves": []})
            opening["leaves"].append([one.salt.hex(), one.token, int(one.value)])
        else:
            found["totals"][one.name] = [one.salt.hex(), one.value]
    for opening in found["counts"].values():
        opening["leaves"].sort()  # by their salts: in no order of people
    return found


def of_released(openings: dict, quotes: dict[str, dict], values: dict[str, dict]) -> dict:
    """Return the openings of what was released, and why the rest of it is closed.

    openings: of `candidates`; quotes, values: released
    """
    kept = {kind: {} for kind in ("quotes", "counts", "totals")} | {"closed": {"quotes": {}, "values": {}}}
    for name, quote in quotes.items():
        if "original" in quote and name in openings["quotes"]:
            kept["quotes"][name] = openings["quotes"][name]
        else:
            kept["closed"]["quotes"][name] = UNPLACED if "original" in quote else NOT_RELEASED
    for name in values:
        kind = next((kind for kind in ("counts", "totals") if name in openings[kind]), None)
        if kind:
            kept[kind][name] = openings[kind][name]
        else:
            kept["closed"]["values"][name] = NOT_CODING
    return kept


def edits(paper: str, quotes: pd.DataFrame) -> dict[str, str]:
    """Return {quote: the edits that were declared} of a paper's rows in the study's `quotes`."""
    own = quotes[quotes["paper"] == paper]
    return dict(zip(own["quote_id"], own["edits"], strict=True))


def write(closed: Path, released: Path, beside: list[Path], out: Path, invented: bool) -> None:
    """Write the proofs of a paper: what lies in its closed commitment, of its openings those of released things.

    released: the paper's released folder; beside: signature and time stamp recorded with the head, if any. A study
    of one's own is signed when its head is recorded, an invented one here.
    """
    head = (closed / "head.json").read_bytes()
    things = (tables.read_json(released / f"{name}.json") for name in ("quotes", "values"))
    kept = of_released(tables.read_json(closed / "openings.json"), *things)
    found = {f"{name}.json": (closed / f"{name}.json").read_bytes() for name in ("head", "earlier", "leaves")}
    found["openings.json"] = tables.canonical_json(kept)
    newest = f"{tables.read_json(closed / 'head.json')['number']:04}.json"
    own = [path for path in beside if path.name == signing.SIGNERS or path.stem == newest]
    found |= {_public_name(path): path.read_bytes() for path in own} or (signing.invented(head) if invented else {})
    for path in out.glob("*"):
        if path.name not in found:
            path.unlink()
    for name, data in found.items():
        tables.write_bytes(data, out / name)


def _public_name(path: Path) -> str:
    return path.name if path.name == signing.SIGNERS else "head.json" + path.suffix


def _spoken(texts: list[Text]) -> dict[str, list[tuple[tuple[int, int], Word]]]:
    """Return {interview: [((start, end) in canonical text, word)]} in the order of the talk."""
    found: dict[str, list] = {}
    for leaf, one in enumerate(texts):
        of_interview = found.setdefault(one.interview, [])
        for place, where in enumerate(one.places):
            at = FIRST_WORD + 2 * place
            of_interview.append((where, Word(*one.texts[at : at + 2], leaf, at, len(of_interview))))
    return found


def placed(original: str, said: list[Word], edits: Iterable[str]) -> list | None:
    """Return a step for each word and `[…]` of a printed original: [Word], [Word, "dialect_normalised"] or [edit].

    said: the words of its meaning units in the order of the talk. None where the words cannot be placed one by one.
    """
    printed, text = pieces(original)
    edits = set(edits)
    spoken = "".join(word.text + word.after for word in said).casefold()  # a placeholder stands there, and stays
    own = [
        one.span()
        for one in (_BRACKETS.finditer(text) if "insertion" in edits else ())
        if one.group().casefold() not in spoken
    ]
    steps, segment, place = [], [], 0
    for word, start, end in [*printed, ("[…]", len(text), len(text))]:
        authors = word[0] != "[" and any(first < start and end < last for first, last in own)
        if word[0] != "[" and not authors:
            segment.append(word)
            continue
        if segment:
            run = next((run for at in range(place, len(said)) if (run := _run(segment, said, at, edits))), None)
            if run is None:
                return None
            steps += run
            place = said.index(next(step[0] for step in reversed(run) if isinstance(step[0], Word))) + 1
            segment = []
        steps.append(["insertion"] if authors else ["omission"])
    return steps[:-1]


def _run(segment: list[str], said: list[Word], at: int, edits: set[str]) -> list | None:
    """Return the steps of words without a gap from the place `at` on, None where they do not stand there."""
    steps, number = [], None
    for word in segment:
        skipped = []
        while True:
            if at == len(said) or (number is not None and said[at].number != number + 1):
                return None
            here = said[at]
            at, number = at + 1, here.number
            alike = here.text.casefold() == word.casefold()
            if alike or ("dialect_normalised" in edits and same_word(word.casefold(), here.text.casefold())):
                steps += [["fillers"]] if skipped else []
                steps.append([here] if alike else [here, "dialect_normalised"])
                break
            if "fillers" not in edits or not steps:
                return None
            skipped.append(here)
    return steps


def _opened(texts: list[Text], quote: dict, steps: list) -> dict:
    """Return the opening of one quote: label, its leaves with the slots that are open, and a step for each word."""
    order = sorted({step[0].leaf for step in steps if isinstance(step[0], Word)})
    open_slots = {(leaf, place) for leaf in order for place in (LABEL, ROLE)}
    open_slots |= {(step[0].leaf, step[0].slot) for step in steps if isinstance(step[0], Word) and len(step) == 1}
    printed, text = pieces(quote["original"])
    last, number = None, 0  # the word before, and how many pieces were printed so far
    for step in steps:
        if step == ["fillers"]:
            last = None
            continue
        here = step[0] if isinstance(step[0], Word) else None
        if here and last:
            between = texts[last.leaf].texts[last.slot + 1]
            if between == text[printed[number - 1][2] : printed[number][1]]:
                open_slots.add((last.leaf, last.slot + 1))
            if here.leaf != last.leaf:
                open_slots |= {(last.leaf, BEHIND), (here.leaf, BEFORE)}
                open_slots |= {(last.leaf, last.slot + 2)} if last.slot + 2 < SLOTS else set()
        last, number = here, number + 1
    leaves = []
    for leaf in order:
        salted = enumerate(zip(texts[leaf].salts, texts[leaf].texts, strict=True))
        leaves.append(
            [[salt.hex(), said] if (leaf, at) in open_slots else slot(salt, said).hex() for at, (salt, said) in salted]
        )
    words = [
        [order.index(step[0].leaf), step[0].slot, *step[1:]] if isinstance(step[0], Word) else step for step in steps
    ]
    return {"label": quote["label"], "leaves": leaves, "words": words}
