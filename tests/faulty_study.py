"""The tiny study with every fault at once: all that `test_checks.CASES` change, and what they lack."""

import io
import os
import zipfile
from pathlib import Path

import tiny_study
from method_cases import and_, checklist, on
from tiny_study import DATA


def _zip(member: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(member, "<a/>")
    return packed.getvalue()


# Changes of CASES that another case undoes, made anew on rows of their own.
CODED = {"paper": "paper1", "pass": "data_driven", "analyst": "A2", "status": "agreed", "coded_on": "2020-10-06"}
CHANGED = {"category_id": "CAT2_2", "change_type": "missing"}
REST = {
    "codebook": and_(
        {"paper": "paper2", "code_group_id": "CG3", "version": "2", "name": "Being allowed", "origin": "data"}
        | {"definition": "What they let themselves do.", "include": "Limits.", "exclude": "Others."}
        | {"change": "redefined", "derived_from": "CG3", "decision_id": "D003"},
        {"paper": "paper3", "code_group_id": "CG8", "version": "1", "name": "Walking", "origin": "data"}
        | {"definition": "Talk on a walk.", "include": "Walks.", "exclude": "Rooms.", "change": "new"},
    ),
    "codebook_versions": and_(
        {"paper": "paper2", "version": "2", "dated_on": "2020-11-02", "decision_id": "D003"},
        {"paper": "paper3", "version": "1", "dated_on": "2020-11-02", "decision_id": "D003"},
    ),
    "codings": and_(
        CODED | {"unit_id": "U011"},
        CODED | {"unit_id": "U006", "paper": "paper3", "code_group_id": "CG8", "codebook_version": "1"},
    ),
    "case_summaries": lambda rows: [
        *({"unit_ids": ""} | row for row in rows),
        {"participant_id": "P01", "category_id": "CAT8_1", "summary": "Walked.", "unit_ids": "U006"},
    ],
    "meaning_units": and_(
        {"unit_id": "U097", "interview_id": "VS2018-01", "text": "Hva var du redd for?", "analyst": "A1"},
        {"unit_id": "U096", "interview_id": "VS2018-01", "spans": "1-9", "text": "Nothing of it", "analyst": "A1"},
        {
            "unit_id": "U095",
            "interview_id": "VS2019-01",
            "spans": "150-169",
            "text": "Uten å finne på noe",
            "analyst": "A1",
        },
    ),
    "facets": and_({"unit_id": "U999", "paper": "paper1", "facet": "aspect", "value": "barriers"}),
    "condensates": lambda rows: and_(
        {"condensate_id": "CD6", "subgroup_id": "SG6", "version": "2", "text": "Nei.", "unit_ids": "U007;U008"}
    )(on("CD2", units_sha256="0" * 64)(rows)),
    "categories": and_(
        {"category_id": "CAT1_3", "paper": "paper1", "order": "3", "heading": "One", "condensates": "CD1"},
        {"category_id": "CAT1_4", "paper": "paper1", "order": "4", "heading": "None", "condensates": "CD77"},
        {"category_id": "CAT1_5", "paper": "paper1", "order": "5", "heading": "On nothing"},
        {"category_id": "CAT2_2", "paper": "paper2", "order": "2", "heading": "Two", "condensates": "CD5"},
        {"category_id": "CAT8_1", "paper": "paper3", "order": "1", "heading": "A walk", "code_group_ids": "CG8"},
    ),
    "changes": and_(
        CHANGED | {"change_id": "CH5", "participant_id": "P01", "before_units": "U008"},
        CHANGED | {"change_id": "CH6", "participant_id": "P02"},
        CHANGED | {"change_id": "CH7", "participant_id": "P04"},
    ),
    "cross_case": and_({"cross_case_id": "XC3", "category_ids": "CAT2_1", "change_ids": "CH2;CH3", "author": "A1"}),
    "interpretations": and_(
        {"interpretation_id": "INT2", "paper": "paper2", "lens": "schein", "dated_on": "2019-01-01", "author": "A1"}
    ),
    "quotes": and_(
        {
            "quote_id": "Q20",
            "paper": "paper2",
            "unit_ids": "U007",
            "original": "Helt andre ord.",
            "source_language": "nb",
        },
        {
            "quote_id": "Q21",
            "paper": "paper2",
            "unit_ids": "U092",
            "original": "Ja, altså, det",
            "source_language": "nb",
        },
        {"quote_id": "Q22", "paper": "paper2", "unit_ids": "U009", "original": "Jeg er i samme jobb"}
        | {"source_language": "nb", "translation": "My patient", "target_language": "en"},
    ),
    "freezes": and_(
        {"freeze_id": "FR3", "paper": "paper2", "kind": "submission", "codebook_version": "9"}
        | {"frozen_on": "2021-02-01"}
    ),
    "decisions": and_({"decision_id": "D010", "decided_on": "2020-09-01", "step": "codebook", "what": "@gone.md"}),
    "readings": and_({"analyst": "A1", "interview_id": "VS2018-01", "paper": "paper1", "step": "guessed"}),
    "preliminary_themes": lambda rows: [*rows, rows[0]],
    "labels": lambda rows: [row for row in rows if row["interview_id"] != "VS2019-04"],
    "release": lambda rows: [row for row in rows if not (row["document"] == "paper2" and row["kind"][:5] == "quote")],
    "analysts": lambda rows: [
        {("credential" if key == "credentials" else key): row[key] for key in row} for row in rows
    ],
}

# transcript: what it holds; each of a person of its own, interviewed in VS2018
TRANSCRIPTS = {
    "unknown_form.rtf": b"{}",
    "undecodable.txt": "I: Hva?\n\nD: Så.\n".encode("cp1252"),
    "unreadable.docx": _zip("a.xml"),
    "unsafe.docx": _zip("../a.xml"),
    "large.txt": b"",
    "empty.txt": b"\n",
    "no_cue.vtt": b"WEBVTT\n",
    "two_voices.vtt": b"WEBVTT\n\n00:01.000 --> 00:02.000\n<v I>Hva?</v> <v D>Ja.</v>\n",
    "unlisted.vtt": b"WEBVTT\n\n00:01.000 --> 00:02.000\n<v Kari>Ja.</v>\n",
    "identifying.txt": b"I: Hvor?\n\nD: Skriv til kari@example.org.\n",
    "encoded.txt": b"I: Hvor?\n\nD: Der.\n",
    "missing.txt": None,
}

PROFILE = """\
journal: A journal
source: Invented.
main_text: {words: 1}
abstract: {language: en, words: 5, headings: [Background, Methods]}
keywords: {at_least: 2, at_most: 3}
sections: [{heading: Funding}]
"""
TYPED = "# Methods\n\nWe interviewed ninety doctors. Eighty doctors had been there. []{.quote of=Q77}\n"
FILES = {
    f"{DATA}/deidentification/log.csv": "interwiew,placeholda\nx,y\n",
    f"{DATA}/reporting/published_tables.csv": "",
    f"{DATA}/reporting/recruitment.csv": "interview_set,approached\nå,4\n".encode("cp1252"),
    f"{DATA}/published/published.xlsx": b"no workbook",
    f"{DATA}/coding/code_map.csv": "code,code_group_id\n",
    f"{DATA}/coding/code_map.xlsx": b"no workbook",
    f"{DATA}/reporting/srqr.yaml": "S1: [",
    f"{DATA}/memos/2018-02-01-unsaid.md": "No front matter.\n",
    "notebooks/brief.ipynb": "[]",
    "manuscript/profiles/mine.yaml": PROFILE,
    "manuscript/profiles/broken.yaml": "journal: [",
    "manuscript/paper1/index.qmd": "---\ntitle: T\nlang: en\nprofile: mine\nkeywords: [one]\nabstract: |\n"
    f"  **Background.** More words than five of them.\n---\n\n{TYPED}",
    "manuscript/unabstracted/index.qmd": "---\ntitle: T\nprofile: mine\n---\n\n# Results\n",
    "manuscript/strange/index.qmd": "---\ntitle: T\nprofile: minne\n---\n",
    "manuscript/unreadable/index.qmd": "---\ntitle: T\nprofile: broken\n---\n",
}
CONFIG = {
    "documents": ["paper1", "paper2", "brief", "unabstracted", "strange", "unreadable", "unwritten"],
    "papers": {"paper3": {"interview_sets": ["VS2018"], "method": "framework", "agreement": True}},
}


def write(folder: Path, cases: list[dict]) -> Path:
    """Write the study with the changes of all cases, and with what makes every other fault; return its folder."""
    names = [
        (name.partition(".")[0].replace("_", "-").title(), f"P{90 + at}", name) for at, name in enumerate(TRANSCRIPTS)
    ]
    told = {"interview_set": "VS2018", "days_after_support": "3", "mode": "phone", "minutes": "30", "interviewer": "A1"}
    told |= {"recorded": "yes", "written_form": "nb", "guide": "g1"}
    people = {"service": "villa_sana", "status": "complete", "consent_version": "1", "consent_scope": "study"}
    more = {
        "participants": and_(*(people | {"participant_id": person} for _, person, _ in names)),
        "interviews": lambda rows: [
            row | {"encoding": "latin9" if row["transcript"] == "encoded.txt" else ""}
            for row in and_(
                *(
                    told | {"interview_id": own, "participant_id": person, "transcript": name}
                    for own, person, name in names
                )
            )(rows)
        ],
        "files": FILES
        | {f"{DATA}/transcripts/{name}": content for name, content in TRANSCRIPTS.items() if content is not None}
        | checklist(
            "coreq", **{"15": {"answer": "", "where": "Methods"}, "16": {"answer": "Not done.", "where": "Nowhere"}}
        ),
        "config": CONFIG,
    }
    tiny_study.write(folder, **_joined([*cases, REST, more]))
    with (Path(folder) / DATA / "coding" / "preliminary_themes.csv").open("a", encoding="utf-8") as themes:
        themes.write("T99,paper1,A1,1,A theme,a note,and more\n")
    os.truncate(Path(folder) / DATA / "transcripts" / "large.txt", 50_000_001)
    return Path(folder)


def _joined(cases: list[dict]) -> dict:
    """Return changes as `tiny_study.write` takes them that make all these, one after the other; a row twice is one.

    Cases whose config is a function make another study of this one: REST has their faults.
    """
    cases = [case for case in cases if not callable(case.get("config"))]
    joined, tables, later = {"config": {}, "files": {}}, {}, {}
    for case in cases:
        tiny_study._merged(joined["config"], case.get("config", {}))
        joined["files"] |= case.get("files", {})
        for table, change in case.get("later", {}).items():
            later.setdefault(table, []).append(change)
        for table in case.keys() - {"config", "files", "later"}:
            tables.setdefault(table, []).append(case[table])
    joined["later"] = {table: _one_after_the_other(changes) for table, changes in later.items()}
    return joined | {table: _one_after_the_other(changes) for table, changes in tables.items()}


def _one_after_the_other(changes: list):
    def change(rows):
        for one in changes:
            new = one(rows) if callable(one) else [*rows, *one]  # rows of a table that the tiny study has not
            rows = new if one is changes[-1] else [row for at, row in enumerate(new) if row not in new[:at]]
        return rows

    return change
