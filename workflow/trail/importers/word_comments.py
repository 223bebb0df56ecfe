"""Word documents (.docx) whose comments are codes: the marked stretch is the passage, each line or `;` part a code.

The text is that of `readers.docx`, by the same walk: the marks of a comment are put into the tree as runs of two
characters that no XML can hold, and taken out of the words again.
"""

import re
from collections import Counter
from pathlib import Path
from typing import NamedTuple
from xml.etree.ElementTree import Element, SubElement

from trail.faults import Fault, Faults
from trail.importers import refi
from trail.importers.project import Code, Given, Left, Project, Selection, Source, code_path, name_of
from trail.readers import archives, docx, docx_inventory, office
from trail.readers.canonical import canonical, to_canonical
from trail.readers.docx_inventory import W

BYTES = 100_000_000
COMMENTS = "word/comments.xml"
THREADS = "word/commentsExtended.xml"
W14, W15 = (f"{{http://schemas.microsoft.com/office/word/{year}/wordml}}" for year in (2010, 2012))
MARK = re.compile("\ufffe([se])([^\uffff]{1,20})\uffff")
LONG = 100  # characters; a longer comment is more likely a remark than a code
REFUSED = ("tracked_changes", "hidden_text")  # words would be lost, or come that nobody saw
LEFT_OUT = {  # what kinds of `office.REFUSED` are called here; they stay in the document
    "text_box": "text boxes",
    "header_text": "headers and footers with text",
    "footnotes": "footnotes and endnotes",
    "media": "pictures and other media",
    "embedded_object": "embedded files and objects",
}
ASIDE = re.compile(
    r"\{[^}]*\}(?:drawing|pict|object|AlternateContent|commentReference|annotationRef|(?:foot|end)note(?:Reference|Ref))"
)
MARKS = {f"{W}commentRangeStart": "s", f"{W}commentRangeEnd": "e"}
SILENT = f"{W}rPr"  # what the walk passes over
WHY = {
    "replies to comments": "they are talk about a code; they stay in the document",
    "comments without a stretch of text": "they are put to a point, or to what is no text of the body",
    "comments on no words": "they mark white space alone",
    "marks of comments that are no more": "remains of what was removed",
    "resolved comments": "they are codes as the others",
    f"codes of more than {LONG} characters": "they are taken as codes; are they remarks?",
}


class _Comment(NamedTuple):
    codes: tuple[str, ...]
    author: str


def read(given: Given) -> Project:
    """Return the project of one Word document. Raises Faults where it is none, is unsafe, or holds tracked changes."""
    data = given.stream.read(BYTES + 1)
    return _project({given.name.rpartition("/")[2]: data}, given.name, "")


def files(folder: Path) -> list[str]:
    """Return the names of the Word documents in a folder, without those that Word keeps while one is open."""
    found = sorted(path.name for path in folder.glob("*") if path.suffix.lower() == ".docx" and path.is_file())
    return [name for name in found if not name.startswith(("~", "."))]


def read_folder(folder: Path) -> Project:
    """Return the project of a folder of Word documents, one source each. Raises Faults as `read`."""
    held = {}
    for name in files(folder):
        with (folder / name).open("rb") as stream:
            held[name] = stream.read(BYTES + 1)
    return _project(held, folder.resolve().name, f"{folder.resolve().name}/")


def _project(documents: dict[str, bytes], file: str, prefix: str) -> Project:
    faults: list[Fault] = []
    left: dict[str, Counter] = {}
    project = Project("Word comments" if prefix else "Word comments of one document")
    comments = 0
    for name, data in documents.items():
        try:
            comments += _add(project, name, data, prefix + name if prefix else file, left)
        except Faults as found:
            faults += found.faults
    if faults:
        raise Faults(faults)
    codings = [coding for one in project.selections for coding in one.codings]
    project.codes = [Code(path) for path in dict.fromkeys(path for path, _ in codings)]
    project.coders = {author: author for _, author in codings if author}
    project.read = {
        "documents": len(documents),
        "comments": comments,
        "codes": len(project.codes),
        "codings": len(codings),
        "coders": len(project.coders),
    }
    if long := sum(len(code.path) > LONG for code in project.codes):
        left[f"codes of more than {LONG} characters"] = Counter({"": long})
    why = WHY | dict.fromkeys(LEFT_OUT.values(), "the transcript is the text of the body")
    project.left = [
        Left(what, counted.total(), why[what], tuple(filter(None, map(name_of, counted))))
        for what, counted in left.items()
    ]
    if project.coders:
        project.left.append(Left("names of coders", len(project.coders), refi.PERSONAL))
    return project


