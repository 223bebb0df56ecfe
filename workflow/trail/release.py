"""The one door: what the release list lets out of the closed zone, bound to the hash of what was reviewed."""

import hashlib
import hmac
import json
import os
import re
from pathlib import Path

import pandas as pd
import yaml

from trail.faults import Fault, Faults
from trail.tables import as_dicts, canonical_json, read, read_json, sha256, write, write_json

# Kinds of a document's things, in the words of release.csv, and where each comes from.
KINDS = ("quote_original", "quote_translation", "value", "table", "category", "condensate", "codebook")
STUDY = "study"  # stands for a document in release.csv where the study's own method material is meant
CONSTANT = "trail: this study is invented, its keys are worthless"
_QUOTE_FIELDS = {
    "quote_original": ("original", "label", "source_language"),
    "quote_translation": ("translation", "label", "target_language"),
}
_CHAIN_KINDS = {"category": "category", "condensate": "condensate", "code_group": "codebook", "subgroup": "codebook"}


def read_things(folder: Path) -> dict[str, dict]:
    """Return what lies in a candidates folder as {kind: {id: thing}}: what `content_sha256` is taken over.

    A quote's two halves are things of their own; a table is {columns, rows, note}; a chain entry is the thing of
    its category, condensate, code group or subgroup (the last two under `codebook`).
    """
    folder = Path(folder)
    picked = {name: read_json(folder / f"{name}.json") for name in ("values", "quotes", "chain")}
    tables = {name: read(folder / "tables" / f"{name}.csv") for name in read_json(folder / "tables" / "index.json")}
    return things_of(picked | {"tables": tables, "notes": read_json(folder / "tables" / "notes.json")})


def things_of(picked: dict) -> dict[str, dict]:
    """Return candidates, as `candidates.pick` returns them, in the form of `read_things`."""
    things = {kind: {} for kind in KINDS}
    things["value"] = picked["values"]
    things |= quote_things(picked["quotes"])
    for name, table in picked["tables"].items():
        rows = table.astype(str).to_numpy().tolist()
        things["table"][name] = {"columns": table.columns.tolist(), "rows": rows, "note": picked["notes"].get(name, "")}
    for name, entry in picked["chain"].items():
        things[_CHAIN_KINDS[entry["kind"]]][name] = entry
    return things


def quote_things(quotes: dict[str, dict]) -> dict[str, dict]:
    """Return candidate quotes in the form of `read_things`: each half a thing of its own."""
    return {
        kind: {
            name: {field: quote[field] for field in fields if field in quote}
            for name, quote in quotes.items()
            if fields[0] in quote
        }
        for kind, fields in _QUOTE_FIELDS.items()
    }


def content_sha256(thing) -> str:
    """Return the SHA-256 of a thing's canonical JSON."""
    return sha256(canonical_json(thing))


def decide(document: str, things: dict[str, dict], release: pd.DataFrame) -> pd.DataFrame:
    """Return what the release list says of each thing.

    release: the study's `release` table
    Columns: kind, id, content_sha256, state, row. state: `released`, `withheld`, `stale` (re-worded since it was
    reviewed), `waiting` (no decision) or `gone` (a decision on what is not there: renamed, or misspelt). A row with
    id `*` decides every thing of its kind that has no row of its own, all together: its hash is over {id: thing} of
    those. Sorted by kind and id.
    """
    rows = as_dicts(release[release["document"] == document])
    gone = [row for row in rows if row["id"] not in ("*", *things.get(row["kind"], ()))]
    decided = [(row["kind"], row["id"], "", "gone", row["row"]) for row in gone]
    for kind, of_kind in things.items():
        own = {row["id"]: row for row in rows if row["kind"] == kind}
        everything = own.pop("*", None)
        rest = {name: thing for name, thing in of_kind.items() if name not in own}
        rest_state = _state(everything, rest)
        for name, thing in of_kind.items():
            row = own.get(name, everything)
            state = _state(row, thing) if name in own else rest_state
            decided.append((kind, name, content_sha256(thing), state, row["row"] if row else ""))
    columns = ["kind", "id", "content_sha256", "state", "row"]
    return pd.DataFrame(decided, columns=columns, dtype=str).sort_values(["kind", "id"], ignore_index=True)


def _state(row: dict | None, thing) -> str:
    if row is None:
        return "waiting"
    if row["decision"] != "release":
        return "withheld"
    return "released" if row["content_sha256"] == content_sha256(thing) else "stale"


def unheeded(document: str, decided: pd.DataFrame) -> list[Fault]:
    """Return a warning for each decision of `decide` that no longer lets anything out: its thing changed, or is gone.

    One for each row of the release list, however many things a `*` decides.
    """
    what = {"stale": "changed since it was reviewed, and is not released", "gone": "is not there"}
    rows = as_dicts(decided[decided["state"].isin(what)].drop_duplicates("row"))
    cure = f"look at it again: `trail release` lists what waits, --accept {document}:KIND:ID renews a decision."
    return [
        Fault(
            "release.csv",
            f"row {row['row']}",
            f"{document}, {row['kind']}: {what[row['state']]}; {cure}",
            row["state"],
            "W",
        )
        for row in rows
    ]


def released_things(things: dict[str, dict], decided: pd.DataFrame) -> dict[str, dict]:
    """Return the things that `decide` calls released, in the form of `read_things`."""
    passed = set(decided.loc[decided["state"] == "released", ["kind", "id"]].itertuples(index=False, name=None))
    return {
        kind: {name: thing for name, thing in of_kind.items() if (kind, name) in passed}
        for kind, of_kind in things.items()
    }


