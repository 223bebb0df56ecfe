"""Passages put where their tool says they stand, and held against the words that it keeps of them."""

from collections import Counter
from typing import NamedTuple

from trail.faults import Fault, Faults
from trail.importers import positions
from trail.importers.project import Left, Project, Selection, Source
from trail.readers.canonical import canonical, to_canonical


class Passage(NamedTuple):
    """A passage as its file has it.

    place: where in the file, for faults. start, end: as counted there. said: the words that the tool keeps of it, or
    "". codings: (code path, coder) pairs.
    """

    place: str
    start: int
    end: int
    said: str
    codings: tuple[tuple[str, str], ...]


class Document(NamedTuple):
    """A document as its file has it. raw: its text as it is stored, None where the file holds none."""

    name: str
    raw: str | None
    kind: str
    passages: list[Passage]


def place(project: Project, documents: list[Document], file: str) -> None:
    """Add the documents and their passages to a project, how places were counted, and what was left behind.

    A passage stands where its numbers say, counted as the most passages of the project are; another way of counting is
    taken for one whose words it gives and the first does not. Raises Faults for what is no stretch of its text, and
    where no way of counting explains the places.
    """
    texts = [one for one in documents if one.raw is not None]
    spans = [[one for one in text.passages if one.end > one.start >= 0] for text in texts]
    faults = [
        Fault(file, one.place, f"stands at {one.start}-{one.end}, which is no stretch of '{text.name}'.", "no_stretch")
        for text in texts
        for one in text.passages
        if one.start < 0 or one.end < one.start
    ]
    if faults:
        raise Faults(faults)
    marked = [
        positions.Marked(text.raw, [(one.start, one.end, one.said) for one in passages])
        for text, passages in zip(texts, spans, strict=True)
    ]
    places, project.positions = positions.choose(marked, project.origin, file)
    empty, otherwise, differ = Counter(), Counter(), Counter()
    for text, passages, found in zip(texts, spans, places, strict=True):
        words, origins = canonical(text.raw)
        number = len(project.sources)
        project.sources.append(Source(text.name, words, origins, text.kind))
        empty[text.name] += len(text.passages) - len(passages)
        ways = None
        for passage, here in zip(passages, found, strict=True):
            if passage.said and (here is None or not _same(text.raw[slice(*here)], passage.said)):
                ways = ways or [positions.scale(text.raw, way) for way in positions.COUNTINGS]
                elsewhere = _by_words(text.raw, passage, ways)
                if elsewhere:
                    here, otherwise[text.name] = elsewhere, otherwise[text.name] + 1
                elif here:
                    differ[text.name] += 1
            if here is None:
                message = f"stands at {passage.start}-{passage.end}, outside the text of '{text.name}', which has "
                message += f"{len(words)} characters. Was the text changed after coding?"
                faults.append(Fault(file, passage.place, message, "passage_outside_text"))
                continue
            start, end = to_canonical(origins, here[0]), to_canonical(origins, here[1], end=True)
            if words[start:end].strip():
                project.selections.append(Selection(number, start, end, passage.codings))
            else:
                empty[text.name] += 1
    if faults:
        raise Faults(faults)
    bare = [one for one in documents if one.raw is None]
    project.sources += [Source(one.name, None, (), one.kind) for one in bare]
    lost = Counter({one.name: sum(len(passage.codings) for passage in one.passages) for one in bare if one.passages})
    project.left += _left(
        ("passages without words", empty, "they begin where they end, or hold white space alone"),
        ("passages counted in another way than most", otherwise, "so they hold the words that the program keeps"),
        ("passages whose words the program keeps otherwise", differ, "they are taken from where they stand"),
        ("documents without text", Counter(one.name for one in bare), "the file holds none of it"),
        ("codings of documents without text", lost, "they have nowhere to stand"),
    )


def _left(*told: tuple[str, Counter, str]) -> list[Left]:
    return [
        Left(what, counted.total(), why, tuple(sorted(name for name, times in counted.items() if times)))
        for what, counted, why in told
        if counted.total()
    ]


def _same(words: str, said: str) -> bool:
    return "".join(words.split()) == "".join(said.split())


def _by_words(raw: str, passage: Passage, ways: list) -> tuple[int, int] | None:
    """Return the one place at which some way of counting gives the words that the tool keeps of a passage."""
    found = {(to_raw(passage.start), to_raw(passage.end)) for to_raw in ways}
    found = {(a, b) for a, b in found if a is not None and b is not None and _same(raw[a:b], passage.said)}
    return found.pop() if len(found) == 1 else None
