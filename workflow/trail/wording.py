"""Whether the words of a quote are reached from what was said by the edits that were declared."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import NamedTuple

EDITS = ("omission", "insertion", "fillers", "case_punctuation", "dialect_normalised")
FILLERS = frozenset("eh ehm em øh øhm hm hmm mm mhm liksom altså jo sånn well um uh er erm".split())
# Words whose loss or exchange turns a sentence round, whatever else it looks like.
NEGATIONS = frozenset("ikke aldri ingen ingenting intet nei uten not no never none nothing without".split())
# Small words that look nothing like their standard form.
_STANDARD = """jeg: æ æg eg e je jæ; vi: me mi; dere: dokker dåkker dykk; de: dei dem dæm; dem: dæm; det: de dæ d;
meg: mæ; deg: dæ; seg: sæ; er: e æ; ikke: ikkje itj itte inte ente kje; uten: utan; ingen: inga ingjen;
ingenting: inkje;
hva: ka kva ke å; hvem: kem kven; hvor: kor kvar; hvordan: korsen korleis åssen; hvorfor: koffer kvifor åffer;
noe: noko nokka nåkka; noen: nokon nån; mye: mykje my; fra: frå ifra; hjem: heim; hjemme: heime; nå: no; også: òg au;
å: te; var: va; har: ha; hadde: hadd; skulle: sku; sier: sei; si: sei seie; se: sjå; hun: ho; den: ho han; blir: vert;
kommer: kjem; da: då; vei: veg; begynte: byrja; griner: grin; noe: nokka; tenkte: tenkt; syk: sjuk"""
_OMISSION = re.compile(r"\[(?:…|\.\.\.)\]")
_INSERTION = re.compile(r"\[[^\[\]]{1,80}\]")
_CAPITAL = re.compile(r"\[(\w)\](?=\w)")
_STAGE_DIRECTION = re.compile(r"\([^()]{1,80}\)")
_HESITATION = re.compile(r"(?:ja|nei)\s?[,…]", re.IGNORECASE)  # an answer ends with a full stop
_WORD, _BARE_WORD = re.compile(r"\S+"), re.compile(r"\[[^\[\]]{1,80}\]|\w+")
_EDGES = "«»“”\"'.,;:!?…–- "


class Word(NamedTuple):
    """A word as it is compared, and whether a quote may leave it out."""

    form: str
    optional: bool = False


_BREAK = Word("")


def _standard_forms() -> dict[str, set[str]]:
    forms: dict[str, set[str]] = {}
    for line in _STANDARD.split(";"):
        standard, _, variants = line.partition(":")
        for variant in variants.split():
            forms.setdefault(variant, set()).add(standard.strip())
    return forms


_FORMS = _standard_forms()


def is_reachable(quote: str, runs: list[str], edits: list[str]) -> bool:
    """Return whether the quote's words stand in what was said, in order, but for the declared edits.

    runs: the unbroken stretches of speech it is taken from, in the order of the transcript; from one to the next
    only `[…]` leads
    omission: `[…]` may leave words out. insertion: words in brackets are the author's (with omission they may stand
    for words). fillers: hesitations and stage directions may be left out, none may be added. case_punctuation: case
    and punctuation may differ, also as [J]eg. dialect_normalised: as case_punctuation, and each word may be spelled
    in its standard form; a negation stays one. It compares spelling, so a person still checks the meaning.
    """
    if {"case_punctuation", "dialect_normalised"} & set(edits):
        quote = _CAPITAL.sub(r"\1", quote)
    if "insertion" in edits:
        gap = "[…]" if "omission" in edits else " "
        said = "\n".join(runs).casefold()  # a placeholder such as [sykehus] stands there and stays
        quote = _INSERTION.sub(lambda found: found[0] if found[0].casefold() in said else gap, quote)
    segments = _OMISSION.split(quote)
    if len(segments) > 1 and "omission" not in edits:
        return False
    source = [word for run in runs for word in (*_words(run, edits), _BREAK)]
    wanted = [words for segment in segments if (words := _trimmed([word.form for word in _words(segment, edits)]))]
    place = 0
    for words in wanted:
        ends = (_end(words, source, start, edits) for start in range(place, len(source)))
        place = next((end for end in ends if end), 0)
        if not place:
            return False
    return bool(wanted)


def _words(text: str, edits: list[str]) -> Iterator[Word]:
    bare = {"case_punctuation", "dialect_normalised"} & set(edits)
    aside = [found.span() for found in _STAGE_DIRECTION.finditer(text)] if "fillers" in edits else []
    for found in (_BARE_WORD if bare else _WORD).finditer(text):
        plain = (found[0] if found[0].isalnum() else re.sub(r"\W", "", found[0])).casefold()
        filler = plain in FILLERS or not plain or _HESITATION.match(text, found.start())
        optional = "fillers" in edits and (bool(filler) or any(start <= found.start() < end for start, end in aside))
        yield Word(found[0].casefold() if bare else found[0], optional)


def _trimmed(words: list[str]) -> list[str]:
    """A segment may be set between quotation marks, dots or dashes of the author's."""
    kept = [place for place, word in enumerate(words) if word.strip(_EDGES)]
    return words[kept[0] : kept[-1] + 1] if kept else []


def _end(wanted: list[str], source: list[Word], start: int, edits: list[str]) -> int:
    """Return the place after the wanted words where they stand in the source from `start` on, else 0."""
    place = start
    for number, form in enumerate(wanted):
        first, last = number == 0, number == len(wanted) - 1
        while place < len(source) and not _alike(form, source[place].form, first, last, edits):
            if not source[place].optional:
                return 0
            place += 1
        place += 1
    return place if place <= len(source) else 0


def _alike(form: str, said: str, first: bool, last: bool, edits: list[str]) -> bool:
    if first:  # a cut may fall before or after punctuation
        form, said = form.lstrip(_EDGES), said.lstrip(_EDGES)
    if last:
        form, said = form.rstrip(_EDGES), said.rstrip(_EDGES)
    if not said or form == said:
        return form == said
    return "dialect_normalised" in edits and same_word(form, said)


def same_word(form: str, said: str) -> bool:
    """Return whether a word, in small letters, is another spelling of one that was said; a negation stays one."""
    if form in _FORMS.get(said, ()):
        return True
    if "[" in form + said or NEGATIONS & {form, said, *_FORMS.get(said, ())}:
        return False
    return SequenceMatcher(None, form, said).ratio() >= (0.6 if min(len(form), len(said)) > 3 else 0.75)
