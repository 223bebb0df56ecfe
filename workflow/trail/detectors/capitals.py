"""Capitals: not a search for names, but every capitalised word that is not known to be harmless."""

import re
from functools import lru_cache

from trail import dictionaries, word_lists
from trail.detectors import sentences
from trail.detectors.rules import Found

UPPER = sentences.UPPER
_TOKEN = re.compile(rf"(?<![^\W\d_])[{UPPER}][^\W_]{{0,60}}(?:[-‐‑'’&][^\W_]{{1,60}}){{0,6}}")
_PARTS = re.compile(r"[-‐‑'’&]")
_BETWEEN = re.compile(r"[ \u00a0](?:[^\W\d_]\.[ \u00a0]?){0,3}|\. ?|[-–/]")
_INITIALS = re.compile(rf"(?<![\w.])(?:[{UPPER}]\.[ \u00a0]?){{2,4}}(?![{UPPER}][^\W\d_])")
_GENITIVE = re.compile(r"['’]?s$|['’]$")
_CODE = re.compile(rf"[{UPPER}]{{1,3}}\d{{1,5}}[a-z]?|[{UPPER}]|\d+[{UPPER}]{{1,3}}")
# Names that are a month as well, or a little word: harmless where the words around them say so
_MONTHS = frozenset(("April", "May", "June", "August"))
_IN_MONTH = re.compile(
    r"(?i)(?:\b(?:in|of|since|until|till|last|next|this|early|late|mid|from|to|by|and|before|after|or|every|through|the)"
    r"|\d\.?)[ -]$"
)
_EVE = re.compile(r"(?:Christmas|Year['’]s) Eve$")
_LITTLE = re.compile(
    r"Per (?:i dag|dags|time|år|døgn|måned|uke|nå|def|dato|gang|person|pasient)\b|Hans (?:egen|eget|egne)\b"
)


def find(text: str, allowed: frozenset[str] = frozenset()) -> list[Found]:
    """Return capitalised words that may be names, those that stand side by side as one.

    Inside a sentence: every one that no list calls harmless. At the start of one: every one that is no word of the
    line's language, and those that are a word and a name. In capitals throughout: as if it were not.
    allowed: words that the study decided on, spelt with their capitals
    """
    found: list[Found] = []
    line_end, languages = -1, ()
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        if start > line_end:
            first = text.rfind("\n", 0, start) + 1
            line_end = text.find("\n", start)
            line_end = len(text) if line_end < 0 else line_end
            languages = sentences.languages(text[first:line_end])
        word = match.group()
        if (
            word in allowed
            or _harmless(word, allowed)
            or _LITTLE.match(text, start)
            or _EVE.search(text, start - 12, end)
        ):
            continue
        if word in _MONTHS and _IN_MONTH.search(text, max(start - 12, 0), start):
            continue
        rule = _rule(word, sentences.starts_sentence(text, start), languages, allowed)
        if rule is None:
            continue
        if found and _BETWEEN.fullmatch(text, found[-1].end, start):
            graver = rule if rule in ("unknown_capital", "institution") else found[-1].rule
            found[-1] = Found(found[-1].start, end, graver)
        else:
            found.append(Found(start, end, rule))
    found += [Found(*match.span(), "initials") for match in _INITIALS.finditer(text) if match.group() not in allowed]
    return found


@lru_cache(maxsize=100_000)
def _harmless(word: str, allowed: frozenset[str]) -> bool:
    known = word_lists.words("harmless")
    bare = _GENITIVE.sub("", word)
    if word in known or bare in known or bare in allowed or _CODE.fullmatch(word):
        return True
    parts = [part for part in _PARTS.split(word) if part[:1].isupper() or any(map(str.isupper, part))]
    return len(parts) < len(_PARTS.split(word)) and all(
        part in known or part in allowed or _CODE.fullmatch(part) for part in parts
    )


@lru_cache(maxsize=100_000)
def _rule(word: str, start: bool, languages: tuple[str, ...], allowed: frozenset[str]) -> str | None:
    """Return the rule by which a word is a finding, or None."""
    parts = [part for part in _PARTS.split(word) if part]
    if len(parts) > 1 and not (start and len(parts) == 2 and _GENITIVE.search(word) and "-" not in word):
        rules = [
            _rule(part, start and not number, languages, allowed)
            for number, part in enumerate(parts)
            if part[0].isupper()
        ]
        if start and _is_word(word, languages):
            return None
        kept = [
            rule
            for part, rule in zip((p for p in parts if p[0].isupper()), rules, strict=True)
            if rule and part not in allowed and part not in word_lists.words("harmless")
        ]
        return next((rule for rule in ("unknown_capital", "institution", *kept) if rule in kept), None)
    bare = _GENITIVE.sub("", word) or word
    if bare.isupper() and len(bare) > 1:
        return _short_form(bare, start, languages)
    if not start:
        return "unknown_capital"
    named = {word, bare} & (word_lists.first_and_last_names() | word_lists.words("places"))
    if _is_word(word, languages) or word in word_lists.words("dialect"):
        return "name_at_start" if named and _is_norwegian_or_listed(word, bare, languages) else None
    return "unknown_start"


def _short_form(word: str, start: bool, languages: tuple[str, ...]) -> str | None:
    """Return the rule for a word in capitals: a workplace, a name, a word said loudly, or a short form."""
    if word in word_lists.words("institutions"):
        return "institution"
    titled = word.capitalize()
    if titled in word_lists.words("harmless"):
        return None
    if titled in word_lists.first_and_last_names() | word_lists.words("places"):
        if not _is_word(titled, languages):
            return "unknown_start" if start else "unknown_capital"
        return "name_at_start"
    if _is_word(titled, languages):
        return None
    return "unknown_short_form" if len(word) <= 5 else ("unknown_start" if start else "unknown_capital")


def _is_norwegian_or_listed(word: str, bare: str, languages: tuple[str, ...]) -> bool:
    """Return whether a word that is also a name counts: Faker's English surnames (Young, Long) are left out."""
    if languages == dictionaries.ENGLISH and bare in _ENGLISH_WORDS:
        return False
    return bool({word, bare} & (word_lists.words("names") | word_lists.words("places")))


@lru_cache(maxsize=100_000)
def _is_word(word: str, languages: tuple[str, ...]) -> bool:
    """Return whether the lower-case form is a word of one of the languages.

    It is none where the dictionaries list the capitalised form and reach the other only by putting it together, or in
    nynorsk, whose dictionary has names in lower case as well.
    """
    lower = word.lower()
    of_name = any(dictionaries.has_entry(word, one) for one in dictionaries.NORWEGIAN)
    plain = tuple(one for one in languages if one != "nn")
    if any(dictionaries.is_listed(lower, one) for one in (plain if of_name else languages)):
        return True
    return not of_name and dictionaries.known(lower, languages) and not _TOPONYM.fullmatch(lower)


# Norwegian names and places that begin English sentences
_ENGLISH_WORDS = frozenset("Time Ask Line Live Storm Rein Bent Lie Hope Hole Sand Re Mo Do Gran Max Long".split())
# How surnames and places end that are put together of words (Strandberg, Haugland)
_TOPONYM = re.compile(
    r".{3,}(?:berg|land|vik|stad|gård|gaard|haug|dal|nes|rud|heim|bakk|moen|mo|lund|strand|sund|fjord|ås|bø|by|hus|set|seth|"
    r"sæter|sæther|tveit|vold|voll|eng|holm|holt|øy|eid|fjell|foss|haugen|bakken|sen|ssen|borg|stein)"
)
