"""The audit trail's index: every file of a study has its place in Halpern's categories."""

import re
from pathlib import Path

import pytest

import tiny_study
from trail import audit_trail, study
from trail.audit_trail import Thing

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize(
    ("path", "category"),
    [
        ("transcripts/VS2018-01.txt", "raw_data"),
        ("closed/turns/VS2018.parquet", "raw_data"),
        ("coding/condensates.csv", "reduction"),
        ("coding/project.qdpx", "reduction"),
        ("coding/codebook_versions.csv", "synthesis"),
        ("closed/paper1/theme_matrix.csv", "synthesis"),
        ("closed/paper1/candidates/quotes.json", "synthesis"),
        ("coding/decisions.csv", "process_notes"),
        ("closed/gate/VS2018.json", "process_notes"),
        ("release.csv", "process_notes"),
        ("guides/guide_v1.docx", "instruments"),
        ("analysts.xlsx", "dispositions"),
    ],
)
def test_file_lies_in_its_category(path, category):
    assert audit_trail.category_of(path) == category


def test_memo_lies_where_its_kind_says():
    assert audit_trail.category_of("memos/a.md", "process") == "process_notes"
    assert audit_trail.category_of("memos/a.md", "preconception") == "dispositions"


def test_every_table_and_every_file_of_the_shipped_study_has_a_category():
    data = ROOT / "data/synthetic"
    files = {path.relative_to(data).as_posix() for path in data.rglob("*") if path.is_file()}
    assert {name for name in files | set(study.TABLES.values()) if not audit_trail.category_of(name)} == set()


def test_file_that_has_no_place_is_named_as_such():
    (thing,) = audit_trail.of_files({"stray.xyz": "xyz file"}, {}, "../..")
    assert thing.category == ""
    assert "none: what is it for?" in audit_trail.page([thing], "A study", invented=False, closed=True)


def test_both_directions_lead_to_each_other():
    things = audit_trail.of_files({"analysts.csv": "3 rows", "closed/gate/V.json": "json file"}, {}, "../../data/x")
    page = audit_trail.page(things, "A study", invented=True, closed=True)
    assert page.count('href="../../data/x/analysts.csv"') == 2
    assert page.count('href="gate/V.json"') == 2
    assert '<a href="#dispositions">' in page and 'id="dispositions"' in page
    assert page.count("No file.") == len(audit_trail.CATEGORIES) - 2
    assert "The interviews are invented." in page


def test_public_edition_counts_kinds_and_names_no_file():
    things = audit_trail.of_released(
        [{"value": {"a": 1, "b": 2}, "quote_original": {}}, {"value": {"c": 3}}],
        {"codebook": [1, 2], "decisions": [], "reporting": {}},
        {"documents": 2, "figures": 0, "notebooks": 1},
    )
    assert [(thing.name, thing.holds) for thing in things] == [
        ("numbers", "3"),
        ("versions of code groups", "2"),
        ("documents", "2"),
        ("notebooks that draw the figures", "1"),
    ]
    page = audit_trail.page(things, "A study", invented=False, closed=False)
    assert "Nothing of it is public." in page and "CLOSED EDITION" not in page


def test_name_in_a_page_is_never_markup():
    page = audit_trail.page([Thing("<b>.csv", "raw_data", "<i>", "")], "<u>", invented=False, closed=True)
    assert not re.search(r"<[biu]>", page.split("</style>")[1])


def test_rows_are_counted_without_the_header(tmp_path):
    tiny_study.write(tmp_path)
    data = tmp_path / tiny_study.DATA
    held = audit_trail.held([data / "participants.csv", data / "guides/g1.md"], data)
    assert held == {"participants.csv": "3 rows", "guides/g1.md": "md file"}
