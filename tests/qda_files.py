"""The smallest project files of coding tools, built in place for the tests of their importers."""

import io
import sqlite3
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

PROJECT = "urn:QDA-XML:project:1.0"
TEXT = "I: How was it?\n\nD: I waited a long time, and then I went home.\n"
CODES = {"waiting": "c1", "going home": "c2"}


def guid(name: str) -> str:
    """Return a GUID for a short name, the same each time."""
    return f"00000000-0000-0000-0000-{name.encode().hex():0>12}"


def code(name: str, inside: str = "", number: str = "", more: str = "") -> str:
    """Return a <Code>, its GUID by its number or else by its name in CODES."""
    return f'<Code guid="{guid(number or CODES[name])}" name={quoteattr(name)} isCodable="true" {more}>{inside}</Code>'


def coding(number: str, user: str = "") -> str:
    """Return a <Coding> of the code with that number."""
    by = f' creatingUser="{guid(user)}"' if user else ""
    return f'<Coding guid="{guid("x")}"{by}><CodeRef targetGUID="{guid(number)}"/></Coding>'


def passage(start, end, *codings: str, name: str = "", number: str = "s") -> str:
    """Return a <PlainTextSelection>."""
    called = f" name={quoteattr(name)}" if name else ""
    place = f'startPosition="{start}" endPosition="{end}"'
    return f'<PlainTextSelection guid="{guid(number)}" {place}{called}>{"".join(codings)}</PlainTextSelection>'


def marked(text: str, words: str, *codings: str, **more) -> str:
    """Return a passage of those words, counted in code points."""
    start = text.index(words)
    return passage(start, start + len(words), *codings, **more)


def source(name: str, *passages: str, path: str = "internal://t1.txt", text: str = "") -> str:
    """Return a <TextSource> with its text at a path, or within where one is given."""
    inside = f"<PlainTextContent>{escape(text)}</PlainTextContent>" if text else ""
    at = "" if text else f' plainTextPath="{path}"'
    return f'<TextSource guid="{guid("t1")}" name={quoteattr(name)}{at}>{inside}{"".join(passages)}</TextSource>'


def qde(sources: str = "", codes: str | None = None, origin: str = "", rest: str = "", xmlns: str = PROJECT) -> str:
    """Return a project file."""
    codes = "".join(map(code, CODES)) if codes is None else codes
    users = f'<Users><User guid="{guid("u1")}" name="Kari Nordmann"/><User guid="{guid("u2")}" name="Anna"/></Users>'
    return (
        f'<?xml version="1.0" encoding="utf-8"?><Project xmlns="{xmlns}" name="p" origin={quoteattr(origin)} '
        f'basePath="C:\\Users\\kari">{users}<CodeBook><Codes>{codes}</Codes></CodeBook>'
        f"<Sources>{sources}</Sources>{rest}</Project>"
    )


def archive(folder: Path, members: dict[str, str | bytes], name: str = "project.qdpx") -> Path:
    """Write a zip archive; return its path."""
    path = folder / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as zipped:
        for member, content in members.items():
            zipped.writestr(member, content)
    return path


def qdpx(folder: Path, *passages: str, text: str | bytes = TEXT, origin: str = "", rest: str = "") -> Path:
    """Write a project of one text; return its path."""
    made = {"project.qde": qde(source("Interview 1.docx", *passages), origin=origin, rest=rest)}
    return archive(folder, made | {"sources/t1.txt": text})


def taguette(
    folder: Path, documents: dict[str, str], tags: list[str], highlights: list[tuple], projects: int = 1
) -> Path:
    """Write a Taguette database; highlights: (document, start, end, snippet, tags). Return its path."""
    path = folder / "project.sqlite3"
    database = sqlite3.connect(path)
    database.executescript(
        "CREATE TABLE users (login TEXT); CREATE TABLE projects (id INTEGER, name TEXT);"
        "CREATE TABLE documents (id INTEGER, project_id INTEGER, name TEXT, contents TEXT);"
        "CREATE TABLE tags (id INTEGER, project_id INTEGER, path TEXT, description TEXT);"
        "CREATE TABLE highlights (id INTEGER, document_id INTEGER, start_offset INTEGER, end_offset INTEGER,"
        "snippet TEXT);"
        "CREATE TABLE highlight_tags (highlight_id INTEGER, tag_id INTEGER);"
    )
    database.execute("INSERT INTO users VALUES ('kari')")
    database.executemany("INSERT INTO projects VALUES (?, ?)", [(n, f"P{n}") for n in range(1, projects + 1)])
    ids = {name: number for number, name in enumerate(documents, 1)}
    database.executemany(
        "INSERT INTO documents VALUES (?, 1, ?, ?)", [(ids[n], n, html) for n, html in documents.items()]
    )
    database.executemany("INSERT INTO tags VALUES (?, 1, ?, '')", list(enumerate(tags, 1)))
    for number, (document, start, end, snippet, of) in enumerate(highlights, 1):
        place = (number, ids[document], start, end, snippet)
        database.execute("INSERT INTO highlights VALUES (?, ?, ?, ?, ?)", place)
        pairs = [(number, tags.index(tag) + 1) for tag in of]
        database.executemany("INSERT INTO highlight_tags VALUES (?, ?)", pairs)
    database.commit()
    database.close()
    return path


def workbook(rows: list[list]) -> bytes:
    """Return an .xlsx of one sheet."""
    import openpyxl

    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()
