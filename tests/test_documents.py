"""Documents end to end with the embedded renderer: evidence, faults with their lines, and the same bytes everywhere."""

import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import docx
import pypdf
import pytest
from docx.oxml.ns import qn
from PIL import Image

from trail import documents, staging, verify, word_files
from trail.faults import Faults

MANUSCRIPT = """---
title: "A small paper: on numbers & names"
author: [A1, A2]
lang: en
keywords: [doctors, support]
bibliography: ../references.bib
abstract: |
  **Results.** We met [thirteen]{.value of="paper1.participants"} doctors.
---

# Methods {#sec-methods}

As others did [@m2012], we met [13]{.value of="paper1.participants"} doctors (@tbl-sample).

::: {#tbl-sample of="sample"}
Who came.
:::

# Results

[They came late.]{.claim of="CAT1_1"} See @fig-tree.

![The groups.](){#fig-tree of="code_tree"}

[]{.quote of="Q014"}
"""
QUOTE = {"original": "Jeg ringte.", "translation": "I called.", "label": "Interview 4", "source_language": "nb"}
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="60"><circle r="30" fill="#456"/></svg>'
RENDER = """
import json, sys
from pathlib import Path
from trail import documents
study = Path(sys.argv[1])
out = {form: study / "out" / f"paper1.{form}" for form in ("html", "docx", "pdf", "claims")}
evidence = documents.evidence({"paper1": study / "released"}, "paper1", {"paper1": study / "figures"})
documents.render("paper1", study / "manuscript", evidence, out, invented=True)
"""


def make_study(root: Path) -> Path:
    released = root / "released"
    (released / "tables").mkdir(parents=True)
    (released / "tables" / "sample.csv").write_text("attribute,age_band,people\nGender,30–44,8\nGender,45–59,<5\n")
    (released / "tables" / "notes.json").write_text('{"sample": "Bands are merged."}')
    value = {"value": 13, "text": "13", "words": {"en": "thirteen"}, "what": "people interviewed"}
    (released / "values.json").write_text(json.dumps({"paper1.participants": value}))
    (released / "quotes.json").write_text(json.dumps({"Q014": QUOTE}))
    (released / "chain.json").write_text(json.dumps({"CAT1_1": {"kind": "category", "heading": "x", "text": "y"}}))
    figures = root / "figures"
    figures.mkdir()
    (figures / "figures.json").write_text(
        json.dumps({"code_tree": {"alt": "A tree.", "files": {"svg": "x", "png": "x"}}})
    )
    (figures / "code_tree.svg").write_text(SVG)
    Image.new("RGB", (30, 20), "#445566").save(figures / "code_tree.png")
    (root / "manuscript" / "paper1").mkdir(parents=True)
    (root / "manuscript" / "paper1" / "index.qmd").write_text(MANUSCRIPT, encoding="utf-8")
    bib = "@article{m2012, author={Malterud, K}, title={Systematic text condensation}, journal={J}, year={2012}}\n"
    (root / "manuscript" / "references.bib").write_text(bib)
    return root


@pytest.fixture
def study(tmp_path):
    return make_study(tmp_path)


def evidence_of(study):
    return documents.evidence({"paper1": study / "released"}, "paper1", {"paper1": study / "figures"})


def paths(study):
    return {form: study / "out" / f"paper1.{form}" for form in ("html", "docx", "pdf", "claims")}


def render(study, **settings):
    return documents.render("paper1", study / "manuscript", evidence_of(study), paths(study), **settings)


def refused(study, text):
    (study / "manuscript" / "paper1" / "index.qmd").write_text(text, encoding="utf-8")
    with pytest.raises(Faults) as caught:
        render(study)
    assert not (study / "out").exists(), "something was left behind"
    return str(caught.value).splitlines()


# ## Evidence


def test_evidence_names_borrowed_things_with_their_document(study):
    other = {"paper1": study / "released"}
    things = documents.evidence(other, "thesis", {"paper1": study / "figures"})
    assert sorted(things["quotes"]) == ["paper1.Q014"] and sorted(things["figures"]) == ["paper1.code_tree"]
    assert sorted(things["values"]) == ["paper1.participants"] and sorted(things["tables"]) == ["paper1.sample"]
    assert sorted(evidence_of(study)["quotes"]) == ["Q014"]


