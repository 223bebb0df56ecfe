"""Documents as they appeared (`published/`): still the bytes that were noted, and true to the heads that they print."""

import re
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from trail import public_texts, verify
from trail.publication_checks import FOLDER, changed, kept
from trail.tables import sha256

SHORT = re.compile(rf"(?<![\da-f])[\da-f]{{4}}(?: [\da-f]{{4}}){{{verify.SHORT // 4 - 1}}}(?![\da-f])")
# What a document can be held to where the bundle of its run holds the document in other words.
OF_DOCUMENTS = (verify.documents, verify.printed_heads, verify.pictures)


class Bundle(NamedTuple):
    """A bundle that lies in published/: its path there, its files, and {document with ending: heads it prints}."""

    path: str
    files: dict
    heads: dict[str, set[str]]


def wrong(data: Path, rows: list[dict]) -> list[str]:
    """Return what does not hold of the documents in published/, as sentences; rows: of published.csv, with `row`.

    A bundle is verified as it lies there. A document that prints heads is held against the bundle of its run: it is
    one of its files, or says in its own words what the claims, figures and heads in there say. Of a document that
    prints no head and has the name of none there (a journal set it anew) only the bytes are held.
    """
    files = kept(data)
    found = [f"{one.file}{', ' * bool(one.place)}{one.place}: {one.message}" for one in changed(files, rows)]
    bundles, same = [], set()
    for name, content in files.items():
        members = _bundle(content, name)
        if members is None:
            continue
        same.update((name, *(sha256(read()) for read in members.values())))
        told = verify.verify(members)
        found += [f"{FOLDER}/{name}: {line}" for line in _said(told)]
        if not verify.code(told):
            bundles.append(Bundle(name, members, _printed_in(members)))
    for name, content in files.items():
        if name not in same and sha256(content) not in same:
            found += _against(bundles, name, content)
    return found


def _bundle(content: bytes, name: str) -> dict | None:
    if not content.startswith(b"PK"):
        return None
    try:
        members = verify.zip_files(content, name)
    except verify.Malformed:
        return None  # another zip; a Word file is one
    return members if verify.MANIFEST in members else None


def _printed_in(members: dict) -> dict[str, set[str]]:
    documents = [path for path in members if re.fullmatch(r"open/documents/[^/]+\.(?:html|docx|pdf)", path)]
    return {PurePosixPath(path).name: heads_in(members[path](), path) for path in documents}


def heads_in(content: bytes, name: str) -> set[str]:
    """Return the short forms of heads that a document prints; none where its text cannot be read."""
    try:
        return {head for _, text in public_texts.texts(content, name) for head in SHORT.findall(verify.words_of(text))}
    except (public_texts.Unreadable, ValueError):
        return set()


def _against(bundles: list[Bundle], name: str, content: bytes) -> list[str]:
    """Return what a document does not say as the bundle of its run does: as the document there that is nearest."""
    printed, own = heads_in(content, name), PurePosixPath(name).name
    meant = [
        (one, path)
        for one in bundles
        for path, heads in one.heads.items()
        if path == own or (printed == heads and PurePosixPath(path).suffix == PurePosixPath(own).suffix)
    ]
    if not meant and printed:
        heads = " and ".join(sorted(printed))
        return [f"{FOLDER}/{name} prints {heads}: put the bundle.zip of that run beside it, which says what that is."]
    return min((_otherwise(one, path, name, content) for one, path in meant), key=len, default=[])


def _otherwise(bundle: Bundle, path: str, name: str, content: bytes) -> list[str]:
    placed = f"open/documents/{path}"
    told = verify.verify(bundle.files | {placed: lambda: content}, OF_DOCUMENTS)
    return [line.replace(placed, f"{FOLDER}/{name}") for line in _said(told)]


def _said(told: list) -> list[str]:
    return [line for one in told for line in (*one.wrong, *one.malformed)]
