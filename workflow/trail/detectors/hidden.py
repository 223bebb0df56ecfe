"""What the eye passes over: characters that do not show, and letters that only look Latin."""

import re
import unicodedata

from trail.detectors.rules import Found

_SUSPECT = re.compile(
    r"[^\t\n -~\u00a0-\u00ac\u00ae-\u024f‐-‧‰-⁊…–—]+"
)  # all but what Norwegian and English are written with
_WORD = re.compile(r"[^\W\d_]{1,60}")
_ENTITY = re.compile(r"&(?:shy|zwj|zwnj|zerowidthspace|lrm|rlm|#\d{2,7}|#x[0-9a-f]{2,6});", re.IGNORECASE)
_HIDING = frozenset(("Cf", "Cc", "Co", "Cs", "Cn", "Mn", "Me"))


def find(text: str) -> list[Found]:
    """Return soft hyphens, zero-width, bidirectional and private characters, stray marks, and letters not Latin.

    A Greek letter that stands alone (µg, α) is a sign and not found.
    """
    found = [Found(*match.span(), "hidden_character") for match in _ENTITY.finditer(text)]
    words: set[tuple[int, int]] = set()
    seen = 0
    for match in _SUSPECT.finditer(text):
        for at, character in enumerate(match.group(), match.start()):
            category = unicodedata.category(character)
            if category in _HIDING and not _in_emoji(text, at):
                found.append(Found(at, at + 1, "hidden_character"))
            elif category[0] == "L" and at >= seen and not _is_latin(character):
                start, seen = _word_around(text, at)
                words.add((start, seen))
    found += [Found(*span, "mixed_script") for span in words if not _is_sign(text[slice(*span)])]
    return found


def _is_latin(character: str) -> bool:
    return unicodedata.name(character, "").startswith(("LATIN", "MODIFIER LETTER", "FEMININE", "MASCULINE"))


def _is_sign(word: str) -> bool:
    return len(word) == 1 and unicodedata.name(word, "").startswith(("GREEK", "MICRO"))


def _word_around(text: str, at: int) -> tuple[int, int]:
    start = at
    while start > 0 and at - start < 60 and text[start - 1].isalpha():
        start -= 1
    return start, max(at + 1, _WORD.match(text, start).end())


def _in_emoji(text: str, at: int) -> bool:
    """Return whether a joiner or a variation sign stands between pictures, where it hides nothing."""
    before = unicodedata.category(text[at - 1]) if at else ""
    return text[at] in "\u200d\ufe0f" and before in ("So", "Sk", "Mn", "Cf")
