"""Project databases of QualCoder, RQDA and qc, with the tables that these programs make, built in place for tests."""

import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path

from qda_files import archive, coding, guid, qde, source
from qda_files import code as refi_code
from qda_files import marked as refi_marked

QUALCODER = """
CREATE TABLE project (databaseversion text, date text, memo text, about text, bookmarkfile integer,
 bookmarkpos integer, codername text, recently_used_codes text);
CREATE TABLE source (id integer primary key, name text, fulltext text, mediapath text, memo text, owner text,
 date text, av_text_id integer, risid integer, unique(name));
CREATE TABLE code_image (imid integer primary key, id integer, x1 integer, y1 integer, width integer, height integer,
 cid integer, memo text, date text, owner text, important integer, pdf_page integer);
CREATE TABLE code_av (avid integer primary key, id integer, pos0 integer, pos1 integer, cid integer, memo text,
 date text, owner text, important integer);
CREATE TABLE annotation (anid integer primary key, fid integer, pos0 integer, pos1 integer, memo text, owner text,
 date text, unique(fid, pos0, pos1, owner));
CREATE TABLE attribute_type (name text primary key, date text, owner text, memo text, caseOrFile text, valuetype text);
CREATE TABLE cases (caseid integer primary key, name text, memo text, owner text, date text, unique(name));
CREATE TABLE code_cat (catid integer primary key, name text, owner text, date text, memo text, supercatid integer,
 unique(name));
CREATE TABLE code_name (cid integer primary key, name text, memo text, catid integer, owner text, date text,
 color text, supercid integer, unique(name));
CREATE TABLE code_text (ctid integer primary key, cid integer, fid integer, seltext text, pos0 integer, pos1 integer,
 owner text, date text, memo text, avid integer, important integer, unique(cid, fid, pos0, pos1, owner));
CREATE TABLE journal (jid integer primary key, name text, jentry text, date text, owner text, unique(name));
CREATE TABLE graph (grid integer primary key, name text, description text, date text, scene_width integer,
 scene_height integer, unique(name));
INSERT INTO project VALUES ('v16', '2026-01-02 03:04:05', '', 'QualCoder 3.9', 0, 0, 'Kari', '');
"""
FIRST_QUALCODER = """
CREATE TABLE project (databaseversion text, date text, memo text, about text);
CREATE TABLE source (id integer primary key, name text, fulltext text, mediapath text, memo text, owner text,
 date text, unique(name));
CREATE TABLE code_cat (catid integer primary key, name text, owner text, date text, memo text, supercatid integer,
 unique(name));
CREATE TABLE code_name (cid integer primary key, name text, memo text, catid integer, owner text, date text,
 color text, unique(name));
CREATE TABLE code_text (cid integer, fid integer, seltext text, pos0 integer, pos1 integer, owner text, date text,
 memo text, unique(cid, fid, pos0, pos1, owner));
INSERT INTO project VALUES ('v1', '2019-01-02 03:04:05', '', 'QualCoder 1.0');
"""
RQDA = """
CREATE TABLE source (name text, id integer, file text, memo text, owner text, date text, dateM text, status integer);
CREATE TABLE freecode (name text, memo text, owner text, date text, dateM text, id integer, status integer, color text);
CREATE TABLE treecode (cid integer, catid integer, date text, dateM text, memo text, status integer, owner text);
CREATE TABLE filecat (name text, fid integer, catid integer, owner text, date text, dateM text, memo text,
 status integer);
CREATE TABLE codecat (name text, cid integer, catid integer, owner text, date text, dateM text, memo text,
 status integer);
CREATE TABLE coding (cid integer, fid integer, seltext text, selfirst real, selend real, status integer, owner text,
 date text, memo text);
CREATE TABLE coding2 (cid integer, fid integer, seltext text, selfirst real, selend real, status integer, owner text,
 date text, memo text);
CREATE TABLE cases (name text, memo text, owner text, date text, dateM text, id integer, status integer);
CREATE TABLE annotation (fid integer, position integer, annotation text, owner text, date text, dateM text,
 status integer);
CREATE TABLE imageCoding (cid integer, iid integer, x1 integer, y1 integer, x2 integer, y2 integer, memo text,
 date text, dateM text, owner text, status integer);
"""
QC = """
CREATE TABLE document (file_path VARCHAR NOT NULL, file_hash VARCHAR NOT NULL, PRIMARY KEY (file_path));
CREATE TABLE code (name VARCHAR NOT NULL, PRIMARY KEY (name));
CREATE TABLE coder (name VARCHAR NOT NULL, PRIMARY KEY (name));
CREATE TABLE document_index (id INTEGER NOT NULL, name VARCHAR NOT NULL, time_series BOOLEAN NOT NULL,
 document_id VARCHAR NOT NULL, PRIMARY KEY (id), UNIQUE (document_id, name));
CREATE TABLE coded_line (id INTEGER NOT NULL, line INTEGER NOT NULL, coder_id VARCHAR NOT NULL,
 code_id VARCHAR NOT NULL, PRIMARY KEY (id));
CREATE TABLE location (id INTEGER NOT NULL, start_line INTEGER NOT NULL, end_line INTEGER NOT NULL,
 document_index_id INTEGER NOT NULL, PRIMARY KEY (id), CHECK (start_line <= end_line));
CREATE TABLE coded_line_location_association (coded_line_id INTEGER NOT NULL, location_id INTEGER NOT NULL,
 PRIMARY KEY (coded_line_id, location_id));
"""


