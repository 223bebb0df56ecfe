"""Every fault of a study at once, in seconds: the same functions as the DAG, one after the other, nothing written."""

import re
from pathlib import Path

import pandas as pd

from trail import (
    attestations,
    beside,
    candidates,
    checks,
    code_maps,
    coding,
    condensation,
    look_again,
    matrices,
    profiles,
    publication_checks,
    stated_numbers,
    study,
    templates,
    transcripts,
)
from trail.faults import Fault, Faults, report, told_once
from trail.tables import read_json, split_list
from trail.values import Material

_SAVED = re.compile(r"""\bsave\([^\n]{0,400}?["']([A-Za-z][\w-]*)["'], *table""")
# What manuscripts cite comes from these: where one of them cannot be read, nothing is said of what is cited.
CITED = (
    *("participants", "meaning_units", "codings", "codebook_versions", "freezes", "codebook", "subgroups"),
    *("condensates", "categories", "quotes", "labels"),
)


def inspect(folder: Path, configfile: Path = Path("config.yaml")) -> list[Fault]:
    """Return every fault and warning of a study: config, tables, transcripts, coding, chain, quotes, manuscripts.

    What rests on a table or a transcript that cannot be read is left out, so that one fault is not told as many;
    all else is looked at, so that none hides another.
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
    if study.projects(data):
        found += code_maps.add_projects(tables, config, data, transcripts.read_texts(config, data, interviews)[0])
    written, wrong = beside.read(data)
    bare = {name: without_attributes(table) for name, table in tables.items()}
    codings = coding.join_codings(*(bare[name] for name in coding.JOINED))
    found += wrong + checks.check(tables, config, written, codings)
    found += beside.misplaced(written, home / "manuscript", config)
    found += stated_numbers.check(home, data, config, tables)
    if not tables["published"].attrs.get("unread"):
        found += publication_checks.changed(publication_checks.kept(data), tables["published"].to_dict("records"))
    found += _of_texts(config, data, home, tables, bare, codings)
    return told_once(found)


def summary(found: list[Fault]) -> str:
    """Return the faults as a person reads them, and how many there are."""
    errors, warnings = (sum(fault.level == level for fault in found) for level in "EW")
    counts = (
        f"{errors} {'fault' if errors == 1 else 'faults'}, {warnings} {'warning' if warnings == 1 else 'warnings'}."
    )
    return f"{report(found)}\n\n{counts} Nothing was changed." if found else "No faults, no warnings."


def next_step(folder: Path, found: list[Fault]) -> str:
    """Return what to do next in a draft: which files to mend or fill, and the command that follows.

    "" for any other study, and where its config or interviews cannot be read.
    """
    try:
        config, data = study.find(folder)
        if not config["study"]["draft"] or data == folder:
            return ""
        interviews = set(study.read_table("interviews", data)["interview_id"])
    except Faults:
        return ""
    readme = f" ({folder / 'README.md'} leads through it)" if (folder / "README.md").is_file() else ""
    if any(fault.level == "E" for fault in found):
        return f"\nNext: mend the faults, then trail check {folder} again{readme}.\n"
    if templates.EXAMPLE in interviews:
        told = f"put your transcripts into {data / 'transcripts'}, fill the tables, take {templates.EXAMPLE} away"
        return f"\nNext: {told}{readme}. make STUDY={folder} shows the example as a document.\n"
    return f"\nNext: make STUDY={folder}, then trail open {folder}.\n"


def _of_texts(
    config: dict,
    data: Path,
    home: Path,
    tables: dict[str, pd.DataFrame],
    bare: dict[str, pd.DataFrame],
    codings: pd.DataFrame,
) -> list[Fault]:
    """Return what is wrong with transcripts, with what rests on them, and with the manuscripts.

    Each step looks at what can be read: what is missing for want of another file is told with that file.
    bare: the tables without attributes; codings: these joined
    """
    unread = {name for name, table in tables.items() if table.attrs.get("unread")}
    if "interviews" in unread:
        return []
    texts, turns, found = transcripts.read_texts(config, data, tables["interviews"])
    if not config["study"]["draft"] and "attestations" not in unread:
        open_files = attestations.check(texts, tables["attestations"])
        found += open_files
        if open_files:
            found += _at_the_gate(texts, open_files, tables, config, unread)
    units, wrong = coding.anchor_units(tables["meaning_units"], texts)
    found += wrong
    if not unread.isdisjoint(CITED):
        return found
    names, printed = {}, {}
    for document, (picked, wrong) in picked_for(config, bare, units, turns, home / "manuscript", codings).items():
        found += wrong
        quotes = tables["quotes"].loc[tables["quotes"]["paper"] == document, "quote_id"]
        found += look_again.warnings(document, picked["quotes"], tables)
        printed[document] = picked
        figures, wrong = drawn(home, document)
        found += wrong
        names[document] = {*picked["values"], *quotes, *picked["chain"], *picked["tables"], *figures}
    found += profiles.of_study(home / "manuscript", printed, config["study"]["draft"])
    return found + checks.manuscripts(home / "manuscript", config, names)


def picked_for(
    config: dict,
    tables: dict[str, pd.DataFrame],
    units: pd.DataFrame,
    turns: pd.DataFrame,
    manuscript: Path,
    codings: pd.DataFrame,
) -> dict[str, tuple[dict, list[Fault]]]:
    """Return {document: (candidates, faults)}, as `candidates.pick`, of what can be read of a study.

    tables: without attributes; codings: these joined
    """
    resting = tables | {"quotes": _on_units(tables["quotes"], set(units["unit_id"]))}
    drawn_on = materials(config, resting, manuscript, codings)
    return {document: candidates.pick(of, units, turns) for document, of in drawn_on.items()}


def _at_the_gate(
    texts: pd.DataFrame, open_files: list[Fault], tables: dict[str, pd.DataFrame], config: dict, unread: set[str]
) -> list[Fault]:
    """Return what the gate sees in transcripts that nobody attested to as they are.

    Those that somebody did passed it then; the run looks through all of them again, which takes longer.
    """
    from trail import gate  # its dictionaries and patterns are not needed where all is attested

    if not unread.isdisjoint(gate.TABLES):
        return []
    waiting = {fault.file.removeprefix("transcripts/") for fault in open_files}
    readings = gate.transcripts(texts[texts["transcript"].isin(waiting)])
    return gate.check(readings, tables, config["speakers"], config["study"]["invented"])[0]


def without_attributes(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table without its attributes: pandas copies them, all the way down, with every selection."""
    bare = table.copy(deep=False)
    bare.attrs = {}
    return bare


