"""Passages of a project, placed in the study's own transcripts: which interview a document is, and what moved."""

import csv
import io
import os
from pathlib import Path

import pandas as pd
import pytest

import built_study
import database_files
import project_study
import tiny_study
from trail import cli, code_maps, inspection, projects, study
from trail.importers import formats
from trail.tables import read

DATA = Path(tiny_study.DATA)
NAME = "VS2018-01"
TEXT = tiny_study.TRANSCRIPTS[NAME]
SAMPLES = os.environ.get("TRAIL_SAMPLES")


def faults(folder, check=""):
    return [fault for fault in inspection.inspect(folder) if check in ("", fault.check)]


def units(folder):
    config, data = study.find(folder)
    tables, _ = code_maps.read_tables(data, config)
    return tables["meaning_units"].set_index("unit_id")[["interview_id", "spans", "text"]]


def corrected(folder, text, **changes):
    """A study whose transcript was corrected after the project was exported."""
    changes["files"] = {f"{DATA}/transcripts/{NAME}.txt": text}
    return project_study.write(folder, config={"study": {"draft": True}}, **changes)


@pytest.mark.parametrize("called", [f"{NAME}.txt", f"{NAME}.docx", NAME.lower(), "Interview with the first doctor"])
def test_a_document_is_known_by_its_name_or_by_its_words(tmp_path, called):
    folder = project_study.write(tmp_path, project_study.project(names={NAME: called}))
    assert not faults(folder, "unknown_document")
    assert set(units(folder)["interview_id"]) == set(tiny_study.TRANSCRIPTS)


def test_a_document_of_no_interview_is_named_with_its_passages_and_what_it_may_be(tmp_path):
    texts = project_study.TEXTS | {NAME: TEXT + "Mer.\n"}
    folder = project_study.write(tmp_path, project_study.project(texts=texts, names={NAME: "VS2018-O1"}))
    told = faults(folder, "unknown_document")
    assert [(fault.file, fault.level) for fault in told] == [("coding/tiny.qdpx", "W")]
    assert told[0].message.startswith("'VS2018-O1' is no interview of the study (did you mean 'VS2018-01.txt'?). Its 5")


def test_two_documents_of_one_interview_are_a_fault(tmp_path):
    texts = project_study.TEXTS | {f"{NAME}.txt": TEXT}
    content = project_study.project(texts=texts)
    assert faults(project_study.write(tmp_path, content), "document_twice")[0].file == "coding/tiny.qdpx"


def test_an_interview_in_two_projects_is_a_fault_that_names_both(tmp_path):
    folder = project_study.write(tmp_path, files={f"{DATA}/coding/older.qdpx": project_study.project()})
    told = faults(folder, "coded_twice")
    assert len(told) == 5 and {fault.file for fault in told} == {"coding/tiny.qdpx"}
    assert "VS2018-01, and so does coding/older.qdpx" in " ".join(fault.message for fault in told)


def test_interviews_may_be_coded_in_a_project_each(tmp_path):
    folder = project_study.write(tmp_path)
    (folder / project_study.FILE).unlink()
    for name, text in project_study.TEXTS.items():
        own = {place: codes for place, codes in project_study.passages().items() if place[0] == name}
        (folder / DATA / "coding" / f"{name}.qdpx").write_bytes(project_study.project(own, {name: text}))
    assert faults(folder) == []


def test_a_qualcoder_folder_gives_the_units_that_a_project_file_gives(tmp_path):
    before = units(project_study.write(tmp_path / "file"))
    folder = project_study.write(tmp_path / "folder")
    (folder / project_study.FILE).unlink()
    codes = [row["code_path"] for row in project_study.code_map()]
    names = {name: number for number, name in enumerate(project_study.TEXTS, 1)}
    marked = [
        {"cid": codes.index(code) + 1, "fid": names[name], "owner": coder, "pos0": start, "pos1": end}
        | {"seltext": project_study.TEXTS[name][start:end]}
        for (name, start, end), codings in project_study.passages().items()
        for code, coder in codings
    ]
    texts = [{"id": number, "name": name, "fulltext": project_study.TEXTS[name]} for name, number in names.items()]
    book = [{"cid": number, "name": code} for number, code in enumerate(codes, 1)]
    rows = {"source": texts, "code_name": book, "code_text": marked}
    database_files.qualcoder(folder / DATA / "coding", rows)
    assert faults(folder) == []
    pd.testing.assert_frame_equal(units(folder), before)


def test_every_project_that_is_imported_may_stand_for_a_studys_coding():
    """Not tables, which are the study's own unless they are alone, code books, and documents that may be notes."""
    others = {".csv", ".xlsx", ".qdc", ".docx", ".md", ".txt"}
    assert set(formats.endings()) - others <= set(study.PROJECTS)


@pytest.mark.parametrize("name", ["~$project.qdpx", ".project.qdpx", "Thumbs.db", "notes.md", "meaning_unit.csv"])
def test_what_else_lies_beside_the_tables_is_no_project(tmp_path, name):
    (tmp_path / "coding").mkdir()
    (tmp_path / "coding" / name).write_bytes(b"")
    assert study.projects(tmp_path) == []


def test_passages_follow_their_words_and_keep_their_ids_when_the_transcript_is_corrected(tmp_path):
    before = units(project_study.write(tmp_path / "before"))
    folder = corrected(tmp_path / "after", "I: En linje til.\n" + TEXT.replace("\nD:", "\n\n  D:"))
    after = units(folder)
    assert not faults(folder, "unit_not_in_text")
    assert list(after.index) == list(before.index)
    assert [text.split() for text in after["text"]] == [text.split() for text in before["text"]]
    assert set(after["spans"]) != set(before["spans"])


