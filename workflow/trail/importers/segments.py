"""Tables of coded passages that MAXQDA, ATLAS.ti and Dedoose write: in each row the words, their document and codes.

Such a table holds no texts: they are looked for as those of Taguette's highlights are. Where words occur more than
once, what the tool says of their place decides: the paragraphs, if those of the other passages are as it says, or how
far the characters are off.
"""

import re
from collections import Counter
from typing import NamedTuple

from trail.faults import Fault, Faults
from trail.importers import finding, header_words, highlights, refi, sheets
from trail.importers.project import LEVEL, Code, Given, Left, Project, Selection, Source, code_path, name_of

HEADER_WITHIN = 20  # rows; a title or two may stand above the names of the columns
LEVELS = {  # between the levels of a code, besides those that `project.code_path` knows
    "MAXQDA": re.compile(r"(?<=\S)\s{0,9}[>\\]\s{0,9}(?=\S)"),
    "Dedoose": re.compile(r"(?<=\S)\s{0,9}\\\s{0,9}(?=\S)"),
}
BULLET = re.compile(r"[\s•●○◦▪]{1,9}(?=\S)")
NUMBERED = re.compile(r"(?:[DP]\s?)?\d{1,6}\s?:\s{1,5}(?=\S)")  # ATLAS.ti puts the number of a document before its name
STRETCH = re.compile(r"\D{0,12}?(\d{1,9})(?:\s{0,3}[-–—]\s{0,3}(?:\D{0,3})(\d{1,9}))?")
YES = frozenset("true 1 yes wahr ja sann x vrai".split())
IN_ORDER = 5  # from so many passages on, found in the order of the text, the order of a table is that of the text
MANY = 1_000  # places of the same words, and passages of one document with several: beyond it none is looked for
EDGE = 3  # so many characters of white space may stand at the edge of a passage
AGREE = 0.9  # so many of the passages that are found by their words must stand where the table says


class Row(NamedTuple):
    """One row of a table. place: (start, end) as it says, or None. codes: paths."""

    number: int
    document: str
    words: str
    codes: tuple[str, ...]
    coder: str
    place: tuple[int, int] | None
    key: str


def read(given: Given) -> Project:
    """Return the project of a table of coded passages, found in the texts beside it.

    Raises Faults for a table of no tool, with its columns, and for rows that name no document.
    """
    table = sheets.rows(given)
    found = ((at, header_words.tool_of(row)) for at, row in enumerate(table[:HEADER_WITHIN]))
    at, tool = next(((at, tool) for at, tool in found if tool), (0, ""))
    if not tool:
        message = "is no table of highlights or a Taguette code book, and of no tool that is known. "
        raise Faults([Fault(given.name, "row 1", message + header_words.lacking(table[0]), "unknown_form")])
    columns = header_words.meanings(table[at], tool)
    applied = header_words.applied(table[at]) if tool == "Dedoose" else {}
    _refuse_twins(table[at], columns, given.name, at)
    body = [(number, row) for number, row in enumerate(table[at + 1 :], at + 2) if any(cell.strip() for cell in row)]
    rows = _rows(body, columns, applied, tool, given.name, len(table[at]))
    paths = [path_of(code, tool) for code in applied.values()] + [path for row in rows for path in row.codes]
    project = Project(
        f"{tool} table of coded passages", tool, codes=[Code(path) for path in dict.fromkeys(paths) if path]
    )
    _place(project, rows, given, "characters" if tool == "Dedoose" else "paragraphs")
    coders = {row.coder for row in rows} - {""}
    project.coders = {coder: coder for coder in coders}
    project.read = {
        "documents": len({row.document for row in rows}),
        "codes": len(project.codes),
        "rows": len(rows),
        "codings": sum(len(row.codes) for row in rows),
        "coders": len(coders),
    }
    project.left += _left(table[at], body, columns, applied, coders)
    return project


def path_of(code: str, tool: str) -> str:
    """Return the path of a code as a tool writes it."""
    pattern = LEVELS.get(tool)
    return code_path(pattern.sub(f" {LEVEL} ", code) if pattern else code)


