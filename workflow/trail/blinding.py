"""A Word file that does not tell who wrote it or where: words replaced, sections left out, and a search for leaks."""

import html
import re
from collections.abc import Iterable
from typing import NamedTuple
from xml.dom.minidom import Document

from trail import word_files
from trail.profiles import heading_key

_AUTHORS = ("Author", "Authors", "Date")  # styles of the lines below the title
_DESCRIBING = ("descr", "title", "name", "w:author", "w:initials", "w:tooltip")
_PNG_KEPT = (b"IHDR", b"PLTE", b"tRNS", b"gAMA", b"sRGB", b"pHYs", b"IDAT", b"IEND")
_EMPTY = re.compile(rb"(<(?:\w+:)?(?:Properties|coreProperties)\b[^>]*?)/?>.*", re.DOTALL)


class Hidden(NamedTuple):
    """Words that a blinded file does not hold: the pattern that finds them, and what stands in their place."""

    pattern: re.Pattern
    instead: str


def hidden(config: dict, front: dict) -> list[Hidden]:
    """Return what is hidden in the blinded file of a manuscript, longer names first.

    Names of services in any case → "[service]", with a number where there are several, in the order of the config;
    authors of the front matter, whole, by family name and by initials → "[author 1]"; its `ethics_approval` numbers →
    "[approval number]"; its own `blind`, {words: what stands instead}.
    """
    found = []
    services = list(config["services"].values())
    for number, name in enumerate(services, start=1):
        found.append((name, "[service]" if len(services) == 1 else f"[service {number}]", re.IGNORECASE))
    for number, author in enumerate(_listed(front.get("author")), start=1):
        name = str(author.get("name", "") if isinstance(author, dict) else author).strip()
        found += [(form, f"[author {number}]", 0) for form in _forms(name)]
    found += [(str(number), "[approval number]", re.IGNORECASE) for number in _listed(front.get("ethics_approval"))]
    own = front.get("blind") if isinstance(front.get("blind"), dict) else {}
    found += [(str(words), str(instead), re.IGNORECASE) for words, instead in own.items()]
    longest = sorted({one for one in found if one[0].strip()}, key=lambda one: (-len(one[0]), one[0]))
    return [Hidden(_pattern(words, flags), instead) for words, instead, flags in longest]


def _listed(thing) -> list:
    return thing if isinstance(thing, list) else [thing] if thing else []


def _forms(name: str) -> list[str]:
    """Return the forms of an author's name: whole, family name, initials with and without points."""
    parts = [part for part in re.split(r"[\s.]+", name) if part]
    letters = [piece[0] for part in parts for piece in part.split("-") if piece]
    forms = [name]
    if len(parts) > 1:
        forms += [parts[-1], "".join(letters), ".".join(letters) + ".", "".join(letters[:-1])]
    return [form for form in forms if len(form) > 1]


def _pattern(words: str, flags: int) -> re.Pattern:
    """Return the pattern of a name: any space between its words; a short one only as a word of its own."""
    inside = r"[\s\u00a0\u202f-]+".join(re.escape(word) for word in words.split())
    return re.compile(inside if flags and len(words) > 4 else rf"(?<!\w){inside}(?!\w)", flags)


def blind_text(text: str, of: Iterable[Hidden]) -> str:
    """Return a text with hidden words replaced."""
    for pattern, instead in of:
        text = pattern.sub(lambda _, put=instead: put, text)
    return text


