"""What a journal is sent: lines as it asks for them, and a blinded file out of which nothing leaks."""

import io
import re
import zipfile

import docx
import pandas as pd
import pytest
import yaml
from PIL import Image, PngImagePlugin

from trail import blinding, documents, figure_files, figures, profiles, submissions, tables, word_files
from trail.faults import Faults

CONFIG = {"services": {"villa_sana": "Villa Sana", "stottekollega": "Støttekollegaordningen"}}
FLOW = pd.DataFrame(
    [
        {
            "set": "S1",
            "service": "Villa Sana",
            "follows": "",
            "returned": "",
            "lost": "",
            "people": "3",
            "interviews": "3",
        }
    ],
    dtype=str,
)
PAPER = """\
---
title: "Voices from Villa Sana"
author: [Kari Nilsdatter Moe, {name: Ole Vik}]
lang: en
keywords: [villa sana]
profile: mine
ethics_approval: REK 123
blind: {Lillevik: "[town]"}
---

# Methods

At Villa *Sana* in Lillevik, K.N.M. asked and Vik read. At the VILLA SANA and at Støttekollegaordningens office.

- approved as REK 123

![Flow at Villa Sana.](){#fig-flow of="flow"}

# Results {#sec-results}

[Doctors came.]{.claim of="CAT1"}

# Funding {.unnumbered}

Paid by Villa Sana.

## Below funding {.unnumbered}

Kari Nilsdatter Moe.

# Data {.unnumbered}

Kept. [A link](https://example.org/lillevik)
"""
PROFILE = {
    "journal": "J",
    "source": "invented",
    "sections": [{"heading": "Funding", "blinded": "left_out"}],
    "submission": {"figures": "in_text"},
}


@pytest.fixture(scope="module")
def rendered(tmp_path_factory):
    """A paper with one figure, rendered: (manuscript folder, docx, evidence, entries of figures.json)."""
    home = tmp_path_factory.mktemp("paper")
    (home / "manuscript" / "profiles").mkdir(parents=True)
    (home / "manuscript" / "paper1").mkdir()
    (home / "manuscript" / "paper1" / "index.qmd").write_text(PAPER, encoding="utf-8")
    (home / "manuscript" / "profiles" / "mine.yaml").write_text(yaml.safe_dump(PROFILE))
    drawing = figures.participant_flow(FLOW)
    provenance = {
        "document": "paper1",
        "notebook": "paper1",
        "cell": 1,
        "table": "flow",
        "table_sha256": "",
        "project": "",
    }
    files = figure_files.render(drawing, "flow", provenance)
    for kind, data in files.items():
        (home / f"flow.{kind}").write_bytes(data)
    entry = figure_files.entry(drawing, files, provenance)
    flow = {"header": list(FLOW), "columns": list(FLOW), "rows": FLOW.to_numpy().tolist(), "numeric": [False] * 7}
    paths = {kind: str(home / f"flow.{kind}") for kind in files}
    evidence = {
        "document": "paper1",
        "values": {},
        "quotes": {},
        "chain": {"CAT1": {"kind": "category", "heading": "Coming", "text": ""}},
        "tables": {"flow": flow | {"note": ""}},
        "figures": {"flow": {"alt": entry["alt"], "files": paths}},
    }
    out = {kind: home / f"paper1.{kind}" for kind in ("html", "docx", "pdf")} | {"claims": home / "claims.json"}
    documents.render("paper1", home / "manuscript", evidence, out)
    return home / "manuscript", out["docx"], evidence, {"flow": entry}


def write(rendered, out, profile=PROFILE, paper=PAPER):
    manuscript, file, evidence, drawn = rendered
    (manuscript / "profiles" / "mine.yaml").write_text(yaml.safe_dump(profile))
    (manuscript / "paper1" / "index.qmd").write_text(paper, encoding="utf-8")
    submissions.write("paper1", file, manuscript, CONFIG, evidence, drawn, out)
    return out


def xml(path, part="word/document.xml"):
    with zipfile.ZipFile(path) as archive:
        return archive.read(part).decode()


