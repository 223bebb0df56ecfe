"""What a manuscript may cite, and where in it a name stands."""

import re
from pathlib import Path

import yaml

from trail import tables
from trail.faults import Fault, Faults, did_you_mean

# A cell that reads as a number, a range, a masked count or a dash: its column stands to the right.
_NUMBER = re.compile(r"[<>≤≥~−–-]?\s?\d[\d\s.,\u00a0\u202f]*%?(?:\s?[–-]\s?\d[\d.,]*%?)?|[–—-]|")
_OF = re.compile(r"""\bof=(?:"([^"]*)"|'([^']*)'|([^\s}]+))""")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_MARKED = re.compile(r"\[[^][]*\]\{[^}]*\}")


def folders(files: list[str]) -> dict[str, Path]:
    """Return {document: its folder} for the files by which rules know released things or candidates."""
    found = dict.fromkeys(Path(path).parent for path in files if Path(path).name == "values.json")
    return {(folder.parent if folder.name == "candidates" else folder).name: folder for folder in found}


def evidence(released: dict[str, Path], own: str, figures: dict[str, Path]) -> dict:
    """Return all that document `own` may cite: {document, values, quotes, chain, tables, figures}, each by its name.

    released: folder of released (or, for a draft, candidate) things of the document itself and of those it borrows from
    figures: folder of figures.json and its files, by document
    Things of another document are named with it in front ("paper1.Q014"); values carry their document in their name.
    tables: {header, columns (as printed), rows, numeric (by column), note}; figures: {alt, files: {ending: path}}.
    """
    things = {"document": own, "values": {}, "quotes": {}, "chain": {}, "tables": {}, "figures": {}}
    for document in sorted(set(released) | set(figures), key=lambda name: (name != own, name)):
        front = "" if document == own else f"{document}."
        if document in released:
            for kind, members in _released(Path(released[document])).items():
                things[kind] |= {_named(name, front): thing for name, thing in members.items()}
        if document in figures:
            members = _figures(Path(figures[document]))
            things["figures"] |= {_named(name, front): thing for name, thing in members.items()}
    return things


def _named(name: str, front: str) -> str:
    return name if name.startswith(front) else front + name


def _read(path: Path) -> dict:
    return tables.read_json(path) if path.exists() else {}


def _released(folder: Path) -> dict[str, dict]:
    notes = _read(folder / "tables" / "notes.json")
    return {
        "values": _read(folder / "values.json"),
        "quotes": _read(folder / "quotes.json"),
        "chain": _read(folder / "chain.json"),
        "tables": {path.stem: _table(path, notes) for path in sorted((folder / "tables").glob("*.csv"))},
    }


def _table(path: Path, notes: dict) -> dict:
    header, rows = tables.read_rows(path, path.name)
    cells = [[row[column] for row in rows if column < len(row)] for column in range(len(header))]
    numeric = [
        column > 0 and any(any(c.isdigit() for c in cell) for cell in here) and all(_NUMBER.fullmatch(c) for c in here)
        for column, here in enumerate(cells)
    ]
    columns = [name.replace("_", " ").strip().capitalize() for name in header]
    return {"header": header, "columns": columns, "rows": rows, "numeric": numeric, "note": notes.get(path.stem, "")}


def _figures(folder: Path) -> dict:
    return {
        name: {
            "alt": figure.get("alt", ""),
            "files": {ending: str(folder / f"{name}.{ending}") for ending in sorted(figure["files"])},
        }
        for name, figure in _read(folder / "figures.json").items()
    }


