"""Where in a text it is worth looking: patterns are slow, finding a few letters is not."""

import re
from collections.abc import Iterable

AROUND = 80
_CLOCK_OR_DIGIT = re.compile(r"\d{1,2}:\d{2}(?::\d{2})?(?:[.,-]\d{1,3})?(?!\d)|(\d)")


def around_letters(lower: str, letters: Iterable[str], around: int = AROUND) -> list[tuple[int, int]]:
    """Return the stretches of a text around each of some letters, joined where they touch.

    lower: the text in lower case
    """
    found = []
    for wanted in letters:
        at = lower.find(wanted)
        while at >= 0:
            found.append((at, at + len(wanted)))
            at = lower.find(wanted, at + 1)
    return _joined(found, len(lower), around)


def around_digits(text: str, around: int = AROUND) -> list[tuple[int, int]]:
    """Return the stretches of a text around its digits; a time of day or of a recording alone makes none."""
    return _joined([match.span() for match in _CLOCK_OR_DIGIT.finditer(text) if match[1]], len(text), around)


def _joined(found: list[tuple[int, int]], length: int, around: int) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in sorted(found):
        first, last = max(start - around, 0), min(end + around, length)
        if joined and first <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return joined


def lower(text: str) -> str:
    """Return the text in lower case with every letter where it was (Turkish İ alone would become two)."""
    return text.replace("İ", "i").lower()
