"""The ledger: every claim with the released thing it rests on, and nothing internal in the open edition."""

import pandas as pd
import pytest

from trail import ledger, release
from trail.faults import Faults
from trail.tables import canonical_json, sha256, write

CHAIN = {
    "category": {
        "CAT1": {
            "kind": "category",
            "heading": "Allowed",
            "text": "They came for others.",
            "parent": "",
            "condensates": ["CD1", "CD2"],
            "subgroups": ["SG1", "SG2"],
            "code_groups": ["CG1", "CG2"],
            "quotes": ["Q1", "Q9"],
            "commitments": [],
        },
    },
    "condensate": {"CD1": {"kind": "condensate", "text": "Jeg kom.", "subgroup": "SG1", "code_groups": ["CG1"]}},
    "codebook": {
        "SG1": {"kind": "subgroup", "name": "For others", "code_groups": ["CG1"]},
        "CG1": {"kind": "code_group", "name": "Permission", "definition": "What let them.", "origin": "data"},
        "CG2": {"kind": "code_group", "name": "Getting there", "definition": "How.", "origin": "data"},
    },
}
Q1 = {
    "quote_original": {"original": "jeg  ble redd", "label": "Interview 4", "source_language": "nb"},
    "quote_translation": {"translation": "I got scared", "label": "Interview 4", "target_language": "en"},
}
VALUE = {"value": 2, "text": "2", "what": "people", "function": "values.interviewed", "filter": {}}
FLOW = {"columns": ["set", "people"], "rows": [["VS2018", "2"]], "note": ""}
FIGURES = {"paper1": {"participant_flow": {"table": "flow", "notebook": "paper1", "cell": 4}}}


@pytest.fixture
def released(tmp_path):
    """A paper that released some of everything, and a thesis with nothing of its own."""
    nothing = {kind: {} for kind in release.KINDS}
    paper = nothing | CHAIN | {half: {"Q1": thing} for half, thing in Q1.items()}
    paper |= {"value": {"paper1.participants": VALUE}, "table": {"flow": FLOW}}
    folders = {name: tmp_path / "results" / "released" / name for name in ("paper1", "thesis")}
    release.write_things(paper, folders["paper1"])
    release.write_things(nothing, folders["thesis"])
    return folders


def claim(kind, of, text="Words.", document="paper1"):
    return {"claim_id": f"{document}-c-1", "section": "Results", "kind": kind, "text": text, "of": of}


def row_of(released, kind, of, text="Words.", document="paper1"):
    return ledger.ledger({document: [claim(kind, of, text, document)]}, released, FIGURES).iloc[0]


def test_claims_stand_in_the_order_of_the_documents_and_of_their_text(released):
    claims = {
        "thesis": [claim("value", "paper1.participants", "2") | {"claim_id": "thesis-c-9"}],
        "paper1": [claim("quote", "Q1") | {"claim_id": "paper1-c-2"}, claim("claim", "CG1")],
    }
    table = ledger.ledger(claims, released, FIGURES)
    assert table["claim_id"].tolist() == ["thesis-c-9", "paper1-c-2", "paper1-c-1"]
    assert table.columns.tolist() == (
        "claim_id document section kind text of released_file evidence notebook_cell module sha256".split()
    )


def test_evidence_of_a_claim_is_its_released_chain_from_category_to_quotes(released):
    row = row_of(released, "claim", "CAT1")
    assert row["evidence"] == "CAT1;CD1;SG1;CG1;CG2;Q1"  # CD2, SG2 and Q9 were not released
    assert (row["module"], row["released_file"]) == ("condensation", "released/paper1/chain.json")
    assert row["sha256"] == release.content_sha256(CHAIN["category"]["CAT1"])


def test_claim_on_several_things_carries_the_hash_of_the_list_of_theirs(released):
    row = row_of(released, "claim", "CAT1; CD1")
    parts = [release.content_sha256(CHAIN["category"]["CAT1"]), release.content_sha256(CHAIN["condensate"]["CD1"])]
    assert row["sha256"] == sha256(canonical_json(parts))
    assert row["of"] == "CAT1;CD1"


def test_borrowed_name_leads_to_the_other_papers_files(released):
    row = row_of(released, "claim", "paper1.CAT1", document="thesis")
    assert row["released_file"] == "released/paper1/chain.json"
    assert row["evidence"].split(";")[:2] == ["paper1.CAT1", "paper1.CD1"]
    assert row["sha256"] == row_of(released, "claim", "CAT1")["sha256"]


@pytest.mark.parametrize(("text", "half"), [("jeg ble redd", "quote_original"), ("I got scared", "quote_translation")])
def test_quote_carries_its_label_and_the_hash_of_the_half_that_is_printed(released, text, half):
    row = row_of(released, "quote", "Q1", text)
    assert (row["evidence"], row["module"]) == ("Interview 4", "quotes")
    assert row["sha256"] == release.content_sha256(Q1[half])


