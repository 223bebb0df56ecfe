"""Checks what a study published, with nothing but Python 3.9: `python verify.py [FOLDER OR bundle.zip] [--json]`.

Without a path it looks at the folder that it lies in. It reads documents, released things and proofs, changes nothing
and needs no network. The format of the proofs and what they show stand in docs/verification.md.
Exit code: 0 all holds; 1 something is wrong, and named; 2 malformed, or nothing there that can be checked.
"""

import argparse
import base64
import contextlib
import csv
import hashlib
import html
import io
import json
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections import namedtuple
from pathlib import Path
from xml.etree import ElementTree

MANIFEST, RECORD = "manifest.json", "open/record.json"
SCHEMA = "trail-commitment@v1"
TEXT_VERSION = "trail-canonical-text@v1"
SLOTS, FIRST_WORD = 33, 5  # label, role, links before and behind, what stands before; then words and what parts them
LABEL, ROLE, BEFORE, BEHIND = 0, 1, 2, 3
SHORT = 32  # hex digits of a head that a document prints
LARGEST, ALL = 300_000_000, 3_000_000_000  # bytes of a file, and of all
MOST_FILES = 50_000
NOT_RELEASED, NOT_CODING = "its original is not released", "not part of the coding"
UNPLACED = "its words could not be placed one by one"
EDITS = ("insertion", "omission", "fillers", "dialect_normalised")
PROVED = (
    "each released quote's words stand under its label in the texts that the head commits to, next to each other "
    "where nothing marks a gap; closed words stay closed",
    "each released number of people is the sum of one committed leaf for each person, none left out",
    "documents, ledger and figures say what was released, and print the head that all this was held against",
)
NOT_PROVED = (
    "that a transcript is true to the recording, or that all interviews are in",
    "that the counted rows follow from the meaning units, or that the coding is right",
    "totals of units: they are committed to, not recomputed",
    "that quotes are fairly chosen, that a translation is faithful, that the order of words on both sides of […] is "
    "that of the talk",
    "anything before the head was made; and when that was, only where it is signed and time-stamped or printed "
    "in a journal",
    "what a PDF says beyond its hash, and prose that cites nothing",
)

Check = namedtuple("Check", "name shows wrong malformed notes")
_HEX = re.compile(r"[0-9a-f]{64}\Z")
_WORD = re.compile(r"\w+")
_PIECES = re.compile(r"\[(?:…|\.\.\.)\]|\w+")
_CAPITAL = re.compile(r"\[(\w)\](?=\w)")
_BRACKETS = re.compile(r"\[[^\[\]]{1,80}\]")


class Malformed(ValueError):
    """Something that cannot be read as what it should be; the message names it."""


# ---- hashes and trees


def field(text):
    """Return a text or bytes with its length in front, so that no two lists of fields run together the same way."""
    data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    return len(data).to_bytes(4, "big") + data


def sha(data):
    """Return the SHA-256 of bytes."""
    return hashlib.sha256(data).digest()


def leaf(commitment):
    """Return the hash of a leaf."""
    return sha(b"\x00" + commitment)


def node(left, right):
    """Return the hash of what stands above two hashes."""
    return sha(b"\x01" + left + right)


def root(leaves):
    """Return the root of a tree over the hashes of leaves, as RFC 9162 has it: an odd one goes up as it is."""
    level = list(leaves)
    while len(level) > 1:
        pairs = [sha(b"\x01" + level[at] + level[at + 1]) for at in range(0, len(level) - 1, 2)]
        level = pairs + level[len(pairs) * 2 :]
    return level[0] if level else sha(b"")


def slot(salt, text):
    """Return the hash of one slot of a text leaf."""
    return sha(_SLOT + field(salt) + field(text))


def text_leaf(slots):
    """Return the leaf over the hashes of its slots."""
    return leaf(sha(_TEXT + b"".join(slots)))


def count_leaf(salt, name, of, token, value):
    """Return the leaf of one count: thing, among whom, for whom (a token), and the value as text."""
    return leaf(sha(_COUNT + b"".join(map(field, (salt, name, of, token, value)))))


_SLOT, _TEXT, _COUNT = field("trail-slot@v1"), field("trail-text@v1"), field("trail-count@v1")


