"""Commitments: a paper's texts and counts as salted leaves, and the head that all of them hang on."""

import hashlib
import hmac
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from trail import release, verify
from trail.faults import Fault, Faults
from trail.material import present_interviews, sets_of
from trail.tables import canonical_json, read, read_json, sha256
from trail.verify import (
    FIRST_WORD,
    SCHEMA,
    SLOTS,
    TEXT_VERSION,
    Malformed,
    count_leaf,
    field,
    root,
    slot,
    text_leaf,
)

WORDS = (SLOTS - FIRST_WORD) // 2
WHOLE = "_paper"  # stands for an interview in the name of the key that is the paper's; no interview can be called so
PEOPLE = ("participants", "pairs", "lost")  # first parts of the names of values that count people
CODING = ("values.interviewed", "values.followed_up", "values.coded", "values.themed")
TABLES = ("interviews", "participants", "labels", "codebook")  # of the study, as `forest` takes them
WORTHLESS = "printed constant: worthless"
_WORD = re.compile(r"\w+")
_ENDS = re.compile(r"[.!?…\n]")


class Stretch(NamedTuple):
    """At most 14 words of a sentence: `texts` of its slots but the links, the words' (start, end) in canonical text."""

    interview: str
    texts: list[str]
    places: list[tuple[int, int]]


class Text(NamedTuple):
    """A text leaf with what opens it: the interview, salts and texts by slot, the words' places, its hash."""

    interview: str
    salts: list[bytes]
    texts: list[str]
    places: list[tuple[int, int]]
    hash: bytes


class Count(NamedTuple):
    """A leaf of the count tree with what opens it."""

    name: str
    of: str
    salt: bytes
    token: str
    value: str
    hash: bytes


def keys(paper: str, interviews: list[str], invented: bool) -> dict[str, bytes]:
    """Return {interview: 32 bytes} for one paper, and under `WHOLE` the paper's own key.

    An invented study's are made from the printed constant, others are read from $TRAIL_KEYS/commitments/<paper>/.
    Raises Faults that name those which are not at hand.
    """
    names = [WHOLE, *interviews]
    if invented:
        return {name: _keyed(sha256(release.CONSTANT).encode(), "commitment", paper, name) for name in names}
    folder = key_folder(paper)
    missing = [name for name in names if not folder or not (folder / f"{name}.key").is_file()]
    if missing:
        cure = f"{len(missing)} keys of its commitment are not at hand (first: {missing[0]}.key)"
        cure += ": set TRAIL_KEYS to their folder; `trail commit` draws those that were never made."
        raise Faults([Fault(f"$TRAIL_KEYS/commitments/{paper}", "", cure, "no_key")])
    return {name: (folder / f"{name}.key").read_bytes() for name in names}


def key_folder(paper: str) -> Path | None:
    """Return the folder of a paper's keys, None where $TRAIL_KEYS is not set."""
    return Path(os.environ["TRAIL_KEYS"], "commitments", paper) if os.environ.get("TRAIL_KEYS") else None


def _keyed(key: bytes, *fields: str) -> bytes:
    return hmac.digest(key, b"".join(map(field, fields)), "sha256")


def stretches(turns: pd.DataFrame, labels: dict[str, str]) -> Iterator[Stretch]:
    """Yield the stretches of all turns, by interview in the order of the talk: what becomes a leaf each.

    turns: interview_id, turn, role, start, text; labels: {interview: its label in the paper}
    """
    ordered = turns.sort_values(["interview_id", "turn"])
    for interview, role, start, text in zip(
        *(ordered[name] for name in ("interview_id", "role", "start", "text")), strict=True
    ):
        head = [labels.get(interview, ""), role, "", ""]
        words = [one.span() for one in _WORD.finditer(text)]
        lead = text[: words[0][0]] if words else text
        for first, last in _cuts(text, words):
            texts = [*head, lead]
            for number in range(first, last):
                end = words[number][1]
                texts += [
                    text[slice(*words[number])],
                    text[end : words[number + 1][0] if number + 1 < len(words) else None],
                ]
            texts += [""] * (SLOTS - len(texts))
            places = [(start + one, start + end) for one, end in words[first:last]]
            yield Stretch(interview, texts, places)
            lead = ""


