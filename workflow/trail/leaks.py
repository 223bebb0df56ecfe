"""What must not stand in anything public: words that were not released, internal ids, hashes, keys, paths."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from trail import public_texts
from trail.faults import Fault
from trail.tables import sha256

RUN = 8  # words; runs of five false-alarm: people say the same things
COMMON = 3  # what so many people say gives none of them away
SHORT = 4  # an unreleased translation of fewer words is nobody's own
WORD = re.compile(r"[^\W_]+")
BROKEN = re.compile(r"(?:\u00ad|(?<=\w)-)\s*\n\s*|\u00ad")
HOME = re.compile(r"(?:/home/|/Users/|\\Users\\|\\\\Users\\\\)[^\s/\\\"'<>]+")


INTERNAL = (
    ("interviews", "interview_id", "the id of an interview"),
    ("participants", "participant_id", "the id of a participant"),
    ("meaning_units", "unit_id", "the id of a meaning unit"),
)
TOKEN = re.compile(r"[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?")
PIECES = re.compile(r"[A-Za-z0-9]+|[^A-Za-z0-9]+")
LONGEST = 9  # pieces and what parts them: more than any id or file name that is a token has


class Secrets(NamedTuple):
    """What is looked for: runs {eight words: what they are}, phrases {fewer words: what}, tokens {token: what}.

    odd: the tokens that are not made as ids are (a file name with a blank)
    """

    runs: dict[str, str]
    phrases: dict[str, str]
    tokens: dict[str, str]
    odd: frozenset[str]


def words(text: str) -> list[str]:
    """Return the words of a text without case, marks and line breaks, so that print and speech can be compared."""
    joined = BROKEN.sub("", unicodedata.normalize("NFC", text))
    return [word.casefold() for word in WORD.findall(joined)]


def runs(text: str) -> Iterator[str]:
    """Yield each run of eight words of a text, a blank between them."""
    return _runs(words(text))


def _runs(spoken: list[str]) -> Iterator[str]:
    return map(" ".join, zip(*(spoken[start:] for start in range(RUN)), strict=False))


def said(turns: pd.DataFrame, person_of: dict[str, str]) -> dict[str, str]:
    """Return {run of eight words: "interview, turn"} of what interviewees said, less what three people or more said.

    turns: interview_id, turn, role, text; person_of: {interview_id: participant_id}
    """
    first: dict[str, str] = {}
    speakers: dict[str, set[str]] = {}
    for turn in turns[turns["role"] != "interviewer"].to_dict("records"):
        for run in runs(turn["text"]):
            first.setdefault(run, f"{turn['interview_id']}, turn {turn['turn']}")
            speakers.setdefault(run, set()).add(person_of.get(turn["interview_id"], turn["interview_id"]))
    return {run: place for run, place in first.items() if len(speakers[run]) < COMMON}


def secrets(
    turns: pd.DataFrame,
    texts: pd.DataFrame,
    tables: dict[str, pd.DataFrame],
    released: Iterable[dict[str, dict]],
    asked: Iterable[str],
    keys: Iterable[bytes],
) -> Secrets:
    """Return what must not be found in public.

    turns: as said; texts: interview_id, transcript, sha256, text; tables: `interviews`, `participants`, `quotes`,
    `meaning_units`; released: quotes.json of each document; asked: interview guides; keys: of labels and commitments
    A run that stands in a released quote, original or translation, or in a guide is no secret.
    """
    person_of = dict(zip(tables["interviews"]["interview_id"], tables["interviews"]["participant_id"], strict=True))
    let_out = [half for quotes in released for quote in quotes.values() for half in quote.values()]
    known = {run for text in [*let_out, *asked] for run in runs(text)}
    hidden = {run: f"words of {place}, in no released quote" for run, place in said(turns, person_of).items()}
    phrases = {}
    public = " | ".join(" ".join(words(text)) for text in let_out)
    for quote in tables["quotes"].to_dict("records"):
        translated = words(quote["translation"])
        what = f"the translation of {quote['quote_id']}, which is not released"
        hidden = dict.fromkeys(_runs(translated), what) | hidden
        if SHORT < len(translated) < RUN and " ".join(translated) not in public:
            phrases[" ".join(translated)] = what
    tokens = {key.hex(): "a key" for key in keys}
    for row in texts.to_dict("records"):
        name = row["transcript"]
        tokens |= {row["sha256"]: "the hash of a transcript", sha256(row["text"].encode()): "the hash of a transcript"}
        tokens |= {name: "the name of a transcript", Path(name).stem: "the name of a transcript"}
    for table, column, what in INTERNAL:
        tokens |= dict.fromkeys(tables[table][column], what)
    hidden = {run: what for run, what in hidden.items() if run not in known}
    tokens = {token: what for token, what in tokens.items() if token}
    return Secrets(hidden, phrases, tokens, frozenset(token for token in tokens if not TOKEN.fullmatch(token)))


def leaks(name: str, data: bytes, hidden: Secrets, places: Iterable[str] = (), seen: set | None = None) -> list[str]:
    """Return a sentence for each thing that a public file should not hold: where it is, what kind, never the words.

    places: folders of this machine; a home folder is found without being named
    seen: contents that were looked into before, as `public_texts.texts` takes it
    """
    found = []
    try:
        for where, text in public_texts.texts(data, name, seen=seen):
            found += _in_text(where, text, hidden, places)
    except (public_texts.Unreadable, ValueError) as error:
        what = str(error) if isinstance(error, public_texts.Unreadable) else f"{name} is not what its name says"
        found.append(f"{what}: nobody can say that it holds nothing.")
    return list(dict.fromkeys(found))


def _in_text(where: str, text: str, hidden: Secrets, places: Iterable[str]) -> Iterator[str]:
    spoken = words(text)
    for run in {run for run in _runs(spoken) if run in hidden.runs}:
        yield f"{where}: {hidden.runs[run]}."
    joined = f" {' '.join(spoken)} "
    for phrase, what in hidden.phrases.items():
        if f" {phrase} " in joined:
            yield f"{where}: {what}."
    for token in (hidden.tokens.keys() & _tokens(text)) | {odd for odd in hidden.odd if odd in text}:
        yield f"{where}: {hidden.tokens[token]}."
    if any(place in text for place in places) or HOME.search(text):
        yield f"{where}: a path of this machine."


def _tokens(text: str) -> set[str]:
    """Return what could be an id, a hash or a file name: each token whole, and what it is put together from."""
    found = set(TOKEN.findall(text))
    for token in list(found):
        pieces = PIECES.findall(token)
        if 1 < len(pieces):
            starts = range(0, len(pieces), 2)
            found |= {"".join(pieces[one : one + size]) for one in starts for size in range(1, LONGEST + 1, 2)}
    return found


def check(
    results: Path, hidden: Secrets, places: Iterable[str] = (), seen: set | None = None, uncounted: Iterable[str] = ()
) -> tuple[int, list[Fault]]:
    """Return (how many files there are in public, a fault for each that holds what must not go out).

    seen: contents known to hold nothing of it, which are passed over; all others are added
    uncounted: names of files that may be those of an earlier run; they are looked into all the same
    """
    files = sorted(path for zone in ("released", "open") for path in (results / zone).rglob("*") if path.is_file())
    places, seen = list(places), set() if seen is None else seen
    faults = []
    for path in sorted(files, key=lambda path: path.suffix == ".zip"):  # last, for they hold the others once more
        name = path.relative_to(results).as_posix()
        for line in leaks(name, path.read_bytes(), hidden, places, seen):
            where, _, what = line.removeprefix(name).lstrip(" >").partition(": ")
            faults.append(Fault(f"results/{name}", where, what or line, "leak"))
    return sum(path.name not in uncounted for path in files), faults
