"""A file becomes canonical text and numbered turns, with a map from its source's offsets to canonical ones."""

import json
import re
from pathlib import Path

import pandas as pd

from trail.faults import Fault, Faults, did_you_mean, refuse
from trail.readers import docx, odt, speech, subtitles, text
from trail.readers.canonical import Reading
from trail.tables import read as read_table
from trail.tables import sha256

READERS = {
    ".txt": text.read,
    ".md": text.read,
    ".docx": docx.read,
    ".odt": odt.read,
    ".vtt": subtitles.read,
    ".srt": subtitles.read,
}
CURES = {  # forms that are refused because their readers lose letters or hide things
    **dict.fromkeys((".rtf", ".doc", ".docm", ".dotx", ".pages", ".pdf"), "Save it as .docx."),
    **dict.fromkeys((".ott", ".fodt"), "Save it as .odt."),
}
FILE_BYTES = 50_000_000

TEXTS = ["interview_id", "transcript", "sha256", "text", "origins", "asides"]
TURNS = ["turn", "speaker", "role", "start", "end", "text"]

_FRONT_MATTER = re.compile(r"---[ \t]*\n(?:[^\n]+\n){1,50}?---[ \t]*\n")
_HEADING_OR_RULE = re.compile(r"^#{1,6}[ \t].*$|^(?:-{3,80}|\*{3,80}|_{3,80})[ \t]*$", re.MULTILINE)
_PARAGRAPH_END = {".md": re.compile(r"\n[^\S\n]{0,200}\n")}
_LINE_END = re.compile("\n")


def read(path, file: str, encoding: str = "") -> tuple[Reading, str]:
    """Return the Reading of a transcript and the SHA-256 of its bytes.

    file: the path as the researcher knows it, for faults. encoding: "" or "utf-8", or "cp1252" where it is declared.
    Raises Faults for a file that is missing, unreadable, empty, undecodable, too large, of another form than READERS,
    or refused by its reader.
    """
    path = Path(path)
    form = path.suffix.lower()
    if form not in READERS:
        cure = CURES.get(form, f"Transcripts are {' '.join(READERS)}.")
        message = f"is of a form that is not read ({form or 'no ending'}). {cure}"
        raise Faults([Fault(file, "", message, "unknown_form")])
    if encoding not in text.ENCODINGS:
        raise Faults([Fault(file, "", f"has the encoding '{encoding}'; it is utf-8 or cp1252.", "unknown_encoding")])
    try:
        if path.stat().st_size > FILE_BYTES:
            message = f"is larger than {FILE_BYTES // 1_000_000} MB, which no transcript is."
            raise Faults([Fault(file, "", message, "large_transcript")])
        data = path.read_bytes()
    except FileNotFoundError:
        raise Faults([Fault(file, "", f"is missing.{_nearest(path)}", "missing_transcript")]) from None
    except OSError as error:
        raise Faults([Fault(file, "", f"cannot be read: {error.strerror}.", "unreadable_transcript")]) from None
    return READERS[form](data, file, encoding), sha256(data)


def turns(
    canonical: str, roles: dict, strict: bool = False, form: str = ".txt", file: str = "transcript"
) -> pd.DataFrame:
    """Return one row per turn: turn (from 1), speaker (label as written, "" without one), role, start, end, text.

    text is canonical[start:end], the spoken words alone, in order and without overlap; labels and timestamps lie
    between turns, so a timestamp inside a turn makes two of it. A paragraph without a label goes on with the turn
    before it. Where `roles` names the role of "", and before the first label, it is a turn of its own, of that role or
    "unknown". A paragraph is a line; in Markdown, lines up to an empty one. Subtitles: one turn per cue.

    roles: label -> role, the study's `speakers`; built-in aliases (`speech.ALIASES`) know the rest.
    form: the file's ending. Raises Faults for a cue with two voices and, if strict, for labels that neither knows.
    """
    rows, faults = _turns(canonical, roles, strict, form, file)
    refuse(faults)
    return _table(rows, TURNS)


def read_interview_set(
    interviews: pd.DataFrame, folder: Path, speakers: dict, strict: bool = False
) -> tuple[pd.DataFrame, pd.DataFrame, list[Fault]]:
    """Return texts, turns and warnings of the interviews of a set.

    interviews: rows of interviews.csv (interview_id, transcript; an `encoding` of cp1252 where a file is declared so).
    folder: where the transcripts lie. speakers, strict: of the study's config.
    texts: interview_id, transcript, sha256 (of the file), text (canonical), origins (JSON list of runs canonical start,
    source start, length), asides (JSON list of [place, words] that are in the file and not speech). turns: interview_id
    and the columns of `turns`. Both sorted by interview_id. warnings: Faults of level "W". Raises Faults with every
    fault, and every warning, of the set.
    """
    texts, read_turns, faults = read_interviews(interviews, folder, speakers, strict)
    refuse(faults)
    return texts, read_turns, faults


def gathered(paths: list) -> pd.DataFrame:
    """Return tables of parts of an interview set as one. Raises Faults where two interviews share a transcript."""
    table = pd.concat(map(read_table, paths), ignore_index=True)
    named = table["transcript"] if "transcript" in table else pd.Series(dtype=str)
    message = "is another interview's transcript as well: each interview has a file of its own."
    refuse(Fault("interviews.csv", name, message, "transcript_name") for name in sorted(set(named[named.duplicated()])))
    return table