def title_and_language(source: str, name: str, folder: Path) -> tuple[str, str]:
    """Return the title and the language (`lang`, else en) in a manuscript's front matter.

    name: the manuscript's path as the researcher knows it; folder: where it lies
    Raises Faults where there is no front matter or title, a bibliography that is not there, or a date that would be
    taken from the clock.
    """
    block = re.match(r"---[ \t]*\r?\n(.*?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", source, re.DOTALL)
    try:
        front = yaml.safe_load(block.group(1)) if block else {}
    except yaml.YAMLError as error:
        line = f"line {error.problem_mark.line + 2}" if getattr(error, "problem_mark", None) else ""
        raise Faults(
            [Fault(name, line, "the front matter is not YAML: mend it here or just above.", "front_matter")]
        ) from None
    if not isinstance(front, dict) or not front.get("title"):
        raise Faults([Fault(name, "line 1", "needs a front matter with a title between two lines of ---.", "no_title")])
    if str(front.get("date", "")).lower() in ("today", "now", "last-modified"):
        line = _line(source, {"text": "date:", "nth": 1})
        raise Faults(
            [Fault(name, line, "a date taken from the clock changes every build: leave it out.", "clock_date")]
        )
    listed = front.get("bibliography") or []
    missing = [path for path in ([listed] if isinstance(listed, str) else listed) if not (folder / str(path)).is_file()]
    if missing:
        message = f"bibliography '{missing[0]}' does not exist, as seen from the manuscript's folder."
        raise Faults([Fault(name, _line(source, {"text": "bibliography:"}), message, "no_bibliography")])
    return str(front["title"]), str(front.get("lang") or "en")


def shortcodes(source: str, name: str) -> list[Fault]:
    """Return what only Quarto would understand: its shortcodes and code cells, which Pandoc prints as they stand."""
    text = _COMMENT.sub(_blank, source)
    return [
        Fault(
            name,
            f"line {text.count(chr(10), 0, found.start()) + 1}",
            f"'{found.group().strip()}' is Quarto's alone: write it out, so that every renderer prints the same.",
            "quarto_only",
        )
        for found in re.finditer(r"\{\{<\s*\w+|^```+\s*\{\w+\}", text, re.MULTILINE)
    ]


def located(found: list[dict], name: str, source: str, evidence: dict, bibliography: str = "") -> list[Fault]:
    """Return what the filter found as faults with line and cure.

    found: {check, message, where, near, level} each; where: {of, nth} or {text, nth, after}, as Pandoc knows no lines
    bibliography: text of the .bib files, for the keys that a mistyped citation may mean
    """
    faults = []
    for thing in found:
        near = ""
        if thing.get("near"):
            near = did_you_mean(thing["near"]["name"], _pool(thing["near"]["kinds"], source, evidence, bibliography))
        message = thing["message"].replace("%s", near, 1)
        faults.append(Fault(name, _line(source, thing.get("where")), message, thing["check"], thing["level"]))
    return faults


def rendering_fault(problem: str, form: str, name: str, source: str) -> Fault:
    """Return a renderer's words about one format as a fault; an unknown citation or reference with its line."""
    key = re.search(r"citation '?([\w:.#$%&+?<>~/-]+?)'? not found|crossref @([\w-]+)", problem, re.IGNORECASE)
    text = "@" + (key.group(1) or key.group(2)) if key else ""
    line = _line(source, {"text": text, "nth": 1}) if key else ""
    return Fault(name, line, f"the {form} could not be rendered: {problem.rstrip('.')}.", "render_failed")


def _pool(kinds: list[str], source: str, evidence: dict, bibliography: str) -> list[str]:
    names = []
    for kind in kinds:
        if kind == "labels":
            names += re.findall(r"#((?:fig|tbl|sec)-[\w-]+)", source)
        elif kind == "citations":
            names += re.findall(r"^\s*@\w+\s*\{\s*([^,\s]+)\s*,", bibliography, re.MULTILINE)
        else:
            names += sorted(evidence[kind])
    return names


def _line(source: str, where: dict | None) -> str:
    """Return "line 12" for the nth place where a name stands in the source, or "" where it is not found."""
    if not where:
        return ""
    text = _COMMENT.sub(_blank, source)
    starts = [0]
    if "of" in where:
        starts = [m.start() for m in _OF.finditer(text) if where["of"] in m.groups()]
    else:
        begin = 0
        if where.get("after"):
            heading = re.search(rf"^#+\s.*{re.escape(where['after'])}", text, re.MULTILINE)
            begin = heading.end() if heading else 0
            text = _MARKED.sub(_blank, text)
        word = rf"(?<![\w.]){re.escape(where['text'])}(?![\w-])"
        starts = [m.start() for m in re.finditer(word, text) if m.start() >= begin]
    if not starts:
        return ""
    start = starts[min(where.get("nth", 1), len(starts)) - 1]
    return f"line {text.count(chr(10), 0, start) + 1}"


def _blank(match: re.Match) -> str:
    return re.sub(r"[^\n]", " ", match.group())
