"""Taguette projects (SQLite): documents as HTML, highlights in UTF-8 bytes of their text, tags as paths."""

from contextlib import closing

from trail.faults import Fault, Faults, did_you_mean
from trail.importers import databases, html_text, positions
from trail.importers.project import Code, Given, Left, Project, Selection, Source, code_path, name_of
from trail.readers.canonical import canonical, to_canonical

COLUMNS = {
    "projects": ("id", "name"),
    "documents": ("id", "project_id", "name", "contents"),
    "tags": ("id", "project_id", "path", "description"),
    "highlights": ("id", "document_id", "start_offset", "end_offset", "snippet"),
    "highlight_tags": ("highlight_id", "tag_id"),
}


def recognises(given: Given) -> bool:
    """Return whether a file is a SQLite database with Taguette's tables. Raises Faults where it is no database."""
    with closing(databases.open_database(given)) as database:
        return set(COLUMNS) <= databases.tables(database)


def read(given: Given) -> Project:
    """Return the project of a Taguette database, of several the one that was chosen.

    Raises Faults where that is none or the database is damaged.
    """
    with closing(databases.open_database(given)) as database:
        held = {table: databases.rows(database, table, columns, given.name) for table, columns in COLUMNS.items()}
        wrong = [f"table {table}" for table, ids in held.items() for row in ids if not _sound(table, row)]
        users = "users" in databases.tables(database)
        logins = databases.rows(database, "users", ("login",), given.name) if users else []
    if wrong:
        raise Faults([databases.damaged(given.name, table) for table in dict.fromkeys(wrong)])
    held = _of_one(held, given)
    project = Project("Taguette project", "Taguette")
    paths = {number: code_path(path) for number, _, path, _ in held["tags"]}
    _refuse_twins(paths, given.name)
    project.codes = [Code(paths[number], " ".join((words or "").split())) for number, _, _, words in held["tags"]]
    _place(project, held, paths, given.name)
    project.read = {
        "documents": len(held["documents"]),
        "codes": len(held["tags"]),
        "passages": len(held["highlights"]),
        "codings": len(held["highlight_tags"]),
    }
    if logins:
        why = "personal data; and Taguette does not keep with a highlight who made it"
        project.left.append(Left("names of users", len(logins), why))
    return project


def _of_one(held: dict, given: Given) -> dict:
    """Return the rows of one project: the only one, else the one of the name that was chosen."""
    wanted = [number for number, name in held["projects"] if name_of(name) == name_of(given.chosen)]
    if len(held["projects"]) == 1 and not given.chosen:
        return held
    if len(wanted) != 1:
        names = [name_of(name) for _, name in held["projects"]]
        told = ", ".join(f"'{name}'" for name in names) or "none"
        near = did_you_mean(given.chosen, names) if given.chosen else ""
        message = f"holds the projects {told}{near}: name one of them by --project."
        raise Faults([Fault(given.name, "", message, "no_single_project")])
    own = {table: [row for row in held[table] if row[1] == wanted[0]] for table in ("documents", "tags")}
    documents, others = ({row[0] for row in rows} for rows in (own["documents"], held["documents"]))
    left = others - documents
    own["highlights"] = [row for row in held["highlights"] if row[1] not in left]
    known = {row[0] for row in held["highlights"]} - {row[0] for row in own["highlights"]}
    own["highlight_tags"] = [row for row in held["highlight_tags"] if row[0] not in known]
    return held | own


def _place(project: Project, held: dict, paths: dict, file: str) -> None:
    texts = {number: html_text.read(html or "") for number, _, _, html in held["documents"]}
    of_document: dict[int, list] = {number: [] for number in texts}
    faults, codes = [], {}
    for highlight, tag in held["highlight_tags"]:
        codes.setdefault(highlight, []).append(tag)
    for number, document, start, end, snippet in held["highlights"]:
        lost = [tag for tag in codes.get(number, ()) if tag not in paths]
        if document not in texts or lost:
            what = "a document" if document not in texts else "a tag"
            faults.append(Fault(file, f"highlight {number}", f"means {what} that is not there.", "dangling_id"))
        else:
            of_document[document].append((start, end, html_text.read(snippet or "").counted, number))
    if orphans := set(codes) - {row[0] for row in held["highlights"]}:
        why = f"tags of {len(orphans)} highlights that are not there"
        faults.append(Fault(file, "table highlight_tags", f"holds {why}.", "dangling_id"))
    marked = [
        positions.Marked(texts[number].counted, [(a, b, said) for a, b, said, _ in of_document[number]])
        for number in texts
    ]
    places, project.positions = positions.choose(marked, project.origin, file)
    empty = []
    for index, (number, _, name, _) in enumerate(held["documents"]):
        text, name = texts[number], name_of(name) or f"Document {number}"
        words, origins = canonical(text.shown)
        project.sources.append(Source(name, words, origins))
        for (_, _, _, highlight), place in zip(of_document[number], places[index], strict=True):
            if place is None or place[1] < place[0]:
                message = f"stands outside the text of '{name}'. Was the document changed after tagging?"
                faults.append(Fault(file, f"highlight {highlight}", message, "passage_outside_text"))
                continue
            start, end = html_text.to_shown(text, *place)
            start, end = to_canonical(origins, start), to_canonical(origins, max(start, end), end=True)
            if words[start:end].strip():
                codings = tuple((paths[tag], "") for tag in codes.get(highlight, ()))
                project.selections.append(Selection(index, start, end, codings))
            else:
                empty.append(name)
    if faults:
        raise Faults(faults)
    if empty:
        where = tuple(sorted(set(empty)))
        project.left.append(Left("highlights without words", len(empty), "they begin where they end", where))


def _sound(table: str, row: tuple) -> bool:
    """Return whether a row holds numbers and texts where Taguette has them."""
    for column, value in zip(COLUMNS[table], row, strict=True):
        number = column == "id" or column.endswith(("_id", "_offset"))
        if isinstance(value, bool) or not isinstance(value, int if number else str | None):
            return False
    return True


def _refuse_twins(paths: dict, file: str) -> None:
    known = list(paths.values())
    twins = sorted({path for path in known if known.count(path) > 1})
    if twins or "" in known:
        message = (
            "is the path of two tags. Rename or merge one of them in Taguette." if twins else "is the path of a tag."
        )
        raise Faults([Fault(file, "table tags", f"'{path}' {message}", "two_codes_one_name") for path in twins or [""]])