def test_manuscript_is_double_spaced_numbered_and_without_marks(rendered, tmp_path):
    made = write(rendered, tmp_path) / "manuscript.docx"
    paper = docx.Document(str(made))
    styles = {name: paper.styles[name].paragraph_format.line_spacing for name in ("Body Text", "Abstract", "Compact")}
    assert (styles["Body Text"], styles["Abstract"]) == (2.0, 2.0) and styles["Compact"] < 1.2
    assert (
        paper.paragraphs[[p.text for p in paper.paragraphs].index("approved as REK 123")].paragraph_format.line_spacing
        == 2
    )
    assert re.search(r"<w:pgMar[^>]*/>\s*<w:lnNumType w:countBy=\"1\" w:restart=\"continuous\"/>", xml(made))
    assert "EvidenceMark" in xml(rendered[1]) and "EvidenceMark" not in xml(made)
    assert [p.text for p in paper.paragraphs if p.style.name == "Author"] == ["Kari Nilsdatter Moe", "Ole Vik"]
    assert "Doctors came." in [p.text for p in paper.paragraphs]


def test_blinded_file_names_nobody_and_no_place(rendered, tmp_path):
    made = write(rendered, tmp_path) / "blinded.docx"
    paper = docx.Document(str(made))
    text = "\n".join(p.text for p in paper.paragraphs)
    assert "At [service 1] in [town], [author 1] asked and [author 2] read." in text
    assert "At the [service 1] and at [service 2]s office." in text and "approved as [approval number]" in text
    assert "Funding" not in text and "Below funding" not in text and "Kept." in text
    assert "Author" not in [p.style.name for p in paper.paragraphs]
    assert (paper.core_properties.author, paper.core_properties.title, paper.core_properties.keywords) == ("", "", "")
    assert "[service 1]" in paper.sections[0].header.paragraphs[0].text
    assert "lillevik" not in xml(made, "word/_rels/document.xml.rels")
    whole = "".join(xml(made, part) for part in zipfile.ZipFile(made).namelist() if part.endswith(".xml"))
    assert not re.search("villa|Moe|Nilsdatter|Vik\\b|REK", re.sub("<[^>]+>", "", whole), re.IGNORECASE)


def test_figure_that_names_a_service_is_drawn_anew(rendered, tmp_path):
    write(rendered, tmp_path)
    drawn = {name: _pictures(tmp_path / name) for name in ("manuscript.docx", "blinded.docx")}
    (before,), (after,) = drawn["manuscript.docx"], drawn["blinded.docx"]
    assert tables.sha256(before) == rendered[3]["flow"]["files"]["png"]
    blind = FLOW.replace("Villa Sana", "[service 1]")
    due = figures.participant_flow(blind)
    same = io.BytesIO()
    due.savefig(same, format="png", dpi=figure_files.DPI)
    assert figure_files.pixels_sha256(io.BytesIO(after)) == figure_files.pixels_sha256(same)
    assert Image.open(io.BytesIO(after)).text == {}
    assert 'descr="' in xml(tmp_path / "blinded.docx") and "Villa" not in xml(tmp_path / "blinded.docx")


def _pictures(path):
    with zipfile.ZipFile(path) as archive:
        return [archive.read(name) for name in archive.namelist() if name.endswith(".png")]


def test_figures_go_beside_where_the_journal_wants_them(rendered, tmp_path):
    (tmp_path / "figure_9.png").write_bytes(b"of an earlier run")
    (tmp_path / "supplement.docx").write_bytes(b"laid there by others")
    beside = PROFILE | {
        "submission": {"figures": "files", "line_spacing": 1, "line_numbers": False, "evidence_marks": True}
    }
    write(rendered, tmp_path, beside)
    made = tmp_path / "manuscript.docx"
    names = ["blinded.docx", "blinded_figure_1.png", "figure_1.png", "index.json", "manuscript.docx", "supplement.docx"]
    assert sorted(path.name for path in tmp_path.iterdir()) == names
    assert "[Figure 1 about here]" in [p.text for p in docx.Document(str(made)).paragraphs] and _pictures(made) == []
    assert "lnNumType" not in xml(made) and "EvidenceMark" in xml(made)
    index = tables.read_json(tmp_path / "index.json")
    assert index["files"]["figure_1.png"] == rendered[3]["flow"]["files"]["png"] and index["profile"] == "mine"


def test_same_document_gives_the_same_bytes(rendered, tmp_path):
    one, two = write(rendered, tmp_path / "a"), write(rendered, tmp_path / "b")
    assert {p.name: p.read_bytes() for p in one.iterdir()} == {p.name: p.read_bytes() for p in two.iterdir()}


