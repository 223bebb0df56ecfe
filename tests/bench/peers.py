"""Other programs that read coded projects, each in an environment of its own: what they count, and how long it takes.

A peer is measured on what `trail matrix` is measured on, and only where both count the same in every cell.
"""

import csv
import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from bench import clock


class Peer(NamedTuple):
    """A peer: the package that brings it, the ending of the project that it reads, and a script that prints its cells.

    script: reads the project sys.argv[1], may write into the folder sys.argv[2], prints JSON [[code, document, n]].
    presence: only whether a cell is empty is compared. surroundings: variables that it needs to run at all.
    """

    package: str
    ending: str
    script: str
    presence: bool = False
    surroundings: tuple[tuple[str, str], ...] = ()


PYREFIQDA = """
import collections, json, sys
from pyrefiqda import RefiProject
project = RefiProject.load(sys.argv[1], extract_dir=sys.argv[2])
names = {code.guid: code.name for code in project.code_book.codes.code}
counts = collections.Counter(
    (names[coding.code_ref.target_guid], source.name)
    for source in project.sources.text_source
    for selection in source.plain_text_selection
    for coding in selection.coding
)
print(json.dumps([[*cell, number] for cell, number in counts.items()]))
"""
QDAPY = """
import json, sys
import qdapy
table = qdapy.code_matrix(qdapy.read_qdpx(sys.argv[1], warn=False).fragments, doc_col="title")
print(json.dumps([[row.code, row.document, int(row.n)] for row in table.itertuples() if row.n]))
"""
TAGUETTE = """
import json, logging, sys
from sqlalchemy import func
from taguette import database
logging.disable()
db = database.connect("sqlite:///" + sys.argv[1])()
document, highlight, tag = database.Document, database.Highlight, database.Tag
rows = db.query(tag.path, document.name, func.count(highlight.id)).join(highlight.tags)
rows = rows.join(document, document.id == highlight.document_id).group_by(tag.id, document.id)
print(json.dumps([[code, name.rpartition(".")[0] or name, number] for code, name, number in rows]))
"""
QC = """
import contextlib, json, os, pathlib, shutil, sys
from qualitative_coding.corpus import QCCorpus
from qualitative_coding.refi_qda.reader import REFIQDAReader
folder = pathlib.Path(sys.argv[2])
shutil.rmtree(folder, ignore_errors=True)
folder.mkdir()
os.chdir(folder)
with contextlib.redirect_stdout(sys.stderr):
    REFIQDAReader(sys.argv[1]).unpack_project(pathlib.Path.cwd())
corpus, counts = QCCorpus("settings.yaml"), {}
with corpus.session():
    for code, _, document in corpus.get_coded_documents():
        counts[code, pathlib.Path(document).stem] = 1
print(json.dumps([[*cell, number] for cell, number in counts.items()]))
"""
PEERS = {
    "pyrefiqda": Peer("pyrefiqda", ".qdpx", PYREFIQDA),
    "qdaPy": Peer("qdaPy", ".qdpx", QDAPY),
    "Taguette by its ORM": Peer("taguette", ".sqlite3", TAGUETTE),
    # Its reader stops in a debugger that was left in it, and puts every passage on the first line.
    "qc": Peer("qualitative-coding", ".qdpx", QC, presence=True, surroundings=(("PYTHONBREAKPOINT", "0"),)),
}
MATRIX = [sys.executable, "-m", "trail.cli", "matrix"]


def environment(package: str, folder: Path) -> Path | None:
    """Return an interpreter with a peer in a new environment, or None where the registry has none to give."""
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    python = folder / "bin" / "python"
    got = subprocess.run([python, "-m", "pip", "install", "-q", package], capture_output=True, check=False)
    return python if got.returncode == 0 else None


def compared(name: str, python: Path, project: Path, folder: Path, times: int) -> tuple[dict[str, clock.Timed], str]:
    """Return (what `trail matrix` and a peer took on one project: {"trail", "peer"}, ""), or ({}, where they differ).

    python: an interpreter that has the peer; folder: for a copy of the project, and for what the peer unpacks
    """
    peer = PEERS[name]
    folder.mkdir(parents=True, exist_ok=True)
    own, script = folder / project.name, folder / "peer.py"
    shutil.copyfile(project, own)  # some bring a database to their newest form where it lies
    script.write_text(peer.script, encoding="utf-8")
    runs = {
        "trail": lambda: clock.timed([*MATRIX, project, *(["--presence"] if peer.presence else [])], folder, _around()),
        "peer": lambda: clock.timed([python, script, own, folder / "out"], folder, _around(*peer.surroundings)),
    }
    ours = of_trail(runs["trail"]().said)
    try:
        said = runs["peer"]().said
    except SystemExit as failed:
        return {}, f"it ends with {str(failed).splitlines()[-1]}"
    theirs = {(code, document): number for code, document, number in json.loads(said.splitlines()[-1])}
    unlike = [cell for cell in sorted({*ours, *theirs}) if ours.get(cell) != theirs.get(cell)]
    if unlike:
        return {}, f"{len(unlike)} of {len({*ours, *theirs})} cells differ"
    return clock.interleaved(times, **runs), ""


def of_trail(said: str) -> dict[tuple[str, str], int]:
    """Return {(code, document): number} of the cells that are not empty, of the CSV that `trail matrix` prints."""
    header, *rows = csv.reader(io.StringIO(said.lstrip("\ufeff")))
    cells = ((row[0], document, int(cell)) for row in rows for document, cell in zip(header[1:], row[1:], strict=True))
    return {(code, document): number for code, document, number in cells if number}


def _around(*more: tuple[str, str]) -> dict[str, str]:
    return {**os.environ, **dict(more)}
