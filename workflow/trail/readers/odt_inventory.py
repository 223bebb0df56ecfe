"""What hides in a LibreOffice document: each part held against one table, each element against another."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from trail.readers import office_names

_URN = "{urn:oasis:names:tc:opendocument:xmlns:"
OFFICE, TEXT, TABLE, DRAW, STYLE, META = (
    f"{_URN}{name}:1.0}}" for name in ("office", "text", "table", "drawing", "style", "meta")
)
_HREF = "{http://www.w3.org/1999/xlink}href"

_PARTS = (  # the first pattern that fits says what to do with a part; "" is read and looked through
    (r"mimetype|(?:content|styles|meta|settings|META-INF/manifest)\.xml|manifest\.rdf|layout-cache", ""),
    (r"Thumbnails/thumbnail\.png", ""),
    (r"(?:META-INF|Thumbnails|Configurations2)/|Configurations2/images/(?:Bitmaps/)?", ""),
    (r"Configurations2/(?:accelerator|floater|menubar|popupmenu|progressbar|statusbar|tool(?:bar|panel))/", ""),
    (r"Configurations2/accelerator/current\.xml", ""),
    (r"(?:Basic|Scripts)/.*", "macros"),
    (r"(?:Pictures|media)/.*", "media"),
    (r"(?:Object|Fonts).*", "embedded_object"),
    (r"META-INF/\w*signatures\.xml", "signature"),
    (r".*", "unknown_part"),
)
_UNREAD = (
    "settings.xml",
    "styles.xml",
    "META-INF/manifest.xml",
    "manifest.rdf",
    "Configurations2/accelerator/current.xml",
)

REFUSED_ELEMENTS = {
    **dict.fromkeys((f"{TEXT}change", f"{TEXT}change-start", f"{TEXT}change-end"), "tracked_changes"),
    f"{TEXT}changed-region": "tracked_changes",
    **dict.fromkeys((f"{OFFICE}annotation", f"{OFFICE}annotation-end"), "comments"),
    **dict.fromkeys((f"{TEXT}hidden-text", f"{TEXT}hidden-paragraph", f"{TEXT}conditional-text"), "hidden_text"),
    f"{TEXT}note": "footnotes",
    f"{DRAW}text-box": "text_box",
    **dict.fromkeys((f"{DRAW}{tag}" for tag in ("frame", "image", "custom-shape", "g", "line", "rect", "a")), "media"),
    **dict.fromkeys((f"{DRAW}{tag}" for tag in ("object", "object-ole", "plugin", "applet")), "embedded_object"),
    **dict.fromkeys((f"{TEXT}section-source", f"{OFFICE}dde-source", f"{DRAW}floating-frame"), "external_relation"),
}
_ONLY_EMPTY = {f"{OFFICE}forms": "embedded_object", f"{OFFICE}scripts": "macros", f"{OFFICE}event-listeners": "macros"}


def kind_of_part(name: str) -> str:
    """Return why a part is refused (a key of `office.REFUSED`), or "" where it may stay."""
    return next(kind for pattern, kind in _PARTS if re.fullmatch(pattern, name, re.DOTALL))


def refused_content(trees: dict[str, Element]) -> list[tuple[str, str]]:
    """Return (kind of `office.REFUSED`, part) for everything refused inside the parts that may stay."""
    hiding = _hiding_styles(trees)
    return [
        (kind, name) for name, tree in trees.items() for element in tree.iter() for kind in _inspect(element, hiding)
    ]


def asides(trees: dict[str, Element]) -> list[tuple[str, str]]:
    """Return (part, words) for what the file says outside its text: properties, links, names, numbering."""
    return [
        (name, words)
        for name, tree in trees.items()
        for words in (*_asides(name, tree), *office_names.words(tree), *_stray(name, tree))
    ]


def _stray(name: str, tree: Element) -> Iterator[str]:
    """Yield what parts say that are not read: settings, and text where styles have none."""
    if name in _UNREAD:
        for text in office_names.texts(tree):
            yield from office_names.words_of(office_names.unpacked(text))


def _inspect(element: Element, hiding: set[str]) -> Iterator[str]:
    space, _, tag = element.tag.rpartition("}")
    is_style = space == STYLE[:-1]
    if kind := REFUSED_ELEMENTS.get(element.tag):
        yield kind
    if (kind := _ONLY_EMPTY.get(element.tag)) and len(element):
        yield kind
    if tag == "encryption-data":
        yield "unknown_part"
    if is_style and tag.startswith(("header", "footer")) and _says_something(element):
        yield "header_text"
    if is_style and tag == "default-style" and _hides(element):
        yield "hidden_text"
    if space == TEXT[:-1] and element.get(f"{TEXT}display", "true") != "true":
        yield "hidden_text"
    if element.get(f"{TABLE}visibility", "visible") != "visible":
        yield "hidden_text"
    if not is_style and any(element.get(f"{prefix}style-name") in hiding for prefix in (TEXT, TABLE)):
        yield "hidden_text"
    if element.tag != f"{TEXT}a" and re.match(r"[A-Za-z]+:|/|\.\.", element.get(_HREF, "")):
        yield "external_relation"


def _says_something(header: Element) -> bool:
    """Return whether a header says more than "Page 3 of 9"."""
    numbers = (f"{TEXT}page-number", f"{TEXT}page-count")
    words = [element.text or "" for element in header.iter() if not _is_number(element, numbers)]
    words += [element.tail or "" for element in header.iter() if element is not header]
    said = " ".join(" ".join(words).split())
    return len(said) > 100 or not re.fullmatch(r"(?:side|page|av|of|[\s./|–-])*", said, re.IGNORECASE)


def _is_number(element: Element, fields: tuple[str, ...]) -> bool:
    return element.tag in fields and bool(re.fullmatch(r"[\divxlc]{0,9}", (element.text or "").strip(), re.IGNORECASE))


def _hiding_styles(trees: dict[str, Element]) -> set[str]:
    """Return the names of the styles that hide their text, by themselves or by their parents."""
    parents, hiding = {}, set()
    for tree in trees.values():
        for style in tree.iter(f"{STYLE}style"):
            name = style.get(f"{STYLE}name", "")
            parents.setdefault(name, set()).add(style.get(f"{STYLE}parent-style-name", ""))
            if _hides(style):
                hiding.add(name)
    while more := {name for name, of in parents.items() if of & hiding} - hiding:
        hiding |= more
    return hiding


def _hides(style: Element) -> bool:
    return any(item.get(f"{TEXT}display", "true") != "true" for item in style.iter(f"{STYLE}text-properties"))


def _asides(name: str, tree: Element) -> Iterator[str]:
    if name == "meta.xml":
        yield from office_names.properties(
            (element.tag.rpartition("}")[2], element.text or "") for element in tree.iter()
        )
        yield from (element.get(f"{META}name", "") for element in tree.iter())
        yield from (element.get(_HREF, "") for element in tree.iter())
    for element in tree.iter():
        if element.tag == f"{TEXT}a":
            yield from (element.get(_HREF, ""), element.get(f"{OFFICE}title", ""), element.get(f"{OFFICE}name", ""))
        elif element.tag.startswith((f"{TEXT}bookmark", f"{TEXT}reference-mark", f"{TEXT}section")):
            yield element.get(f"{TEXT}name", "")
        elif element.tag.startswith(f"{TEXT}list-level-style"):
            words = [element.get(f"{STYLE}num-{end}", "") for end in ("prefix", "suffix")]
            yield from (word for word in words if re.search(r"[^\W\d_]{2}", word))
