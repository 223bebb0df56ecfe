"""Projects of coding tools that stand for a study's coding: their passages, placed in the study's own transcripts."""

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from trail import study
from trail.faults import Fault, Faults, did_you_mean
from trail.importers import folder, formats, units
from trail.importers.following import Again, Passage, carry
from trail.importers.project import Project, name_of
from trail.tables import as_dicts

PASSAGES = ["unit_id", "interview_id", "spans", "text", "code_path", "analyst", "imported_from"]


class Placed(NamedTuple):
    """What projects hold for a study.

    passages: one row per passage, code and analyst (code_path "" where it has no code), columns PASSAGES. spans and
    text are those of the study's transcript. codes: every code path of the projects. reports: {file: the report of the
    import, with `interviews` ({document: interview}) and `places` ({how passages were placed: how many})}. lost:
    (unit_id, interview_id, old passage, what may be meant) of those without a place.
    """

    passages: pd.DataFrame
    codes: list[str]
    reports: dict[str, dict]
    lost: list[tuple[str, str, Passage, Again]]


def place(data: Path, tables: dict[str, pd.DataFrame], texts: pd.DataFrame) -> tuple[Placed, list[Fault]]:
    """Return what the projects in coding/ hold, and what is wrong with them.

    tables: interviews and analysts of the study; texts: interview_id, text (canonical). Documents are known by their
    names, else by their words. What is told of one project leaves the others as they are.
    """
    rows, codes, reports, lost, faults = [], set(), {}, [], []
    told_by: dict[str, str] = {}
    for path in study.projects(data):
        file = path.relative_to(data).as_posix()
        try:
            project, read = _read(path, data)
        except Faults as found:
            faults += [replace(fault, file=f"coding/{fault.file}") for fault in found.faults]
            continue
        interviews, wrong = _interviews(project, read, file, tables["interviews"], texts)
        faults += wrong
        for interview in sorted(set(interviews.values())):
            if told_by.setdefault(interview, file) != file:
                message = f"codes {interview}, and so does {told_by[interview]}: keep one project for an interview."
                faults.append(Fault(file, "", message, "coded_twice"))
        analysts, wrong = _analysts(read, file, tables["analysts"])
        faults += wrong
        placed, how = _placed(read, interviews, texts)
        for unit, (interview, passage, again) in placed.items():
            if again.place is None:
                lost.append((unit, interview, passage, again))
                faults.append(_not_found(file, interview, passage))
        coded: dict[str, list[tuple[str, str]]] = {}
        for unit, _, _, code, coder in read.codings:
            coded.setdefault(unit, []).append((code, analysts.get(coder, "")))
        text_of = dict(zip(texts["interview_id"], texts["text"], strict=True))
        for unit, (interview, _, again) in placed.items():
            if again.place:
                spans, words = "{}-{}".format(*again.place), text_of[interview][slice(*again.place)]
                told = sorted(set(coded.get(unit, [("", "")])))
                rows += [[unit, interview, spans, words, code, analyst, file] for code, analyst in told]
        faults += _left(project, file)
        codes |= {code.path for code in project.codes}
        told = folder.report(project, read, path.name)
        told["changed"] = [row for row in told["changed"] if not row["what"].startswith("passages without a code")]
        reports[file] = told | {"interviews": interviews, "places": how}
    passages = pd.DataFrame(sorted(rows), columns=PASSAGES, dtype=object)
    return Placed(passages, sorted(codes), reports, lost), faults


def _read(path: Path, data: Path) -> tuple[Project, units.Tables]:
    transcripts = data / "transcripts"
    try:
        project = formats.read(path, transcripts if transcripts.is_dir() else None)
        return project, units.tables(project)
    except (Faults, OSError):
        raise
    except Exception as error:  # a stranger's file can hold what no importer foresaw; the message might repeat it
        message = f"cannot be read ({type(error).__name__}), for a reason that was not foreseen. Export it again."
        raise Faults([Fault(path.name, "", message, "unforeseen")]) from None


