"""One state of a study, read from its folder, from a results folder or from an earlier revision in Git."""

import io
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from trail import (
    code_maps,
    coding,
    inspection,
    ledger,
    manuscript_claims,
    manuscript_text,
    profiles,
    release,
    settings,
    study,
    transcripts,
)
from trail.faults import Fault, Faults, refuse
from trail.tables import canonical_json, read, sha256

ZONES = ("closed", "released", "open")


class State(NamedTuple):
    """One state of a study. What a folder does not hold is None: of results alone no settings and no manuscripts.

    settings: the config, {key with dots: value}; tables: the study's, as `study.read_tables`
    units: anchored, as `coding.anchor_units`; codings: as `coding.join_codings`
    transcripts: {interview_id: SHA-256 of the file}
    things: {document: {kind: {id: thing}}}, as `release.read_things`; door: {(document, kind, id): state} of a study
    that is no draft, as `release.decide`
    claims: rows of `manuscript_claims.claims`, with interviews and units, for quotes their names; printed: the ledger
    texts: {(document, section): SHA-256 of its words}
    faults: those of the study that stop a build, among what was read here
    """

    settings: dict[str, str] | None = None
    tables: dict[str, pd.DataFrame] | None = None
    units: pd.DataFrame | None = None
    codings: pd.DataFrame | None = None
    transcripts: dict[str, str] | None = None
    things: dict[str, dict] | None = None
    door: dict[tuple[str, str, str], str] | None = None
    claims: list[dict[str, str]] | None = None
    printed: list[dict[str, str]] | None = None
    texts: dict[tuple[str, str], str] | None = None
    faults: tuple[Fault, ...] = ()


def of(name: str, beside: str) -> State:
    """Return the state of a study's folder, of a results folder, or of a revision of the study in `beside` (Git).

    Raises Faults where it is none of these, or cannot be read.
    """
    folder = Path(name)
    if not folder.exists():
        with _checked_out(name, Path(beside) if Path(beside).is_dir() else Path()) as earlier:
            return of_study(earlier)
    if (folder / settings.FILE).is_file():
        return of_study(folder)
    if any((folder / zone).is_dir() for zone in ZONES):
        return of_results(folder)
    message = "is no study (it has no config.yaml) and no results folder (it has no closed/, released/ or open/)."
    raise Faults([Fault(name, "", message, "no_study")])


def of_study(folder: Path) -> State:
    """Return the state of a study as people wrote it, with what its last run printed. Raises Faults."""
    config, data = study.find(folder)
    tables, found = code_maps.read_tables(data, config)
    if any(tables[name].attrs.get("unread") for name in ("interviews", *inspection.CITED)):
        refuse(found)
    interviews = tables["interviews"]
    found += study.missing_transcripts(data, interviews.attrs["file"], interviews.to_dict("records"))
    texts, turns, wrong = transcripts.read_texts(config, data, interviews)
    found += wrong
    units, wrong = coding.anchor_units(tables["meaning_units"], texts)
    found += wrong
    tables = {name: study.in_order(name, inspection.without_attributes(table)) for name, table in tables.items()}
    codings = coding.join_codings(*(tables[name] for name in coding.JOINED))
    picked = inspection.picked_for(config, tables, units, turns, folder / "manuscript", codings)
    found += [fault for _, wrong in picked.values() for fault in wrong]
    things = {document: release.things_of(of_document) for document, (of_document, _) in picked.items()}
    things[release.STUDY] = release.study_things(
        tables["codebook"], tables["decisions"], sorted((data / "reporting").glob("*.yaml"))
    )
    claims, sections = [], {}
    for document in picked:
        source = profiles.source_of(document, folder / "manuscript")
        claims += manuscript_claims.claims(source, document, _printed(document, picked))
        sections[document, "front matter"] = sha256(repr(manuscript_text.front_matter(source)))
        sections |= {(document, path): sha256(section.text) for path, section in manuscript_claims.sections(source)}
    return State(
        settings=dict(_flat(config)),
        tables=tables,
        units=units,
        codings=codings,
        transcripts=dict(zip(texts["interview_id"], texts["sha256"], strict=True)),
        things=things,
        door=None if config["study"]["draft"] else _door(things, tables["release"]),
        claims=_with_evidence(claims, {document: one["evidence"] for document, (one, _) in picked.items()}),
        printed=_ledger(folder / "results"),
        texts=sections,
        faults=tuple(fault for fault in found if fault.level == "E"),
    )


