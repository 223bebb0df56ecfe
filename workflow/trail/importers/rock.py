"""ROCK sources (.rock): plain text whose lines carry their codes as `[[code]]`; the coded passage is the line.

Marks are those of the standard as the R package `rock` reads them; names may have letters of any language, since
people write them so. What stands in double brackets and is no mark stays in the text.
"""

import re
import unicodedata
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from trail.faults import Fault, Faults
from trail.importers import around, qc, refi, refi_files, rock_codes
from trail.importers.project import Given, Left, Project, Selection, Source, name_of
from trail.readers.canonical import canonical

BYTES = 50_000_000
ENDINGS = (".rock", ".dct")  # a .dct holds codes alone
MARK = re.compile(r"[ \t]{0,40}\[\[([^\[\]\n]{1,500})\]\]")
SECTION = re.compile(r"---<<\s{0,9}[^<>\n]{1,200}>>---|---paragraph-break---|---<[a-zA-Z0-9]?>---")
ANCHOR = re.compile(r"--\+-\{[^{}\n]{1,200}\}-\+--")
NAME = r"[^\W\d][\w.>-]{0,300}"
RANGE = r"(?:\s{0,9}\d{0,9}\s{0,9}-\s{0,9}\d{0,9})?"
CODE = re.compile(rf"(?:(ci)\s{{0,9}}--\s{{0,9}})?(>?{NAME}){RANGE}")
RANGED = re.compile(r"\s\d{0,9}\s{0,9}-\s{0,9}\d{0,9}$")
IDENTIFIER = re.compile(r"([A-Za-z]\w{0,99})\s{0,9}[=:]\s{0,9}([\w.-]{1,200})")
BLOCK = "---"
CODE_KEYS = ("ROCK_codes", "codes", "dct")
PEOPLE = ("ROCK_attributes", "metadata")
SETTINGS = ("ROCK_sectionBreaks", "section_breaks", "ROCK_network", "ROCK_aesthetics")
NO_PLACE = refi.NOT_READ["Links"][2]
LEFT = {
    "blocks of attributes": refi.NOT_READ["Variables"][2],
    "blocks of settings": "they say how ROCK counts and draws",
    "blocks of YAML that ROCK does not read": "they are no text either: what stands between two lines --- is YAML",
    "comment lines": "ROCK leaves out every line that begins with #",
    "section breaks": NO_PLACE,
    "anchors": NO_PLACE,
    "utterance ids": "ids of meaning units are made anew, of where they stand",
    "identifiers of people and things": refi.NOT_READ["Cases"][2],
    "value codes ([[code||value]])": NO_PLACE,
    "network codes ([[code->code||kind]])": NO_PLACE,
    "codes of lines without words": "they have nowhere to stand",
}
KEPT = {
    "double brackets that are no mark": "they stay in the text",
    "marks of nesting (~) at the start of a line": "the line is taken without them",
    "codes of a stretch within their line": "the passage is the line",
}


class _Line(NamedTuple):
    words: str
    codes: list[tuple[tuple[str, ...], str]]  # ids of a code, coder


def read(given: Given) -> Project:
    """Return the project of one ROCK source. Raises Faults for what is no text, and for YAML that cannot be read."""
    data = given.stream.read(BYTES + 1)
    if len(data) > BYTES:
        raise Faults([Fault(given.name, "", f"is larger than {BYTES // 1_000_000} MB.", "too_large")])
    return _project({given.name.rpartition("/")[2]: data}, given.name, "")


def files(folder: Path) -> list[str]:
    """Return the ROCK sources below a folder, as paths from it; none where it holds no .rock."""
    found = sorted(
        path.relative_to(folder).as_posix() for path in folder.rglob("*.*") if path.suffix.lower() in ENDINGS
    )
    found = [name for name in found if not any(part.startswith(".") for part in name.split("/"))]
    return found if any(name.lower().endswith(ENDINGS[0]) for name in found) else []


def read_folder(folder: Path) -> Project:
    """Return the project of a folder of ROCK sources: one document each, one code tree. Raises Faults as `read`."""
    return _project(around.in_folder(folder, files(folder)), folder.resolve().name, f"{folder.resolve().name}/")


def _project(sources: dict[str, bytes], file: str, prefix: str) -> Project:
    """Return the project of {path: content}. prefix: what stands before a path in faults, "" of a single source."""
    faults: list[Fault] = []
    told: list[rock_codes.Told] = []
    left: dict[str, Counter] = {what: Counter() for what in {**LEFT, **KEPT}}
    documents: dict[str, list[_Line]] = {}
    for name, data in sorted(sources.items()):
        try:
            source = canonical(refi_files.decode(data, prefix + name if prefix else file, name))[0]
            lines = _without_blocks(source.split("\n"), name, prefix + name if prefix else file, told, left)
        except Faults as found:
            faults += found.faults
        else:
            documents[name] = _lines(lines, name, left)
    if faults:
        raise Faults(faults)
    written = {ids for lines in documents.values() for line in lines for ids, _ in line.codes}
    codes, paths, mended = rock_codes.trees(written, told, file)
    project = Project("ROCK sources" if prefix else "ROCK source", codes=codes)
    for name, lines in documents.items():
        _place(project, _called(name, documents), name, lines, paths, left)
    used = {coder for one in project.selections for _, coder in one.codings} - {""}
    project.coders = {coder: coder for coder in used}
    project.read = {
        "documents": len(documents),
        "codes": len(codes),
        "codings": sum(len(line.codes) for lines in documents.values() for line in lines),
        "coders": len(used),
    }
    why = LEFT | KEPT
    project.left = [
        Left(what, counted.total(), why[what], tuple(sorted(map(name_of, counted))))
        for what, counted in left.items()
        if counted
    ]
    project.left += mended + [Left("names of coders", len(used), refi.PERSONAL)] * bool(used)
    return project