def test_evidence_of_a_table_has_readable_columns_and_knows_the_numeric_ones(study):
    table = evidence_of(study)["tables"]["sample"]
    assert table["columns"] == ["Attribute", "Age band", "People"]
    assert table["numeric"] == [False, True, True]
    assert table["note"] == "Bands are merged."


def test_evidence_of_empty_folders_is_empty(tmp_path):
    things = documents.evidence({"paper1": tmp_path / "none"}, "paper1", {"paper1": tmp_path})
    assert things == {"document": "paper1"} | {kind: {} for kind in ("values", "quotes", "chain", "tables", "figures")}


# ## Rendering


@pytest.fixture(scope="module")
def rendered(tmp_path_factory):
    """The small paper in three formats, stamped as an invented draft."""
    study = make_study(tmp_path_factory.mktemp("rendered"))
    assert render(study, draft=True, invented=True) == []
    return study


STAMP = "DRAFT – NOT RELEASED · Invented interviews: not real people"


def test_html_is_one_file_under_a_strict_policy_that_loads_nothing(rendered):
    html = paths(rendered)["html"].read_text(encoding="utf-8")
    assert "default-src 'none'" in html or "default-src &#39;none&#39;" in html
    assert "<script" not in html and "<link" not in html and "@import" not in html
    assert re.findall(r"""(?:src|srcset)=["'](?!data:)[^"']+""", html) == []
    assert STAMP in html and '<html lang="en">' in html


def test_every_page_of_pdf_and_docx_carries_the_stamp(rendered):
    pages = [page.extract_text() for page in pypdf.PdfReader(paths(rendered)["pdf"]).pages]
    assert pages and all(STAMP in page for page in pages)
    with zipfile.ZipFile(paths(rendered)["docx"]) as archive:
        assert STAMP in archive.read("word/header1.xml").decode()
        assert "A small paper: on numbers &amp; names" in archive.read("word/header1.xml").decode()


def test_stamp_speaks_the_language_of_its_document():
    assert staging.stamp(False, True, "nb") == "Oppdiktede intervjuer: ingen virkelige mennesker"
    assert staging.stamp(True, True, "en-GB") == STAMP
    assert staging.stamp(False, False, "nb") == ""


def test_claims_show_a_short_id_in_docx_and_pdf(rendered):
    claims = json.loads(paths(rendered)["claims"].read_text())
    assert [claim["kind"] for claim in claims] == ["value", "value", "table", "claim", "figure", "quote"]
    pdf = "".join(page.extract_text() for page in pypdf.PdfReader(paths(rendered)["pdf"]).pages)
    with zipfile.ZipFile(paths(rendered)["docx"]) as archive:
        word = archive.read("word/document.xml").decode()
    for claim in claims:
        short = claim["claim_id"].removeprefix("paper1-c-")
        assert short in pdf and short in word


def appendix(study):
    """Return (rows in the DOCX, targets of their links out and back; the last page of the PDF, its URIs)."""
    listed = docx.Document(str(paths(study)["docx"])).tables[-1]
    relations = {one.rId: one.target_ref for one in listed.part.rels.values() if one.is_external}
    links = [(one.rId, one.anchor) for one in listed._tbl.iter(qn("w:hyperlink"))]
    outward, back = [relations[rid] for rid, _ in links if rid], [anchor for _, anchor in links if anchor]
    page = pypdf.PdfReader(paths(study)["pdf"]).pages[-1]
    uris = [one["/A"]["/URI"] for one in page["/Annots"] if "/URI" in one.get("/A", {})]
    rows = [[cell.text for cell in row.cells] for row in listed.rows]
    return rows, outward, back, " ".join(page.extract_text().split()), uris


def test_appendix_says_what_each_id_marks_and_where_the_site_opens_it(rendered):
    claims = [claim["claim_id"] for claim in json.loads(paths(rendered)["claims"].read_text())]
    rows, outward, back, page, uris = appendix(rendered)
    marked = ["Number: people interviewed", "Number: people interviewed", "Table 1: sample", "Claim: category “x”"]
    marked += ["Figure 1: code tree", "Quotation: Interview 4"]
    assert rows == [
        ["Id", "What it marks", "On the audit site"],
        *([c.removeprefix("paper1-c-"), what, f"read/paper1.html#{c}"] for c, what in zip(claims, marked, strict=True)),
    ]
    assert outward == uris == [f"../audit/read/paper1.html#{claim}" for claim in claims] and back == claims
    assert all(" ".join(row) in page for row in rows)


