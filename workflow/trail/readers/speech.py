"""Who speaks from where: the labels and timestamps that transcribers write between the words."""

import bisect
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from trail.faults import Fault, did_you_mean

ALIASES = {
    "interviewer": "I Int Intervjuer Intervjuar Intervjuare Interviewer Moderator Facilitator Forsker Researcher",
    "doctor": "D Lege Legen Doktor Doctor Physician",
    "participant": "R Resp Respondent P Participant Deltaker Deltakar Deltager Informant Inf IP Interviewee",
    "patient": "Pasient Pasienten Patient",
    "observer": "Observatør Observer",
    "unknown": "Speaker Taler Talar Stemme Person Voice Ukjent Unknown",
}
SPOKEN = "speech"
_ALIASES = {word.casefold(): role for role, words in ALIASES.items() for word in words.split()}

# Words that open a sentence before a colon ("Ja: jeg tenkte", "Klokka 12: da …"): never taken for someone's name
_SPEECH = frozenset(
    "ja jo nei joda neida nå no yes yeah well so så og men for at da altså mm mhm hm eh ok okay åh nb ps obs merk "
    "note dvs klokka klokken kl uke dag år side punkt spørsmål question page task item oppgave del part kapittel figur "
    "tabell tema topic steg step eksempel eksempelvis example case pause latter svar poenget saken resultatet".split()
)

_WS = r"[^\S\n]"
_TIME = r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?:[.,-][0-9]{1,3})?"
_LONG_TIME = r"[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:[.,-][0-9]{1,3})?"
_TO = rf"{_WS}{{0,3}}(?:-->|[-–]){_WS}{{0,3}}"
_STAMP = rf"(?:\#{_TIME}\#|[\[(<]{_TIME}(?:{_TO}{_TIME})?[\])>]|{_TIME})"
_HEAD = re.compile(
    rf"""^{_WS}{{0,200}}
    (?:\d{{1,5}}[.)]?\t{_WS}{{0,20}})?                        # a row number in a table
    (?:{_STAMP}{_WS}{{0,20}})?
    (?:\#{{1,6}}[ ])?[*_]{{0,3}}[\[(]?                        # Markdown: a heading, bold; [SPEAKER_00]
    (?P<label>[^\W\d_][\w.'’-]{{0,30}}+(?:[ ][\w.'’-]{{1,30}}+){{0,3}})
    [\])]?[*_]{{0,3}}{_WS}{{0,20}}
    (?P<stamp>{_STAMP})?{_WS}{{0,20}}
    (?P<sep>[:：](?![\d/\\])|\t|$)[*_]{{0,3}}{_WS}{{0,20}}
    (?:(?:\#{_TIME}\#|[\[(<]{_TIME}[\])>]|{_LONG_TIME})(?=\s|$){_WS}{{0,20}})?""",
    re.MULTILINE | re.VERBOSE,
)
_CLOCK = re.compile("[0-9]:[0-9][0-9]")
_STAMPS = re.compile(
    rf"""\#{_TIME}\#
    | \[{_TIME}(?:{_TO}{_TIME})?\]
    | \({_LONG_TIME}(?:{_TO}{_LONG_TIME})?\)
    | ^{_WS}{{0,20}}\(?{_TIME}(?:{_TO}{_TIME})?\)?{_WS}{{0,20}}$   # on a line of its own
    | ^{_WS}{{0,20}}{_LONG_TIME}(?:{_TO}{_LONG_TIME})?(?={_WS})
    | (?<=\s){_LONG_TIME}(?={_WS}{{0,20}}$)""",
    re.MULTILINE | re.VERBOSE,
)


Mark = tuple[int, int, str | None]  # start, end, who speaks after it; None: whoever spoke before
LAST, NOBODY, PARAGRAPH = "\n<last>", "\n<nobody>", "\n<paragraph>"  # no label holds a line end


class Head(NamedTuple):
    """One label: where it lies, everything up to the words included; as written; the role it stands for."""

    start: int
    end: int
    label: str
    role: str


def role_of(label: str, roles: dict[str, str]) -> str | None:
    """Return the role of a label, or None where neither the study nor an alias knows it.

    roles: the study's own, which go before the aliases. A number after a label ("R1", "Lege 2") says which one of
    several. What only looks like a label a study lists with the role SPOKEN.
    """
    of_study = {name.casefold(): role for name, role in roles.items() if len(name) > 1}
    base = re.fullmatch(r"(\D{2,28}?)[ _-]?\d{1,3}|(\D)\d{1,3}", label)
    names = [label] if base is None else [label, base[1] or base[2]]
    for name in names:
        if name and name in roles:
            return roles[name]
        if name.casefold() in of_study:
            return of_study[name.casefold()]
    for name in names:
        if name.casefold() in _ALIASES and (len(name) > 1 or name.isupper()):
            return _ALIASES[name.casefold()]
    return None


