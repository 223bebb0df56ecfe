"""What could go through the door for one document."""

import time

import pandas as pd

from made_tables import codings, config, groups, interviews, material, people, units
from trail import candidates

TEXTS = {"U1": "Jeg ringte ikke.", "U2": "Hun ringte.", "U3": "Nå går det."}
QUOTE = {"paper": "p1", "source_language": "nb"}
STUDY = {
    "participants": people(2),
    "interviews": interviews("V", people(2)),
    "meaning_units": units(U1="V-01", U2="V-01", U3="V-02"),
    "codings": codings(("U1", "CG1", "SG1"), ("U2", "CG1", "SG2"), ("U3", "CG2")),
    "codebook": groups("CG1", "CG2", definition="What it holds.", origin="data"),
    "subgroups": [
        {"subgroup_id": name, "paper": "p1", "code_group_id": "CG1", "version": "1", "name": f"sub {name}"}
        for name in ("SG1", "SG2")
    ],
    "condensates": [
        {"condensate_id": "CD1", "subgroup_id": "SG1", "version": "1", "text": "Jeg lot være.", "unit_ids": "U1"}
    ],
    "categories": [
        {"category_id": "C1", "paper": "p1", "order": "1", "heading": "Whole"},
        {"category_id": "C2", "paper": "p1", "order": "2", "heading": "Part", "parent": "C1", "condensates": "CD1@1"}
        | {"analytic_text": "They did not call."},
    ],
    "quotes": [QUOTE | {"quote_id": "Q1", "unit_ids": "U1", "original": "Jeg ringte ikke."}],
    "labels": [{"paper": "p1", "interview_id": "V-01", "label": "Interview 2"}],
}
NOTHING = {name: [] for name in STUDY}


def pick(document="p1", of_config=None, **rows):
    of = material(document, of_config, **(STUDY | rows))
    rows = zip(of.tables["meaning_units"]["unit_id"], of.tables["meaning_units"]["interview_id"], strict=True)
    spans = [(*row, 20 * place, TEXTS.get(row[0], "Ja.")) for place, row in enumerate(rows)]
    units = pd.DataFrame(spans, columns=["unit_id", "interview_id", "start", "text"])
    found, faults = candidates.pick(of, units, pd.DataFrame(columns=["interview_id", "start", "end"]))
    assert not faults, faults
    return found


def test_chain_leads_from_category_to_code_group_by_the_names_that_are_cited():
    assert pick()["chain"] == {
        "CG1": {"kind": "code_group", "name": "cg1", "definition": "What it holds.", "origin": "data", "lens": ""},
        "CG2": {"kind": "code_group", "name": "cg2", "definition": "What it holds.", "origin": "data", "lens": ""},
        "SG1": {"kind": "subgroup", "name": "sub SG1", "code_groups": ["CG1"], "origin": "data"},
        "SG2": {"kind": "subgroup", "name": "sub SG2", "code_groups": ["CG1"], "origin": "data"},
        "CD1": {
            "kind": "condensate",
            "text": "Jeg lot være.",
            "subgroup": "SG1",
            "code_groups": ["CG1"],
            "origin": "data",
        },
        "C1": {
            "kind": "category",
            "heading": "Whole",
            "text": "",
            "parent": "",
            "condensates": [],
            "subgroups": [],
            "code_groups": [],
            "origin": "",
            "quotes": ["Q1"],
            "commitments": ["counts/p1.participants.C1", "quotes/Q1"],
        },
        "C2": {
            "kind": "category",
            "heading": "Part",
            "text": "They did not call.",
            "parent": "C1",
            "condensates": ["CD1"],
            "subgroups": ["SG1"],
            "code_groups": ["CG1"],
            "origin": "data",
            "quotes": ["Q1"],
            "commitments": ["counts/p1.participants.C2", "quotes/Q1"],
        },
    }