def _cuts(text: str, words: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return (first, last) of each stretch of words: a new one begins with a sentence, and after 14 words."""
    cuts = [0]
    for number, (_, end) in enumerate(words[:-1], 1):
        if number - cuts[-1] == WORDS or _ENDS.search(text, end, words[number][0]):
            cuts.append(number)
    return list(zip(cuts, [*cuts[1:], len(words)], strict=True))


def text_leaves(of_paper: Iterable[Stretch], keyed: dict[str, bytes], number: int) -> Iterator[Text]:
    """Yield the text leaves of a paper's stretches, salted by the key of their interview for head `number`.

    The salts of a leaf are SHAKE-256 over HMAC-SHA256 of the interview's key and the leaf's place; links are made so
    that two leaves tell that they follow each other, and not where.
    """
    place, before = 0, None
    for one in of_paper:
        place = place + 1 if before == one.interview else 0
        before, key = one.interview, keyed[one.interview]
        texts = one.texts[:]
        texts[2:4] = (_keyed(key, "link", str(number), str(at)).hex() for at in (place, place + 1))
        many = hashlib.shake_256(_keyed(key, "text", str(number), str(place))).digest(32 * SLOTS)
        salts = [many[at : at + 32] for at in range(0, len(many), 32)]
        yield Text(one.interview, salts, texts, one.places, text_leaf(list(map(slot, salts, texts))))


def counted(
    paper: str, values: dict[str, dict], evidence: dict[str, dict], person_of: dict[str, str], sets: dict[str, set[str]]
) -> tuple[dict[str, tuple[str, dict[str, int]]], dict[str, str]]:
    """Return (people, totals): {value: (among whom, {person: 0 or 1})}, and {value: its number as text}.

    values, evidence: the paper's candidates; person_of: {interview: person}; sets: {interview set: its people}
    The people under a code group or category are counted among those analysed, the others among those of their set,
    or of the set that theirs follows.
    """
    analysed = {person_of[name] for name in evidence[f"{paper}.participants"]["interviews"]}
    people, totals = {}, {}
    for name, value in sorted(values.items()):
        first, _, rest = name[len(paper) + 1 :].partition(".")
        if first not in PEOPLE or not isinstance(value["value"], int):
            if value["function"] in CODING:
                totals[name] = str(value["value"])
            continue
        ones = {person_of[one] for one in evidence[name]["interviews"]}
        among = (
            value["filter"]["interview_sets"][0] if first != "participants" else rest if rest in sets else "analysed"
        )
        base = sets[among] if among in sets else analysed
        if len(ones) != value["value"] or not ones <= base:
            raise ValueError(f"{name}: {value['value']} people, {len(ones)} of them known")
        people[name] = among, {person: int(person in ones) for person in sorted(base)}
    return people, totals


def count_leaves(
    people: dict[str, tuple[str, dict[str, int]]],
    totals: dict[str, str],
    keyed: dict[str, bytes],
    interviews_of: dict[str, list[str]],
    number: int,
) -> list[Count]:
    """Return a leaf for each thing and person, and one for each total.

    A person's salts hang on the keys of all their interviews in the paper: with one of them destroyed, closed leaves
    cannot be guessed. Tokens hang on the paper's key, the thing and the head, and join nothing.
    """
    whole, found = keyed[WHOLE], []
    own = {
        person: _keyed(b"".join(keyed[one] for one in of_person), "person")
        for person, of_person in interviews_of.items()
    }
    for name, (of, marks) in people.items():
        for person, mark in marks.items():
            salt = _keyed(own[person], "count", str(number), name)
            token = _keyed(whole, "token", str(number), name, person).hex()
            found.append(Count(name, of, salt, token, str(mark), count_leaf(salt, name, of, token, str(mark))))
    for name, total in totals.items():
        salt = _keyed(whole, "total", str(number), name)
        found.append(Count(name, "", salt, "", total, count_leaf(salt, name, "", "", total)))
    return found


def padded(size: int) -> int:
    """Return the number of leaves that is published for `size`: up to an eighth more, in steps of 64 or larger."""
    step = max(64, 1 << max(0, size.bit_length() - 4))
    return -(-max(size, 1) // step) * step


def listed(leaves: list[bytes], keyed: dict[str, bytes], tree: str, number: int) -> list[str]:
    """Return the hashes of a tree as they are published: padded, in their own order, which salts have shuffled."""
    more = [
        _keyed(keyed[WHOLE], "padding", tree, str(number), str(at)) for at in range(padded(len(leaves)) - len(leaves))
    ]
    return [one.hex() for one in sorted([*leaves, *more])]


def committed_codebook(paper: str, codebook: pd.DataFrame) -> dict:
    """Return how many entries a paper's code book has, and the hash of all as they are released: no example units."""
    nothing = pd.DataFrame(columns=["public_text", "decided_on", "decision_id"], dtype=str)
    entries = release.study_things(codebook[codebook["paper"] == paper], nothing, [])["codebook"]
    return {"n": len(entries), "sha256": sha256(canonical_json(list(entries.values())))}


class Forest(NamedTuple):
    """What a paper commits to: its leaves with what opens them, their published hashes, and the head.

    texts: of the interviews that are quoted alone, as all of them would fill the memory
    """

    texts: list[Text]
    counts: list[Count]
    leaves: dict[str, list[str]]
    head: dict


def forest(
    paper: str,
    config: dict,
    tables: dict[str, pd.DataFrame],
    turns: pd.DataFrame,
    values: dict[str, dict],
    evidence: dict[str, dict],
    earlier: list[dict],
    reasons: list[str],
    quoted: Iterable[str] = (),
    hashed: list[str] | None = None,
) -> Forest:
    """Return what a paper commits to under the head after `earlier`: all interviews of its sets, nobody withdrawn.

    tables: the study's `interviews`, `participants`, `labels`, `codebook`; turns: interview_id, turn, role, start,
    text; values, evidence: the paper's candidates; quoted: names in it of quotes that could be opened; hashed: where
    its text leaves were hashed in shards, all that `hashes` returned of them. Raises Faults where a key is not at hand.
    """
    rows, invented = _rows(paper, config, tables), config["study"]["invented"]
    interviews = sorted(rows["interview_id"])
    keyed, number = keys(paper, interviews, invented), len(earlier) + 1
    kept = {interview for name in quoted for interview in evidence[name]["interviews"]}
    texts, found = [], [bytes.fromhex(one) for one in hashed or ()]
    own = interviews if hashed is None else kept.intersection(interviews)
    for one in _text_leaves(paper, tables, turns[turns["interview_id"].isin(own)], keyed, number):
        if hashed is None:
            found.append(one.hash)
        if one.interview in kept:
            texts.append(one)
    sets = {name: set(of_set["participant_id"]) for name, of_set in rows.groupby("interview_set")}
    person_of = dict(zip(rows["interview_id"], rows["participant_id"], strict=True))
    people, totals = counted(paper, values, evidence, person_of, sets)
    interviews_of = {person: sorted(of["interview_id"]) for person, of in rows.groupby("participant_id")}
    counts = count_leaves(people, totals, keyed, interviews_of, number)
    leaves = {
        "texts": listed(found, keyed, "texts", number),
        "counts": listed([one.hash for one in counts], keyed, "counts", number),
    }
    analysed = {person_of[name] for name in evidence[f"{paper}.participants"]["interviews"]}
    head = {
        "schema": SCHEMA,
        "study": config["study"]["title"],
        "paper": paper,
        "number": number,
        "previous": sha256(canonical_json(earlier[-1])) if earlier else None,
        "reasons": reasons,
        "interview_sets": sets_of(paper, config),
        "canonical_text": TEXT_VERSION,
        "people": {"analysed": len(analysed)} | {name: len(of_set) for name, of_set in sets.items()},
        "codebook": committed_codebook(paper, tables["codebook"]),
        "keys": WORTHLESS if invented else "own",
    } | {tree: {"n": len(of), "root": root(map(bytes.fromhex, of)).hex()} for tree, of in leaves.items()}
    return Forest(texts, counts, leaves, head)


def _rows(paper: str, config: dict, tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the interviews that a paper commits to."""
    present = present_interviews(tables)
    return present[present["interview_set"].isin(sets_of(paper, config))]


def _text_leaves(
    paper: str, tables: dict[str, pd.DataFrame], turns: pd.DataFrame, keyed: dict[str, bytes], number: int
) -> Iterator[Text]:
    labels = tables["labels"][tables["labels"]["paper"] == paper]
    label_of = dict(zip(labels["interview_id"], labels["label"], strict=True))
    return text_leaves(stretches(turns, label_of), keyed, number)


def hashes(
    paper: str, config: dict, tables: dict[str, pd.DataFrame], turns: pd.DataFrame, recorded: list[dict]
) -> list[str]:
    """Return the hashes, sorted, of the text leaves of some interviews of a paper, under its newest head.

    tables: the study's `interviews`, `participants`, `labels`; turns: of these interviews, whole; recorded: the heads
    of the paper. Each leaf hangs on its own interview alone, so that shards of interviews may be hashed apart.
    """
    rows = _rows(paper, config, tables)
    interviews = sorted(rows.loc[rows["interview_id"].isin(turns["interview_id"]), "interview_id"])
    keyed, own = keys(paper, interviews, config["study"]["invented"]), turns[turns["interview_id"].isin(interviews)]
    return sorted(one.hash.hex() for one in _text_leaves(paper, tables, own, keyed, max(1, len(recorded))))


def made_anew(closed: Path, paper: str, config: dict, earlier: list[dict], reasons: list[str]) -> Forest:
    """Return `forest` of what lies in a study's closed results."""
    tables = {name: read(closed / "study" / f"{name}.csv") for name in TABLES}
    values, evidence = (read_json(closed / paper / "candidates" / f"{name}.json") for name in ("values", "evidence"))
    turns = read(closed / "turns.parquet")
    return forest(paper, config, tables, turns, values, evidence, earlier, reasons)


def chained(paper: str, recorded: list[dict], make) -> Forest:
    """Return the forest of the newest recorded head, made anew, or of a first head where none was recorded.

    recorded: the heads of the paper in the order of their numbers; make: `forest` as a function of (earlier, reasons)
    Raises Faults where texts, coding, labels or code book are no longer what the newest head commits to.
    """
    found = make(recorded[:-1], recorded[-1]["reasons"] if recorded else [])
    if recorded and found.head != recorded[-1]:
        changed = [name for name in sorted(found.head) if found.head[name] != recorded[-1].get(name)]
        what = f"is no longer what the study holds ({', '.join(changed)})"
        cure = f'commit anew, `trail commit --paper {paper} --reason "what changed and why"`, or take the change back.'
        raise Faults([Fault(f"coding/commitments/{paper}", "", f"head {len(recorded)} {what}: {cure}", "stale_head")])
    return found


def recorded(paths: list) -> list[dict]:
    """Return the heads that were recorded for a paper, by number. Raises Faults for one that was edited by hand."""
    found = []
    for path in sorted(map(Path, paths)):
        data = path.read_bytes()
        try:
            found.append(verify.read_json(data, path.name, strict=True))
        except Malformed as error:
            raise Faults([Fault(f"coding/commitments/{path.parent.name}", "", f"{error}.", "edited_head")]) from None
    return found


def files(of: Forest, heads: list[dict], openings: dict) -> dict[str, bytes]:
    """Return what of a commitment stays in the closed zone, {name: canonical JSON}: no key, but all openings."""
    parts = {"head": of.head, "earlier": heads[: of.head["number"] - 1], "leaves": of.leaves, "openings": openings}
    return {name: canonical_json(part) for name, part in parts.items()}
