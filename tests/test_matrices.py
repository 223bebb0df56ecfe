"""Who said what under which theme."""

import time

import pandas as pd

from trail import matrices
from trail.tables import read, write

CODING = ["unit_id", "code_group_id", "subgroup_id", "participant_id", "interview_id", "paper", "counts"]
CATEGORY = ["category_id", "parent", "subgroup_ids", "code_group_ids"]


def codings(*rows):
    """Rows of unit, code group, subgroup, person; the interview is the person's; counted, of paper p1."""
    filled = [(*row, f"I-{row[3]}", "p1", True) for row in rows]
    return pd.DataFrame(filled, columns=CODING).astype(dict.fromkeys(CODING[:-1], str) | {"counts": bool})


def categories(*rows):
    return pd.DataFrame(rows, columns=CATEGORY, dtype=str)


def matrix(coded, of_categories):
    found = matrices.theme_matrix("p1", coded, of_categories)
    return found[["category_id", "subgroup_id", "participant_id", "units", "unit_ids"]].to_numpy().tolist()


def test_category_holds_the_units_of_its_subgroups_alone():
    coded = codings(("U1", "CG1", "SG1", "P1"), ("U2", "CG1", "SG2", "P1"), ("U3", "CG1", "", "P2"))
    assert matrix(coded, categories(("C1", "", "SG1", "CG1"))) == [["C1", "SG1", "P1", 1, "U1"]]


def test_category_of_whole_code_groups_holds_all_their_units():
    coded = codings(("U1", "CG1", "SG1", "P1"), ("U2", "CG1", "", "P2"), ("U3", "CG2", "", "P2"))
    assert matrix(coded, categories(("C1", "", "", "CG1"))) == [["C1", "", "P2", 1, "U2"], ["C1", "SG1", "P1", 1, "U1"]]


def test_unit_coded_twice_under_one_category_counts_once():
    coded = codings(("U2", "CG1", "SG1", "P1"), ("U1", "CG1", "SG1", "P1"), ("U1", "CG1", "SG1", "P1"))
    assert matrix(coded, categories(("C1", "", "SG1", "CG1"))) == [["C1", "SG1", "P1", 2, "U1;U2"]]


def test_subgroup_may_serve_two_categories():
    coded = codings(("U1", "CG1", "SG1", "P1"))
    found = matrix(coded, categories(("C1", "", "SG1", "CG1"), ("C2", "", "SG1", "CG1")))
    assert [row[0] for row in found] == ["C1", "C2"]


def test_uncounted_rows_and_other_papers_stay_out():
    coded = codings(("U1", "CG1", "", "P1"), ("U2", "CG1", "", "P1"))
    coded.loc[0, "counts"] = False
    coded.loc[1, "paper"] = "p2"
    assert matrix(coded, categories(("C1", "", "", "CG1"))) == []


def test_nothing_coded_gives_an_empty_matrix_that_can_be_written_and_read(tmp_path):
    found = matrices.theme_matrix("p1", codings(), categories())
    write(found, tmp_path / "matrix.csv")
    assert read(tmp_path / "matrix.csv").columns.tolist() == [*matrices.CELL, "units", "unit_ids"]


def test_category_is_read_together_with_all_below_it():
    tree = categories(("C1", "", "", ""), ("C2", "C1", "", ""), ("C3", "C2", "", ""), ("C4", "", "", ""))
    assert matrices.categories_below("C1", tree) == ["C2", "C3"]
    cells = pd.DataFrame({"category_id": ["C1", "C3", "C4"]})
    assert matrices.cells_under("C1", tree, cells)["category_id"].tolist() == ["C1", "C3"]


def test_categories_that_stand_under_each_other_end():
    tree = categories(("C1", "C2", "", ""), ("C2", "C1", "", ""), ("C3", "C3", "", ""))
    assert matrices.categories_below("C1", tree) == ["C2"]
    assert matrices.categories_below("C3", tree) == []


def test_two_thousand_codings_take_less_than_half_a_second():
    coded = codings(*((f"U{n}", f"CG{n % 22}", f"SG{n % 50}", f"P{n % 37}") for n in range(2000)))
    of_categories = categories(*((f"C{n}", "", "", f"CG{n}") for n in range(22)))
    began = time.process_time()
    assert len(matrix(coded, of_categories))
    assert time.process_time() - began < 0.5
