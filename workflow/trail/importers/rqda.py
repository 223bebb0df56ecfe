"""RQDA projects (.rqda, SQLite): what is live of texts, codes, categories and codings; what is deleted is counted."""

from collections import Counter
from contextlib import closing

from trail.importers import code_trees, databases, placing, refi
from trail.importers.code_trees import Node
from trail.importers.databases import BYTES_OF_TEXT, NUMBER, NUMBER_OR_NOTHING, TEXT
from trail.importers.project import Given, Left, Project, name_of
from trail.importers.qualcoder import COLOR
from trail.importers.refi_sources import PLACES

TOOL = "RQDA"
LIVE = 1  # status: 0 is deleted with its code or document, -1 is a mark taken back
NEEDED = {
    "source": {"id": NUMBER, "name": TEXT, "file": BYTES_OF_TEXT, "status": NUMBER_OR_NOTHING},
    "freecode": {"id": NUMBER, "name": TEXT, "status": NUMBER_OR_NOTHING},
    "codecat": {"catid": NUMBER, "name": TEXT, "status": NUMBER_OR_NOTHING},
    "treecode": {"cid": NUMBER_OR_NOTHING, "catid": NUMBER_OR_NOTHING, "status": NUMBER_OR_NOTHING},
    "coding": {
        **{"cid": NUMBER_OR_NOTHING, "fid": NUMBER_OR_NOTHING, "selfirst": NUMBER, "selend": NUMBER},
        **{"status": NUMBER_OR_NOTHING, "seltext": TEXT},
    },
}
LATER = {
    "source": {"memo": TEXT},
    "freecode": {"memo": TEXT, "color": TEXT},
    "codecat": {"memo": TEXT},
    "coding": {"owner": TEXT, "memo": TEXT},
}
NO_PLACE = refi.NOT_READ["Links"][2]
IDS = {"source": "id", "freecode": "id", "codecat": "catid"}
NOT_READ = {  # table: (what its live rows are, why they are left)
    "coding2": ("codings of the second round (coding2)", "they are no part of the coding that RQDA counts"),
    "annotation": ("annotations", refi.COMMENTS),
    "journal": ("journal entries", refi.COMMENTS),
    "cases": refi.NOT_READ["Cases"][1:],
    "attributes": refi.NOT_READ["Variables"][1:],
    "filecat": ("sets of documents", "groups of interviews belong into interviews.csv"),
    "imageCoding": (f"codings of a {PLACES['PictureSelection']}", "it has no words in a text"),
}
DELETED = "RQDA keeps what was deleted (status 0 or -1); what is live has status 1"


def read(given: Given) -> Project:
    """Return the project of an RQDA database. Raises Faults where it is none, or is damaged.

    Places are characters from 0, the end exclusive: `substr(file, selfirst + 1, selend - selfirst)`. A code stands
    under a category where it has exactly one that is live. A code's memo is its definition.
    """
    with closing(databases.open_database(given)) as database:
        held = {
            table: databases.records(
                database, table, needed, given.name, TOOL, LATER.get(table), lambda data: decoded(data)[0]
            )
            for table, needed in NEEDED.items()
        }
        others = {table: databases.count(database, table, f"status = {LIVE}") for table in NOT_READ}
    live = {table: [one for one in rows if one.status == LIVE] for table, rows in held.items()}
    live |= databases.by_id(live, IDS, given.name)
    nodes, left = _nodes(live)
    codes, paths, mended = code_trees.read(nodes, given.name, TOOL)
    project = Project("RQDA project", TOOL, codes=codes)
    project.read = {
        "documents": len(held["source"]),
        "codes": len(held["freecode"]),
        "categories": len(held["codecat"]),
        "codings": len(held["coding"]),
        "coders": len({one.owner for one in held["coding"] if one.owner}),
    }
    documents, said = _documents(live, paths)
    placing.place(project, documents, given.name)
    users = {coder for one in documents for passage in one.passages for _, coder in passage.codings if coder}
    project.coders = {user: user for user in users}
    project.left += left + mended + said + _deleted(held, live)
    if users:
        project.left.append(Left("names of coders", len(users), refi.PERSONAL))
    memos = sum(bool((one.memo or "").strip()) for table in ("source", "coding") for one in live[table])
    counted = [("memos of documents and codings", memos, refi.COMMENTS)]
    counted += [(what, others[table], why) for table, (what, why) in NOT_READ.items()]
    project.left += [Left(what, number, why) for what, number, why in counted if number]
    return project


