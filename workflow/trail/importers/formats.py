"""The table of importers: which file of which coding tool is read by what."""

import io
from collections.abc import Callable
from functools import partial
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from trail.faults import Fault, Faults, did_you_mean
from trail.importers import (
    around,
    highlights,
    qc,
    qualcoder,
    refi,
    refi_files,
    rock,
    rqda,
    segments,
    taguette,
    word_comments,
)
from trail.importers.project import Given, Project, collector_paused
from trail.readers import archives


class Importer(NamedTuple):
    """How one format is known (by its ending, and where several share one by a look inside) and read."""

    endings: tuple[str, ...]
    read: Callable[[Given], Project]
    recognises: Callable[[Given], bool] = lambda given: True


IMPORTERS = {
    "REFI-QDA project": Importer((".qdpx",), refi.read_archive),
    "REFI-QDA project without texts": Importer((".qde",), refi.read_project),
    "REFI-QDA code book": Importer((".qdc",), refi.read_codebook),
    "Taguette project": Importer((".sqlite3", ".sqlite", ".db"), taguette.read, taguette.recognises),
    "QualCoder project": Importer((".qda",), qualcoder.read),
    "RQDA project": Importer((".rqda",), rqda.read),
    "qc project": Importer((".sqlite3", ".sqlite", ".db"), qc.read, qc.recognises),
    "ROCK source": Importer((".rock",), rock.read),
    "Word document with comments": Importer((".docx",), word_comments.read),
    "table of highlights": Importer((".csv", ".xlsx"), highlights.read, highlights.is_highlights),
    "Taguette code book": Importer((".csv", ".xlsx"), highlights.read_codebook, highlights.is_codebook),
    "table of coded passages": Importer((".csv", ".xlsx"), segments.read),
}
SEVERAL = ("Taguette project",)  # a file of these may hold several projects
FOLDERS = ("data.qda", "qualitative_coding.sqlite3")  # what stands for a project that is a folder
ZIP_BYTES = 1_000_000_000


def read(path, texts=None, chosen: str = "") -> Project:
    """Return the project of a file, or of a folder that is one. texts: folder of transcripts, for formats without.
    chosen: which project is meant, of a file that may hold several.

    Raises Faults where the file is missing, of no format of IMPORTERS, or what its importer finds.
    """
    path = Path(path)
    if (within := file_of(path)) and within != path:
        path, name = within, f"{path.name}/{within.name}"
    elif path.is_dir() and (reader := _of_files(path)):
        with collector_paused():
            return reader.read_folder(path)
    elif path.is_dir():
        message = (
            f"is a folder without {' or '.join(FOLDERS)}, .rock or .docx files: no project of QualCoder or qc, no "
        )
        message += "ROCK sources, no Word documents."
        raise Faults([Fault(str(path), "", message, "missing_project")])
    else:
        name = path.name
    if not path.is_file():
        near = did_you_mean(path.name, [one.name for one in path.parent.glob("*")]) if path.parent.is_dir() else ""
        raise Faults([Fault(str(path), "", f"is no file{near}.", "missing_project")])
    texts = Path(texts) if texts else None
    if texts and not texts.is_dir():
        raise Faults([Fault(str(texts), "", "is no folder; it should hold the transcripts.", "missing_texts")])
    with collector_paused(), path.open("rb") as stream:
        return _read(Given(name, stream, path, texts, partial(around.in_folder, path.parent), chosen))


def file_of(path: Path) -> Path | None:
    """Return what stands for a folder that is a project: the file that it is named by, the folder itself where it holds
    ROCK sources or Word documents and is neither a study nor an import; None where there is none."""
    found = next((path / name for name in FOLDERS if (path / name).is_file()), None)
    ours = any((path / name).exists() for name in ("config.yaml", "import_report.json", "interviews.csv"))
    return found or (path if path.is_dir() and not ours and _of_files(path) else None)


def _of_files(folder: Path):
    """Return the module that reads a folder of files as one project, None where it holds no such files."""
    return next((reader for reader in (rock, word_comments) if reader.files(folder)), None)


def endings() -> list[str]:
    """Return the endings of all formats, the zip around one of them too."""
    return [*dict.fromkeys(ending for importer in IMPORTERS.values() for ending in importer.endings), ".zip"]


def _read(given: Given, within: bool = False) -> Project:
    ending = PurePosixPath(given.name).suffix.lower()
    if ending == ".zip" and not within:
        return _zipped(given)
    fits = [importer for importer in IMPORTERS.values() if ending in importer.endings]
    if not fits:
        message = f"is of a form that is not imported ({ending or 'no ending'}). Read are {' '.join(endings())}."
        raise Faults([Fault(given.name, "", message, "unknown_form")])
    for importer in fits:
        given.stream.seek(0)
        if importer.recognises(given):
            if given.chosen and importer not in map(IMPORTERS.get, SEVERAL):
                message = f"holds one project: leave '{given.chosen}' out."
                raise Faults([Fault(given.name, "", message, "no_single_project")])
            given.stream.seek(0)
            return importer.read(given)
    wants = " or a ".join(name for name, importer in IMPORTERS.items() if ending in importer.endings)
    raise Faults([Fault(given.name, "", f"is not what its ending says: no {wants}.", "unknown_form")])


def _zipped(given: Given) -> Project:
    """Return the one project in a zip: a file of IMPORTERS, or an archive that only lost its ending."""
    known = tuple(ending for ending in endings() if ending != ".zip")
    names = archives.members(
        given.stream, given.name, refi_files.MEMBERS, ZIP_BYTES, ZIP_BYTES, wanted=lambda name: False, backslashes=True
    )
    inside = [name for name in names if name.lower().endswith(known) and not refi_files.STRAY.search(name)]
    folders = [name for name in inside if PurePosixPath(name).name in FOLDERS]
    projects = folders or [name for name in inside if not name.lower().endswith((".csv", ".xlsx", ".docx"))] or inside
    if len(projects) != 1:
        told = ", ".join(archives.shown(name) for name in projects[:5]) or "none"
        message = f"should hold one project; found {len(projects)} ({told}). Unpack it and name the file to import."
        raise Faults([Fault(given.name, "", message, "no_single_project")])
    given.stream.seek(0)
    if projects[0].lower().endswith(".qde"):
        return refi.read_archive(given)
    content = archives.members(
        given.stream,
        given.name,
        refi_files.MEMBERS,
        ZIP_BYTES,
        ZIP_BYTES,
        wanted=lambda name: name == projects[0],
        backslashes=True,
    )
    name = f"{given.name}/{projects[0]}"
    beside = partial(around.in_archive, given.stream, given.name, projects[0])
    return _read(Given(name, io.BytesIO(content[projects[0]]), None, given.texts, beside, given.chosen), within=True)
