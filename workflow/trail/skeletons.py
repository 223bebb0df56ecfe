"""A first manuscript of a coding: a section for each code at the top, with its numbers and quotes, all cited."""

import re
from collections import Counter

from trail import transcripts
from trail.importers.project import LEVEL
from trail.importers.units import Tables
from trail.readers import speech

QUOTES = 3  # candidates of a section, each of another person
SHORTEST, BEST, LONGEST = 40, 160, 320  # characters of a quote that reads well in print
_LABEL = re.compile(r"(?<![^\s(\[])([^\W\d_][\w.-]{0,30}):")
_BROKEN_OFF = re.compile(r"\.\.|…|[-–](?:\s|$)")
_SIGNS = re.compile(r"([\\`*_{}\[\]<>#$@|^~\"'])")
_ENGLISH, _NORWEGIAN = ({"the", "and", "it", "that", "you"}, {"og", "det", "jeg", "ikke", "eg"})
_HEAD = """---
title: "{title}"
lang: {language}
---

"""
WORDS = {
    "en": {
        "lang": "en",
        "methods": "Methods",
        "results": "Results",
        "sample": "We interviewed {people} people in {interviews} interviews. In the transcripts {units} meaning units "
        "were marked, with {codings} codings under {codes} codes of one code book.",
        "overview": "@fig-themes shows how many people spoke of each theme, and @tbl-themes counts their meaning "
        "units.",
        "figure": "People who spoke of each theme.",
        "table": "Themes, with people and meaning units.",
        "columns": "Theme;;People;Of;Meaning units",
        "section": "{people} of {all} people spoke of this, in {units} meaning units.",
        "below": "{name}: {people} people, {units} meaning units",
        "write": "Write here what these units say together: [Your sentence.]{.claim of=ID} Choose among the quotes.",
    },
    "nb": {
        "lang": "nb",
        "methods": "Metode",
        "results": "Resultater",
        "sample": "Vi intervjuet {people} personer i {interviews} intervjuer. I utskriftene ble {units} meningsbærende "
        "enheter markert, med {codings} kodinger under {codes} koder i én kodebok.",
        "overview": "@fig-themes viser hvor mange som snakket om hvert tema, og @tbl-themes teller enhetene.",
        "figure": "Personer som snakket om hvert tema.",
        "table": "Temaer, med personer og meningsbærende enheter.",
        "columns": "Tema;;Personer;Av;Enheter",
        "section": "{people} av {all} personer snakket om dette, i {units} meningsbærende enheter.",
        "below": "{name}: {people} personer, {units} enheter",
        "write": "Skriv her hva disse enhetene sier til sammen: [Setningen din.]{.claim of=ID} Velg blant sitatene.",
    },
}


def language_of(texts: dict[str, str]) -> str:
    """Return the language of transcripts, en or nb, by their most common small words; nb where there are none."""
    words = Counter(re.findall(r"\w+", " ".join(texts.values()).lower()))
    english, norwegian = (sum(words[word] for word in known) for known in (_ENGLISH, _NORWEGIAN))
    return "en" if english > norwegian else "nb"


def categories(tables: Tables) -> list[dict[str, str]]:
    """Return a row of categories.csv for each code at the top of the code book, resting on all codes below it."""
    tops: dict[str, list[str]] = {}
    for code, path, *_ in tables.codebook:
        tops.setdefault(path.split(LEVEL)[0], []).append(code)
    return [
        {"category_id": f"CAT{number:02}", "order": str(number), "heading": top, "code_group_ids": ";".join(codes)}
        for number, (top, codes) in enumerate(tops.items(), 1)
    ]