def read_texts(config: dict, data: Path, interviews: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, list[Fault]]:
    """Return (texts, turns, faults) of all interviews of a study whose transcript can be read, as `read_interviews`.

    A transcript that is not there, or is another interview's, is left out: that is told with the table.
    """
    named, folder = interviews["transcript"], data / "transcripts"
    there = {path.name for path in folder.iterdir() if path.is_file()} if folder.is_dir() else set()
    known = interviews[named.isin(there) & ~named.duplicated()]
    known = known[~known["interview_id"].duplicated()]
    return read_interviews(known, folder, config["speakers"], config["strict_speakers"])


def read_interviews(
    interviews: pd.DataFrame, folder: Path, speakers: dict, strict: bool = False
) -> tuple[pd.DataFrame, pd.DataFrame, list[Fault]]:
    """Return what `read_interview_set` returns, of the transcripts that can be read, and every fault of the others."""
    texts, rows, faults = [], [], []
    seen: dict[str, str] = {}
    for interview in interviews.sort_values("interview_id", kind="stable").to_dict("records"):
        name, key = interview["transcript"], {"interview_id": interview["interview_id"]}
        if message := _misnamed(name, key["interview_id"], seen):
            place = f"row {interview['row']}" if "row" in interview else ""
            faults.append(Fault("interviews.csv", place, message, "transcript_name"))
            continue
        path, file = Path(folder) / name, f"{Path(folder).name}/{name}"
        try:
            reading, digest = read(path, file, str(interview.get("encoding") or "").lower())
        except Faults as found:
            faults += found.faults
            continue
        spoken, found = _turns(reading.text, speakers, strict, path.suffix.lower(), file)
        faults += found
        rows += [key | row for row in spoken]
        origins = json.dumps(reading.origins, separators=(",", ":"))
        asides = json.dumps(reading.asides, ensure_ascii=False, separators=(",", ":"))
        row = {"transcript": name, "sha256": digest, "text": reading.text, "origins": origins, "asides": asides}
        texts.append(key | row)
    return _table(texts, TEXTS), _table(rows, ["interview_id", *TURNS]), faults


def _turns(canonical: str, roles: dict, strict: bool, form: str, file: str) -> tuple[list[dict], list[Fault]]:
    roles = {str(label).rstrip(":"): str(role) for label, role in roles.items()}
    if form in (".vtt", ".srt"):
        marks, heads = subtitles.marks(canonical, roles)
    else:
        heads = speech.heads(canonical, roles)
        marks = [(head.start, head.end, head.label) for head in heads]
        marks += [(start, end, None) for start, end in speech.stamps(canonical)]
        if form == ".md":
            marks += _not_spoken(canonical, heads)
        until = len(canonical) if "" in roles or not heads else heads[0].start
        ends = _PARAGRAPH_END.get(form, _LINE_END).finditer(canonical, 0, until)
        marks += [(match.start(), match.start(), speech.PARAGRAPH) for match in ends]
    role_of = {head.label: head.role for head in heads} | {"": roles.get("", "unknown")}
    rows = [
        dict(zip(TURNS, (turn, speaker, role_of[speaker], start, end, canonical[start:end]), strict=True))
        for turn, (speaker, start, end) in enumerate(speech.cut(canonical, marks), 1)
    ]
    unit = "paragraph" if form in (".docx", ".odt") else "line"
    faults = speech.unlisted(canonical, heads, roles, file, unit, "E" if strict else "W")
    if form in (".vtt", ".srt"):
        faults += subtitles.mixed(canonical, rows, file)
    return rows, faults


def _not_spoken(markdown: str, heads: list[speech.Head]) -> list[speech.Mark]:
    """Return where front matter, headings and rules lie; speech between two rules starts with a capital label."""
    front = _FRONT_MATTER.match(markdown)
    until = front.end() if front else 0
    found = [(0, until)] if not any(head.start < until and head.label[0].isupper() for head in heads) else []
    found += [match.span() for match in _HEADING_OR_RULE.finditer(markdown)]
    return [(start, end, None) for start, end in found]


def _misnamed(name: str, interview_id: str, seen: dict[str, str]) -> str:
    """Return what is wrong with a name in the column `transcript`, or "" (and note the name as seen)."""
    if not name:
        return f"interview {interview_id} names no transcript. Write the file's name into the column `transcript`."
    if "/" in name or "\\" in name or name.startswith("."):
        return f"'{name}' is not a file name. Put the file into transcripts/ and write its name alone."
    if name in seen:
        return f"'{name}' is the transcript of {seen[name]} and of {interview_id}. Each interview has its own."
    seen[name] = interview_id
    return ""


def _nearest(path: Path) -> str:
    beside = sorted(other.name for other in path.parent.iterdir()) if path.parent.is_dir() else []
    return did_you_mean(path.name, beside)


def _table(rows: list[dict], columns: list[str]) -> pd.DataFrame:
    kinds = {column: "int64" if column in ("turn", "start", "end") else "str" for column in columns}
    return pd.DataFrame(rows, columns=columns).astype(kinds)