def _rows(body: list, columns: dict, applied: dict, tool: str, file: str, width: int) -> list[Row]:
    def cell(row: list[str], meaning: str) -> str:
        at = columns.get(meaning, -1)
        return row[at] if 0 <= at < len(row) else ""

    alone = {name_of(cell(row, "code")) for _, row in body}
    groups: dict[str, set[str]] = {}
    for _, row in body:
        groups.setdefault(name_of(cell(row, "document")).casefold(), set()).add(name_of(cell(row, "group")).casefold())
    rows, faults = [], []
    for number, row in body:
        if any(one.strip() for one in row[width:]):
            message = f"has {len(row)} cells, the header {width}."
            faults.append(Fault(file, f"row {number}", message, "crooked_row"))
        document = name_of(cell(row, "document"))
        if len(groups[document.casefold()]) > 1:  # two documents of one name
            document = name_of(f"{cell(row, 'group')} {document}")
        if tool == "ATLAS.ti":
            document = NUMBERED.sub("", document, count=1) if NUMBERED.match(document) else document
        if not document:
            faults.append(Fault(file, f"row {number}", "has no document.", "no_document"))
        if applied:
            codes = [code for at, code in applied.items() if at < len(row) and row[at].strip().casefold() in YES]
        else:
            codes = [cell(row, "code")] if tool == "MAXQDA" else split(cell(row, "code"), alone, tool)
        paths = tuple(dict.fromkeys(filter(None, (path_of(code, tool) for code in codes))))
        place = _stated(cell(row, "start"), cell(row, "end")) if tool == "MAXQDA" else None
        place = place or _stated(cell(row, "reference") or cell(row, "range"))
        words = cell(row, "words")
        rows.append(Row(number, document, words, paths, name_of(cell(row, "coder")), place, name_of(cell(row, "id"))))
    if faults:
        raise Faults(faults)
    return rows


def split(cell: str, alone: set[str], tool: str) -> list[str]:
    """Return the codes of a cell: one a line, or parted by ";"; by "," in Dedoose, and elsewhere where each part is a
    code that stands alone in another cell."""
    parts = cell.splitlines() if len(cell.splitlines()) > 1 else cell.split(";")
    parts = [BULLET.sub("", part, count=1) if BULLET.match(part) else part for part in parts]
    found = []
    for part in parts:
        pieces = part.split(",")
        found += pieces if tool == "Dedoose" or {name_of(piece) for piece in pieces} <= alone else [part]
    return found


def _stated(start: str, end: str = "") -> tuple[int, int] | None:
    """Return (start, end) as two cells or one say it: "3", "3 - 5", "¶ 3 – 5"; None of anything else, as pages."""
    match = STRETCH.fullmatch(f"{start.strip()}-{end.strip()}" if end.strip() else start.strip())
    return (int(match[1]), int(match[2] or match[1])) if match else None


def _place(project: Project, rows: list[Row], given: Given, unit: str) -> None:
    """Add documents and passages to the project, and say which codings have no place."""
    documents: dict[str, list[Row]] = {}
    for row in rows:
        documents.setdefault(row.document, []).append(row)
    texts = highlights.texts_beside(given)
    lost, bare, told = Counter(), [], 0
    for document, here in sorted(documents.items()):
        file = finding.text_for(document, texts)
        text = highlights.text_of(texts[file], file) if file else None
        project.sources.append(Source(document, text))
        if text is None:
            bare.append(document)
            lost[document] += sum(len(row.codes) for row in here)
            continue
        places, by_place = _places(here, text, unit)
        told += by_place
        marked: dict[tuple[int, int], list] = {}
        for row, place in zip(here, places, strict=True):
            if place:
                marked.setdefault(place, []).extend((path, row.coder) for path in row.codes)
            else:
                lost[document] += max(1, len(row.codes))
        project.selections += [
            Selection(len(project.sources) - 1, *place, tuple(codings)) for place, codings in sorted(marked.items())
        ]
    highlights.say_lost(project, lost, bare)
    if told:
        why = f"their words stand in the text more than once; the {unit} that the table gives tell which is meant"
        project.left.append(Left("passages placed by their numbers too", told, why))


