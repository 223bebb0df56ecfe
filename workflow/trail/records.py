"""The record of a run: the hash of every file it made."""

from pathlib import Path

from trail.tables import read_json, sha256

# What a zone's record covers. The open record covers what was let through the door as well.
ZONES = {"open": ("released", "open"), "closed": ("closed",)}
# Written after the record, or the record itself.
NOT_RECORDED = frozenset({"record.json", "verification.json"})
PASSING = (".", "~$")  # half-written files, and what Word leaves beside a document that it holds open
SAMPLES, COMMENTS = "closed/samples/", "closed/comments/"  # sheets that an auditor fills in, what readers remarked
REPORT = "closed/report.html"  # of `make report`: when and where it ran is no part of what was made
NOT_OF_THE_RUN = (SAMPLES, COMMENTS, REPORT)
# Stand for a folder of files in the rules.
INDEXES = ("index.json", "figures.json", "supplements.json", "leaves.json")
LOST = "is missing"
CURE = "Delete it and run `make`: it is made anew."


def record(results: Path, zone: str) -> dict[str, str]:
    """Return {path within results: SHA-256} of every file of a zone."""
    return {
        path.relative_to(results).as_posix(): sha256(path.read_bytes())
        for folder in ZONES[zone]
        for path in sorted((results / folder).rglob("*"))
        if path.is_file()
        and path.name not in NOT_RECORDED
        and not path.name.startswith(PASSING)
        and not path.relative_to(results).as_posix().startswith(NOT_OF_THE_RUN)
    }


def zones(results: Path) -> list[str]:
    """Return the zones that have a record: those that a run finished."""
    return [zone for zone in ZONES if (results / zone / "record.json").exists()]


def edited_and_lost(results: Path) -> tuple[list[str], list[str]]:
    """Return sentences of all zones: files that have not the recorded bytes or are not of the run, and missing ones."""
    lines = [line for zone in zones(results) for line in changed(results, zone)]
    return [line for line in lines if LOST not in line], [line for line in lines if LOST in line]


def changed(results: Path, zone: str) -> list[str]:
    """Return a sentence for each file that is not as recorded, is missing or was added; times are ignored."""
    recorded, found = read_json(results / zone / "record.json"), record(results, zone)
    kept = recorded.keys() & found.keys()
    lines = [f"{path} was changed after it was made. {CURE}" for path in kept if found[path] != recorded[path]]
    lines += [f"{path} {LOST}. Run `make`: it is made anew." for path in recorded.keys() - found.keys()]
    lines += [f"{path} was not made by the run. Take it away." for path in found.keys() - recorded.keys()]
    return sorted(lines)


def reopen(results: Path) -> None:
    """Take away the index of each folder that lost a file: the engine knows the index alone, and makes both anew."""
    for zone in zones(results):
        recorded = read_json(results / zone / "record.json")
        for path in (results / name for name in recorded if not (results / name).exists()):
            for folder in (path.parent, path.parent.parent):
                for index in INDEXES:
                    (folder / index).unlink(missing_ok=True)


def forget(results: Path) -> None:
    """Take the records and the report away: what is made from here on is no longer what they say."""
    for zone in zones(results):
        (results / zone / "record.json").unlink()
    (results / REPORT).unlink(missing_ok=True)


def still_verified(results: Path) -> bool:
    """Return whether every zone was verified in the state that its record describes, and what lies beside it too."""
    for zone in zones(results):
        path = results / zone / "verification.json"
        report = read_json(path) if path.exists() else {}
        if not report.get("verified") or report.get("record_sha256") != record_sha256(results, zone):
            return False
        beside = {results.parent / name: digest for name, digest in report.get("beside", {}).items()}
        if any(not path.exists() or sha256(path.read_bytes()) != digest for path, digest in beside.items()):
            return False
    return bool(zones(results))


def record_sha256(results: Path, zone: str) -> str:
    """Return the hash of a zone's record, by which a verification says what it verified."""
    return sha256((results / zone / "record.json").read_bytes())
