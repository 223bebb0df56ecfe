"""What a manuscript's source claims and cites, mark by mark, under the ids it will be printed with; a plain scan."""

import hashlib
import re
from collections.abc import Iterator

from trail import manuscript_text
from trail.citations import without_verbatim
from trail.manuscript_text import Section
from trail.tables import split_list

KINDS = ("claim", "quote", "value", "condensate")
STEP = " > "
_FLOAT = {"#fig-": "figure", "#tbl-": "table"}
_MARK = re.compile(r"\{([^{}]*)\}")
_OF = re.compile(r"""(?<![\w-])of=(?:"([^"]*)"|'([^']*)'|([^\s}"']+))""")
_OWN_ID = re.compile(r"#(c-[\w-]+)")
_APOSTROPHE = re.compile(r"(?<=\w)'")
_DIV = re.compile(r"\s*\n(.*?)^:{3,}[ \t]*$", re.DOTALL | re.MULTILINE)


def claims(source: str, document: str, printed: dict[str, str]) -> list[dict[str, str]]:
    """Return a row for each claim, quote, value, condensate, figure and table that a manuscript cites.

    printed: {name: text} of the document's values and quotes, as `manuscript_text.printed`
    Keys: claim_id, document, section, kind, text, of: as the renderers' filter writes them for the ledger, so that a
    row keeps its id when it is built. Text of a figure or table is its caption.
    """
    found, taken = [], set()
    for section, text in _parts(source):
        for match in _MARK.finditer(text):
            kind, names = _kind(match[1]), _OF.search(match[1])
            if not kind or not names:
                continue
            of = ";".join(split_list(next(filter(None, names.groups()), "")))
            own, what = _OWN_ID.search(match[1]), f"{kind}\n{of}\n{section}".encode()
            base = own[1] if own else f"c-{hashlib.sha1(what, usedforsecurity=False).hexdigest()[:6]}"
            unique, number = base, 1
            while unique in taken:
                number += 1
                unique = f"{base}-{number}"
            taken.add(unique)
            words = manuscript_text.plain(_words(text, match, kind), printed) or printed.get(of, "")
            row = {"claim_id": f"{document}-{unique}", "document": document, "section": section}
            found.append(row | {"kind": kind, "text": _set(words), "of": of})
    return found


def sections(source: str) -> list[tuple[str, Section]]:
    """Return (headings down to it, ' > ' between, section) of each section of a manuscript."""
    above: list[tuple[int, str]] = []
    found = []
    for section in manuscript_text.sections(source):
        above = [one for one in above if one[0] < section.level] + [(section.level, section.heading)]
        found.append((STEP.join(_set(heading) for _, heading in above), section))
    return found


def _parts(source: str) -> Iterator[tuple[str, str]]:
    """Yield (headings, text) as the filter walks: abstract, what stands before any heading, sections."""
    yield "Abstract", without_verbatim(str(manuscript_text.front_matter(source).get("abstract") or ""))
    of = sections(source)
    lines = source.removeprefix("\ufeff").splitlines(keepends=True)
    before = "".join(lines[: of[0][1].line - 1] if of else lines)
    yield "", without_verbatim(manuscript_text.without_front_matter(before))
    for path, section in of:
        yield path, section.text


def _set(words: str) -> str:
    """Return words on one line, apostrophes as Pandoc sets them."""
    return _APOSTROPHE.sub("’", " ".join(words.split()))


def _kind(attributes: str) -> str:
    marks = attributes.split()
    named = next((kind for kind in KINDS if f".{kind}" in marks), "")
    return named or next((kind for start, kind in _FLOAT.items() if any(one.startswith(start) for one in marks)), "")


def _words(text: str, mark: re.Match, kind: str) -> str:
    """Return what a mark stands behind: the words in its brackets, a figure's caption; of a table those in its div."""
    if kind == "table":
        inside = _DIV.match(text, mark.end())
        return inside[1] if inside else ""
    end = text.rfind("](", 0, mark.start()) + 1 if kind == "figure" else mark.start()
    depth = 0
    for at in range(end - 1, -1, -1):
        depth += (text[at] == "]") - (text[at] == "[")
        if depth == 0:
            return text[at + 1 : end - 1]
    return ""