def test_a_passage_whose_words_were_changed_stops_the_build_and_moved_shows_what_is_like_it(tmp_path, capsys):
    folder = corrected(tmp_path, TEXT.replace("Man skal jo tåle litt.", "En må vel tåle noe."))
    told = faults(folder)
    assert [(fault.check, fault.file, fault.level) for fault in told] == [("unit_not_in_text", "coding/tiny.qdpx", "E")]
    assert told[0].place.startswith(f"{NAME} at ") and "tåle" not in told[0].message
    assert cli.main(["check", str(folder), "--moved"]) == 1
    said = capsys.readouterr().out
    assert project_study.IDS["U003"][0] in said and "Man skal" in said and "% alike" in said


def test_coders_are_the_analysts_whose_id_or_name_the_program_has(tmp_path):
    named = {"A1": "Kari Nordmann", "A2": "a2"}
    marked = {
        place: [(code, named[coder]) for code, coder in codings] for place, codings in project_study.passages().items()
    }
    content = project_study.project(marked)
    told = faults(project_study.write(tmp_path / "unknown", content), "unknown_coder")
    assert [fault.level for fault in told] == ["W"] and told[0].message.startswith("1 of its 2 coders")
    assert "Kari" not in told[0].message

    def with_names(rows):
        return [row | {"coder": named["A1"] if row["analyst"] == "A1" else ""} for row in rows]

    folder = project_study.write(tmp_path / "known", content, analysts=with_names)
    assert faults(folder) == []
    config, data = study.find(folder)
    assert set(code_maps.read_tables(data, config)[0]["codings"]["analyst"]) == {"A1", "A2"}


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", project_study.project()[:400]])
def test_a_broken_project_is_one_fault_and_nothing_that_rests_on_it_is_told(tmp_path, content):
    told = faults(project_study.write(tmp_path, content))
    assert {(fault.file, fault.level) for fault in told} == {("coding/tiny.qdpx", "E")}


def test_a_project_that_no_importer_foresaw_is_told_without_what_it_holds(tmp_path, monkeypatch):
    def stumbles(*_):
        raise ValueError("Kari Nordmann")

    monkeypatch.setattr(formats, "read", stumbles)
    told = faults(project_study.write(tmp_path))
    assert [(fault.check, fault.file) for fault in told] == [("unforeseen", "coding/tiny.qdpx")]
    assert "ValueError" in told[0].message and "Kari" not in told[0].message


def test_the_report_says_what_was_read_and_how_passages_were_placed(tmp_path):
    folder = corrected(tmp_path, "I: En linje til.\n" + TEXT)
    config, data = study.find(folder)
    tables, _ = study.read_tables(data, config)
    texts = pd.DataFrame(
        [(path.stem, path.read_text(encoding="utf-8")) for path in sorted((data / "transcripts").iterdir())],
        columns=["interview_id", "text"],
    )
    placed, found = projects.place(data, tables, texts)
    told = placed.reports["coding/tiny.qdpx"]
    assert not found and told["interviews"][NAME] == NAME
    assert sum(told["places"].values()) == told["kept"]["meaning_units"] == 12
    assert told["places"]["where it was"] == 7


def test_the_build_imports_the_project_and_a_new_export_changes_no_table(tmp_path):
    folder = project_study.write(tmp_path)
    tables = ("meaning_units.parquet", "codings.parquet", "code_by_interview.csv", "study/codings.csv")
    wanted = [f"results/closed/{name}" for name in tables]
    done = built_study.snakemake(folder, *wanted)
    assert done.returncode == 0, done.stdout + done.stderr
    before = [(folder / path).read_bytes() for path in wanted]
    assert set(read(folder / wanted[0])["source"]) == {"coding/tiny.qdpx"}
    (folder / project_study.FILE).write_bytes(project_study.exported_again(project_study.project()))
    done = built_study.snakemake(folder, *wanted)
    assert done.returncode == 0 and "import_coding" in done.stdout + done.stderr
    assert [(folder / path).read_bytes() for path in wanted] == before


@pytest.mark.skipif(not SAMPLES, reason="TRAIL_SAMPLES names no folder of real studies")
def test_a_real_project_codes_the_original_documents_of_its_interviews(tmp_path):
    """The project holds plain texts, the study has the ODT originals: same words, other white space."""
    sample = Path(SAMPLES, "serdif")
    folder = tmp_path / "study"
    assert cli.main(["new", str(folder), "--from", str(sample / "serdif.qdpx")]) == 0
    data = folder / "data" / "study"
    before = pd.read_csv(data / "coding" / "codings.csv", dtype=str)
    for name in ("coding/meaning_units.csv", "coding/codings.csv", "transcripts"):
        (data / name).rename(tmp_path / Path(name).name)
    (data / "transcripts").mkdir()
    for path in (sample / "transcripts_odt").iterdir():
        (data / "transcripts" / path.name).write_bytes(path.read_bytes())
    (data / "coding" / "serdif.qdpx").write_bytes((sample / "serdif.qdpx").read_bytes())
    interviews = list(csv.DictReader(io.StringIO((data / "interviews.csv").read_text(encoding="utf-8"))))
    renamed = [row | {"transcript": row["transcript"].replace(".txt", ".odt")} for row in interviews]
    (data / "interviews.csv").write_text(tiny_study.csv_text(renamed), encoding="utf-8")
    config, data = study.find(folder)
    tables, found = code_maps.read_tables(data, config)
    assert [fault for fault in found if fault.level == "E"] == []
    after = tables["codings"]
    key = ["unit_id", "code_group_id"]
    assert sorted(after[key].to_numpy().tolist()) == sorted(before[key].to_numpy().tolist())
    assert len(after) == 1930
