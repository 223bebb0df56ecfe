"""A study as people wrote it: its config and its tables, held against their schemas at the door."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from trail import rows, settings, tables
from trail.faults import Fault, did_you_mean, refuse
from trail.schemas import schema

if TYPE_CHECKING:  # the DAG is read without pandas
    import pandas as pd

# Every table of the data folder, in reading order. An .xlsx of the same name is read as well.
TABLES = {
    "participants": "participants.csv",
    "interviews": "interviews.csv",
    "analysts": "analysts.csv",
    "deidentification_log": "deidentification/log.csv",
    "placeholders": "deidentification/placeholders.csv",
    "allow": "deidentification/allow.csv",
    "deny": "deidentification/deny.csv",
    "attestations": "deidentification/attestations.csv",
    "adjudications": "deidentification/adjudications.csv",
    "readings": "coding/readings.csv",
    "preliminary_themes": "coding/preliminary_themes.csv",
    "codebook_versions": "coding/codebook_versions.csv",
    "codebook": "coding/codebook.csv",
    "meaning_units": "coding/meaning_units.csv",
    "codings": "coding/codings.csv",
    "code_map": "coding/code_map.csv",
    "facets": "coding/facets.csv",
    "subgroups": "coding/subgroups.csv",
    "condensates": "coding/condensates.csv",
    "categories": "coding/categories.csv",
    "case_summaries": "coding/case_summaries.csv",
    "changes": "coding/changes.csv",
    "cross_case": "coding/cross_case.csv",
    "freezes": "coding/freezes.csv",
    "interpretations": "coding/interpretations.csv",
    "decisions": "coding/decisions.csv",
    "quotes": "quotes.csv",
    "labels": "labels.csv",
    "release": "release.csv",
    "recruitment": "reporting/recruitment.csv",
    "publications": "reporting/publications.csv",
    "published_tables": "reporting/published_tables.csv",
    "published": "published/published.csv",
}


# What coding tools save: one of them in coding/ stands for the hand-kept units and codings of its interviews.
PROJECTS = (".qdpx", ".qde", ".sqlite3", ".sqlite", ".db", ".qda", ".rqda", ".rock", ".zip")
# Faults of a table as a whole.
_UNREAD = ("missing_table", "wrong_header", "empty_table", "unreadable_table", "undecodable_table", "two_files")


def load_config(path: Path) -> dict:
    """Return a study's config as plain dicts and lists, defaults filled in, `documents` too (else the papers).

    Raises Faults with everything that is wrong: unreadable YAML, settings unknown or of the wrong kind, names that
    lead nowhere. Imports no pandas: it is read with every DAG.
    """
    return settings.read(path, TABLES)


def find(folder: Path, configfile: Path = Path(settings.FILE)) -> tuple[dict, Path]:
    """Return (config, data folder) of a study folder, or of a bare data folder whose config is `configfile`.

    Raises Faults as `load_config` does.
    """
    folder = Path(folder)
    if (folder / settings.FILE).exists() or not Path(configfile).exists():
        config = load_config(folder / settings.FILE)
        return config, folder / config["study"]["data"]
    return load_config(configfile), folder


def columns(name: str) -> list[str]:
    """Return the columns of a table, in the order of its schema."""
    return list(schema(name)["properties"])


def interviews(data: Path, config: dict) -> list[dict[str, str]]:
    """Return the rows of interviews.csv as dicts, without pandas: what the DAG is cut by.

    Raises Faults where jobs cannot be named from them: the table missing or unreadable, an unknown interview set, a
    transcript that is not there.
    """
    file, found, faults = rows.read("interviews", Path(data), TABLES["interviews"])
    if not file:
        faults = [_missing("interviews", "every study has it")] if Path(data).is_dir() else [_no_folder(config)]
    faults = [fault for fault in faults if fault.check not in ("bad_cell", "duplicate_id")]  # told with all others
    sets = config["interview_sets"]
    for row in found:
        if row["interview_set"] not in sets:
            message = f"interview_set {rows.shown(row['interview_set'])} is not in interview_sets of the config"
            hint = did_you_mean(row["interview_set"], sets)
            faults.append(Fault(file, f"row {row['row']}", f"{message}{hint}.", "dangling_id"))
    refuse(faults + missing_transcripts(Path(data), file, found))
    return found


def missing_transcripts(data: Path, file: str, interviews: list[dict[str, str]]) -> list[Fault]:
    """Return a fault for each interview whose transcript is not in transcripts/, or is that of another interview."""
    folder = data / "transcripts"
    there = {path.name for path in folder.iterdir() if path.is_file()} if folder.is_dir() else set()
    left = there - {row["transcript"] for row in interviews}  # what a wrong name may mean
    found, seen = [], {}
    for row in interviews:
        name, place = row["transcript"], f"row {row['row']}"
        if not name:
            continue  # an empty cell is told with the table
        if name not in there:
            hint = did_you_mean(name, left) or ": put the file there, or mend the name"
            message = f"transcript {rows.shown(name)} is not in transcripts/{hint}."
            found.append(Fault(file, place, message, "missing_transcript"))
        elif name in seen:
            message = f"transcript {rows.shown(name)} is already that of row {seen[name]}: an interview has its own."
            found.append(Fault(file, place, message, "missing_transcript"))
        seen.setdefault(name, row["row"])
    return found


def read_tables(data: Path, config: dict) -> tuple[dict[str, "pd.DataFrame"], list[Fault]]:
    """Return ({table: rows}, faults) of a data folder: every table of TABLES, empty where it has no file.

    All columns of the schema stand in each table ("" where absent), then the file's own, then `row`; every cell is a
    text. `attrs["file"]` is the path that was read; `attrs["unread"]` is true where a fault of the file itself left no
    rows to look at, or rows under wrong columns; `attrs["misnamed"]` the warnings of columns that look like another's
    name. A file that the config calls for and that is missing is a
    fault; in a draft a step of the analysis that has not begun is a warning, and so is a release list not begun.
    """
    data = Path(data)
    if not data.is_dir():
        return {name: _frame(name, "", []) for name in TABLES}, [_no_folder(config)]
    called, found, faults = called_for(config, data), {}, []
    stray = {path.relative_to(data).as_posix() for kind in ("csv", "xlsx") for path in data.glob(f"**/*.{kind}")}
    stray -= {file.removesuffix("csv") + kind for file in TABLES.values() for kind in ("csv", "xlsx")}
    for name, file in TABLES.items():
        read, of_table, wrong = rows.read(name, data, file)
        cause = schema(name).get("x-called-for")
        if not read and cause in called:
            later = cause == "door" or (config["study"]["draft"] and cause != "study")
            wrong.append(_missing(name, called[cause], stray, "W" if later else "E"))
        elif read and not of_table and cause == "study" and not wrong:
            wrong.append(Fault(read, "", "has no rows.", "missing_table"))
        found[name] = _frame(name, read, of_table)
        found[name].attrs["unread"] = any(fault.check in _UNREAD and fault.level == "E" for fault in wrong)
        found[name].attrs["misnamed"] = [fault for fault in wrong if fault.check == "unused_column"]
        faults += wrong
    return found, faults


def read_table(name: str, data: Path) -> "pd.DataFrame":
    """Return one table in the form of `read_tables`; raises Faults."""
    file, of_table, faults = rows.read(name, Path(data), TABLES[name])
    refuse(faults)
    return _frame(name, file, of_table)


def projects(data: Path) -> list[Path]:
    """Return the projects of coding tools in coding/, sorted: files, and folders such as QualCoder's.

    A table of coded passages is one where nothing else is, and no units are kept by hand.
    """
    there = sorted(path for path in (Path(data) / "coding").glob("*") if not path.name.startswith((".", "~", "Thumbs")))
    found = [path for path in there if path.suffix.lower() in PROJECTS or (path.is_dir() and _holds_project(path))]
    ours = [Path(file).stem for file in TABLES.values()]
    if found or any(path.stem == "meaning_units" for path in there):
        return found
    tables = [path for path in there if path.suffix.lower() in (".csv", ".xlsx")]
    return [path for path in tables if path.stem not in ours and not did_you_mean(path.stem, ours)]


def _holds_project(folder: Path) -> bool:
    return any(path.suffix.lower() in PROJECTS for path in folder.iterdir())


def called_for(config: dict, data: Path) -> dict[str, str]:
    """Return what calls for a table in this study, by the name that schemas use, with the reason for people."""
    papers = config["papers"]
    causes = {"study": "every study has it"}
    if papers:
        causes["analysis"] = "the config has papers"
    if papers and not projects(data):
        causes["coding"] = "the config has papers, and coding/ holds no project of a coding tool"
    for method in ("stc", "framework"):
        named = [name for name, paper in papers.items() if paper["method"] == method]
        causes |= {method: f"{named[0]} has the method {method}"} if named else {}
    for setting in ("paired", "lenses", "facets"):
        named = [name for name, paper in papers.items() if paper[setting]]
        causes |= {setting: f"{named[0]} has {setting} in the config"} if named else {}
    if config["documents"] and not config["study"]["draft"]:
        causes["release"] = "without it nothing may be printed, unless the config says draft: true"
        causes["door"] = "nothing is released yet. `make` brings all to the door, `trail release` lists it"
    return causes


def write_tables(found: dict[str, "pd.DataFrame"], folder: Path) -> None:
    """Write every table as `<folder>/<table>.csv`, sorted by its key; only a header where the study has none."""
    for name in TABLES:
        tables.write(in_order(name, found[name]), Path(folder) / f"{name}.csv")


def in_order(name: str, table: "pd.DataFrame") -> "pd.DataFrame":
    """Return a table sorted by its key, as the run reads it."""
    records = table.to_dict("records")
    key = [*schema(name)["x-key"], "row"]
    return table.iloc[sorted(range(len(records)), key=lambda at: [_natural(records[at][one]) for one in key])]


def _natural(cell: str) -> tuple[int, int, str]:
    value = rows.number(cell)
    return (1, 0, cell) if value is None else (0, value, "")


def _frame(name: str, file: str, of_table: list[dict]) -> "pd.DataFrame":
    import pandas as pd

    header = list(of_table[0]) if of_table else [*columns(name), "row"]
    table = pd.DataFrame(of_table, columns=header, dtype=object)  # texts: quicker so than as strings of Arrow
    table.attrs["file"] = file or TABLES[name]
    return table


def _missing(name: str, reason: str, stray: Iterable[str] = (), level: str = "E") -> Fault:
    near = did_you_mean(TABLES[name], stray).replace("did you mean", "is it")
    needed = "" if near or level == "W" else f" Its first columns: {', '.join(schema(name)['required'])}."
    return Fault(TABLES[name], "", f"is missing: {reason}{near}.{needed}", "missing_table", level)


def _no_folder(config: dict) -> Fault:
    message = f"'{config['study']['data']}' is not a folder beside the config."
    return Fault(settings.FILE, "study.data", message, "config")
