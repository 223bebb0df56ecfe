"""Does what lies in results/ still agree with what the run recorded, and with itself?"""

from pathlib import Path
from typing import NamedTuple

from trail import (
    attestations,
    commitments,
    ledger,
    publication_checks,
    published_documents,
    records,
    release,
    settings,
    study,
    verify,
)
from trail.faults import Faults
from trail.tables import read, read_json, sha256


class Check(NamedTuple):
    """One check of the results: name, what it shows, and what it found wrong as sentences."""

    name: str
    shows: str
    wrong: list[str]


def verified(results: Path, zone: str) -> list[Check]:
    """Return the checks of one zone of a results folder.

    zone: `open` looks at released/ and open/ alone; `closed` looks at closed/, and where there is an open zone also
    at whether everything in it came through the door and follows from what was committed to.
    Raises FileNotFoundError where the zone has no record: then nothing was finished.
    """
    checks = [Check("unchanged", "every file is as the run recorded it", records.changed(results, zone))]
    if zone == "open":
        return [*checks, printed_is_released(results), *published(results)]
    config = _config(results)
    if config:
        checks.append(appeared_is_kept(results.parent / config["study"]["data"]))
    if (results / "released").exists():  # of a draft nothing was attested to, released or committed to
        checks += [
            transcripts_are_attested(results),
            released_is_candidate(results),
            committed_is_there(results, config),
        ]
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
    return Check("printed_is_released", shows, wrong)


def published(results: Path) -> list[Check]:
    """Return the checks that a stranger can make, with the program that goes with the bundle."""
    found = verify.verify(verify.files_at(results))
    return [Check(one.name, one.shows, [*one.wrong, *one.malformed]) for one in found if one.name != "unchanged"]


def transcripts_are_attested(results: Path) -> Check:
    """Return whether a person attested to each transcript as it was read."""
    texts = [read(path) for path in sorted((results / "closed" / "texts").glob("*.parquet"))]
    attested = read(results / "closed" / "study" / "attestations.csv")
    faults = [fault for one in texts for fault in attestations.check(one, attested)]
    return Check(
        "attested", "each transcript was attested to as it is", [f"{one.file}: {one.message}" for one in faults]
    )


def appeared_is_kept(data: Path) -> Check:
    """Return whether what is in `published/` is as it appeared, and true to the heads that it prints."""
    shows = "documents that appeared are as they were, and true to the heads that they print"
    rows = study.read_table("published", data).to_dict("records")
    return Check("appeared", shows, published_documents.wrong(data, rows))


def committed_is_there(results: Path, config: dict | None) -> Check:
    """Return whether texts and coding are, leaf by leaf, what each paper's head commits to, and proofs are of it.

    Leaves are made anew where the study (config) and its keys are at hand.
    """
    wrong, closed = [], results / "closed"
    for folder in sorted(path.parent for path in closed.glob("*/commitment/head.json")):
        paper, head = folder.parent.name, read_json(folder / "head.json")
        for name in ("head", "earlier", "leaves"):
            public = results / "released" / "proofs" / paper / f"{name}.json"
            if not public.exists() or public.read_bytes() != (folder / f"{name}.json").read_bytes():
                wrong.append(f"released/proofs/{paper}/{name}.json is not what {paper} commits to.")
        opened, could = (read_json(path) for path in (public.with_name("openings.json"), folder / "openings.json"))
        for kind in ("quotes", "counts", "totals"):
            more = [name for name, one in opened[kind].items() if could[kind].get(name) != one]
            wrong += [f"released/proofs/{paper}: '{name}' is opened otherwise than was committed to." for name in more]
        anew = (closed, paper, config, read_json(folder / "earlier.json"), head["reasons"])
        if config and commitments.made_anew(*anew).head != head:
            wrong.append(f"{paper}: its head does not follow from the texts and the coding in closed/.")
    return Check("committed", "texts and coding are, leaf by leaf, what the heads commit to", wrong)


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
    """Return the checks of a zone as JSON: {verified, record_sha256, beside, checks: [{name, shows, holds, wrong}]}.

    beside: {path within the study: SHA-256} of what was verified although no run made it
    """
    checks = verified(results, zone)
    return {
        "beside": _beside(results) if zone == "closed" else {},
        "record_sha256": records.record_sha256(results, zone),
        "verified": not any(check.wrong for check in checks),
        "checks": [
            {"name": check.name, "shows": check.shows, "holds": not check.wrong, "wrong": check.wrong}
            for check in checks
        ],
    }


def _config(results: Path) -> dict | None:
    """Return the config of the study that the results lie in; None where they lie by themselves."""
    path = results.parent / settings.FILE
    return study.load_config(path) if path.exists() else None


def _beside(results: Path) -> dict[str, str]:
    config = _config(results)
    if not config:
        return {}
    data = config["study"]["data"]
    kept = publication_checks.kept(results.parent / data)
    return {f"{data}/{publication_checks.FOLDER}/{name}": sha256(content) for name, content in kept.items()}
