"""What a coding tool's file becomes, whichever tool it was: sources, codes, selections, and what was left behind."""

import gc
import re
import unicodedata
from collections.abc import Callable, Iterable
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, NamedTuple

from trail.readers.canonical import Run

LEVEL = "::"  # between the levels of a code path, whatever the tool puts there
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_LEVELS = re.compile(r"\s{0,9}::\s{0,9}|\s{1,9}>\s{1,9}")


class Given(NamedTuple):
    """What an importer reads.

    name: the file as the researcher knows it, for faults. stream: its bytes. path: where it lies, None within a zip.
    texts: folder of transcripts for files that hold none, or None. beside: from paths to the contents of those files
    that lie in the folder of this one. chosen: name of the project that is meant, of a file that may hold several.
    """

    name: str
    stream: BinaryIO
    path: Path | None = None
    texts: Path | None = None
    beside: Callable[[Iterable[str]], dict[str, bytes]] = lambda names: {}
    chosen: str = ""


class Code(NamedTuple):
    """One code: its path (levels parted by `LEVEL`), and what the tool says of it. sets: code sets it belongs to."""

    path: str
    definition: str = ""
    color: str = ""
    codable: bool = True
    sets: tuple[str, ...] = ()


class Source(NamedTuple):
    """One document: its name in the tool, canonical text (None where the file holds none), the map back, its kind."""

    name: str
    text: str | None
    origins: tuple[Run, ...] = ()
    kind: str = "text"


class Selection(NamedTuple):
    """A marked passage: index of its source; start, end in code points of canonical text; (code path, coder) pairs."""

    source: int
    start: int
    end: int
    codings: tuple[tuple[str, str], ...]


class Left(NamedTuple):
    """Something read and not taken over, or taken over otherwise than it stood: what, how many, why, and where."""

    what: str
    count: int
    why: str
    where: tuple[str, ...] = ()


@dataclass
class Project:
    """One project of a coding tool, in the shape that every importer returns.

    tool: the format's name. origin: the program that says it wrote the file, or "".
    coders: {key in codings: name}; "" is no coder. Names are personal data: written only where asked for.
    read: {what: how many} as the file holds them. positions: how places were counted, see `positions.choose`.
    """

    tool: str
    origin: str = ""
    sources: list[Source] = field(default_factory=list)
    codes: list[Code] = field(default_factory=list)
    selections: list[Selection] = field(default_factory=list)
    coders: dict[str, str] = field(default_factory=dict)
    read: dict[str, int] = field(default_factory=dict)
    left: list[Left] = field(default_factory=list)
    positions: dict | None = None


@contextmanager
def collector_paused():
    """Make millions of small things without Python's collector, which would walk all of them again and again."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def name_of(text: str | None) -> str:
    """Return a name as people read it: NFC, one space for any white space and control characters."""
    return " ".join(_CONTROLS.sub(" ", unicodedata.normalize("NFC", text or "")).split())


def code_path(text: str) -> str:
    """Return the path of a code that its tool writes in one string: levels parted by `::` or ` > ` become `LEVEL`."""
    return LEVEL.join(part for part in map(name_of, _LEVELS.split(text)) if part)
