"""A copy of the manuscripts in which one document is rendered, and what becomes of its files afterwards."""

import os
import re
import shutil
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.sax.saxutils import escape

from trail import tables
from trail.faults import Fault, Faults

EXTENSION = Path(__file__).resolve().parents[2] / "manuscript" / "_extensions" / "trail"
PROJECT = EXTENSION.parents[1] / "_quarto.yml"
# Fixed and early, so that no build tells when it ran; a zip cannot hold a day before 1980.
EPOCH = 315532800
DRAFT = "DRAFT – NOT RELEASED"
INVENTED = {
    "en": "Invented interviews: not real people",
    "nb": "Oppdiktede intervjuer: ingen virkelige mennesker",
    "nn": "Oppdikta intervju: ingen verkelege menneske",
}
# What a renderer leaves beside a manuscript when its author tries it out; a copy of it could pass for a new output.
_LEFTOVERS = shutil.ignore_patterns(
    ".*", "__pycache__", "index.html", "index.docx", "index.pdf", "index.typ", "index_*"
)
_NOT_INHERITED = (
    "QUARTO_PROFILE",
    "QUARTO_PROJECT_",
    "QUARTO_DOCUMENT_",
    "QUARTO_LOG",
    "QUARTO_FILTER_",
    "QUARTO_EXECUTE_",
)


def stamp(draft: bool, invented: bool, language: str = "en") -> str:
    """Return the words that every page carries, or ""; that it is a draft is said in one way everywhere."""
    return " · ".join([DRAFT] * draft + [INVENTED.get(language[:2], INVENTED["en"])] * invented)


@contextmanager
def copy(document: str, manuscript: Path, evidence: dict) -> Iterator[Path]:
    """Yield the document's folder in a private copy of the manuscripts, gone when the block ends.

    Quarto ignores its project file, filters and extensions, with exit 0, where any folder of the path begins with a
    dot; it also writes beside its source, so that parallel renders clash. The copy holds the document, what all
    documents share, the extension (the project's own where the study has none), the figures as `figures/evidence-…` and
    `evidence.json` beside the copy.
    """
    with tempfile.TemporaryDirectory(prefix="trail-", dir=_place(), ignore_cleanup_errors=True) as name:
        root = Path(name).resolve() / "manuscript"
        shutil.copytree(manuscript, root, ignore=_others(manuscript, document), symlinks=False)
        if not (root / "_extensions" / "trail").is_dir():
            shutil.copytree(EXTENSION, root / "_extensions" / "trail")
        if not (root / "_quarto.yml").exists():
            shutil.copyfile(PROJECT, root / "_quarto.yml")
        folder = root / document
        tables.write_json(_with_figures(evidence, folder), root.parent / "evidence.json")
        yield folder


def _place() -> Path:
    """Return a folder for temporary files whose resolved path has no folder that begins with a dot."""
    for candidate in (tempfile.gettempdir(), "/tmp", "/var/tmp", Path.home(), Path.cwd()):
        path = Path(candidate).resolve()
        if path.is_dir() and os.access(path, os.W_OK) and not any(part.startswith(".") for part in path.parts):
            return path
    cure = "no folder for temporary files lies on a path free of folders that begin with a dot: set TMPDIR to one."
    raise Faults([Fault("TMPDIR", "", cure, "dot_folder")])


def _others(manuscript: Path, document: str):
    """Return what copytree leaves out: leftovers of renders, and the other documents."""

    def ignore(folder: str, names: list[str]) -> set[str]:
        left = set(_LEFTOVERS(folder, names))
        if Path(folder).resolve() == Path(manuscript).resolve():
            left |= {name for name in names if name != document and (Path(folder) / name / "index.qmd").exists()}
        return left

    return ignore


