"""What people write beside the tables: memos, and answers to the reporting checklists."""

from collections.abc import Iterator
from pathlib import Path

import yaml

from trail.faults import Fault, did_you_mean
from trail.references import Found, Rows
from trail.rows import shown
from trail.schemas import LOADER

FILES = {"memos": "memos", "coreq": "reporting/coreq.yaml", "srqr": "reporting/srqr.yaml"}
# Items of COREQ (Tong, Sainsbury & Craig 2007) and of SRQR (O'Brien et al. 2014).
ITEMS = {"coreq": [str(item) for item in range(1, 33)], "srqr": [f"S{item}" for item in range(1, 22)]}
KINDS = ("preconception", "process", "reflexive")


def read(data: Path) -> tuple[dict[str, list[dict] | None], list[Fault]]:
    """Return ({memos, coreq, srqr}, faults) of a data folder.

    memos: a row each, of its front matter: file, date, author, kind, paper, about ("" where absent). Their text is not
    kept. coreq, srqr: a row for each item answered: item, answer, where, place; None where there is no such file.
    """
    found, faults = {"memos": []}, []
    for path in sorted((Path(data) / FILES["memos"]).glob("*.md")):
        memo = _front_matter(path)
        found["memos"].append(memo)
        faults += _memo_faults(memo)
    for name in ITEMS:
        path = Path(data) / FILES[name]
        try:
            found[name] = _answers(path) if path.exists() else None
        except (yaml.YAMLError, UnicodeDecodeError, OSError) as error:
            found[name], mark = None, getattr(error, "problem_mark", None)
            cure = "is not YAML in UTF-8. A text with ':' or '#' in it needs quotes round it."
            faults.append(Fault(FILES[name], f"line {mark.line + 1}" if mark else "", cure, "unreadable_answers"))
    return found, faults


def _front_matter(path: Path) -> dict[str, str]:
    """Return what stands between two lines `---`, a key a line: no YAML, which a ':' in a title would break."""
    lines = path.read_bytes().decode("utf-8-sig", errors="replace").splitlines()
    head = lines[1 : lines.index("---", 1)] if lines[:1] == ["---"] and "---" in lines[1:] else []
    said = {key.strip(): value.strip().strip("\"'") for key, _, value in (line.partition(":") for line in head)}
    keys = ("date", "author", "kind", "paper", "about")
    return {"file": f"{FILES['memos']}/{path.name}"} | {key: said.get(key, "") for key in keys}


def _memo_faults(memo: dict[str, str]) -> Iterator[Fault]:
    missing = [key for key in ("date", "author", "kind") if not memo[key]]
    if missing:
        cure = "lines such as `date: 2019-03-31` between two lines `---` at the top say when, who and what for."
        yield Fault(memo["file"], "", f"has no {' and no '.join(missing)}: {cure}", "memo_unsaid", "W")
    elif memo["kind"] not in KINDS:
        message = f"kind {shown(memo['kind'])} is not one of {', '.join(KINDS)}{did_you_mean(memo['kind'], KINDS)}."
        yield Fault(memo["file"], "", message, "memo_unsaid", "W")


def _answers(path: Path) -> list[dict[str, str]]:
    items = yaml.load(path.read_bytes().decode("utf-8-sig"), LOADER)
    rows = []
    for item, said in items.items() if isinstance(items, dict) else ():
        said = said if isinstance(said, dict) else {"answer": said}
        cells = {key: "" if said.get(key) is None else str(said[key]).strip() for key in ("answer", "where")}
        rows.append({"item": str(item), "place": f"item {item}"} | cells)
    return rows


def checklists_incomplete(rows: Rows, config: dict) -> Found:
    """An item of a reporting checklist without an answer, or without the place where the papers say it.

    "Not done" is an answer, a blank is none. A study that has neither checklist is not asked for one.
    """
    for name, items in ITEMS.items():
        answered = rows[name]
        if answered is None:
            continue
        for row in answered:
            missing = [key for key in ("answer", "where") if not row[key]]
            if row["item"] not in items:
                message = f"{shown(row['item'])} is not an item of {name.upper()}{did_you_mean(row['item'], items)}"
                yield name, row, f"{message}: it has {items[0]} to {items[-1]}."
            elif missing:
                cure = '"Not done" is an answer, a blank is none; `where` names paper and section.'
                yield name, row, f"{name.upper()} item {row['item']} has no {' and no '.join(missing)}: {cure}"
        left = [item for item in items if item not in {row["item"] for row in answered}]
        if left:
            message = f"{name.upper()} {'item' if len(left) == 1 else 'items'} {', '.join(left)} not answered"
            yield name, None, f"{message}: give each an `answer` and a `where`."