def test_value_names_the_function_that_made_it_and_nothing_internal(released):
    row = row_of(released, "value", "paper1.participants", "2", document="thesis")
    assert (row["module"], row["evidence"], row["released_file"]) == (
        "values.interviewed",
        "",
        "released/paper1/values.json",
    )


def test_figure_names_its_cell_and_the_table_it_draws(released):
    row = row_of(released, "figure", "paper1.participant_flow", document="thesis")
    assert (row["notebook_cell"], row["module"]) == ("paper1#4", "figures.participant_flow")
    assert (row["evidence"], row["released_file"]) == ("paper1.flow", "released/paper1/tables/flow.csv")
    assert row["sha256"] == release.content_sha256(FLOW)


def test_analytic_claim_may_rest_on_a_quote_a_table_or_a_figure(released):
    row = row_of(released, "claim", "Q1;flow;participant_flow")
    assert row["evidence"] == "Q1;flow"
    assert row["released_file"] == "released/paper1/quotes.json;released/paper1/tables/flow.csv"


def test_condensate_in_a_method_table_is_a_claim(released):
    row = row_of(released, "condensate", "CD1", "Jeg kom.")
    assert (row["kind"], row["evidence"]) == ("claim", "CD1;SG1;CG1")


def test_text_that_a_spreadsheet_would_calculate_is_one_in_the_file(released, tmp_path):
    row = row_of(released, "claim", "CAT1", '=HYPERLINK("x")')
    write(pd.DataFrame([row]), tmp_path / "ledger.csv")
    assert "'=HYPERLINK" in (tmp_path / "ledger.csv").read_text(encoding="utf-8")
    assert row_of(released, "claim", "CAT1", "")["text"] == ""


def test_every_claim_without_a_source_is_named_with_what_may_be_meant(released):
    claims = {"paper1": [claim("claim", "CAT1;CAT9"), claim("table", "flov"), claim("figure", "flow")]}
    with pytest.raises(Faults) as faults:
        ledger.ledger(claims, released, FIGURES)
    messages = [fault.message for fault in faults.value.faults]
    assert messages == [
        "of='CAT1;CAT9': 'CAT9' is not among what paper1 released (did you mean 'CAT1'?).",
        "of='flov': 'flov' is not among what paper1 released (did you mean 'flow'?).",
        "of='flow': 'flow' is not among what paper1 released.",
    ]


def test_claim_that_names_nothing_is_a_fault(released):
    with pytest.raises(Faults, match="names nothing that it rests on"):
        row_of(released, "claim", " ; ")


def test_code_group_shown_as_a_category_does_not_stand_below_itself(tmp_path):
    entry = CHAIN["category"]["CAT1"] | {"condensates": [], "subgroups": [], "code_groups": ["CG1"], "quotes": []}
    folder = tmp_path / "results" / "closed" / "p" / "candidates"
    release.write_things({kind: {} for kind in release.KINDS} | {"category": {"CG1": entry}}, folder)
    table = ledger.ledger({"p": [claim("claim", "CG1", document="p")]}, {"p": folder}, {})
    assert table.loc[0, ["evidence", "released_file"]].tolist() == ["CG1", "closed/p/candidates/chain.json"]


def test_parent_category_leads_through_its_subcategories():
    parent = CHAIN["category"]["CAT1"] | {"condensates": [], "quotes": []}
    child = CHAIN["category"]["CAT1"] | {"parent": "CAT"}
    things = CHAIN | {"category": {"CAT1": child, "CAT": parent}}
    assert ledger.below("CAT", things) == ["CAT1"]
    assert ledger.below("CAT1", things) == ["CD1", "CG2"]


def test_closed_ledger_adds_interviews_and_units_and_the_open_one_has_none(released):
    evidence = {
        "paper1": {
            "CAT1": {"interviews": ["VS2018-01"], "units": ["U002", "U001"]},
            "CD1": {"interviews": ["VS2018-02"], "units": ["U002"]},
            "flow": {"interviews": ["VS2018-03"], "units": []},
            "paper1.participants": {"interviews": ["VS2018-01", "VS2018-02"], "units": []},
        },
        "thesis": {},
    }
    claims = {
        "paper1": [claim("claim", "CAT1;CD1"), claim("figure", "participant_flow")],
        "thesis": [claim("value", "paper1.participants", "2"), claim("claim", "paper1.CD1")],
    }
    table = ledger.ledger(claims, released, FIGURES)
    closed = ledger.closed_ledger(table, evidence)
    assert closed["units"].tolist() == ["U001;U002", "", "", "U002"]
    assert closed["interviews"].tolist() == [
        "VS2018-01;VS2018-02",
        "VS2018-03",
        "VS2018-01;VS2018-02",
        "VS2018-02",
    ]
    pd.testing.assert_frame_equal(closed[table.columns], table)
    assert "U00" not in table.to_csv() and "VS2018-0" not in table.to_csv()
