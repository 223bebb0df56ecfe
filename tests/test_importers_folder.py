"""The folder of an import, and the matrix of it: replaced when the import comes again, never over work of hands."""

import csv
import io
import json

import pytest

import tiny_study
from qda_files import TEXT, coding, marked, qdpx
from trail import cli, code_matrix
from trail.faults import Faults
from trail.importers import folder

SAID = [marked(TEXT, "I waited", coding("c1")), marked(TEXT, "went home", coding("c1"), coding("c2"), number="s2")]


def run(*words) -> int:
    return cli.main([str(word) for word in words])


def bytes_of(into) -> dict[str, bytes]:
    return {path.relative_to(into).as_posix(): path.read_bytes() for path in into.rglob("*") if path.is_file()}


@pytest.fixture
def imported(tmp_path):
    path = qdpx(tmp_path, *SAID)
    assert run("import", path, "--into", tmp_path / "into") == 0
    return path, tmp_path / "into"


def test_import_writes_transcripts_three_tables_and_the_report(imported):
    _, into = imported
    assert sorted(bytes_of(into)) == [
        "coding/codebook.csv",
        "coding/codings.csv",
        "coding/meaning_units.csv",
        "import_report.json",
        "transcripts/Interview_1.txt",
    ]
    assert (
        (into / "coding/meaning_units.csv")
        .read_text(encoding="utf-8")
        .startswith("unit_id,interview_id,start,end,text\n")
    )
    report = json.loads((into / "import_report.json").read_text(encoding="utf-8"))
    assert report["kept"] == {"documents": 1, "codes": 2, "meaning_units": 2, "codings": 3, "coders": 0}


def test_same_file_gives_the_same_bytes_and_an_import_replaces_the_one_before(imported, tmp_path):
    path, into = imported
    before = bytes_of(into)
    assert run("import", path, "--into", into) == 0
    assert bytes_of(into) == before
    qdpx(tmp_path, SAID[0])
    assert run("import", path, "--into", into) == 0
    assert len((into / "coding/codings.csv").read_text(encoding="utf-8").splitlines()) == 2


def test_transcript_that_the_new_export_lacks_goes(imported, tmp_path):
    path, into = imported
    report = into / folder.REPORT
    old = into / "transcripts" / "Old.txt"
    old.write_text("x", encoding="utf-8")
    told = json.loads(report.read_text(encoding="utf-8"))
    told["files"]["transcripts/Old.txt"] = folder.sha256("x")
    told["files"]["../../outside.txt"] = folder.sha256("x")
    (tmp_path.parent / "outside.txt").write_text("x", encoding="utf-8")
    report.write_text(json.dumps(told), encoding="utf-8")
    assert run("import", path, "--into", into) == 0
    assert not old.exists()
    assert (tmp_path.parent / "outside.txt").exists()


def test_file_changed_by_hand_and_file_of_somebody_else_stop_the_import(imported, capsys):
    path, into = imported
    book = into / "coding" / "codebook.csv"
    book.write_text(book.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    before = bytes_of(into)
    assert run("import", path, "--into", into) == 1
    assert "codebook.csv" in (said := capsys.readouterr().err)
    assert "was changed after it was imported" in said
    assert bytes_of(into) == before
    (into / folder.REPORT).unlink()
    assert run("import", path, "--into", into) == 1
    assert "is there already, and no import's" in capsys.readouterr().err


def test_files_of_others_in_the_folder_stay(tmp_path):
    into = tmp_path / "into"
    (into / "coding").mkdir(parents=True)
    (into / "coding" / "code_map.csv").write_text("code_path\n", encoding="utf-8")
    assert run("import", qdpx(tmp_path, *SAID), "--into", into) == 0
    assert (into / "coding" / "code_map.csv").read_text(encoding="utf-8") == "code_path\n"
    assert [path.name for path in into.iterdir() if path.name.startswith(".")] == []


def table(shown: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(shown)))


