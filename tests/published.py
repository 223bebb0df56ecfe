"""A small published study, made in memory: what `verify` looks at, with everything in it that can be tampered with."""

import base64
import csv
import hashlib
import html
import io
import json
import zipfile

import pandas as pd

from trail import commitments, ledger, openings, release, signing, verify
from trail.tables import canonical_json, sha256

CONFIG = {
    "study": {"title": "Made", "invented": True},
    "interview_sets": {"S1": {}},
    "papers": {"p1": {"interview_sets": ["S1"]}, "p2": {"interview_sets": ["S1"]}},
}
TALKS = {
    "A1": "Jeg ringte ikke. Det var kona mi som ringte, altså, for meg; jeg hadde ikke gjort det selv, tror jeg nå.",
    "B1": "Nei, det var ingen som visste det. Ikke en gang jeg.",
    "C1": "Jeg gikk på jobb hver dag.",
}
PEOPLE = {"A1": "P1", "B1": "P2", "C1": "P3"}
ROWS = [(name, PEOPLE[name], "S1") for name in TALKS]
TABLES = {
    "interviews": pd.DataFrame(ROWS, columns=["interview_id", "participant_id", "interview_set"]),
    "participants": pd.DataFrame([(one, "complete") for one in PEOPLE.values()], columns=["participant_id", "status"]),
    "labels": pd.DataFrame(
        [(paper, name, f"Interview {number}") for paper in ("p1", "p2") for number, name in enumerate(TALKS, 1)],
        columns=["paper", "interview_id", "label"],
    ),
    "codebook": pd.DataFrame(
        [
            dict.fromkeys(("definition", "include", "exclude", "origin", "lens", "change", "derived_from"), "…")
            | {"paper": paper, "code_group_id": "CG1", "version": "1", "name": "Asking"}
            for paper in ("p1", "p2")
        ]
    ),
}
TURNS = pd.DataFrame(
    [(name, 1, "doctor", 0, text) for name, text in TALKS.items()],
    columns=["interview_id", "turn", "role", "start", "text"],
)
LABELS = {name: f"Interview {number}" for number, name in enumerate(TALKS, 1)}
UNITS = pd.DataFrame([(f"U{name}", 0, len(text)) for name, text in TALKS.items()], columns=["unit_id", "start", "end"])
QUOTES = {
    "Q1": ("A1", "Jeg ringte ikke. Det var kona mi som ringte", "I did not call. It was my wife who called", ""),
    "Q2": ("B1", "det var ingen som visste det. […] en gang jeg", "there was nobody who knew", "omission"),
    "Q3": ("A1", "jeg hadde ikke gjort det selv", "I had not done it myself", ""),
}
COUNTED = {"participants": 3, "participants.S1": 3, "participants.CAT1": 2, "participants.CAT2": 1}
UNDER = {"participants": "A1 B1 C1", "participants.S1": "A1 B1 C1", "participants.CAT1": "A1 B1"}
UNDER["participants.CAT2"] = "C1"
CLAIM = "They did not ask for help, and nobody knew."


def values(paper: str) -> dict[str, dict]:
    whole = COUNTED | {"units.CAT1": 7, "analysts": 2}
    functions = {"analysts": "values.written"}
    return {
        f"{paper}.{name}": {
            "value": value,
            "text": str(value),
            "words": {"en": f"word{value}"},
            "what": name,
            "function": functions.get(name, "values.themed"),
            "filter": {},
        }
        for name, value in whole.items()
    }


def files(number: int = 1) -> dict[str, bytes]:
    """Return {path: bytes} of what was published, with a manifest; number: of the head, the ones before it made up."""
    made: dict[str, bytes] = {}
    claims = {paper: _paper(made, paper, number) for paper in ("p1", "p2")}
    nothing = pd.DataFrame(columns=["public_text", "decided_on", "decision_id"], dtype=str)
    codebook = release.study_things(TABLES["codebook"], nothing, [])["codebook"]
    made["released/study/codebook.json"] = json.dumps(list(codebook.values())).encode()
    write_ledger(made, claims)
    return manifested(made)


