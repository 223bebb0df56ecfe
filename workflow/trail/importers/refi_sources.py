"""The sources of a REFI-QDA project: texts with their passages, and codings of what has no text."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from xml.etree.ElementTree import Element

from trail.faults import Fault
from trail.importers import refi_files
from trail.importers.project import name_of
from trail.importers.refi_codes import children, guid, local, named_children

TEXTS = {"TextSource": (), "PictureSource": ("TextDescription",), "PDFSource": ("Representation",)}
TEXTS |= {"AudioSource": ("Transcript",), "VideoSource": ("Transcript",)}
KINDS = {"TextSource": "text", "PictureSource": "picture", "PDFSource": "PDF"}
KINDS |= {"AudioSource": "audio", "VideoSource": "video"}
PLACES = {  # passages that are no words
    "PictureSelection": "part of a picture",
    "PDFSelection": "part of a PDF page",
    "AudioSelection": "stretch of audio",
    "VideoSelection": "stretch of video",
}


_often = cache(guid)  # of codes and users: few, and named by each coding


@dataclass(slots=True)
class Passage:
    """A marked passage as the file has it: start, end as counted there, and its (code GUID, user GUID) pairs."""

    guid: str
    name: str
    start: int
    end: int
    codings: list[tuple[str, str]]


@dataclass
class Text:
    """One text of a project: raw (as stored; None where it is missing), the path it should be at, its passages."""

    name: str
    kind: str
    raw: str | None
    path: str
    passages: list[Passage] = field(default_factory=list)


@dataclass
class Found:
    """What the sources hold. placeless: (what it is, source's name, codings) of coded things that have no words."""

    texts: list[Text] = field(default_factory=list)
    placeless: list[tuple[str, str, list[tuple[str, str]]]] = field(default_factory=list)
    repeats: int = 0
    sources: int = 0
    codings: int = 0
    comments: int = 0
    faults: list[Fault] = field(default_factory=list)


def reader(found: Found, members: dict | None, file: str, part: str) -> Callable[[Element], None]:
    """Return the function that adds a source, one after the other, to what was found: texts, passages, other codings.

    members: {lower-case path: content} of the archive, None for a project file without one.
    A passage of a PDF that stands both as part of a page and in its text is counted once, in the text (`repeats`).
    """
    by_path: dict[str, Text] = {}
    numbers = count(1)

    def take(source: Element) -> None:
        number, kind = next(numbers), local(source.tag)
        if kind not in TEXTS:
            return
        found.sources += 1
        name = name_of(source.get("name")) or f"Document {number}"
        texts = [source] if kind == "TextSource" else children(source, *TEXTS[kind])
        read_here = [_text(one, name, KINDS[kind], members, file, part, found, by_path) for one in texts]
        if kind != "TextSource":
            _placeless(source, name, [passage for text in read_here for passage in text], found)
        _whole(source, name, found)

    return take


def _text(
    element: Element, name: str, kind: str, members, file: str, part: str, found: Found, by_path
) -> list[Passage]:
    """Add one text with its passages; return the passages."""
    if kind in ("audio", "video"):  # several transcripts of one recording have names of their own
        name = name_of(element.get("name")) or name
    path = element.get("plainTextPath") or ""
    within = named_children(element)
    member = refi_files.find(path or f"{guid(element.get('guid'))}.txt", members or {})
    same = member or path.strip().lower()
    if same and same in by_path:  # a recording's transcript that is a document of its own as well
        text = by_path[same]
    else:
        raw = None
        if content := within.get("PlainTextContent"):
            raw = content[0].text or ""
        elif member and members[member] is not None:
            raw = refi_files.decode(members[member], file, member)
        text = Text(name, kind, raw, path)
        found.texts.append(text)
        if same:
            by_path[same] = text
    points = {guid(one.get("guid")): one.get("position") for one in within.get("SyncPoint", ())}
    passages = []
    for one in (*within.get("PlainTextSelection", ()), *within.get("TranscriptSelection", ())):
        codings = _codings(one, found)
        plain = local(one.tag) == "PlainTextSelection"
        if plain:
            ends = (one.get("startPosition"), one.get("endPosition"))
        else:
            ends = (points.get(guid(one.get("fromSyncPoint"))), points.get(guid(one.get("toSyncPoint"))))
        try:
            start, end = int(ends[0] or ""), int(ends[1] or "")
        except ValueError:
            if not plain:
                found.placeless.append(("stretch of a transcript without positions", name, codings))
                continue
            message = f"a passage of '{name}' ({_place(one)}) lacks a whole number for where it begins or ends."
            found.faults.append(Fault(file, part, message, "no_position"))
            continue
        if start < 0 or end < start:
            message = f"a passage of '{name}' ({_place(one)}) stands at {start}-{end}, which is no stretch of a text."
            found.faults.append(Fault(file, part, message, "no_stretch"))
            continue
        passages.append(Passage(one.get("guid") or "", one.get("name") or "", start, end, codings))
    text.passages += passages
    return passages


def _place(element: Element) -> str:
    return f"{local(element.tag)} {guid(element.get('guid')) or 'without GUID'}"


def _placeless(source: Element, name: str, passages: list[Passage], found: Found) -> None:
    """Add what is coded in a source and has no place in a text; what only repeats a passage of its text is counted."""
    by_guid = {guid(passage.guid): passage for passage in passages if passage.guid}
    by_name = {(passage.name, code): passage for passage in passages for code, _ in passage.codings if passage.name}
    if any(guid(one.get("guid")) in by_guid for one in children(source, *PLACES)):
        by_name = {}  # a program that repeats GUIDs need not be guessed at: a name may stand on two pages
    for one in children(source, *PLACES):
        codings = _codings(one, found)
        twin = by_guid.get(guid(one.get("guid")))
        left = []
        for code, user in codings:
            same = twin or by_name.get((one.get("name"), code))
            if same is None:
                left.append((code, user))
            elif any(code == other for other, _ in same.codings):
                found.repeats += 1
            else:
                same.codings.append((code, user))
        if left or not codings:
            found.placeless.append((PLACES[local(one.tag)], name, left))


def _whole(source: Element, name: str, found: Found) -> None:
    if codings := _codings(source, found):
        found.placeless.append(("whole document", name, codings))


def _codings(element: Element, found: Found) -> list[tuple[str, str]]:
    """Return the (code GUID, user GUID) pairs of an element."""
    pairs = []
    for one in element:
        name = local(one.tag)
        if name == "Coding":
            user = _often(one.get("creatingUser") or element.get("creatingUser"))
            for reference in one:
                if local(reference.tag) == "CodeRef":
                    pairs.append((_often(reference.get("targetGUID")), user))
        elif name == "Description":
            found.comments += 1
    found.codings += len(pairs)
    return pairs