def _with_figures(evidence: dict, folder: Path) -> dict:
    """Return the evidence with its figure files copied into the document's folder and named from there."""
    figures = {}
    for name, figure in evidence["figures"].items():
        files = {}
        for ending, path in sorted(figure["files"].items()):
            files[ending] = f"evidence/{name}.{ending}"
            (folder / "evidence").mkdir(exist_ok=True)
            shutil.copyfile(path, folder / files[ending])
        figures[name] = figure | {"files": files}
    return evidence | {"figures": figures}


def environment(folder: Path, form: str, words: str, site: str) -> dict[str, str]:
    """Return the environment in which a renderer makes one format: private, without clock, place or language.

    The filter reads the evidence from TRAIL_EVIDENCE and leaves its claims and faults in TRAIL_CLAIMS and TRAIL_FAULTS.
    """
    work = folder.parents[1]
    home = work / f"home-{form}"
    (home / "tmp").mkdir(parents=True)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_NOT_INHERITED)}
    return kept | {
        "TRAIL_EVIDENCE": str(work / "evidence.json"),
        "TRAIL_CLAIMS": str(work / f"claims-{form}.json"),
        "TRAIL_FAULTS": str(work / f"faults-{form}.json"),
        "TRAIL_STAMP": words,
        "TRAIL_SITE": site,
        "QUARTO_PYTHON": str(Path(sys.executable).absolute()),
        "SOURCE_DATE_EPOCH": str(EPOCH),
        "TZ": "UTC",
        "LC_ALL": "C.UTF-8",
        "LANG": "C.UTF-8",
        "NO_COLOR": "1",
        "PYTHONHASHSEED": "0",
        "HOME": str(home),
        "USERPROFILE": str(home),
        **{f"XDG_{kind}_HOME": str(home / kind.lower()) for kind in ("CACHE", "CONFIG", "DATA", "STATE")},
        "XDG_RUNTIME_DIR": str(home),
        **{name: str(home / "tmp") for name in ("TMPDIR", "TEMP", "TMP")},
    }


def head_pages(reference: Path, title: str, words: str) -> None:
    """Write the running title and the stamp into the page header of a reference DOCX.

    Raises Faults where the file is missing, or has no place for a stamp that is due: no page may go out without.
    """
    placed = False
    parts = {}
    if not reference.exists():
        cure = "does not exist: copy the project's own, or leave the whole extension out to get it."
        raise Faults([Fault("manuscript/_extensions/trail/reference.docx", "", cure, "no_reference")])
    with zipfile.ZipFile(reference) as archive:
        for name in archive.namelist():
            data = archive.read(name)
            if name.startswith("word/header"):
                placed = placed or b">Manuscript<" in data
                data = data.replace(b">Manuscript<", f">{escape(words)}<".encode())
                data = data.replace(b">Running title<", f">{escape(_shortened(title))}<".encode())
            parts[name] = data
    if words and not placed:
        cure = "its page header must hold the word 'Manuscript', where 'draft' and 'invented' are said."
        raise Faults([Fault("manuscript/_extensions/trail/reference.docx", "", cure, "no_stamp")])
    write_zip(parts, reference)


def _shortened(title: str, width: int = 60) -> str:
    title = re.sub(r"[*_`]", "", title)  # marks of Markdown
    return title if len(title) <= width else title[:width].rsplit(" ", 1)[0].rstrip(" ,:;–-") + " …"


def tidy_docx(path: Path) -> None:
    """Rewrite a DOCX without days, names of users or clock: the same bytes for the same content."""
    parts = {}
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            parts[name] = archive.read(name)
    core = parts.get("docProps/core.xml", b"").decode()
    for tag in ("dcterms:created", "dcterms:modified", "cp:lastModifiedBy", "cp:lastPrinted"):
        while (start := core.find(f"<{tag}")) >= 0 and (end := core.find(f"</{tag}>")) >= 0:
            core = core[:start] + core[end + len(tag) + 3 :]
    if core:
        parts["docProps/core.xml"] = core.encode()
    write_zip(parts, path)


def write_zip(parts: dict[str, bytes], path) -> None:
    """Write a zip (path or file object) without days: the same bytes for the same parts."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            member = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, data)