def test_appendix_repeats_no_words_of_what_it_lists(rendered):
    rows, _, _, page, _ = appendix(rendered)
    for claim in json.loads(paths(rendered)["claims"].read_text()):
        if claim["kind"] != "value":
            assert claim["text"] not in page and all(claim["text"] not in cell for row in rows for cell in row)


def test_reworded_claim_is_found_though_the_appendix_lists_it(rendered):
    claim = next(claim for claim in json.loads(paths(rendered)["claims"].read_text()) if claim["kind"] == "claim")
    data = paths(rendered)["docx"].read_bytes()
    assert verify.docx_anchors(data, "")[verify.bookmark(claim["claim_id"])] == ["They came late."]
    parts = word_files.read(paths(rendered)["docx"])
    parts["word/document.xml"] = parts["word/document.xml"].replace(b"late.</w:t>", b"early.</w:t>")
    row = f">{claim['claim_id'].removeprefix('paper1-c-')}</w:t></w:r></w:hyperlink>".encode()
    said = row.replace(b"</w:hyperlink>", b"</w:hyperlink><w:r><w:t>They came late.</w:t></w:r>")
    assert row in parts["word/document.xml"]
    parts["word/document.xml"] = parts["word/document.xml"].replace(row, said)
    found = verify.docx_anchors(word_files.zipped(parts), "")[verify.bookmark(claim["claim_id"])]
    assert found == ["They came early."]


def test_page_in_a_browser_has_marks_that_are_links_and_no_appendix(rendered):
    page = paths(rendered)["html"].read_text(encoding="utf-8")
    assert "trail-evidence" not in page and page.count('href="../audit/read/paper1.html#') == 6


def test_docx_and_pdf_hold_no_path_user_or_date(rendered):
    with zipfile.ZipFile(paths(rendered)["docx"]) as archive:
        inside = b"".join(archive.read(name) for name in archive.namelist())
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert b"dcterms:created" not in inside and b"lastModifiedBy" not in inside
    pdf = pypdf.PdfReader(paths(rendered)["pdf"])
    assert not {"/CreationDate", "/ModDate"} & set(pdf.metadata or {})
    for data in (inside, paths(rendered)["pdf"].read_bytes(), paths(rendered)["html"].read_bytes()):
        assert str(rendered).encode() not in data and b"/home/" not in data and b"manuscript/paper1" not in data


def test_same_bytes_in_another_folder_under_another_clock_language_and_home(tmp_path):
    made = []
    for folder, variables in (
        ("one", {"TZ": "UTC", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "1"}),
        ("another folder/deeper", {"TZ": "Asia/Tokyo", "LC_ALL": "C", "PYTHONHASHSEED": "2", "HOME": str(tmp_path)}),
    ):
        study = make_study(tmp_path / folder)
        subprocess.run([sys.executable, "-c", RENDER, str(study)], check=True, env=os.environ | variables)
        made.append({form: path.read_bytes() for form, path in paths(study).items()})
    assert [form for form in made[0] if made[0][form] != made[1][form]] == []


def test_norwegian_document_is_norwegian_in_pdf(study):
    text = MANUSCRIPT.replace("lang: en", "lang: nb").replace("[thirteen]", "[]")
    (study / "manuscript" / "paper1" / "index.qmd").write_text(text, encoding="utf-8")
    render(study)
    pdf = " ".join("".join(page.extract_text() for page in pypdf.PdfReader(paths(study)["pdf"]).pages).split())
    for words in (
        "Tabell 1: Who came.",
        "Figur 1: The groups.",
        "«Jeg ringte.» (Interview 4)",
        "Sammendrag",
        "Referanser",
    ):
        assert words in pdf


def test_number_typed_in_results_is_returned_as_a_warning_with_its_line(study):
    text = MANUSCRIPT.replace("See @fig-tree.", "In 2 of [2]{.plain} places, see @fig-tree.")
    (study / "manuscript" / "paper1" / "index.qmd").write_text(text, encoding="utf-8")
    (warning,) = render(study)
    assert (warning.level, warning.place, warning.check) == ("W", "line 21", "typed_number")


