"""The parts of a Word file as a program may change them: paragraphs over runs, pictures, styles, lines."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.dom.minidom import Document, Element

from defusedxml import minidom
from PIL import Image

from trail import staging

TEXT_PARTS = re.compile(r"word/(?:document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml")
DOCUMENT, STYLES = "word/document.xml", "word/styles.xml"
_RELATIONS = "word/_rels/document.xml.rels"
# Styles that keep their spacing: cells, and what stands in the margins of a page.
_SINGLE = ("Compact", "TableText", "TableTextLast", "TableNote", "Header", "Footer", "FootnoteText", "SourceCode")
_LINE = 240  # a single line in twentieths of a point


def read(path: Path) -> dict[str, bytes]:
    """Return {name: bytes} of the parts of a Word file, in their order."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(parts: dict[str, bytes]) -> bytes:
    """Return the parts as a Word file: the same bytes for the same parts."""
    buffer = io.BytesIO()
    staging.write_zip(parts, buffer)
    return buffer.getvalue()


def tree(parts: dict[str, bytes], name: str) -> Document:
    """Return one part as a DOM tree: unlike an element tree it keeps the prefixes that Word looks for."""
    return minidom.parseString(parts[name])


def put(parts: dict[str, bytes], name: str, of: Document) -> None:
    """Put a tree back in the place of its part."""
    parts[name] = of.toxml(encoding="utf-8")


def all_of(node: Element, *names: str) -> Iterator[Element]:
    """Return the elements below a node with one of these names, in reading order."""
    for child in node.childNodes:
        if child.nodeType == child.ELEMENT_NODE:
            if child.tagName in names:
                yield child
            yield from all_of(child, *names)


def text_of(node: Element) -> str:
    """Return the words below a node."""
    return "".join(_string(one) for one in all_of(node, "w:t"))


def style_of(paragraph: Element) -> str:
    """Return the style of a paragraph, "" where it has none."""
    return next((style.getAttribute("w:val") for style in all_of(paragraph, "w:pStyle")), "")


def replace_words(paragraph: Element, change: Callable[[str], list[tuple[int, int, str]]]) -> None:
    """Replace words of a paragraph, also where they run over several runs.

    change: what to put where in the whole text of the paragraph, (start, end, words) in its order, not overlapping
    """
    runs = [run for run in all_of(paragraph, "w:t") if next(_paragraphs_above(run)) is paragraph]
    texts = [_string(run) for run in runs]
    for start, end, put_in in reversed(change("".join(texts))):
        begin = 0
        for place, text in enumerate(texts):
            first, last = max(start - begin, 0), min(end - begin, len(text))
            if first < last:
                texts[place] = text[:first] + (put_in if begin <= start else "") + text[last:]
            begin += len(text)
    for run, text in zip(runs, texts, strict=True):
        _write(run, text)


def _paragraphs_above(node: Element) -> Iterator[Element]:
    while node := node.parentNode:
        if getattr(node, "tagName", "") == "w:p":
            yield node


def _string(run: Element) -> str:
    return "".join(child.data for child in run.childNodes if child.nodeType == child.TEXT_NODE)


def _write(run: Element, text: str) -> None:
    while run.firstChild:
        run.removeChild(run.firstChild)
    run.appendChild(run.ownerDocument.createTextNode(text))
    run.setAttribute("xml:space", "preserve")


def space_lines(styles: Document, lines: int) -> None:
    """Space the paragraphs of a Word file by so many lines: all styles but those of cells and margins."""
    due = str(_LINE * lines)
    for style in all_of(styles, "w:pPrDefault", "w:style"):
        if style.getAttribute("w:type") not in ("", "paragraph"):
            continue
        single = style.getAttribute("w:styleId") in _SINGLE
        spacing = next(all_of(style, "w:spacing"), None)
        if spacing is None and single:
            spacing = _paragraph_setting(style, "w:spacing")
        if spacing is None or (single and spacing.getAttribute("w:line")):
            continue
        spacing.setAttribute("w:line", str(_LINE) if single else due)
        spacing.setAttribute("w:lineRule", "auto")


def _paragraph_setting(style: Element, name: str) -> Element:
    settings = next(all_of(style, "w:pPr"), None)
    document = style.ownerDocument
    if settings is None:
        settings = document.createElement("w:pPr")
        before = next((child for child in style.childNodes if getattr(child, "tagName", "") == "w:rPr"), None)
        style.insertBefore(settings, before)
    setting = document.createElement(name)
    after = next((child for child in settings.childNodes if getattr(child, "tagName", "") in _AFTER_SPACING), None)
    settings.insertBefore(setting, after)
    return setting


