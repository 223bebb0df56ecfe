"""`trail scan`: any text or office file, no study needed, no words unless they are asked for."""

import json

import docx
import openpyxl
import pytest

from trail import cli

FIELDS = {"file", "finding_id", "line", "column", "start", "end", "length", "rule", "tier"}


def scan(capsys, *words):
    code = cli.main(["scan", *map(str, words)])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_findings_are_told_as_json_without_words(tmp_path, capsys):
    path = tmp_path / "a.txt"
    path.write_text("I: Hva da?\nD: Så kom Torunn, på 91234567.\n", encoding="utf-8")
    code, out, _ = scan(capsys, path, "--json")
    found = json.loads(out)["findings"]
    assert code == 1
    assert [set(one) for one in found] == [FIELDS] * 2
    assert [(one["file"], one["line"], one["column"], one["rule"]) for one in found] == [
        (str(path), 2, 11, "unknown_capital"),
        (str(path), 2, 22, "phone"),
    ]
    text = path.read_text(encoding="utf-8")
    assert [text[one["start"] : one["end"]] for one in found] == ["Torunn", "91234567"]
    assert "Torunn" not in out
    assert "Torunn" in scan(capsys, path, "--show")[1]
    assert "Torunn" not in scan(capsys, path)[1]


def test_clean_file_is_0_and_unreadable_one_2(tmp_path, capsys):
    (tmp_path / "a.txt").write_text("D: Ja, det var det.\n", encoding="utf-8")
    (tmp_path / "b.txt").write_bytes("D: Så.".encode("cp1252"))
    assert scan(capsys, tmp_path / "a.txt", "--json")[:2] == (0, '{\n  "findings": []\n}\n')
    for path in (tmp_path / "b.txt", tmp_path / "none.txt", tmp_path / "c.pdf", tmp_path / "d.pptx"):
        assert scan(capsys, tmp_path / "a.txt", path)[0] == 2


@pytest.mark.parametrize("form", [".docx", ".xlsx", ".csv", ".vtt"])
def test_every_form_of_file_is_read(tmp_path, capsys, form):
    path = tmp_path / f"a{form}"
    if form == ".docx":
        document = docx.Document()
        document.add_paragraph("D: Så kom Torunn inn.")
        document.core_properties.author = ""
        document.save(path)
    elif form == ".xlsx":
        book = openpyxl.Workbook()
        book.active.append(["ja", "så kom Torunn inn"])
        book.save(path)
    else:
        head = "WEBVTT\n\n00:00:01.000 --> 00:00:04.000\n" if form == ".vtt" else ""
        path.write_text(f"{head}så kom Torunn inn\n", encoding="utf-8")
    code, out, err = scan(capsys, path, "--json")
    assert code == 1, err
    assert [one["rule"] for one in json.loads(out)["findings"] if one["start"]] == ["unknown_capital"]
