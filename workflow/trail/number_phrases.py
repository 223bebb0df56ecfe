"""Numbers of people, interviews, days and minutes that a text types, in English and Norwegian: a plain scan."""

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from trail.citations import without_verbatim
from trail.values import number_words


class Stated(NamedTuple):
    """A number (or a range, its two ends) that a text types beside one of the study's nouns.

    kind: people, interviews, pairs, days, spread (a year ± days) or minutes; line: from 1; words: as typed
    whole: the sentence says that this is all of them, so that it can only be right or wrong
    """

    kind: str
    numbers: tuple[int, ...]
    line: int
    words: str
    whole: bool


_HIGHEST = 99
_TOKEN = re.compile(r"(?<![\w.,-])(?:\d{1,3}|[a-zæøå]{2,}(?:-[a-z]+)?)(?![\w%]|[.,]\d|-\w)", re.IGNORECASE)
_WORD, _DIGIT = re.compile(r"[a-zæøå]+(?:-[a-z]+)?"), re.compile(r"\d")
_BLOCK = re.compile(r"(?:[^\n]+(?:\n|\Z))+")
_DROPPED = re.compile(r"\[[^][]*\]\{[^{}]*\.(?:value|quote|condensate)\b[^{}]*\}")
_PLAIN = re.compile(r"\[([^][]*)\](\{[^{}]*\.plain\b[^{}]*\})")
_CITED = re.compile(r"\[[^][]*@[^][]*\]|(?<![\w.])@(?!fig-|tbl-|sec-)\w[\w-]*")
_SENTENCE_END = re.compile(r"[.!?:][\"”»*)]*(?=\s|$)|\n\s*\n|\|")
_HEADING = re.compile(r"^(#{1,6})[ \t]+(.*)$", re.MULTILINE)
# What others found, and what is made of it: a number there need not be the study's.
_OTHERS = re.compile(
    r"(?:introduction|background|discussion|conclusions?|references|innledning|bakgrunn|diskusjon|drøfting"
    r"|konklusjon(?:er)?|litteratur|referanser)\b",
    re.IGNORECASE,
)
_PEOPLE = r"(?:participants|doctors|physicians|interviewees|informants|delta[kg]ere|leger|informanter)"
_INTERVIEWS = r"(?:interviews|intervju(?:er)?)"
_PAIRS = r"(?:pairs|par)"
_NOUN = re.compile(
    rf"\b(?:{_PEOPLE}|{_INTERVIEWS}|{_PAIRS}|days|dager|minutes|minutter|min|intervjuene)\b", re.IGNORECASE
)
# Adjectives that leave the number what it is.
_NEUTRAL = (
    r"(?:(?:semi-?structured|individual|in-depth|qualitative|invented|norwegian|semistrukturerte|individuelle"
    r"|kvalitative|oppdiktede|norske)\s+){0,3}"
)
_ALL = r"(?:(?:all|a total of|in all|in total|alle|samtlige|til sammen|i alt)\s+)?(?:the\s+|de\s+)?"
_END = (
    r"(?=\s*(?:[.,;)]|\Z|\n\s*\n)|\s+(?:who had used|som hadde brukt|twice|to ganger"
    r"|were interviewed|ble intervjuet|took part|deltok)\b)"
)
_AFTER = r"(?:of|after|etter)\s+(?:(?:the|their|a|et|en|sitt|sin)\s+)?(?:visit|support|stay|course|counsell?ing|contact"
_AFTER += r"|conversation|besøket?|støtten?|oppholdet?|kurset?|samtalen?|kontakten?)\b"
_TO = r"\s*(?:–|-|to|and|til|og)\s*"
_MODES = re.compile(
    r"\b(?:(?:tele)?phone|video|digital|remote|pilot|first|second|third|follow-up|group|telefon\w*)\s*$",
    re.IGNORECASE,
)
_PART = re.compile(  # the sentence speaks of some of them, or of a trial
    r"\b(?:pilot\w*|test\w*|most(?:ly)?|usual(?:ly)?|typical(?:ly)?|median|mean|average|about|de fleste|oftest"
    r"|vanligvis|gjennomsnitt\w*|prøveintervju\w*)\b",
    re.IGNORECASE,
)


def stated(source: str) -> list[Stated]:
    """Return the numbers typed in a text beside the study's nouns, in reading order.

    source: a manuscript, or a file of answers. What is cited (`{.value of=…}`, `{.quote …}`), code and comments are
    passed over; so are numbers above 999 (in words: 99), sentences that cite literature and, save for what "we" did,
    sections that introduce or discuss. A number marked `.plain` is told only where it is whole.
    """
    text, plain = _readable(source)
    found: dict[tuple[int, int], Stated] = {}
    for match, kind, whole, ours in _matches(text):
        at = match.span("n")
        if at in found or (not whole and at[0] in plain) or (not ours and _of_others(text, at[0])):
            continue
        sentence = _sentence(text, at[0])
        if "§" in sentence or (whole and (_PART.search(sentence) or _MODES.search(text[: match.start()][-40:]))):
            continue
        numbers = tuple(_number(text[slice(*match.span(name))]) for name in match.groupdict())
        words = " ".join(text[at[0] : match.end()].split())
        found[at] = Stated(kind, numbers, text.count("\n", 0, at[0]) + 1, words, whole)
    return [found[at] for at in sorted(found)]


