"""A project in the study's tables: ids that outlive the next export, meaning units, codings, the code book."""

import re
import unicodedata
from typing import NamedTuple

from trail.importers.project import LEVEL, Project, collector_paused
from trail.tables import sha256

ENDINGS = re.compile(r"\.(txt|md|rock|docx?|odt|rtf|pdf|vtt|srt|html?|mp[34]|m4a|wav|jpe?g|png)$", re.IGNORECASE)
RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)$", re.IGNORECASE)  # no file of these names on Windows
LETTERS = str.maketrans({"æ": "ae", "Æ": "AE", "ø": "o", "Ø": "O", "ß": "ss", "đ": "d", "ł": "l", "Ł": "L"})

UNIT_ID = re.compile(r"\bU[0-9a-f]{12}\b")  # what `unit_id` makes

UNITS = ["unit_id", "interview_id", "start", "end", "text"]
CODINGS = ["unit_id", "interview_id", "code_group_id", "code_path", "analyst"]
CODEBOOK = ["code_group_id", "code_path", "name", "parent", "definition", "codable", "color", "sets"]


class Tables(NamedTuple):
    """What an import writes: {interview_id: canonical text}, and rows of the three tables, headers not among them.

    joined: selections that mark the same words as another: one meaning unit with the codes of all. repeated: codings
    that say again what another says. analysts: {A1: coder's name}. documents: (interview_id, name in the tool, kind).
    """

    texts: dict[str, str]
    units: list[list]
    codings: list[list]
    codebook: list[list]
    joined: int
    repeated: int
    analysts: dict[str, str]
    documents: list[tuple[str, str, str]]


def tables(project: Project) -> Tables:
    """Return the tables of a project, sorted: units and codings by interview and place, the code book by path."""
    with collector_paused():
        return _tables(project)


def _tables(project: Project) -> Tables:
    interviews = interview_ids(project)
    analysts = _analysts(project)
    places: dict[str, dict[tuple[int, int], list[tuple[str, str]]]] = {interview: {} for interview in interviews}
    for source, start, end, codings in project.selections:
        of_interview = places[interviews[source]]
        if (start, end) in of_interview:
            of_interview[start, end] += codings
        else:
            of_interview[start, end] = list(codings)
    units, coded = [], []
    texts = {interviews[n]: source.text for n, source in enumerate(project.sources) if source.text is not None}
    groups = {code.path: code_id(code.path) for code in project.codes}
    for interview in sorted(places):
        text = texts.get(interview, "")
        for (start, end), pairs in sorted(places[interview].items()):
            unit = unit_id(interview, start, end)
            units.append([unit, interview, start, end, text[start:end]])
            told = sorted({(path, analysts[coder]) for path, coder in pairs})
            coded += [[unit, interview, groups[path], path, analyst] for path, analyst in told]
    return Tables(
        dict(sorted(texts.items())),
        units,
        coded,
        sorted(_codebook(project, groups), key=lambda row: row[1]),
        len(project.selections) - len(units),
        sum(len(one.codings) for one in project.selections) - len(coded),
        {analyst: project.coders.get(coder, coder) for coder, analyst in analysts.items() if analyst},
        sorted((interviews[n], source.name, source.kind) for n, source in enumerate(project.sources)),
    )


def unit_id(interview: str, start: int, end: int) -> str:
    """Return the id of a meaning unit: of its interview and place alone, so that a new export gives it again."""
    return "U" + sha256(f"{interview}\n{start}\n{end}")[:12]


def code_id(path: str) -> str:
    """Return the id of a code: of its path alone."""
    return "C" + sha256(path)[:10]


def interview_ids(project: Project) -> list[str]:
    """Return the interview id of each source: its name without ending, in letters that an id may have.

    Sources that would share an id (case aside) get one of their full name, and of their text where the name is the
    same too: so that the order in which a program lists them does not matter.
    """
    ids = [_plain(ENDINGS.sub("", source.name)) for source in project.sources]
    for again in (lambda source: _plain(source.name), lambda source: ""):
        taken = [name.lower() for name in ids]
        ids = [
            again(source) or f"{name}-{sha256(f'{source.name}-{source.text}-{source.kind}')[:6]}"
            if taken.count(name.lower()) > 1
            else name
            for name, source in zip(ids, project.sources, strict=True)
        ]
    seen: dict[str, int] = {}
    for number, name in enumerate(ids):  # two sources that are the same in everything
        seen[name.lower()] = seen.get(name.lower(), 0) + 1
        ids[number] = name if seen[name.lower()] == 1 else f"{name}-{seen[name.lower()]}"
    return ids


def _plain(name: str) -> str:
    ascii_only = unicodedata.normalize("NFKD", name.translate(LETTERS)).encode("ascii", "ignore").decode()
    words = re.sub(r"[^A-Za-z0-9-]+", "_", ascii_only).strip("_-")[:80]
    if not re.search("[A-Za-z0-9]", words):
        return "D" + sha256(name)[:8]
    return f"D{words}" if not words[0].isalpha() or RESERVED.match(words) else words


def _analysts(project: Project) -> dict[str, str]:
    """Return {coder: A1, A2, …}, in the order of their names; "" stays ""."""
    used = {coder for one in project.selections for _, coder in one.codings}
    order = sorted(used - {""}, key=lambda coder: (project.coders.get(coder, "~").casefold(), coder))
    return {"": ""} | {coder: f"A{number}" for number, coder in enumerate(order, 1)}


def _codebook(project: Project, groups: dict[str, str]) -> list[list]:
    return [
        [
            groups[code.path],
            code.path,
            code.path.rpartition(LEVEL)[2],
            code.path.rpartition(LEVEL)[0],
            code.definition,
            "true" if code.codable else "false",
            code.color,
            ";".join(code.sets),
        ]
        for code in project.codes
    ]
