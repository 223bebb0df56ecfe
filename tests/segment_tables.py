"""Tables of coded passages as MAXQDA, ATLAS.ti and Dedoose write them, in three languages, built in place for tests."""

import csv
import io
from pathlib import Path

from qda_files import workbook

HEADERS = {
    ("MAXQDA", "en"): "Color|Document group|Document name|Code|Beginning|End|Weight score|Segment|Created by".split(
        "|"
    ),
    ("MAXQDA", "de"): "Farbe|Dokumentgruppe|Dokumentname|Code|Anfang|Ende|Gewicht|Segment|Autor".split("|"),
    ("MAXQDA", "nb"): "Farge|Dokumentgruppe|Dokumentnavn|Kode|Begynnelse|Slutt|Vekt|Segment|Opprettet av".split("|"),
    ("ATLAS.ti", "en"): ["ID", "Document", "Quotation Content", "Codes", "Reference", "Created by"],
    ("ATLAS.ti", "de"): ["ID", "Dokument", "Zitatinhalt", "Kodes", "Referenz", "Erstellt von"],
    ("ATLAS.ti", "nb"): ["ID", "Dokument", "Sitatinnhold", "Koder", "Referanse", "Opprettet av"],
    ("Dedoose", "en"): ["Media Title", "Excerpt Range", "Excerpt Creator", "Excerpt Copy", "Codes Applied Combined"],
    ("Dedoose", "de"): ["Medientitel", "Exzerptbereich", "Ersteller", "Exzerpttext", "Angewendete Codes"],
    ("Dedoose", "nb"): ["Medietittel", "Utdragsområde", "Opprettet av", "Utdragstekst", "Koder brukt"],
}
APPLIED = {"en": "Code: {} Applied", "de": "Code: {} Angewendet", "nb": "Kode: {} brukt"}
WAYS = {"csv": (",", "utf-8"), "excel": (";", "utf-8-sig"), "tab": ("\t", "utf-16"), "declared": (";", "utf-8")}


def lines_of(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the paragraphs, from 1, in which a stretch begins and ends."""
    return text[:start].count("\n") + 1, text[: end - 1].count("\n") + 1


def rows(tool: str, language: str, texts: dict, marks: list[tuple]) -> list[list]:
    """Return header and rows of a table; marks: (document, start, end, code path as a list, coder)."""
    header = HEADERS[tool, language]
    if tool == "MAXQDA":
        made = []
        for name, start, end, code, coder in marks:
            first, last = lines_of(texts[name], start, end)
            path = " > ".join(code) if start % 2 else "\\".join(code)
            made.append(["●", "All", name, path, first, last, 0, texts[name][start:end], coder])
        return [header, *made]
    together: dict[tuple, list] = {}
    for name, start, end, code, coder in marks:
        together.setdefault((name, start, end, coder), []).append(code)
    if tool == "ATLAS.ti":
        made = []
        for number, ((name, start, end, coder), codes) in enumerate(together.items(), 1):
            first, last = lines_of(texts[name], start, end)
            at = f"¶ {first} – {last}" if last > first else f"¶ {first}"
            cell = "\n".join("::".join(code) for code in codes)
            made.append(
                [f"1:{number}", f"{list(texts).index(name) + 1}: {name}", texts[name][start:end], cell, at, coder]
            )
        return [header, *made]
    every = sorted({tuple(code) for *_, code, _ in marks})
    made = []
    for (name, start, end, coder), codes in together.items():
        words = texts[name][start:end].replace("\n", " ")
        has = [str(list(code) in [list(one) for one in codes]) for code in every]
        made.append([name, f"{start}-{end}", coder, words, ", ".join(code[-1] for code in codes), *has])
    return [header + [APPLIED[language].format("\\".join(code)) for code in every], *made]


def write(path: Path, table: list[list], way: str = "csv") -> Path:
    """Write a table as .xlsx by its ending, or as CSV in one of WAYS; return its path."""
    if path.suffix == ".xlsx":
        path.write_bytes(workbook(table))
        return path
    delimiter, encoding = WAYS[way]
    held = io.StringIO(newline="")
    csv.writer(held, delimiter=delimiter).writerows(table)
    path.write_bytes((f"sep={delimiter}\r\n" * (way == "declared") + held.getvalue()).encode(encoding))
    return path