def test_appendix_goes_with_the_marks_and_never_to_those_who_may_not_know_who_wrote(rendered, tmp_path):
    plain, marked = tmp_path / "plain", tmp_path / "marked"
    write(rendered, plain)
    write(rendered, marked, PROFILE | {"submission": {"evidence_marks": True}})
    holds = {
        path: "Evidence" in [p.text for p in docx.Document(str(path)).paragraphs] for path in tmp_path.glob("*/*.docx")
    }
    kept = marked / "manuscript.docx"
    assert "Evidence" in [p.text for p in docx.Document(str(rendered[1])).paragraphs]
    assert holds == {kept: True, **dict.fromkeys([plain / "manuscript.docx", plain / "blinded.docx"], False)} | {
        marked / "blinded.docx": False
    }
    for path in holds:
        assert ("audit/read" in xml(path, "word/_rels/document.xml.rels")) == (path == kept)
        assert "https://example.org" in xml(path, "word/_rels/document.xml.rels"), "a link of the text is kept"
    words = [tables.read_json(folder / "index.json")["main_text_words"] for folder in (plain, marked)]
    assert words[0] == words[1] < 40


def test_leak_stops_the_build_and_writes_nothing(rendered, tmp_path):
    manuscript, file, evidence, drawn = rendered
    parts = word_files.read(file)
    parts["word/villa sana.bin"] = b"x"
    leaky = tmp_path / "leaky.docx"
    leaky.write_bytes(word_files.zipped(parts))
    with pytest.raises(Faults, match=r"still holds what \[service 1\] stands for"):
        write((manuscript, leaky, evidence, drawn), tmp_path / "out")
    assert not (tmp_path / "out").exists()


HIDDEN = blinding.hidden(CONFIG, {"author": ["Kari Moe"]})
PNG_TEXT = PngImagePlugin.PngInfo()
PNG_TEXT.add_text("Source", "drawn at Villa Sana")


def _png():
    buffer = io.BytesIO()
    Image.new("RGB", (2, 2)).save(buffer, "png", pnginfo=PNG_TEXT)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("part", "data"),
    [
        ("word/document.xml", b"<w:t>Villa</w:t><w:t> Sana</w:t>"),
        ("word/document.xml", "<w:t>villa\u00a0sana</w:t>".encode()),
        ("word/document.xml", b"<w:p>Villa</w:p><w:p>Sana</w:p>"),
        ("word/document.xml", b'<pic:cNvPr descr="By K.M."/>'),
        ("word/header1.xml", b"<w:t>Moe</w:t>"),
        ("docProps/core.xml", b"<dc:creator>Kari Moe</dc:creator>"),
        ("word/_rels/document.xml.rels", b'<Relationship Target="https://moe.example/Moe"/>'),
        ("word/media/a.png", _png()),
        ("word/media/Moe.png", b"x"),
    ],
)
def test_search_for_leaks_finds_a_name_wherever_it_hides(part, data):
    assert blinding.leaks({part: data}, HIDDEN) != []


def test_search_for_leaks_leaves_other_words_alone():
    assert blinding.leaks({"word/document.xml": b"<w:t>Moen was at a villa in Sanaa.</w:t>"}, HIDDEN) == []


def test_bare_png_keeps_its_pixels():
    data = _png()
    assert b"Villa" in data and b"Villa" not in blinding.bare_png(data)
    assert figure_files.pixels_sha256(io.BytesIO(data)) == figure_files.pixels_sha256(
        io.BytesIO(blinding.bare_png(data))
    )


def test_one_service_needs_no_number_and_longer_names_go_first():
    of = blinding.hidden({"services": {"a": "Sana"}}, {"author": "Kari Moe", "blind": {"Sana House": "[house]"}})
    assert blinding.blind_text("Sana House of Sana, Kari Moe, Moe and KM; Kari", of) == (
        "[house] of [service], [author 1], [author 1] and [author 1]; Kari"
    )


def test_left_out_headings_are_those_of_the_profile():
    assert profiles.left_out(profiles.read("bmc", profiles.FOLDER.parent)) == {
        "competing interests", "funding", "authors' contributions", "acknowledgements"
    }  # fmt: skip
