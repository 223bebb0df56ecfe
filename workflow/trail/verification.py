"""Does what lies in results/ still agree with what the run recorded, and with itself?"""

from pathlib import Path
from typing import NamedTuple

from trail import release
from trail.tables import canonical_json, read, read_json, sha256

# What a check of the results writes or what is written after the record: not part of it.
NOT_RECORDED = frozenset({"record.json", "verification.json"})
ZONES = {"open": ("released", "open"), "closed": ("closed",)}


class Check(NamedTuple):
    """One check of the results: name, what it shows, and what it found wrong as sentences."""

    name: str
    shows: str
    wrong: list[str]


def record(results: Path, zone: str) -> dict[str, str]:
    """Return {path within results: SHA-256} of every file of a zone; `open` covers released/ and open/."""
    return {
        path.relative_to(results).as_posix(): sha256(path.read_bytes())
        for folder in ZONES[zone]
        for path in sorted((results / folder).rglob("*"))
        if path.is_file() and path.name not in NOT_RECORDED and not path.name.startswith(".")
    }


def verify(results: Path, zone: str) -> list[Check]:
    """Return the checks of one zone of a results folder.

    zone: `open` looks at released/ and open/ alone; `closed` looks at closed/, and where there is an open zone also
    at whether everything in it came through the door.
    Raises FileNotFoundError where the zone has no record: then nothing was finished.
    """
    checks = [unchanged(results, zone)]
    if zone == "open":
        checks.append(printed_is_released(results))
    elif (results / "released").exists():
        checks.append(released_is_candidate(results))
    return checks


def unchanged(results: Path, zone: str) -> Check:
    """Return whether every file has the bytes that were recorded, none is missing and none was added."""
    recorded = read_json(results / zone / "record.json")
    found = record(results, zone)
    wrong = [
        f"{path} was changed after it was made." for path in recorded if found.get(path, "") not in ("", recorded[path])
    ]
    wrong += [f"{path} is missing." for path in recorded if path not in found]
    wrong += [f"{path} was not made by the run." for path in found if path not in recorded]
    cure = " Delete it and run `make`: it is made anew."
    return Check("unchanged", "every file is as the run recorded it", [line + cure for line in sorted(wrong)])


def printed_is_released(results: Path) -> Check:
    """Return whether each row of the ledger carries the hash of a thing that is released, and its words."""
    wrong, things = [], {}
    for row in read(results / "open" / "ledger.csv").to_dict("records"):
        here = row["document"]
        hashes = []
        for name in row["of"].split(";"):
            first, dot, rest = name.partition(".")
            borrowed = bool(dot) and first != here and (results / "released" / first).is_dir()
            document = first if borrowed else here
            own_name = rest if borrowed and row["kind"] != "value" else name
            if document not in things:
                things[document] = release.read_things(results / "released" / document)
            hashes.append(_hash_of(things[document], row["kind"], own_name, row["text"]))
        expected = hashes[0] if len(hashes) == 1 else sha256(canonical_json(hashes))
        if None in hashes:
            wrong.append(f"{row['claim_id']}: '{row['of']}' is not among the released things, or says something else.")
        elif row["sha256"] != expected:
            wrong.append(f"{row['claim_id']}: the ledger's hash is not that of the released '{row['of']}'.")
    return Check("printed_is_released", "every claim, quote, number, figure and table rests on a released thing", wrong)


def _hash_of(things: dict, kind: str, name: str, text: str) -> str | None:
    """Return the content hash of the released thing that a claim rests on, None where it is not released."""
    if kind == "quote":
        halves = [things[half][name] for half in ("quote_original", "quote_translation") if name in things[half]]
        printed = [half for half in halves if (half.get("original") or half.get("translation")) in text]
        return release.content_sha256(printed[0]) if printed else None
    if kind == "value":
        thing = things["value"].get(name)
        said = {thing["text"], *thing.get("words", {}).values()} if thing else set()
        return release.content_sha256(thing) if text.casefold() in {word.casefold() for word in said} else None
    if kind in ("figure", "table"):
        thing = things["table"].get(name)
    else:
        thing = next(
            (things[kind][name] for kind in ("category", "condensate", "codebook") if name in things[kind]), None
        )
    return release.content_sha256(thing) if thing is not None else None


def released_is_candidate(results: Path) -> Check:
    """Return whether everything released is, to the letter, a candidate that the door let through."""
    wrong = []
    for folder in sorted(path.parent for path in (results / "released").glob("*/values.json")):
        released = release.read_things(folder)
        candidates = release.read_things(results / "closed" / folder.name / "candidates")
        door = read(results / "closed" / folder.name / "door.csv")
        passed = {
            (row["kind"], row["id"]): row["content_sha256"]
            for row in door.to_dict("records")
            if row["state"] == "released"
        }
        for kind, of_kind in released.items():
            for name, thing in of_kind.items():
                hashes = {release.content_sha256(thing), passed.get((kind, name))}
                hashes.add(release.content_sha256(candidates[kind].get(name)))
                if len(hashes) != 1:
                    wrong.append(f"released/{folder.name}: {kind} '{name}' is not what the release list let through.")
    return Check("released_is_candidate", "everything released was reviewed in these words", wrong)


def report(checks: list[Check]) -> dict:
    """Return the checks as JSON: {"verified": all hold, "checks": [{name, shows, holds, wrong}]}."""
    return {
        "verified": not any(check.wrong for check in checks),
        "checks": [
            {"name": check.name, "shows": check.shows, "holds": not check.wrong, "wrong": check.wrong}
            for check in checks
        ],
    }
