"""Square brackets: what may stand in them is a closed vocabulary, so a name in brackets is found."""

import re
from functools import lru_cache

from trail.detectors.rules import Found

# Brackets that a transcriber uses for what was said, not for what was taken out.
TRANSCRIBER = frozenset(
    {"…", "...", "uhørlig", "inaudible", "pause", "latter", "laughter", "unclear", "crosstalk", "sic", "silence", "ler"}
)
# What may stand in them where no study says it.
USUAL = frozenset(
    "navn sted by kommune fylke land sykehus avdeling arbeidsplass kollega lege pasient alder dato årstall diagnose "
    "utelatt uklart leder venn barn ektefelle name place town city county country hospital ward department workplace "
    "colleague doctor patient age date year diagnosis omitted removed redacted anonymised".split()
)
_BRACKETED = re.compile(r"\[([^\[\]\n]{0,80})(\]?)")
_TIMESTAMP = re.compile(
    r"\d{1,2}:\d{2}(:\d{2})?([.,]\d{1,3})?(?:\s?(?:-->|[-–])\s?\d{1,2}:\d{2}(:\d{2})?([.,]\d{1,3})?)?"
)


def find(text: str, placeholders: frozenset[str]) -> list[Found]:
    """Return brackets around what is no placeholder, and brackets that are not closed within eighty characters.

    placeholders: the closed vocabulary, with or without brackets, in any case
    """
    return [
        Found(*match.span(), "no_placeholder" if match[2] else "open_bracket")
        for match in _BRACKETED.finditer(text)
        if not _is_placeholder(match, _known(placeholders))
    ]


def placeholder_spans(text: str, placeholders: frozenset[str]) -> list[tuple[int, int]]:
    """Return where placeholders stand: what is in their brackets is no word of the text."""
    return [match.span() for match in _BRACKETED.finditer(text) if _is_placeholder(match, _known(placeholders))]


@lru_cache(maxsize=100)
def _known(placeholders: frozenset[str]) -> frozenset[str]:
    return TRANSCRIBER | {word.strip("[] ").casefold() for word in placeholders}


def _is_placeholder(match: re.Match, known: frozenset[str]) -> bool:
    inside = match[1].strip()
    return bool(match[2]) and (inside.casefold() in known or bool(_TIMESTAMP.fullmatch(inside)))