def space_lists(document: Document, lines: int) -> None:
    """Space the paragraphs of lists: their style is that of table cells, which stay single."""
    for paragraph in all_of(document, "w:p"):
        if any(True for _ in all_of(paragraph, "w:numPr")):
            spacing = next(all_of(paragraph, "w:spacing"), None) or _paragraph_setting(paragraph, "w:spacing")
            spacing.setAttribute("w:line", str(_LINE * lines))
            spacing.setAttribute("w:lineRule", "auto")


_AFTER_SPACING = ("w:ind", "w:contextualSpacing", "w:mirrorIndents", "w:jc", "w:textAlignment", "w:outlineLvl")
_BEFORE_LINES = ("w:headerReference", "w:footerReference", "w:footnotePr", "w:endnotePr", "w:type")
_BEFORE_LINES += ("w:pgSz", "w:pgMar", "w:paperSrc", "w:pgBorders")


def number_lines(document: Document) -> None:
    """Number the lines of every section, through the whole document."""
    for section in all_of(document, "w:sectPr"):
        for old in list(all_of(section, "w:lnNumType")):
            section.removeChild(old)
        numbers = document.createElement("w:lnNumType")
        numbers.setAttribute("w:countBy", "1")
        numbers.setAttribute("w:restart", "continuous")
        elements = (child for child in section.childNodes if child.nodeType == child.ELEMENT_NODE)
        section.insertBefore(numbers, next((one for one in elements if one.tagName not in _BEFORE_LINES), None))


def drop_runs(document: Document, style: str) -> None:
    """Take away the runs of a character style."""
    for run in list(all_of(document, "w:r")):
        if any(one.getAttribute("w:val") == style for one in all_of(run, "w:rStyle")):
            run.parentNode.removeChild(run)


def cut(parts: dict[str, bytes], document: Document, bookmark: str) -> None:
    """Take away all that stands in the body from a bookmark on, with the links that only stood there."""
    blocks = [one for one in next(all_of(document, "w:body")).childNodes if one.nodeType == one.ELEMENT_NODE]
    names = [one.getAttribute("w:name") for one in blocks]
    for block in blocks[names.index(bookmark) if bookmark in names else len(blocks) :]:
        if block.tagName != "w:sectPr":
            block.parentNode.removeChild(block)
    if _RELATIONS not in parts:
        return
    relations, kept = tree(parts, _RELATIONS), {one.getAttribute("r:id") for one in all_of(document, "w:hyperlink")}
    for one in list(all_of(relations, "Relationship")):
        if one.getAttribute("Type").endswith("/hyperlink") and one.getAttribute("Id") not in kept:
            one.parentNode.removeChild(one)
    put(parts, _RELATIONS, relations)


def pictures(parts: dict[str, bytes], document: Document) -> list[tuple[Element, str]]:
    """Return (drawing, name of its part) of each picture of a document, in reading order."""
    targets = {one.getAttribute("Id"): one.getAttribute("Target") for one in _relations(parts)}
    found = []
    for drawing in all_of(document, "w:drawing"):
        for image in all_of(drawing, "a:blip"):
            target = targets.get(image.getAttribute("r:embed"), "")
            found.append((drawing, f"word/{target}" if not target.startswith("/") else target[1:]))
    return found


def _relations(parts: dict[str, bytes]) -> list[Element]:
    return list(all_of(tree(parts, _RELATIONS), "Relationship")) if _RELATIONS in parts else []


def put_words(drawing: Element, words: str) -> None:
    """Put words in the place of a picture."""
    text = drawing.ownerDocument.createElement("w:t")
    drawing.parentNode.replaceChild(text, drawing)
    _write(text, words)


def fit(drawing: Element, picture: bytes) -> None:
    """Give a picture's frame the height that its width asks for."""
    with Image.open(io.BytesIO(picture)) as image:
        share = image.height / image.width
    for frame in all_of(drawing, "wp:extent", "a:ext"):
        if frame.hasAttribute("cx"):
            frame.setAttribute("cy", str(round(int(frame.getAttribute("cx")) * share)))


def drop_parts(parts: dict[str, bytes], names: set[str]) -> None:
    """Take away parts of a Word file with what leads to them."""
    if not names:
        return
    relations = tree(parts, _RELATIONS)
    for one in list(all_of(relations, "Relationship")):
        if f"word/{one.getAttribute('Target')}" in names:
            one.parentNode.removeChild(one)
    put(parts, _RELATIONS, relations)
    for name in names:
        parts.pop(name, None)
