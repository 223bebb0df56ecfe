"""The gate also reads what was written beside the transcripts."""

import json
from pathlib import Path

import pytest

import tiny_study
from trail import gate, study, writings

NAME = "Torunn"
MEMO = f"{tiny_study.DATA}/memos/2018-01-05-before.md"
NOTEBOOK = {"cells": [{"cell_type": "markdown", "source": [f"As {NAME} said.\n"]}], "nbformat": 4, "nbformat_minor": 5}


def found(folder: Path) -> tuple[list[tuple[str, str]], str]:
    """Return ((file, place) of each finding, the readable report)."""
    config, data = study.find(folder)
    faults, report = gate.check(writings.read(config, data, folder), gate.read_tables(data), config["speakers"], True)
    assert NAME not in "".join(fault.message for fault in faults)
    return [(fault.file, fault.place) for fault in faults], report


def in_row(row: int, **cells):
    return lambda rows: [one | cells if number == row else one for number, one in enumerate(rows, 2)]


def test_study_without_names_has_no_finding(tmp_path):
    assert found(tiny_study.write(tmp_path)) == ([], "")


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"files": {MEMO: tiny_study.MEMO + f"\nI spoke with {NAME}.\n"}}, ("memos/2018-01-05-before.md", "line 11")),
        ({"decisions": in_row(3, why=f"As {NAME} said")}, ("coding/decisions.csv (why)", "row 3")),
        ({"quotes": in_row(2, translation=f"it was {NAME} who called.")}, ("quotes.csv (translation)", "row 2")),
        ({"condensates": in_row(2, text=f"Det var {NAME} som ringte.")}, ("coding/condensates.csv (text)", "row 2")),
        ({"files": {f"{tiny_study.DATA}/guides/g1.md": f"Kjente du {NAME}?\n"}}, ("guides/g1.md", "line 1")),
        ({"files": {"notebooks/paper1.ipynb": json.dumps(NOTEBOOK)}}, ("notebooks/paper1.ipynb", "line 1")),
        (
            {"files": {"manuscript/paper1/index.qmd": f"[We thank {NAME}.]{{.claim of='CAT1_1'}}\n"}},
            ("manuscript/paper1/index.qmd", "line 1"),
        ),
    ],
)
def test_name_in_what_was_written_is_found_where_it_stands(tmp_path, changes, place):
    places, report = found(tiny_study.write(tmp_path, **changes))
    assert places == [place]
    assert NAME in report


def test_authors_of_the_reference_list_are_harmless_in_a_manuscript_and_not_in_a_quote(tmp_path):
    files = {
        "manuscript/references.bib": f"@book{{t, author = {{{NAME}, K.}}}}",
        "manuscript/paper1/index.qmd": f"This is what {NAME} found [@t].\n",
    }
    assert found(tiny_study.write(tmp_path / "a", files=files))[0] == []
    quoted = in_row(2, translation=f"it was {NAME} who called.")
    assert found(tiny_study.write(tmp_path / "b", files=files, quotes=quoted))[0] == [
        ("quotes.csv (translation)", "row 2")
    ]
