"""A new study on disk, empty or filled from a coding tool's project: a draft that runs at once."""

import csv
import io
import json
import shutil
import tempfile
from pathlib import Path

from trail import skeletons, study, templates
from trail.faults import Fault, Faults
from trail.importers.units import Tables
from trail.tables import write_bytes
from trail.templates import DATA, EXAMPLE, PAPER

SET = "all"
ROLES = {"": "participant"}
_FIRST = ("participants", "interviews", "analysts", "codebook", "meaning_units", "codings", "categories", "quotes")


def files(title: str, where: str, tables: Tables | None = None, language: str = "") -> dict[str, bytes]:
    """Return {path: content} of a study: of a project's tables, or an empty one with an example.

    where: the folder as the user names it, for the README. language: of the interviews; found out where nothing is said
    """
    filled = bool(tables and tables.texts)
    tables = tables if filled else _example(tables)
    language = language or skeletons.language_of(tables.texts if filled else {"": " ".join(templates.EXAMPLE_LINES)})
    people = {name: f"{EXAMPLE}-P" if not filled else f"P{number:02}" for number, name in enumerate(tables.texts, 1)}
    quoted = skeletons.quotes(tables, people, ROLES, language)
    steps = (templates.FILLED_STEPS if filled else templates.EMPTY_STEPS).format(where=where)
    config = templates.CONFIG.format(title=json.dumps(title, ensure_ascii=False), data=DATA, language=language)
    made = {
        "README.md": templates.README.format(title=title, where=where, steps=steps),
        "TABLES.md": templates.tables_page(),
        ".gitignore": templates.IGNORE,
        "config.yaml": config,
        f"manuscript/{PAPER}/index.qmd": skeletons.manuscript(title, language, tables, quoted, PAPER),
        "manuscript/references.bib": "",
        f"notebooks/{PAPER}.ipynb": templates.notebook(templates.PAPER_CELLS),
        "notebooks/closed_themes.ipynb": templates.notebook(templates.CLOSED_CELLS),
    }
    made |= {f"{DATA}/transcripts/{name}.txt": text for name, text in tables.texts.items()}
    rows = _rows(tables, people, quoted)
    made |= {f"{DATA}/{study.TABLES[name]}": _csv(study.columns(name), rows[name]) for name in _FIRST}
    return {path: text.encode() for path, text in made.items()}


def write(made: dict[str, bytes], folder: Path) -> None:
    """Write a study whole or not at all. Raises Faults where the folder is there already and not empty."""
    if folder.is_file() or (folder.is_dir() and any(folder.iterdir())):
        raise Faults([Fault(str(folder), "", "is there already: name a folder that is not, or is empty.", "held")])
    folder.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".new-"))
    try:
        for path, content in made.items():
            write_bytes(content, aside / "study" / path)
        if folder.is_dir():
            folder.rmdir()
        (aside / "study").rename(folder)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _example(tables: Tables | None) -> Tables:
    """Return an interview that shows how each table is filled, beside the codes of a code book where there is one."""
    text = "\n\n".join(templates.EXAMPLE_LINES) + "\n"
    start = text.index(templates.EXAMPLE_LINES[3][3:])
    unit = [f"{EXAMPLE}-U", EXAMPLE, start, start + len(templates.EXAMPLE_LINES[3][3:]), templates.EXAMPLE_LINES[3][3:]]
    codebook = tables.codebook if tables else []
    code = [f"{EXAMPLE}-C", "Example code", "Example code", "", "What belongs here.", "true", "", ""]
    coding = [f"{EXAMPLE}-U", EXAMPLE, f"{EXAMPLE}-C", "Example code", "A1"]
    return Tables({EXAMPLE: text}, [unit], [coding], [*codebook, code], 0, 0, {"A1": ""}, [])


def _rows(tables: Tables, people: dict[str, str], quoted: list[dict]) -> dict[str, list[dict]]:
    own = {"paper": PAPER}
    marked: dict[str, set[str]] = {}
    for unit, _, _, _, analyst in tables.codings:
        marked.setdefault(unit, set()).add(analyst)
    group = own | {"version": "1", "origin": "data", "change": "new"}
    fixed = own | {"pass": "data_driven", "codebook_version": "1", "status": "agreed"}
    interviews = [
        {"interview_id": name, "participant_id": person, "interview_set": SET, "transcript": f"{name}.txt"}
        for name, person in people.items()
    ]
    units = [
        {
            "unit_id": unit,
            "interview_id": interview,
            "spans": f"{start}-{end}",
            "text": text,
            "analyst": ";".join(sorted(marked.get(unit, set()) - {""})),
        }
        for unit, interview, start, end, text in tables.units
    ]
    codebook = [
        {"code_group_id": row[0], "name": row[2], "code_path": row[1], "definition": row[4]} | group
        for row in tables.codebook
    ]
    return {
        "participants": [
            {"participant_id": person, "service": "service", "status": "complete"} for person in people.values()
        ],
        "interviews": interviews,
        "analysts": [{"analyst": name, "role": "analyst"} for name in sorted(tables.analysts) or ["A1"]],
        "codebook": codebook,
        "meaning_units": units,
        "codings": [{"unit_id": row[0], "code_group_id": row[2], "analyst": row[4]} | fixed for row in tables.codings],
        "categories": [own | row for row in skeletons.categories(tables)],
        "quotes": [own | row for row in quoted],
    }


def _csv(header: list[str], rows: list[dict]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, header, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()