def canonical(thing):
    """Return a thing as canonical JSON, bytes."""
    return json.dumps(thing, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def short(head):
    """Return the short form of a head, given its bytes, as documents print it."""
    digits = hashlib.sha256(head).hexdigest()[:SHORT]
    return " ".join(digits[at : at + 4] for at in range(0, SHORT, 4))


# ---- reading what may be hostile


def _once(pairs):
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Malformed("has a key twice")
    return found


def _no(text):
    raise Malformed("has a number that is none of its own: " + str(text)[:20])


def _whole(text):
    return int(text) if len(text) < 16 else _no(text)


def read_json(data, name, strict=False):
    """Return what JSON bytes hold. Raises Malformed; `strict`: also where they are not canonical JSON."""
    try:
        floats = _no if strict else float
        text = data.decode("utf-8")
        thing = json.loads(text, object_pairs_hook=_once, parse_int=_whole, parse_float=floats, parse_constant=_no)
        if strict and canonical(thing) != data:
            raise Malformed("is not canonical JSON")
    except Malformed as error:
        raise Malformed(name + " " + str(error)) from None
    except (ValueError, RecursionError) as error:
        raise Malformed(name + " is not JSON: " + type(error).__name__) from None
    return thing


def shaped(thing, shape, name):
    """Raise Malformed unless a thing has a shape: a type, a dict of all its keys, [of each], or a test of its own."""
    if isinstance(shape, dict):
        if type(thing) is not dict or thing.keys() != shape.keys():
            raise Malformed(name + " has other keys than " + ", ".join(shape))
        for key, of_key in shape.items():
            shaped(thing[key], of_key, name + ", " + key)
    elif isinstance(shape, list):
        if type(thing) is not list:
            raise Malformed(name + " is not a list")
        for one in thing:
            shaped(one, shape[0], name)
    elif isinstance(shape, type):
        if type(thing) is not shape:
            raise Malformed(name + " is not of type " + shape.__name__)
    elif not shape(thing):
        raise Malformed(name + " is not as the format has it")


def is_hash(thing):
    """Return whether a thing is 64 lower-case hex digits."""
    return type(thing) is str and bool(_HEX.match(thing))


def _is_number(thing):
    return type(thing) is int and 0 <= thing < 10**9


def _named(of_each):
    return lambda thing: type(thing) is dict and all(of_each(one) for one in thing.values())


_TREE = {"n": _is_number, "root": is_hash}
HEAD = {
    "schema": lambda thing: thing == SCHEMA,
    "study": str,
    "paper": str,
    "number": _is_number,
    "previous": lambda thing: thing is None or is_hash(thing),
    "reasons": [str],
    "interview_sets": [str],
    "texts": _TREE,
    "counts": _TREE,
    "people": _named(_is_number),
    "codebook": {"n": _is_number, "sha256": is_hash},
    "canonical_text": lambda thing: thing == TEXT_VERSION,
    "keys": lambda thing: thing in ("own", "printed constant: worthless"),
}
LEAVES = {"texts": [is_hash], "counts": [is_hash]}


def _is_slot(thing):
    return is_hash(thing) or (type(thing) is list and len(thing) == 2 and is_hash(thing[0]) and type(thing[1]) is str)


def _is_step(thing):
    if type(thing) is not list:
        return False
    if len(thing) == 1:
        return thing[0] in EDITS[:3]
    return len(thing) in (2, 3) and all(map(_is_number, thing[:2])) and thing[2:] in ([], [EDITS[3]])


def _is_text_leaf(thing):
    return type(thing) is list and len(thing) == SLOTS and all(map(_is_slot, thing))


def _is_count(thing):
    return (
        type(thing) is list
        and len(thing) == 3
        and is_hash(thing[0])
        and is_hash(thing[1])
        and type(thing[2]) is int
        and thing[2] in (0, 1)
    )


def _is_total(thing):
    return type(thing) is list and len(thing) == 2 and is_hash(thing[0]) and type(thing[1]) is str


def _is_text(thing):
    return type(thing) is str


CLOSED = {
    "quotes": _named(lambda reason: reason in (NOT_RELEASED, UNPLACED)),
    "values": _named(lambda reason: reason == NOT_CODING),
}
OPENINGS = {"quotes": dict, "counts": dict, "totals": _named(_is_total), "closed": CLOSED}
QUOTE = {"label": str, "leaves": [_is_text_leaf], "words": [_is_step]}
COUNT = {"of": str, "leaves": [_is_count]}


def folder_files(top):
    """Return {path with '/': function that returns its bytes} of a folder; links out of it are not followed."""
    found = {}
    for path in sorted(Path(top).rglob("*")):
        if path.is_dir() and not path.is_symlink():
            continue
        name = path.relative_to(top).as_posix()
        if path.is_symlink() or not path.is_file() or len(found) > MOST_FILES:
            raise Malformed(name + " is not a plain file, or one too many")
        found[name] = lambda path=path: _read(path)
    return found


def _read(path):
    if path.stat().st_size > LARGEST:
        raise Malformed(path.name + " is larger than any file of a study")
    return path.read_bytes()


def zip_files(data, name):
    """Return {path: function that returns its bytes} of a zip's bytes. Raises Malformed for what no bundle has."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        members = [one for one in archive.infolist() if not one.is_dir()]
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError) as error:
        raise Malformed(name + " is not a zip: " + type(error).__name__) from None
    paths = [one.filename for one in members]
    if len(set(paths)) != len(paths) or len(paths) > MOST_FILES:
        raise Malformed(name + " holds a file twice, or too many")
    odd = [path for path in paths if path.startswith("/") or "\\" in path or ".." in path.split("/")]
    if odd or any(one.flag_bits & 1 for one in members):
        raise Malformed(name + " holds an encrypted file, or one with a path out of it")
    if any(one.file_size > LARGEST for one in members) or sum(one.file_size for one in members) > ALL:
        raise Malformed(name + " unpacks to more than any study")
    return {one.filename: lambda one=one: _member(archive, one, name) for one in members}


def _member(archive, one, name):
    try:
        return archive.read(one)  # never more than it says
    except Exception as error:  # zipfile raises whatever its decompressors do
        raise Malformed(name + ", " + one.filename + ": " + type(error).__name__) from None


# ---- what was published, read once


class Published:
    """What was published: `files` by path; documents, papers with proofs, and what is read of each, kept."""

    def __init__(self, files):
        self.files = files
        self._kept = {}
        self.released = _folders(files, "released/", "/values.json")
        self.papers = sorted(
            {path.split("/")[2] for path in files if re.fullmatch(r"released/proofs/[^/]+/[^/]+", path)}
        )
        self.documents = _folders(files, "open/claims/", ".json")

    def json(self, path, strict=False, missing=None):
        """Return what a JSON file holds; `missing` where it is not there and something is given."""
        if path not in self._kept:
            if path not in self.files:
                if missing is not None:
                    return missing
                raise Malformed(path + " is missing")
            self._kept[path] = read_json(self.files[path](), path, strict)
        return self._kept[path]

    def things(self, document, name):
        """Return what `released/<document>/<name>.json` holds: {name: {field: …}}."""
        path = f"released/{document}/{name}.json"
        found = self.json(path, missing={})
        if type(found) is not dict or not all(type(one) is dict for one in found.values()):
            raise Malformed(path + " is not a list of named things")
        return found

    def proof(self, paper, name, shape):
        """Return what a proof file holds, strictly read and of its shape."""
        path = f"released/proofs/{paper}/{name}.json"
        found = self.json(path, strict=True)
        if (path, "shaped") not in self._kept:
            shaped(found, shape, path)
            if name == "openings":
                for kind, of_kind in (("quotes", QUOTE), ("counts", COUNT)):
                    for one, opening in found[kind].items():
                        shaped(opening, of_kind, f"{path}, {one}")
            self._kept[path, "shaped"] = True
        return found

    def claims(self, document):
        """Return the claims of a document: claim_id, kind, of, section, text each."""
        path = f"open/claims/{document}.json"
        found = self.json(path)
        shaped(found, [dict], path)
        for claim in found:
            shaped(claim, dict.fromkeys(("claim_id", "kind", "of", "section", "text"), str), path)
        return found

    def leaves(self, paper):
        """Return the hashes of a paper's leaves as {"texts": set of hex, "counts": set of hex}."""
        key = (paper, "leaves")
        if key not in self._kept:
            self._kept[key] = {kind: set(of_kind) for kind, of_kind in self.proof(paper, "leaves", LEAVES).items()}
        return self._kept[key]


def _folders(files, start, end):
    return sorted(
        path[len(start) : -len(end)]
        for path in files
        if path.startswith(start) and path.endswith(end) and "/" not in path[len(start) : -len(end)]
    )


# ---- the checks: each yields sentences of what is wrong


def unchanged(of):
    """every file is as the manifest says, and there is no other"""
    path = next((name for name in (MANIFEST, RECORD) if name in of.files), None)
    if path is None:
        raise Malformed("there is no manifest")
    listed = of.json(path)
    if type(listed) is not dict or not all(map(is_hash, listed.values())):
        raise Malformed(path + " is not {path: SHA-256}")
    for name in sorted(listed.keys() | of.files.keys()):
        passing = name.rsplit("/", 1)[-1].startswith((".", "~$")) or name.startswith("closed/")
        written = name in (MANIFEST, RECORD, "open/verification.json")
        if name not in of.files:
            yield name + " is missing"
        elif name not in listed:
            if not (passing or written):
                yield name + " is in no manifest"
        elif hashlib.sha256(of.files[name]()).hexdigest() != listed[name]:
            yield name + " was changed after it was made"


def heads(of):
    """each head is canonical, of its paper, and names the one before it"""
    for paper in of.papers:
        earlier = of.proof(paper, "earlier", [dict])
        every = [*earlier, of.proof(paper, "head", HEAD)]
        previous = None
        for number, head in enumerate(every, 1):
            name = f"head {number} of {paper}"
            shaped(head, HEAD, name)
            if head["paper"] != paper:
                yield "{} is the head of {}".format(name, head["paper"][:40])
            if head["number"] != number:
                yield "{} has the number {}".format(name, head["number"])
            if head["previous"] != previous:
                yield f"{name} does not name the head before it"
            if bool(head["reasons"]) != (number > 1):
                yield f"{name}: a head that replaces another says why, and the first replaces none"
            previous = hashlib.sha256(canonical(head)).hexdigest()


def trees(of):
    """the published leaves, all of them, make the trees that the head commits to"""
    for paper in of.papers:
        head, listed = of.proof(paper, "head", HEAD), of.proof(paper, "leaves", LEAVES)
        for kind, hashes in listed.items():
            if sorted(set(hashes)) != hashes:
                yield f"{paper}: the leaves of {kind} are out of order, or one stands twice"
            if len(hashes) != head[kind]["n"]:
                yield "{}: {} leaves of {}, the head says {}".format(paper, len(hashes), kind, head[kind]["n"])
            if root(map(bytes.fromhex, hashes)).hex() != head[kind]["root"]:
                yield f"{paper}: the leaves of {kind} do not make the root in the head"


def quotes(of):
    """each released quote's words stand in the committed texts, under its label, and no other word is open"""
    for paper in of.papers:
        released, found = of.things(paper, "quotes"), of.proof(paper, "openings", OPENINGS)
        for name in sorted(found["quotes"]):
            quote = released.get(name)
            if quote is None or type(quote.get("original")) is not str:
                yield f"{paper}.{name} is opened, and its original is not released"
                continue
            for line in quote_problems(found["quotes"][name], quote, of.leaves(paper)["texts"]):
                yield f"{paper}.{name}: {line}"


def quote_problems(opening, quote, leaves):
    """Yield what is wrong with the opening of one quote, as sentences without its words."""
    hashes = []
    for opened in opening["leaves"]:
        parts = [bytes.fromhex(one) if type(one) is str else slot(bytes.fromhex(one[0]), one[1]) for one in opened]
        hashes.append(text_leaf(parts).hex())
    if not hashes or len(set(hashes)) != len(hashes):
        yield "no leaf is opened, or one twice"
    if not leaves.issuperset(hashes):
        yield "an opened leaf is none of the published ones: its words were not committed to so"
    for place, wanted in ((LABEL, quote.get("label")), (ROLE, None)):
        said = {one[place][1] if type(one[place]) is list else None for one in opening["leaves"]}
        if place == LABEL and (said != {wanted} or opening["label"] != wanted):
            yield "it stands under another label than was committed to"
        if place == ROLE and (None in said or "interviewer" in said):
            yield "it is not the words of an interviewee"
    yield from _steps(opening, quote["original"])


def pieces(original):
    """Return the words and `[…]` of a printed original as (text, start, end), and that text."""
    text = _CAPITAL.sub(r"\1", original)
    return [(one.group(), one.start(), one.end()) for one in _PIECES.finditer(text)], text


def _steps(opening, original):
    """Yield where the steps from word to word of a quote do not lead through its open slots."""
    printed, text = pieces(original)
    brackets = [one.span() for one in _BRACKETS.finditer(text)]
    opened, used, at = opening["leaves"], set(), 0
    before = last = None  # the word before, and the same where this one has to be its neighbour or behind it
    free = True
    for step in opening["words"]:
        if step == ["fillers"]:
            free = True
            continue
        if at == len(printed):
            yield "it opens more words than are printed"
            return
        word, start, end = printed[at]
        number, at = at + 1, at + 1
        is_gap = word[0] == "["
        if len(step) == 1:
            inside = any(first < start and end < after for first, after in brackets)
            if step != (["omission"] if is_gap else ["insertion"]) or not (is_gap or inside):
                yield f"word {number} is not marked as the edit that it is said to be"
            last, free = None, True
            continue
        one, place = step[:2]
        if one >= len(opened) or place >= SLOTS or place < FIRST_WORD or (place - FIRST_WORD) % 2:
            yield f"word {number} is said to stand where no word is"
            return
        slot_of = opened[one][place]
        if len(step) == 2:
            used.add((one, place))
            if is_gap or type(slot_of) is str or slot_of[1].casefold() != word.casefold():
                yield f"word {number} is not the one that was committed to"
        elif is_gap or type(slot_of) is not str:
            yield f"word {number} is said to be in another spelling, and its slot is open"
        if before and before >= (one, place):
            yield f"word {number} stands before the one in front of it"
        if not free:
            yield from _neighbours(opened, last, (one, place), number, used)
        if last and not free and type(opened[last[0]][last[1] + 1]) is list:
            used.add((last[0], last[1] + 1))
            if opened[last[0]][last[1] + 1][1] != text[printed[at - 2][2] : start]:
                yield f"what stands before word {number} is not what was committed to"
        before = last = (one, place)
        free = False
    if at != len(printed):
        yield "it prints more words than it opens"
    for one, leaf_of in enumerate(opened):
        spare = [place for place in range(FIRST_WORD - 1, SLOTS) if type(leaf_of[place]) is list]
        if any((one, place) not in used for place in spare):
            yield "a word is open that is not printed"
    if {one for one, _ in used} | {step[0] for step in opening["words"] if len(step) == 3} != set(range(len(opened))):
        yield "a leaf is open of which no word is printed"


def _neighbours(opened, last, here, number, used):
    """Yield what is wrong where two words should be next to each other."""
    if last[0] == here[0]:
        if here[1] != last[1] + 2:
            yield f"words before word {number} are left out, and nothing marks it"
        return
    ending = last[1] + 2
    links = opened[last[0]][BEHIND], opened[here[0]][BEFORE]
    used |= {(last[0], BEHIND), (here[0], BEFORE)}
    if any(type(one) is str or not is_hash(one[1]) for one in links) or links[0][1] != links[1][1]:
        yield f"words before word {number} are of another stretch, and nothing marks it"
    if here[1] != FIRST_WORD:
        yield f"words before word {number} are left out, and nothing marks it"
    if ending < SLOTS:
        used.add((last[0], ending))
        if type(opened[last[0]][ending]) is str or opened[last[0]][ending][1] != "":
            yield f"words before word {number} are left out, and nothing marks it"


def counts(of):
    """each number of people is the sum of one leaf for each person, and it is what was released"""
    for paper in of.papers:
        head, found = of.proof(paper, "head", HEAD), of.proof(paper, "openings", OPENINGS)
        released, leaves = of.things(paper, "values"), of.leaves(paper)["counts"]
        for name, opening in sorted(found["counts"].items()):
            among, rows = opening["of"], opening["leaves"]
            hashes = {
                count_leaf(bytes.fromhex(salt), name, among, token, str(value)).hex() for salt, token, value in rows
            }
            if head["people"].get(among) != len(rows):
                yield f"{name}: {len(rows)} leaves are opened, and the head says how many people there are"
            if len(hashes) != len(rows) or len({token for _, token, _ in rows}) != len(rows):
                yield f"{name}: a person is counted twice"
            if not leaves.issuperset(hashes):
                yield f"{name}: an opened leaf is none of the published ones"
            said, total = released.get(name, {}).get("value"), sum(value for _, _, value in rows)
            if type(said) is not int or said != total:
                yield f"{name}: the leaves add up to {total}, released is {_said(said)}"


def totals(of):
    """each total that was released is the one that was committed to"""
    for paper in of.papers:
        found, released = of.proof(paper, "openings", OPENINGS), of.things(paper, "values")
        leaves = of.leaves(paper)["counts"]
        for name, (salt, value) in sorted(found["totals"].items()):
            if count_leaf(bytes.fromhex(salt), name, "", "", value).hex() not in leaves:
                yield f"{name}: the opened leaf is none of the published ones"
            said = released.get(name, {}).get("value")
            if str(said) != value:
                yield f"{name}: committed to is {_said(value)}, released is {_said(said)}"


def _said(value):
    return "nothing" if value is None else f"'{str(value)[:20]}'"


def complete(of):
    """each released quote and number is opened or said to be closed; every paper has its proofs"""
    for document in of.released:
        proved = document in of.papers
        chain = of.things(document, "chain")
        if not proved:
            if chain or of.things(document, "quotes"):
                yield f"{document} releases quotes or categories, and has no proofs"
            continue
        found = of.proof(document, "openings", OPENINGS)
        asked = {name for name, one in of.things(document, "quotes").items() if "original" in one}
        every = {"quotes": set(of.things(document, "quotes")), "values": set(of.things(document, "values"))}
        opened = {"quotes": set(found["quotes"]), "values": found["counts"].keys() | found["totals"].keys()}
        for kind, names in every.items():
            closed = set(found["closed"][kind])
            for name in sorted(names - opened[kind] - closed):
                yield f"{document}, {name}: neither opened nor said to be closed"
            for name in sorted((opened[kind] & closed) | ((opened[kind] | closed) - names)):
                yield f"{document}, {name}: opened and closed, or not released"
        for name in sorted(asked & found["closed"]["quotes"].keys()):
            if found["closed"]["quotes"][name] != UNPLACED:
                yield f"{document}, {name}: its original is released, and it is not opened"
        for name in sorted(found["closed"]["values"]):
            if re.match(re.escape(document) + r"\.(?:participants|pairs|lost|units|codings)\b", name):
                yield f"{name}: a count of the coding is released, and it is not opened"
        openings = {kind: set(found[kind]) for kind in ("quotes", "counts")}
        for name, one in sorted(chain.items()):
            for reference in one.get("commitments", ()):
                kind, _, thing = str(reference).partition("/")
                released = every["quotes" if kind == "quotes" else "values"]
                if thing in released and thing not in openings.get(kind, ()) and thing not in found["closed"]["quotes"]:
                    yield f"{document}, {name}: names an opening that is not there"
    for paper in of.papers:
        if paper not in of.released:
            yield f"{paper} has proofs, and releases nothing"


def _entries(of):
    listed = of.json("released/study/codebook.json", missing=[])
    shaped(listed, [dict], "released/study/codebook.json")
    return listed


def codebook(of):
    """the code book that was released is the one that the head commits to"""
    for paper in of.papers:
        own = [one for one in _entries(of) if one.get("paper") == paper]
        head = of.proof(paper, "head", HEAD)["codebook"]
        if len(own) > head["n"]:
            yield f"{paper}: more was released than the code book had"
        elif len(own) == head["n"] and hashlib.sha256(canonical(own)).hexdigest() != head["sha256"]:
            yield f"{paper}: the released code book is another"


def home_of(document, name, documents):
    """Return (document, name there) of what a document cites: "paper1.Q014" lies in paper 1 where that is another."""
    first, dot, rest = name.partition(".")
    return (first, rest) if dot and first != document and first in documents else (document, name)


def words_of(text):
    """Return a text as it is compared: one space for each white space."""
    return " ".join(text.split())


def claims(of):
    """each quote and number that is cited says what was released"""
    for document in of.documents:
        for claim in of.claims(document):
            home, name = home_of(document, claim["of"], of.released)
            printed, said = words_of(claim["text"]).casefold(), ()
            if claim["kind"] == "quote":
                quote = of.things(home, "quotes").get(name, {})
                said = [quote.get(half) for half in ("original", "translation")]
            elif claim["kind"] == "value":
                value = of.things(home, "values").get(claim["of"], {})
                by_language = value.get("words", {})
                said = [value.get("text"), *(by_language.values() if type(by_language) is dict else ())]
                if str(value.get("value")) != value.get("text"):
                    yield "{}: the released number is not the text beside it".format(claim["of"])
            elif claim["kind"] == "condensate":
                said = [of.things(home, "chain").get(name, {}).get("text")]
            else:
                continue
            if printed not in [words_of(one).casefold() for one in said if type(one) is str]:
                yield "{}: '{}' says something else than was released".format(claim["claim_id"], claim["of"])


def ledger(of):
    """the ledger has each claim of the documents, word for word, and no other"""
    rows = {}
    for row in _rows(of, "open/ledger.csv"):
        if row["claim_id"] in rows:
            yield "{} stands twice in the ledger".format(row["claim_id"])
        rows[row["claim_id"]] = row
    for document in of.documents:
        for claim in of.claims(document):
            row = rows.pop(claim["claim_id"], None)
            if row is None:
                yield "{}: the ledger has no row for it".format(claim["claim_id"])
                continue
            kind = "claim" if claim["kind"] == "condensate" else claim["kind"]
            names = ";".join(part.strip() for part in claim["of"].split(";") if part.strip())
            cells = {"document": document, "kind": kind, "of": names, "text": claim["text"]}
            cells["section"] = claim["section"]
            differing = [key for key, cell in cells.items() if _cell(row[key]) != cell]
            if differing:
                yield "{}: the ledger says something else ({})".format(claim["claim_id"], ", ".join(differing))
            elif row["sha256"] not in _hashes(of, document, claim, row["sha256"]):
                yield "{}: the ledger was written from something else than is released".format(claim["claim_id"])
    for name in sorted(rows):
        yield f"{name} stands in the ledger, but in no document"


def _rows(of, path):
    if path not in of.files:
        raise Malformed(path + " is missing")
    try:
        reader = csv.DictReader(io.StringIO(of.files[path]().decode("utf-8"), newline=""), strict=True)
        rows = list(reader)
    except (ValueError, csv.Error) as error:
        raise Malformed(path + " is not a table: " + type(error).__name__) from None
    if any(None in row or None in row.values() for row in rows):
        raise Malformed(path + " has a row of another length")
    if not {"claim_id", "document", "kind", "of", "text", "section", "sha256"} <= set(reader.fieldnames or ()):
        raise Malformed(path + " lacks a column")
    return rows


def _cell(text):
    """A cell that a spreadsheet would calculate has an apostrophe before it."""
    return text[1:] if re.match(r"'+\s*[=+\-@]|''*\t", text) else text


def _hashes(of, document, claim, otherwise):
    """Return what the ledger may say of the thing behind a quote or number: SHA-256 of its canonical JSON."""
    home, name = home_of(document, claim["of"], of.released)
    things = []
    if claim["kind"] == "value":
        things = [of.things(home, "values").get(claim["of"])]
    elif claim["kind"] == "quote":
        quote = of.things(home, "quotes").get(name, {})
        for half, language in (("original", "source_language"), ("translation", "target_language")):
            things.append({key: quote[key] for key in (half, "label", language) if key in quote})
    elif claim["kind"] in ("claim", "condensate") and name in of.things(home, "chain"):
        things = [of.things(home, "chain")[name]]
    return {hashlib.sha256(canonical(one)).hexdigest() for one in things} or {otherwise}


def documents(of):
    """each claim stands word for word where its mark is, in the HTML and in the DOCX"""
    for document in of.documents:
        listed = of.claims(document)
        for ending, anchors in (("html", html_anchors), ("docx", docx_anchors)):
            path = f"open/documents/{document}.{ending}"
            if path not in of.files:
                yield path + " is missing"
                continue
            found = anchors(of.files[path](), path)
            for claim in listed:
                name = claim["claim_id"]
                texts = found.get(name if ending == "html" else bookmark(name), [])
                if len(texts) != 1:
                    yield f"{path}: {name} stands there {len(texts)} times"
                elif not _is_printed(of, document, claim, texts[0]):
                    yield f"{path}: {name} does not say what the claim says"


def _is_printed(of, document, claim, printed):
    wanted, printed = words_of(claim["text"]), words_of(printed)
    if claim["kind"] == "quote":
        home, name = home_of(document, claim["of"], of.released)
        label = words_of(str(of.things(home, "quotes").get(name, {}).get("label")))
        return printed[1:-1] == f"{wanted}{printed[len(wanted) + 1 : len(wanted) + 2]} ({label}"
    return printed == wanted


_ANCHOR = re.compile(r'<([a-zA-Z][a-zA-Z0-9]*)\b[^<>]*?\bid="([^"<>]{1,200})"[^<>]*>')
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)([^<>]*)>")
_EMPTY = frozenset("area base br col embed hr img input link meta source track wbr".split())
LONGEST = 100_000  # characters of the markup of one claim