def of_results(results: Path) -> State:
    """Return the state that a run left: of the closed zone all but settings and manuscripts, else what is public."""
    closed = results / "closed"
    whole = (closed / "study" / "codings.csv").exists()
    tables = {name: read(closed / "study" / f"{name}.csv") for name in study.TABLES} if whole else None
    candidates = {path.parents[1].name: path.parent for path in sorted(closed.glob("*/candidates/values.json"))}
    released = {path.parent.name: path.parent for path in sorted((results / "released").glob("*/values.json"))}
    things = {document: release.read_things(path) for document, path in (candidates if whole else released).items()}
    texts = [read(path) for path in sorted((closed / "texts").glob("*.parquet"))] if whole else []
    return State(
        tables=tables,
        units=read(closed / "meaning_units.parquet") if whole else None,
        codings=read(closed / "codings.parquet") if whole else None,
        transcripts={name: digest for text in texts for name, digest in text[["interview_id", "sha256"]].to_numpy()}
        if whole
        else None,
        things=things or None,
        door=dict(_doors(closed)) if whole and not (closed / "draft").is_dir() else None,
        printed=_ledger(results),
    )


def _flat(thing, name: str = "") -> Iterator[tuple[str, str]]:
    """Yield (key with dots, value) of each setting."""
    if isinstance(thing, dict) and thing:
        for key, value in thing.items():
            yield from _flat(value, f"{name}.{key}" if name else str(key))
    else:
        yield name, canonical_json(thing).decode()


def _printed(document: str, picked: dict[str, tuple[dict, list]]) -> dict[str, str]:
    """Return what stands in a text for the values and quotes that it cites: of quotes their names alone."""
    found = {}
    for other, (of_other, _) in picked.items():
        found |= {name: value["text"] for name, value in of_other["values"].items()}
        names = [name if other == document else f"{other}.{name}" for name in of_other["quotes"]]
        found |= {name: f"«{name}»" for name in names}
    return found


def _with_evidence(claims: list[dict[str, str]], evidence: dict[str, dict]) -> list[dict[str, str]]:
    """Return claims with the ids of the interviews and units behind them; a figure's are those of its table."""
    table = pd.DataFrame(claims, columns=["claim_id", "document", "section", "kind", "text", "of"], dtype=str)
    return ledger.closed_ledger(table.assign(evidence=table["of"]), evidence).to_dict("records")


def _door(things: dict[str, dict], decisions: pd.DataFrame) -> dict[tuple[str, str, str], str]:
    found = {document: release.decide(document, of_document, decisions) for document, of_document in things.items()}
    return {
        (document, kind, name): state
        for document, decided in found.items()
        for kind, name, state in decided[["kind", "id", "state"]].itertuples(index=False)
    }


def _doors(closed: Path) -> Iterator[tuple[tuple[str, str, str], str]]:
    """Yield what `_door` holds as a run wrote it."""
    for path in [*sorted(closed.glob("*/door.csv")), closed / "study_door.csv"]:
        document = release.STUDY if path.parent == closed else path.parent.name
        for kind, name, state in read(path)[["kind", "id", "state"]].itertuples(index=False):
            yield (document, kind, name), state


def _ledger(results: Path) -> list[dict[str, str]] | None:
    """Return the rows of the ledger, the closed one where there is one; None without a run."""
    path = next((one for zone in ("closed", "open") if (one := results / zone / "ledger.csv").exists()), None)
    return read(path).to_dict("records") if path else None


@contextmanager
def _checked_out(revision: str, folder: Path) -> Iterator[Path]:
    """Yield a copy of a study as it was in a revision, gone when the block ends. Raises Faults where Git has none."""
    git = ["git", "-C", str(folder)]
    try:
        known = subprocess.run(
            [*git, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"],
            capture_output=True,
            text=True,
            check=False,
        )
        packed = subprocess.run([*git, "archive", known.stdout.strip(), "."], capture_output=True, check=False)
    except FileNotFoundError:
        known = packed = None
    if not known or known.returncode or packed.returncode:
        message = f"is no folder, and no revision of {folder} that Git knows."
        raise Faults([Fault(revision, "", message, "no_study")])
    with tempfile.TemporaryDirectory(prefix="trail-") as name:
        with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as archive:
            archive.extractall(name, filter="data")
        if not (Path(name) / settings.FILE).is_file():
            message = f"holds no config.yaml of {folder}: Git kept no study there."
            raise Faults([Fault(revision, "", message, "no_study")])
        yield Path(name)