def _readable(source: str) -> tuple[str, set[int]]:
    """Return the text with marks blanked, every letter where it was, and the places of numbers marked as plain."""

    def instead(sign: str):
        return lambda match: sign + re.sub(r"[^\n]", " ", match[0])[1:]

    text = _CITED.sub(instead("§"), _DROPPED.sub(instead("¤"), without_verbatim(source)))
    plain = {match.start(1) for match in _PLAIN.finditer(text)}
    return _PLAIN.sub(lambda match: f" {match[1]} " + " " * len(match[2]), text), plain


def _matches(text: str) -> Iterator[tuple[re.Match, str, bool, bool]]:
    blocks, at, parts = [], 0, []
    for start, end in (block.span() for block in _BLOCK.finditer(text) if _may_state(block[0])):
        parts += [text[at:start], _TOKEN.sub(_mark, text[start:end])]
        at = end
        if "№" in parts[-1]:
            blocks.append((start, end))
    marked = "".join([*parts, text[at:]])
    for kind, whole, ours, pattern in _patterns():
        for start, end in blocks:
            for match in pattern.finditer(marked, start, end):
                yield match, kind, whole, ours


def _may_state(block: str) -> bool:
    """Return whether a block holds a number and one of the nouns: most do not, and need not be searched."""
    if not _NOUN.search(block):
        return False
    return not _words().keys().isdisjoint(_WORD.findall(block.casefold())) or bool(_DIGIT.search(block))


def _mark(match: re.Match) -> str:
    """Return a number as one run of marks, so that patterns need not know its words; anything else as it is."""
    is_number = match[0].isdecimal() or match[0].casefold() in _words()
    return "№" + "#" * (len(match[0]) - 1) if is_number else match[0]


@cache
def _patterns() -> list[tuple[str, bool, bool, re.Pattern]]:
    """Return (kind, whole, ours, pattern): what is surely all of them first, loose mentions last."""
    n = r"(?<![–/-])(?P<n>№#*)(?![–/-]№)"
    people, interviews, pairs = (rf"{n}\s+{_NEUTRAL}{noun}\b" for noun in (_PEOPLE, _INTERVIEWS, _PAIRS))
    ranged = rf"(?P<n>№#*){_TO}(?P<m>№#*)"
    did = r"(?:conducted|held|carried out|did|made|analy[sz]ed|transcribed|gjennomførte|holdt|analyserte)"
    made = r"were (?:conducted|held|carried out|made|analy[sz]ed|transcribed)|ble (?:gjennomført|holdt|analysert)"
    rules = [
        ("people", True, True, rf"\b(?:we|vi)\s+(?:interviewed|included|intervjuet|inkluderte)\s+{_ALL}{people}{_END}"),
        ("interviews", True, True, rf"\b(?:we|vi)\s+{did}\s+{_ALL}{interviews}(?=\s+with\b|\s+med\b|{_END[3:]}"),
        ("pairs", True, True, rf"\b(?:we|vi)\s+(?:analy[sz]ed|analyserte)\s+{_ALL}{pairs}{_END}"),
        ("people", True, False, rf"\b(?:interviews? (?:with|of)|intervju(?:er)? (?:med|av))\s+{_ALL}{people}{_END}"),
        ("people", True, False, rf"{people}\s+(?:were interviewed|took part|participated|ble intervjuet|deltok){_END}"),
        ("interviews", True, False, rf"{interviews}\s+(?:{made}){_END}"),
        ("days", True, False, rf"\b(?:within|innen)\s+{n}\s+(?:days|dager)\s+{_AFTER}"),
        ("days", True, False, rf"{ranged}\s+(?:days|dager)\s+{_AFTER}"),
        ("spread", True, False, rf"\b(?:year|år)\s*(?:±|plus or minus|pluss/minus)\s*{n}\s+(?:days|dager)\b"),
        (
            "minutes",
            True,
            False,
            rf"\binterv(?:iews|juene)\s+(?:lasted|took|varte)\s+(?:between\s+|from\s+|fra\s+|mellom\s+)?{ranged}"
            r"\s+min(?:utes|utter)?\b",
        ),
        *(
            (kind, False, False, one)
            for kind, one in {"people": people, "interviews": interviews, "pairs": pairs}.items()
        ),
    ]
    return [(*rule, re.compile(pattern, re.IGNORECASE)) for *rule, pattern in rules]


@cache
def _words() -> dict[str, int]:
    """Return {word: number} from two on, in both languages; "to" is left out, which is English as well."""
    words = {word: number for number in range(2, _HIGHEST + 1) for word in number_words(number).values()}
    return {word: number for word, number in words.items() if word != "to"}


def _number(word: str) -> int:
    return int(word) if word.isdecimal() else _words()[word.casefold()]


def _sentence(text: str, at: int) -> str:
    start = max((match.end() for match in _SENTENCE_END.finditer(text, max(0, at - 600), at)), default=max(0, at - 600))
    end = _SENTENCE_END.search(text, at)
    return text[start : end.start() if end else len(text)]


def _of_others(text: str, at: int) -> bool:
    """Return whether a place stands under a heading that introduces or discusses, at any depth."""
    above: list[tuple[int, str]] = []
    for match in _HEADING.finditer(text, 0, at):
        above = [one for one in above if one[0] < len(match[1])] + [(len(match[1]), match[2])]
    return any(_OTHERS.match(heading) for _, heading in above)
