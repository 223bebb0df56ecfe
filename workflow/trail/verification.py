"""Does what lies in results/ still agree with what the run recorded, and with itself?"""

from pathlib import Path
from typing import NamedTuple

from trail import ledger, records, release
from trail.faults import Faults
from trail.tables import read, read_json


class Check(NamedTuple):
    """One check of the results: name, what it shows, and what it found wrong as sentences."""

    name: str
    shows: str
    wrong: list[str]


def verify(results: Path, zone: str) -> list[Check]:
    """Return the checks of one zone of a results folder.

    zone: `open` looks at released/ and open/ alone; `closed` looks at closed/, and where there is an open zone also
    at whether everything in it came through the door.
    Raises FileNotFoundError where the zone has no record: then nothing was finished.
    """
    checks = [Check("unchanged", "every file is as the run recorded it", records.changed(results, zone))]
    if zone == "open":
        checks.append(printed_is_released(results))
    elif (results / "released").exists():
        checks.append(released_is_candidate(results))
    return checks


def printed_is_released(results: Path) -> Check:
    """Return whether the ledger is what follows from the documents' claims and the released things, words included."""
    claims = {path.stem: read_json(path) for path in sorted((results / "open" / "claims").glob("*.json"))}
    released = {path.parent.name: path.parent for path in sorted((results / "released").glob("*/values.json"))}
    figures = {path.parent.name: read_json(path) for path in (results / "open" / "figures").glob("*/figures.json")}
    shows = "every claim, quote, number, figure and table rests on a released thing"
    try:
        followed = ledger.ledger(claims, released, figures)
    except Faults as found:
        return Check("printed_is_released", shows, [f"{fault.file}: {fault.message}" for fault in found.faults])
    written = {row["claim_id"]: row for row in read(results / "open" / "ledger.csv").to_dict("records")}
    followed = {row["claim_id"]: row for row in followed.to_dict("records")}
    wrong = [f"{name}: the ledger has no row for it." for name in followed if name not in written]
    wrong += [f"{name}: stands in the ledger, but in no document." for name in written if name not in followed]
    for name in sorted(followed.keys() & written.keys()):
        differing = [column for column, cell in followed[name].items() if written[name][column] != cell]
        if differing:
            wrong.append(f"{name}: the ledger says something else than follows ({', '.join(differing)}).")
    things = {name: release.read_things(folder) for name, folder in released.items()}
    wrong += [
        f"{claim['claim_id']}: '{claim['of']}' says something else than was released."
        for document, of_document in claims.items()
        for claim in of_document
        if not _says(document, claim, things)
    ]
    return Check("printed_is_released", shows, wrong)


def _says(document: str, claim: dict, things: dict[str, dict]) -> bool:
    """Return whether a printed quote or number has the words of its released thing; other kinds have their own."""
    home, name = ledger.home_of(document, claim["of"], things)
    printed = " ".join(claim["text"].split()).casefold()
    if claim["kind"] == "value":
        thing = things[home]["value"][claim["of"]]
        return printed in {words.casefold() for words in (thing["text"], *thing.get("words", {}).values())}
    if claim["kind"] == "quote":
        halves = [half[name] for half in (things[home][kind] for kind in ledger.HALVES) if name in half]
        words = [half.get("original") or half["translation"] for half in halves]
        return printed in {" ".join(half.split()).casefold() for half in words}
    return True


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


def report(results: Path, zone: str) -> dict:
    """Return the checks of a zone as JSON: {verified, record_sha256, checks: [{name, shows, holds, wrong}]}."""
    checks = verify(results, zone)
    return {
        "record_sha256": records.record_sha256(results, zone),
        "verified": not any(check.wrong for check in checks),
        "checks": [
            {"name": check.name, "shows": check.shows, "holds": not check.wrong, "wrong": check.wrong}
            for check in checks
        ],
    }
