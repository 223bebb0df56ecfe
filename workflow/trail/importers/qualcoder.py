"""QualCoder projects (.qda, SQLite), versions 1 to 17: texts, nested categories and codes, codings by each coder."""

import re
from collections import Counter
from contextlib import closing

from trail.importers import code_trees, databases, placing, refi
from trail.importers.code_trees import Node
from trail.importers.databases import NUMBER, NUMBER_OR_NOTHING, TEXT
from trail.importers.project import Given, Left, Project, name_of
from trail.importers.refi_sources import PLACES

TOOL = "QualCoder"
NEEDED = {
    "source": {"id": NUMBER, "name": TEXT, "fulltext": TEXT},
    "code_cat": {"catid": NUMBER, "name": TEXT},
    "code_name": {"cid": NUMBER, "name": TEXT},
    "code_text": {"cid": NUMBER_OR_NOTHING, "fid": NUMBER_OR_NOTHING, "pos0": NUMBER, "pos1": NUMBER, "seltext": TEXT},
}
LATER = {  # what first versions lack, or what a project may do without
    "source": {"mediapath": TEXT, "memo": TEXT},
    "code_cat": {"memo": TEXT, "supercatid": NUMBER},
    "code_name": {"memo": TEXT, "catid": NUMBER, "color": TEXT, "supercid": NUMBER},
    "code_text": {"owner": TEXT, "memo": TEXT, "avid": NUMBER},
}
IDS = {"source": "id", "code_cat": "catid", "code_name": "cid"}
MARKS = {  # what is coded and is no text: its source, its code, and the id that the coding of a transcript names
    "code_image": ({"id": NUMBER_OR_NOTHING, "cid": NUMBER_OR_NOTHING}, {"memo": TEXT, "pdf_page": NUMBER}),
    "code_av": ({"id": NUMBER_OR_NOTHING, "cid": NUMBER_OR_NOTHING, "avid": NUMBER}, {"memo": TEXT}),
}
NO_PLACE = refi.NOT_READ["Links"][2]
NOT_READ = {  # table: (what its rows are, why they are left)
    "annotation": ("annotations", refi.COMMENTS),
    "journal": ("journal entries", refi.COMMENTS),
    "cases": refi.NOT_READ["Cases"][1:],
    "attribute_type": refi.NOT_READ["Variables"][1:],
    "graph": refi.NOT_READ["Graphs"][1:],
    "ris": ("lines of references", NO_PLACE),
}
ENDINGS = {"picture": ("jpg", "jpeg", "png"), "audio": ("mp3", "wav", "m4a", "ogg"), "PDF": ("pdf",)}
ENDINGS |= {"video": ("mkv", "mov", "mp4", "m4v", "wmv", "webm")}
COLOR = re.compile(r"#[0-9A-Fa-f]{6}")
VERSION = re.compile(r"v\d{1,3}")


def read(given: Given) -> Project:
    """Return the project of a QualCoder database (`data.qda` of a project's folder). Raises Faults where it is none.

    A code's memo is its definition, as QualCoder itself exports it. Codings of all coders are taken over, of those
    hidden in its windows too.
    """
    with closing(databases.open_database(given)) as database:

        def rows(table: str, needed: dict, later: dict) -> list:
            return databases.records(database, table, needed, given.name, TOOL, later)

        held = {table: rows(table, needed, LATER[table]) for table, needed in NEEDED.items()}
        there = databases.tables(database)
        held |= {table: rows(table, *columns) if table in there else [] for table, columns in MARKS.items()}
        others = {table: databases.count(database, table) for table in NOT_READ}
        flagged = sum(databases.count(database, table, "important = 1") for table in ("code_text", *MARKS))
        version = rows("project", {}, {"databaseversion": TEXT, "memo": TEXT}) if "project" in there else []
    held |= databases.by_id(held, IDS, given.name)
    codes, paths, left = code_trees.read(_nodes(held), given.name, TOOL)
    told = name_of(version[0].databaseversion) if version else ""
    project = Project("QualCoder project", TOOL + (f", database {told}" if VERSION.fullmatch(told) else ""))
    project.codes = codes
    project.read = {
        "documents": len(held["source"]),
        "codes": len(held["code_name"]),
        "categories": len(held["code_cat"]),
        "codings": len(held["code_text"]) + sum(len(held[table]) for table in MARKS),
        "coders": len({one.owner for one in held["code_text"] if one.owner}),
    }
    documents, stubs = _documents(held, paths)
    placing.place(project, documents, given.name)
    users = {coder for one in documents for passage in one.passages for _, coder in passage.codings if coder}
    project.coders = {user: user for user in users}
    project.left += left + stubs + _marks(held)
    if users:
        project.left.append(Left("names of coders", len(users), refi.PERSONAL))
    memos = sum(bool((one.memo or "").strip()) for table in ("source", "code_text", *MARKS) for one in held[table])
    memos += sum(bool((one.memo or "").strip()) for one in version)
    counted = [("memos of documents, codings and the project", memos, refi.COMMENTS)]
    counted += [(what, others[table], why) for table, (what, why) in NOT_READ.items()]
    counted += [("marks of codings as important", flagged, NO_PLACE)]
    project.left += [Left(what, number, why) for what, number, why in counted if number]
    return project


