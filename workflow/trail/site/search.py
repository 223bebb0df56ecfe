"""Search without a server: the texts of an edition and an index of their words, in scripts that load on demand."""

import json
import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

from trail import annotations
from trail.ledger import CHAIN, HALVES
from trail.site import chains
from trail.site.shown import page_of, short
from trail.site.view import Page, View, page

WORD = re.compile(r"[^\W_]+")
CUT = 250_000  # characters of one script
COMMON = 0.2  # share of entries beyond which a word tells little: it is not looked up, only compared
FEWEST = 200  # entries below which every word is looked up


def page_of_search(view: View) -> Page:
    """Return the page that one searches from."""
    folder = view.edition.pages
    return page(
        view,
        "search",
        "site_search.html.j2",
        "Search",
        [("index", "Overview")],
        index=view.edition.file("search", f"{folder}/search/index.js"),
        searching=view.edition.file("search", f"{folder}/search.js"),
    )


def entries(view: View) -> Iterator[tuple[str, str, str]]:
    """Yield (link from the search page, where it is, text) of everything that can be found."""
    shown, link = view.shown, view.edition.link

    def to(page: str, anchor: str = "") -> str:
        return link("search", page, anchor)

    for document, text in shown.texts.items():
        for anchor, words in text.passages:
            yield to(f"read/{document}", anchor), document, words
    for row in shown.rows:
        yield to(f"read/{row['document']}", row["claim_id"]), f"{row['document']} · {short(row)}", row["text"]
    for home, of in shown.things.items():
        for name in (name for kind in CHAIN for name in of[kind]):
            one = chains.thing(shown, home, name)
            yield to(one["page"]), f"{home} · {one['words']} {name}", f"{one['heading']} {one['text']}"
        for name in dict.fromkeys(name for half in HALVES for name in of[half]):
            quote = annotations.quote(name, of)
            said = " / ".join(half["text"] for half in quote["halves"])
            yield to(*page_of("quote", home, name)), f"{home} · {quote['label']} · {name}", said
        for name, value in of["value"].items():
            yield to(*page_of("value", home, name)), f"{name}", f"{value['text']} {value['what']}"
    for row in shown.method["codebook"]:
        told = " ".join(row[part] for part in ("name", "definition", "include", "exclude"))
        where = f"{row['paper']} · {row['code_group_id']}, version {row['version']}"
        yield to(f"codebook/{row['paper']}", row["code_group_id"]), where, told
    if view.closed:
        yield from _closed(view, to)
    else:
        for row in shown.method["decisions"]:
            yield to("decisions"), f"{row['month']} · {row['step']}", row["text"]


def _closed(view: View, to) -> Iterator[tuple[str, str, str]]:
    closed = view.closed
    for row in closed.study["decisions"]:
        yield (
            to("decisions", row["decision_id"]),
            f"{row['decision_id']} · {row['step']}",
            f"{row['what']} {row['why']}",
        )
    for memo in closed.memos:
        yield to("memos", memo["file"]), f"{memo['date']} · {memo['author']}", f"{memo['about']} {memo['text']}"
    for name, interview in closed.interviews.items():
        for at, turns in enumerate(interview["parts"]):
            here = f"interviews/{name}" if at == 0 else f"interviews/{name}-{at + 1}"
            for turn in turns:
                yield to(here, f"t{turn['turn']}"), f"{name} · {turn['turn']}", turn["text"]
    for unit in closed.units.values():
        yield to(unit["page"], unit["id"]), f"{unit['interview']} · {unit['id']}", unit["id"]


def folded(text: str) -> list[str]:
    """Return the words of a text as they are looked up: in small letters, composed."""
    return [word.lower() for word in WORD.findall(unicodedata.normalize("NFC", text))]


def files(view: View) -> dict[str, str]:
    """Return {name: script} of the index: `search/index.js` says what lies in the others.

    texts: entries in their order, each [link, where, text]; words: sorted, each with the numbers of its entries, the
    first as it is and each other as the step from the one before. Both are cut so that no script is large.
    """
    found: dict[str, tuple[str, str, str]] = {}
    for link, where, text in entries(view):
        text = " ".join(text.split())
        if text:
            found.setdefault(f"{link}\n{text}", (link, where, text))
    kept = list(found.values())
    postings: dict[str, list[int]] = {}
    for at, (_, where, text) in enumerate(kept):
        for word in dict.fromkeys(folded(f"{where} {text}")):
            postings.setdefault(word, []).append(at)
    limit = len(kept) * COMMON if len(kept) > FEWEST else len(kept)
    common = sorted(word for word, places in postings.items() if len(places) > limit)
    lines = [(word, _steps(places)) for word, places in sorted(postings.items()) if len(places) <= limit]
    texts, words = list(_cut([list(one) for one in kept])), list(_cut([list(one) for one in lines]))
    head = {
        "texts": [start for start, _ in texts],
        "words": [part[0][0] for _, part in words],
        "common": common,
        "entries": len(kept),
    }
    made = {"search/index.js": _script("head", 0, head)}
    made |= {f"search/texts-{at}.js": _script("texts", at, part) for at, (_, part) in enumerate(texts)}
    made |= {f"search/words-{at}.js": _script("words", at, part) for at, (_, part) in enumerate(words)}
    return made


def _steps(places: list[int]) -> list[int]:
    return [places[0], *(later - earlier for earlier, later in pairwise(places))]


def _cut(items: list) -> Iterator[tuple[int, list]]:
    """Yield (number of the first, items) in runs that make a script of about `CUT` characters."""
    start, size, part = 0, 0, []
    for at, item in enumerate(items):
        length = len(json.dumps(item, ensure_ascii=False, separators=(",", ":")))
        if part and size + length > CUT:
            yield start, part
            start, size, part = at, 0, []
        part.append(item)
        size += length
    if part:
        yield start, part


def _script(kind: str, at: int, thing) -> str:
    said = json.dumps(thing, ensure_ascii=False, separators=(",", ":"))
    return f'(globalThis.trailIndex??=[]).push(["{kind}",{at},{said}]);\n'
