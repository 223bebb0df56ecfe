"""The names that a manuscript cites, with the lines where they stand; a plain scan, without Pandoc."""

import re
from functools import lru_cache

from trail.tables import split_list

# What Pandoc would not read as an attribute: comments, fenced code, inline code. Bounded by their own marks.
_VERBATIM = re.compile(r"<!--.*?-->|^(`{3,}|~{3,})[^\n]*\n.*?^\1[`~]*[ \t]*$|(?<!`)`[^`\n]+`(?!`)", re.S | re.M)
_OF = re.compile(r"""(?<=[\s{])(?:of|quotes)=(?:"([^"]*)"|'([^']*)'|([^\s}"']+))""")

_ATTRIBUTES = re.compile(r"\]\{([^{}]*)\}")


def cited(text: str) -> list[tuple[int, str]]:
    """Return (line, name) of every name that a manuscript's source cites, in reading order, lists taken apart.

    Names stand under `of=`, and under `quotes=` where a table is to show some quotes of those that it cites.
    """
    plain = without_verbatim(text)
    return [
        (plain.count("\n", 0, match.start()) + 1, name)
        for match in _OF.finditer(plain)
        for name in split_list(match[1] or match[2] or match[3] or "")
    ]


def claims(text: str) -> list[list[str]]:
    """Return the names that each analytic claim of a manuscript's source rests on, in reading order."""
    marks = (match[1] for match in _ATTRIBUTES.finditer(without_verbatim(text)) if ".claim" in match[1].split())
    named = (_OF.search(f" {attributes}") for attributes in marks)
    return [split_list(match[1] or match[2] or match[3] or "") for match in named if match]


@lru_cache(maxsize=32)  # of one manuscript many ask
def without_verbatim(text: str) -> str:
    """Return a manuscript's source with comments and code blanked, every line where it was."""
    return _VERBATIM.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), text)


def is_known(name: str, document: str, names: dict[str, set[str]]) -> bool:
    """Return whether a document can cite a name: one of its own, or of another document that it names first.

    names: {document: what it has to cite}. Values carry their document in their own name, so `paper1.participants`
    is looked up as it stands and without its first part.
    """
    first, _, rest = name.partition(".")
    if first != document and first in names:
        return rest in names[first] or name in names[first]
    return name in names.get(document, set())


def citable(document: str, names: dict[str, set[str]]) -> list[str]:
    """Return every name that a document can cite, in the form in which it would write it."""
    own = set(names.get(document, ()))
    for other in set(names) - {document}:
        own |= {name if name.startswith(f"{other}.") else f"{other}.{name}" for name in names[other]}
    return sorted(own)
