"""What the gate sees in any text or office file, no study needed."""

from pathlib import Path

import openpyxl

from trail import deidentification, gate, study, transcripts
from trail.deidentification import Finding, Lists
from trail.faults import Fault, Faults
from trail.readers import archives, text
from trail.readers.canonical import Reading, canonical

PRESENTATIONS = (".pptx", ".ppt", ".odp", ".ods", ".xls", ".xlsm", ".key")
CELLS = 2_000_000


def lists_of(folder: Path | None) -> tuple[Lists, frozenset[str], bytes]:
    """Return (lists, ids of findings judged harmless, key) of a study; without one what holds for any text."""
    if folder is None:
        return Lists(), frozenset(), gate.key()[0]
    config, data = study.find(folder)
    tables = gate.read_tables(data)
    harmless = deidentification.judged_harmless(tables["adjudications"])
    return gate.lists(tables, config["speakers"]), harmless, gate.key(config["study"]["invented"])[0]


def scan(path: Path, lists: Lists, harmless: frozenset[str], key: bytes) -> tuple[list[Finding], str]:
    """Return (the findings of a file that nobody judged harmless, its text). Raises Faults for what cannot be read."""
    reading = read(path)
    found = deidentification.scan(reading.text, lists, key, path.name, reading.asides)
    return deidentification.open_findings(found, harmless), reading.text


def read(path: Path) -> Reading:
    """Return the Reading of a transcript, a spreadsheet, or any file in UTF-8. Raises Faults for everything else."""
    form = path.suffix.lower()
    if form in transcripts.READERS or form in transcripts.CURES:
        return transcripts.read(path, str(path))[0]
    if form in PRESENTATIONS:
        cure = "is of a form that is not read. Save its words as .docx, .xlsx, .txt or .csv."
        raise Faults([Fault(str(path), "", cure, "unknown_form")])
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Faults([Fault(str(path), "", f"cannot be read: {error.strerror}.", "unreadable_transcript")]) from None
    if len(data) > transcripts.FILE_BYTES:
        raise Faults([Fault(str(path), "", "is too large to be looked through.", "large_transcript")])
    return _spreadsheet(path, data) if form == ".xlsx" else text.read(data, str(path))


def _spreadsheet(path: Path, data: bytes) -> Reading:
    """Return the cells of all sheets, a row a line, tabs between; names of sheets and comments as asides."""
    archives.members(data, str(path))
    try:
        book = openpyxl.load_workbook(path)
    except Exception:  # whatever openpyxl raises, the words of the file may stand in its message
        message = "is not a spreadsheet that can be read. Save its words as .csv."
        raise Faults([Fault(str(path), "", message, "unreadable_transcript")]) from None
    if sum(sheet.max_row * sheet.max_column for sheet in book) > CELLS:
        raise Faults([Fault(str(path), "", "is too large to be looked through.", "large_transcript")])
    rows = [row for sheet in book for row in sheet.iter_rows()]
    lines = ["\t".join("" if cell.value is None else str(cell.value) for cell in row) for row in rows]
    asides = [("sheet", sheet.title) for sheet in book if not sheet.title.lower().startswith(("sheet", "ark"))]
    asides += [("comment", cell.comment.text) for row in rows for cell in row if cell.comment]
    asides += [
        ("property", str(value))
        for name in ("creator", "lastModifiedBy", "title", "subject", "description", "keywords")
        if (value := getattr(book.properties, name)) and value != "openpyxl"
    ]
    return Reading(*canonical("\n".join(lines)), tuple(asides))
