"""Whether quotes are what they seem: no condensate among them, no words printed in two papers, many voices."""

import re
from collections import Counter

from trail.joined_rows import people_of, printable_quotes
from trail.references import Found, Rows
from trail.rows import shown
from trail.tables import split_list

CONDENSED = 12  # words in a row that stand in a condensate and in a quote
SHARED = 5  # words in a row, taken from one place
ALIKE = 8  # words in a row that one person said in two places; fewer are everyday speech
_FEW = 3  # a paper's quotes from one person that are never too many

_WORD = re.compile(r"\w+")
_CUT = re.compile(r"\[[^\[\]]{0,80}\]")


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _runs(words: list[str], length: int) -> set[tuple[str, ...]]:
    return {tuple(words[start : start + length]) for start in range(len(words) - length + 1)}


def condensates_quoted(rows: Rows, config: dict) -> Found:
    """Twelve or more words in a row of a condensate stand in a quote that is not from the condensate's units.

    A condensate is an artificial quotation (Malterud 2012): it may keep what was said, and is never printed as speech.
    """
    own: dict[str, set[str]] = {}
    holding: dict[tuple[str, ...], set[str]] = {}
    for row in rows["condensates"]:
        own.setdefault(row["condensate_id"], set()).update(split_list(row["unit_ids"]))
        for run in _runs(_words(row["text"]), CONDENSED):
            holding.setdefault(run, set()).add(row["condensate_id"])
    said = {row["unit_id"]: row["text"] for row in rows["meaning_units"]}
    for row in rows["quotes"]:
        units, mistaken = set(split_list(row["unit_ids"])), set()
        runs = _runs(_words(row["original"]), CONDENSED) | _runs(_words(row["translation"]), CONDENSED)
        for run in runs & holding.keys():
            for name in holding[run]:
                spoken = (_runs(_words(said.get(unit, "")), CONDENSED) for unit in units & own[name])
                if not units <= own[name] and not any(run in words for words in spoken):
                    mistaken.add(name)
        for name in sorted(mistaken):
            message = f"{CONDENSED} or more words in a row are those of condensate {name}, but it is of other units"
            cure = "a condensate is never printed as speech: quote what was said."
            yield "quotes", row, f"quote {shown(row['quote_id'])}: {message}. {cure.capitalize()}"


def words_in_two_papers(rows: Rows, config: dict) -> Found:
    """The same words of one person are quoted in two papers: by them a reader could join the papers' labels.

    The same are five words in a row, or the whole of a shorter quote, where both are taken from one place; else eight.
    """
    spans = {row["unit_id"]: (row["interview_id"], _spans(row["spans"])) for row in rows["meaning_units"]}
    of_person: dict[str, list[tuple[dict, list[list[str]]]]] = {}
    for quote, interview in printable_quotes(rows):
        parts = [words for part in _CUT.split(quote["original"]) if (words := _words(part))]
        of_person.setdefault(interview["participant_id"], []).append((quote, parts))
    found = []
    for quotes in of_person.values():
        for place, (quote, parts) in enumerate(quotes):
            for earlier, others in quotes[:place]:
                if earlier["paper"] == quote["paper"]:
                    continue
                same = _overlap(quote, earlier, spans)
                short = same and (_within(parts, others) or _within(others, parts))
                if short or _share(parts, others, SHARED if same else ALIKE):
                    found.append((int(quote["row"]), quote, earlier))
                    break
    for _, quote, earlier in sorted(found, key=lambda one: one[0]):
        message = f"shares words with {shown(earlier['quote_id'])} of {earlier['paper']} (row {earlier['row']})"
        cure = "by them a reader could join the labels of two papers. Quote other words, or withhold one of the two."
        yield "quotes", quote, f"quote {shown(quote['quote_id'])} of {quote['paper']} {message}: {cure}"


def _share(parts: list[list[str]], others: list[list[str]], length: int) -> bool:
    runs = set().union(*(_runs(words, length) for words in parts))
    return any(not runs.isdisjoint(_runs(words, length)) for words in others)


def _within(parts: list[list[str]], others: list[list[str]]) -> bool:
    """Return whether a quote shorter than what is looked for stands whole in the other."""
    words = [word for part in parts for word in part]
    return 0 < len(words) < SHARED and _share([words], others, len(words))


def _overlap(quote: dict, other: dict, spans: dict[str, tuple[str, list[tuple[int, int]]]]) -> bool:
    """Return whether two quotes are of one unit, or of units that overlap or, without spans, may do so."""
    for unit in split_list(quote["unit_ids"]):
        for another in split_list(other["unit_ids"]):
            if unit == another:
                return True
            (interview, own), (elsewhere, others) = spans.get(unit, ("", [])), spans.get(another, ("", []))
            unknown = not own or not others
            if interview == elsewhere and (unknown or any(a < d and c < b for a, b in own for c, d in others)):
                return True
    return False


def _spans(cell: str) -> list[tuple[int, int]]:
    found = (re.fullmatch(r"([0-9]{1,9})-([0-9]{1,9})", part) for part in split_list(cell))
    return [(int(span[1]), int(span[2])) for span in found if span]


def quotes_bunched(rows: Rows, config: dict) -> Found:
    """More than a third of a paper's quotes are from one person (a handful of quotes says nothing)."""
    for paper in config["papers"]:
        quoted = Counter(one["participant_id"] for quote, one in printable_quotes(rows) if quote["paper"] == paper)
        total = sum(quoted.values())
        for person, quotes in sorted(quoted.items()):
            if quotes > max(_FEW, total / 3) and len(people_of(rows, paper, config)) > _FEW:
                message = f"{quotes} of the {total} quotes of {paper} are from {shown(person)}"
                yield "quotes", None, f"{message}: do the others say it too? Let more of them speak, or say why not."
