"""Word documents: paragraphs one a line, table cells parted by a tab, everything that hides words refused."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from trail.faults import Fault, Faults
from trail.readers import archives, docx_inventory, office, thumbnails
from trail.readers.canonical import Reading
from trail.readers.docx_inventory import W

SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"

_CHARACTERS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011", "softHyphen": "\u00ad"}
_HOLDERS = ("hyperlink", "bdo", "dir", "fldSimple")
_INLINE = frozenset(("r", *_HOLDERS))
_READ = {  # what may stand in what; all else is a fault, so that no word is passed over
    "body": {"p", "tbl"},
    "tbl": {"tr"},
    "tr": {"tc"},
    "tc": {"p", "tbl"},
    **dict.fromkeys(("p", *_HOLDERS), _INLINE),
    "r": {"t", "sym", *_CHARACTERS},
}
_WRAPPERS = ("sdt", "sdtContent", "smartTag")  # content controls and the like: stand anywhere, hold what stands there
_SILENT = frozenset(
    "pPr rPr sectPr tblPr tblPrEx tblGrid trPr tcPr sdtPr sdtEndPr smartTagPr bookmarkStart bookmarkEnd proofErr "
    "permStart permEnd lastRenderedPageBreak fldChar instrText".split()
)


def read(data: bytes, file: str, encoding: str = "") -> Reading:
    """Return the Reading of a .docx file's bytes; its source is the text of its paragraphs.

    asides: document properties, names of people, targets of links, names of bookmarks, words of automatic numbering.
    Raises Faults, naming parts and never their text, for a file that is damaged or unsafe, or holds tracked
    changes, comments, hidden text, text boxes, headers with text, footnotes, fields beyond page numbers and links,
    media, embedded objects, relations to other files, macros or custom XML: all of them at once.
    """
    content = office.unpack(data, file, ".docx")
    refused = [(kind, name) for name in content if (kind := docx_inventory.kind_of_part(name))]
    left_out = {name for _, name in refused}
    trees = {
        name: archives.parse(part, file, name, bare=True)
        for name, part in content.items()
        if name.endswith((".xml", ".rels")) and name not in left_out
    }
    main = main_part(trees, file)
    body = trees[main].find(f"{W}body")
    refused += docx_inventory.refused_content(trees)
    refused += [("unknown_part", name) for name in trees if name.startswith("word/document") and name != main]
    refused += [
        ("thumbnail", name) for name in content if "thumbnail." in name and not thumbnails.is_bare(content[name])
    ]
    if has_strangers(body):
        refused.append(("unknown_part", main))
    office.refuse(refused, file)
    return office.reading(lines(body), file, docx_inventory.asides(trees))


def main_part(trees: dict[str, Element], file: str) -> str:
    """Return the name of the one part that the package calls its document. Raises Faults where there is none."""
    relations = trees.get("_rels/.rels", ())
    targets = [item.get("Target", "") for item in relations if item.get("Type", "").endswith("/officeDocument")]
    types = trees.get("[Content_Types].xml", ())
    mains = [item.get("PartName", "") for item in types if item.get("ContentType", "") == _MAIN]
    names = {name.lstrip("/") for name in (*targets, *mains)}
    if len(targets) == len(mains) == len(names) == 1:
        (name,) = names
        if name.startswith("word/document") and name in trees and trees[name].find(f"{W}body") is not None:
            return name
    message = "is not an ordinary Word document (a template, one with macros, or Strict Open XML?). Save it as .docx."
    raise Faults([Fault(file, "", message, "unreadable_transcript")])


def has_strangers(body: Element) -> bool:
    """Return whether something stands where its words would not be read."""
    waiting = [(body, _READ["body"])]
    while waiting:
        element, allowed = waiting.pop()
        for child in element:
            tag = _tag(child)
            if tag in _WRAPPERS:
                waiting.append((child, allowed))
            elif tag in allowed:
                waiting.append((child, _READ.get(tag, set())))
            elif tag not in _SILENT or (tag != "instrText" and any((item.text or "").strip() for item in child.iter())):
                return True
            if tag == "sym" and not _symbol(child):
                return True
    return False


def lines(container: Element) -> list[str]:
    """Return the paragraphs of a body or cell; a table gives its rows."""
    found = []
    for block in _unwrapped(container):
        if _tag(block) == "p":
            found.append(_words(block))
        elif _tag(block) == "tbl":
            rows = (row for row in _unwrapped(block) if _tag(row) == "tr")
            found += ["\t".join(_cell(cell) for cell in _unwrapped(row) if _tag(cell) == "tc") for row in rows]
    return found


def _cell(cell: Element) -> str:
    return "\n".join(lines(cell)).rstrip("\n")  # Word ends each cell with a paragraph, often an empty one


def _words(element: Element) -> str:
    words = []
    for child in _unwrapped(element):
        tag = _tag(child)
        if tag == "t":
            text = re.sub(r"[\t\r\n]", " ", child.text or "")  # as Word shows them
            words.append(text if child.get(SPACE) == "preserve" else text.strip(" "))
        elif tag in _CHARACTERS:
            words.append(_CHARACTERS[tag])
        elif tag == "sym":
            words.append(_symbol(child))
        elif tag in _INLINE:
            words.append(_words(child))
    return "".join(words)


def _symbol(element: Element) -> str:
    """Return the character of a symbol font, mostly a private one, or "" where the file names none."""
    code = element.get(f"{W}char", "")
    character = chr(int(code, 16)) if re.fullmatch("[0-9A-Fa-f]{4}", code) else ""
    return character if character.isprintable() or "\ue000" <= character <= "\uf8ff" else ""


def _unwrapped(container: Element) -> Iterator[Element]:
    for child in container:
        if _tag(child) in _WRAPPERS:
            yield from _unwrapped(child)
        else:
            yield child


def _tag(element: Element) -> str:
    return element.tag.removeprefix(W)