# ## Refusals


def test_faults_come_all_at_once_with_line_and_cure(study):
    text = MANUSCRIPT.replace("Q014", "Q041").replace("CAT1_1", "CAT1_2").replace("@tbl-sample)", "@tbl-smaple)")
    text = text.replace("[13]", "[12]").replace("@m2012", "@m2102")
    assert refused(study, text) == [
        "manuscript/paper1/index.qmd",
        "  line 13  @m2102 is not in the bibliography (did you mean 'm2012'?).",
        "  line 13  @tbl-smaple points to nothing in this document (did you mean 'tbl-sample'?).",
        "  line 13  value 'paper1.participants' is 13 (thirteen), not '12': leave the brackets empty, "
        "or type what is released.",
        "  line 21  claim rests on 'CAT1_2', which is not among what is released to paper1 (did you mean 'CAT1_1'?): "
        "mend the name, or release it.",
        "  line 25  quote 'Q041' is not among what is released to paper1 (did you mean 'Q014'?): "
        "mend the name, or release it.",
    ]


def test_name_in_a_comment_does_not_move_the_line(study):
    text = MANUSCRIPT.replace("# Results\n", '# Results\n\n<!-- []{.quote of="Q041"} -->\n').replace(
        '[]{.quote of="Q014"}', '[]{.quote of="Q041"}'
    )
    assert refused(study, text)[1].startswith("  line 27  quote 'Q041'")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("No front matter.", "line 1  needs a front matter with a title"),
        ("---\ntitle: x\ndate: today\n---\n", "line 3  a date taken from the clock changes every build"),
        ("---\ntitle: x\nauthor: [A1\n---\n", "the front matter is not YAML"),
        ("---\ntitle: x\nbibliography: r.bib\n---\n", "line 3  bibliography 'r.bib' does not exist"),
    ],
)
def test_front_matter_that_cannot_be_used_is_refused(study, text, said):
    assert said in refused(study, text)[1]


def test_missing_manuscript_says_which_was_meant(study):
    with pytest.raises(Faults, match="did you mean 'paper1'"):
        documents.render("paper", study / "manuscript", evidence_of(study), paths(study))


def test_what_only_quarto_understands_is_refused_by_the_embedded_renderer(study):
    said = refused(study, MANUSCRIPT + "\n{{< include more.qmd >}}\n\n```{python}\n1\n```\n")
    assert said[1:] == [
        "  line 27  '{{< include' is Quarto's alone: write it out, so that every renderer prints the same.",
        "  line 29  '```{python}' is Quarto's alone: write it out, so that every renderer prints the same.",
    ]


def test_missing_picture_is_a_fault_and_not_a_gap(study):
    text = MANUSCRIPT.replace("# Results", "![A view.](nowhere.png){#fig-view}\n\n# Results")
    assert "could not be rendered: [WARNING] Could not fetch resource" in refused(study, text)[1]


def test_study_may_bring_its_own_reference_document_but_not_lose_the_stamp(study):
    own = study / "manuscript" / "_extensions"
    source = Path(documents.__file__).parents[2] / "manuscript" / "_extensions" / "trail"
    (own / "trail").mkdir(parents=True)
    for path in source.iterdir():
        (own / "trail" / path.name).write_bytes(path.read_bytes())
    with zipfile.ZipFile(own / "trail" / "reference.docx", "w") as archive:
        archive.writestr("word/header1.xml", "<w:t>Somebody's header</w:t>")
    with pytest.raises(Faults, match="must hold the word 'Manuscript'"):
        render(study, invented=True)


def test_language_with_its_country_is_understood_by_every_format(study):
    text = MANUSCRIPT.replace("lang: en", "lang: en-GB") + "\n::: {lang=nb-NO}\n## Sammendrag\n\nTekst.\n:::\n"
    (study / "manuscript" / "paper1" / "index.qmd").write_text(text, encoding="utf-8")
    render(study)
    pdf = "".join(page.extract_text() for page in pypdf.PdfReader(paths(study)["pdf"]).pages)
    assert "2.1 Sammendrag" in pdf and "==" not in pdf
