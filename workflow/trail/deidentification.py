"""What in a text could identify someone? A gate that stays shut until a person has attested to the file."""

import hashlib
import hmac
import re
import time
from bisect import bisect
from collections.abc import Iterable, Mapping
from pathlib import PurePath
from types import MappingProxyType
from typing import NamedTuple
from unicodedata import normalize

import pandas as pd

from trail.detectors import brackets, capitals, hidden, labels, sentences, structured, surroundings
from trail.detectors.rules import BLOCK, REVIEW, RULES, Found, tier
from trail.faults import Fault, Faults
from trail.tables import canonical_json

HARMLESS = "harmless"  # the decision by which a finding that is for review passes
LINE = 20_000  # characters
CONTEXT = 30  # characters on either side by which a finding is known again
SECONDS = 10, 5  # for any text, and for each megabyte more: what takes longer is not passed
_NEVER = frozenset(
    ("national_identity_number", "eleven_digits", "denied_word", "hidden_character")
)  # whatever is allowed


class Lists(NamedTuple):
    """What a study decided: words of its allow and deny lists, its placeholders, its speakers (None: no study)."""

    allow: frozenset[str] = frozenset()
    deny: frozenset[str] = frozenset()
    placeholders: frozenset[str] = brackets.USUAL
    speakers: dict[str, str] | None = None


USUAL = Lists()


class Finding(NamedTuple):
    """One finding as it is told: line, column (from 1), start and end are None where it is about the whole file."""

    finding_id: str
    line: int | None
    column: int | None
    start: int | None
    end: int | None
    length: int
    rule: str
    tier: str
    words: str


# Every detector by its name: text, the lists, the form of the file and rules left out -> findings
DETECTORS = {
    "structured": lambda text, lists, form, without: structured.find(text, without),
    "brackets": lambda text, lists, form, without: brackets.find(text, lists.placeholders),
    "hidden": lambda text, lists, form, without: hidden.find(text),
    "denied": lambda text, lists, form, without: denied(text, lists.deny),
    "capitals": lambda text, lists, form, without: capitals.find(text, lists.allow),
    "surroundings": lambda text, lists, form, without: surroundings.find(text),
    "speakers": lambda text, lists, form, without: labels.find(text, form, lists.speakers)[0],
    "no_capitals": lambda text, lists, form, without: sentences.without_capitals(text),
    "long_lines": lambda text, lists, form, without: long_lines(text),
}


def find(text: str, lists: Lists = USUAL, form: str = ".txt", without: frozenset[str] = frozenset()) -> list[Found]:
    """Return each place of a text that could identify someone, in reading order; of nested ones the outer.

    form: ending of its file. without: names of detectors and rules left out, so that a test sees what they are for.
    Raises Faults where a dictionary or list is missing, or looking took too long.
    """
    began, found = time.monotonic(), []
    for name, detector in DETECTORS.items():
        if name not in without:
            found += detector(text, lists, form, without)
        if time.monotonic() - began > SECONDS[0] + SECONDS[1] * len(text) / 1e6:
            raise Faults([Fault("gate", "", "took too long over a text: it stays shut.", "time_out")])
    listed = labels.find(text, form, lists.speakers)[1] + brackets.placeholder_spans(text, lists.placeholders)
    listed.sort()
    allowed = {word.casefold() for word in lists.allow}
    kept = [
        one
        for one in found
        if one.rule not in without and not _is_label(one, listed) and not _is_allowed(text, one, allowed)
    ]
    return _outer(kept)


def denied(text: str, deny: Iterable[str]) -> list[Found]:
    """Return words of the deny list, in any case and with a genitive s."""
    words = sorted(filter(None, (normalize("NFC", word.strip()) for word in deny)))
    if not words:
        return []
    either = "|".join(map(re.escape, words))
    pattern = re.compile(rf"(?<!\w)(?:{either})(?:['’]?s)?(?!\w)", re.IGNORECASE)
    return [Found(*match.span(), "denied_word") for match in pattern.finditer(text)]


def long_lines(text: str) -> list[Found]:
    """Return lines longer than any that people write: no reader can be sure of them."""
    ends = [*_line_ends(text), len(text)]
    starts = [0, *(end + 1 for end in ends)]
    return [Found(start, end, "long_line") for start, end in zip(starts, ends, strict=False) if end - start > LINE]


def scan(
    text: str,
    lists: Lists = USUAL,
    key: bytes = b"",
    name: str = "",
    asides: Iterable[tuple[str, str]] = (),
    without: frozenset[str] = frozenset(),
) -> list[Finding]:
    """Return the findings of one file: of its text, of its asides (properties, notes, link targets) and of its name.

    key: by which finding ids are made, so that they tell nothing. asides: (place, words) as readers return them.
    without: detectors and rules that say nothing about such a text.
    """
    form = PurePath(name).suffix.lower()
    ends = _line_ends(text)
    findings = [_finding(text, one, ends, key) for one in find(text, lists, form or ".txt", without)]
    for _, words in asides:
        if words in text and form in (".vtt", ".srt"):
            continue  # stands in the text itself, and was looked at there
        of_aside = find(words, lists._replace(speakers=None), ".txt", without | {"no_capitals"})
        findings += [_whole(words[one.start : one.end], one.rule, key) for one in of_aside]
    if name and "file_name" not in without:
        findings += [_whole(name, one.rule, key) for one in labels.in_file_name(name, lists.allow)]
    return findings


