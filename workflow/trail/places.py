"""Where in a document something stands: its headings and anchors, in a rendered page and in a manuscript's source."""

import html
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple

from trail.citations import without_verbatim
from trail.faults import did_you_mean

STEP = " > "  # between a heading and the one below it
TITLE, ABSTRACT = "Title", "Abstract"
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_FLOAT = re.compile(r"(?:fig|tbl)-[\w-]+")
_CAPTION = re.compile(r"\b(?:Figure|Table|Figur|Tabell)\s\d+")
_FRONT = re.compile(r"\A\ufeff?---[ \t]*\r?\n(.*?\n)(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_HEADING = re.compile(r"^(#{1,6})[ \t]+(.*?)[ \t]*(?:\{([^{}]*)\})?[ \t]*#*[ \t]*$", re.MULTILINE)
_LABEL = re.compile(r"\{[^{}]*#((?:fig|tbl)-[\w-]+)[^{}]*\}")
_SPAN = re.compile(r"\[([^][]*)\]\{[^{}]*\}")


class Place(NamedTuple):
    """A place one can name: its heading with those above it (of a figure or table: its number), and its anchor."""

    path: tuple[str, ...]
    anchor: str

    @property
    def words(self) -> str:
        return STEP.join(self.path)


class _Page(HTMLParser):
    """Collects headings and the anchors of figures and tables, by the marks that both renderers set."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.found: list[Place] = []
        self.above: list[tuple[int, str]] = []
        self.section = self.heading = self.anchor = self.float = self.text = ""
        self.level = self.number = 0  # number: depth within a section's number, which is no part of its words

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        classes, name = (given.get("class") or "").split(), given.get("id") or ""
        if self.number or (self.heading and "header-section-number" in classes):
            self.number += 1
        elif "abstract-title" in (*classes, name):
            self.found.append(Place((ABSTRACT,), name))
        elif tag in _HEADINGS:
            self._end_float()
            self.heading, self.level, self.text = tag, 0 if "title" in classes else int(tag[1]), ""
            self.anchor, self.section = name or self.section, ""
        elif tag == "section":
            self.section = name  # Quarto sets a heading's anchor here
        elif not self.float and _FLOAT.fullmatch(name):
            self.float, self.text = name, ""

    def handle_endtag(self, tag):
        if self.number:
            self.number -= 1
        elif self.heading and tag == self.heading:
            words = " ".join(self.text.split())
            self.above = [one for one in self.above if one[0] < self.level] + [(self.level, words)][: self.level]
            path = tuple(one for _, one in self.above) if self.level else (TITLE,)
            self.found.append(Place(path, self.anchor))
            self.heading = self.text = ""

    def handle_data(self, data):
        if (self.heading or self.float) and not self.number:
            self.text += data
            if self.float and not self.heading and _CAPTION.search(self.text):
                self._end_float()

    def _end_float(self):
        if self.float:
            caption = _CAPTION.search(self.text)
            words = " ".join(caption[0].split()) if caption else self.float
            self.found.append(Place((*(one for _, one in self.above), words), self.float))
        self.float = self.text = ""


def of_page(page: str) -> list[Place]:
    """Return the places of a rendered page in reading order: title, abstract, headings, figures and tables.

    Title and abstract are "Title" and "Abstract" in every language.
    """
    reader = _Page()
    reader.feed(page)
    reader.close()
    return reader.found


def of_manuscript(source: str) -> list[Place]:
    """Return the places of a manuscript's source, without Pandoc: its headings, labelled figures and tables."""
    front = _FRONT.match(source)
    keys = re.findall(r"^(title|abstract)[ \t]*:", front[1], re.MULTILINE) if front else []
    found = [Place((key.capitalize(),), "") for key in keys]
    text = without_verbatim(source[front.end() if front else 0 :])
    stack: list[tuple[int, str]] = []
    marks = [(one.start(), one) for pattern in (_HEADING, _LABEL) for one in pattern.finditer(text)]
    for _, one in sorted(marks, key=lambda mark: mark[0]):
        if one.re is _LABEL:
            found.append(Place((*(words for _, words in stack), one[1]), one[1]))
            continue
        label = re.search(r"#([\w-]+)", one[3] or "")
        words = " ".join(re.sub(r"[*_`]", "", _SPAN.sub(r"\1", one[2])).split())
        stack = [(level, above) for level, above in stack if level < len(one[1])] + [(len(one[1]), words)]
        found.append(Place(tuple(above for _, above in stack), label[1] if label else ""))
    return found


def find(name: str, places: list[Place]) -> Place | None:
    """Return the place that a name means: an anchor, a heading, or headings with ' > ' between; None where none is.

    Upper and lower case are one. "Title" and "Abstract" are those of the document, in whichever language.
    """
    wanted = tuple(_folded(part) for part in name.split(STEP.strip()))
    for place in places:
        path = tuple(map(_folded, place.path))
        if name == place.anchor != "" or path[-len(wanted) :] == wanted:
            return place
    return None


def _folded(words: str) -> str:
    return " ".join(words.split()).replace("’", "'").casefold()


def missing(name: str, places: list[Place]) -> str:
    """Return, for a fault, which place a name that leads nowhere may mean."""
    known = [place.words for place in places] + [place.path[-1] for place in places]
    return did_you_mean(name, [*known, *(place.anchor for place in places if place.anchor)])


def title_and_language(page: Path) -> dict[str, str]:
    """Return {title, lang} of a rendered document: its title (else the file's name) and the language of the page."""
    text = Path(page).read_text(encoding="utf-8")
    title = re.search(r"<title[^>]*>(.*?)</title>", text, re.DOTALL)
    lang = re.search(r"<html[^>]*?\blang=\"([^\"]+)\"", text)
    words = " ".join(html.unescape(title[1]).split()) if title else ""
    return {"title": words or Path(page).stem, "lang": lang[1] if lang else "en"}
