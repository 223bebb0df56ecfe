"""Numbers, addresses and dates: what identifies by its form."""

import re
from bisect import bisect

from phonenumbers import NumberParseException, is_possible_number
from phonenumbers import parse as parse_phone
from stdnum.no import fodselsnummer, orgnr

from trail import word_lists
from trail.detectors import windows
from trail.detectors.patterns import DIGITS, LETTERS, YEAR
from trail.detectors.rules import Found

_ADDRESS = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")
_CLOCK = re.compile(r"\d{1,2}:\d{2}(?::\d{2})?[.,-]\d{1,3}|\d{1,2}:\d{2}(?::\d{2})?")
_HOLIDAY = re.compile(
    r"(?:1\.?|første|fyrste) mai|(?:17\.?|syttende|syttande) mai|(?:8\.?|åttende|åttande) mars"
    r"|24\.? desember|31\.? desember|1\.? januar|22\.? juli|4th of july|11th of september|september 11(?:th)?",
    re.IGNORECASE,
)
_THOUSANDS = re.compile(r"\d{1,3}(?:[ \u00a0]\d{3}){1,2}")
_POSTCODE = re.compile(r"(?<![\d.,])(?:N(?:O)?-)?(\d{4})\s{1,2}([A-ZÆØÅ][\w-]{1,30}|[A-ZÆØÅ]{2,30})")
_UK = re.compile(r"(?<!\w)[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}(?!\w)")


def _compiled(patterns: tuple[str, ...]) -> list[re.Pattern]:
    return [re.compile(pattern, re.IGNORECASE) for pattern in patterns]


_DIGITS = {rule: _compiled(patterns) for rule, patterns in DIGITS.items()}
_LETTERS = {rule: (letters, _compiled(patterns)) for rule, (letters, patterns) in LETTERS.items()}


def find(text: str, without: frozenset[str] = frozenset()) -> list[Found]:
    """Return numbers, addresses and dates; a place that two rules see is returned twice.

    without: rules left out, so that a test sees what they are for
    """
    lower = windows.lower(text)
    found = []
    for rule, (letters, patterns) in _LETTERS.items():
        if rule not in without:
            # who spells a number says many words, who writes an address many letters
            around = 400 if rule == "spoken_number" else 160
            found += _matches(text, rule, patterns, windows.around_letters(lower, letters, around))
    digits = windows.around_digits(text)
    clocks = [match.span() for first, last in digits for match in _CLOCK.finditer(text, first, last)]
    for rule, patterns in _DIGITS.items():
        if rule not in without:
            found += [one for one in _matches(text, rule, patterns, digits) if not _cuts(one, clocks)]
    for first, last in digits if "postcode" not in without else ():
        matches = [match for match in _POSTCODE.finditer(text, first, last) if _is_place(match)]
        found += [Found(*match.span(), "postcode") for match in (*matches, *_UK.finditer(text, first, last))]
    return [judged for one in found if (judged := _judged(text, one))]


def _matches(text: str, rule: str, patterns: list[re.Pattern], stretches: list[tuple[int, int]]) -> list[Found]:
    return [
        Found(*match.span(), rule)
        for pattern in patterns
        for first, last in stretches
        for match in pattern.finditer(text, first, last)
    ]


def _cuts(one: Found, clocks: list[tuple[int, int]]) -> bool:
    """Return whether a finding begins or ends inside a time: these are no part of a number."""
    at = bisect(clocks, (one.start, float("inf"))) - 1
    begins = at >= 0 and one.start < clocks[at][1]
    at = bisect(clocks, (one.end - 1, float("inf"))) - 1
    return begins or (at >= 0 and one.end <= clocks[at][1])


def _judged(text: str, one: Found) -> Found | None:
    """Return the finding under a graver rule where a checksum holds, None where it is known to be harmless."""
    words = text[one.start : one.end]
    digits = re.sub(r"\D", "", words)
    if one.rule == "eleven_digits" and len(digits) == 11 and fodselsnummer.is_valid(digits):
        return one._replace(rule="national_identity_number")
    if one.rule == "eleven_digits" and _ADDRESS.fullmatch(words):
        return None  # four numbers of a network address, which is a rule of its own
    if one.rule == "long_number":
        if _THOUSANDS.fullmatch(words) and (len(digits) < 8 or digits.endswith("000")):
            return None
        if orgnr.is_valid(digits):
            return one._replace(rule="organisation_number")
        return one if len(digits) >= 6 and not re.fullmatch(rf"{YEAR}\s?[-/–]\s?{YEAR}", words) else None
    if one.rule == "day" and _HOLIDAY.fullmatch(words.strip()):
        return None
    if one.rule == "phone" and not _is_phone(words, digits):
        return None
    if one.rule == "ip_address" and "." in words:
        is_section = len(digits) < 6  # 3.5.2.1 numbers a chapter
        return None if is_section or any(int(part) > 255 for part in words.split(".")) else one
    if one.rule == "organisation_number" and digits.endswith("000000"):
        return None
    return one


def _is_phone(words: str, digits: str) -> bool:
    years = rf"{YEAR}\s?[-/–. ]\s?{YEAR}|{YEAR}-[01]\d-[0-3]\d"
    if re.fullmatch(years, words.strip()) or digits.endswith("000000"):
        return False
    if len(digits) < 8:
        return len(digits) >= 5 or not re.search(r"(?i)ring|call", words)
    number = re.search(r"[+\d].*", words, re.DOTALL)[0]
    try:
        return is_possible_number(parse_phone(number, "NO"))
    except NumberParseException:
        return True


def _is_place(match: re.Match) -> bool:
    code, place = match[1], match[2]
    known = place.capitalize() in word_lists.words("places")
    return known or (not re.fullmatch(YEAR, code) and place.isupper() and len(place) > 2)
