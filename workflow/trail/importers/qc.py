"""Projects of qc (qualitative-coding): coded lines in SQLite, a nested code book in YAML, texts in a folder beside."""

import hashlib
from collections import Counter
from contextlib import closing
from pathlib import PurePosixPath
from typing import NamedTuple

from trail.faults import Fault, Faults
from trail.importers import code_trees, databases, refi, refi_files
from trail.importers.code_trees import Node
from trail.importers.databases import NUMBER, TEXT
from trail.importers.project import Given, Left, Project, Selection, Source, name_of
from trail.readers.canonical import canonical

TOOL = "qc"
SETTINGS = "settings.yaml"
PLACES = {"corpus_dir": "corpus", "codebook": "codebook.yaml"}  # settings, and what qc writes into them
TABLES = {
    "document": {"file_path": TEXT, "file_hash": TEXT},
    "document_index": {"id": TEXT, "document_id": TEXT},
    "location": {"id": NUMBER, "document_index_id": TEXT},
    "coded_line_location_association": {"coded_line_id": NUMBER, "location_id": NUMBER},
    "coded_line": {"id": NUMBER, "line": NUMBER, "coder_id": TEXT, "code_id": TEXT},
    "code": {"name": TEXT},
    "coder": {"name": TEXT},
}
YAML_BYTES = 1_000_000
CODES = 20_000


class Coded(NamedTuple):
    """A coded line: where it stands in the table, its number (from 0), its code and coder."""

    row: int
    line: int
    code: str
    coder: str


def recognises(given: Given) -> bool:
    """Return whether a file is a SQLite database with the tables of qc. Raises Faults where it is no database."""
    with closing(databases.open_database(given)) as database:
        return {"document", "coded_line"} <= databases.tables(database)


def read(given: Given) -> Project:
    """Return the project around a database of qc 1.0 or later: code book and texts lie in its folder.

    A coded line is a passage, without its line end; lines are counted from 0. Raises Faults where the database is
    none, the code book cannot be read, a text is not the one that was coded, or a line is not there.
    """
    with closing(databases.open_database(given)) as database:
        held = {table: databases.records(database, table, needed, given.name, TOOL) for table, needed in TABLES.items()}
    places = _settings(given)
    coded, orphans = _by_document(held)
    paths = {one.file_path or "": one for one in held["document"]}
    where = {name: (PurePosixPath(places["corpus_dir"]) / name.replace("\\", "/")).as_posix() for name in paths}
    beside = given.beside([places["codebook"], *where.values()])
    used = {one.code_id or "" for one in held["coded_line"]} | {one.name or "" for one in held["code"]}
    codes, path_of, left = _codes(beside.get(places["codebook"]), places["codebook"], used, given.name)
    project = Project("qc project", TOOL, codes=codes)
    project.read = {
        "documents": len(paths),
        "codes": len(codes),
        "codings": len(held["coded_line"]),
        "coders": len(held["coder"]),
    }
    texts = {name: beside[where[name]] for name in sorted(paths) if where[name] in beside}
    _place(project, texts, {name: one.file_hash or "" for name, one in paths.items()}, coded, path_of, given.name)
    bare = {name: coded.get(name, []) for name in sorted(paths) if name not in texts}
    project.sources += [Source(name_of(name), None) for name in bare]
    users = {one.coder for lines in coded.values() for one in lines if one.coder}
    project.coders = {user: user for user in users}
    lost = {name_of(name): len(lines) for name, lines in bare.items() if lines}
    if texts and lost:
        raise Faults(
            [
                Fault(given.name, where[name], f"is not there, and {len(lines)} codings are in it.", "missing_source")
                for name, lines in bare.items()
                if lines
            ]
        )
    told = [
        ("documents without text", len(bare), f"they are not in {places['corpus_dir']}/", tuple(map(name_of, bare))),
        ("codings of documents without text", sum(lost.values()), "they have nowhere to stand", tuple(lost)),
        ("codings of documents that are no more", orphans, "remains of what was removed", ()),
        ("names of coders", len(users), refi.PERSONAL, ()),
    ]
    project.left += left + [Left(*one) for one in told if one[1]]
    return project


def _settings(given: Given) -> dict[str, str]:
    """Return where the settings say that texts and code book are. Raises Faults for a place outside the folder."""
    data = given.beside([SETTINGS]).get(SETTINGS)
    told = load_yaml(data, SETTINGS, given.name) if data else {}
    places, faults = {}, []
    for setting, usual in PLACES.items():
        place = told.get(setting, usual) if isinstance(told, dict) else usual
        parts = PurePosixPath(str(place).replace("\\", "/")).parts
        if not isinstance(place, str) or ".." in parts or place.startswith("/") or ":" in place or not parts:
            message = f"{setting} should name a place in the folder of the project, such as {usual}."
            faults.append(Fault(given.name, SETTINGS, message, "leads_out"))
        places[setting] = "/".join(part for part in parts if part != ".")
    if faults:
        raise Faults(faults)
    return places