def test_matrix_of_an_import_and_of_its_project_file_are_the_same(imported, capsys):
    path, into = imported
    capsys.readouterr()
    for given in (path, into):
        assert run("matrix", given) == 0
        assert table(capsys.readouterr().out) == [["code_path", "Interview_1"], ["going home", "1"], ["waiting", "2"]]
    assert run("matrix", into, "--presence") == 0
    assert table(capsys.readouterr().out)[2] == ["waiting", "1"]


def test_matrix_by_participant_needs_to_know_who_was_interviewed(imported, capsys):
    _, into = imported
    assert run("matrix", into, "--by", "participant") == 1
    assert "does not say who was interviewed in Interview_1" in capsys.readouterr().err
    (into / "interviews.csv").write_text("interview_id,participant_id\nInterview_1,P1\n", encoding="utf-8")
    assert run("matrix", into, "--by", "participant") == 0
    assert table(capsys.readouterr().out)[0] == ["code_path", "P1"]


def test_unit_coded_by_two_counts_once_and_people_with_two_interviews_are_one_column():
    cells = [("a", "i1", "u1"), ("a", "i1", "u1"), ("a", "i2", "u2")]
    coded = code_matrix.Coded(["a", "b"], ["i1", "i2"], cells, {"i1": "p", "i2": "p"})
    assert code_matrix.matrix(coded) == [["code_path", "i1", "i2"], ["a", 1, 1], ["b", 0, 0]]
    assert code_matrix.matrix(code_matrix.by_participant(coded)) == [["code_path", "p"], ["a", 2], ["b", 0]]


def test_matrix_of_a_study_counts_what_counts_there(tmp_path, capsys):
    study = tiny_study.write(tmp_path)
    assert run("matrix", study, "--paper", "paper1") == 0
    header, *rows = table(capsys.readouterr().out)
    assert header == ["code_path", *sorted(tiny_study.TRANSCRIPTS)]
    assert sum(int(cell) for row in rows for cell in row[1:]) > 0
    assert run("matrix", study, "--paper", "paper9") == 1
    assert "did you mean" in capsys.readouterr().err


def test_workbook_is_the_same_each_time_and_holds_no_formula(tmp_path):
    import openpyxl

    rows = [["code_path", "i1"], ["=1+1", 3], ["a\x01b", 0]]
    for name in ("a.xlsx", "b.xlsx"):
        code_matrix.write(rows, tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").active
    assert [[cell.value for cell in row] for row in sheet] == [["code_path", "i1"], ["=1+1", 3], ["a b", 0]]
    assert sheet["A2"].data_type == "s"
    with pytest.raises(Faults):
        code_matrix.write(rows, tmp_path / "a.pdf")


def test_folder_that_is_no_import_says_so(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert run("matrix", tmp_path) == 1
    assert "Is it the folder of an import or of a study?" in capsys.readouterr().err
    (tmp_path / "coding").mkdir()
    (tmp_path / "coding" / "codebook.csv").write_text("code\n", encoding="utf-8")
    assert run("matrix", tmp_path) == 1
    assert "lacks the column code_path" in capsys.readouterr().err


def test_project_and_its_import_have_one_matrix(tmp_path, capsys):
    marks = [marked(TEXT, "waited", coding("c1", "u1"), coding("c1", "u2")), marked(TEXT, "waited", coding("c1"))]
    project = qdpx(tmp_path, *marks, marked(TEXT, "went home", coding("c2")))
    assert cli.main(["import", str(project), "--into", str(tmp_path / "in")]) == 0
    capsys.readouterr()
    told = []
    for given in (project, tmp_path / "in"):
        assert cli.main(["matrix", str(given)]) == 0
        told.append(capsys.readouterr().out)
    assert told[0] == told[1] == "code_path,Interview_1\ngoing home,1\nwaiting,1\n"
