"""What somebody could do to a published study, covering their tracks: the matrix of docs/verification.md.

`python tests/tampering.py` writes that table anew.
"""

import hashlib
import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parent))

import page_parts
import published
from trail import commitments, signing, verify
from trail.tables import canonical_json, sha256

PAGE = Path(__file__).parents[1] / "docs" / "verification.md"
COMMAND = "python tests/tampering.py"
PROOFS = "released/proofs/p1/"
WORD = "open/documents/p1.docx"
WEB = "open/documents/p1.html"

Files = dict[str, bytes]


class Tampering(NamedTuple):
    """What is done, to which files; the check that has to find it, and a word that its message has to have."""

    kind: str
    what: str
    change: Callable[[Files], None]
    found_by: str
    says: str


def found(files: Files, checks=verify.CHECKS) -> list:
    """Return what `verify` finds in files."""
    return verify.verify({path: lambda data=data: data for path, data in files.items()}, checks)


def lines(checks: list) -> list[tuple[str, str]]:
    """Return (check, sentence) of all that is not in order."""
    return [(one.name, line) for one in checks for line in [*one.wrong, *one.malformed]]


def edit(path: str, old: str, new: str) -> Callable[[Files], None]:
    """Return a change of the text of a file, of a Word file that of its document."""

    def change(files: Files) -> None:
        if path.endswith(".docx"):
            parts = published.unzipped(files[path])
            parts["word/document.xml"] = _replaced(parts["word/document.xml"], old, new)
            files[path] = published.zipped(parts)
        else:
            files[path] = _replaced(files[path], old, new)

    return change


def _replaced(data: bytes, old: str, new: str) -> bytes:
    assert old.encode() in data, old
    return data.replace(old.encode(), new.encode())


def proof(name: str, change: Callable, paper: str = "p1") -> Callable[[Files], None]:
    """Return a change of what a proof file holds, written as it should be; a changed head is signed anew."""

    def changed(files: Files) -> None:
        path = f"released/proofs/{paper}/{name}.json"
        thing = json.loads(files[path])
        files[path] = canonical_json(change(thing) or thing)
        if name == "head":
            _sign(files, paper)

    return changed


def _sign(files: Files, paper: str) -> None:
    start = f"released/proofs/{paper}/"
    files |= {start + name: data for name, data in signing.invented(files[start + "head.json"]).items()}


def both(*changes: Callable[[Files], None]) -> Callable[[Files], None]:
    def change(files: Files) -> None:
        for one in changes:
            one(files)

    return change


def put(path: str, data: bytes | None) -> Callable[[Files], None]:
    return lambda files: files.pop(path) if data is None else files.update({path: data})


def everywhere(old: str, new: str, paths: tuple[str, ...]) -> Callable[[Files], None]:
    return both(*(edit(path, old, new) for path in paths), ledger_anew)


def ledger_anew(files: Files) -> None:
    """The ledger as the run would write it over what was changed."""
    published.write_ledger(files, {paper: json.loads(files[f"open/claims/{paper}.json"]) for paper in ("p1", "p2")})


def swapped(one: str, other: str) -> Callable[[Files], None]:
    def change(files: Files) -> None:
        files[one], files[other] = files[other], files[one]

    return change


def head(**fields) -> Callable[[Files], None]:
    return proof("head", lambda thing: thing | fields)


def head_printed(change: Callable[[Files], None]) -> Callable[[Files], None]:
    """A change of the head that every document then prints: what is left is what the head itself has to hold."""

    def changed(files: Files) -> None:
        before = verify.short(files[PROOFS + "head.json"])
        change(files)
        after = verify.short(files[PROOFS + "head.json"])
        for path in (WORD, WEB):
            edit(path, before, after)(files)

    return changed


def tree_of(kind: str, change: Callable[[list], list]) -> Callable[[Files], None]:
    """Other leaves with a head that commits to them, printed and signed."""

    def changed(files: Files) -> None:
        leaves = json.loads(files[PROOFS + "leaves.json"])
        leaves[kind] = change(leaves[kind])
        files[PROOFS + "leaves.json"] = canonical_json(leaves)
        made = verify.root(map(bytes.fromhex, leaves[kind])).hex()
        proof("head", lambda thing: thing | {kind: {"n": len(leaves[kind]), "root": made}})(files)

    return head_printed(changed)