def blind(parts: dict[str, bytes], of: list[Hidden], left_out: set[str]) -> None:
    """Blind the parts of a Word file: text, headers, descriptions of pictures, links, properties and PNG texts.

    left_out: headings, as `profiles.left_out` gives them, of sections that go whole. Lines with authors go too.
    """
    for name in [name for name in parts if word_files.TEXT_PARTS.fullmatch(name)]:
        tree = word_files.tree(parts, name)
        if name == word_files.DOCUMENT:
            _leave_out(tree, left_out)
        for paragraph in list(word_files.all_of(tree, "w:p")):
            if word_files.style_of(paragraph) in _AUTHORS:
                paragraph.parentNode.removeChild(paragraph)
                continue
            for one in of:
                word_files.replace_words(paragraph, lambda text, one=one: _places(text, one))
        _blind_attributes(tree, of)
        word_files.put(parts, name, tree)
    for name in parts:
        if name.endswith(".rels"):
            tree = word_files.tree(parts, name)
            for one in word_files.all_of(tree, "Relationship"):
                if one.getAttribute("TargetMode") == "External":
                    one.setAttribute("Target", blind_text(one.getAttribute("Target"), of))
            word_files.put(parts, name, tree)
        elif name.startswith("docProps/"):
            parts[name] = without_properties(parts[name]) if not name.endswith("app.xml") else parts[name]
        elif name.endswith(".png"):
            parts[name] = bare_png(parts[name])


def _places(text: str, one: Hidden) -> list[tuple[int, int, str]]:
    return [(found.start(), found.end(), one.instead) for found in one.pattern.finditer(text)]


def _leave_out(tree: Document, left_out: set[str]) -> None:
    """Take away each section of such a heading, down to the next heading of its level or above."""
    body = next(word_files.all_of(tree, "w:body"))
    within = 0
    for block in [child for child in body.childNodes if child.nodeType == child.ELEMENT_NODE]:
        heading = re.fullmatch(r"Heading(\d)", word_files.style_of(block) if block.tagName == "w:p" else "")
        if heading:
            level = int(heading[1])
            if within and level <= within:
                within = 0
            words = re.sub(r"^[\d.]+\s*", "", word_files.text_of(block))
            if not within and heading_key(words) in left_out:
                within = level
        if within and block.tagName not in ("w:sectPr", "w:bookmarkStart", "w:bookmarkEnd"):
            body.removeChild(block)


def _blind_attributes(tree: Document, of: list[Hidden]) -> None:
    for element in tree.getElementsByTagName("*"):
        for name in _DESCRIBING:
            if element.hasAttribute(name):
                element.setAttribute(name, blind_text(element.getAttribute(name), of))


def without_properties(data: bytes) -> bytes:
    """Return document properties that say nothing: title, authors, keywords and the renderer's own are gone."""
    found = _EMPTY.search(data)
    return data[: found.start()] + found[1] + b"/>" if found else data


def bare_png(data: bytes) -> bytes:
    """Return a PNG with its pixels alone: provenance, title and description are gone."""
    kept, place = [data[:8]], 8
    while place < len(data):
        length = int.from_bytes(data[place : place + 4])
        if data[place + 4 : place + 8] in _PNG_KEPT:
            kept.append(data[place : place + 12 + length])
        place += 12 + length
    return b"".join(kept)


def leaks(parts: dict[str, bytes], of: list[Hidden]) -> list[str]:
    """Return a sentence for each hidden word that is still found: in text, also over runs and paragraphs, in
    attributes, links, properties, names of parts, or beside the pixels of a picture."""
    found = []
    for name, data in parts.items():
        if name.startswith("word/theme/") or name == "[Content_Types].xml":
            continue  # fonts and colours
        if name.endswith((".xml", ".rels")):
            raw = data.decode("utf-8", errors="replace")
            said = re.findall(r'\b(?:descr|title|name|Target|w:author|w:initials|w:tooltip)="([^"]*)"', raw)
            texts = [re.sub(r"<[^>]+>", "", raw), re.sub(r"<[^>]+>", " ", raw), *said]
            texts = [name, *(html.unescape(text) for text in texts)]
        else:
            texts = [name, data.decode("latin-1"), data.decode("utf-8", errors="replace")] if _has_words(data) else []
        for one in of:
            if any(one.pattern.search(text) for text in texts):
                found.append(f"{name} still holds what {one.instead} stands for")
    return found


def _has_words(data: bytes) -> bool:
    return not data.startswith(b"\x89PNG") or data != bare_png(data)
