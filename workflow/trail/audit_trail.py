"""The audit trail's index: what lies in each of Halpern's six categories, and in which category a thing lies.

The categories are those of Halpern (1983), as Lincoln and Guba (1985, appendix A) print them.
"""

from collections.abc import Iterable
from fnmatch import fnmatchcase
from pathlib import Path
from typing import NamedTuple

from trail import web_pages
from trail.tables import csv_rows

CATEGORIES = {
    "raw_data": ("Raw data", "What was said, and about whom: transcripts, and the facts of people and interviews."),
    "reduction": (
        "Data reduction and analysis products",
        "What was made of it piece by piece: themes, meaning units, codings, condensates.",
    ),
    "synthesis": (
        "Data reconstruction and synthesis products",
        "How the pieces were put together: code books, categories, matrices, interpretations, documents.",
    ),
    "process_notes": (
        "Process notes",
        "How it was done and checked: decisions, freezes, readings, de-identification, release, checklists.",
    ),
    "dispositions": (
        "Materials relating to intentions and dispositions",
        "Who did it, and with which expectations: analysts, preconceptions, reflexive memos.",
    ),
    "instruments": (
        "Instrument development information",
        "What it was done with: interview guides by version, the transcription convention, the workflow.",
    ),
}

# Paths within the data folder, or within results/; the first that fits counts.
_PLACES = {
    "transcripts/*": "raw_data",
    "participants.*": "raw_data",
    "interviews.*": "raw_data",
    "reporting/recruitment.*": "raw_data",
    "closed/texts/*": "raw_data",
    "closed/turns*": "raw_data",
    "coding/preliminary_themes.*": "reduction",
    "coding/meaning_units.*": "reduction",
    "coding/codings.*": "reduction",
    "coding/code_map.*": "reduction",
    "coding/facets.*": "reduction",
    "coding/condensates.*": "reduction",
    "coding/case_summaries.*": "reduction",
    "closed/meaning_units.parquet": "reduction",
    "closed/codings.parquet": "reduction",
    "closed/code_by_interview.csv": "reduction",
    "coding/freezes.*": "process_notes",
    "coding/readings.*": "process_notes",
    "coding/decisions.*": "process_notes",
    "coding/codebook*": "synthesis",
    "coding/subgroups.*": "synthesis",
    "coding/categories.*": "synthesis",
    "coding/changes.*": "synthesis",
    "coding/cross_case.*": "synthesis",
    "coding/interpretations.*": "synthesis",
    "coding/*.*": "reduction",  # the project of a coding tool
    "quotes.*": "synthesis",
    "published/*": "synthesis",
    "deidentification/*": "process_notes",
    "release.*": "process_notes",
    "labels.*": "process_notes",
    "reporting/*": "process_notes",
    "memos/process/*": "process_notes",
    "memos/*": "dispositions",
    "analysts.*": "dispositions",
    "guides/*": "instruments",
    "transcription_convention.*": "instruments",
    "closed/gate/*": "process_notes",
    "closed/samples/*": "process_notes",
    "closed/web_annotations.json": "synthesis",
    "closed/*/*": "synthesis",  # matrices, candidates, notebooks and figures of each paper
    "closed/*": "process_notes",
}


class Thing(NamedTuple):
    """One thing of the trail: its name as a reader sees it, its category, what it holds, and a link to it or ""."""

    name: str
    category: str
    holds: str
    href: str


def category_of(path: str, kind: str = "") -> str:
    """Return the category of a file, "" where it has none.

    path: within the data folder, or `closed/…` within results/; kind: of a memo
    """
    if kind == "process" and path.startswith("memos/"):
        path = path.replace("memos/", "memos/process/", 1)
    return next((of for pattern, of in _PLACES.items() if fnmatchcase(path, pattern)), "")


def held(paths: Iterable[Path], root: Path) -> dict[str, str]:
    """Return {path within root: how many rows it has, or what kind of file it is}."""
    found = {}
    for path in paths:
        rows = len(csv_rows(path.read_bytes(), path.name)) - 1 if path.suffix == ".csv" else None
        what = f"{path.suffix.lstrip('.')} file" if rows is None else f"{rows} row{'' if rows == 1 else 's'}"
        found[path.relative_to(root).as_posix()] = what
    return found


def of_files(files: dict[str, str], kinds: dict[str, str], href: str) -> list[Thing]:
    """Return the files of the closed edition as things, by name.

    files: {path as `category_of` takes it: what it holds, in words}; kinds: {memo's path: its kind}
    href: where the data folder lies from the page; files of `closed/` lie beside it
    """
    return [
        Thing(
            path,
            category_of(path, kinds.get(path, "")),
            holds,
            path.removeprefix("closed/") if path.startswith("closed/") else f"{href}/{path}",
        )
        for path, holds in sorted(files.items())
    ]


def of_released(documents: Iterable[dict], study: dict[str, list], made: dict[str, int]) -> list[Thing]:
    """Return what the public edition may name: kinds of released things with how many there are.

    documents: the released things of each, as `release.read_things`; study: {codebook, decisions, reporting}; made:
    {documents, figures, notebooks: how many}
    """
    documents = list(documents)
    many = {kind: sum(len(things.get(kind, ())) for things in documents) for kind in _RELEASED}
    many |= {f"study.{kind}": len(things) for kind, things in study.items()} | made
    return [
        Thing(name, category, str(many[kind]), href)
        for kind, (name, category, href) in (_RELEASED | _MADE).items()
        if many.get(kind)
    ]


_RELEASED = {
    "quote_original": ("quotations in the language they were said in", "raw_data", ""),
    "quote_translation": ("translated quotations", "raw_data", ""),
    "condensate": ("condensates", "reduction", ""),
    "value": ("numbers", "reduction", ""),
    "category": ("categories", "synthesis", ""),
    "codebook": ("code groups and subgroups", "synthesis", ""),
    "table": ("tables", "synthesis", ""),
    "study.codebook": ("versions of code groups", "synthesis", ""),
    "study.decisions": ("decisions, as told in public", "process_notes", ""),
    "study.reporting": ("reporting checklists and sheets", "process_notes", ""),
}
_MADE = {
    "documents": ("documents", "synthesis", "documents/"),
    "figures": ("figures", "synthesis", "figures/"),
    "notebooks": ("notebooks that draw the figures", "process_notes", "notebooks/"),
}


def page(things: Iterable[Thing], title: str, invented: bool, closed: bool) -> str:
    """Return the index as a page: category → things, then thing → category."""
    things = list(things)
    groups = [
        {"key": key, "name": name, "what": what, "things": [thing for thing in things if thing.category == key]}
        for key, (name, what) in CATEGORIES.items()
    ]
    return web_pages.page(
        "audit_trail.html.j2",
        title=title,
        invented=invented,
        closed=closed,
        groups=groups,
        things=sorted(things, key=lambda thing: thing.name.casefold()),
        names={key: name for key, (name, _) in CATEGORIES.items()},
        style=web_pages.inline("index.css"),
    )
