"""Units that a corrected transcript moved: where they stand now, how that was found, and what only looks like them."""

import textwrap
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from trail import hand_kept, projects, study, transcripts
from trail.anchoring import anchor
from trail.coding import by_interview
from trail.faults import refuse
from trail.importers.following import AT_PLACE, Again, Passage
from trail.tables import split_list

ALIKE = 60  # of 100: what is less alike is no proposal
_COLUMN = 54


class Moved(NamedTuple):
    """A unit that is not where its spans say. found: by its words; else new is a proposal ("" where there is none).

    row: of meaning_units.csv, "" of a passage of a project; old, new: as the cell `spans` has it; was, now: the words
    """

    unit_id: str
    interview_id: str
    row: str
    old: str
    new: str
    how: str
    found: bool
    was: str
    now: str


def of_study(folder: Path, configfile: Path = Path("config.yaml")) -> tuple[Path, list[Moved]]:
    """Return (data folder, moved units) of a study. Raises Faults where its units or transcripts cannot be read.

    Of projects of coding tools those passages that are not found: the others stand where the build places them.
    """
    config, data = study.find(folder, configfile)
    tables = {name: study.read_table(name, data) for name in ("interviews", "analysts", "meaning_units")}
    texts, _, faults = transcripts.read_texts(config, data, tables["interviews"])
    refuse(faults)
    found = units_of(tables["meaning_units"], texts)
    if study.projects(data):
        placed, faults = projects.place(data, tables, texts)
        refuse(fault for fault in faults if fault.check != "unit_not_in_text")
        text_of = dict(zip(texts["interview_id"], texts["text"], strict=True))
        for unit, interview, passage, again in placed.lost:
            row = {"unit_id": unit, "interview_id": interview, "row": "", "text": passage.words}
            row["spans"] = f"{passage.start}-{passage.end}"
            found.append(_moved(row, [(passage, again)], True, text_of[interview]))
    return data, found


def units_of(units: pd.DataFrame, texts: pd.DataFrame) -> list[Moved]:
    """Return the units that are not where their spans say, in the order of the table.

    units, texts: as `coding.anchor_units` takes them. A unit without spans is among them if its words are nowhere.
    """
    told = []
    for _, of_interview, text in by_interview(units, texts):
        for unit, one in zip(of_interview, anchor(of_interview, text), strict=True):
            followed = one.followed
            if one.problem and not followed and unit["text"] and not unit["spans"]:
                followed = [(Passage(unit["text"], 0, 0), Again(None, "", [], 0, len(text)))]
            moved = _moved(unit, followed, bool(one.problem), text)
            told += [moved] if moved else []
    return sorted(told, key=lambda one: int(one.row))