def _on_units(quotes: pd.DataFrame, anchored: set[str]) -> pd.DataFrame:
    """Return the quotes whose units all have a place in a transcript: that others have none is told of the units."""
    kept = [anchored.issuperset(split_list(cell)) for cell in quotes["unit_ids"]]
    return quotes[pd.Series(kept, index=quotes.index, dtype=bool)]


def drawn(home: Path, document: str) -> tuple[list[str], list[Fault]]:
    """Return the names under which a document's notebook saves figures, as its cells spell them, and its fault.

    Of a notebook that cannot be read the names are looked for in the file as it is, so that what it draws is not told
    as missing too.
    """
    notebook = home / "notebooks" / f"{document}.ipynb"
    if not notebook.is_file():
        return [], []
    try:
        cells = read_json(notebook)["cells"]
        code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    except (ValueError, KeyError, TypeError):
        code = [notebook.read_bytes().decode("utf-8", errors="replace").replace('\\"', '"')]
        cure = "is no whole notebook: open it in Jupyter and save it again, or take back an earlier state."
        return _SAVED.findall(code[0]), [Fault(f"notebooks/{document}.ipynb", "", cure, "unreadable_notebook")]
    return [name for source in code for name in _SAVED.findall(source)], []


def materials(
    config: dict,
    tables: dict[str, pd.DataFrame],
    manuscript: Path | None = None,
    codings: pd.DataFrame | None = None,
) -> dict[str, Material]:
    """Return what each document is written from: the coding joined, and each paper's categories and matrix.

    manuscript: the folder of manuscripts, for what a document that joins papers says that it rests on
    codings: as `coding.join_codings` makes them of these tables, where they are at hand
    """
    codings = coding.join_codings(*(tables[name] for name in coding.JOINED)) if codings is None else codings
    papers = {}
    for paper in config["papers"]:
        condensates = condensation.condensates_of(paper, tables["condensates"], tables["subgroups"], codings)
        categories = condensation.categories_of(paper, tables["categories"], condensates, tables["codebook"], codings)
        matrix = matrices.theme_matrix(paper, codings, categories)
        papers[paper] = {"categories": categories, "condensates": condensates, "theme_matrix": matrix}
    sources = {name: profiles.source_of(name, manuscript) for name in config["documents"] if manuscript}
    counted = candidates.counted_papers(config, tables, codings, papers)
    return {
        name: candidates.material(name, config, tables, codings, counted, sources.get(name, ""))
        for name in config["documents"]
    }