def database(path: Path, tables: str, rows: dict[str, list[dict]]) -> Path:
    """Write a SQLite database; rows: {table: [{column: value}]}. Return its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as made:
        made.execute("PRAGMA synchronous = OFF")  # a test need not wait for the disk
        made.executescript(tables)
        insert(made, rows)
    return path


def insert(made, rows: dict[str, list[dict]]) -> None:
    """Insert rows into an open database."""
    for table, of_table in rows.items():
        for row in of_table:
            places = ", ".join("?" * len(row))
            made.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({places})", list(row.values()))
    made.commit()


def change(path: Path, *statements: str) -> Path:
    """Run statements on a database file; return its path."""
    with closing(sqlite3.connect(path)) as made:
        for statement in statements:
            made.execute(statement)
        made.commit()
    return path


def qualcoder(folder: Path, rows: dict[str, list[dict]], tables: str = QUALCODER) -> Path:
    """Write a QualCoder project folder; return its path."""
    return database(folder / "study.qda" / "data.qda", tables, rows).parent


def marked(text: str, words: str, cid: int, owner: str = "Kari", fid: int = 1, **more) -> dict:
    """Return the row of a QualCoder coding of those words, counted in code points."""
    start = text.index(words)
    place = {"pos0": start, "pos1": start + len(words), "seltext": words.replace("\n", "\u2029")}
    return {"cid": cid, "fid": fid, "owner": owner} | place | more


def rqda_marked(text: str, words: str, cid: int, owner: str = "Kari", fid: int = 1, status: int = 1, **more) -> dict:
    """Return the row of an RQDA coding of those words."""
    start = text.index(words)
    place = {"selfirst": float(start), "selend": float(start + len(words)), "seltext": words}
    return {"cid": cid, "fid": fid, "owner": owner, "status": status} | place | more


def rqda(folder: Path, rows: dict[str, list[dict]]) -> Path:
    """Write an RQDA project; rows without a status are live. Return its path."""
    live = {"status": 1}
    return database(
        folder / "study.rqda", RQDA, {table: [live | row for row in of_table] for table, of_table in rows.items()}
    )


def qc(
    folder: Path,
    texts: dict[str, bytes | str],
    lines: list[tuple],
    book: str | None,
    settings: str = "corpus_dir: corpus\ncodebook: codebook.yaml\nqc_version: 1.4.0\n",
) -> Path:
    """Write a qc project; lines: (document, number from 0, code, coder). Return its folder."""
    home = folder / "study"
    (home / "corpus").mkdir(parents=True, exist_ok=True)
    (home / "settings.yaml").write_text(settings, encoding="utf-8")
    if book is not None:
        (home / "codebook.yaml").write_text(book, encoding="utf-8")
    rows = {table: [] for table in ("document", "code", "coder", "document_index", "location")}
    rows |= {"coded_line": [], "coded_line_location_association": []}
    for number, (name, text) in enumerate(texts.items(), 1):
        data = text.encode() if isinstance(text, str) else text
        path = home / "corpus" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        rows["document"].append({"file_path": name, "file_hash": hashlib.sha1(data).hexdigest()})
        rows["document_index"].append({"id": number, "name": "paragraphs", "time_series": 0, "document_id": name})
        rows["location"].append({"id": number, "start_line": 0, "end_line": 99, "document_index_id": number})
    rows["code"] = [{"name": name} for name in dict.fromkeys(line[2] for line in lines)]
    rows["coder"] = [{"name": name} for name in dict.fromkeys(line[3] for line in lines)]
    for number, (document, line, code, coder) in enumerate(lines, 1):
        rows["coded_line"].append({"id": number, "line": line, "coder_id": coder, "code_id": code})
        place = {"coded_line_id": number, "location_id": list(texts).index(document) + 1}
        rows["coded_line_location_association"].append(place)
    database(home / "qualitative_coding.sqlite3", QC, rows)
    return home


# One invented study, as each program would hold it.
TEXTS = {
    "Samtale 1": "I: Hvordan var det?\nD: Jeg ventet lenge på svar.\nD: Så ringte jeg, og de hjalp meg.\n",
    "Samtale 2": "I: Og hjemme?\nD: Hjemme var det stille. Å vente der var tungt 🙂 noen ganger.\nD: Ja.\n",
    "Samtale 3": "I: Hva nå?\nD: Nå går det bedre.\n",
}
CODES = {"Vente": "Hjelp", "Be om hjelp": "Hjelp", "Hjemme": ""}
PARTS = [  # document, words, code, coder
    ("Samtale 1", "Jeg ventet lenge på svar.", "Vente", "Kari"),
    ("Samtale 1", "ventet lenge", "Vente", "Anna"),
    ("Samtale 1", "lenge på svar.\nD: Så ringte jeg", "Be om hjelp", "Kari"),
    ("Samtale 1", "Jeg ventet lenge på svar.", "Be om hjelp", "Anna"),
    ("Samtale 2", "Hjemme var det stille.", "Hjemme", "Kari"),
    ("Samtale 2", "noen ganger", "Vente", "Kari"),
    ("Samtale 3", "Nå går det bedre", "Hjemme", "Anna"),
]
LINES = [  # document, number of the line, code, coder
    ("Samtale 1", 1, "Vente", "Kari"),
    ("Samtale 1", 1, "Be om hjelp", "Anna"),
    ("Samtale 1", 2, "Be om hjelp", "Kari"),
    ("Samtale 2", 1, "Hjemme", "Kari"),
    ("Samtale 2", 1, "Vente", "Anna"),
    ("Samtale 3", 1, "Hjemme", "Anna"),
]
_TEXT_IDS = {name: number for number, name in enumerate(TEXTS, 1)}
_CODE_IDS = {name: number for number, name in enumerate(CODES, 1)}


def in_words(lines: list[tuple]) -> list[tuple]:
    """Return coded lines as coded words."""
    return [(document, TEXTS[document].split("\n")[line], code, coder) for document, line, code, coder in lines]


def as_qualcoder(folder: Path, parts: list[tuple]) -> Path:
    """Write the study as a QualCoder project, its places in UTF-16 units, as its windows count."""
    names = [
        {"cid": _CODE_IDS[code], "name": code, "catid": 1 if within else None, "color": "#99CCFF"}
        for code, within in CODES.items()
    ]
    rows = [marked(TEXTS[name], words, _CODE_IDS[code], who, _TEXT_IDS[name]) for name, words, code, who in parts]
    for row, (name, words, _, _) in zip(rows, parts, strict=True):
        shift = TEXTS[name][: row["pos0"]].count("🙂")
        row["pos0"], row["pos1"] = row["pos0"] + shift, row["pos1"] + shift + words.count("🙂")
    texts = [{"id": _TEXT_IDS[name], "name": name, "fulltext": text} for name, text in TEXTS.items()]
    tables = {"source": texts, "code_cat": [{"catid": 1, "name": "Hjelp"}], "code_name": names, "code_text": rows}
    return qualcoder(folder, tables)


def as_rqda(folder: Path, parts: list[tuple]) -> Path:
    """Write the study as an RQDA project."""
    names = [{"id": _CODE_IDS[code], "name": code} for code in CODES]
    within = [{"cid": _CODE_IDS[code], "catid": 1} for code, category in CODES.items() if category]
    rows = [rqda_marked(TEXTS[name], words, _CODE_IDS[code], who, _TEXT_IDS[name]) for name, words, code, who in parts]
    texts = [{"id": _TEXT_IDS[name], "name": name, "file": text} for name, text in TEXTS.items()]
    book = {"freecode": names, "codecat": [{"catid": 1, "name": "Hjelp"}], "treecode": within}
    return rqda(folder, {"source": texts, "coding": rows} | book)


def as_qc(folder: Path, lines: list[tuple]) -> Path:
    """Write the study as a qc project."""
    book = "- Hjelp:\n  - Be om hjelp\n  - Vente\n- Hjemme\n"
    named = [(f"{document}.txt", *rest) for document, *rest in lines]
    return qc(folder, {f"{name}.txt": text for name, text in TEXTS.items()}, named, book)


def as_refi(folder: Path, parts: list[tuple]) -> Path:
    """Write the study as a REFI-QDA project."""
    users = {"Kari": "u1", "Anna": "u2"}
    inside = "".join(refi_code(code, number=f"c{_CODE_IDS[code]}") for code, within in CODES.items() if within)
    category = refi_code("Hjelp", inside, number="c9").replace('"true"', '"false"', 1)
    alone = "".join(refi_code(code, number=f"c{_CODE_IDS[code]}") for code, within in CODES.items() if not within)
    sources, members = "", {}
    for document, text in TEXTS.items():
        said = [
            refi_marked(text, words, coding(f"c{_CODE_IDS[code]}", users[who]), number=f"s{number}")
            for number, (name, words, code, who) in enumerate(parts)
            if name == document
        ]
        path = f"t{_TEXT_IDS[document]}.txt"
        members[f"sources/{path}"] = text
        sources += source(document, *said, path=f"internal://{path}").replace(guid("t1"), guid(path[:2]))
    project = qde(sources, category + alone).replace("Kari Nordmann", "Kari")
    return archive(folder, members | {"project.qde": project}, "study.qdpx")


def as_rock(folder: Path, lines: list[tuple]) -> Path:
    """Write the study as a folder of ROCK sources; codes have `_` for spaces, as ROCK allows none. Return its path."""
    home = folder / "sources"
    home.mkdir()
    for name, text in TEXTS.items():
        made = text.split("\n")
        for number, line in enumerate(made):
            for document, coded, code, coder in lines:
                if (document, coded) == (name, number):
                    path = ">".join(filter(None, (CODES[code], code.replace(" ", "_"))))
                    line += f" [[coderId={coder}]]  [[{path}]]"
            made[number] = f"[[uid=7z{number}]] {line}"
        source = "---\nROCK_attributes:\n  - caseId: 1\n---\n" + "\n".join(made)
        (home / f"{name}.rock").write_text(source, encoding="utf-8")
    return home