def opening(kind: str, name: str, change: Callable) -> Callable[[Files], None]:
    def of(thing: dict) -> dict:
        thing[kind][name] = change(thing[kind][name]) or thing[kind][name]
        return thing

    return proof("openings", of)


def one_more_word(opened: dict) -> dict:
    """Open a word that is not printed: whoever has the keys can."""
    texts = _leaves()
    for leaf in opened["leaves"]:
        parts = [
            verify.slot(bytes.fromhex(one[0]), one[1]) if isinstance(one, list) else bytes.fromhex(one) for one in leaf
        ]
        own = next(one for one in texts if one.hash == verify.text_leaf(parts))
        for place in range(verify.FIRST_WORD, verify.SLOTS, 2):
            if isinstance(leaf[place], str) and own.texts[place]:
                leaf[place] = [own.salts[place].hex(), own.texts[place]]
                return opened
    raise AssertionError("every word is open")


def _leaves() -> list[commitments.Text]:
    keys = commitments.keys("p1", list(published.TALKS), invented=True)
    return list(commitments.text_leaves(commitments.stretches(published.TURNS, published.LABELS), keys, 1))


def without(kind: str, name: str) -> Callable[[dict], None]:
    return lambda thing: thing[kind].pop(name) and None


def raw(name: str, change: Callable[[bytes], bytes]) -> Callable[[Files], None]:
    return lambda files: files.update({f"{PROOFS}{name}.json": change(files[f"{PROOFS}{name}.json"])})


def swap_in(name: str, one: str, other: str) -> Callable[[Files], None]:
    def of(thing: dict) -> dict:
        thing[one], thing[other] = thing[other], thing[one]
        return thing

    def change(files: Files) -> None:
        files[name] = json.dumps(of(json.loads(files[name]))).encode()

    return change


def figure_as(other: str, fields: tuple[str, ...]) -> Callable[[Files], None]:
    """Give the figure `themes` the file of another, hashes and all."""

    def change(files: Files) -> None:
        path = "open/figures/p1/figures.json"
        drawn = json.loads(files[path])
        drawn["themes"] |= {field: drawn[other][field] for field in fields}
        files[path] = json.dumps(drawn).encode()
        for ending in ("svg", "png"):
            files[f"open/figures/p1/themes.{ending}"] = files[f"open/figures/p1/{other}.{ending}"]

    return change


def rolled_back(files: Files) -> None:
    """The first head of three instead of the third, which the documents print."""
    older = published.files(1)
    files |= {path: data for path, data in older.items() if path.startswith(PROOFS)}


def older_left_out(thing: list) -> list:
    return thing[1:]


_NAMED = "p1.participants.CAT1"
_ALL = ("released/p1/values.json", "open/claims/p1.json", WEB, WORD)
_LINE = "It was my wife who called"


def _count(thing: dict) -> dict:
    """Mark a person who was not counted."""
    thing["leaves"] = [[salt, token, 1] for salt, token, _ in thing["leaves"]]
    return thing


def _table(old: str, new: str) -> Callable[[Files], None]:
    def change(files: Files) -> None:
        path, index = "released/p1/tables/themes.csv", "released/p1/tables/index.json"
        before = sha256(files[path])
        files[path] = _replaced(files[path], old, new)
        for name in (index, "open/figures/p1/figures.json", "open/figures/p1/themes.svg"):
            files[name] = files[name].replace(before.encode(), sha256(files[path]).encode())
        drawn = json.loads(files["open/figures/p1/figures.json"])
        drawn["themes"]["files"]["svg"] = hashlib.sha256(files["open/figures/p1/themes.svg"]).hexdigest()
        files["open/figures/p1/figures.json"] = json.dumps(drawn).encode()

    return change


