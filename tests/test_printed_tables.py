"""Tables as a reader sees them: their columns are those of docs/contracts.md."""

from made_tables import codings, config, groups, interviews, material, people, units
from trail import printed_tables

SETS = {
    "VS2018": {"service": "sana", "window_days": [0, 10]},
    "VS2019": {"service": "sana", "window_days": [335, 395], "follows": "VS2018"},
    "SK2020": {},
}
PAPERS = {
    "paper1": {"interview_sets": ["VS2018"]},
    "paper2": {"interview_sets": ["VS2018", "VS2019"], "paired": True},
    "paper3": {"interview_sets": ["VS2019", "SK2020"]},
}
CONFIG = config(PAPERS, SETS, documents=[*PAPERS, "thesis"])


def persons():
    """25 people of two kinds, young and old by turns."""
    return [row | {"gender": "woman" if n % 2 else "man"} for n, row in enumerate(people(25))]


def study(document, of_config=CONFIG, **rows):
    persons_ = persons()
    sets = (
        interviews("VS2018", persons_[:13]) + interviews("VS2019", persons_[:12]) + interviews("SK2020", persons_[13:])
    )
    return material(document, of_config, **({"participants": persons_, "interviews": sets} | rows))


def cells(table):
    return [list(table.columns), *table.to_numpy().tolist()]


def test_flow_of_the_thesis_counts_each_person_once_in_the_last_row():
    recruitment = [
        {"interview_set": "VS2018", "approached": "19", "declined": "6"},
        {"interview_set": "SK2020", "approached": "18", "declined": "6"},
    ]
    assert cells(printed_tables.flow(study("thesis", recruitment=recruitment))) == [
        ["set", "service", "follows", "approached", "declined", "returned", "lost", "people", "interviews"],
        ["VS2018", "Villa Sana", "", "19", "6", "", "", "13", "13"],
        ["VS2019", "Villa Sana", "VS2018", "", "", "12", "1", "12", "12"],
        ["SK2020", "", "", "18", "6", "", "", "12", "12"],
        ["In all", "", "", "", "", "", "", "25", "37"],
    ]


def test_flow_of_one_set_has_no_last_row_and_no_columns_of_a_recruitment_that_nobody_recorded():
    assert cells(printed_tables.flow(study("paper1"))) == [
        ["set", "service", "follows", "returned", "lost", "people", "interviews"],
        ["VS2018", "Villa Sana", "", "", "", "13", "13"],
    ]


def test_set_that_follows_one_of_another_paper_stands_alone_in_the_flow():
    flow = printed_tables.flow(study("paper3"))
    assert flow[["set", "follows", "returned", "lost"]].to_numpy().tolist()[0] == ["VS2019", "", "", ""]


def test_set_whose_interviews_are_still_to_be_made_has_lost_everybody_so_far():
    flow = printed_tables.flow(material("paper2", CONFIG, interviews=interviews("VS2018", people(2))))
    assert flow[["returned", "lost", "people"]].to_numpy().tolist() == [["", "", "2"], ["0", "2", "0"], ["", "", "2"]]


def test_interview_sets_have_their_windows_where_there_are_any():
    assert cells(printed_tables.interview_sets(study("paper3"))) == [
        ["set", "service", "follows", "from day", "to day", "people", "interviews"],
        ["VS2019", "Villa Sana", "VS2018", "335", "395", "12", "12"],
        ["SK2020", "", "", "", "", "12", "12"],
    ]


CODED = {
    "meaning_units": units(U1="VS2018-01", U2="VS2018-01", U3="VS2018-02"),
    "codings": codings(("U1", "CG2", "SG1"), ("U2", "CG2", "SG2"), ("U3", "CG2", "SG2"), ("U3", "CG1"), paper="paper1"),
    "codebook": groups("CG2", "CG1", paper="paper1", origin="data"),
    "subgroups": [
        {"paper": "paper1", "subgroup_id": name, "code_group_id": "CG2", "name": f"sub {name}"}
        for name in ("SG2", "SG1")
    ],
}


def test_code_tree_stands_in_the_order_of_the_code_book_and_counts_people_of_a_group_once():
    assert cells(printed_tables.code_tree(study("paper1", **CODED))) == [
        ["code group", "subgroup", "units", "people", "origin"],
        ["cg2", "", "3", "2", "data"],
        ["cg2", "sub SG2", "2", "2", ""],
        ["cg2", "sub SG1", "1", "1", ""],
        ["cg1", "", "1", "1", "data"],
    ]


def test_code_tree_leaves_the_codes_of_a_theory_lens_to_other_tables():
    lenses = config({"paper1": {"interview_sets": ["VS2018"], "lenses": ["schein"]}}, SETS)
    codebook = groups("CG1", paper="paper1") + groups("L1", paper="paper1", lens="schein")
    assert printed_tables.code_tree(study("paper1", lenses, codebook=codebook))["code group"].tolist() == ["cg1"]


