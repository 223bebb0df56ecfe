"""What hides in a Word document: each part held against one table, each element of its text against another."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from trail.readers import office_names

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SOURCES = "{http://schemas.openxmlformats.org/officeDocument/2006/bibliography}Sources"
_DATASTORE = "{http://schemas.openxmlformats.org/officeDocument/2006/customXml}"
_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}"

_READ = (  # parts that are read and looked through, in the letters that programs write them with
    r"\[Content_Types\]\.xml|_rels/\.rels|docProps/(?:app|core|custom)\.xml|docProps/thumbnail\.(?:png|jpeg|jpg)|"
    r"word/(?:document\d*|styles|stylesWithEffects|settings|webSettings|fontTable|numbering|people)\.xml|"
    r"word/_rels/(?:document\d*|settings|header\d*|footer\d*|footnotes|endnotes|numbering|comments|fontTable)\.xml\.rels|"
    r"word/(?:header|footer)\d*\.xml|word/(?:footnotes|endnotes)\.xml|word/theme/theme\d*\.xml|"
    r"customXml/(?:_rels/)?item(?:Props)?\d*\.xml(?:\.rels)?|docMetadata/LabelInfo\.xml|word/intelligence\d*\.xml|"
    r"word/comments(?:Extended|Extensible|Ids)?\.xml|"
    r"(?:_rels|docProps|docMetadata|customXml|customXml/_rels|word|word/(?:_rels|theme|media|embeddings|fonts|charts))/"
)
_PARTS = (  # the first pattern that fits says why a part is refused
    (r".*vba\w*\.(?:bin|xml)|word/attachedToolbars\.bin", "macros"),
    (r".*/media/.*", "media"),
    (r"word/(?:embeddings|activeX|diagrams|charts|ink|fonts)/.*|word/afchunk.*", "embedded_object"),
    (r"customXml/.*", "custom_xml"),
    (r"_xmlsignatures/.*", "signature"),
    (r".*", "unknown_part"),
)
TEXTS = r"word/(?:document|header|footer|footnotes|endnotes)\d*\.xml"
_SAID = frozenset(f"{W}{tag}" for tag in ("t", "instrText", "delText", "delInstrText"))

_ELEMENTS = {
    **dict.fromkeys(("ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel", "cellMerge"), "tracked_changes"),
    **dict.fromkeys(("delText", "delInstrText"), "tracked_changes"),
    **dict.fromkeys(("commentRangeStart", "commentRangeEnd", "commentReference", "annotationRef"), "comments"),
    **dict.fromkeys(("footnoteReference", "endnoteReference"), "footnotes"),
    **dict.fromkeys(("altChunk", "subDoc", "object", "control"), "embedded_object"),
    **dict.fromkeys(("listItem", "ffData", "dataBinding"), "field_code"),
    **dict.fromkeys(("drawing", "pict"), "media"),
    "txbxContent": "text_box",
    "customXml": "custom_xml",
}
_HIDING = ("vanish", "specVanish", "webHidden")
_PAGE_FIELDS = ("PAGE", "NUMPAGES", "SECTIONPAGES")
_BOOKMARKS = re.compile(r"_(?:GoBack|Hlk\d+|Toc\d+|Ref\d+)")  # Word's own


def kind_of_part(name: str) -> str:
    """Return why a part is refused (a key of `office.REFUSED`), or "" where it may stay."""
    if re.fullmatch(_READ, name, re.DOTALL):
        return ""
    return next(kind for pattern, kind in _PARTS if re.fullmatch(pattern, name, re.IGNORECASE | re.DOTALL))


def refused_content(trees: dict[str, Element]) -> list[tuple[str, str]]:
    """Return (kind of `office.REFUSED`, part) for everything refused inside the parts that may stay."""
    hiding = _hiding_styles(trees.get("word/styles.xml"))
    return [(kind, name) for name, tree in trees.items() for kind in _inspect(name, tree, hiding)]


def asides(trees: dict[str, Element]) -> list[tuple[str, str]]:
    """Return (part, words) for what the file says outside its text: properties, people, links, names, numbering."""
    return [
        (name, words)
        for name, tree in trees.items()
        for words in (*_asides(name, tree), *office_names.words(tree), *_stray(name, tree))
    ]


def _stray(name: str, tree: Element) -> Iterator[str]:
    """Yield the text of a part that is not read and holds any: none of Word's does but the properties."""
    if not re.fullmatch(rf"{TEXTS}|docProps/.*", name):
        yield from office_names.texts(tree)


def _inspect(name: str, tree: Element, hiding: set[str]) -> Iterator[str]:
    if name.endswith(".rels"):
        for item in tree:
            if item.get("TargetMode", "Internal") != "Internal" and not item.get("Type", "").endswith("/hyperlink"):
                yield "external_relation"
    elif name == "[Content_Types].xml":
        if any(re.search("macro|vba", item.get("ContentType", ""), re.IGNORECASE) for item in tree):
            yield "macros"
    elif name.startswith("customXml/"):
        if not _is_empty_store(tree):
            yield "custom_xml"
    elif name.startswith("word/comments"):
        if len(tree):
            yield "comments"
    elif name == "word/styles.xml":
        defaults = tree.find(f"{W}docDefaults")
        if defaults is not None and _hides(defaults):
            yield "hidden_text"
    elif name == "word/settings.xml":
        if tree.find(f"{W}mailMerge") is not None:
            yield "external_relation"
    elif re.fullmatch(TEXTS, name):
        yield from _inspect_text(name, tree, hiding)