TAMPERINGS = (
    Tampering("documents", "“not” dropped in the DOCX", edit(WORD, "did not ask", "did ask"), "documents", "p1.docx"),
    Tampering(
        "documents",
        "“not” dropped in the DOCX, the sentence as claimed put at its end",
        lambda files: (
            edit(WORD, "did not ask", "did ask")(files),
            edit(WORD, "</w:body>", f"<w:p><w:r><w:t>{published.CLAIM}</w:t></w:r></w:p></w:body>")(files),
        ),
        "documents",
        "p1.docx",
    ),
    Tampering("documents", "“not” dropped in the HTML", edit(WEB, "did not ask", "did ask"), "documents", "p1.html"),
    Tampering("documents", "a number changed in the HTML", edit(WEB, "<em>2</em>", "<em>3</em>"), "documents", "p1-c-"),
    Tampering(
        "documents",
        "a quote under another label in the DOCX",
        edit(WORD, "(Interview 1)", "(Interview 2)"),
        "documents",
        "p1-c-",
    ),
    Tampering(
        "documents", "a caption exchanged in the DOCX", edit(WORD, "How many.", "Who took part."), "documents", "p1-c-"
    ),
    Tampering("documents", "a claim without its anchor", edit(WEB, 'id="p1-c-', 'id="p1-d-'), "documents", "0 times"),
    Tampering(
        "documents",
        "a claim twice",
        edit(
            WEB, "<html>", f'<html><span id="{published._claim("p1", "claim", "CAT1", "")["claim_id"]}">Other.</span>'
        ),
        "documents",
        "2 times",
    ),
    Tampering(
        "documents",
        "the head taken out of the HTML",
        lambda files: files.update({WEB: re.sub(rb"Committed to: [^<]*", b"", files[WEB])}),
        "printed_heads",
        "p1.html",
    ),
    Tampering(
        "documents",
        "the head taken out of the DOCX",
        lambda files: edit(WORD, verify.short(files[PROOFS + "head.json"]), "")(files),
        "printed_heads",
        "p1.docx",
    ),
    Tampering(
        "documents", "two pictures exchanged in the HTML", lambda files: swapped_pictures(files), "pictures", "p1.html"
    ),
    Tampering(
        "documents",
        "two pictures exchanged in the DOCX",
        lambda files: swapped_parts(files, "word/media/4.png", "word/media/5.png"),
        "pictures",
        "p1.docx",
    ),
    Tampering("documents", "a document taken away", put(WORD, None), "documents", "p1.docx is missing"),
    Tampering(
        "documents", "a document of another paper", swapped(WEB, "open/documents/p2.html"), "documents", "p1.html"
    ),
    Tampering(
        "documents",
        "a DOCX with a document type",
        edit(WORD, "<w:document", "<!DOCTYPE x><w:document"),
        "documents",
        "document type",
    ),
    Tampering(
        "documents", "a DOCX cut off", lambda files: files.update({WORD: files[WORD][:-40]}), "documents", "p1.docx"
    ),
    Tampering(
        "documents",
        "a DOCX without its text",
        lambda files: files.update({WORD: published.zipped({"a": b""})}),
        "documents",
        "not a Word file",
    ),
    Tampering("documents", "a DOCX that is no XML", edit(WORD, "<w:body>", "<w:body"), "documents", "not XML"),
    Tampering(
        "documents",
        "an HTML in another encoding",
        lambda files: files.update({WEB: files[WEB] + b"\xff"}),
        "documents",
        "UTF-8",
    ),
    Tampering(
        "released",
        "an original re-worded wherever it stands",
        everywhere(
            "jeg hadde ikke gjort", "jeg hadde gjort", ("released/p1/quotes.json", "open/claims/p1.json", WEB, WORD)
        ),
        "quotes",
        "p1.Q3",
    ),
    Tampering(
        "released",
        "a translation re-worded where it is printed",
        everywhere(_LINE, "It was my mother who called", ("open/claims/p1.json", WEB, WORD)),
        "claims",
        "Q1",
    ),
    Tampering(
        "released",
        "another label wherever it stands",
        everywhere("Interview 1", "Interview 3", ("released/p1/quotes.json", WEB, WORD)),
        "quotes",
        "label",
    ),
    Tampering(
        "released",
        "the label changed in the opening too",
        both(
            edit("released/p1/quotes.json", "Interview 1", "Interview 3"),
            opening("quotes", "Q1", lambda one: one | {"label": "Interview 3"}),
        ),
        "quotes",
        "label",
    ),
    Tampering(
        "released",
        "a number of people changed",
        edit(
            "released/p1/values.json",
            '"text": "2", "value": 2, "what": "participants.CAT1"',
            '"text": "3", "value": 3, "what": "participants.CAT1"',
        ),
        "counts",
        _NAMED,
    ),
    Tampering(
        "released",
        "the text beside a number changed",
        edit(
            "released/p1/values.json",
            '"text": "2", "value": 2, "what": "participants.CAT1"',
            '"text": "3", "value": 2, "what": "participants.CAT1"',
        ),
        "claims",
        "text beside",
    ),
    Tampering(
        "released",
        "a total changed",
        edit("released/p1/values.json", '"text": "7", "value": 7', '"text": "8", "value": 8'),
        "totals",
        "p1.units.CAT1",
    ),
    Tampering("released", "a number of people changed in a table", _table("asking,2", "asking,3"), "tables", "CAT1"),
    Tampering("released", "a denominator changed in a table", _table("asking,2,3", "asking,2,4"), "tables", "CAT1"),
    Tampering("released", "a table changed", edit("released/p1/tables/flow.csv", "S1,3", "S1,4"), "tables", "flow.csv"),
    Tampering("released", "a table added", put("released/p1/tables/more.csv", b"set\n"), "tables", "more.csv"),
    Tampering(
        "released",
        "a table that is none",
        both(
            put("released/p1/tables/themes.csv", b"category\n\xff"),
            lambda files: edit(
                "released/p1/tables/index.json",
                sha256("category,people,of\nNot asking,2,3\nGoing to work,1,3\n"),
                hashlib.sha256(b"category\n\xff").hexdigest(),
            )(files),
        ),
        "tables",
        "not a table",
    ),
    Tampering(
        "released",
        "a code book re-worded",
        edit("released/study/codebook.json", '"Asking"', '"Telling"'),
        "codebook",
        "p1",
    ),
    Tampering(
        "released",
        "an entry of a code book added",
        lambda files: files.update(
            {"released/study/codebook.json": json.dumps(json.loads(files["released/study/codebook.json"]) * 2).encode()}
        ),
        "codebook",
        "more",
    ),
    Tampering(
        "released",
        "a quote that is neither opened nor closed",
        lambda files: files.update(
            {
                "released/p1/quotes.json": json.dumps(
                    json.loads(files["released/p1/quotes.json"]) | {"Q9": {"original": "Ja.", "label": "Interview 1"}}
                ).encode()
            }
        ),
        "complete",
        "Q9",
    ),
    Tampering(
        "released",
        "all proofs of a paper taken away",
        lambda files: [files.pop(path) for path in list(files) if path.startswith(PROOFS)] and None,
        "complete",
        "p1",
    ),
    Tampering(
        "released",
        "proofs of what releases nothing",
        lambda files: files.update(
            {path.replace("/p1/", "/p9/"): data for path, data in list(files.items()) if path.startswith(PROOFS)}
        ),
        "complete",
        "p9",
    ),
    Tampering("figures", "two figures exchanged, hashes too", figure_as("flow", ("files",)), "figures", "themes.svg"),
    Tampering(
        "figures",
        "a figure drawn from another table",
        figure_as("flow", ("files", "table", "table_sha256")),
        "figures",
        "themes.svg",
    ),
    Tampering(
        "figures", "a figure changed", edit("open/figures/p1/flow.svg", "<svg>", "<svg >"), "figures", "flow.svg"
    ),
    Tampering(
        "figures",
        "a figure of an older table",
        lambda files: files.update(
            {
                "open/figures/p1/figures.json": _replaced(
                    files["open/figures/p1/figures.json"], sha256("set,people\nS1,3\n"), "0" * 64
                )
            }
        ),
        "figures",
        "another table",
    ),
    Tampering(
        "ledger",
        "a row taken out",
        lambda files: files.update({"open/ledger.csv": b"\n".join(files["open/ledger.csv"].split(b"\n")[:-2]) + b"\n"}),
        "ledger",
        "no row",
    ),
    Tampering(
        "ledger",
        "a row added",
        lambda files: files.update({"open/ledger.csv": files["open/ledger.csv"] + b"p1-c-000000" + b"," * 10 + b"\n"}),
        "ledger",
        "in no document",
    ),
    Tampering(
        "ledger",
        "a row twice",
        lambda files: files.update(
            {"open/ledger.csv": files["open/ledger.csv"] + files["open/ledger.csv"].split(b"\n")[1] + b"\n"}
        ),
        "ledger",
        "twice",
    ),
    Tampering("ledger", "a claim re-worded", edit("open/ledger.csv", "did not ask", "did ask"), "ledger", "text"),
    Tampering(
        "ledger",
        "a stale hash",
        lambda files: files.update({"open/ledger.csv": re.sub(rb"[0-9a-f]{64}", b"0" * 64, files["open/ledger.csv"])}),
        "ledger",
        "something else than is released",
    ),
    Tampering("ledger", "a column missing", edit("open/ledger.csv", "claim_id,", "claim,"), "ledger", "lacks a column"),
    Tampering(
        "ledger", "a row of another length", edit("open/ledger.csv", "p1-c-", ",p1-c-"), "ledger", "another length"
    ),
    Tampering("ledger", "not a table", put("open/ledger.csv", b'"\xff'), "ledger", "not a table"),
    Tampering("ledger", "taken away", put("open/ledger.csv", None), "ledger", "is missing"),
    Tampering(
        "openings",
        "the proof of one quote under another",
        proof("openings", lambda thing: thing["quotes"].update(Q1=thing["quotes"]["Q2"], Q2=thing["quotes"]["Q1"])),
        "quotes",
        "p1.Q1",
    ),
    Tampering(
        "openings",
        "the leaves of one number under another",
        proof("openings", lambda thing: thing["counts"].update({_NAMED: thing["counts"]["p1.participants.CAT2"]})),
        "counts",
        _NAMED,
    ),
    Tampering(
        "openings",
        "a person left out",
        both(opening("counts", _NAMED, lambda one: one["leaves"].pop() and None)),
        "counts",
        _NAMED,
    ),
    Tampering(
        "openings",
        "a person twice",
        opening("counts", _NAMED, lambda one: one | {"leaves": [one["leaves"][0], *one["leaves"][:2]]}),
        "counts",
        "twice",
    ),
    Tampering("openings", "a person marked who was not counted", opening("counts", _NAMED, _count), "counts", _NAMED),
    Tampering(
        "openings",
        "counted among other people",
        opening("counts", _NAMED, lambda one: one | {"of": "S1"}),
        "counts",
        _NAMED,
    ),
    Tampering(
        "openings",
        "a total changed with what was released",
        both(
            edit("released/p1/values.json", '"text": "7", "value": 7', '"text": "8", "value": 8'),
            opening("totals", "p1.units.CAT1", lambda one: [one[0], "8"]),
        ),
        "totals",
        "p1.units.CAT1",
    ),
    Tampering(
        "openings", "a word opened that is not printed", opening("quotes", "Q3", one_more_word), "quotes", "not printed"
    ),
    Tampering(
        "openings",
        "a leaf opened of which nothing is printed",
        proof("openings", lambda thing: thing["quotes"]["Q3"]["leaves"].append(thing["quotes"]["Q1"]["leaves"][0])),
        "quotes",
        "no word is printed",
    ),
    Tampering(
        "openings",
        "one leaf opened twice",
        proof("openings", lambda thing: thing["quotes"]["Q3"]["leaves"].append(thing["quotes"]["Q3"]["leaves"][0])),
        "quotes",
        "twice",
    ),
    Tampering(
        "openings",
        "a quote opened that is not released",
        lambda files: files.update(
            {
                "released/p1/quotes.json": json.dumps(
                    {name: one for name, one in json.loads(files["released/p1/quotes.json"]).items() if name != "Q2"}
                ).encode()
            }
        ),
        "quotes",
        "p1.Q2",
    ),
    Tampering(
        "openings",
        "a number said to be closed",
        proof(
            "openings",
            lambda thing: thing["counts"].pop(_NAMED) and thing["closed"]["values"].update({_NAMED: verify.NOT_CODING}),
        ),
        "complete",
        _NAMED,
    ),
    Tampering(
        "openings",
        "a quote said to be unreleased",
        proof(
            "openings",
            lambda thing: thing["quotes"].pop("Q1") and thing["closed"]["quotes"].update(Q1=verify.NOT_RELEASED),
        ),
        "complete",
        "Q1",
    ),
    Tampering("openings", "an opening taken out", proof("openings", without("counts", _NAMED)), "complete", _NAMED),
    Tampering(
        "openings",
        "another reason",
        proof("openings", lambda thing: thing["closed"]["values"].update({"p1.analysts": "we would rather not"})),
        "complete",
        "as the format has it",
    ),
    Tampering(
        "openings",
        "openings of another paper",
        lambda files: files.update({PROOFS + "openings.json": files["released/proofs/p2/openings.json"]}),
        "quotes",
        "p1.Q1",
    ),
    Tampering(
        "steps",
        "a gap said to be an omission",
        opening("quotes", "Q1", lambda one: one | {"words": [["omission"], *one["words"][1:]]}),
        "quotes",
        "not marked",
    ),
    Tampering(
        "steps",
        "a word said to be the author's",
        opening("quotes", "Q1", lambda one: one | {"words": [["insertion"], *one["words"][1:]]}),
        "quotes",
        "not marked",
    ),
    Tampering(
        "steps",
        "an open word said to be in another spelling",
        opening(
            "quotes", "Q1", lambda one: one | {"words": [[*one["words"][0], "dialect_normalised"], *one["words"][1:]]}
        ),
        "quotes",
        "spelling",
    ),
    Tampering(
        "steps",
        "words said to stand elsewhere",
        opening("quotes", "Q1", lambda one: one | {"words": [*one["words"][1::-1], *one["words"][2:]]}),
        "quotes",
        "not the one",
    ),
    Tampering(
        "steps",
        "a place where no word is",
        opening("quotes", "Q1", lambda one: one | {"words": [[0, 4], *one["words"][1:]]}),
        "quotes",
        "no word",
    ),
    Tampering(
        "steps",
        "a step left out",
        opening("quotes", "Q1", lambda one: one | {"words": one["words"][:-1]}),
        "quotes",
        "more words than it opens",
    ),
    Tampering(
        "steps",
        "a step too many",
        opening("quotes", "Q1", lambda one: one | {"words": [*one["words"], one["words"][-1]]}),
        "quotes",
        "than are printed",
    ),
    Tampering(
        "steps",
        "words before those in front of them",
        both(
            edit(
                "released/p1/quotes.json",
                "det var ingen som visste det. […] en gang jeg",
                "en gang jeg […] det var ingen som visste det.",
            ),
            opening("quotes", "Q2", lambda one: one | {"words": [*one["words"][-3:], ["omission"], *one["words"][:6]]}),
        ),
        "quotes",
        "in front of it",
    ),
    Tampering("heads", "another study", head(study="Another"), "printed_heads", "p1"),
    Tampering("heads", "another tree size", head(texts={"n": 63, "root": "0" * 64}), "trees", "the head says 63"),
    Tampering(
        "heads",
        "the head of another paper",
        lambda files: files.update(
            {
                PROOFS + name: files["released/proofs/p2/" + name]
                for name in ("head.json", "head.json.sig", "leaves.json")
            }
        ),
        "heads",
        "is the head of p2",
    ),
    Tampering(
        "heads",
        "another head, printed and signed",
        head_printed(head(people={"analysed": 4, "S1": 3})),
        "counts",
        _NAMED,
    ),
    Tampering("heads", "another number", head_printed(head(number=2)), "heads", "has the number 2"),
    Tampering("heads", "another former head", head_printed(head(previous="0" * 64)), "heads", "the head before it"),
    Tampering("heads", "reasons for a first head", head_printed(head(reasons=["none"])), "heads", "replaces none"),
    Tampering("heads", "another version of the format", head(schema="trail-commitment@v2"), "heads", "schema"),
    Tampering("heads", "another version of the text", head(canonical_text="raw"), "heads", "canonical_text"),
    Tampering("heads", "the printed constant passed off as keys", head(keys="own"), "printed_heads", "p1"),
    Tampering(
        "trees",
        "a leaf changed",
        proof("leaves", lambda thing: thing["texts"].__setitem__(-1, "f" * 64)),
        "trees",
        "root",
    ),
    Tampering(
        "trees",
        "a leaf taken out, and the head made anew",
        tree_of("counts", lambda listed: [one for one in listed if one not in _opened_counts()]),
        "counts",
        "published ones",
    ),
    Tampering(
        "trees",
        "the last leaf doubled, and the head made anew",
        tree_of("texts", lambda listed: [*listed, listed[-1]]),
        "trees",
        "stands twice",
    ),
    Tampering(
        "trees",
        "leaves in another order, and the head made anew",
        tree_of("texts", lambda listed: listed[::-1]),
        "trees",
        "out of order",
    ),
    Tampering(
        "trees",
        "nodes in place of leaves",
        proof(
            "leaves",
            lambda thing: (
                thing
                | {
                    "texts": sorted(
                        verify.node(bytes.fromhex(one), bytes.fromhex(other)).hex()
                        for one, other in zip(thing["texts"][::2], thing["texts"][1::2], strict=True)
                    )
                }
            ),
        ),
        "trees",
        "32 leaves",
    ),
    Tampering(
        "trees",
        "leaves of other words, and the head made anew",
        tree_of("texts", lambda listed: sorted("%064x" % (int(one, 16) ^ 1) for one in listed)),
        "quotes",
        "published ones",
    ),
    Tampering(
        "form",
        "upper-case hex",
        raw("leaves", lambda data: re.sub(rb"[a-f]", lambda one: one.group().upper(), data, count=1)),
        "trees",
        "leaves.json",
    ),
    Tampering("form", "spaces", raw("head", lambda data: data.replace(b",", b", ")), "heads", "not canonical"),
    Tampering("form", "a line end", raw("openings", lambda data: data + b"\n"), "quotes", "not canonical"),
    Tampering("form", "an unknown key", proof("head", lambda thing: thing | {"note": ""}), "heads", "other keys"),
    Tampering(
        "form",
        "a key missing",
        proof("head", lambda thing: {key: thing[key] for key in thing if key != "people"}),
        "heads",
        "other keys",
    ),
    Tampering(
        "form",
        "a key twice",
        raw("head", lambda data: data.replace(b'{"canonical_text"', b'{"canonical_text":"x","canonical_text"')),
        "heads",
        "key twice",
    ),
    Tampering(
        "form",
        "true for 1",
        raw("openings", lambda data: data.replace(b",1]", b",true]", 1)),
        "counts",
        "as the format has it",
    ),
    Tampering(
        "form",
        "1.0 for 1",
        raw("head", lambda data: data.replace(b'"number":1', b'"number":1.0')),
        "heads",
        "none of its own",
    ),
    Tampering(
        "form",
        "NaN",
        raw("head", lambda data: data.replace(b'"number":1', b'"number":NaN')),
        "heads",
        "none of its own",
    ),
    Tampering(
        "form",
        "a number of a thousand digits",
        raw("head", lambda data: data.replace(b'"number":1', b'"number":' + b"1" * 1000)),
        "heads",
        "none of its own",
    ),
    Tampering(
        "form", "lists in lists a million deep", raw("earlier", lambda data: b"[" * 1_000_000), "heads", "not JSON"
    ),
    Tampering("form", "another type", proof("earlier", lambda thing: [1]), "heads", "not of type dict"),
    Tampering(
        "form",
        "a slot too many",
        opening("quotes", "Q1", lambda one: one["leaves"][0].append("0" * 64)),
        "quotes",
        "as the format has it",
    ),
    Tampering(
        "form",
        "a step of another kind",
        opening("quotes", "Q1", lambda one: one["words"].append(["guess"])),
        "quotes",
        "as the format has it",
    ),
    Tampering("form", "not UTF-8", raw("head", lambda data: b"\xff" + data), "heads", "not JSON"),
    Tampering("form", "empty", raw("leaves", lambda data: b""), "trees", "not JSON"),
    Tampering(
        "form", "an object for a list", proof("leaves", lambda thing: thing | {"texts": {}}), "trees", "not a list"
    ),
    Tampering(
        "form",
        "a step that is no list",
        opening("quotes", "Q1", lambda one: one["words"].append("x")),
        "quotes",
        "as the format has it",
    ),
    Tampering(
        "form", "an index of tables that is none", put("released/p1/tables/index.json", b"[]"), "tables", "index"
    ),
    Tampering(
        "openings",
        "a reason for what is not released",
        proof("openings", lambda thing: thing["closed"]["values"].update({"p1.more": verify.NOT_CODING})),
        "complete",
        "not released",
    ),
    Tampering(
        "chain",
        "a category names an opening that is not there",
        both(edit("released/p1/chain.json", "quotes/Q2", "counts/p1.units.CAT1")),
        "complete",
        "CAT1",
    ),
    Tampering(
        "signature",
        "of another head",
        lambda files: files.update({PROOFS + "head.json.sig": files["released/proofs/p2/head.json.sig"]}),
        "signatures",
        "head.json.sig",
    ),
    Tampering(
        "signature",
        "of another namespace",
        lambda files: files.update({PROOFS + "head.json.sig": _in_namespace("file", files[PROOFS + "head.json"])}),
        "signatures",
        "head.json.sig",
    ),
    Tampering(
        "signature",
        "a time stamp of another head",
        put(PROOFS + "head.json.tsr", b"x" * 99),
        "signatures",
        "time stamp",
    ),
    Tampering("signature", "without its key", put(PROOFS + "allowed_signers", None), "signatures", "public key"),
)


