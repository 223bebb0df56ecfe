"""What in a text could identify someone? A gate that stays shut until a person has attested to the file."""

import re
from bisect import bisect
from unicodedata import normalize

import pandas as pd

from trail.faults import Fault, did_you_mean

# Brackets that a transcriber uses for what was said, not for what was taken out.
TRANSCRIBER = frozenset({"…", "...", "uhørlig", "inaudible", "pause", "latter", "laughter"})
_BRACKETED = re.compile(r"\[([^\[\]\n]{0,80})(\]?)")
_TIMESTAMP = re.compile(r"\d{1,2}:\d{2}(:\d{2})?([.,]\d{1,3})?")
_ELEVEN_DIGITS = re.compile(r"(?<!\d)\d(?:[ .\-–/\u00a0\u2009\u202f]{0,2}\d){10,}")
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]{2,63}")


def check_texts(texts: pd.DataFrame, attestations: pd.DataFrame, placeholders: set[str], deny: set[str]) -> list[Fault]:
    """Return what keeps the gate shut for these transcripts. Messages give line and length, never the words.

    texts: interview_id, transcript, sha256, text; attestations: the study's table
    placeholders: words that may stand in square brackets; deny: words that may not stand at all
    """
    rows = attestations.sort_values("row", key=pd.to_numeric)  # the last row of a file counts
    attested = dict(zip(rows["transcript"], rows["sha256"], strict=True))
    faults = []
    for row in texts.to_dict("records"):
        file = f"transcripts/{row['transcript']}"
        if attested.get(row["transcript"]) != row["sha256"]:
            seen = row["transcript"] in attested
            what = "was changed after it was attested" if seen else "has no attestation"
            cure = f"{what}: read it through and run `trail attest`."
            faults.append(Fault(file, "", cure, "not_attested"))
        faults += [
            Fault(file, f"line {line}", f"{rule}, {length} characters: take it out.", "identifying")
            for line, length, rule in find(row["text"], placeholders, deny)
        ]
    return faults


def find(text: str, placeholders: set[str], deny: set[str]) -> list[tuple[int, int, str]]:
    """Return (line, length, rule) of each place that could identify someone, in reading order.

    Placeholders are a closed vocabulary, whatever their case; a denied word is found in any case and with a
    genitive s. Eleven digits are a finding whatever stands between them.
    """
    patterns = [("a run of eleven digits or more", _ELEVEN_DIGITS), ("an e-mail address", _EMAIL)]
    denied = sorted(filter(None, (normalize("NFC", word.strip()) for word in deny)))
    if denied:
        words = "|".join(map(re.escape, denied))
        patterns.append(("a word of the deny list", re.compile(rf"(?<!\w)(?:{words})(?:['’]?s)?(?!\w)", re.IGNORECASE)))
    found = [(match.start(), len(match[0]), rule) for rule, pattern in patterns for match in pattern.finditer(text)]
    known = {word.strip("[] ").casefold() for word in placeholders} | TRANSCRIBER
    for match in _BRACKETED.finditer(text):
        inside = match[1].strip()
        if not match[2]:
            found.append((match.start(), len(match[0]), "a square bracket that is not closed after a few words"))
        elif inside.casefold() not in known and not _TIMESTAMP.fullmatch(inside):
            hint = did_you_mean(inside.casefold(), known - TRANSCRIBER)
            rule = f"square brackets around what is no placeholder of placeholders.csv{hint}"
            found.append((match.start(), len(match[0]), rule))
    ends = [at for at, sign in enumerate(text) if sign == "\n"]
    return [(bisect(ends, start) + 1, length, rule) for start, length, rule in sorted(found)]