def _inspect_text(name: str, tree: Element, hiding: set[str]) -> Iterator[str]:
    for element in tree.iter():
        space, _, tag = element.tag.rpartition("}")
        if kind := _ELEMENTS.get(tag):
            yield kind
        elif ((element.text or "").strip() and element.tag not in _SAID) or (element.tail or "").strip():
            yield "unknown_part"
        elif tag.endswith("Change") or (tag.startswith(("move", "customXml")) and "Range" in tag):
            yield "tracked_changes"
        elif tag in (*_HIDING, "hidden") and space == W[:-1] and _is_on(element):
            yield "hidden_text"
        elif tag in ("rStyle", "pStyle", "tblStyle") and element.get(f"{W}val") in hiding:
            yield "hidden_text"
    codes, words = _fields(tree)
    if any(_first(code) not in (*_PAGE_FIELDS, "HYPERLINK") for code in codes):
        yield "field_code"
    if "notes" in name and words.strip():
        yield "footnotes"
    if "header" in name or "footer" in name:
        if len(words) > 100 or not re.fullmatch(r"(?:side|page|av|of|[\s./|–-])*", words, re.IGNORECASE):
            yield "header_text"


def _fields(tree: Element) -> tuple[list[str], str]:
    """Return the codes of all fields, and the text that is not the number in a page field."""
    simple = list(tree.iter(f"{W}fldSimple"))
    codes = [field.get(f"{W}instr", "") for field in simple]
    numbers = {
        id(text) for field in simple if _first(field.get(f"{W}instr", "")) in _PAGE_FIELDS for text in field.iter()
    }
    opened: list[str] = []
    words = []
    for element in tree.iter():
        kind = element.get(f"{W}fldCharType") if element.tag == f"{W}fldChar" else ""
        if kind == "begin":
            opened.append("")
        elif kind == "end" and opened:
            codes.append(opened.pop())
        elif element.tag == f"{W}instrText":
            opened = opened or [""]
            opened[-1] += element.text or ""
        elif element.tag == f"{W}t":
            text = element.text or ""
            in_page_field = id(element) in numbers or (opened and _first(opened[-1]) in _PAGE_FIELDS)
            words.append("" if in_page_field and re.fullmatch(r"[\s\divxlc]{0,9}", text, re.IGNORECASE) else text)
    return codes + opened, " ".join(words)


def _first(code: str) -> str:
    return (code.split() or [""])[0].upper()


def _is_empty_store(tree: Element) -> bool:
    """Return whether a part under customXml/ is what Word puts into every file: no sources, no data."""
    if tree.tag == _SOURCES:
        return len(tree) == 0 and not (tree.text or "").strip()
    known = (f"{_DATASTORE}datastoreItem", f"{_DATASTORE}schemaRefs", f"{_DATASTORE}schemaRef")
    return all(item.tag in known or item.tag.startswith(_RELATIONS) for item in tree.iter())


def _hiding_styles(styles: Element | None) -> set[str]:
    """Return the ids of the styles that hide their text, by themselves or by what they are based on."""
    if styles is None:
        return set()
    based_on, hiding = {}, set()
    for style in styles.iter(f"{W}style"):
        name = style.get(f"{W}styleId", "")
        base = style.find(f"{W}basedOn")
        based_on[name] = base.get(f"{W}val", "") if base is not None else ""
        if _hides(style):
            hiding.add(name)
    while more := {name for name, base in based_on.items() if base in hiding} - hiding:
        hiding |= more
    return hiding


def _hides(properties: Element) -> bool:
    return any(_is_on(item) for tag in _HIDING for item in properties.iter(f"{W}{tag}"))


def _is_on(switch: Element) -> bool:
    return switch.get(f"{W}val", "true").lower() not in ("0", "false", "off")


def _asides(name: str, tree: Element) -> Iterator[str]:
    if name.startswith("docProps/"):
        words = [(element.tag.rpartition("}")[2], element.text or "") for element in tree.iter()]
        words += [("name", element.get("name", "")) for element in tree.iter()]  # that a custom property was given
        yield from office_names.properties(words)
    elif name == "word/people.xml":
        yield from (value for element in tree.iter() for value in element.attrib.values())
    elif name.endswith(".rels"):
        yield from (item.get("Target", "") for item in tree if item.get("TargetMode") == "External")
    elif name == "word/numbering.xml":
        words = (item.get(f"{W}val", "") for item in tree.iter(f"{W}lvlText"))
        yield from (word for word in words if re.search(r"[^\W\d_]{2}", word))
    elif name == "word/settings.xml":
        yield from (value for item in tree.iter(f"{W}docVar") for value in item.attrib.values())
    elif re.fullmatch(TEXTS, name):
        names = (item.get(f"{W}name", "") for item in tree.iter(f"{W}bookmarkStart"))
        yield from (word for word in names if not _BOOKMARKS.fullmatch(word))
        yield from (item.get(f"{W}tooltip", "") for item in tree.iter(f"{W}hyperlink"))
        yield from (item.get(f"{W}ed", "") for item in tree.iter(f"{W}permStart"))
        for tag in ("docPart", "tblCaption", "tblDescription", "alias", "tag", "attr"):
            yield from (item.get(f"{W}val", "") for item in tree.iter(f"{W}{tag}"))
        yield from _fields(tree)[0]
