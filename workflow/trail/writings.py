"""What else of a study the gate reads: memos, guides, the words in its tables, notebooks and manuscripts."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from unicodedata import normalize

from trail import study
from trail.faults import Fault, Faults
from trail.gate import Reading
from trail.importers.units import UNIT_ID
from trail.readers import text
from trail.readers.canonical import canonical
from trail.tables import read_json

# Columns in which people write sentences. What a unit says stands in its transcript and is read there.
COLUMNS = {
    "participants": ("workplace", "loss_reason"),
    "interviews": ("others_present",),
    "preliminary_themes": ("label", "note"),
    "codebook": ("name", "definition", "include", "exclude", "example_unit"),
    "codings": ("set_aside_reason",),
    "subgroups": ("name",),
    "condensates": ("text",),
    "categories": ("heading", "analytic_text"),
    "interpretations": ("text",),
    "changes": ("before", "after"),
    "case_summaries": ("summary",),
    "decisions": ("what", "why", "public_text"),
    "quotes": ("original", "translation"),
    "release": ("note",),
}
# What analysts write about the analysis: authors they cite are harmless there.
_ABOUT_THEORY = frozenset(("codebook", "interpretations", "decisions", "preliminary_themes"))
_FILES = ("memos/*.md", "guides/*.md", "transcription_convention.md", "coding/*.md")
_ANSWERS = "reporting/*.yaml"
_WORD = re.compile(r"[^\W\d_]{2,60}")
# Of a manuscript: what cites, what only the program reads, and who wrote it; of a memo its date
_CITED = re.compile(
    r"\]\([^()\n]{0,500}\)|\{[^{}\n]{0,500}\}|(?<!\w)-?@\{?[\w:.#$%&+?<>~/-]{1,100}"
    r"|^(?:author|affiliation|bibliography|csl|date):.*(?:\n[ \t-]{1,8}\S.*){0,60}",
    re.MULTILINE,
)
_TEX = re.compile(r"""\{?\\(['`^"~])\{?([A-Za-z])\}{0,2}""")  # Salda{\~n}a
_MARKS = {"'": "\u0301", "`": "\u0300", "^": "\u0302", '"': "\u0308", "~": "\u0303"}
_SPANS = re.compile(r"!?\[|\]")
# Sentences of analysts' own put words in brackets, and name no speaker
_BRACKETS = frozenset(("no_placeholder", "open_bracket", "speakers", "long_lines", "file_name", "handle", "url"))
_CELLS = _BRACKETS | {"no_capitals"}
_NUMBERS_ALONE = _CELLS | {"capitals", "date", "day", "initials"}


def of_tables(tables: Mapping, allow: frozenset[str], cited: frozenset[str]) -> Iterator[Reading]:
    """Yield one reading for each column of sentences, each cell a line of its own.

    tables: the study's tables by name. allow: words that are harmless in all; cited: where analysts write of theory
    """
    for name, columns in COLUMNS.items():
        for column in columns:
            rows = [(row["row"], row[column]) for row in tables[name].to_dict("records") if row[column]]
            lines = [_without_ids(" ".join(canonical(cell)[0].split())) for _, cell in rows]
            file = f"{tables[name].attrs['file']} ({column})"
            numbers = {2 * place + 1: row for place, (row, _) in enumerate(rows)}
            words = allow | cited if name in _ABOUT_THEORY else allow
            yield Reading(file, "\n\n".join(lines), allow=words, without=_CELLS, rows=numbers)


def _without_ids(words: str) -> str:
    """Return a text with ids of imported units blanked: digits and letters that look like anything, and are nobody."""
    return UNIT_ID.sub(_blank, words)


def of_files(data: Path, allow: frozenset[str]) -> Iterator[Reading]:
    """Yield memos, guides, conventions, long cells, and answers to checklists, of these the numbers alone.

    Raises Faults for what is no text.
    """
    for path in sorted(path for pattern in (*_FILES, _ANSWERS) for path in Path(data).glob(pattern)):
        file = path.relative_to(data).as_posix()
        plain = _without_ids(_CITED.sub(_blank, text.read(path.read_bytes(), file).text))
        yield Reading(file, plain, allow=allow, without=_NUMBERS_ALONE if path.suffix == ".yaml" else _BRACKETS)


def of_manuscripts(home: Path, documents: list[str], allow: frozenset[str]) -> Iterator[Reading]:
    """Yield manuscripts without what they cite, and the prose of notebooks. Raises Faults for what is no text."""
    home = Path(home)
    for path in sorted(path for name in documents for path in (home / "manuscript" / name).glob("*.qmd")):
        file = path.relative_to(home).as_posix()
        plain = _CITED.sub(_blank, text.read(path.read_bytes(), file).text)
        yield Reading(file, _SPANS.sub(_blank, plain), allow=allow, without=_BRACKETS)
    for path in sorted((home / "notebooks").glob("*.ipynb")):
        cells = [cell for cell in read_json(path)["cells"] if cell["cell_type"] == "markdown"]
        prose = "\n\n".join("".join(cell["source"]) for cell in cells)
        yield Reading(f"notebooks/{path.name}", canonical(prose)[0], allow=allow, without=_CELLS)


def cited_words(home: Path) -> frozenset[str]:
    """Return names and words of the reference list: public, and harmless in what is written about the literature."""
    path = Path(home) / "manuscript" / "references.bib"
    source = path.read_text(encoding="utf-8") if path.exists() else ""
    return frozenset(_WORD.findall(_TEX.sub(lambda match: normalize("NFC", match[2] + _MARKS[match[1]]), source)))


def _blank(match: re.Match) -> str:
    return re.sub(r"[^\n]", " ", match.group())


def harmless_words(config: dict, tables: Mapping) -> frozenset[str]:
    """Return words of the study's own: its ids, and the names of its services and papers in the config."""
    named = [config["study"]["title"], *config["services"].values()]
    found = {word for name in named for word in _WORD.findall(name)} | {*config["interview_sets"], *config["papers"]}
    for table in tables.values():
        ids = [column for column in table.columns if column.endswith("_id") or column == "analyst"]
        found |= {part for column in ids for value in table[column] for part in _WORD.findall(value)}
    return frozenset(found)


def read(config: dict, data: Path, home: Path) -> list[Reading]:
    """Return everything that people wrote in a study besides transcripts. Raises Faults where it cannot be read."""
    tables = {name: study.read_table(name, data) for name in study.TABLES if not name.startswith("deid")}
    allow = harmless_words(config, tables)
    cited = cited_words(home)
    try:
        return [
            *of_tables(tables, allow, cited),
            *of_files(data, allow | cited),
            *of_manuscripts(home, config["documents"], allow | cited),
        ]
    except (OSError, ValueError, KeyError):  # a notebook that is no JSON, a file that went away
        cure = "could not be read by the gate: look at notebooks and manuscripts with `trail check`."
        raise Faults([Fault("a memo, notebook or manuscript", "", cure, "unreadable_answers")]) from None
