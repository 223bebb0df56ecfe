"""What a supervisor wrote into a rendered Word file: comments and tracked changes, led back to claim and manuscript."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from xml.etree.ElementTree import Element

import pandas as pd

from trail import manuscript_text, tables
from trail.faults import Fault, Faults, refuse
from trail.readers import archives, office
from trail.records import COMMENTS

COLUMNS = "document line section claim_ids kind words said author date reply_to done".split()
LIKENESS = 60  # of 100: below it no block of the manuscript is taken for the paragraph that was remarked on
CLAIM = re.compile(r"([A-Za-z][\w-]*?)-c-[\w-]+")
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
W14, W15 = (f"{{http://schemas.microsoft.com/office/word/20{year}/wordml}}" for year in ("10", "12"))
_CHANGES = {"ins": "insertion", "moveTo": "insertion", "del": "deletion", "moveFrom": "deletion"}
_ADDED = ("EvidenceMark", "SectionNumber")  # the short id behind a claim, a heading's number: in no manuscript


class Remark(NamedTuple):
    """One comment or tracked change: what it is about (words), what it says, and where it stands.

    claims: ids of the claims that it touches; paragraph: as it was before the changes
    """

    kind: str
    key: str
    claims: list[str]
    section: list[str]
    words: list[str]
    paragraph: list[str]
    told: dict[str, str]


def collect(path: Path, study: Path) -> tuple[Path, pd.DataFrame]:
    """Return (file written, remarks) of a Word file that came back from a reader: columns as `COLUMNS`, in its order.

    claim_ids: the claims that a remark touches, ';' between; line: of the manuscript, "" where none is like it;
    words: what is remarked on, of a tracked change what was put in or taken out; said: the comment.
    Written to results/closed/comments: remarks may name people. Raises Faults where it is no Word file, or none of
    this study's documents.
    """
    remarks = read(Path(path).read_bytes(), Path(path).name)
    sources = {folder.parent.name: folder for folder in sorted((study / "manuscript").glob("*/index.qmd"))}
    found = pd.DataFrame(_rows(remarks, sources), columns=COLUMNS, dtype=str)
    made = Path(study) / "results" / COMMENTS / f"{Path(path).stem}.csv"
    tables.write(found, made)
    return made, found


def words(found: pd.DataFrame) -> str:
    """Return remarks as lines for a terminal: where, about what, and what is said."""
    told = []
    for row in tables.as_dicts(found):
        where = f"line {row['line']}" if row["line"] else "no line like it"
        place = filter(None, [f"{row['document']}, {where}", row["section"], row["claim_ids"].replace(";", ", ")])
        who = f"{row['author'] or 'somebody'}{', done' if row['done'] else ''}"
        answer = ", in answer" if row["reply_to"] else ""
        said = f": {' '.join(row['said'].split())}" if row["said"] else ""
        told.append(f"{' · '.join(place)}\n  {row['kind']} of {who}{answer}, on «{row['words']}»{said}")
    return "\n".join(told) or "No comments and no tracked changes."


def read(data: bytes, file: str) -> tuple[str, list[Remark]]:
    """Return (document, its remarks) of the bytes of a Word file that this project rendered."""
    content = office.unpack(data, file, ".docx")
    parts = {
        name: archives.parse(content[f"word/{name}.xml"], file, f"word/{name}.xml")
        for name in ("document", "comments", "commentsExtended")
        if f"word/{name}.xml" in content
    }
    marks = parts["document"].iter(f"{W}bookmarkStart") if "document" in parts else ()
    names = [mark.get(f"{W}name", "") for mark in marks]
    of = sorted({match[1] for name in names if (match := CLAIM.fullmatch(name))}, key=len)
    if not of:
        message = "holds no claim of a study: only Word files that `make` rendered can be led back to their manuscript."
        refuse([Fault(file, "", message, "unknown_document")])
    return of[0], _remarks(parts["document"], _told(parts))


def _told(parts: dict[str, Element]) -> dict[str, dict[str, str]]:
    """Return {comment id: said, author, date, reply_to, done}."""
    comments = list(parts["comments"].iter(f"{W}comment")) if "comments" in parts else []
    id_of = {p.get(f"{W14}paraId"): one.get(f"{W}id", "") for one in comments for p in one.iter(f"{W}p")}
    found = {
        one.get(f"{W}id", ""): _by(one) | {"said": "\n".join(map(_text, one.iter(f"{W}p"))).strip()} for one in comments
    }
    for more in parts["commentsExtended"].iter(f"{W15}commentEx") if "commentsExtended" in parts else ():
        own, above = (id_of.get(more.get(f"{W15}{name}")) for name in ("paraId", "paraIdParent"))
        if own in found:
            found[own]["done"] = "yes" if more.get(f"{W15}done") == "1" else ""
            found[own]["reply_to"] = found[above]["said"] if above in found else ""
    return found


def _by(element: Element) -> dict[str, str]:
    return {"author": element.get(f"{W}author", ""), "date": element.get(f"{W}date", "")[:10]}


def _text(element: Element) -> str:
    return "".join(part.text or "" for part in element.iter() if part.tag in (f"{W}t", f"{W}delText"))


def _remarks(document: Element, told: dict[str, dict[str, str]]) -> list[Remark]:
    """Return the remarks in reading order: of each comment where its range begins, of a change where it stands."""
    found: dict[str, Remark] = {}
    claims: dict[str, str] = {}  # open bookmarks
    open_ranges: list[Remark] = []
    headings: list[str] = []
    for number, paragraph in enumerate(document.iter(f"{W}p")):
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        level = re.fullmatch(r"Heading([1-6])", style.get(f"{W}val", "") if style is not None else "")
        if level:
            heading = "".join(part.text or "" for part, _ in _walk(paragraph) if part.tag == f"{W}t")
            headings = [*headings[: int(level[1]) - 1], heading]
        before: list[str] = []
        for element, change in _walk(paragraph):
            tag, key = element.tag.removeprefix(W), element.get(f"{W}id", "")
            if tag == "bookmarkStart" and CLAIM.fullmatch(element.get(f"{W}name", "")):
                claims[key] = element.get(f"{W}name")
            elif tag == "bookmarkEnd":
                claims.pop(key, None)
            elif tag == "commentRangeStart" and key in told:
                found[f"comment {key}"] = Remark("comment", key, [], list(headings), [], before, told[key])
                open_ranges.append(found[f"comment {key}"])
            elif tag == "commentRangeEnd":
                open_ranges = [one for one in open_ranges if one.key != key]
            elif tag in ("t", "delText") and element.text:
                touched = list(open_ranges)
                if change is not None:
                    kind = _CHANGES[change.tag.removeprefix(W)]
                    name = f"{kind} {number} {change.get(f'{W}author')} {len(before)}"
                    found.setdefault(name, Remark(kind, "", [], list(headings), [], before, _by(change)))
                    touched.append(found[name])
                if change is None or _CHANGES[change.tag.removeprefix(W)] == "deletion":
                    before.append(element.text)
                for one in touched:
                    one.words.append(element.text)
                    one.claims.extend(claim for claim in claims.values() if claim not in one.claims)
    for key, of_comment in told.items():  # a comment without a range stands on the whole document
        found.setdefault(f"comment {key}", Remark("comment", key, [], [], [], [], of_comment))
    return list(found.values())


def _walk(element: Element, change: Element | None = None) -> Iterator[tuple[Element, Element | None]]:
    """Yield (element, the tracked change around it) of a paragraph in reading order, less what rendering added."""
    for child in element:
        style = child.find(f"{W}rPr/{W}rStyle")
        if style is None or style.get(f"{W}val") not in _ADDED:
            inside = child if child.tag.removeprefix(W) in _CHANGES else change
            yield child, inside
            yield from _walk(child, inside)


def _rows(read_: tuple[str, list[Remark]], sources: dict[str, Path]) -> Iterator[dict[str, str]]:
    document, remarks = read_
    if document not in sources:
        message = f"is a rendered '{document}', of which this study has no manuscript: name the study it is of."
        raise Faults([Fault(f"manuscript/{document}/index.qmd", "", message, "unknown_document")])
    blocks = _blocks(sources[document].read_text(encoding="utf-8-sig"))
    for one in remarks:
        yield {
            "document": document,
            "line": _line("".join(one.paragraph), blocks),
            "section": " > ".join(one.section),
            "claim_ids": ";".join(one.claims),
            "kind": one.kind,
            "words": "".join(one.words),
            **dict.fromkeys(("said", "author", "date", "reply_to", "done"), ""),
            **one.told,
        }


def _blocks(source: str) -> list[tuple[int, str]]:
    """Return (line, what a reader sees) of each paragraph of a manuscript."""
    return [
        (source.count("\n", 0, match.start()) + 1, manuscript_text.plain(match[0], {}))
        for match in re.finditer(r"(?:[^\n]*\S[^\n]*(?:\n|\Z))+", source)
    ]


def _line(paragraph: str, blocks: list[tuple[int, str]]) -> str:
    """Return the line of the block that is most like a paragraph; numbers and quotes are not in the source."""
    from rapidfuzz import fuzz, process  # quick over some hundred blocks; and nothing is decided by it

    if not paragraph.strip():
        return ""
    best = process.extractOne(paragraph, [text for _, text in blocks], scorer=fuzz.ratio, score_cutoff=LIKENESS)
    return str(blocks[best[2]][0]) if best else ""
