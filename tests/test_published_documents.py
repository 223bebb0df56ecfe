"""Documents that appeared: kept as they were, and held against the heads that they print."""

import re

import pytest

import published
import tiny_study
from tiny_study import DATA
from trail import cli, inspection, publication_checks, published_documents, records
from trail.tables import sha256

BUNDLE = published.zipped(published.files())
NEWER = published.zipped(published.files(2))
WORD, WEB = (published.files()[f"open/documents/p1.{ending}"] for ending in ("docx", "html"))


def kept(folder, **files):
    """Write documents into published/ with a row each; return (data folder, rows)."""
    (folder / "published").mkdir()
    rows = []
    for number, (name, content) in enumerate(files.items(), 2):
        name = name.replace("__", ".")
        (folder / "published" / name).write_bytes(content)
        rows.append({"path": name, "sha256": sha256(content), "date": "2021-10-25", "row": str(number)})
    return folder, rows


def reworded(old: str, new: str, word: bytes = WORD) -> bytes:
    parts = published.unzipped(word)
    assert old.encode() in parts["word/document.xml"]
    parts["word/document.xml"] = parts["word/document.xml"].replace(old.encode(), new.encode())
    return published.zipped(parts)


@pytest.mark.parametrize(
    "files",
    [
        {"bundle__zip": BUNDLE},
        {"p1__docx": WORD, "bundle__zip": BUNDLE},
        {"bmj-2021__html": WEB, "bundle__zip": BUNDLE},
        {"resaved__docx": reworded("<w:body>", "<w:body> "), "bundle__zip": BUNDLE},
        {"p1__docx": WORD, "first__zip": BUNDLE, "second__zip": NEWER},
        {"typeset__pdf": b"%PDF as the journal set it"},
        {"recording__txt": b"Nothing that prints a head."},
    ],
)
def test_what_appeared_holds(tmp_path, files):
    assert published_documents.wrong(*kept(tmp_path, **files)) == []


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"p1__docx": WORD}, "put the bundle.zip of that run beside it"),
        ({"p1__docx": WORD, "bundle__zip": NEWER}, "published/p1.docx does not print the head of p1"),
        ({"other__docx": WORD, "bundle__zip": NEWER}, "put the bundle.zip of that run beside it"),
        (
            {"p1__docx": reworded("They did not ask", "They did ask"), "bundle__zip": BUNDLE},
            "published/p1.docx: p1-c-5deabe does not say what the claim says",
        ),
        (
            {"mine__html": WEB.replace(b"nobody knew", b"all knew"), "bundle__zip": BUNDLE},
            "published/mine.html: p1-c-5deabe does not say what the claim says",
        ),
        (
            {"p1__html": re.sub(rb"Committed to: [\da-f ]+", b"", WEB), "bundle__zip": BUNDLE},
            "published/p1.html does not print the head of p1",
        ),
        (
            {"bundle__zip": published.zipped(published.files() | {"open/documents/p1.html": WEB + b"<!-- -->"})},
            "published/bundle.zip: open/documents/p1.html",
        ),
    ],
)
def test_what_does_not_follow_from_the_head_that_it_prints_is_named(tmp_path, files, said):
    found = published_documents.wrong(*kept(tmp_path, **files))
    assert len(found) == 1 and said in found[0], found


def test_a_document_changed_gone_or_unlisted_is_named(tmp_path):
    data, rows = kept(tmp_path, p1__docx=WORD, paper2__pdf=b"%PDF", p3__pdf=b"%PDF 3")
    (data / "published/p1.docx").write_bytes(WORD + b" ")
    (data / "published/paper2.pdf").rename(data / "published/paper_2.pdf")
    (data / "published/.hidden").write_bytes(b"of a program")
    found = publication_checks.changed(publication_checks.kept(data), rows)
    assert {one.check for one in found} == {"published_changed"}
    assert [(one.place, one.message) for one in found] == [
        ("row 2", "'p1.docx' is not what appeared: put that back. A correction has a name and a row of its own."),
        ("row 3", "'paper2.pdf' is not in published/ (did you mean 'paper_2.pdf'?)."),
        ("", "'paper_2.pdf' has no row: add its path, its SHA-256 and the day it appeared, or take it away."),
    ]


def test_a_study_with_documents_as_they_appeared_is_without_fault(tmp_path):
    study = tiny_study.write(tmp_path)
    kept(study / DATA, p1__docx=WORD)
    rows = f"path,sha256,date\np1.docx,{sha256(WORD)},2021-10-25\n"
    (study / DATA / "published/published.csv").write_text(rows, encoding="utf-8")
    assert inspection.inspect(study) == []
    (study / DATA / "published/p1.docx").write_bytes(b"")
    assert [one.check for one in inspection.inspect(study)] == ["published_changed"]


def test_verification_of_a_study_holds_what_appeared_against_its_bundle(built, capsys):
    folder, results = built / DATA / "published", built / "results"
    assert cli.main(["verify", str(built)]) == 0 and records.still_verified(results)
    folder.mkdir()
    files = {"bundle.zip": results / "open/bundle.zip", "paper2.pdf": results / "open/documents/paper2.pdf"}
    files |= {"as-printed.docx": results / "open/documents/paper1.docx"}
    for name, path in files.items():
        (folder / name).write_bytes(path.read_bytes())

    def note():
        rows = [f"{name},{sha256((folder / name).read_bytes())},2021-10-25\n" for name in files]
        (folder / "published.csv").write_text("path,sha256,date\n" + "".join(rows), encoding="utf-8")

    note()
    assert published_documents.heads_in(files["paper2.pdf"].read_bytes(), "paper2.pdf")
    assert cli.main(["verify", str(built)]) == 0 and records.still_verified(results)
    parts = published.unzipped((folder / "as-printed.docx").read_bytes())
    whole = parts["word/document.xml"]
    parts["word/document.xml"] = whole.replace(b" two ", b" three ", 1)
    assert parts["word/document.xml"] != whole
    (folder / "as-printed.docx").write_bytes(published.zipped(parts))
    assert not records.still_verified(results)
    note()
    capsys.readouterr()
    assert cli.main(["verify", str(built)]) == 1
    assert "published/as-printed.docx" in capsys.readouterr().out
