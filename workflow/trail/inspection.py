"""Every fault of a study at once, in seconds: the same functions as the DAG, one after the other, nothing written."""

import re
from pathlib import Path

import pandas as pd

from trail import (
    beside,
    candidates,
    checks,
    coding,
    condensation,
    deidentification,
    gate,
    look_again,
    matrices,
    profiles,
    study,
    transcripts,
)
from trail.faults import Fault, Faults, report
from trail.tables import read_json
from trail.values import Material

_SAVED = re.compile(r"""\bsave\([^\n]*?["']([A-Za-z][\w-]*)["'], *table""")
CELLS = ("bad_cell", "duplicate_id")  # faults that leave their table readable


def inspect(folder: Path, configfile: Path = Path("config.yaml")) -> list[Fault]:
    """Return every fault and warning of a study: config, tables, transcripts, coding, chain, quotes, manuscripts.

    A step whose tables cannot be read is left out, so that one fault is not told as many.
    """
    # Tables of some hundred rows are slow as Arrow keeps texts: a third of the time goes into it.
    with pd.option_context("mode.string_storage", "python"):
        return _inspected(folder, configfile)


def _inspected(folder: Path, configfile: Path) -> list[Fault]:
    try:
        config, data = study.find(folder, configfile)
    except Faults as found:
        return found.faults
    home = Path(folder) if data != Path(folder) else Path(configfile).parent
    tables, found = study.read_tables(data, config)
    interviews = tables["interviews"]
    found += study.missing_transcripts(data, interviews.attrs["file"], interviews.to_dict("records"))
    readable = all(fault.level == "W" or fault.check in CELLS for fault in found)
    written, wrong = beside.read(data)
    found += wrong + checks.check(tables, config, written)
    if readable:
        try:
            found += _of_texts(config, data, home, tables)
        except Faults as more:
            found += more.faults
    return list(dict.fromkeys(found))


def summary(found: list[Fault]) -> str:
    """Return the faults as a person reads them, and how many there are."""
    errors, warnings = (sum(fault.level == level for fault in found) for level in "EW")
    counts = (
        f"{errors} {'fault' if errors == 1 else 'faults'}, {warnings} {'warning' if warnings == 1 else 'warnings'}."
    )
    return f"{report(found)}\n\n{counts} Nothing was changed." if found else "No faults, no warnings."


def _of_texts(config: dict, data: Path, home: Path, tables: dict[str, pd.DataFrame]) -> list[Fault]:
    texts, turns, found = read_texts(config, data, tables["interviews"])
    if not config["study"]["draft"]:
        found += deidentification.attestation_faults(texts, tables["attestations"])
        found += gate.check(gate.transcripts(texts), tables, config["speakers"], config["study"]["invented"])[0]
    units, wrong = coding.anchor_units(tables["meaning_units"], texts)
    found += wrong
    anchored, names, printed = not wrong, {}, {}
    for document, of in materials(config, tables).items():
        picked, wrong = candidates.pick(of, units, turns)
        found += wrong if anchored else []  # quotes rest on units: where these have no place, that is said already
        quotes = tables["quotes"].loc[tables["quotes"]["paper"] == document, "quote_id"]
        found += look_again.warnings(document, picked["quotes"], tables)
        printed[document] = picked
        names[document] = {*picked["values"], *quotes, *picked["chain"], *picked["tables"], *drawn(home, document)}
    found += profiles.of_study(home / "manuscript", printed, config["study"]["draft"])
    return found + checks.manuscripts(home / "manuscript", config, names)


def drawn(home: Path, document: str) -> list[str]:
    """Return the names under which a document's notebook saves figures, as its cells spell them."""
    notebook = home / "notebooks" / f"{document}.ipynb"
    if not notebook.exists():
        return []
    cells = read_json(notebook)["cells"]
    return [name for cell in cells for name in _SAVED.findall("".join(cell["source"])) if cell["cell_type"] == "code"]


def read_texts(config: dict, data: Path, interviews: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, list[Fault]]:
    """Return (texts, turns, warnings) of all sets, as `transcripts.read_interview_set`; raises the Faults of all."""
    texts, turns, found, wrong = [], [], [], []
    for _, rows in interviews.groupby("interview_set", sort=False):
        try:
            of_set, spoken, warnings = transcripts.read_interview_set(
                rows, data / "transcripts", config["speakers"], config["strict_speakers"]
            )
            texts.append(of_set)
            turns.append(spoken)
            found += warnings
        except Faults as faults:
            wrong += faults.faults
    if wrong:
        raise Faults(wrong)
    return pd.concat(texts, ignore_index=True), pd.concat(turns, ignore_index=True), found


def materials(config: dict, tables: dict[str, pd.DataFrame]) -> dict[str, Material]:
    """Return what each document is written from: the coding joined, and each paper's categories and matrix."""
    named = ("codings", "meaning_units", "interviews", "codebook_versions", "freezes")
    codings = coding.join_codings(*(tables[name] for name in named))
    papers = {}
    for paper in config["papers"]:
        condensates = condensation.condensates_of(paper, tables["condensates"], tables["subgroups"], codings)
        categories = condensation.categories_of(paper, tables["categories"], condensates, tables["codebook"], codings)
        matrix = matrices.theme_matrix(paper, codings, categories)
        papers[paper] = {"categories": categories, "condensates": condensates, "theme_matrix": matrix}
    return {name: candidates.material(name, config, tables, codings, papers) for name in config["documents"]}
