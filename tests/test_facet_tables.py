"""What was said under each value of a facet, and which numbers of it may be printed."""

import pytest

from made_tables import codings, config, groups, interviews, material, people, units
from trail import facet_tables, lens_tables

PERSONS = people(6)
CONFIG = config({"p1": {"interview_sets": ["V"], "lenses": ["safety", "schein"],
                        "facets": {"aspect": ["when_and_why", "barriers"], "need": []}}})  # fmt: skip
UNITS = {f"U{n}": f"V-0{(n - 1) % 6 + 1}" for n in range(1, 13)}
MADE = {
    "participants": PERSONS,
    "interviews": interviews("V", PERSONS),
    "meaning_units": units(**UNITS),
    "codings": codings(*((unit, "CG1") for unit in UNITS)),
    "codebook": groups("CG1", "CG2"),
    "facets": [
        *({"unit_id": f"U{n}", "paper": "p1", "facet": "aspect", "value": "when_and_why"} for n in range(1, 12)),
        {"unit_id": "U12", "paper": "p1", "facet": "aspect", "value": "barriers"},
        *({"unit_id": f"U{n}", "paper": "p1", "facet": "need", "value": "open_talk"} for n in range(1, 7)),
    ],
    "quotes": [
        {"quote_id": "Q2", "paper": "p1", "unit_ids": "U12"},
        {"quote_id": "Q1", "paper": "p1", "unit_ids": "U1;U2"},
    ],
}


def test_each_cell_has_its_units_and_the_quotes_that_stand_on_them():
    tables, notes = facet_tables.tables(material("p1", CONFIG, **MADE))
    assert list(tables) == ["category_aspect", "category_need", "aspect_need"]
    assert tables["category_aspect"].to_numpy().tolist() == [
        ["cg1", "When and why", "several", '[]{.quote of="Q1"}'],
        ["cg1", "Barriers", "few", '[]{.quote of="Q2"}'],
        ["cg2", "When and why", "no unit", ""],
        ["cg2", "Barriers", "no unit", ""],
    ]
    assert tables["aspect_need"].to_numpy().tolist() == [
        ["When and why", "Open talk", "6", '[]{.quote of="Q1"}'],
        ["Barriers", "Open talk", "no unit", ""],
    ]
    assert set(notes) == {"category_aspect"} and "fewer than 5 people" in notes["category_aspect"]


def test_quote_of_a_person_who_withdrew_stands_in_no_cell():
    gone = [row | {"status": "withdrawn"} if row["participant_id"] == "P06" else row for row in PERSONS]
    tables, _ = facet_tables.tables(material("p1", CONFIG, **MADE | {"participants": gone}))
    assert "Q2" not in " ".join(tables["category_aspect"]["quotes"])


@pytest.mark.parametrize(
    ("numbers", "people_", "printed"),
    [
        ([7, 0], [5, 0], ["7", "no unit"]),
        ([7, 1, 0], [5, 1, 0], ["several", "few", "no unit"]),  # 8 in all is printed elsewhere: 1 would follow
        ([9, 6, 1], [5, 5, 1], ["several", "several", "few"]),  # at least five and 1 are 7: so few are two at most
        ([9, 2, 1], [5, 2, 1], ["several", "few", "few"]),  # 3 in all: one of each would nearly follow
        ([9, 4, 4], [5, 4, 4], ["9", "few", "few"]),
        ([2], [2], ["few"]),
    ],
)
def test_no_small_number_is_printed_or_follows_from_the_sum_of_its_row(numbers, people_, printed):
    assert facet_tables.safe_numbers(numbers, people_, threshold=5) == printed


def test_interpretations_stand_by_lens_and_by_level_from_what_is_seen_to_what_is_taken_for_granted(monkeypatch):
    def read(lens, level, text):
        return {"interpretation_id": text, "paper": "p1", "lens": lens, "level": level, "text": text,
                "category_ids": "C1;CG1"}  # fmt: skip

    categories = [{"category_id": "C1", "paper": "p1", "order": "1", "heading": "Let in", "code_group_ids": "CG1"}]
    rows = [
        read("schein", "basic_assumption", "Taken for granted."),
        read("schein", "artefact", "A board."),
        read("safety", "interpersonal_risk", "A risk."),
        read("other", "artefact", "Of no lens of the paper."),
    ]
    monkeypatch.setattr(lens_tables, "FEWEST", 1)
    table, hidden = lens_tables.culture_levels(
        material("p1", CONFIG, **MADE | {"interpretations": rows, "categories": categories})
    )
    assert hidden == 0
    assert table.to_numpy().tolist() == [
        ["Safety", "Interpersonal risk", "A risk.", "Let in"],
        ["Schein", "Artefact", "A board.", "Let in"],
        ["Schein", "Basic assumption", "Taken for granted.", "Let in"],
    ]


def test_interpretation_that_tells_of_fewer_than_three_people_is_left_out_and_counted():
    def read(text, units):
        return {"interpretation_id": text, "paper": "p1", "lens": "schein", "level": "artefact", "text": text,
                "category_ids": "C1", "unit_ids": units}  # fmt: skip

    every = ";".join(row["unit_id"] for row in MADE["meaning_units"])
    rows = [read("Of one.", MADE["meaning_units"][0]["unit_id"]), read("Of all.", every)]
    tables, notes = lens_tables.tables(material("p1", CONFIG, **MADE | {"interpretations": rows}))
    assert tables["culture_levels"]["interpretation"].tolist() == ["Of all."]
    assert notes == {"culture_levels": "Not shown: 1 that rests on fewer than 3 people."}
