"""What the detectors look for: each rule with its tier, and its name in words."""

from typing import NamedTuple

BLOCK, REVIEW = "block", "review"


class Found(NamedTuple):
    """One place that could identify someone: text[start:end], and the rule that found it; None, None: the whole."""

    start: int | None
    end: int | None
    rule: str


# rule: (tier, in words). What blocks has to leave the text; what is for review a person may judge to be harmless.
RULES = {
    "national_identity_number": (BLOCK, "a national identity number"),
    "eleven_digits": (BLOCK, "a run of ten digits or more"),
    "phone": (BLOCK, "a telephone number"),
    "email": (BLOCK, "an e-mail address"),
    "url": (BLOCK, "an address on the net"),
    "ip_address": (BLOCK, "a network address"),
    "bank_account": (BLOCK, "a bank account"),
    "organisation_number": (BLOCK, "an organisation number"),
    "personnel_number": (BLOCK, "a number by which an authority knows a person or case"),
    "birth_date": (BLOCK, "a date or year of birth"),
    "date": (BLOCK, "an exact date"),
    "postcode": (BLOCK, "a postcode with its place"),
    "street": (BLOCK, "a street address"),
    "plate": (BLOCK, "a number plate"),
    "coordinates": (BLOCK, "a position on the map"),
    "day": (REVIEW, "a day of a month"),
    "age": (REVIEW, "an exact age"),
    "handle": (REVIEW, "a name on social media"),
    "long_number": (REVIEW, "a number of six digits or more"),
    "spoken_number": (REVIEW, "a number spoken digit by digit"),
    "denied_word": (BLOCK, "a word of the deny list"),
    "no_placeholder": (BLOCK, "square brackets around what is no placeholder of placeholders.csv"),
    "open_bracket": (BLOCK, "a square bracket that is not closed after a few words"),
    "hidden_character": (BLOCK, "a character that does not show or turns the direction of writing"),
    "mixed_script": (BLOCK, "letters of another alphabet than the Latin one"),
    "speaker": (BLOCK, "a speaker label that the study does not list"),
    "unknown_capital": (BLOCK, "a capitalised word inside a sentence that is not known to be harmless"),
    "unknown_start": (REVIEW, "a word at the start of a sentence that is in no dictionary"),
    "name_at_start": (REVIEW, "a word at the start of a sentence that is also a name or place"),
    "unknown_short_form": (REVIEW, "a short form in capitals that is not known to be harmless"),
    "institution": (BLOCK, "the short form of one workplace"),
    "titled_name": (BLOCK, "a title with what may be a name"),
    "initials": (REVIEW, "initials"),
    "workplace": (REVIEW, "a workplace by its name"),
    "no_capitals": (BLOCK, "a passage without capitals, in which names cannot be seen"),
    "long_line": (BLOCK, "a line of more than 20,000 characters"),
    "file_name": (BLOCK, "what may be a name in the name of the file"),
}


def tier(rule: str) -> str:
    """Return `block` or `review`."""
    return RULES[rule][0]
