"""Where a sentence begins, in which language a line is written, and whether it has capitals at all."""

import re
from itertools import pairwise

from trail.detectors.rules import Found

NORWEGIAN = frozenset(
    "og det jeg eg ikke ikkje er som en ein ei å med av har var så men til den de hun ho han vi på om meg deg seg da "
    "då når nå hva kva noe noko blir ble vart kunne skulle hadde være vere æ itj mæ".split()
)
ENGLISH = frozenset(
    "the and of to was that it is you they with not but my were had what this he she as be have are we an been would "
    "i'm it's don't didn't there because about from which who".split()
)
UPPER = "A-ZÀ-ÖØ-Þ" + "".join(chr(code) for code in range(0x100, 0x250) if chr(code).isupper()) + "Ḁ-ẞ"
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_ABBREVIATED = re.compile(
    r"(?i)(?<![^\W_])(?:dr|prof|st|mr|mrs|ms|bl\.a|f\.eks|t\.d|ca|kl|nr|jf|jfr|evt|tlf|dvs|adm\.? ?dir|overl|psyk|fr|"
    r"hr|jr|sr|vs|inkl|ang|mht|fung|ass|avd|sp|spes|cf|no|pl|kap|s|e\.g|i\.e|[^\W\d_])\.$"
)
_LIST = re.compile(
    r"[ \t]{0,40}(?:[-–—*+•>|#]{1,6}[ \t]{0,8}|\d{1,3}[.)][ \t]{1,8}|[\[(]?[\d:.,]{4,12}[\])]?[ \t]{1,8}){0,6}$"
)
_LABEL = re.compile(r"(?m)^[ \t]{0,40}[*_\[(]{0,3}[^\W\d_][\w.'’-]{0,30}(?: [\w.'’-]{1,30}){0,3}[\])*_]{0,3}[:\t]")
_OPENING = "\"'«»“”„‘’*_>`~("
_ENDS = ".!?…:|\t"
_TAGS = re.compile(r"(?:<[^<>\n]{1,200}>[ \t]{0,9}){1,9}$")
WRAPPED = 55  # a line this long without a full stop at its end goes on in the next


def starts_sentence(text: str, at: int) -> bool:
    """Return whether the word at this place begins a sentence, a turn, a paragraph, a cell or something quoted."""
    line = text.rfind("\n", 0, at) + 1
    here = max(line, at - 400)
    before = text[here:at]
    if _LIST.match(before) and here == line:
        return bool(before.strip()) or _begins_line(text, line)
    while True:
        opened = _TAGS.sub("", before).rstrip(" \u00a0")
        stripped = opened.rstrip(_OPENING)
        if not stripped.strip() or stripped.endswith("<v"):
            return here == line or stripped.endswith("<v")
        if stripped != opened and opened[-1] in "\"«“„‘'(`" and (len(stripped) < len(stripped.rstrip()) + 2):
            return True  # something quoted, or an aside, opens here
        stripped = stripped.rstrip(" \u00a0")
        last = stripped[-1]
        if last in _ENDS:
            return last != "." or not _ABBREVIATED.search(stripped[-12:])
        if last in ")" and "(" in stripped:
            before = stripped[: stripped.rindex("(")]
            continue
        if last == "]" and "[" in stripped:
            inside = stripped[stripped.rindex("[") + 1 : -1]
            if not re.fullmatch(r"[\d:.,\- ]+|pause|uklart|uhørlig|latter|inaudible|laughter|unclear|…|\.\.\.", inside):
                return False
            before = stripped[: stripped.rindex("[")]
            continue
        return last in "-–—" and not stripped.rstrip("-–— \t").strip()


def _begins_line(text: str, line: int) -> bool:
    """Return whether a line begins a sentence: not where the line before it was only wrapped."""
    if line < 2 or text[line - 2] == "\n":
        return True
    before = text[text.rfind("\n", 0, line - 1) + 1 : line - 1].rstrip()
    return len(before) < WRAPPED or not ((before[-1].isalnum() and before[-1].islower()) or before[-1] in ",;-–")


def languages(line: str) -> tuple[str, ...]:
    """Return the languages whose dictionaries a line is held against: all three where it does not show which it is."""
    words = [word.casefold() for word in _WORD.findall(line[:2000])]
    norwegian, english = (sum(word in common for word in words) for common in (NORWEGIAN, ENGLISH))
    if norwegian == english:
        return ("nb", "nn", "en")
    return ("nb", "nn") if norwegian > english else ("en",)


PASSAGE = 200  # words that nobody says without beginning a sentence
# A capitalised word, and the colon after it where it is a label; the English "I" says nothing
_CAPITAL = re.compile(rf"(?<![^\W\d_])(?!I(?![^\W\d_]))[{UPPER}][^\W\d_]{{0,60}}[:\t]?")
_SENTENCE = re.compile(r"[.!?]\s{1,3}([^\W\d_])")


def without_capitals(text: str) -> list[Found]:
    """Return the passages whose sentences do not begin with capitals: names cannot be seen in them.

    A text of thirty words or more in which fewer than half of the sentences begin with a capital, or with hardly any
    capital at all, is one passage; and so are two hundred words in a row without one.
    """
    labels = {match.end() for match in _LABEL.finditer(text)}
    words = len(_WORD.findall(text)) - len(labels)
    if words < 30:
        return []
    begins = [text[match.start(1)].isupper() for match in _SENTENCE.finditer(text)]
    capitals = [match.start() for match in _CAPITAL.finditer(text) if match.end() not in labels]
    if (len(begins) >= 3 and sum(begins) < len(begins) / 2) or len(capitals) * 60 < words:
        return [Found(None, None, "no_capitals")]
    found = []
    for start, end in pairwise([0, *capitals, len(text)]):
        if end - start > 2 * PASSAGE and len(_WORD.findall(text, start, end)) > PASSAGE:
            found.append(Found(start, end, "no_capitals"))
    return found
