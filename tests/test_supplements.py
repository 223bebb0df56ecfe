"""What stands beside the papers: made from released things alone, in two forms, the same bytes each time."""

import shutil
import zipfile
from pathlib import Path

import docx

from trail import annotations, checklists, release, supplements
from trail.tables import read, read_json


def made(built, folder, blank=None, **settings):
    """Write the supplements of a built study anew, with its checklists answered, into a folder."""
    results = built / "results"
    names = ["paper1", "paper2", "brief"]
    things = supplements.things({name: results / "released" / name for name in names})
    pages = {name: results / "open" / "documents" / f"{name}.html" for name in names}
    answers = {
        name: {item: {"answer": "Not <done>.", "where": "Methods"} for item in checklists.QUESTIONS[name]}
        for name in checklists.QUESTIONS
    }
    for name, items in (blank or {}).items():
        answers[name] |= items
    given = {"documents": names, "papers": names[:2], "software": {"Python": "3"}, "draft": False, "invented": True}
    given |= {"title": "Tiny"} | settings
    method = {"codebook": [], "decisions": [], "reporting": answers}
    rows = read(results / "open" / "ledger.csv").to_dict("records")
    found, faults = supplements.sheets(given, method, things, rows, pages)
    reference = Path(__file__).parents[1] / "manuscript/_extensions/trail/reference.docx"
    supplements.write(given, found, pages, reference, folder / "supplements.json")
    return found, faults


def test_checklists_of_a_built_study_are_complete_and_each_place_is_in_its_page(built, tmp_path):
    found, faults = made(built, tmp_path)
    assert faults == []
    for paper in ("paper1", "paper2"):
        for name, items in checklists.QUESTIONS.items():
            rows = found[paper][name]["rows"]
            assert [row["item"] for row in rows] == list(items)
            assert all(row["answer"] and row["where"] for row in rows)


def test_both_forms_hold_every_item_and_escape_what_people_wrote(built, tmp_path):
    made(built, tmp_path)
    page = (tmp_path / "paper1/coreq.html").read_text(encoding="utf-8")
    assert (
        "Not &lt;done&gt;." in page and "default-src 'none'" in page and "<script" not in page and " style=" not in page
    )
    assert 'href="../../documents/paper1.html#methods"' in page
    word = docx.Document(tmp_path / "paper1/coreq.docx")
    assert [row.cells[0].text for row in word.tables[0].rows[1:]] == list(checklists.COREQ)
    assert "Invented interviews" in "".join(one.text for one in word.sections[0].header.paragraphs)


def test_same_things_make_the_same_bytes(built, tmp_path):
    made(built, tmp_path / "a")
    made(built, tmp_path / "b")
    files = [path.relative_to(tmp_path / "a") for path in (tmp_path / "a").rglob("*") if path.is_file()]
    assert len(files) > 8
    assert [one for one in files if (tmp_path / "a" / one).read_bytes() != (tmp_path / "b" / one).read_bytes()] == []


def test_study_without_answers_has_its_quotations_annotated_alone(built):
    listed = read_json(built / "results/open/supplements/supplements.json")
    assert listed == {name: {"annotations": "Annotated quotations"} for name in ("paper1", "paper2", "brief")}
    assert "supplements/paper1/annotations.html" in (built / "results/open/index.html").read_text(encoding="utf-8")


def test_annotation_has_note_excerpt_translation_label_and_link(built):
    rows = read(built / "results/open/ledger.csv").to_dict("records")
    things = supplements.things({name: built / "results/released" / name for name in ("paper1", "paper2", "brief")})
    first, second = annotations.annotations("paper1", rows, things)
    assert first["note"] == "The doctors made contact when their state could harm others."
    assert first["headings"] == ["Allowed for the sake of others"]
    assert [half["lang"] for half in first["halves"]] == ["nb", "en"]
    assert first["label"] == "Invented interview 2"
    assert second["note"] == "That nothing was written down made it possible to speak."
    page = (built / "results/open/supplements/paper1/annotations.html").read_text(encoding="utf-8")
    document = (built / "results/open/documents/paper1.html").read_text(encoding="utf-8")
    assert f'href="../../documents/paper1.html#{first["claim_id"]}"' in page
    assert f'id="{first["claim_id"]}"' in document


def test_borrowed_quotation_is_annotated_from_where_it_was_released(built):
    rows = read(built / "results/open/ledger.csv").to_dict("records")
    things = supplements.things({name: built / "results/released" / name for name in ("paper1", "paper2", "brief")})
    (only,) = annotations.annotations("brief", rows, things)
    assert only["note"].startswith("Legene tok kontakt") and only["headings"] == ["Allowed for the sake of others"]


def test_half_that_was_not_released_is_not_shown(built, tmp_path):
    released = shutil.copytree(built / "results/released/paper1", tmp_path / "results/paper1")
    things = release.read_things(released)
    things["quote_original"].pop("Q1")
    assert [half["lang"] for half in annotations.quote("Q1", things)["halves"]] == ["en"]


def test_draft_shows_what_is_not_answered_yet(built, tmp_path):
    _, faults = made(built, tmp_path, draft=True, blank={"coreq": {"5": {"where": "Aims & scope"}}})
    assert {fault.level for fault in faults} == {"W"}
    assert [fault.place for fault in faults[:2]] == ["item 5", "item 5"]
    page = (tmp_path / "paper1/coreq.html").read_text(encoding="utf-8")
    assert "DRAFT – NOT RELEASED" in page and "Not answered yet." in page and "Not said yet." in page


def test_word_file_carries_no_clock(built, tmp_path):
    made(built, tmp_path)
    with zipfile.ZipFile(tmp_path / "paper1/srqr.docx") as archive:
        assert b"dcterms:created" not in archive.read("docProps/core.xml")