def _by_document(held: dict) -> tuple[dict[str, list[Coded]], int]:
    """Return {document: its coded lines}, and how many codings have no document any more."""
    document = {one.id: one.document_id or "" for one in held["document_index"]}
    of_location = {one.id: document.get(one.document_index_id) for one in held["location"]}
    known = {one.file_path or "" for one in held["document"]}
    of_line: dict[int, set[str]] = {}
    for one in held["coded_line_location_association"]:
        if (name := of_location.get(one.location_id)) in known:
            of_line.setdefault(one.coded_line_id, set()).add(name)
    coded: dict[str, list[Coded]] = {}
    orphans = 0
    for one in held["coded_line"]:
        for name in sorted(of_line.get(one.id, ())):
            coded.setdefault(name, []).append(Coded(one.row, one.line, one.code_id or "", one.coder_id or ""))
        orphans += one.id not in of_line
    return coded, orphans


def _place(project: Project, texts: dict, hashes: dict, coded: dict, paths: dict, file: str) -> None:
    """Add texts and coded lines to the project. Raises Faults for a changed text and a line that it has not."""
    faults, blank = [], Counter()
    for name, data in texts.items():
        words, origins = canonical(refi_files.decode(data, file, name))
        number = len(project.sources)
        project.sources.append(Source(name_of(name), words, origins))
        lines = words.split("\n")
        if coded.get(name) and hashes[name] and hashes[name] not in _hashes(data):
            message = "was changed after it was coded, so that line numbers may mean other lines. Bring it back, or "
            message += "let qc move the codes: qc corpus update."
            faults.append(Fault(file, name, message, "changed_text"))
            continue
        starts = [0]
        for line in lines:
            starts.append(starts[-1] + len(line) + 1)
        for row, line, code, coder in coded.get(name, ()):
            if not 0 <= line < len(lines):
                message = f"means line {line + 1} of '{name_of(name)}', which has {len(lines)}."
                faults.append(Fault(file, f"table coded_line, row {row}", message, "passage_outside_text"))
            elif not lines[line].strip():
                blank[name_of(name)] += 1
            else:
                span = (starts[line], starts[line] + len(lines[line]))
                project.selections.append(Selection(number, *span, ((paths[code], coder),)))
    if faults:
        raise Faults(faults)
    if blank:
        where = tuple(sorted(blank))
        project.left.append(Left("codings of empty lines", blank.total(), "they hold no words", where))


def _hashes(data: bytes) -> set[str]:
    """Return the hashes that qc may have kept of a text: as it is, and with the line ends of other systems."""
    plain = data.replace(b"\r\n", b"\n")
    return {hashlib.sha1(one).hexdigest() for one in (data, plain, plain.replace(b"\n", b"\r\n"))}


def _codes(data: bytes | None, name: str, used: set[str], file: str) -> tuple[list, dict[str, str], list[Left]]:
    """Return the codes, {name in the database: code path}, and what stands otherwise than written.

    Codes that the code book lacks stand at the top, where qc puts them. Raises Faults for what is no code book, and for
    a code with codings that stands in it twice.
    """
    nodes: dict[int | str, Node] = {}
    keys: dict[str, list] = {}

    def walk(entries, above, depth: int) -> None:
        if not isinstance(entries, list) or depth > code_trees.DEPTH or len(nodes) > CODES:
            raise Faults([_no_book(file, name)])
        for entry in entries:
            own, below = next(iter(entry.items())) if isinstance(entry, dict) and len(entry) == 1 else (entry, None)
            if not isinstance(own, str) or len(nodes) > CODES:
                raise Faults([_no_book(file, name)])
            key = len(nodes)
            nodes[key] = Node(own, above)
            keys.setdefault(own, []).append(key)
            walk(below or [], key, depth + 1)

    left = []
    if data is None:
        left.append(Left("code books", 1, f"there is no {name}: codes stand side by side, as the database has them"))
    else:
        walk(load_yaml(data, name, file) or [], None, 1)
    twice = sorted(own for own in used if len(keys.get(own, ())) > 1)
    if twice:
        message = "stands in the code book more than once, so that a coded line could mean either. Rename one of them."
        raise Faults([Fault(file, name, f"'{name_of(own)}' {message}", "two_codes_one_name") for own in twice])
    fresh = sorted(used - set(keys))
    nodes |= {own: Node(own) for own in fresh}
    codes, paths, mended = code_trees.read(nodes, file, TOOL)
    if fresh and data is not None:
        why = "they stand at the top, as qc puts them there"
        left.append(Left("codes that the code book lacks", len(fresh), why, tuple(map(name_of, fresh))))
    return codes, {own: paths[keys[own][0] if own in keys else own] for own in used}, left + mended


def load_yaml(data: bytes, name: str, file: str):
    """Return what a YAML file holds. Raises Faults where it is none, or larger than any code book."""
    import yaml

    try:
        if len(data) <= YAML_BYTES:
            return yaml.safe_load(data)  # the parser in C does not survive what is nested without end
    except (yaml.YAMLError, ValueError, RecursionError):
        pass
    raise Faults([Fault(file, name, "is no YAML that can be read, or far too large.", "broken_yaml")])


def _no_book(file: str, name: str) -> Fault:
    message = "is no code book: a list of names, each alone or with a list of what stands under it. Put what is no "
    message += f"name in quotes; at most {CODES} codes are read."
    return Fault(file, name, message, "no_code_book")
