"""Speaker labels and file names: what stands around the words and may be somebody's name."""

import re
from pathlib import PurePath

from trail import dictionaries, word_lists
from trail.detectors import structured
from trail.detectors.rules import Found
from trail.readers import speech, subtitles

_WORD = re.compile(r"[^\W\d_]{2,60}")


def heads(text: str, form: str, roles: dict[str, str] | None) -> list[speech.Head]:
    """Return the labels and voices of a text; form is the ending of its file."""
    if form in (".vtt", ".srt"):
        return subtitles.marks(text, roles or {})[1]
    return speech.heads(text, roles or {})


def find(text: str, form: str, roles: dict[str, str] | None) -> tuple[list[Found], list[tuple[int, int]]]:
    """Return (labels that lead to no role, spans of those that do).

    roles: the study's `speakers`; None where there is no study: then what the built-in aliases do not know is looked
    at as any other word
    """
    found, listed = [], []
    for head in heads(text, form, roles):
        if speech.role_of(head.label, roles or {}) is not None:
            listed.append((head.start, head.end))
        elif roles is not None:
            at = text.find(head.label, head.start, head.end)
            start = at if at >= 0 else head.start
            found.append(Found(start, start + len(head.label) if at >= 0 else head.end, "speaker"))
    return found, listed


def in_file_name(name: str, allowed: frozenset[str]) -> list[Found]:
    """Return a finding about the whole file where its name holds a name, a place, an address or a number."""
    stem = PurePath(name).stem
    names = word_lists.first_and_last_names() | word_lists.words("places")
    for word in _WORD.findall(stem.replace("_", " ")):
        titled = word.capitalize()
        if word in allowed or titled in word_lists.words("harmless") or word.upper() in word_lists.words("harmless"):
            continue
        unknown = not dictionaries.known(word.lower(), ("nb", "en"))
        if (titled in names and (unknown or word[0].isupper())) or (
            unknown and word[0].isupper() and not word.isupper()
        ):
            return [Found(None, None, "file_name")]
    grave = [
        one
        for one in structured.find(stem)
        if one.rule in ("national_identity_number", "eleven_digits", "email", "phone")
    ]
    return [Found(None, None, "file_name")] if grave else []