def _paper(made: dict[str, bytes], paper: str, number: int) -> list[dict]:
    """Add one paper's files; return its claims."""
    of, start = values(paper), f"released/{paper}/"
    evidence = {f"{paper}.{name}": {"interviews": all_of.split()} for name, all_of in UNDER.items()}
    quotes = {
        name: {
            "original": original,
            "translation": translation,
            "label": LABELS[interview],
        }
        for name, (interview, original, translation, _) in QUOTES.items()
    }
    evidence |= {name: {"interviews": [one[0]], "units": [f"U{one[0]}"]} for name, one in QUOTES.items()}
    earlier: list[dict] = []
    for _ in range(number):
        reasons = ["a transcript was corrected"] if earlier else []
        forest = commitments.forest(paper, CONFIG, TABLES, TURNS, of, evidence, earlier, reasons, quotes)
        earlier = [*earlier, forest.head]
    edits = {name: one[3] for name, one in QUOTES.items()}
    could = openings.candidates(forest, quotes, evidence, UNITS, edits)
    proofs = commitments.files(forest, earlier, openings.of_released(could, quotes, of))
    made |= {f"released/proofs/{paper}/{name}.json": data for name, data in proofs.items()}
    made |= {f"released/proofs/{paper}/{name}": data for name, data in signing.invented(proofs["head"]).items()}
    names = [f"counts/{paper}.participants.CAT1", "quotes/Q1", "quotes/Q2"]
    chain = {"CAT1": {"kind": "category", "heading": "Not asking", "text": "…", "commitments": names}}
    chain["CAT2"] = {"kind": "category", "heading": "Going to work", "text": "…", "commitments": []}
    for name, thing in (("values", of), ("quotes", quotes), ("chain", chain)):
        made[f"{start}{name}.json"] = json.dumps(thing, ensure_ascii=False, sort_keys=True).encode()
    tables = {
        "themes": "category,people,of\nNot asking,2,3\nGoing to work,1,3\n",
        "flow": "set,people\nS1,3\n",
    }
    made |= {f"{start}tables/{name}.csv": text.encode() for name, text in tables.items()}
    made[f"{start}tables/index.json"] = json.dumps({name: sha256(text) for name, text in tables.items()}).encode()
    figures = {name: _figure(made, paper, name, sha256(text)) for name, text in tables.items()}
    made[f"open/figures/{paper}/figures.json"] = json.dumps(figures).encode()
    claims = [
        _claim(paper, "value", f"{paper}.participants.CAT1", "2"),
        _claim(paper, "claim", "CAT1", CLAIM),
        _claim(paper, "quote", "Q1", quotes["Q1"]["translation"]),
        _claim(paper, "quote", "Q3", quotes["Q3"]["original"]),
        _claim(paper, "figure", "themes", "How many."),
        _claim(paper, "figure", "flow", "Who took part."),
    ]
    made[f"open/claims/{paper}.json"] = json.dumps(claims, ensure_ascii=False).encode()
    head = verify.short(proofs["head"])
    made[f"open/documents/{paper}.html"] = _page(claims, quotes, head, made).encode()
    made[f"open/documents/{paper}.docx"] = _word(claims, quotes, head, made)
    return claims


def _claim(paper: str, kind: str, of: str, text: str) -> dict:
    identity = f"{paper}-c-{sha256(kind + of)[:6]}"
    return {"claim_id": identity, "kind": kind, "of": of, "section": "Results", "text": text}


def _figure(made: dict[str, bytes], paper: str, name: str, digest: str) -> dict:
    source = html.escape(json.dumps({"figure": name, "table": name, "table_sha256": digest}), quote=False)
    drawn = {
        "svg": f"<svg><dc:source>{source}</dc:source></svg>".encode(),
        "png": f"{paper} {name}".encode(),
    }
    made |= {f"open/figures/{paper}/{name}.{ending}": data for ending, data in drawn.items()}
    hashes = {ending: hashlib.sha256(data).hexdigest() for ending, data in drawn.items()}
    return {"files": hashes, "table": name, "table_sha256": digest, "alt": name}


