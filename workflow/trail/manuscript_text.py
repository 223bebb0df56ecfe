"""A manuscript's source as its reader meets it: front matter, sections and words; a plain scan, without Pandoc."""

import re
from typing import NamedTuple

import yaml

from trail import citations
from trail.schemas import LOADER

_FRONT = re.compile(r"\A---[ \t]*\r?\n(.*?\n)(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_HEADING = re.compile(r"^(#{1,6})[ \t]+(.*?)[ \t]*(?:\{([^{}]*)\})?[ \t]*#*[ \t]*$", re.MULTILINE)
_RUN_IN = re.compile(r"^[^\S\n]{0,9}\*\*([^*\n]+?)[.:]?\*\*[.:]?", re.MULTILINE)
# Not words of the text: tables with their captions, figures with theirs, and the fences of divs.
_TABLE_DIV = re.compile(r"^(:{3,})[ \t]*\{[^}\n]*#tbl-.*?^:{3,}[ \t]*$", re.DOTALL | re.MULTILINE)
_TABLE = re.compile(r"^[ \t]*\|.*\n?|^:[ \t].*\{#tbl-[^}]*\}[ \t]*$", re.MULTILINE)
_FIGURE = re.compile(r"^!\[(?:[^][]|\[[^][]*\])*\]\([^)]*\)(?:\{[^}]*\})?[ \t]*$", re.MULTILINE)
_FENCE = re.compile(r"^:{3,}.*$", re.MULTILINE)
_SPAN = re.compile(r"\[([^][]*)\]\{([^{}]*)\}")
_OF = re.compile(r"""\bof=(?:"([^"]*)"|'([^']*)'|([^\s}"']+))""")
_CITED = re.compile(r"\[[^][]*@[^][]*\]")
_LETTER_OR_DIGIT = re.compile(r"[^\W_]")
_LINK = re.compile(r"!?\[([^][]*)\]\([^)\s]*\)(?:\{[^}]*\})?")


class Section(NamedTuple):
    """A heading and what stands below it up to the next heading of any level.

    line: of the heading; counts: false under a heading marked `.unnumbered`; classes: of the heading itself
    """

    line: int
    level: int
    heading: str
    classes: tuple[str, ...]
    counts: bool
    text: str


def front_matter(source: str) -> dict:
    """Return the front matter of a manuscript; {} where there is none that can be read (the renderer says so)."""
    block = _FRONT.match(source.removeprefix("\ufeff"))
    try:
        front = yaml.load(block[1], LOADER) if block else {}
    except yaml.YAMLError:
        return {}
    return front if isinstance(front, dict) else {}


def without_front_matter(source: str) -> str:
    """Return a manuscript's source with its front matter blanked, every line where it was."""
    source = source.removeprefix("\ufeff")
    front = _FRONT.match(source)
    return re.sub(r"[^\n]", " ", front[0]) + source[front.end() :] if front else source


def line_of(source: str, key: str) -> str:
    """Return "line 7" where a key of the front matter stands, else "line 1"."""
    block = _FRONT.match(source.removeprefix("\ufeff"))
    found = re.search(rf"^{re.escape(key)}[ \t]*:", block[0], re.MULTILINE) if block else None
    return f"line {block[0].count(chr(10), 0, found.start()) + 1 if found else 1}"


def sections(source: str) -> list[Section]:
    """Return the sections of a manuscript in reading order; comments and code hold none."""
    text = citations.without_verbatim(without_front_matter(source))
    heads, found, unnumbered = list(_HEADING.finditer(text)), [], 0
    for head, after in zip(heads, [*heads[1:], None], strict=False):
        level, marks = len(head[1]), (head[3] or "").split()
        if unnumbered and level <= unnumbered:
            unnumbered = 0
        if not unnumbered and {".unnumbered", "-"} & set(marks):
            unnumbered = level
        classes = tuple(mark[1:] for mark in marks if mark.startswith("."))
        body = text[head.end() : after.start() if after else len(text)]
        line = text.count("\n", 0, head.start()) + 1
        found.append(Section(line, level, plain(head[2]), classes, not unnumbered, body))
    return found


def whole(section: Section, of: list[Section]) -> str:
    """Return the text of a section with that of the sections below it."""
    texts = [section.text]
    for below in of[of.index(section) + 1 :]:
        if below.level <= section.level:
            break
        texts += [below.heading, below.text]
    return "\n\n".join(texts)


def run_in_headings(text: str) -> list[str]:
    """Return the bold words with which paragraphs begin, as in a structured abstract: "**Methods.** We asked …"."""
    return [found[1].strip() for found in _RUN_IN.finditer(text)]


def plain(text: str, printed: dict[str, str] | None = None) -> str:
    """Return the words of a piece of manuscript as they are printed, without tables, figures, captions and citations.

    printed: {name: text} of what stands for an empty `[]{.value of="…"}` or `[]{.quote of="…"}`; a name that is not
    in it counts as one word
    """
    for pattern in (_TABLE_DIV, _TABLE, _FIGURE, _FENCE):
        text = pattern.sub("", text)
    text = _CITED.sub("", text)
    before = ""
    while text != before:  # from the innermost out
        before, text = text, _SPAN.sub(lambda span: _shown(span, printed or {}), text)
    text = re.sub(r"@(?:fig|tbl|sec)-[\w-]+", "Figure 0", text)
    text = _LINK.sub(r"\1", text)
    return re.sub(r"[*`]|(?<!\w)_|_(?!\w)|\\(?=\W)", "", text)


def _shown(span: re.Match, printed: dict[str, str]) -> str:
    name = _OF.search(span[2])
    if span[1].strip() or not name:
        return span[1]
    return printed.get(next(filter(None, name.groups()), ""), "0")


def words(text: str) -> int:
    """Return how many words a plain text has: what stands between spaces and holds a letter or a digit."""
    return sum(map(bool, map(_LETTER_OR_DIGIT.search, text.split())))


def characters(text: str) -> int:
    """Return how many characters a plain text has, spaces included; paragraphs are parted by one."""
    return len(" ".join(text.split()))


def printed(evidence: dict, language: str) -> dict[str, str]:
    """Return {name: text} of the values and quotes of a document, quotes with their label, for `plain`.

    evidence: {values, quotes} as released or as candidates, by the names that the document cites
    """
    native = {"nb": "no", "nn": "no", "no": "no"}
    family = native.get(language[:2], language[:2])
    found = {name: value["text"] for name, value in evidence["values"].items()}
    for name, quote in evidence["quotes"].items():
        source = quote.get("source_language", "nb")[:2]
        field = "original" if native.get(source, source) == family else "translation"
        found[name] = f"{quote.get(field, '')} ({quote.get('label', '')})"
    return found