def test_themes_put_subcategories_below_their_category_whose_numbers_hold_theirs():
    categories = [
        {"category_id": "C1", "order": "2", "heading": "Allowed"},
        {"category_id": "C2", "order": "1", "heading": "For others", "parent": "C1", "code_group_ids": "CG1"},
        {"category_id": "C3", "order": "3", "heading": "For oneself", "parent": "C1", "code_group_ids": "CG2"},
        {"category_id": "C4", "order": "1", "heading": "Alone", "code_group_ids": "CG1"},
        {"category_id": "C5", "order": "4", "heading": "Deeper", "parent": "C3", "code_group_ids": "CG1"},
    ]
    of = study("paper1", **CODED, categories=[{"paper": "paper1"} | row for row in categories])
    assert cells(printed_tables.themes(of)) == [
        ["category", "subcategory", "people", "of", "units"],
        ["Alone", "", "1", "13", "1"],
        ["Allowed", "", "2", "13", "3"],
        ["Allowed", "For others", "1", "13", "1"],
        ["Allowed", "For oneself", "2", "13", "3"],
        ["Allowed", "Deeper", "1", "13", "1"],
    ]


def test_themes_of_pairs_are_of_twelve():
    rows = {
        "meaning_units": units(U1="VS2018-01", U2="VS2018-13"),
        "codings": codings(("U1", "CG1"), ("U2", "CG1"), paper="paper2"),
        "codebook": groups("CG1", paper="paper2"),
    }
    assert cells(printed_tables.themes(study("paper2", **rows)))[1:] == [["cg1", "", "1", "12", "1"]]


def test_sample_is_of_the_people_analysed_and_adds_up_to_their_number():
    table, note = printed_tables.sample(study("paper1"))
    assert cells(table) == [["attribute", "value", "people"], ["gender", "man", "7"], ["gender", "woman", "6"]]
    assert note == ""


def test_paper_over_nearly_the_same_people_has_no_sample():
    tables, notes = printed_tables.tables(study("paper2"))
    assert "sample" not in tables and "sample" not in notes


def test_thesis_has_a_sample_only_where_no_small_rest_follows():
    """Paper 3 has all but one of the 25: after it the thesis would tell of that one."""
    assert printed_tables.sample(study("paper3"))[0]["people"].astype(int).sum() == 24
    assert printed_tables.sample(study("thesis"))[0].empty
    apart = config(PAPERS | {"paper3": {"interview_sets": ["SK2020"]}}, SETS, documents=[*PAPERS, "thesis"])
    assert printed_tables.sample(study("thesis", apart))[0]["people"].astype(int).sum() == 25


def test_papers_are_judged_before_other_documents_however_they_are_listed():
    """The thesis, with two people more than the paper, would tell of the two."""
    persons_ = [row | {"gender": "woman" if n % 2 else "man"} for n, row in enumerate(people(14))]
    sets = {"V": {}, "W": {}}
    of_config = config({"p1": {"interview_sets": ["V"]}}, sets, documents=["thesis", "p1"])
    rows = {"participants": persons_, "interviews": interviews("V", persons_[:12]) + interviews("W", persons_[12:])}
    assert len(printed_tables.sample(material("p1", of_config, **rows))[0]) == 2
    assert printed_tables.sample(material("thesis", of_config, **rows))[0].empty


def test_public_columns_of_a_study_are_margins_too():
    persons_ = [row | {"region": "north" if n < 6 else "south"} for n, row in enumerate(people(12))]
    of_config = config({"p1": {"interview_sets": ["V"]}}, public=["region", "gender", "nowhere"])
    table, _ = printed_tables.sample(
        material("p1", of_config, participants=persons_, interviews=interviews("V", persons_))
    )
    assert table.to_numpy().tolist() == [["region", "north", "6"], ["region", "south", "6"]]


def test_person_who_withdrew_stands_in_no_margin():
    gone = [row | {"status": "withdrawn"} if row["participant_id"] == "P01" else row for row in persons()]
    assert printed_tables.sample(study("paper1", participants=gone))[0]["people"].tolist() == ["6", "6"]


def test_papers_have_trees_and_themes_and_other_documents_borrow_them():
    assert set(printed_tables.tables(study("paper1", **CODED))[0]) == {
        "interview_sets", "flow", "sample", "code_tree", "themes", "stc_steps", "theme_flow"}  # fmt: skip
    assert set(printed_tables.tables(study("thesis", **CODED))[0]) == {
        "interview_sets", "flow", "reconciliation", "datasets"}  # fmt: skip


def test_study_of_one_set_without_attributes_or_coding_has_its_sets_and_its_flow():
    persons_ = people(17)
    tables, notes = printed_tables.tables(material(participants=persons_, interviews=interviews("V", persons_)))
    assert set(tables) == {"interview_sets", "flow"} and notes == {}
    assert cells(tables["flow"])[1] == ["V", "", "", "", "", "17", "17"]


def test_study_with_no_interviews_at_all_has_a_flow_of_zeros():
    assert cells(printed_tables.flow(material()))[1] == ["V", "", "", "", "", "0", "0"]


def test_every_cell_is_a_text():
    for table in printed_tables.tables(study("paper1", **CODED))[0].values():
        assert all(isinstance(cell, str) for row in table.to_numpy() for cell in row)