def decoded(data: bytes) -> tuple[str, bool]:
    """Return a text, and whether it is UTF-8; else it is read as Windows wrote it, which Latin-1 is a part of."""
    try:
        return data.decode(), True
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("cp1252"), False
    except UnicodeDecodeError:
        return data.decode("latin-1"), False


def _nodes(live: dict) -> tuple[dict, list[Left]]:
    """Return categories and codes as a tree, and which codes stand at the top because they have several categories."""
    names = {one.catid: one for one in live["codecat"]}
    of_code: dict[int, set[int]] = {}
    for one in live["treecode"]:
        if one.catid in names:
            of_code.setdefault(one.cid, set()).add(one.catid)
    nodes = {
        ("category", number): Node(one.name or "", None, code_trees.words(one.memo), codable=False)
        for number, one in names.items()
    }
    several, named = [], 0
    for one in live["freecode"]:
        within = of_code.get(one.id, set())
        above = ("category", *within) if len(within) == 1 else None
        if len(within) > 1:
            several.append(name_of(one.name))
        color = one.color if COLOR.fullmatch(one.color or "") else ""
        named += bool(one.color and not color)
        nodes["code", one.id] = Node(one.name or "", above, code_trees.words(one.memo), color)
    why = "they stand at the top: a code path names one category, and which is not for an import to choose"
    left = [Left("codes in several categories", len(several), why, tuple(sorted(several)))] if several else []
    return nodes, left + ([Left("colours of codes", named, "they are names that R knows")] if named else [])


def _documents(live: dict, paths: dict) -> tuple[list[placing.Document], list[Left]]:
    """Return the live documents with their live passages, and what of them is otherwise than it should be."""
    names = {one.id: name_of(one.name) or f"Document {one.id}" for one in live["source"]}
    passages: dict[int, list[placing.Passage]] = {number: [] for number in names}
    remains = 0
    for one in live["coding"]:
        if one.fid not in names or ("code", one.cid) not in paths:
            remains += 1
            continue
        pair = (paths["code", one.cid], one.owner or "")
        passage = placing.Passage(f"table coding, row {one.row}", one.selfirst, one.selend, one.seltext or "", (pair,))
        passages[one.fid].append(passage)
    documents, old = [], []
    for one in live["source"]:
        text, modern = decoded(one.file or b"")
        if not modern:
            old.append(names[one.id])
        raw = text if text.strip() or passages[one.id] else None
        documents.append(placing.Document(names[one.id], raw, "text", passages[one.id]))
    left = []
    if remains:
        left.append(Left("codings of codes or documents that are deleted", remains, "remains of what was deleted"))
    if old:
        left.append(Left("texts that are not UTF-8", len(old), "read as Windows-1252 (Latin-1)", tuple(sorted(old))))
    return documents, left


def _deleted(held: dict, live: dict) -> list[Left]:
    """Return how much of each table is deleted, with names."""
    documents = {one.id: name_of(one.name) for one in held["source"]}
    gone = {table: [one for one in rows if one.status != LIVE] for table, rows in held.items()}
    where = {
        "deleted documents": Counter(name_of(one.name) for one in gone["source"]),
        "deleted codes": Counter(name_of(one.name) for one in gone["freecode"]),
        "deleted categories": Counter(name_of(one.name) for one in gone["codecat"]),
        "deleted codings": Counter(documents.get(one.fid, "a document that is no more") for one in gone["coding"]),
    }
    return [Left(what, names.total(), DELETED, tuple(sorted(names))) for what, names in where.items() if names]
