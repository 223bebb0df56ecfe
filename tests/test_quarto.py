"""Quarto through the wrapper: a stand-in for what goes wrong, the real program where it is installed."""

import json
import os
import re
import shutil
import stat
import sys
import tempfile
import zipfile
from pathlib import Path

import pytest

from trail import documents, quarto
from trail.faults import Faults

MANUSCRIPT = """---
title: A small paper
author: [A1]
abstract: |
  We met [thirteen]{.value of="paper1.participants"} doctors.
keywords: [doctors]
---

# Methods {#sec-methods}

All [13]{.value of="paper1.participants"} came (@tbl-sample, @fig-tree, @sec-methods).

::: {#tbl-sample of="sample"}
Who came.
:::

| Step | Out |
|:--|:--|
| One | a theme |

: A typed table. {#tbl-steps}

# Results

[They came late.]{.claim of="CAT1_1"} See @tbl-steps.

![The groups.](){#fig-tree of="code_tree"}

[]{.quote of="Q014"}
"""
QUOTE = {"original": "Jeg ringte.", "translation": "I called.", "label": "Interview 4"}


@pytest.fixture
def study(tmp_path):
    """A manuscript, its evidence, and where its documents go."""
    released, figures = tmp_path / "released", tmp_path / "figures"
    (released / "tables").mkdir(parents=True)
    (released / "tables" / "sample.csv").write_text("attribute,value,people\nGender,Women,8\nGender,Men,5\n")
    (released / "tables" / "notes.json").write_text('{"sample": "Bands are merged."}')
    value = {"value": 13, "text": "13", "words": {"en": "thirteen"}}
    (released / "values.json").write_text(json.dumps({"paper1.participants": value}))
    (released / "quotes.json").write_text(json.dumps({"Q014": QUOTE | {"source_language": "nb"}}))
    (released / "chain.json").write_text(json.dumps({"CAT1_1": {"kind": "category", "heading": "x", "text": "y"}}))
    figures.mkdir()
    entry = {"alt": "A tree of two groups.", "files": {"svg": "x", "png": "x"}}
    (figures / "figures.json").write_text(json.dumps({"code_tree": entry}))
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="60"><circle r="30" fill="#456"/></svg>'
    (figures / "code_tree.svg").write_text(svg)
    (figures / "code_tree.png").write_bytes(_png())
    folder = tmp_path / "manuscript" / "paper1"
    folder.mkdir(parents=True)
    (folder / "index.qmd").write_text(MANUSCRIPT, encoding="utf-8")
    out = {form: tmp_path / "out" / f"paper1.{form}" for form in ("html", "docx", "pdf")}
    evidence = documents.evidence({"paper1": released}, "paper1", {"paper1": figures})
    return {
        "document": "paper1",
        "manuscript": tmp_path / "manuscript",
        "evidence": evidence,
        "out": out | {"claims": tmp_path / "out" / "paper1.json"},
        "renderer": "quarto",
    }


def _png() -> bytes:
    import struct
    import zlib

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\0" + b"\x44\x55\x66" * 30) * 20
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 30, 20, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


