"""What people write beside the tables: memos, and answers to the reporting checklists."""

from collections.abc import Iterator
from pathlib import Path

import yaml

from trail import checklists, places
from trail.faults import Fault, did_you_mean
from trail.references import Found, Rows
from trail.rows import shown
from trail.schemas import LOADER

FILES = {"memos": "memos", "coreq": "reporting/coreq.yaml", "srqr": "reporting/srqr.yaml"}
ITEMS = {name: list(items) for name, items in checklists.QUESTIONS.items()}
KINDS = ("preconception", "process", "reflexive")


def read(data: Path) -> tuple[dict[str, list[dict] | None], list[Fault]]:
    """Return ({memos, coreq, srqr}, faults) of a data folder.

    memos: a row each, of its front matter: file, date, author, kind, paper, about ("" where absent). Their text is not
    kept. coreq, srqr: a row for each item answered: item, answer, where (as `checklists.answer_and_where`),
    place; None where there is no such file.
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
    head, _ = _parted(path)
    said = {key.strip(): value.strip().strip("\"'") for key, _, value in (line.partition(":") for line in head)}
    keys = ("date", "author", "kind", "paper", "about")
    return {"file": f"{FILES['memos']}/{path.name}"} | {key: said.get(key, "") for key in keys}


def _parted(path: Path) -> tuple[list[str], list[str]]:
    """Return (lines of the front matter, lines of the text) of a memo."""
    lines = path.read_bytes().decode("utf-8-sig", errors="replace").splitlines()
    end = lines.index("---", 1) if lines[:1] == ["---"] and "---" in lines[1:] else 0
    return lines[1:end], lines[end + 1 :] if end else lines


def memo(path: Path) -> dict[str, str]:
    """Return a memo's front matter as `read` gives it, and its `text`: for the closed zone alone."""
    return _front_matter(path) | {"text": "\n".join(_parted(path)[1]).strip()}


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
        answer, where = checklists.answer_and_where(said)
        rows.append({"item": str(item), "place": f"item {item}", "answer": answer, "where": where})
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
                cure = '"Not done" is an answer, a blank is none; `where` names the section.'
                yield name, row, f"{name.upper()} item {row['item']} has no {' and no '.join(missing)}: {cure}"
        left = [item for item in items if item not in {row["item"] for row in answered}]
        if left:
            message = f"{name.upper()} {'item' if len(left) == 1 else 'items'} {', '.join(left)} not answered"
            yield name, None, f"{message}: give each an `answer` and a `where`."


def misplaced(written: dict, manuscript: Path, config: dict) -> Iterator[Fault]:
    """Yield a fault for each place named in a checklist that no manuscript has, and for each paper left without one.

    written: of `read`; manuscript: the folder of manuscripts, of which those that are there are looked at
    """
    papers = [name for name in config["papers"] if name in config["documents"]]
    there = {name: _places(Path(manuscript) / name / "index.qmd") for name in config["documents"]}
    level = "W" if config["study"]["draft"] else "E"
    for name in ITEMS:
        for row in written[name] or ():
            for message in _misplaced(row["where"], papers, there):
                yield Fault(FILES[name], row["place"], message, "checklist_misplaced", level)


def _misplaced(where: str | dict[str, str], papers: list[str], there: dict[str, list | None]) -> list[str]:
    """The sentences of one item, each once, however many papers it is said of."""
    named = where if isinstance(where, dict) else {}
    known = [*there, checklists.EACH]
    found = [f"where: {shown(one)} is no document{did_you_mean(one, known)}." for one in named if one not in known]
    for paper in papers if where else ():
        of_paper = checklists.sections_of(where, paper, papers)
        if not of_paper:
            found.append(f"where says nothing of {paper}: name its section, or '{checklists.HERE}' where it is silent.")
        for document, sections in of_paper.items():
            found += places_missing(document, sections, there.get(document))
    return list(dict.fromkeys(found))


def places_missing(document: str, sections: list[str], there: list[places.Place] | None) -> list[str]:
    """Return a sentence for each section that a document has not; none where its places are not known."""
    return [
        f"where: {document} has no section '{section}'{places.missing(section, there)}."
        for section in sections
        if section != checklists.HERE and there is not None and not places.find(section, there)
    ]


def _places(path: Path) -> list[places.Place] | None:
    try:
        return places.of_manuscript(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError):  # told with the manuscripts
        return None