def _nodes(held: dict) -> dict:
    """Return the categories and codes as a tree: a code under a code where it names one, else in its category."""
    nodes = {}
    for one in held["code_cat"]:
        above = None if one.supercatid is None else ("category", one.supercatid)
        nodes["category", one.catid] = Node(one.name or "", above, code_trees.words(one.memo), codable=False)
    for one in held["code_name"]:
        above = None if one.catid is None else ("category", one.catid)
        above = above if one.supercid is None else ("code", one.supercid)
        color = one.color if COLOR.fullmatch(one.color or "") else ""
        nodes["code", one.cid] = Node(one.name or "", above, code_trees.words(one.memo), color)
    return nodes


def _documents(held: dict, paths: dict) -> tuple[list[placing.Document], list[Left]]:
    """Return the documents with their passages, and what is coded with a code or in a document that is no more."""
    names = {one.id: _name(one) for one in held["source"]}
    passages: dict[int, list[placing.Passage]] = {number: [] for number in names}
    codeless, homeless = Counter(), 0
    for one in held["code_text"]:
        if one.fid not in names:
            homeless += 1
        elif ("code", one.cid) not in paths:
            codeless[names[one.fid]] += 1
        else:
            pair = (paths["code", one.cid], one.owner or "")
            passage = placing.Passage(f"table code_text, row {one.row}", one.pos0, one.pos1, one.seltext or "", (pair,))
            passages[one.fid].append(passage)
    documents = []
    for one in held["source"]:
        empty = not (one.fulltext or "").strip() and not passages[one.id]
        text = None if empty else one.fulltext
        documents.append(placing.Document(names[one.id], text, _kind(one.mediapath or ""), passages[one.id]))
    left = []
    if codeless:
        left.append(Left("codings of codes that are no more", codeless.total(), "remains", tuple(sorted(codeless))))
    if homeless:
        left.append(Left("codings of documents that are no more", homeless, "remains of what was deleted"))
    return documents, left


def _marks(held: dict) -> list[Left]:
    """Return what is coded and is no text, by what it is."""
    sources = {one.id: one for one in held["source"]}
    in_text = {(one.avid, one.cid) for one in held["code_text"] if one.avid is not None}
    found: dict[str, Counter] = {}
    twice = 0
    for table in MARKS:
        for one in held[table]:
            source = sources.get(one.id)
            kind = _kind(source.mediapath or "") if source else ""
            if table == "code_av":
                what = PLACES["VideoSelection" if kind == "video" else "AudioSelection"]
                if (one.avid, one.cid) in in_text:
                    twice += 1
                    continue
            else:
                what = PLACES["PDFSelection" if one.pdf_page is not None or kind == "PDF" else "PictureSelection"]
            found.setdefault(what, Counter())[_name(source) if source else "a document that is no more"] += 1
    left = [
        Left(f"codings of a {what}", names.total(), "it has no words in a text", tuple(sorted(names)))
        for what, names in sorted(found.items())
    ]
    if twice:
        why = "they stand twice in the file: in the recording, and in its transcript"
        left.append(Left("repeated codings of recordings", twice, why))
    return left


def _name(source) -> str:
    return name_of(source.name) or f"Document {source.id}"


def _kind(path: str) -> str:
    """Return what a source is, by the file that it was made from or is linked to."""
    ending = path.rpartition(".")[2].lower()
    return next((kind for kind, endings in ENDINGS.items() if ending in endings), "text")
