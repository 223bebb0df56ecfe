"""Plain text and Markdown, read raw: what a converter would drop or change stays for the gate to see."""

import codecs

from trail.faults import Fault, Faults
from trail.readers.canonical import BYTE_ORDER_MARK, Reading, canonical

ENCODINGS = ("", "utf-8", "cp1252")  # what a study may declare for a file; "" is UTF-8

_MARKS = (  # UTF-32 first: its little-endian mark starts with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def read(data: bytes, file: str, encoding: str = "") -> Reading:
    """Return the Reading of a text file's bytes.

    file: its path as the researcher knows it, for faults. encoding: "cp1252" where the study declares it.
    Raises Faults where the bytes are no text.
    """
    return Reading(*canonical(decode(data, file, encoding)))


def decode(data: bytes, file: str, encoding: str = "") -> str:
    """Return the decoded source, its byte order mark included: by the mark, else strict UTF-8, else as declared.

    Raises Faults with file, line and cure where that fails, where the file holds NUL characters (UTF-16 without a
    mark, or no text at all) and where it holds no word.
    """
    marked = next((name for mark, name in _MARKS if data.startswith(mark)), "")
    try:
        source = data.decode(marked or "utf-8")
    except UnicodeDecodeError as error:
        if marked or encoding != "cp1252":
            raise Faults([_undecodable(data, file, error, marked or "utf-8")]) from None
        try:
            source = data.decode("cp1252")
        except UnicodeDecodeError as second:
            raise Faults([_undecodable(data, file, second, "cp1252")]) from None
    if "\0" in source:
        line = source[: source.index("\0")].count("\n") + 1
        cure = "holds NUL characters: UTF-16 without a mark, or no text file. Save it as UTF-8."
        raise Faults([Fault(file, f"line {line}", cure, "undecodable_transcript")])
    if not source.lstrip(BYTE_ORDER_MARK).strip():
        raise Faults(
            [Fault(file, "", "is empty: it holds no word. Put the transcript in its place.", "empty_transcript")]
        )
    return source


def _undecodable(data: bytes, file: str, error: UnicodeDecodeError, encoding: str) -> Fault:
    before = data[: error.start].decode(encoding, errors="replace")
    line = before.count("\n") + before.count("\r") - before.count("\r\n") + 1
    byte = f"byte 0x{data[error.start]:02X}"
    if encoding == "utf-8":
        cure = "Save it as UTF-8, or declare `cp1252` in a column `encoding` of interviews.csv."
    else:
        cure = "Save it as UTF-8."
    return Fault(file, f"line {line}", f"is not {encoding.upper()} ({byte}). {cure}", "undecodable_transcript")
