"""What Word and LibreOffice files share: how they are opened, what is refused in them, and in which words.

Text is read from the very trees that were inspected, not through Pandoc: a second parser could read what the
first did not see (or skip a tab, straighten a quote mark), and starting it takes longer than reading the file.
"""

import re

from trail.faults import Fault, Faults
from trail.readers import archives
from trail.readers.canonical import Reading, canonical

_LETTERS = re.compile(r"[^\W\d_]+")
_PART_WORDS = frozenset(
    "word docprops xml rels png jpeg jpg gif emf wmf svg bin xlsx docx pptx media image embeddings sheet microsoft "
    "excel worksheet object oleobject content types standard module basic scripts pictures fonts font odttf ttf vba "
    "project vbaproject vbadata attachedtoolbars activex diagrams data layout colors drawing charts chart style styles "
    "ink afchunk glossary document settings websettings fonttable customxml item itemprops xmlsignatures sig sigs "
    "origin meta inf documentsignatures macrosignatures manifest header footer footnotes endnotes comments app core "
    "commentsextended commentsids people theme numbering thumbnail thumbnails custom html htm rtf txt rdf mimetype "
    "cache docmetadata".split()
)
_OLD_BINARY = b"\xd0\xcf\x11\xe0"  # Word 97, and today's Word behind a password

REFUSED = {
    "tracked_changes": "holds tracked changes. Accept or reject them all and save.",
    "comments": "holds comments. Delete them and save.",
    "hidden_text": "holds hidden text. Show it, then delete it or make it visible.",
    "text_box": "holds a text box. Move its words into a paragraph, or delete it.",
    "header_text": "has text in a header or footer. Delete it (page numbers may stay).",
    "footnotes": "holds footnotes or endnotes. Move their words into the text, or delete them.",
    "field_code": "holds a field other than a page number or a link. Turn it into text (Ctrl+Shift+F9 in Word).",
    "media": "holds a picture, a drawing or other media. Delete it.",
    "embedded_object": "holds an embedded file, form or object. Delete it.",
    "external_relation": "draws on another file or address. Unlink it (a template: attach Normal).",
    "macros": "holds macros. Save as a document without macros.",
    "custom_xml": "holds custom XML data. Remove it (File > Info > Inspect Document in Word).",
    "signature": "holds a digital signature, which names a person. Remove it.",
    "thumbnail": "is a picture of the first page that may say something. Save without a thumbnail.",
    "unknown_part": "holds something this reader does not know. Copy the words into a new, empty document.",
}


def unpack(data: bytes, file: str, form: str) -> dict[str, bytes]:
    """Return the members of an office file; form is its ending. Raises Faults where it is none or is unsafe."""
    if not data:
        raise Faults([Fault(file, "", "is empty. Put the transcript in its place.", "empty_transcript")])
    if data.startswith(_OLD_BINARY):
        message = f"is an old binary document, or behind a password. Save it as {form} without a password."
        raise Faults([Fault(file, "", message, "unreadable_transcript")])
    if not data.startswith(b"PK"):
        message = f"is not a {form} file, whatever its name says. Open it in its program and save it as {form}."
        raise Faults([Fault(file, "", message, "unreadable_transcript")])
    return archives.members(data, file, tight=True)


def refuse(found, file: str) -> None:
    """Raise Faults for pairs (kind of REFUSED, part of the file), one fault for each.

    Where a part's fault has a better name (a text box is also a drawing), that name alone is said.
    """
    kinds = {part: {kind for kind, where in found if where == part} for _, part in found}
    for of_part in kinds.values():
        if "text_box" in of_part:
            of_part.discard("media")
        if len(of_part) > 1:
            of_part.discard("unknown_part")
    faults = [Fault(file, shown(part), REFUSED[kind], kind) for part in sorted(kinds) for kind in sorted(kinds[part])]
    if faults:
        raise Faults(faults)


def shown(part: str) -> str:
    """Return a part's name for a fault, or "a part" where somebody gave it a name that may say something."""
    return part if all(len(word) < 3 or word in _PART_WORDS for word in _LETTERS.findall(part.lower())) else "a part"


def reading(lines: list[str], file: str, asides: list[tuple[str, str]]) -> Reading:
    """Return the Reading of a document's paragraphs. Raises Faults where they hold no word."""
    source = "".join(f"{line}\n" for line in lines)
    if not source.strip():
        raise Faults(
            [Fault(file, "", "is empty: it holds no word. Put the transcript in its place.", "empty_transcript")]
        )
    kept = dict.fromkeys((place, " ".join(words.split())) for place, words in asides)
    return Reading(*canonical(source), tuple(aside for aside in kept if aside[1]))