def _places(here: list[Row], text: str, unit: str) -> tuple[list[tuple[int, int] | None], int]:
    """Return where each row of one document stands, and how many passages were told apart by their numbers."""
    keys = [("".join(row.words.split()), row.place, row.key) for row in here]
    words = dict(zip(keys, (row.words for row in here), strict=True))
    bare = finding.Bare(text)
    of_words = {key[0]: key for key in words}  # the same words are looked for once
    of_words = {one: bare.places(words[key]) for one, key in of_words.items()}
    crowded = sum(len(of_words[key[0]]) > 1 for key in words) > MANY
    most = 1 if crowded else MANY
    places = {key: of_words[key[0]] if len(of_words[key[0]]) <= most else [] for key in words}
    known = [(key[1], of_one[0]) for key, of_one in places.items() if key[1] and len(of_one) == 1]
    agrees = _in_paragraphs(text, known) if unit == "paragraphs" else _in_characters(known)
    once = list(words)
    if agrees and all(place for _, place, _ in once):
        once.sort(key=lambda key: key[1])
    found = {key: of_one[0] if len(of_one) == 1 else None for key, of_one in places.items()}
    if agrees or sum(place is not None for place in found.values()) >= IN_ORDER:
        single = [found[key] for key in once]
        starts = [place[0] for place in single if place]
        if starts == sorted(starts):
            passages = [words[key] for key in once]
            single = finding.by_neighbours(single, [places[key] for key in once], passages, len(text))
        found = dict(zip(once, single, strict=True))
    told = 0
    for key, of_one in places.items():
        if agrees and key[1] and len(of_one) > 1:
            fits = [place for place in of_one if agrees(key[1], place)]
            if found[key] not in fits:
                found[key] = fits[0] if len(fits) == 1 else None
                told += len(fits) == 1
    return [found[key] for key in keys], told


def _in_paragraphs(text: str, known: list):
    """Return the function that says whether (paragraphs as stated, place) agree, counted as most of the known places
    are, with empty ones or without; None where neither way explains them."""
    counts = []
    for with_words in (False, True):
        numbers, number = [], 0
        for line in text.split("\n"):
            number += bool(line.strip()) or not with_words
            numbers += [number] * (len(line) + 1)
        counts.append(numbers)

    def agree(numbers: list[int], stated, place) -> bool:
        return (numbers[place[0]], numbers[place[1] - 1]) == stated

    best = max(counts, key=lambda numbers: sum(agree(numbers, *one) for one in known))
    if not known or sum(agree(best, *one) for one in known) < AGREE * len(known):
        return None
    return lambda stated, place: agree(best, stated, place)


def _in_characters(known: list):
    """Return the function that says whether (characters as stated, place) agree: as far off as the known places are,
    which may drift."""
    off = [place[0] - stated[0] for stated, place in known] or [0]
    return lambda stated, place: min(off) - EDGE <= place[0] - stated[0] <= max(off) + EDGE


def _refuse_twins(header: list[str], columns: dict, file: str, at: int) -> None:
    known = [header_words.plain(name) for name in header]
    used = [*columns.values(), *header_words.applied(header)]
    twins = sorted({header[number] for number in used if known.count(known[number]) > 1})
    if twins:
        raise Faults(
            [Fault(file, f"row {at + 1}", f"'{name_of(name)}' names two columns.", "two_columns") for name in twins]
        )


def _left(header: list[str], body: list, columns: dict, applied: dict, coders: set[str]) -> list[Left]:
    def filled(at: int) -> int:
        return sum(at < len(row) and bool(row[at].strip()) for _, row in body)

    left = [Left("names of coders", len(coders), refi.PERSONAL)] if coders else []
    if count := filled(columns.get("comment", len(header))):
        left.append(Left("comments on passages", count, refi.COMMENTS))
    used = {*columns.values(), *applied} - {columns.get("weight")}
    others = [at for at, name in enumerate(header) if name.strip() and at not in used and filled(at)]
    if others:
        where = tuple(name_of(header[at]) for at in others)
        left.append(Left("other columns", len(others), "the study's tables have no place for them", where))
    return left