def open_findings(findings: Iterable[Finding], harmless: frozenset[str]) -> list[Finding]:
    """Return the findings that keep the gate shut: all but those for review that a person judged to be harmless."""
    return [one for one in findings if one.tier == BLOCK or one.finding_id not in harmless]


def judged_harmless(adjudications: pd.DataFrame) -> frozenset[str]:
    """Return the ids of findings whose last row says `harmless`."""
    rows = adjudications.sort_values("row", key=pd.to_numeric)
    last = dict(zip(rows["finding_id"], rows["decision"], strict=True))
    return frozenset(name for name, decision in last.items() if decision.strip().casefold() == HARMLESS)


def finding_faults(
    file: str, findings: Iterable[Finding], rows: Mapping[int, str] = MappingProxyType({})
) -> list[Fault]:
    """Return what keeps the gate shut for one file, as faults: place, rule, length and id, never the words.

    rows: of a table's column, the row behind each line
    """
    return [Fault(file, _place(one, rows), _sentence(one), "identifying") for one in findings]


def _place(one: Finding, rows: Mapping[int, str]) -> str:
    if one.line is None:
        return ""
    return f"row {rows[one.line]}" if one.line in rows else f"line {one.line}"


def readable(file: str, findings: Iterable[Finding], text: str) -> str:
    """Return the report for the person who adjudicates: each finding with its words and what stands around them."""
    lines = [file]
    for one in findings:
        around = one.words
        if one.start is not None:
            first, last = max(one.start - CONTEXT, 0), min(one.end + CONTEXT, len(text))
            around = f"{text[first : one.start]}>>{one.words}<<{text[one.end : last]}"
        place = f"line {one.line}, column {one.column}" if one.line else "the file"
        lines.append(f"  {one.finding_id}  {one.tier:<6}  {place}: {RULES[one.rule][1]}")
        lines.append(f"      {' '.join(around.split())[:400]}")
    return "\n".join([*lines, ""])


def told(file: str, findings: Iterable[Finding], text: str | None) -> str:
    """Return what a terminal shows of one file, a finding a line; the words alone where `text` is given."""
    findings = list(findings)
    if text is not None and findings:
        return readable(file, findings, text)
    lines = [f"{file}: {len(findings)} findings" if findings else f"{file}: nothing found"]
    lines += [
        f"  {one.finding_id}  {one.tier:<6}  "
        f"{f'line {one.line}, column {one.column}' if one.line else 'the file'}: "
        f"{RULES[one.rule][1]}, {one.length} characters"
        for one in findings
    ]
    return "\n".join([*lines, ""])


def as_json(one: Finding, show: bool) -> dict:
    """Return a finding as programs read it, with its words where they are asked for."""
    fields = one._asdict()
    return fields if show else {name: value for name, value in fields.items() if name != "words"}


def _sentence(one: Finding) -> str:
    cure = "take it out" if one.tier == BLOCK else f"take it out, or judge {one.finding_id} in adjudications.csv"
    if one.rule == "unknown_capital":
        cure = "take it out, or list the word in allow.csv with a reason"
    return f"{RULES[one.rule][1]}, {one.length} characters: {cure}."


def _is_label(one: Found, listed: list[tuple[int, int]]) -> bool:
    if one.start is None or not listed:
        return False
    at = bisect(listed, (one.start, float("inf"))) - 1
    return at >= 0 and listed[at][0] <= one.start and one.end <= listed[at][1]


def _is_allowed(text: str, one: Found, allowed: set[str]) -> bool:
    if one.start is None or one.rule in _NEVER or not (tier(one.rule) == REVIEW or one.rule == "unknown_capital"):
        return False
    return " ".join(text[one.start : one.end].split()).casefold() in allowed


def _outer(found: list[Found]) -> list[Found]:
    """Return findings in reading order; one that lies in another is dropped, and makes it block if it blocks."""
    order = list(RULES)
    whole = sorted({one for one in found if one.start is None}, key=lambda one: order.index(one.rule))
    placed = sorted(
        {one for one in found if one.start is not None}, key=lambda one: (one.start, -one.end, order.index(one.rule))
    )
    kept: list[Found] = []
    for one in placed:
        if kept and one.end <= kept[-1].end and kept[-1].rule not in ("long_line", "no_capitals"):
            if tier(one.rule) == BLOCK and tier(kept[-1].rule) == REVIEW:
                kept[-1] = kept[-1]._replace(rule=one.rule)
            continue
        kept.append(one)
    return whole + kept


def _finding(text: str, one: Found, ends: list[int], key: bytes) -> Finding:
    if one.start is None:
        return _whole("", one.rule, key)
    words = text[one.start : one.end]
    line = bisect(ends, one.start - 1) if one.start else 0
    column = one.start - (ends[line - 1] + 1 if line else 0) + 1
    first, last = max(one.start - CONTEXT, 0), one.end + CONTEXT
    around = [" ".join(part.split()) for part in (text[first : one.start], words, text[one.end : last])]
    name = finding_id(key, around)
    return Finding(name, line + 1, column, one.start, one.end, len(words), one.rule, tier(one.rule), words)


def _whole(words: str, rule: str, key: bytes) -> Finding:
    return Finding(finding_id(key, [rule, words]), None, None, None, None, len(words), rule, tier(rule), words)


def finding_id(key: bytes, parts: list[str]) -> str:
    """Return the id of a finding: twelve hex digits of HMAC-SHA256 over its words and what stands around them."""
    return hmac.new(key, canonical_json(parts), hashlib.sha256).hexdigest()[:12]


def _line_ends(text: str) -> list[int]:
    return [match.start() for match in re.finditer("\n", text)]