def write_things(things: dict[str, dict], folder: Path) -> None:
    """Write things in the form of a released folder: values, quotes, chain and tables with their notes.

    Every file is written, empty ones too, so that a rule can name them; a table no longer released is removed.
    """
    folder = Path(folder)
    quotes = {}
    for kind in _QUOTE_FIELDS:
        for name, half in things[kind].items():
            quotes.setdefault(name, {}).update(half)
    write_json(things["value"], folder / "values.json")
    write_json(quotes, folder / "quotes.json")
    write_json(things["category"] | things["condensate"] | things["codebook"], folder / "chain.json")
    write_tables(
        {name: pd.DataFrame(table["rows"], columns=table["columns"]) for name, table in things["table"].items()},
        {name: table["note"] for name, table in things["table"].items() if table["note"]},
        folder / "tables",
    )


def write_tables(tables: dict[str, pd.DataFrame], notes: dict[str, str], folder: Path) -> None:
    """Write tables and their notes to a folder that then holds nothing else."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.glob("*.csv"):
        if path.stem not in tables:
            path.unlink()
    for name, table in tables.items():
        write(table, folder / f"{name}.csv")
    write_json(notes, folder / "notes.json")
    # The index stands for the folder in rules: it is written last and changes when any table does.
    write_json({name: sha256((folder / f"{name}.csv").read_bytes()) for name in tables}, folder / "index.json")


def label_key(config: dict) -> bytes:
    """Return the key that labels are drawn by: of an invented study from the constant, else $TRAIL_KEYS/labels.key.

    Raises Faults where a real study's key is not at hand.
    """
    if config["study"]["invented"]:
        return sha256(CONSTANT).encode()
    path = Path(os.environ.get("TRAIL_KEYS", ""), "labels.key")
    if not os.environ.get("TRAIL_KEYS") or not path.is_file():
        cure = "set TRAIL_KEYS to the folder that holds labels.key: 32 random bytes, outside the repository."
        raise Faults([Fault("labels.csv", "", f"labels are drawn by a key: {cure}", "no_key")])
    return path.read_bytes()


def keys(config: dict) -> list[bytes]:
    """Return the keys that nothing public may hold: of an invented study its constant's, else all that are at hand."""
    if config["study"]["invented"]:
        return [label_key(config)]
    folder = os.environ.get("TRAIL_KEYS")
    return [path.read_bytes() for path in sorted(Path(folder).rglob("*.key"))] if folder else []


def draw_labels(paper: str, interviews: list[str], labels: pd.DataFrame, key: bytes, invented: bool) -> pd.DataFrame:
    """Return the labels of a paper with new ones for interviews that have none: paper, interview_id, label.

    labels: the study's `labels`, kept as they are, so that a withdrawal or a new interview moves nobody's label
    The numbers 1..n of the paper are handed out in the order of HMAC-SHA256(key, paper, interview), so that labels
    of two papers cannot be joined by anyone without the key. An invented study says so in each label.
    """
    kept = labels[labels["paper"] == paper]
    known = set(kept["interview_id"])
    order = sorted(
        (name for name in interviews if name not in known),
        key=lambda name: hmac.new(key, canonical_json([paper, name]), hashlib.sha256).digest(),
    )
    word = "Invented interview" if invented else "Interview"
    numbers = [int(number[0]) for label in kept["label"] if (number := re.search(r"\d{1,9}$", label))]
    first = max([len(kept), *numbers]) + 1  # no number is given twice, also after labels that a person chose
    new = [(paper, name, f"{word} {number}") for number, name in enumerate(order, start=first)]
    columns = ["paper", "interview_id", "label"]
    return pd.concat([kept[columns], pd.DataFrame(new, columns=columns)], ignore_index=True)


def study_things(codebook: pd.DataFrame, decisions: pd.DataFrame, reporting: list[Path]) -> dict[str, dict]:
    """Return the study's method material as it may leave, in the form of `read_things`: {kind: {id: thing}}.

    codebook: every version of every code group without example units; decisions: month, step and public text of
    those that have one, in time order; reporting: what the YAML files hold.
    """
    fields = ["paper", "code_group_id", "version", "name", "definition", "include", "exclude", "origin", "lens"]
    fields += ["change", "derived_from"]
    number = pd.to_numeric(codebook["version"])
    groups = codebook.assign(number=number).sort_values(["paper", "code_group_id", "number"]).to_dict("records")
    public = as_dicts(decisions[decisions["public_text"] != ""].sort_values(["decided_on", "decision_id"]))
    return {
        "codebook": {
            f"{group['paper']}.{group['code_group_id']}@{group['version']}": {field: group[field] for field in fields}
            for group in groups
        },
        "decisions": {
            row["decision_id"]: {"month": row["decided_on"][:7], "step": row["step"], "text": row["public_text"]}
            for row in public
        },
        "reporting": {path.stem: _answers(path) for path in reporting},
    }


def _answers(path: Path):
    """Return what a YAML file of answers holds, as JSON could: item numbers and dates as texts."""
    try:
        answers = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        cure = "is not YAML in UTF-8. A text with ':' or '#' in it needs quotes round it."
        place = f"line {mark.line + 1}" if mark else ""
        raise Faults([Fault(f"reporting/{path.name}", place, cure, "unreadable_answers")]) from error
    return json.loads(json.dumps(answers, default=str))
