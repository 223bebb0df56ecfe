"""The steps of an analysis and the lineage of its themes, as a reader sees them."""

import pandas as pd
import pytest

from made_tables import codings, config, groups, interviews, material, people, units
from trail import chain_tables

PERSONS = people(3)
MADE = {
    "participants": PERSONS,
    "interviews": interviews("V", PERSONS),
    "meaning_units": units(U1="V-01", U2="V-02", U3="V-03", U4="V-03"),
    "codings": [
        *codings(("U1", "OPEN", "SG1"), ("U2", "OPEN", "SG2"), ("U3", "OPEN", "SG2"), codebook_version="2"),
        {"unit_id": "U4", "paper": "p1", "pass": "data_driven", "status": "set_aside", "set_aside_reason": "chat"},
    ],
    "preliminary_themes": [
        {"theme_id": name, "paper": "p1", "analyst": analyst, "label": label}
        for name, analyst, label in [("T1", "A1", "Doors"), ("T2", "A2", "Tired"), ("T3", "A2", "Weather")]
    ],
    "readings": [
        {"analyst": "A1", "interview_id": name, "paper": "p1", "step": "total_impression"} for name in ("V-01", "V-02")
    ],
    "codebook": [
        *groups("DOOR", "WORN", derived_from="T1"),
        *groups("OPEN", "SHUT", version="2", change="split", derived_from="DOOR", decision_id="D1"),
        *groups("WORN", version="2", change="dropped", decision_id="D2"),
    ],
    "subgroups": [
        {"subgroup_id": name, "paper": "p1", "code_group_id": "OPEN", "name": label}
        for name, label in (("SG1", "Ajar"), ("SG2", "Wide"))
    ],
    "condensates": [
        {"condensate_id": "CD1", "subgroup_id": "SG1", "text": "Alene.", "unit_ids": "U1"},
        {"condensate_id": "CD2", "subgroup_id": "SG2", "text": "Sammen.", "unit_ids": "U2;U3"},
    ],
    "categories": [
        {"category_id": "C1", "paper": "p1", "order": "1", "heading": "Let in", "condensates": "CD1;CD2",
         "validated_against": "V-01;V-03"},
    ],
    "decisions": [
        {"decision_id": "D1", "decided_on": "2020-03-01", "public_text": "Two things were in one."},
        {"decision_id": "D2", "decided_on": "2020-03-02"},
        {"decision_id": "D3", "decided_on": "2020-04-02", "affects": "SG2", "public_text": "Taken out of Ajar."},
    ],
}  # fmt: skip


def test_nine_people_are_fewer_than_twelve_as_a_run_reads_them():
    categories = pd.DataFrame([{"category_id": "C1", "condensates": "CD1;CD2"}])
    condensates = pd.DataFrame({"condensate_id": ["CD1", "CD2"], "people": ["9", "12"], "units": ["20", "13"]})
    assert chain_tables.example(categories, condensates) == ("C1", "CD2")


def test_steps_tell_what_went_in_and_out_and_follow_the_condensate_of_most_people():
    table, notes = chain_tables.tables(material(**MADE))
    assert table["stc_steps"].to_numpy().tolist() == [
        ["1 Total impression", "3 transcripts, read as wholes (A1 2)",
         "3 preliminary themes (A1 1, A2 2)", "Doors (A1)"],
        ["2 Meaning units and code groups", "3 transcripts, 3 preliminary themes",
         "3 meaning units, 1 set aside; code groups: 2 in version 1, 2 in version 2", "“door” → “open”"],
        ["3 Condensation", "3 meaning units, 2 code groups", "2 subgroups, 2 condensates",
         "“Wide”: []{.condensate of=\"CD2\"}"],
        ["4 Synthesis", "2 condensates", "1 category, held against 2 whole transcripts", "“Let in”"],
    ]  # fmt: skip
    assert "most people" in notes["stc_steps"]


@pytest.mark.parametrize("method", ["thematic", "framework"])
def test_other_methods_claim_no_condensation(method):
    of_config = config({"p1": {"interview_sets": ["V"], "method": method}})
    categories = [{"category_id": "C1", "paper": "p1", "order": "1", "heading": "Let in", "code_group_ids": "OPEN"}]
    rows = MADE | {"subgroups": [], "condensates": [], "categories": categories}
    tables, _ = chain_tables.tables(material("p1", of_config, **rows))
    assert list(tables) == ["analysis_steps", "theme_flow"]
    assert tables["analysis_steps"]["step"].tolist() == [
        "Reading whole transcripts", "Meaning units and code groups", "Categories"]  # fmt: skip
    assert "condens" not in " ".join(tables["analysis_steps"].to_numpy().ravel())
    assert "sorted" in tables["theme_flow"]["became"].tolist()


def flow_of(of):
    return chain_tables.tables(of)[0]["theme_flow"]


def test_step_from_which_nothing_has_come_is_not_claimed():
    begun = MADE | {"categories": [], "condensates": [], "subgroups": [], "codings": codings(("U1", "OPEN"))}
    tables, _ = chain_tables.tables(material(**begun))
    assert tables["stc_steps"]["step"].tolist() == ["1 Total impression", "2 Meaning units and code groups"]


def test_flow_names_every_split_drop_and_loss_with_its_decision():
    flow = flow_of(material(**MADE))
    assert flow[["from", "became", "to", "decision"]].to_numpy().tolist() == [
        ["Doors (A1)", "new", "door", ""],
        ["Doors (A1)", "new", "worn", ""],
        ["Tired (A2)", "not carried on", "", ""],
        ["Weather (A2)", "not carried on", "", ""],
        ["door", "split", "open", "2020-03: Two things were in one."],
        ["door", "split", "shut", "2020-03: Two things were in one."],
        ["worn", "dropped", "", ""],  # a decision without public text stays inside
        ["open", "divided", "Ajar", ""],
        ["open", "divided", "Wide", "2020-04: Taken out of Ajar."],
        ["shut", "not carried on", "", ""],
        ["Ajar", "condensed", "Let in", ""],
        ["Wide", "condensed", "Let in", ""],
    ]


def test_flow_ends_with_the_version_that_counts_and_leaves_out_theory():
    later = groups("LATER", version="3", derived_from="OPEN", change="split")
    lens = groups("L1", version="2", lens="schein")
    of_config = config({"p1": {"interview_sets": ["V"], "lenses": ["schein"]}})
    frozen = [{"freeze_id": "F", "paper": "p1", "kind": "data_driven", "codebook_version": "2", "frozen_on": "2020"}]
    rows = MADE | {"codebook": [*MADE["codebook"], *lens, *later], "freezes": frozen}
    flow = flow_of(material("p1", of_config, **rows))
    assert not {"later", "l1"} & {*flow["from"], *flow["to"]}
