"""Tables by which a thesis joins its papers, from a study of three sets in which one person was not seen again."""

from made_tables import codings, config, groups, interviews, people, tables, units
from trail import alt_texts, figures, inspection, thesis_tables

SETS = {
    "VS2018": {"service": "sana"},
    "VS2019": {"service": "sana", "follows": "VS2018"},
    "SK2020": {},
}
PAPERS = {
    "paper1": {"interview_sets": ["VS2018"]},
    "paper2": {"interview_sets": ["VS2018", "VS2019"], "paired": True, "lenses": ["schein", "hidden_curriculum"]},
    "paper3": {"interview_sets": ["SK2020"]},
}
CONFIG = config(PAPERS, SETS, documents=[*PAPERS, "thesis"])
PERSONS = people(7)
SEEN = interviews("VS2018", PERSONS[:3]) + interviews("VS2019", PERSONS[:2]) + interviews("SK2020", PERSONS[3:])
SYNTHESIS = """\
# Results

[Before it.]{.claim of="paper1.CG1"}

## Together {.synthesis}

[Of all.]{.claim of="paper1.CAT1"}

### One thread

[A claim.]{.claim of="paper1.CAT1;paper3.CAT3"} [Another.]{.claim of="paper1.CG1;paper1.Q1"}

[]{.quote of="paper3.Q3"}

### Another

[A third.]{.claim #c-x of="paper3.CAT3"}

# Discussion

[After it.]{.claim of="paper1.CAT1"}
"""
HEADED = [
    {"category_id": "CAT1", "paper": "paper1", "heading": "First", "order": "1", "code_group_ids": "CG1"},
    {"category_id": "CAT2", "paper": "paper1", "heading": "Unused", "order": "2", "code_group_ids": "CG2"},
    {"category_id": "CAT3", "paper": "paper3", "heading": "Third", "order": "1", "code_group_ids": "CG3"},
]


def thesis(tmp_path, manuscript="", of_config=CONFIG, **rows):
    (tmp_path / "thesis").mkdir(exist_ok=True)
    (tmp_path / "thesis" / "index.qmd").write_text(manuscript)
    rows = {"participants": PERSONS, "interviews": SEEN} | rows
    return inspection.materials(of_config, tables(**rows), tmp_path)["thesis"]


def test_numbers_differ_by_rule_and_the_rule_is_said(tmp_path):
    table = thesis_tables.reconciliation(thesis(tmp_path)).to_dict("records")
    assert [(row["document"], row["people"], row["interviews"]) for row in table] == [
        ("Paper 1", "3", "3"),
        ("Paper 2", "2", "4"),
        ("Paper 3", "4", "4"),
        ("Thesis", "7", "9"),
    ]
    why = [row["why this number"] for row in table]
    assert why[0] == (
        "Everybody of VS2018. 1 person of VS2018 not interviewed again in VS2019, counted here. "
        "2 of them are in Paper 2 as well."
    )
    assert why[1] == (
        "Only people interviewed in each of VS2018 and VS2019. 1 person of VS2018 left out: no pair. "
        "All of them are in Paper 1 as well."
    )
    assert why[2] == "Everybody of SK2020. None of them is in another paper."
    assert "2 people of VS2018 interviewed again in VS2019, counted once." in why[3]


def test_person_who_withdrew_is_counted_nowhere(tmp_path):
    persons = [PERSONS[0] | {"status": "withdrawn"}, *PERSONS[1:]]
    table = thesis_tables.reconciliation(thesis(tmp_path, participants=persons))
    assert table["people"].tolist() == ["2", "1", "4", "6"]


def test_set_used_again_is_said_with_the_theory_it_was_read_by(tmp_path):
    read = {"paper": "paper2", "lens": "schein", "text": "T"}
    table = thesis_tables.datasets(thesis(tmp_path, interpretations=[read, read | {"lens": "unknown"}]))
    assert table.to_numpy().tolist() == [
        ["VS2018", "Paper 1", "first", "3", "None", ""],
        ["VS2018", "Paper 2", "again", "2 of 3", "Schein, hidden curriculum", "1"],
        ["VS2018", "Thesis", "again", "3", "As in the papers", ""],
        ["VS2019", "Paper 2", "first", "2", "Schein, hidden curriculum", "1"],
        ["VS2019", "Thesis", "again", "2", "As in the papers", ""],
        ["SK2020", "Paper 3", "first", "4", "None", ""],
        ["SK2020", "Thesis", "again", "4", "As in the papers", ""],
    ]


def of_synthesis(tmp_path, manuscript=SYNTHESIS):
    coded = [
        *codings(("U1", "CG1"), ("U1", "CG2"), paper="paper1"),
        *codings(("U3", "CG3"), paper="paper3"),
    ]
    grouped = groups("CG1", "CG2", paper="paper1") + groups("CG3", paper="paper3")
    rows = {"codings": coded, "codebook": grouped, "categories": HEADED}
    return thesis_tables.synthesis(
        thesis(tmp_path, manuscript, meaning_units=units(U1="VS2018-01", U3="SK2020-04"), **rows)
    )


def test_synthesis_counts_the_claims_of_each_thread_by_what_they_rest_on(tmp_path):
    table = of_synthesis(tmp_path)
    assert list(table) == ["document", "category", "Together", "One thread", "Another"]
    assert table.to_numpy().tolist() == [
        ["Paper 1", "First", "1", "2", ""],
        ["Paper 1", "Unused", "", "", ""],
        ["Paper 3", "Third", "", "1", "1"],
    ]


def test_thesis_without_a_synthesis_has_no_such_table(tmp_path):
    assert len(of_synthesis(tmp_path, SYNTHESIS.replace(" {.synthesis}", ""))) == 0


def test_synthesis_map_tells_of_each_thread_what_it_rests_on(tmp_path):
    table = of_synthesis(tmp_path)
    assert "One thread: First (Paper 1, 2), Third (Paper 3, 1); Another: Third" in alt_texts.synthesis_map(table)
    drawn = {text.get_text() for text in figures.synthesis_map(table).axes[0].texts}
    assert {"Paper 1", "Unused", "One thread", "2"} <= drawn


def test_last_step_is_the_status_and_each_correction_is_told(tmp_path):
    step = {"document": "paper1", "where": "J"}
    steps = [
        step | {"status": "corrected", "dated_on": "2022-03-01", "text": "A label."},
        step | {"status": "published", "dated_on": "2022-02-01"},
        step | {"status": "submitted", "dated_on": "2021-02-01"},
        {"document": "paper3", "status": "planned", "dated_on": "2020-01-01"},
    ]
    assert thesis_tables.publications(thesis(tmp_path, publications=steps)).to_numpy().tolist() == [
        ["Paper 1", "published", "2022-02-01", "J", "2022-03-01: A label."],
        ["Paper 3", "planned", "2020-01-01", "", ""],
    ]


def test_document_is_named_as_a_reader_reads_it():
    assert [thesis_tables.named(name) for name in ("paper12", "thesis", "why_they_came")] == [
        "Paper 12", "Thesis", "Why they came"
    ]  # fmt: skip