def swapped_pictures(files: Files) -> None:
    found = re.findall(rb'src="[^"]*"', files[WEB])
    files[WEB] = files[WEB].replace(found[0], b"first").replace(found[1], found[0]).replace(b"first", found[1])


def swapped_parts(files: Files, one: str, other: str) -> None:
    parts = published.unzipped(files[WORD])
    parts[one], parts[other] = parts[other], parts[one]
    files[WORD] = published.zipped(parts)


def _opened_counts() -> set[str]:
    opened = json.loads(published.files()[PROOFS + "openings.json"])["counts"][_NAMED]
    salt, token, value = opened["leaves"][0]
    return {verify.count_leaf(bytes.fromhex(salt), _NAMED, opened["of"], token, str(value)).hex()}


def _in_namespace(name: str, data: bytes) -> bytes:
    before, signing.SCHEMA = signing.SCHEMA, name
    try:
        return signing.invented(data)["head.json.sig"]
    finally:
        signing.SCHEMA = before


def _checks(kind: str) -> tuple:
    """Without signatures where these were made anew or are not meant: another process takes its time."""
    return verify.CHECKS if kind == "signature" else verify.CHECKS[:-1]


def tried(one: Tampering, files: Files | None = None) -> list[tuple[str, str]]:
    """Return what is found after a tampering whose author wrote the manifest anew."""
    files = dict(files or published.files())
    one.change(files)
    return lines(found(published.manifested(files), _checks(one.kind)))


def matrix() -> list[tuple[str, str, str, str]]:
    """Return (kind, what, found by, message) of every tampering."""
    whole, rows = published.files(), []
    for one in TAMPERINGS:
        said = tried(one, whole)
        message = next((line for check, line in said if check == one.found_by and one.says in line), "")
        rows.append((one.kind, one.what, ", ".join(dict.fromkeys(check for check, _ in said)), message))
    return rows


def table(rows: list[tuple[str, str, str, str]]) -> str:
    """Return the matrix in Markdown."""
    cells = ["| where | tampering | found by | message |", "| --- | --- | --- | --- |"]
    return "\n".join([*cells, *("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows)])


if __name__ == "__main__":
    text = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(page_parts.replaced(text, "what was tried", COMMAND, table(matrix())), encoding="utf-8")