def html_text(data, name):
    """Return a page as text. Raises Malformed where it is not UTF-8."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise Malformed(name + " is not UTF-8") from None


def html_anchors(data, name):
    """Return {id: [text of each element with it, without marks]} of a page of ours."""
    page = html_text(data, name)
    found = {}
    for one in _ANCHOR.finditer(page):
        if one.group(1).lower() in ("span", "figcaption", "caption", "p", "div"):
            found.setdefault(html.unescape(one.group(2)), []).append(_element(page, one.end(), one.group(1).lower()))
    return found


def _element(page, start, name):
    text, depth, marked, at = [], 1, 0, start
    for tag in _TAG.finditer(page, start, min(len(page), start + LONGEST)):
        if not marked:
            text.append(page[at : tag.start()])
        at = tag.end()
        kind = tag.group(2).lower()
        if tag.group(1):
            depth -= 1
            marked = 0 if marked > depth else marked
        elif kind not in _EMPTY and not tag.group(3).endswith("/"):
            depth += 1
            if "trail-mark" in tag.group(3) and not marked:
                marked = depth
        if depth == 0:
            return html.unescape("".join(text))
    return ""


_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def bookmark(name):
    """Return the name of an anchor in a Word file: Word takes 40 characters."""
    return name if len(name) <= 40 and name[:1].isalpha() else "X" + hashlib.sha1(name.encode()).hexdigest()[1:]


def docx_anchors(data, name):
    """Return {bookmark: [text within it, without marks]} of a Word file."""
    found, parts = {}, zip_files(data, name)
    if "word/document.xml" not in parts:
        raise Malformed(name + " is not a Word file")
    for part in ("word/document.xml", "word/footnotes.xml"):
        if part in parts:
            _anchors_of(xml(parts[part](), name), found)
    return found


def xml(data, name):
    """Return the tree of an XML part. Raises Malformed, also for a document type: entities could make it explode."""
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data or b"\x00" in data:
        raise Malformed(name + " has a document type")
    try:
        return ElementTree.fromstring(data)
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise Malformed(name + " is not XML: " + type(error).__name__) from None


def _anchors_of(tree, found):
    waiting, marked = {}, set()
    for run in tree.iter(_W + "r"):
        style = run.find(f"{_W}rPr/{_W}rStyle")
        if style is not None and style.get(_W + "val") == "EvidenceMark":
            marked.update(run.iter(_W + "t"))
    for element in tree.iter():
        if element.tag == _W + "bookmarkStart":
            waiting[element.get(_W + "id")] = (element.get(_W + "name"), [])
        elif element.tag == _W + "bookmarkEnd":
            bookmarked, text = waiting.pop(element.get(_W + "id"), (None, []))
            found.setdefault(bookmarked, []).append("".join(text))
        elif element.tag == _W + "t" and element not in marked:
            for _, text in waiting.values():
                text.append(element.text or "")
        elif element.tag in (_W + "br", _W + "tab", _W + "p"):
            for _, text in waiting.values():
                text.append(" ")


def printed_heads(of):
    """each document prints the heads that its papers are held against"""
    for document in of.documents:
        path = f"open/documents/{document}."
        wanted = [paper for paper in of.papers if paper == document or _rests_on(of, document, paper)]
        for ending in ("html", "docx"):
            if path + ending not in of.files:
                continue  # said by another check
            data = of.files[path + ending]()
            if ending == "html":
                text = html.unescape(re.sub(r"<[^<>]*>", "", html_text(data, path + ending)))
            else:
                part = zip_files(data, path + ending).get("word/document.xml")
                text = "".join(xml(part(), path + ending).itertext()) if part else ""
            text = words_of(text)
            for paper in wanted:
                if short(canonical(of.proof(paper, "head", HEAD))) not in text:
                    yield f"{path + ending} does not print the head of {paper}"


def _rests_on(of, document, paper):
    return any(
        home_of(document, name.strip(), of.released)[0] == paper
        for claim in of.claims(document)
        for name in claim["of"].split(";")
    )


def tables(of):
    """each released table is the one that its index names, and its numbers of people are those of the leaves"""
    for document in of.released:
        start = f"released/{document}/tables/"
        index = of.json(start + "index.json", missing={})
        if type(index) is not dict:
            raise Malformed(start + "index.json is not {table: SHA-256}")
        there = {path[len(start) : -4] for path in of.files if path.startswith(start) and path.endswith(".csv")}
        for name in sorted(there | index.keys()):
            if name not in there or name not in index:
                yield f"{start}{name}.csv: there is no such table, or the index does not name it"
            elif hashlib.sha256(of.files[start + name + ".csv"]()).hexdigest() != index[name]:
                yield f"{start}{name}.csv is not the one that the index names"
        if document in of.papers:
            yield from _people_in_tables(of, document, start)


_OF_NAMES = {"themes": ("category", "subcategory"), "code_tree": ("code group", "subgroup")}


def _people_in_tables(of, paper, start):
    """Yield the cells of the tables of themes and code groups that say another number than the leaves."""
    opened = of.proof(paper, "openings", OPENINGS)["counts"]
    chain, named = of.things(paper, "chain"), {}
    for name, one in chain.items():
        named.setdefault(one.get("heading") or one.get("name"), []).append(name)
    for table, columns in _OF_NAMES.items():
        if start + table + ".csv" not in of.files:
            continue
        try:
            text = of.files[start + table + ".csv"]().decode("utf-8")
            rows = list(csv.DictReader(io.StringIO(text, newline="")))
        except (ValueError, csv.Error):
            raise Malformed(start + table + ".csv is not a table") from None
        for row in rows:
            heading = row.get(columns[1]) or row.get(columns[0])
            for name in named.get(heading, ()) if len(named.get(heading, ())) == 1 else ():
                key = f"{paper}.participants.{name}"
                said = row.get("people") or ""
                if key in opened and said.isdecimal() and int(said) != sum(one[2] for one in opened[key]["leaves"]):
                    yield f"{start}{table}.csv: {name} has another number of people than the leaves"
                among = row.get("of") or ""
                people = of.proof(paper, "head", HEAD)["people"]
                if among.isdecimal() and int(among) != people.get("analysed"):
                    yield f"{start}{table}.csv: {name} is counted among others than were committed to"


def drawn(of, document):
    """Return what `figures.json` of a document says of each figure: its files, its table and their hashes."""
    path = f"open/figures/{document}/figures.json"
    found = of.json(path, missing={})
    shaped(found, _named(lambda one: type(one) is dict), path)
    fields = ("files", "table", "table_sha256")
    kept = {name: {key: one.get(key) for key in fields} for name, one in found.items()}
    for name, one in kept.items():
        shaped(one, {"files": _named(is_hash), "table": str, "table_sha256": is_hash}, f"{path}, {name}")
    return kept


_SOURCE = re.compile(r"<dc:source>([^<>]{1,5000})</dc:source>")


def figures(of):
    """each figure is the file that was drawn, of that name, from the table that was released"""
    for document in _folders(of.files, "open/figures/", "/figures.json"):
        for name, figure in sorted(drawn(of, document).items()):
            place = f"open/figures/{document}/{name}"
            for ending, digest in figure["files"].items():
                path = f"{place}.{ending}"
                if path not in of.files or hashlib.sha256(of.files[path]()).hexdigest() != digest:
                    yield path + " is not the file that was drawn"
            home, table = home_of(document, figure["table"], of.released)
            path = f"released/{home}/tables/{table}.csv"
            if path not in of.files or hashlib.sha256(of.files[path]()).hexdigest() != figure["table_sha256"]:
                yield f"{place} was drawn from another table than was released"
            if place + ".svg" in of.files:
                wanted = {"figure": name, "table": figure["table"], "table_sha256": figure["table_sha256"]}
                source = _SOURCE.search(html_text(of.files[place + ".svg"](), place + ".svg"))
                said = read_json(html.unescape(source.group(1)).encode(), place + ".svg") if source else None
                if type(said) is not dict or any(said.get(key) != value for key, value in wanted.items()):
                    yield place + ".svg says itself that it is another figure"


_PICTURE = "data:image/svg+xml;base64,"


def pictures(of):
    """above each caption stands its own figure, in the HTML and in the DOCX"""
    for document in of.documents:
        listed = [claim for claim in of.claims(document) if claim["kind"] == "figure"]
        for ending, above in (("html", _above_in_html), ("docx", _above_in_docx)) if listed else ():
            path = f"open/documents/{document}.{ending}"
            if path not in of.files:
                continue  # said by another check
            found = above(of.files[path](), path, [claim["claim_id"] for claim in listed])
            for claim in listed:
                home, name = home_of(document, claim["of"], of.released)
                digest = found.get(claim["claim_id"])
                if digest and digest not in drawn(of, home).get(name, {"files": {}})["files"].values():
                    yield f"{path}: another picture stands above {claim['claim_id']} ({claim['of']})"


def _above_in_html(data, name, wanted):
    """Return {claim: SHA-256 of the last picture before it}; Quarto may put pictures in otherwise, which are left."""
    page, found = html_text(data, name), {}
    for claim in wanted:
        start = page.rfind(_PICTURE, 0, max(0, page.find(f'id="{claim}"'))) + len(_PICTURE)
        if start >= len(_PICTURE):
            try:
                packed = page[start : page.index('"', start)]
                found[claim] = hashlib.sha256(base64.b64decode(packed, validate=True)).hexdigest()
            except ValueError:
                found[claim] = "not a picture"
    return found


def _above_in_docx(data, name, wanted):
    """Return {claim: SHA-256 of the last picture before it}."""
    parts, found, last = zip_files(data, name), {}, None
    targets = {}
    if "word/_rels/document.xml.rels" in parts:
        for one in xml(parts["word/_rels/document.xml.rels"](), name):
            targets[one.get("Id")] = "word/" + str(one.get("Target"))
    names = {bookmark(claim): claim for claim in wanted}
    for element in xml(parts["word/document.xml"](), name).iter() if "word/document.xml" in parts else ():
        if element.tag.endswith("}blip"):
            embedded = next((value for key, value in element.items() if key.endswith("}embed")), None)
            part = parts.get(targets.get(embedded))
            last = hashlib.sha256(part()).hexdigest() if part else "not a picture"
        elif element.tag == _W + "bookmarkStart" and element.get(_W + "name") in names:
            found[names[element.get(_W + "name")]] = last or "no picture"
    return found


def signatures(of):
    """signatures and time stamps are of the heads, signatures by the key that was published"""
    for paper in of.papers:
        path = f"released/proofs/{paper}/head.json"
        if path + ".tsr" in of.files and path in of.files:
            head, stamp = of.files[path](), of.files[path + ".tsr"]()
            if not any(hashlib.new(kind, head).digest() in stamp for kind in ("sha256", "sha384", "sha512")):
                yield path + ".tsr is not a time stamp of this head"
        signers = path[: -len("head.json")] + "allowed_signers"
        if path + ".sig" not in of.files or not shutil.which("ssh-keygen"):
            continue
        if signers not in of.files:
            yield path + ".sig: the public key is missing"
            continue
        with tempfile.TemporaryDirectory() as folder:
            signature, public = Path(folder, "signature"), Path(folder, "signers")
            signature.write_bytes(of.files[path + ".sig"]())
            public.write_bytes(of.files[signers]())
            command = [
                "ssh-keygen",
                "-Y",
                "verify",
                "-n",
                SCHEMA,
                "-I",
                "trail",
                "-s",
                str(signature),
                "-f",
                str(public),
            ]
            done = subprocess.run(command, input=of.files[path](), capture_output=True, check=False)
        if done.returncode:
            yield path + ".sig is not a signature of this head by the published key"


# What is looked at, in the order of the table that is printed.
CHECKS = (
    unchanged,
    heads,
    trees,
    quotes,
    counts,
    totals,
    complete,
    codebook,
    claims,
    ledger,
    documents,
    printed_heads,
    tables,
    figures,
    pictures,
    signatures,
)


def verify(files, checks=CHECKS):
    """Return the checks of what was published: (name, what it shows, wrong, malformed, notes) each, as sentences.

    files: {path: function that returns its bytes}. Never raises, whatever the files hold.
    """
    of = Published(files)
    found = []
    for check in checks:
        wrong, malformed = [], []
        try:
            wrong.extend(check(of))
        except Malformed as error:
            malformed.append(str(error))
        except Exception as error:  # the last net: what is not foreseen is not checkable
            malformed.append("could not be checked: " + type(error).__name__)
        found.append(Check(check.__name__, check.__doc__, wrong, malformed, []))
    found[0].notes.extend(_notes(of))
    return found


def _notes(of):
    """Return what a reader should know besides: what is only attested, signed or not, closed."""
    notes = [] if of.papers else ["there are no proofs: nothing was committed to"]
    for paper in of.papers:
        try:
            head, opened = of.proof(paper, "head", HEAD), of.proof(paper, "openings", OPENINGS)
            entries = sum(one.get("paper") == paper for one in _entries(of))
        except Malformed:
            continue  # said by a check
        steps = [step for one in opened["quotes"].values() for step in one["words"]]
        edited = sum(len(step) != 2 and step not in (["omission"], ["fillers"]) for step in steps)
        words = sum(len(step) == 2 for step in steps)
        closed = opened["closed"]
        notes += [
            f"{paper}, head {head['number']}: {short(canonical(head))}",
            f"    {len(opened['quotes'])} quotes opened, {words} words; {edited} words rest on a declared edit alone",
            f"    {len(opened['counts'])} numbers of people recomputed; attested, not recomputed: "
            f"{len(opened['totals'])} totals; closed: {len(closed['quotes'])} quotes, {len(closed['values'])} values",
        ]
        if entries < head["codebook"]["n"]:
            notes.append(f"{paper}: not all of the code book was released, so it was not held against the head")
        if head["keys"] != "own":
            notes.append(f"{paper}: its keys come from a printed constant: anybody can open all of it")
        path = f"released/proofs/{paper}/head.json"
        if path + ".sig" not in of.files:
            notes.append(f"{paper}: the head is not signed: compare it with where it was printed or deposited")
        elif not shutil.which("ssh-keygen"):
            notes.append(f"{paper}: the signature was not checked: there is no ssh-keygen here")
        if path + ".tsr" in of.files:
            notes.append(
                f"{paper}: a time stamp lies beside the head; check it with `openssl ts -verify -data head.json -in "
                "head.json.tsr -CAfile <the service's certificate>`"
            )
    return notes


def code(found):
    """Return the exit code of checks: 1 where something is wrong, 2 where only something is malformed, else 0."""
    return 1 if any(one.wrong for one in found) else 2 if any(one.malformed for one in found) else 0


def as_json(found):
    """Return checks as JSON: verified, checks (name, shows, holds, wrong, malformed), notes, proved, not_proved."""
    return {
        "verified": code(found) == 0,
        "checks": [
            {
                "name": one.name,
                "shows": one.shows,
                "holds": not (one.wrong or one.malformed),
                "wrong": one.wrong,
                "malformed": one.malformed,
            }
            for one in found
        ],
        "notes": [note for one in found for note in one.notes],
        "proved": list(PROVED),
        "not_proved": list(NOT_PROVED),
    }


def table(found):
    """Return checks as a person reads them."""
    lines = []
    for one in found:
        state = "FAILS" if one.wrong else "cannot be checked" if one.malformed else "holds"
        lines.append(f"{state:<6} {one.shows}")
        lines += ["         " + line for line in [*one.wrong[:20], *one.malformed[:20]]]
        if len(one.wrong) > 20:
            lines.append("         and %s more" % (len(one.wrong) - 20))
    lines += ["", *(note for one in found for note in one.notes)]
    if code(found) == 0:
        lines += ["", "Shown:", *("  " + line for line in PROVED)]
    return "\n".join([*lines, "", "Not shown by any of this:", *("  " + line for line in NOT_PROVED)])


def files_at(path):
    """Return the files of a results folder, an unpacked bundle, a study or a zip, as `verify` takes them.

    Raises Malformed where there is none.
    """
    path = Path(path)
    if path.is_file():
        return zip_files(_read(path), path.name)
    for folder in (path, path / "results"):
        if (folder / "released").is_dir():
            if (folder / MANIFEST).is_file():
                return folder_files(folder)
            zones = [zone for zone in ("released", "open") if (folder / zone).is_dir()]
            return {f"{zone}/{name}": read for zone in zones for name, read in folder_files(folder / zone).items()}
    raise Malformed(path.name + " holds nothing that was released")


def main(words=None):
    """Verify what lies at a path, say what was found, and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    here = Path(__file__).resolve().parent
    parser.add_argument("path", nargs="?", default=here, help="results folder, unpacked bundle or bundle.zip")
    parser.add_argument("--json", action="store_true", help="for programs")
    arguments = parser.parse_args(words)
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")
    try:
        found = verify(files_at(arguments.path))
    except (Malformed, OSError) as error:
        found = [Check("unchanged", "it can be read", [], [str(error)], [])]
    told = json.dumps(as_json(found), ensure_ascii=False, indent=2) if arguments.json else table(found)
    with contextlib.suppress(BrokenPipeError):  # whoever reads it has seen enough
        print(told, flush=True)
    return code(found)


if __name__ == "__main__":
    sys.exit(main())