def quotes(tables: Tables, people: dict[str, str], roles: dict[str, str], language: str) -> list[dict[str, str]]:
    """Return rows of quotes.csv: for each category up to QUOTES units of as many people, who were quoted least so far.

    people: {interview: participant}. A unit is quoted once, and none that is long, cut off, of several turns, spoken
    by the interviewer or with a speaker's label in it. The column `category_id` says for which section.
    """
    asked = _asked(tables.texts, roles)
    coded: dict[str, list[str]] = {}
    for unit, _, code, *_ in tables.codings:
        coded.setdefault(code, []).append(unit)
    known = {
        unit: (people[interview], " ".join(text.split()))
        for unit, interview, start, end, text in tables.units
        if "\n" not in text.strip()
        and SHORTEST <= len(text.strip()) <= LONGEST
        and not any(first < end and start < last for first, last in asked[interview])
        and not any(speech.role_of(label, roles) for label in _LABEL.findall(text))
    }
    chosen, voices = [], Counter()
    for category in categories(tables):
        of_category = {unit for code in category["code_group_ids"].split(";") for unit in coded.get(code, ())}
        here: set[str] = set()
        while len(here) < QUOTES:
            left = [unit for unit in of_category & known.keys() if known[unit][0] not in here]
            if not left:
                break
            best = min(left, key=lambda unit: (voices[known[unit][0]], *_readable(known[unit][1]), unit))
            person, text = known.pop(best)
            here.add(person)
            voices[person] += 1
            quote = {"quote_id": f"Q{len(chosen) + 1:03}", "unit_ids": best, "original": text}
            chosen.append(quote | {"source_language": language, "category_id": category["category_id"]})
    return chosen


def manuscript(title: str, language: str, tables: Tables, quoted: list[dict[str, str]], paper: str) -> str:
    """Return the source of a paper in Pandoc Markdown, each number, figure, table and quote in it cited by its name."""
    words = WORDS[language]

    def value(name: str) -> str:
        return f'[]{{.value of="{paper}.{name}"}}'

    named = {"people": "participants", "interviews": "interviews", "units": "units", "codings": "codings"}
    said = {key: value(name) for key, name in (named | {"codes": "code_groups"}).items()}
    text = _HEAD.format(title=title.replace("\\", "").replace('"', "'"), language=words["lang"])
    text += f"# {words['methods']} {{#sec-methods}}\n\n{words['sample'].format(**said)}\n\n"
    text += f"# {words['results']} {{#sec-results}}\n\n{words['overview']}\n\n"
    text += f'![{words["figure"]}](){{#fig-themes of="themes"}}\n\n'
    text += f'::: {{#tbl-themes of="themes" columns="{words["columns"]}"}}\n{words["table"]}\n:::\n\n'
    for category in categories(tables):
        name = category["category_id"]
        text += f"## {plain(category['heading'])} {{#sec-{name.lower()}}}\n\n"
        counts = {"people": value(f"participants.{name}"), "units": value(f"units.{name}")}
        text += words["section"].format(**counts, all=value("participants")) + "\n\n"
        text += f"<!-- {words['write'].replace('ID', chr(34) + name + chr(34))} -->\n\n"
        below = [row for row in tables.codebook if row[1].startswith(category["heading"] + LEVEL)]
        for code, path, *_ in below:
            counts = {"people": value(f"participants.{code}"), "units": value(f"units.{code}")}
            shown = plain(path.removeprefix(category["heading"] + LEVEL).replace(LEVEL, " › "))
            text += f"- {words['below'].format(name=shown, **counts)}\n"
        text += "\n" if below else ""
        for quote in quoted:
            if quote["category_id"] == name:
                text += f'[]{{.quote of="{quote["quote_id"]}"}}\n\n'
    return text.rstrip() + "\n"


def plain(name: str) -> str:
    """Return a name as Pandoc prints it letter by letter."""
    return _SIGNS.sub(r"\\\1", name)


def _readable(text: str) -> tuple[bool, int]:
    whole = text[:1].isupper() and text[-1:] in ".?!" and not _BROKEN_OFF.search(text)
    return not whole, abs(len(text) - BEST)


def _asked(texts: dict[str, str], roles: dict[str, str]) -> dict[str, list[tuple[int, int]]]:
    """Return where the interviewer speaks, by interview."""
    found = {}
    for interview, text in texts.items():
        turns = transcripts.turns(text, roles)
        own = turns[turns["role"] == "interviewer"]
        found[interview] = list(zip(own["start"], own["end"], strict=True))
    return found
