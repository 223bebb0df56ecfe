"""Tables of coded passages with few columns, and code books as tables: what Taguette exports as CSV and XLSX.

Such a table holds no texts. They are looked for in the folder that was named, else beside the table, in `texts/` or
`transcripts/`; passages without positions are found by their words.
"""

from collections import Counter
from pathlib import Path

from trail.faults import Fault, Faults
from trail.importers import finding, sheets
from trail.importers.project import Code, Given, Left, Project, Selection, Source, code_path, name_of

BY_WORDS = ("document", "tag", "content")  # Taguette's highlights; a column id besides
BY_PLACE = ("document", "start", "end", "code")  # code points of the canonical text, end exclusive
CODEBOOK = ("tag", "description")
FOLDERS = ("texts", "transcripts", ".")


def is_highlights(given: Given) -> bool:
    """Return whether a table has the columns of highlights. Raises Faults where it is no table."""
    header = sheets.header(given)
    return set(BY_WORDS) <= header or set(BY_PLACE) <= header


def is_codebook(given: Given) -> bool:
    """Return whether a table has the columns of a code book."""
    return set(CODEBOOK) <= sheets.header(given)


def read_codebook(given: Given) -> Project:
    """Return the codes of a code book table. Raises Faults where two rows have one tag."""
    codes: dict[str, Code] = {}
    faults = []
    table = sheets.read(given)
    for number, row in table:
        path = code_path(row["tag"])
        if not path or path in codes:
            message = f"'{path}' stands in two rows." if path else "has no tag."
            faults.append(Fault(given.name, f"row {number}", message, "two_codes_one_name"))
        codes[path] = Code(path, " ".join(row["description"].split()))
    if faults:
        raise Faults(faults)
    return Project("Taguette code book", "Taguette", codes=list(codes.values()), read={"codes": len(table)})


def read(given: Given) -> Project:
    """Return the project of a table of highlights, its passages found in the texts beside it.

    Raises Faults for rows without document or tag, and for positions that lie outside their text.
    """
    table = sheets.read(given)
    by_place = bool(table) and set(BY_PLACE) <= set(table[0][1])
    tag = "code" if by_place else "tag"
    project = Project("table of highlights", codes=_codes([row[tag] for _, row in table]))
    documents: dict[str, list] = {}
    for number, row in table:
        documents.setdefault(name_of(row["document"]), []).append((number, row))
    if "" in documents:
        lacking = [Fault(given.name, f"row {number}", "has no document.", "no_document") for number, _ in documents[""]]
        raise Faults(lacking)
    texts = texts_beside(given)
    lost, bare, faults = Counter(), [], []
    for document, here in sorted(documents.items()):
        file = finding.text_for(document, texts)
        text = text_of(texts[file], file) if file else None
        project.sources.append(Source(document, text))
        if text is None:
            bare.append(document)
            lost[document] += sum(bool(row[tag].strip()) for _, row in here)
            continue
        if by_place:
            places = [_given_place(row, text) for _, row in here]
            faults += [
                Fault(given.name, f"row {number}", f"stands outside the text of '{document}'.", "passage_outside_text")
                for (number, _), place in zip(here, places, strict=True)
                if place is None
            ]
        else:
            places = _found_places(here, text)
        marked: dict[tuple, list] = {}  # one highlight has a row for each of its tags
        for (_, row), place in zip(here, places, strict=True):
            path = code_path(row[tag])
            if place:
                codings = marked.setdefault((row.get("id", row.get("highlight", "")), place), [])
                codings += [(path, "")] if path else []
            elif path:
                lost[document] += 1
        project.selections += [
            Selection(len(project.sources) - 1, *place, tuple(codings)) for (_, place), codings in marked.items()
        ]
    if faults:
        raise Faults(faults)
    project.read = {
        "documents": len(documents),
        "codes": len(project.codes),
        "rows": len(table),
        "codings": sum(bool(row[tag].strip()) for _, row in table),
    }
    say_lost(project, lost, bare)
    return project


def _codes(tags: list[str]) -> list[Code]:
    return [Code(path) for path in dict.fromkeys(map(code_path, tags)) if path]


def _found_places(here: list, text: str) -> list[tuple[int, int] | None]:
    """Return the place of each row: those of one highlight (one row for each of its tags) are looked for once."""
    keys = [(row.get("id", ""), "".join(row["content"].split())) for _, row in here]
    once = list(dict.fromkeys(keys))
    words = dict(zip(keys, (row["content"] for _, row in here), strict=True))
    places = dict(zip(once, finding.find(text, [words[key] for key in once]), strict=True))
    return [places[key] for key in keys]


def _given_place(row: dict, text: str) -> tuple[int, int] | None:
    start, end = row["start"].strip(), row["end"].strip()
    if not (start.isdecimal() and end.isdecimal()) or len(start + end) > 18:
        return None
    start, end = int(start), int(end)
    return (start, end) if start < end <= len(text) else None


def texts_beside(given: Given) -> dict[str, Path]:
    """Return {file name: path} of the transcripts that go with a table."""
    if given.texts:
        return {path.name: path for path in sorted(given.texts.iterdir()) if path.is_file()}
    if given.path is None:
        return {}
    for name in FOLDERS:
        folder = given.path.parent / name
        found = [path for path in sorted(folder.iterdir()) if path.is_file()] if folder.is_dir() else []
        texts = {path.name: path for path in found if path.suffix.lower() in (".txt", ".md", ".docx", ".odt")}
        if texts:
            return texts
    return {}


def text_of(path: Path, file: str) -> str:
    """Return the canonical text of a transcript. Raises Faults where it cannot be read."""
    from trail import transcripts  # brings pandas: only where a table needs texts

    return transcripts.read(path, file)[0].text


def say_lost(project: Project, lost: Counter, bare: list[str]) -> None:
    """Say in a project's report which documents lack texts (bare), and how many codings of each document are lost."""
    if bare:
        why = "no file of that name lies beside the table, in texts/ or transcripts/; name their folder with --texts"
        project.left.append(Left("documents without text", len(bare), why, tuple(sorted(bare))))
    if away := sum(count for name, count in lost.items() if name in bare):
        where = tuple(sorted(name for name in lost if name in bare))
        project.left.append(Left("codings of documents without text", away, "they have nowhere to stand", where))
    if unclear := sum(count for name, count in lost.items() if name not in bare):
        where = tuple(sorted(name for name in lost if name not in bare))
        why = "their words are not in the text, or more than once, and nothing tells which is meant"
        project.left.append(Left("codings whose place is not found", unclear, why, where))