def _printed(claim: dict, quotes: dict) -> str:
    return f"“{claim['text']}” ({quotes[claim['of']]['label']})" if claim["kind"] == "quote" else claim["text"]


def _page(claims: list[dict], quotes: dict, head: str, made: dict[str, bytes]) -> str:
    body = []
    for claim in claims:
        if claim["kind"] == "figure":
            data = base64.b64encode(made[f"open/figures/{claim['claim_id'][:2]}/{claim['of']}.svg"]).decode()
            body.append(f'<img src="data:image/svg+xml;base64,{data}" alt="x" />')
        mark = '<a class="trail-mark" href="#">◦</a>'
        text = html.escape(_printed(claim, quotes), quote=False)
        body.append(f'<p>It is <span id="{claim["claim_id"]}" class="trail"><em>{text}</em>{mark}</span> so.</p>')
    return f"<html><body>{''.join(body)}<p>Committed to: {head}</p></body></html>"


def _word(claims: list[dict], quotes: dict, head: str, made: dict[str, bytes]) -> bytes:
    space = verify._W[1:-1]
    body, links, parts = [], [], {}
    for number, claim in enumerate(claims):
        if claim["kind"] == "figure":
            parts[f"word/media/{number}.png"] = made[f"open/figures/{claim['claim_id'][:2]}/{claim['of']}.png"]
            links.append(f'<r Id="r{number}" Target="media/{number}.png"/>')
            body.append(f'<w:p><a:blip r:embed="r{number}"/></w:p>')
        text = html.escape(_printed(claim, quotes), quote=False)
        mark = '<w:r><w:rPr><w:rStyle w:val="EvidenceMark"/></w:rPr><w:t> 3fa9c1</w:t></w:r>'
        start = f'<w:bookmarkStart w:id="{number}" w:name="{claim["claim_id"]}"/>'
        body.append(f'<w:p>{start}<w:r><w:t>{text}</w:t></w:r>{mark}<w:bookmarkEnd w:id="{number}"/></w:p>')
    body.append(f"<w:p><w:r><w:t>Committed to: {head}</w:t></w:r></w:p>")
    parts["word/document.xml"] = (
        f'<w:document xmlns:w="{space}" xmlns:a="a" xmlns:r="r"><w:body>{"".join(body)}</w:body></w:document>'
    ).encode()
    parts["word/_rels/document.xml.rels"] = f"<rels>{''.join(links)}</rels>".encode()
    return zipped(parts)


def zipped(parts: dict[str, bytes]) -> bytes:
    """Return a zip of parts, the same bytes for the same parts."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in sorted(parts.items()):
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data)
    return packed.getvalue()


def unzipped(data: bytes) -> dict[str, bytes]:
    """Return the parts of a zip."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def write_ledger(made: dict[str, bytes], claims: dict[str, list[dict]]) -> None:
    """Write the ledger of claims, as the run would."""
    rows = []
    for document, of_document in claims.items():
        for claim in of_document:
            thing = {}
            if claim["kind"] in ("value", "quote", "claim"):
                kind = {"value": "values", "quote": "quotes", "claim": "chain"}[claim["kind"]]
                thing = json.loads(made[f"released/{document}/{kind}.json"])[claim["of"]]
            if claim["kind"] == "quote":
                thing = {name: thing[name] for name in ("original", "label")}
            row = dict.fromkeys(ledger.COLUMNS, "") | claim | {"document": document}
            rows.append(row | {"sha256": hashlib.sha256(canonical_json(thing)).hexdigest()})
    text = io.StringIO()
    writer = csv.DictWriter(text, ledger.COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    made["open/ledger.csv"] = text.getvalue().encode()


def manifested(made: dict[str, bytes]) -> dict[str, bytes]:
    """Return files with a manifest of them as they are: whoever tampers covers their tracks."""
    made = {path: data for path, data in made.items() if path != verify.MANIFEST}
    listed = {path: hashlib.sha256(data).hexdigest() for path, data in made.items()}
    return made | {verify.MANIFEST: canonical_json(listed)}
