"""The text of a rendered document as the reading view shows it: known tags and attributes alone, pictures as links."""

import base64
import binascii
import html
from html.parser import HTMLParser
from typing import NamedTuple

from trail.tables import sha256

TAGS = frozenset(
    "a abbr b blockquote br caption cite code col colgroup dd del div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i"
    " img li ol p pre q s section small span strong sub sup table tbody td tfoot th thead tr u ul".split()
)
EMPTY = frozenset(("br", "col", "hr", "img"))
UNSEEN = frozenset(("script", "style", "template", "noscript", "iframe", "object", "svg", "math", "nav"))
KEPT = frozenset(("id", "class", "lang", "colspan", "rowspan", "scope", "start", "alt", "role", "aria-labelledby"))
BLOCKS = frozenset(("p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "td", "th", "figcaption", "caption", "blockquote"))
ROLES = frozenset(
    ("doc-noteref", "doc-endnotes", "doc-bibliography", "doc-biblioref", "doc-backlink", "list", "listitem")
)


class Text(NamedTuple):
    """markup: what stands in <main>, safe to print as it is, and a `Picture` for each picture, in their order

    passages: [(anchor before it, words)] of each paragraph, heading and cell; claims: ids of claims in their order
    """

    markup: list
    passages: list[tuple[str, str]]
    claims: list[str]


class Picture(NamedTuple):
    """A picture in the text: which figure it is ("" where it is none of the run's), and its alt text."""

    document: str
    name: str
    alt: str
    data: str


class _Reader(HTMLParser):
    def __init__(self, figures: dict[str, tuple[str, str]]):
        super().__init__(convert_charrefs=True)
        self.figures, self.out, self.passages, self.claims = figures, [], [], []
        self.inside = self.unseen = 0  # depth within <main>; within what is not shown
        self.anchor, self.words, self.claim, self.open = "", [], "", []

    def handle_starttag(self, tag, attrs):
        given = {name: value or "" for name, value in attrs}
        if tag == "main":
            self.inside += 1
        elif self.inside and tag in UNSEEN:
            self.unseen += tag not in EMPTY
        elif self.inside and not self.unseen and tag in TAGS:
            self._start(tag, given)

    def _start(self, tag, given):
        if tag in BLOCKS:
            self._passage()
        self.anchor = given.get("id") or self.anchor
        classes = given.get("class", "").split()
        if tag == "img":
            self.out.append(self._picture(given))
            return
        kept = {name: value for name, value in given.items() if name in KEPT and (name != "role" or value in ROLES)}
        if "trail" in classes and given.get("id"):
            self.claim = given["id"]
            self.claims.append(self.claim)
        href = given.get("href", "")
        if tag == "a":
            if "#" in href and "trail-mark" in classes:
                kept |= {
                    "class": "mark",
                    "href": f"#e-{href.partition('#')[2]}",
                    "aria-label": given.get("aria-label", ""),
                }
            elif "#" in href and self.claim and href.endswith(f"#{self.claim}"):
                kept |= {"class": "number", "href": f"#e-{self.claim}"}
            elif href.startswith(("#", "https://", "http://")):
                kept |= {"href": href}
        self.out.append(f"<{tag}{_attributes(kept)}>")
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag == "main":
            self._passage()
            self.inside -= 1
        elif self.inside and tag in UNSEEN:
            self.unseen = max(0, self.unseen - 1)
        elif self.inside and not self.unseen and tag in TAGS - EMPTY and tag in self.open:
            if tag in BLOCKS:
                self._passage()
            while True:  # what was left open ends with what holds it
                last = self.open.pop()
                self.out.append(f"</{last}>")
                if last == tag:
                    break

    def handle_data(self, data):
        if self.inside and not self.unseen:
            self.out.append(html.escape(data, quote=False))
            self.words.append(data)

    def _passage(self):
        words = " ".join("".join(self.words).replace("◦", " ").split())
        if words:
            self.passages.append((self.anchor, words))
        self.words = []

    def _picture(self, given) -> Picture:
        head, _, content = given.get("src", "").partition(",")
        data = b""
        if head.startswith("data:image/") and head.endswith(";base64"):
            try:
                data = base64.b64decode(content, validate=False)
            except binascii.Error:
                data = b""
        document, name = self.figures.get(sha256(data), ("", ""))
        return Picture(document, name, given.get("alt", ""), given["src"] if head.startswith("data:image/") else "")


def _attributes(given: dict[str, str]) -> str:
    return "".join(f' {name}="{html.escape(value)}"' for name, value in given.items())


def of_page(page: str, figures: dict[str, dict]) -> Text:
    """Return the text of a rendered page, whichever renderer made it.

    figures: {document: its figures.json}; a picture in the page is known by the hash of its file
    """
    known = {
        digest: (document, name)
        for document, of_document in figures.items()
        for name, figure in of_document.items()
        for digest in figure["files"].values()
    }
    reader = _Reader(known)
    reader.feed(page)
    reader.close()
    reader._passage()
    reader.out += [f"</{tag}>" for tag in reversed(reader.open)]
    return Text(reader.out, reader.passages, list(dict.fromkeys(reader.claims)))