def _called(name: str, documents: dict) -> str:
    """Return what a source is called: its file's name, with its folders where two have the same."""
    last = name.rpartition("/")[2]
    alike = sum(other.rpartition("/")[2].casefold() == last.casefold() for other in documents)
    return name_of(last if alike == 1 else name)


def _without_blocks(lines: list[str], name: str, file: str, told: list, left: dict) -> list[str]:
    """Return the lines outside YAML; what the YAML says of codes goes to told. Raises Faults where it is broken."""
    marks = [number for number, line in enumerate(lines) if line == BLOCK]
    if name.lower().endswith(ENDINGS[1]) and not marks:
        marks, lines = [0, len(lines) + 1], [BLOCK, *lines, BLOCK]
    if len(marks) % 2:
        message = "opens a block with --- that no other line --- closes. ROCK takes what stands between two of them as "
        message += "YAML: close it, or write another line than --- into the text."
        raise Faults([Fault(file, f"line {marks[-1] + 1}", message, "open_block")])
    outside, at = [], 0
    for first, last in zip(marks[::2], marks[1::2], strict=True):
        outside += lines[at:first]
        at = last + 1
        held = qc.load_yaml("\n".join(lines[first + 1 : last]).encode(), f"line {first + 1}", file)
        _block(held, f"line {first + 1}", name, file, told, left)
    return outside + lines[at:]


def _block(held, place: str, name: str, file: str, told: list, left: dict) -> None:
    keys = held if isinstance(held, dict) else {}
    for key in CODE_KEYS:
        if key in keys:
            try:
                for code in rock_codes.of_yaml(keys[key]):
                    told.append(code)
                    if len(told) > rock_codes.CODES:
                        raise ValueError("too many")
            except ValueError:
                message = f"{key} should be a list of codes, each with an id, and at most {rock_codes.CODES} of them."
                raise Faults([Fault(file, place, message, "no_code_book")]) from None
    others = set(map(str, keys)) - set(CODE_KEYS)
    if others & set(PEOPLE):
        left["blocks of attributes"][name] += 1
    if others & set(SETTINGS):
        left["blocks of settings"][name] += 1
    if others - set(PEOPLE) - set(SETTINGS) or (held and not keys):
        left["blocks of YAML that ROCK does not read"][name] += 1


def _lines(lines: list[str], name: str, left: dict) -> list[_Line]:
    """Return the lines of a source that stay, their marks taken off: those that held marks alone are blank."""
    found, held = [], ""  # who coded the lines above
    for line in lines:
        if line.lstrip().startswith("#"):
            left["comment lines"][name] += 1
            continue
        breaks = 0
        for pattern, what in ((SECTION, "section breaks"), (ANCHOR, "anchors")):
            line, times = pattern.subn("", line)
            left[what].update({name: times} if times else {})
            breaks += times
        codes: list[tuple[tuple[str, ...], str]] = []
        words, at, coder = [], 0, ""
        for match in MARK.finditer(line):
            kind, value = _mark(match[1].strip())
            if kind == "code":
                codes.append((value, coder))
                if RANGED.search(match[1].rstrip()):
                    left["codes of a stretch within their line"][name] += 1
            elif kind == "coder":
                codes = [(ids, who or value) for ids, who in codes]  # a coder stands for the whole line
                coder = held = value
            elif kind:
                left[kind][name] += 1
            if kind == "double brackets that are no mark":
                continue
            words.append(line[at : match.start()])
            at = match.end()
        text = unicodedata.normalize("NFC", "".join([*words, line[at:]]).strip())
        if text.startswith("~"):
            left["marks of nesting (~) at the start of a line"][name] += 1
            text = text.lstrip("~").lstrip()
        if text or not breaks:
            found.append(_Line(text, [(ids, who or held) for ids, who in codes]))
        if codes and not text:
            left["codes of lines without words"][name] += len(codes)
    return found


def _mark(inside: str) -> tuple[str, str | tuple[str, ...]]:
    """Return (what a mark is, what it says): "code" with its ids, "coder", or a key of LEFT or KEPT."""
    if "||" in inside:
        return ("network codes ([[code->code||kind]])" if "->" in inside else "value codes ([[code||value]])"), ""
    if named := IDENTIFIER.fullmatch(inside):
        if named[1].lower() == "uid":
            return "utterance ids", ""
        return ("coder", named[2]) if named[1] == "coderId" else ("identifiers of people and things", "")
    code = CODE.fullmatch(inside)
    ids = tuple(filter(None, code[2].split(">"))) if code else ()
    return ("code", ids if not code[1] else ("ci", *ids)) if ids else ("double brackets that are no mark", "")


def _place(project: Project, called: str, name: str, lines: list[_Line], paths: dict, left: dict) -> None:
    """Add a source to the project: its lines as its text, its coded lines as passages."""
    held = [number for number, line in enumerate(lines) if line.words]
    lines = lines[held[0] : held[-1] + 1] if held else []
    if not lines:
        return  # codes alone
    project.sources.append(Source(called, "".join(f"{line.words}\n" for line in lines)))
    at = 0
    for line in lines:
        if line.words and line.codes:
            codings = tuple((paths[ids], coder) for ids, coder in line.codes)
            project.selections.append(Selection(len(project.sources) - 1, at, at + len(line.words), codings))
        at += len(line.words) + 1