def test_every_thing_has_its_evidence_and_no_thing_an_internal_id():
    found = pick()
    units_of = {name: ids["units"] for name, ids in found["evidence"].items()}
    assert units_of["Q1"] == units_of["CD1"] == units_of["C1"] == units_of["C2"] == units_of["SG1"] == ["U1"]
    assert units_of["CG1"] == units_of["p1.units.CG1"] == ["U1", "U2"]
    assert found["evidence"]["CG2"] == {"interviews": ["V-02"], "units": ["U3"]}
    things = {*found["values"], *found["quotes"], *found["chain"], *found["tables"]}
    assert things == set(found["evidence"])
    said = str([found[name] for name in ("values", "quotes", "chain", "notes")])
    assert not any(internal in said for internal in ("V-01", "V-02", "U1", "U3", "P01"))


def test_quote_carries_its_label_and_not_its_unit():
    assert pick()["quotes"] == {"Q1": {"original": "Jeg ringte ikke.", "label": "Interview 2", "source_language": "nb"}}


def test_person_who_withdrew_is_quoted_and_counted_no_more():
    gone = [people(1)[0] | {"status": "withdrawn"}, *people(1, first=2)]
    found = pick(participants=gone)
    assert found["quotes"] == {} and found["chain"]["C2"]["quotes"] == []
    assert found["values"]["p1.participants"]["value"] == 1
    assert found["values"]["p1.units.C2"]["value"] == 0


def test_paper_without_categories_shows_code_groups_that_do_not_rest_on_themselves():
    found = pick(categories=[], condensates=[])
    assert found["chain"]["CG1"]["kind"] == "category"
    assert found["chain"]["CG1"]["heading"] == "cg1"
    assert found["chain"]["CG1"]["code_groups"] == []
    assert found["chain"]["CG1"]["quotes"] == ["Q1"]
    assert found["evidence"]["CG1"]["units"] == ["U1", "U2"]


def test_document_that_is_no_paper_has_values_and_tables_and_borrows_the_rest():
    found = pick("thesis", config(documents=["p1", "thesis"]))
    assert found["quotes"] == found["chain"] == {}
    assert found["values"]["thesis.participants"]["value"] == 2
    assert set(found["tables"]) == {"interview_sets", "flow", "reconciliation", "datasets"}


def test_unit_coded_for_another_paper_is_no_evidence_here():
    both = config({"p1": {"interview_sets": ["V"]}, "p2": {"interview_sets": ["V"]}})
    found = pick("p1", both, codings=STUDY["codings"] + codings(("U3", "CG1", "SG1"), paper="p2"))
    assert found["evidence"]["CG1"]["units"] == ["U1", "U2"]


def test_draft_of_a_thematic_study_with_interviews_and_codes_alone_has_candidates():
    """One set, 17 interviews of people without attributes, 22 codes, no version, no quotes, no decisions."""
    thematic = config({"p1": {"interview_sets": ["V"], "method": "thematic"}}, draft=True)
    persons = people(17)
    bare = {
        "participants": persons,
        "interviews": interviews("V", persons),
        "meaning_units": units(**{f"U{n}": f"V-{n % 17 + 1:02}" for n in range(340)}),
        "codings": codings(*((f"U{n}", f"CG{n % 22}") for n in range(340)), codebook_version="", **{"pass": ""}),
        "codebook": groups(*(f"CG{n}" for n in range(22))),
    }
    began = time.process_time()
    found = pick("p1", thematic, **(NOTHING | bare))
    assert time.process_time() - began < 1
    assert found["values"]["p1.code_groups"]["value"] == 22
    assert found["values"]["p1.codings"]["value"] == 340
    assert len(found["tables"]["code_tree"]) == len(found["tables"]["themes"]) == 22
    assert sum(entry["kind"] == "category" for entry in found["chain"].values()) == 22


def test_study_with_nothing_coded_yet_has_candidates():
    found = pick(**(NOTHING | {"interviews": STUDY["interviews"], "participants": people(2)}))
    assert found["chain"] == found["quotes"] == {}
    assert found["values"]["p1.units"]["value"] == 0
