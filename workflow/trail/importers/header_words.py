"""What coding tools call the columns of their tables of coded passages, in English, German and Norwegian."""

import re

from trail.faults import did_you_mean
from trail.importers.project import name_of

LANGUAGES = ("English", "German", "Norwegian")
TOOLS = {  # tool: {meaning: words in each of LANGUAGES, "|" between several}; the first three are what it needs
    "MAXQDA": {
        "document": ("Document name|Document", "Dokumentname|Dokument", "Dokumentnavn|Dokument"),
        "code": ("Code|Coded with", "Code|Kode", "Kode"),
        "words": ("Segment|Coded segment|Retrieved segment", "Segment|Codiertes Segment", "Segment|Kodet segment"),
        "group": ("Document group", "Dokumentgruppe", "Dokumentgruppe"),
        "start": ("Beginning|Begin|Start", "Anfang", "Begynnelse|Start"),
        "end": ("End", "Ende", "Slutt"),
        "coder": ("Created by|Author", "Erstellt von|Autor", "Opprettet av|Forfatter"),
        "comment": ("Comment", "Kommentar", "Kommentar"),
        "weight": ("Weight score|Weight", "Gewicht", "Vekt"),
    },
    "ATLAS.ti": {
        "document": ("Document|Document name", "Dokument|Dokumentname", "Dokument|Dokumentnavn"),
        "code": ("Codes|Code", "Codes|Kodes|Code|Kode", "Koder|Kode"),
        "words": (
            "Quotation Content|Quotation|Text Content|Content",
            "Zitatinhalt|Inhalt des Zitats|Zitat|Textinhalt|Inhalt",
            "Sitatinnhold|Sitat|Tekstinnhold|Innhold",
        ),
        "id": ("ID|Quotation ID", "ID|Zitat-ID", "ID|Sitat-ID"),
        "reference": ("Reference|Paragraphs|Location", "Referenz|Absätze|Position", "Referanse|Avsnitt|Plassering"),
        "coder": ("Created by|Author", "Erstellt von|Autor", "Opprettet av|Forfatter"),
        "comment": ("Comment|Quotation Comment", "Kommentar|Zitatkommentar", "Kommentar|Sitatkommentar"),
    },
    "Dedoose": {
        "document": ("Media Title|Document Title", "Medientitel|Titel des Mediums", "Medietittel|Tittel på medium"),
        "code": ("Codes Applied Combined|Codes Applied|Codes", "Angewendete Codes|Codes", "Koder brukt|Koder"),
        "words": (
            "Excerpt Copy|Excerpt|Excerpt Text",
            "Exzerpt|Auszug|Exzerpttext|Auszugstext",
            "Utdrag|Utdragstekst|Tekst i utdrag",
        ),
        "range": ("Excerpt Range", "Exzerptbereich|Auszugsbereich", "Utdragsområde|Område for utdrag"),
        "coder": ("Excerpt Creator", "Ersteller des Exzerpts|Ersteller", "Opprettet av|Utdrag opprettet av"),
    },
}
NEEDED = ("document", "code", "words")
APPLIED = re.compile(
    r"(?:codes?|kode)\s{0,5}:\s{0,5}(.{1,900}?)\s{1,5}(?:applied|angewendet|angewandt|brukt|anvendt)", re.IGNORECASE
)
ABOUT_A_CODE = re.compile(
    r"(?:codes?|kode)\s{0,5}:.{1,900}?\s(?:range|weight|bereich|gewicht|område|vekt)", re.IGNORECASE
)


def plain(name: str) -> str:
    """Return a column's name as names are compared."""
    return name_of(name).casefold().strip(" :*#")


def meanings(header: list[str], tool: str) -> dict[str, int]:
    """Return {meaning: number of the column} for what a tool's table has of its columns."""
    known = [plain(name) for name in header]
    found = {}
    for meaning, of_languages in TOOLS[tool].items():
        words = [plain(word) for language in of_languages for word in language.split("|")]
        at = next((known.index(word) for word in dict.fromkeys(words) if word in known), None)
        if at is not None:
            found[meaning] = at
    return found


def applied(header: list[str]) -> dict[int, str]:
    """Return {number of the column: code} of the columns that say of one code whether it was applied (Dedoose)."""
    found = {at: APPLIED.fullmatch(name_of(name)) for at, name in enumerate(header)}
    return {at: match[1] for at, match in found.items() if match}


def tool_of(header: list[str]) -> str:
    """Return the tool that calls its columns so, "" where none does."""
    columns = {tool: meanings(header, tool) for tool in TOOLS}
    if applied(header):
        columns["Dedoose"]["code"] = -1
    fits = [tool for tool in TOOLS if set(NEEDED) <= set(columns[tool])]
    return max(fits, key=lambda tool: len(columns[tool]), default="")


def lacking(header: list[str]) -> str:
    """Return what a table has and what was looked for, for a fault. Long names, which may be no names, are not told."""
    names = [name_of(name) for name in header if name.strip()]
    shown = [f"'{name}'" for name in names if len(name) <= 30 and len(name.split()) <= 4][:12]
    more = len(names) - len(shown)
    has = ", ".join(shown) + (f" and {more} more" if shown and more else "" if shown else "no names that can be told")
    told = []
    for tool in TOOLS:
        found = meanings(header, tool)
        missing = [TOOLS[tool][meaning] for meaning in NEEDED if meaning not in found]
        words = [word for of_languages in missing for language in of_languages for word in language.split("|")]
        near = next(filter(None, (did_you_mean(name, words) for name in names if len(name) <= 30)), "")
        told.append(f"{tool}: {', '.join(of_languages[0].split('|')[0] for of_languages in missing)}{near}")
    return f"Its columns are {has}. Lacking is, of {'; of '.join(told)} (or the German or Norwegian names)."