def _add(project: Project, name: str, data: bytes, file: str, left: dict[str, Counter]) -> int:
    """Add a document and its comments to the project; return how many comments it has."""

    def leave(what: str, count: int = 1) -> None:
        if count:
            left.setdefault(what, Counter())[name] += count

    if len(data) > BYTES:
        raise Faults([Fault(file, "", f"is larger than {BYTES // 1_000_000} MB.", "too_large")])
    trees, main = _trees(data, file, leave)
    comments = _comments(trees.get(COMMENTS), trees.get(THREADS), file, leave)
    body = trees[main].find(f"{W}body")
    _put_marks(body)
    if docx.has_strangers(body):
        office.refuse([("unknown_part", main)], file)
    source, spans = _without_marks("".join(f"{line}\n" for line in docx.lines(body)))
    if not source.strip():
        raise Faults([Fault(file, "", "is empty: it holds no word.", "empty_transcript")])
    words, origins = canonical(source)
    project.sources.append(Source(name_of(name), words, origins))
    leave("marks of comments that are no more", len(set(spans) - set(comments["all"])))
    for number, comment in comments["codes"].items():
        start, end = spans.get(number, (None, None))
        if start is None or end is None or end < start:
            leave("comments without a stretch of text")
            continue
        start, end = to_canonical(origins, start), to_canonical(origins, end, end=True)
        said = words[start:end]
        start += len(said) - len(said.lstrip())
        end = start + len(said.strip())
        if start == end:
            leave("comments on no words")
            continue
        codings = tuple((code, comment.author) for code in comment.codes)
        project.selections.append(Selection(len(project.sources) - 1, start, end, codings))
    return len(comments["all"])


def _trees(data: bytes, file: str, leave) -> tuple[dict[str, Element], str]:
    """Return the parts of a document as trees, and which is its text. Raises Faults for words that would be lost."""
    content = office.unpack(data, file, ".docx")
    trees = {
        name: archives.parse(part, file, office.shown(name), bare=True)
        for name, part in content.items()
        if name.endswith((".xml", ".rels")) and not docx_inventory.kind_of_part(name)
    }
    main = docx.main_part(trees, file)
    found = docx_inventory.refused_content(trees)
    office.refuse([(kind, part) for kind, part in found if kind in REFUSED], file)
    for kind in sorted({kind for kind, _ in found} & set(LEFT_OUT)):
        leave(LEFT_OUT[kind])
    return trees, main


def _comments(part: Element | None, threads: Element | None, file: str, leave) -> dict[str, dict]:
    """Return {"all": {id: …}, "codes": {id: _Comment}} of the comments that are no replies."""
    thread = threads.iter(f"{W15}commentEx") if threads is not None else ()
    of_thread = {item.get(f"{W15}paraId"): item for item in thread}
    every: dict[str, _Comment] = {}
    codes: dict[str, _Comment] = {}
    for item in part.iter(f"{W}comment") if part is not None else ():
        number = item.get(f"{W}id", "")[:20]
        if number in every or not number:
            message = "holds two comments of one number, or one without. Open it in Word and save it again."
            raise Faults([Fault(file, COMMENTS, message, "two_comments_one_id")])
        said = "\n".join(docx.lines(item))
        own = [of_thread.get(paragraph.get(f"{W14}paraId")) for paragraph in item.iter(f"{W}p")]
        own = [one for one in own if one is not None]
        every[number] = _Comment(codes_of(said), name_of(item.get(f"{W}author")))
        if any(one.get(f"{W15}paraIdParent") for one in own):
            leave("replies to comments")
            continue
        if any(one.get(f"{W15}done") in ("1", "true", "on") for one in own):
            leave("resolved comments")
        codes[number] = every[number]
    return {"all": every, "codes": codes}


def codes_of(said: str) -> tuple[str, ...]:
    """Return the code paths that a comment says: one a line, or parted by ";"; each once."""
    return tuple(dict.fromkeys(filter(None, map(code_path, re.split(r"[;\n\r\v\f\x85\u2028\u2029]", said)))))


def _put_marks(body: Element) -> None:
    """Make the marks of comments runs, where they stand; one between paragraphs goes into the next or the one before.

    What is no text (pictures, signs of notes and comments) is emptied, with whatever it holds.
    """
    for element in [one for one in body.iter() if ASIDE.fullmatch(one.tag)]:
        element.clear()
        element.tag = SILENT
    elements = list(body.iter())
    above = {child: parent for parent in elements for child in parent}
    last, waiting = None, []
    for element in elements:
        if element.tag == f"{W}p":
            last = element
            element[:0] = waiting
            waiting = []
        elif element.tag in MARKS and (number := element.get(f"{W}id", "")[:20]):
            inside = element
            while inside is not None and inside.tag != f"{W}p":
                inside = above.get(inside)
            kind = MARKS[element.tag]
            if inside is not None:
                _as_run(element, kind, number)
                continue
            run = _as_run(Element(f"{W}r"), kind, number)
            if kind == "e" and last is not None:
                last.append(run)
            else:
                waiting.append(run)
            element.tag = SILENT
        elif element.tag in MARKS:
            element.tag = SILENT


def _as_run(element: Element, kind: str, number: str) -> Element:
    element.clear()
    element.tag = f"{W}r"
    words = SubElement(element, f"{W}t", {docx.SPACE: "preserve"})
    words.text = f"\ufffe{kind}{number}\uffff"
    return element


def _without_marks(marked: str) -> tuple[str, dict[str, tuple[int | None, int | None]]]:
    """Return the words without marks, and where the stretch of each comment begins and ends, None where it does not."""
    pieces, starts, ends = [], {}, {}
    length = at = 0
    for match in MARK.finditer(marked):
        pieces.append(marked[at : match.start()])
        length += match.start() - at
        at = match.end()
        if match[1] == "s":
            starts.setdefault(match[2], length)
        else:
            ends[match[2]] = length
    pieces.append(marked[at:])
    return "".join(pieces), {number: (starts.get(number), ends.get(number)) for number in {**starts, **ends}}
