"""LibreOffice documents: paragraphs one a line, table cells parted by a tab, everything that hides words refused."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from trail.faults import Fault, Faults
from trail.readers import archives, odt_inventory, office, thumbnails
from trail.readers.canonical import Reading
from trail.readers.odt_inventory import OFFICE, TABLE, TEXT

_THUMBNAIL = "Thumbnails/thumbnail.png"
_MIMETYPE = b"application/vnd.oasis.opendocument.text"


def _names(prefix: str, *tags: str) -> frozenset[str]:
    return frozenset(f"{prefix}{tag}" for tag in tags)


_SPANS = _names(TEXT, "a", "span", "page-number", "page-count")
_CHARACTERS = _names(TEXT, "s", "tab", "line-break")
_MARKS = _names(TEXT, "soft-page-break", "bookmark", "bookmark-start", "bookmark-end") | _names(
    TEXT, "reference-mark", "reference-mark-start", "reference-mark-end", "number"
)
_PARAGRAPHS = _names(TEXT, "p", "h")
_ITEMS = _names(TEXT, "list-item", "list-header")
_ROW_GROUPS = _names(TABLE, "table-rows", "table-header-rows", "table-row-group")
_CELLS = _names(TABLE, "table-cell", "covered-table-cell")
_BLOCKS = _PARAGRAPHS | _names(TEXT, "list", "section") | _names(TABLE, "table")
_SILENT = (
    _MARKS
    | _names(TEXT, "sequence-decls", "tracked-changes")
    | _names(OFFICE, "forms")
    | _names(TABLE, "table-column", "table-columns", "table-header-columns", "table-column-group")
)
_READ = {  # what may stand in what; all else is a fault, so that no word is passed over
    **dict.fromkeys(_names(OFFICE, "text") | _names(TEXT, "section") | _CELLS | _ITEMS, _BLOCKS),
    f"{TEXT}list": _ITEMS,
    **dict.fromkeys(_names(TABLE, "table") | _ROW_GROUPS, _ROW_GROUPS | _names(TABLE, "table-row")),
    f"{TABLE}table-row": _CELLS,
    **dict.fromkeys(_PARAGRAPHS | _SPANS, _SPANS | _CHARACTERS),
}


def read(data: bytes, file: str, encoding: str = "") -> Reading:
    """Return the Reading of an .odt file's bytes; its source is the text of its paragraphs.

    asides: document properties, targets of links, names of bookmarks and sections, words of automatic numbering.
    Raises Faults as `docx.read` does, naming parts and never their text. White space is that of the standard: a run
    of it in the XML is one space (OpenDocument 1.2, part 1, 6.1.2).
    """
    content = office.unpack(data, file, ".odt")
    refused = [(kind, name) for name in content if (kind := odt_inventory.kind_of_part(name))]
    trees = {
        name: archives.parse(part, file, name, bare=True)
        for name, part in content.items()
        if part and name.endswith((".xml", ".rdf")) and not odt_inventory.kind_of_part(name)
    }
    body = trees["content.xml"].find(f"{OFFICE}body/{OFFICE}text") if "content.xml" in trees else None
    if content.get("mimetype", b"").strip() != _MIMETYPE or body is None:
        message = "is not an OpenDocument text (a template, a spreadsheet?). Save it as .odt."
        raise Faults([Fault(file, "", message, "unreadable_transcript")])
    refused += odt_inventory.refused_content(trees)
    if _THUMBNAIL in content and not thumbnails.is_bare(content[_THUMBNAIL]):
        refused.append(("thumbnail", _THUMBNAIL))
    if re.search(rb"[A-Za-z\x80-\xff]{4}", content.get("layout-cache", b"")):  # numbers of pages and lines
        refused.append(("unknown_part", "layout-cache"))
    refused += [(kind, "content.xml") for kind in _strangers(body)]
    office.refuse(refused, file)
    return office.reading(list(_lines(body)), file, odt_inventory.asides(trees))


def _strangers(body: Element) -> Iterator[str]:
    """Yield a kind of `office.REFUSED` for everything that stands where its words would not be read."""
    waiting = [body]
    while waiting:
        element = waiting.pop()
        inline = element.tag in _PARAGRAPHS | _SPANS
        if not inline and "".join([element.text or "", *(child.tail or "" for child in element)]).strip():
            yield "unknown_part"
        for child in element:
            if child.tag in _READ[element.tag]:
                if child.tag in _READ:
                    waiting.append(child)
                elif child.tag == f"{TEXT}s" and not re.fullmatch(r"\d{1,3}", child.get(f"{TEXT}c", "1")):
                    yield "unknown_part"
            elif child.tag not in _SILENT:
                is_field = inline and child.tag.startswith(TEXT) and child.tag not in odt_inventory.REFUSED_ELEMENTS
                yield "field_code" if is_field else "unknown_part"


def _lines(container: Element) -> Iterator[str]:
    """Yield the paragraphs of a body, section, list or cell; a table gives its rows."""
    for block in container:
        if block.tag in _PARAGRAPHS:
            yield _words(block)
        elif block.tag == f"{TABLE}table":
            for row in block.iter(f"{TABLE}table-row"):
                yield "\t".join("\n".join(_lines(cell)).rstrip("\n") for cell in row if cell.tag in _CELLS)
        elif block.tag in _BLOCKS | _ITEMS:
            yield from _lines(block)


def _words(paragraph: Element) -> str:
    """Return a paragraph's text, with white space collapsed across the borders of its spans."""
    words: list[str] = []
    after_space = True  # none is kept at the start of a paragraph
    for piece, is_text in _pieces(paragraph):
        if not is_text:
            words.append(piece)
            after_space = False
        elif piece:
            text = re.sub(r"[ \t\r\n]+", " ", piece)
            text = text[1:] if after_space and text.startswith(" ") else text
            words.append(text)
            after_space = text.endswith(" ") or (after_space and not text)
    return "".join(words)


def _pieces(element: Element) -> Iterator[tuple[str, bool]]:
    yield element.text or "", True
    for child in element:
        if child.tag in _SPANS:
            yield from _pieces(child)
        elif child.tag == f"{TEXT}s":
            yield " " * int(child.get(f"{TEXT}c", "1")), False
        elif child.tag in _CHARACTERS:
            yield "\t" if child.tag == f"{TEXT}tab" else "\n", False
        yield child.tail or "", True