def heads(text: str, roles: dict[str, str], stretches: list[tuple[int, int]] | None = None) -> list[Head]:
    """Return the labels of a text, in order; one that is none of the study's has the role "unknown".

    Labels are those the study or an alias knows, before a colon, a tab or a time, or alone on a line (there only in
    a text that has two of them and none before a colon); and of unlisted ones those of a letter ("K:", "K2:"), and
    names ("Kari:") that come twice. stretches: look at these parts of the text alone, in order.
    """
    found = list(_candidates(text, roles, stretches))
    often = Counter(label.casefold() for _, label, role in found if role is None)
    known = [(label, _is_alone(match)) for match, label, role in found if role is not None]
    alone_counts = all(alone for _, alone in known) and len({label for label, _ in known}) > 1
    result = []
    for match, label, role in found:
        if role is None:
            kept = often[label.casefold()] > 1 or (_is_code(label) and match["sep"] not in ("\t", ""))
        else:
            kept = alone_counts or not _is_alone(match)
        if kept:
            result.append(Head(*match.span(), label, role or "unknown"))
    return result


def _candidates(text: str, roles: dict[str, str], stretches) -> Iterator[tuple[re.Match, str, str | None]]:
    starts = [start for start, _ in stretches or ()]
    known: dict[str, str | None] = {}
    for match in _HEAD.finditer(text):
        label = match["label"].strip("_.’'- ")
        if label not in known:
            known[label] = role_of(label, roles)
        role = known[label]
        if role == SPOKEN or (role is None and not _looks_like_label(label, match, text)):
            continue
        if stretches is not None:
            number = bisect.bisect_right(starts, match.start("label")) - 1
            if number < 0 or match.end() > stretches[number][1]:
                continue
        yield match, label, role


def _is_alone(match: re.Match) -> bool:
    """Return whether a label has its line for itself; a bare time beside it ("Kari  0:12") makes it surer."""
    return not match["sep"] and not (match["stamp"] or "#")[0].isdigit()


def stamps(text: str) -> list[tuple[int, int]]:
    """Return where timestamps lie: `#00:01:23-4#`, `[00:01:23]`, and `00:01:23` at a line's start or end or alone."""
    found, at = [], 0
    for match in _CLOCK.finditer(text):  # most lines hold no time: only the others are looked at closely
        if match.start() >= at:
            start, end = text.rfind("\n", 0, match.start()) + 1, text.find("\n", match.end())
            at = end if end >= 0 else len(text)
            found += [stamp.span() for stamp in _STAMPS.finditer(text, start, at)]
    return found


def unlisted(
    text: str, named: Iterable[Head], roles: dict[str, str], file: str, unit: str = "line", level: str = "W"
) -> list[Fault]:
    """Return one fault of the level for each label that is none of the study's, at its first place.

    A label may be a name: only a letter with a number is repeated in the message. unit: what a line of the text is.
    """
    strangers = [head for head in named if role_of(head.label, roles) is None]
    often = Counter(head.label.casefold() for head in strangers)
    first = {head.label.casefold(): head for head in reversed(strangers)}
    known = [name for name in roles if name] + [word for words in ALIASES.values() for word in words.split()]
    faults = []
    for key, head in first.items():
        shown = f"'{head.label}', " if _is_code(head.label) else ""
        times = "once" if often[key] == 1 else f"{often[key]} times"
        hint = did_you_mean(head.label, [name for name in known if len(name) > 2])
        message = (
            f"looks like a speaker label ({shown}{times} in this file) that is none of the study's{hint}. List it "
            f"under `speakers` in config.yaml with its role, or with the role {SPOKEN} if it belongs to what was said."
        )
        line = text.count("\n", 0, head.start) + 1
        faults.append(Fault(file, f"{unit} {line}", message, "unlisted_speaker", level))
    return sorted(faults)


def _looks_like_label(label: str, match: re.Match, text: str) -> bool:
    """Return whether an unlisted label has the form of a name: one to three capitalised words, numbers after them."""
    if match["sep"] in (":", "："):
        if not (text[match.end() - 1].isspace() or match.end() == len(text) or text[match.end()] == "\n"):
            return False
    elif _is_alone(match):
        return False
    words = label.split()
    if text[match.start("label") - 1 : match.start("label")] in ("[", "("):  # a placeholder, an aside
        return False
    if len(words) > 3 or words[0].casefold().rstrip(".") in _SPEECH or (len(words) > 1 and len(words[0]) == 1):
        return False
    return all(word[0].isupper() or (word.isdigit() and number) for number, word in enumerate(words))


def _is_code(label: str) -> bool:
    return bool(re.fullmatch(r"[^\W\d_]\d{0,2}", label)) and label[0].isupper()


def cut(text: str, marks: Iterable[Mark]) -> Iterator[tuple[str, int, int]]:
    """Yield (speaker, start, end) of the words between marks, bare of white space; the speaker "" has no name.

    Where marks overlap the first counts, and of two that start together the longer. After LAST speaks who had a label
    last, after NOBODY no one known, after PARAGRAPH no one known unless the label before it still waits for its words.
    """
    at, speaker, last, waits = 0, "", "", False
    for start, end, after in [*sorted(marks, key=lambda mark: (mark[0], -mark[1])), (len(text), len(text), None)]:
        if start < at:
            continue
        words = text[at:start]
        if bare := words.strip():
            first = at + len(words) - len(words.lstrip())
            yield speaker, first, first + len(bare)
            waits = False
        at = end
        if after == LAST:
            speaker = last
        elif after == NOBODY or (after == PARAGRAPH and not waits):
            speaker = ""
        elif after is not None and after != PARAGRAPH:
            speaker = last = after
            waits = True
