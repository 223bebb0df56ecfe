"""Whether numbers typed in abstracts, methods, captions, the thesis and checklists are those of the study."""

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from trail import number_phrases, values
from trail.faults import Fault
from trail.material import Material, analysed, present_interviews, sets_of
from trail.number_phrases import Stated
from trail.rows import number

Due = dict[str, dict[tuple[int, ...], str]]  # kind: {numbers: the value's name, or where they are from}
ANSWERS = "reporting/*.yaml"
_KINDS = {
    "participants": ("people",),
    "interviews": ("interviews",),
    "pairs": ("people", "pairs"),
    **dict.fromkeys(("lost", "approached", "declined"), ("people",)),
}


def check(home: Path, data: Path, config: dict, tables: dict[str, pd.DataFrame]) -> list[Fault]:
    """Return a fault for each number that is typed where it says how many there are in all, and is not that number.

    Each document is held against the numbers of its own sets, the checklists against those of every document. What is
    no more than unlikely (more people than there are) warns. Numbers that a document cites cannot differ.
    home: folder of `manuscript/`; data: the data folder
    """
    if any(tables[name].attrs.get("unread") or tables[name].empty for name in ("participants", "interviews")):
        return []
    known = {document: due(document, config, tables) for document in config["documents"]}
    found = []
    for document in config["documents"]:
        path = home / "manuscript" / document / "index.qmd"
        found += _faults(path, f"manuscript/{document}/index.qmd", known[document])
    joined: Due = {}
    for of_document in known.values():
        for kind, numbers in of_document.items():
            joined[kind] = numbers | joined.get(kind, {})
    for path in sorted(data.glob(ANSWERS)):
        found += _faults(path, path.relative_to(data).as_posix(), joined)
    return found


def due(document: str, config: dict, tables: dict[str, pd.DataFrame]) -> Due:
    """Return the numbers that a document may state: {kind: {(number,) or (from, to): name}}.

    People, interviews and pairs as `values` counts them; days as the windows of its sets and as they were kept;
    minutes as the shortest and longest interview, of all its interviews and of each set.
    """
    present = present_interviews(tables)
    rows = present[present["interview_set"].isin(sets_of(document, config))]
    of = Material(document, config, tables, rows, tables["codings"], {})
    found: Due = {kind: {} for kind in ("people", "interviews", "pairs", "days", "spread", "minutes")}
    for function in (values.interviewed, values.followed_up, values.recruited):
        for value in function(of):
            for kind in _KINDS[value.name.partition(".")[0]]:
                found[kind].setdefault((int(value.value),), f"{document}.{value.name}")
    if config["papers"].get(document, {}).get("paired"):
        found["pairs"] |= {key: name for key, name in found["people"].items() if name == f"{document}.participants"}
    for name in sets_of(document, config):
        if window := config["interview_sets"][name].get("window_days"):
            start, end = window
            found["days"][(start, end)] = f"{document}.window.{name}"
            found["days"].setdefault((end,), f"{document}.window.{name}")
            found["spread"].setdefault(((end - start) // 2,), f"{document}.window.{name}")
    groups = [analysed(document, rows, config), *(of_set for _, of_set in rows.groupby("interview_set"))]
    for of_group in groups:
        if days := _known(of_group["days_after_support"]):
            found["days"].setdefault((min(days), max(days)), "interviews.csv")
            found["days"].setdefault((max(days),), "interviews.csv")
        if minutes := _known(of_group["minutes"]):
            found["minutes"].setdefault((min(minutes), max(minutes)), f"{document}.minutes")
    return found


def _known(cells: pd.Series) -> list[int]:
    return [found for cell in cells if (found := number(cell)) is not None]


def _faults(path: Path, file: str, known: Due) -> Iterator[Fault]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return  # told where names are looked up
    for one in number_phrases.stated(text):
        of_kind = known[one.kind]
        if not of_kind:
            continue
        if one.whole and not _is_due(one, of_kind):
            message = f"'{one.words}' is not what the study has: {_listed(one.kind, of_kind)}."
            yield Fault(file, f"line {one.line}", f"{message} {_cure(file, of_kind)}", "number_differs")
        elif not one.whole and one.numbers[0] > max(of_kind)[0]:
            message = f"'{one.words}' are more than the study has: {_listed(one.kind, of_kind)}."
            cure = "Cite the value, or mark [the number]{.plain} if it counts something else."
            yield Fault(file, f"line {one.line}", f"{message} {cure}", "number_unlikely", "W")


def _is_due(one: Stated, of_kind: dict) -> bool:
    if one.kind == "minutes":  # rounded outwards, a range still holds them all
        return any(one.numbers[0] <= low and high <= one.numbers[1] for low, high in of_kind)
    return one.numbers in of_kind


def _listed(kind: str, of_kind: dict) -> str:
    front = "365 ± " if kind == "spread" else ""
    return ", ".join(f"{front}{'–'.join(map(str, numbers))} ({name})" for numbers, name in sorted(of_kind.items()))


def _cure(file: str, of_kind: dict) -> str:
    named = next((name for name in of_kind.values() if name != "interviews.csv"), "")
    if named and file.startswith("manuscript/"):
        return f'Cite it instead of typing it: []{{.value of="{named}"}}.'
    return "Mend it, or leave the number to the data."