@pytest.fixture
def stand_in(tmp_path):
    """A program that behaves as Quarto does."""
    if os.name != "posix":
        pytest.skip("the stand-in is a script with a first line that only POSIX reads")
    program = tmp_path / "quarto"
    script = Path(__file__).with_name("stand_in_quarto.py")
    program.write_text(f"#!{sys.executable}\nimport runpy\nrunpy.run_path({str(script)!r}, run_name='__main__')\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return str(program)


def faults_of(study, stand_in, monkeypatch, manner):
    monkeypatch.setenv("STAND_IN", manner)
    with pytest.raises(Faults) as caught:
        documents.render(**study, quarto_path=stand_in)
    assert not study["out"]["html"].parent.exists(), "something was left behind"
    return caught.value.faults


def test_render_that_goes_well_moves_three_documents_and_one_claims_file(study, stand_in, monkeypatch):
    monkeypatch.setenv("STAND_IN", "litter")
    monkeypatch.setenv("QUARTO_PROFILE", "somebody's")
    assert documents.render(**study, quarto_path=stand_in) == []
    made = sorted(path.name for path in study["out"]["html"].parent.iterdir())
    assert made == ["paper1.docx", "paper1.html", "paper1.json", "paper1.pdf"]
    told = study["out"]["html"].read_text()
    assert '"TZ": "UTC"' in told and '"SOURCE_DATE_EPOCH": "315532800"' in told and '"QUARTO_PROFILE": ""' in told
    assert sorted(path.name for path in (study["manuscript"] / "paper1").iterdir()) == ["index.qmd"]


def test_copy_is_gone_after_a_render_and_after_a_failed_one(study, stand_in, monkeypatch, tmp_path):
    place = tmp_path / "place"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    documents.render(**study, quarto_path=stand_in)
    shutil.rmtree(study["out"]["html"].parent)
    faults_of(study, stand_in, monkeypatch, "exit")
    assert list(place.iterdir()) == []


def test_folder_with_a_dot_in_its_path_is_never_rendered_in(study, stand_in, monkeypatch, tmp_path):
    place = tmp_path / ".cache"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    documents.render(**study, quarto_path=stand_in)
    assert list(place.iterdir()) == []


def test_exit_code_is_a_fault_with_the_first_error(study, stand_in, monkeypatch):
    (fault,) = faults_of(study, stand_in, monkeypatch, "exit")
    assert "exit code 1: ERROR: the disk of the stand-in is full" in fault.message


def test_warning_with_exit_code_0_is_a_fault(study, stand_in, monkeypatch):
    (fault,) = faults_of(study, stand_in, monkeypatch, "warning")
    assert "Unable to resolve crossref @tbl-nowhere" in fault.message


def test_unknown_citation_is_a_fault_with_its_line(study, stand_in, monkeypatch):
    path = study["manuscript"] / "paper1" / "index.qmd"
    path.write_text(MANUSCRIPT + "\nAs said [@nobody1999].\n")
    (fault,) = faults_of(study, stand_in, monkeypatch, "citation")
    assert fault.place == "line 31"


def test_harmless_word_of_quarto_is_no_fault(study, stand_in, monkeypatch):
    monkeypatch.setenv("STAND_IN", "harmless")
    assert documents.render(**study, quarto_path=stand_in) == []


def test_missing_output_is_a_fault_even_beside_an_old_one(study, stand_in, monkeypatch):
    (study["manuscript"] / "paper1" / "paper1.html").write_text("old")
    (study["manuscript"] / "paper1" / "paper1.docx").write_text("old")
    (fault,) = faults_of(study, stand_in, monkeypatch, "no output")
    assert "made no paper1.html" in fault.message


def test_missing_claims_are_a_fault(study, stand_in, monkeypatch):
    (fault,) = faults_of(study, stand_in, monkeypatch, "no claims")
    assert "the filter wrote no claims" in fault.message


def test_claims_that_differ_between_formats_are_a_fault(study, stand_in, monkeypatch):
    faults = faults_of(study, stand_in, monkeypatch, "differing")
    assert "claims of the docx differ from those of the html" in faults[0].message


def test_unresolved_reference_in_the_output_is_a_fault(study, stand_in, monkeypatch):
    (fault,) = faults_of(study, stand_in, monkeypatch, "unresolved")
    assert "?@tbl-nowhere stayed unresolved in paper1.html" in fault.message


def test_fault_of_the_filter_comes_with_line_and_cure_instead_of_the_exit_code(study, stand_in, monkeypatch):
    path = study["manuscript"] / "paper1" / "index.qmd"
    path.write_text(MANUSCRIPT.replace("Q014", "Q041"))
    (fault,) = faults_of(study, stand_in, monkeypatch, "fault")
    assert (fault.file, fault.place) == ("manuscript/paper1/index.qmd", "line 29")
    assert "did you mean 'Q014'?" in fault.message


def test_old_documents_stay_when_a_render_fails(study, stand_in, monkeypatch):
    documents.render(**study, quarto_path=stand_in)
    before = study["out"]["html"].read_bytes()
    monkeypatch.setenv("STAND_IN", "no claims")
    with pytest.raises(Faults):
        documents.render(**study, quarto_path=stand_in)
    assert study["out"]["html"].read_bytes() == before


def test_renderer_is_quarto_where_it_answers_and_embedded_where_not(stand_in, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(Path(stand_in).parent))
    assert documents.renderer("auto") == ("quarto", "1.9.38")
    assert documents.renderer("embedded")[0] == "embedded"
    monkeypatch.setenv("PATH", str(tmp_path / "nowhere"))
    name, version = documents.renderer("auto")
    assert name == "embedded" and version.startswith("pandoc 3")
    with pytest.raises(Faults, match="no quarto on PATH answers"):
        documents.renderer("quarto")


# ## The real program, where it is installed

real = pytest.mark.skipif(
    not (shutil.which("quarto") and quarto.version(shutil.which("quarto"))), reason="quarto is not on PATH"
)


def text_of(html: Path) -> str:
    body = re.sub(r"(?s)<style.*?</style>|<head.*?</head>", "", html.read_text(encoding="utf-8"))
    return " ".join(re.sub(r"<[^>]*>", " ", body).replace("\u00a0", " ").split())


@real
def test_quarto_and_the_embedded_renderer_agree_on_numbers_and_claims(study):
    documents.render(**study)
    html, claims = text_of(study["out"]["html"]), study["out"]["claims"].read_bytes()
    documents.render(**study | {"renderer": "embedded"})
    assert study["out"]["claims"].read_bytes() == claims
    for said in (
        "came ( Table 1 , Figure 1 , Section 1 )",
        "See Table 2 .",
        "Figure 1: The groups.",
        "Table 1: Who came.",
    ):
        squeezed = said.replace(" ", "")
        assert squeezed in html.replace(" ", "") and squeezed in text_of(study["out"]["html"]).replace(" ", "")


@real
def test_quarto_gives_the_same_bytes_under_another_clock_language_and_home(study, monkeypatch, tmp_path):
    documents.render(**study, invented=True)
    before = {form: study["out"][form].read_bytes() for form in ("html", "docx", "pdf", "claims")}
    for name, value in {"TZ": "Asia/Tokyo", "LC_ALL": "C", "HOME": str(tmp_path), "PYTHONHASHSEED": "7"}.items():
        monkeypatch.setenv(name, value)
    documents.render(**study, invented=True)
    assert [form for form in before if study["out"][form].read_bytes() != before[form]] == []


@real
def test_quarto_stamps_every_format(study):
    import pypdf

    documents.render(**study, draft=True, invented=True)
    stamp = "DRAFT – NOT RELEASED · Invented interviews: not real people"
    assert stamp in text_of(study["out"]["html"])
    assert all(stamp in page.extract_text() for page in pypdf.PdfReader(study["out"]["pdf"]).pages)
    with zipfile.ZipFile(study["out"]["docx"]) as archive:
        assert stamp in archive.read("word/header1.xml").decode()


@real
def test_quarto_stops_at_an_unknown_quote_with_line_and_cure(study):
    path = study["manuscript"] / "paper1" / "index.qmd"
    path.write_text(MANUSCRIPT.replace("Q014", "Q041"))
    with pytest.raises(Faults, match=r"line 29 .*'Q041'.*did you mean 'Q014'"):
        documents.render(**study)
    assert not study["out"]["html"].parent.exists()


@real
def test_quarto_warning_about_an_unknown_variable_is_a_fault(study):
    path = study["manuscript"] / "paper1" / "index.qmd"
    path.write_text(MANUSCRIPT + "\nSee {{< var nowhere >}} and {{< meta nowhere >}}.\n")
    with pytest.raises(Faults, match="nowhere"):
        documents.render(**study)
