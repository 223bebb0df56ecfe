"""Committing: keys drawn, and heads recorded with the study, each naming the one before it."""

import os
import secrets
from pathlib import Path

from trail import commitments, signing, study
from trail.faults import Fault, Faults
from trail.material import present_interviews, sets_of
from trail.recording import refuse_draft
from trail.tables import canonical_json, write_bytes

PLACE = "coding/commitments"


def commit(folder: Path, papers: list[str], reason: str) -> list[str]:
    """Draw the keys that were never made, record a head for each paper that has no standing one; return what was done.

    papers: those meant, all where none is named; reason: why a recorded head is replaced
    What is committed to is what the last run made of the study, up to the candidates. Raises Faults where a head
    would be replaced without a reason, and where keys would lie inside the study.
    """
    config, data = study.find(folder)
    refuse_draft(folder)
    known = [name for name in config["documents"] if name in config["papers"]]
    unknown = [name for name in papers if name not in known]
    if unknown:
        raise Faults([Fault("trail commit", "", f"'{unknown[0]}' is not a paper with a document: {', '.join(known)}.")])
    done, faults = [], []
    for paper in papers or known:
        done += [] if config["study"]["invented"] else _draw_keys(folder, data, paper, config)
        try:
            done.append(_record(folder, data, paper, config, reason))
        except Faults as found:
            faults += found.faults
    if faults:
        raise Faults(faults)
    return done


def _draw_keys(folder: Path, data: Path, paper: str, config: dict) -> list[str]:
    """Write 32 random bytes for the paper and each of its interviews that has no key yet."""
    place = commitments.key_folder(paper)
    if place is None or place.resolve().is_relative_to(folder.resolve()):
        cure = "set TRAIL_KEYS to a folder outside the study and its backups: there keys are drawn."
        raise Faults([Fault("$TRAIL_KEYS", "", cure, "no_key")])
    present = present_interviews({name: study.read_table(name, data) for name in ("participants", "interviews")})
    interviews = present.loc[present["interview_set"].isin(sets_of(paper, config)), "interview_id"]
    missing = [name for name in [commitments.WHOLE, *interviews] if not (place / f"{name}.key").exists()]
    place.mkdir(parents=True, exist_ok=True)
    for name in missing:
        descriptor = os.open(place / f"{name}.key", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as handle:
            handle.write(secrets.token_bytes(32))
    return [f"{paper}: {len(missing)} keys drawn into {place}."] if missing else []


def _record(folder: Path, data: Path, paper: str, config: dict, reason: str) -> str:
    closed = folder / "results" / "closed"
    if not (closed / paper / "candidates" / "evidence.json").exists():
        return f"{paper}: nothing is there to commit to yet. Run `make`, then this again."
    place = data / PLACE / paper
    recorded = commitments.recorded(list(place.glob("*.json")))
    if recorded:
        newest = commitments.made_anew(closed, paper, config, recorded[:-1], recorded[-1]["reasons"])
        if newest.head == recorded[-1]:
            return f"{paper}: head {len(recorded)} stands, nothing changed since."
        if not reason:
            cure = f'head {len(recorded)} would be replaced: say why, --reason "what changed and why".'
            raise Faults([Fault(f"{PLACE}/{paper}", "", cure, "no_reason")])
    reasons = [reason] if recorded else []
    head = canonical_json(commitments.made_anew(closed, paper, config, recorded, reasons).head)
    name = f"{len(recorded) + 1:04}.json"
    beside = {}
    if not config["study"]["invented"]:
        beside = signing.own(head, Path(os.environ["TRAIL_KEYS"]))
    for signed, written in (("head.json.sig", f"{name}.sig"), (signing.SIGNERS, signing.SIGNERS)):
        if signed in beside:
            write_bytes(beside[signed], place / written)
    write_bytes(head, place / name)
    signed = ", signed" if beside else ""
    return f"{paper}: head {len(recorded) + 1} recorded as {place / name}{signed}. Run `make`."