def _interviews(
    project: Project, read: units.Tables, file: str, interviews: pd.DataFrame, texts: pd.DataFrame
) -> tuple[dict[str, str], list[Fault]]:
    """Return ({document's id in the project: interview_id}, faults): by name, else by words, white space aside."""
    known = as_dicts(interviews)
    named: dict[str, str] = {}
    for row in known:
        for name in (row["interview_id"], row["transcript"], units.ENDINGS.sub("", row["transcript"])):
            named.setdefault(name_of(name).casefold(), row["interview_id"])
    by_words: dict[str, list[str]] = {}
    for interview, text in zip(texts["interview_id"], texts["text"], strict=True):
        by_words.setdefault("".join(text.split()), []).append(interview)
    found, faults, left = {}, [], []
    for document, name, _ in read.documents:
        names = (name, units.ENDINGS.sub("", name), document)
        interview = next((named[one] for one in (name_of(one).casefold() for one in names) if one in named), None)
        alike = by_words.get("".join(read.texts.get(document, "").split()), [])
        interview = interview or (alike[0] if len(alike) == 1 else None)
        if interview is None:
            left.append((document, name))
        elif interview in found.values():
            message = f"'{name}' and another document are both {interview}: keep one of them in the project."
            faults.append(Fault(file, "", message, "document_twice"))
        else:
            found[document] = interview
    marked = Counter(row[1] for row in read.units)
    without = sorted({row["interview_id"] for row in known} - set(found.values()))
    for document, name in left:
        if marked[document]:
            hint = did_you_mean(name, [one["transcript"] for one in known if one["interview_id"] in without])
            hint = hint or f". Interviews without a document: {', '.join(without[:5])}" if without else ""
            message = f"'{name}' is no interview of the study{hint}. Its {marked[document]} passages are left out."
            faults.append(Fault(file, "", message, "unknown_document", "W"))
    return found, faults


def _analysts(read: units.Tables, file: str, analysts: pd.DataFrame) -> tuple[dict[str, str], list[Fault]]:
    """Return ({coder's pseudonym in the import: analyst}, warnings). Coders' names are personal data: not repeated."""
    known: dict[str, str] = {}
    for row in as_dicts(analysts):
        for name in (row["analyst"], row.get("coder", "")):
            known.setdefault(name_of(name).casefold(), row["analyst"])
    found = {pseudonym: known.get(name_of(name).casefold(), "") for pseudonym, name in read.analysts.items()}
    if len(found) == 1 and len(analysts) == 1:
        found = dict.fromkeys(found, analysts["analyst"].iloc[0])
    unknown = sum(not analyst for analyst in found.values())
    if not unknown:
        return found, []
    message = (
        f"{unknown} of its {len(found)} coders stand in no row of analysts.csv, so their codings name no analyst: "
        "write the name that the program has for each into its column `coder` (`trail import --names` lists them)."
    )
    return found, [Fault(file, "", message, "unknown_coder", "W")]


def _placed(
    read: units.Tables, interviews: dict[str, str], texts: pd.DataFrame
) -> tuple[dict[str, tuple[str, Passage, Again]], dict[str, int]]:
    """Return ({unit_id: (interview, passage in the project, where it stands in the transcript)}, {how: how many})."""
    text_of = dict(zip(texts["interview_id"], texts["text"], strict=True))
    of_document: dict[str, list[list]] = {}
    for row in read.units:
        of_document.setdefault(row[1], []).append(row)
    found, how = {}, Counter()
    for document, rows in of_document.items():
        interview = interviews.get(document)
        if interview not in text_of:
            continue
        passages = [Passage(words, start, end) for _, _, start, end, words in rows]
        again = carry(read.texts[document], text_of[interview], passages)
        how.update(one.how for one in again if one.place)
        for row, passage, one in zip(rows, passages, again, strict=True):
            found[row[0]] = (interview, passage, one)
    return found, dict(sorted(how.items()))


def _left(project: Project, file: str) -> list[Fault]:
    """Return a warning for each kind of coding that a project holds and an import cannot place."""
    lost = [one for one in project.left if "coding" in one.what or "passage" in one.what]
    return [Fault(file, "", f"{one.count} {one.what} are left out: {one.why}.", "left_out", "W") for one in lost]


def _not_found(file: str, interview: str, passage: Passage) -> Fault:
    message = (
        "what is marked there is not in the study's transcript, or nothing tells where: the two texts differ. Make the "
        "same correction in both. `trail check --moved` shows what is most like it."
    )
    return Fault(file, f"{interview} at {passage.start}-{passage.end}", message, "unit_not_in_text")
