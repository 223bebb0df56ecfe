"""What in a text could identify someone? A gate that stays shut until a person has attested to the file."""

import re

import pandas as pd

from trail.faults import Fault, did_you_mean

# Brackets that a transcriber uses for what was said, not for what was taken out.
TRANSCRIBER = frozenset({"…", "...", "uhørlig", "inaudible", "pause", "latter", "laughter"})
_BRACKETED = re.compile(r"\[([^\[\]\n]{1,80})\]")
_TIMESTAMP = re.compile(r"\d{1,2}:\d{2}(:\d{2})?([.,]\d{1,3})?")
_ELEVEN_DIGITS = re.compile(r"(?<!\d)\d(?:[ .-]?\d){10}(?!\d)")
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]{2,63}")


def check_texts(texts: pd.DataFrame, attestations: pd.DataFrame, placeholders: set[str], deny: set[str]) -> list[Fault]:
    """Return what keeps the gate shut for these transcripts. Messages give line and length, never the words.

    texts: interview_id, transcript, sha256, text; attestations: the study's table
    placeholders: words that may stand in square brackets, without them; deny: words that may not stand at all
    """
    attested = dict(zip(attestations["transcript"], attestations["sha256"], strict=True))  # the last row of a file
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
    """Return (line, length, rule) of each place that could identify someone, in reading order."""
    found = []
    for rule, pattern in (("a run of eleven digits", _ELEVEN_DIGITS), ("an e-mail address", _EMAIL)):
        found += [(match.start(), len(match.group()), rule) for match in pattern.finditer(text)]
    for match in _BRACKETED.finditer(text):
        inside = match.group(1).strip()
        known = inside in placeholders or inside.casefold() in TRANSCRIBER or _TIMESTAMP.fullmatch(inside)
        if not known:
            hint = did_you_mean(inside, placeholders)
            rule = f"square brackets around what is no placeholder of placeholders.csv{hint}"
            found.append((match.start(), len(match.group()), rule))
    for word in sorted(deny):
        pattern = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)", re.IGNORECASE)
        found += [(match.start(), len(match.group()), "a word of the deny list") for match in pattern.finditer(text)]
    return [(text.count("\n", 0, start) + 1, length, rule) for start, length, rule in sorted(found)]
