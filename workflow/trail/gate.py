"""The gate of a study: what it decided about words, what is looked through, and what keeps the gate shut."""

import hashlib
import hmac
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import astuple
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

import pandas as pd

from trail import deidentification, study
from trail.deidentification import Lists
from trail.faults import Fault
from trail.tables import write_text

TABLES = ("placeholders", "allow", "deny", "attestations", "adjudications")
CONSTANT = b"trail: no key is at hand, so these ids are kept from nobody"


class Reading(NamedTuple):
    """One thing that the gate reads.

    file: as the researcher knows it. text, asides: as its reader gives them. allow: words that are harmless in it
    besides those of the study. without: detectors and rules that say nothing about such a text. rows: of a table's
    column, the row behind each line.
    """

    file: str
    text: str
    asides: tuple[tuple[str, str], ...] = ()
    allow: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()
    rows: Mapping[int, str] = MappingProxyType({})


def read_tables(data: Path) -> dict[str, pd.DataFrame]:
    """Return the tables that decide at the gate, by name; raises Faults where one cannot be read."""
    return {name: study.read_table(name, Path(data)) for name in TABLES}


def lists(tables: Mapping[str, pd.DataFrame], speakers: dict[str, str]) -> Lists:
    """Return what a study decided about words."""
    allow, deny, placeholders = (
        frozenset(filter(None, map(str.strip, tables[name]["word"]))) for name in ("allow", "deny", "placeholders")
    )
    return Lists(allow, deny, placeholders, speakers)


def key(invented: bool = False) -> tuple[bytes, bool]:
    """Return (the key that finding ids are made by, whether it is kept from others).

    It is made from $TRAIL_KEYS/labels.key, so that a study keeps one key; an invented study, and a file of no
    study where there is none, have a printed constant.
    """
    path = Path(os.environ.get("TRAIL_KEYS", ""), "labels.key")
    if invented or not os.environ.get("TRAIL_KEYS") or not path.is_file():
        return CONSTANT, invented
    return hmac.new(path.read_bytes(), b"findings", hashlib.sha256).digest(), True


def transcripts(texts: pd.DataFrame) -> list[Reading]:
    """Return what the gate reads of transcripts: rows of `transcripts.read_interview_set`."""
    return [
        Reading(f"transcripts/{row['transcript']}", row["text"], tuple(map(tuple, json.loads(row["asides"]))))
        for row in texts.to_dict("records")
    ]


def check(
    readings: Iterable[Reading], tables: Mapping[str, pd.DataFrame], speakers: dict[str, str], invented: bool
) -> tuple[list[Fault], str]:
    """Return (what keeps the gate shut, the report for the person who adjudicates: the only one with the words).

    Findings that are for review and were judged to be harmless are left out. Raises Faults where a dictionary, a
    list or a table is missing.
    """
    decided, (secret, kept) = lists(tables, speakers), key(invented)
    harmless = deidentification.judged_harmless(tables["adjudications"])
    faults, report = [], []
    for reading in readings:
        here = decided._replace(allow=decided.allow | reading.allow)
        found = deidentification.scan(
            reading.text, here, secret, Path(reading.file).name, reading.asides, reading.without
        )
        left = deidentification.open_findings(found, harmless)
        faults += deidentification.finding_faults(reading.file, left, reading.rows)
        report += [deidentification.readable(reading.file, left, reading.text)] if left else []
    if not kept and (faults or len(tables["adjudications"])):
        cure = "findings are judged by ids that a key makes: set TRAIL_KEYS to the folder that holds labels.key."
        faults.append(Fault("deidentification/adjudications.csv", "", cure, "no_key", "E" if harmless else "W"))
    return faults, "\n".join(report)


def part(found: list[Fault], report: str) -> dict:
    """Return what `check` found in a part of what is to be looked through, as JSON holds it."""
    return {"faults": [astuple(fault) for fault in found], "report": report}


def joined(parts: Iterable[dict]) -> tuple[list[Fault], str]:
    """Return what `check` would return of all parts together, in their order; what is wrong with no text, once."""
    parts = list(parts)
    found = [Fault(*fields) for one in parts for fields in one["faults"]]
    of_all = [fault for fault in found if fault.check == "no_key"]
    return [fault for fault in found if fault not in of_all] + of_all[:1], "\n".join(
        one["report"] for one in parts if one["report"]
    )


def leave_report(report: str, path: Path) -> None:
    """Write the report beside the gate's result, or take an older one away where there is nothing to report."""
    if report:
        write_text(report, path)
    else:
        Path(path).unlink(missing_ok=True)