def words(moved: list[Moved], study: str) -> str:
    """Return the table of moved units for a terminal, what was not found by its words with both texts side by side."""
    if not moved:
        return "Every unit stands where its spans say."
    header = ("unit", "interview", "old span", "new span", "how found")
    cells = [header, *((one.unit_id, one.interview_id, one.old or "–", one.new or "–", one.how) for one in moved)]
    widths = [max(len(row[column]) for row in cells) for column in range(4)]
    lines = []
    for number, row in enumerate(cells):
        lines.append("  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[4]]))
        if number and not moved[number - 1].found:
            lines += _side_by_side(moved[number - 1])
    found = sum(one.found for one in moved)
    open_ones = len(moved) - found
    lines += ["", f"{found} found again by their words, {open_ones} not."]
    if found:
        lines.append(f"`trail check {study} --moved --write` writes the spans of those found into meaning_units.csv.")
    if open_ones:
        cure = "where it is the same passage, write its span and words into meaning_units.csv"
        if not all(one.row for one in moved):
            cure += " (of a project: correct the document in its program, and export again)"
        cure += "."
        lines.append(f"What is not found by its words is never taken over: {cure}")
    return "\n".join(lines)


def write(data: Path, moved: list[Moved]) -> int:
    """Write the spans of those found by their words into meaning_units.csv, and return how many.

    Every other cell stays as it is. Raises Faults as `hand_kept.open_table` does.
    """
    new = {int(one.row): one.new for one in moved if one.found}
    if new:
        path, header, body = hand_kept.open_table(data, "meaning_units", ["spans"])
        for number, row in enumerate(body, start=2):
            if number in new:
                row[header.index("spans")] = new[number]
        hand_kept.write_table(path, header, body)
    return len(new)


def _moved(unit: dict, followed: list[tuple[Passage, Again]], unfound: bool, text: str) -> Moved | None:
    parts = [_part(passage, again, text) for passage, again in followed]
    if not parts or (not unfound and all(passage[1:] == again.place for passage, again in followed)):
        return None
    spans = [place for place, _, _ in parts]
    if not unfound:
        spans = sorted(spans)
    how = max(parts, key=lambda part: part[2])[1]
    if unfound and all(again.place for _, again in followed):
        how = "proposed: its spans would overlap"
    return Moved(
        unit["unit_id"],
        unit["interview_id"],
        unit["row"],
        ";".join(split_list(unit["spans"])),
        ";".join(f"{place[0]}-{place[1]}" for place in spans if place),
        how,
        not unfound,
        unit["text"],
        " […] ".join(text[place[0] : place[1]] for place in spans if place),
    )


def _part(passage: Passage, again: Again, text: str) -> tuple[tuple[int, int] | None, str, int]:
    """Return (place or proposal or None, how, how far from sure) of one part of a unit."""
    if again.place:
        return again.place, again.how, 0 if again.how == AT_PLACE else 1
    if len(again.places) == 1:
        return again.places[0], "proposed: its words stand here, but its neighbours elsewhere", 2
    if again.places:
        nearest = min(again.places, key=lambda place: (abs(place[0] - passage.start), place))
        return nearest, f"proposed: its words stand in {len(again.places)} places, this is the nearest", 3
    return _alike(passage.words, text, again.low, again.high)


def _alike(words: str, text: str, low: int, high: int) -> tuple[tuple[int, int] | None, str, int]:
    """Return the most similar stretch of a text, looked for between the neighbours first. Likeness: see rapidfuzz."""
    from rapidfuzz import fuzz
    from rapidfuzz.distance import LCSseq

    for first, last in ((max(low - len(words), 0), min(high + 2 * len(words), len(text))), (0, len(text))):
        one = fuzz.partial_ratio_alignment(words, text[first:last], score_cutoff=ALIKE)
        if one and one.dest_end > one.dest_start:
            more = len(words) // 5
            first, last = max(first + one.dest_start - more, 0), min(first + one.dest_end + more, len(text))
            same = [block for block in LCSseq.opcodes(words, text[first:last]) if block.tag == "equal"]
            same = [block for block in same if block.dest_end - block.dest_start > 3] or same
            place = _whole_words(text, first + same[0].dest_start, first + same[-1].dest_end)
            return place, f"proposed: {one.score:.0f} % alike", 4
    return None, "not found, and nothing is like it", 5


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    while start and not text[start].isspace() and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and not text[end - 1].isspace() and not text[end].isspace():
        end += 1
    shift = len(text[start:end]) - len(text[start:end].lstrip())
    return start + shift, start + len(text[start:end].rstrip())


def _side_by_side(one: Moved) -> list[str]:
    was, now = (textwrap.wrap(" ".join(text.split()), _COLUMN) or ["–"] for text in (one.was, one.now))
    rows = max(len(was), len(now))
    was, now = (column + [""] * (rows - len(column)) for column in (was, now))
    label = ["old:", *[""] * (rows - 1)], ["new:", *[""] * (rows - 1)]
    return [
        f"    {before:<4} {left:<{_COLUMN}}  {after:<4} {right}".rstrip()
        for before, left, after, right in zip(label[0], was, label[1], now, strict=True)
    ]
