"""Subtitles (.vtt, .srt): cues and whose voice is in them; headers, notes and cue ids are kept apart, never dropped."""

import bisect
import html
import re
from collections.abc import Iterator
from typing import NamedTuple

from trail.faults import Fault, Faults
from trail.readers import speech, text
from trail.readers.canonical import Reading

_TIME = r"(?:\d{1,4}:)?\d{1,2}:\d{2}[.,]\d{1,3}"
_TIMING = re.compile(rf"[ \t]{{0,9}}{_TIME}[ \t]{{0,9}}-->[ \t]{{0,9}}{_TIME}(?:[ \t].{{0,400}})?")
_NO_CUE = re.compile(r"(?:WEBVTT|NOTE|STYLE|REGION)(?:[ \t].*)?")
_VOICE = re.compile(r"<v(?:\.[^\s<>]{0,80})?[ \t]+([^<>\n]{1,200})>|<v>|</v>|<[\d:.]{5,16}>")
_CLASS = re.compile(r"<[a-z]{1,4}((?:\.[^\s<>.]{1,80}){1,9})")
_MARKUP = re.compile(r"(?:(?:</?(?:[cibu]|font|ruby|rt|lang)\b[^<>\n]{0,200}>|\{\\[^{}\n]{0,40}\})\s{0,9})+")
_BLANK = re.compile(r"\s{0,9}")
_DASH = re.compile(r"^(?:[ \t]|<[^<>\n]{0,200}>){0,9}[-–—]", re.MULTILINE)


class Cue(NamedTuple):
    """Where a cue's words lie in canonical text; line is that of its first word, from 1."""

    line: int
    start: int
    end: int


def read(data: bytes, file: str, encoding: str = "") -> Reading:
    """Return the Reading of a subtitle file: its text is the decoded file itself, nothing removed.

    asides: header, notes, styles and cue ids, each with its line. Raises Faults as `text.read` does, and for words
    outside cues, a timing line inside one, and a file without cues.
    """
    reading = text.read(data, file, encoding)
    found, asides, faults = _blocks(reading.text, file)
    if not found and not faults:
        faults = [Fault(file, "", "has no cue (00:00:01.000 --> 00:00:04.000). Export it as .vtt or .srt.", "no_cue")]
    if faults:
        raise Faults(faults)
    classes = dict.fromkeys(name for names in _CLASS.findall(reading.text) for name in names.split(".") if name)
    return reading._replace(asides=(*asides, *(("class", f"class: {name}") for name in classes)))


def cues(canonical: str) -> list[Cue]:
    """Return the cues of a subtitle file's canonical text, in its order."""
    return _blocks(canonical, "")[0]


def marks(canonical: str, roles: dict[str, str]) -> tuple[list[speech.Mark], list[speech.Head]]:
    """Return what lies between the words (headers, timing lines, voices, labels, times), and the labels.

    A voice lasts until another takes over; a cue that names none goes on with the last, unless the study names the
    role of words without a label.
    """
    found = cues(canonical)
    heads = speech.heads(canonical, roles, [(cue.start, cue.end) for cue in found])
    marks: list[speech.Mark] = []
    labels: list[speech.Head] = []
    at = 0
    for cue in found:
        marks.append((at, cue.start, "" if "" in roles else speech.LAST))
        at = cue.end
        first = bisect.bisect_left(heads, (cue.start,))
        labels_here = heads[first : bisect.bisect_left(heads, (cue.end,))]
        here: list[speech.Mark] = []
        for match in _VOICE.finditer(canonical, cue.start, cue.end):
            if name := " ".join(html.unescape(match[1] or "").split()):
                labels_here.append(speech.Head(*match.span(), name, speech.role_of(name, roles) or "unknown"))
            else:
                here.append((*match.span(), speech.NOBODY if match.group() in ("<v>", "</v>") else None))
        here += [(head.start, head.end, head.label) for head in labels_here]
        marks += here + _formatting(canonical, cue, here)
        labels += labels_here
    marks.append((at, len(canonical), None))
    return marks + [(start, end, None) for start, end in speech.stamps(canonical)], sorted(labels)


def _formatting(canonical: str, cue: Cue, here: list[speech.Mark]) -> list[speech.Mark]:
    """Return the formatting around a cue's words; where some stands in their middle all of it stays with them."""
    edges = {cue.start, cue.end} | {offset for mark in here for offset in mark[:2]}
    edges |= {_BLANK.match(canonical, edge, cue.end).end() for edge in edges}
    found = [match.span() for match in _MARKUP.finditer(canonical, cue.start, cue.end)]
    around = all(start in edges or end in edges for start, end in found)
    return [(start, end, None) for start, end in found if around]


def mixed(canonical: str, rows: list[dict], file: str) -> list[Fault]:
    """Return a fault for each cue with two voices: two speakers, or two lines that open with a dash."""
    found = cues(canonical)
    starts = [cue.start for cue in found]
    speakers: dict[int, set[str]] = {}
    for row in rows:
        speakers.setdefault(bisect.bisect_right(starts, row["start"]) - 1, set()).add(row["speaker"])
    message = "is a cue with two voices. Give each voice a cue of its own."
    return [
        Fault(file, f"line {cue.line}", message, "two_voices")
        for number, cue in enumerate(found)
        if len(speakers.get(number, ())) > 1 or len(_DASH.findall(canonical, cue.start, cue.end)) > 1
    ]


def _blocks(canonical: str, file: str) -> tuple[list[Cue], list[tuple[str, str]], list[Fault]]:
    found, asides, faults = [], [], []
    for number, at, lines in _paragraphs(canonical):
        timings = [index for index, line in enumerate(lines) if _TIMING.fullmatch(line)]
        if timings[:1] in ([0], [1]):
            timing = timings.pop(0)
            before, words = lines[: timing + 1], lines[timing + 1 :]
            asides += [(f"line {number}", line) for line in before[:-1]]
            start = at + sum(len(line) + 1 for line in before)
            if words:
                found.append(Cue(number + len(before), start, start + len("\n".join(words))))
        elif _NO_CUE.fullmatch(lines[0]):
            asides += [(f"line {number + index}", line) for index, line in enumerate(lines)]
        elif not timings:
            message = "stands outside any cue. Take out the empty line before it, or write NOTE over it."
            faults.append(Fault(file, f"line {number}", message, "no_cue"))
        for index in timings:
            message = "is a timing line inside a cue or note. Put an empty line before its cue."
            faults.append(Fault(file, f"line {number + index}", message, "no_cue"))
    return found, asides, faults


def _paragraphs(canonical: str) -> Iterator[tuple[int, int, list[str]]]:
    """Yield runs of lines that are not blank: number of the first line, its offset, the lines."""
    lines: list[str] = []
    at = 0
    for number, line in enumerate([*canonical.split("\n"), ""], 1):
        if line.strip():
            lines.append(line)
        elif lines:
            length = len("\n".join(lines)) + 1
            yield number - len(lines), at - length, lines
            lines = []
        at += len(line) + 1
