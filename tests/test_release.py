"""The one door: what the release list lets out, and nothing else."""

import json

import pandas as pd
import pytest

from made_tables import tables
from trail import citing, release
from trail.faults import Faults
from trail.tables import read_json, sha256

VALUE = {"value": 13, "text": "13", "what": "people interviewed", "function": "values.interviewed", "filter": {}}
QUOTES = {
    "Q1": {
        "original": "Jeg ringte ikke.",
        "translation": "I did not call.",
        "label": "Interview 4",
        "source_language": "nb",
        "target_language": "en",
    },
    "Q2": {"original": "Nei, altså.", "label": "Interview 2", "source_language": "nb"},
}
CHAIN = {
    "C1": {"kind": "category", "heading": "Allowed", "text": "They called.", "parent": "", "condensates": ["CD1"]},
    "CD1": {"kind": "condensate", "text": "Jeg ringte.", "subgroup": "SG1", "code_groups": ["CG1"]},
    "SG1": {"kind": "subgroup", "name": "sub", "code_groups": ["CG1"]},
    "CG1": {"kind": "code_group", "name": "group", "definition": "what", "origin": "data"},
}
TABLES = {
    "sample": pd.DataFrame([["gender", "woman", "8"], ["gender", "man", ""]], columns=["attribute", "value", "people"]),
    "flow": pd.DataFrame([["VS2018", "<5"]], columns=["set", "people"]),
}


@pytest.fixture
def candidates(tmp_path):
    folder = tmp_path / "candidates"
    release.write_tables(TABLES, {"sample": "Bands 30–39 and 40–49 are shown as one."}, folder / "tables")
    for name, thing in (("values", {"p1.participants": VALUE}), ("quotes", QUOTES), ("chain", CHAIN)):
        (folder / f"{name}.json").write_text(json.dumps(thing), encoding="utf-8")
    return folder


@pytest.fixture
def things(candidates):
    return release.read_things(candidates)


def row(kind, name, thing=None, decision="release", document="p1"):
    digest = release.content_sha256(thing) if thing is not None else ""
    return {"document": document, "kind": kind, "id": name, "decision": decision, "content_sha256": digest}


def decide(things, *rows, document="p1"):
    return release.decide(document, things, tables(release=list(rows))["release"])


def states(things, *rows):
    decided = decide(things, *rows)
    return {(kind, name): state for kind, name, state in decided[["kind", "id", "state"]].itertuples(index=False)}


# What is decided about each thing


def test_without_a_release_list_everything_waits(things):
    found = states(things)
    assert set(found.values()) == {"waiting"}
    assert len(found) == 1 + 2 + 1 + 2 + 4  # value, originals, translation, tables, chain


def test_released_is_what_was_reviewed_to_the_letter(things):
    original = things["quote_original"]["Q1"]
    found = states(things, row("quote_original", "Q1", original))
    assert found["quote_original", "Q1"] == "released"
    assert found["quote_original", "Q2"] == found["quote_translation", "Q1"] == "waiting"


@pytest.mark.parametrize("field", ["original", "label"])
def test_reworded_since_it_was_reviewed_is_stale(things, field):
    seen = things["quote_original"]["Q1"] | {field: "before"}
    assert states(things, row("quote_original", "Q1", seen))["quote_original", "Q1"] == "stale"


def test_release_without_a_hash_is_stale(things):
    assert states(things, row("table", "flow"))["table", "flow"] == "stale"


def test_a_decision_that_lets_nothing_out_any_more_is_told_once_with_its_row(things):
    stale, gone = row("table", "*", {"sample": "before"}), row("value", "p1.misspelt", VALUE)
    told = release.unheeded("p1", decide(things, stale, gone))
    assert [(fault.file, fault.check, fault.level) for fault in told] == [
        ("release.csv", "stale", "W"),
        ("release.csv", "gone", "W"),
    ]
    assert told[0].message.startswith("p1, table: changed since it was reviewed, and is not released")
    assert told[1].message.startswith("p1, value: is not there")


def test_what_waits_or_was_let_out_is_no_unheeded_decision(things):
    original = things["quote_original"]["Q1"]
    assert release.unheeded("p1", decide(things, row("quote_original", "Q1", original))) == []


def test_note_belongs_to_its_table(things):
    seen = things["table"]["sample"] | {"note": ""}
    assert states(things, row("table", "sample", seen))["table", "sample"] == "stale"


@pytest.mark.parametrize("decision", ["withhold", "", "Release", "relase"])
def test_whatever_is_not_released_is_withheld_also_with_the_right_hash(things, decision):
    thing = things["quote_original"]["Q1"]
    assert states(things, row("quote_original", "Q1", thing, decision))["quote_original", "Q1"] == "withheld"


def test_star_decides_all_of_a_kind_together(things):
    found = states(things, row("codebook", "*", things["codebook"]))
    assert found["codebook", "CG1"] == found["codebook", "SG1"] == "released"
    changed = things | {"codebook": things["codebook"] | {"CG2": {"kind": "code_group", "name": "new"}}}
    assert states(changed, row("codebook", "*", things["codebook"]))["codebook", "CG1"] == "stale"


def test_star_leaves_what_has_a_row_of_its_own(things):
    rest = {"Q2": things["quote_original"]["Q2"]}
    found = states(things, row("quote_original", "*", rest), row("quote_original", "Q1", decision="withhold"))
    assert (found["quote_original", "Q1"], found["quote_original", "Q2"]) == ("withheld", "released")
    everything = row("quote_original", "*", things["quote_original"])
    found = states(things, everything, row("quote_original", "Q1", decision="withhold"))
    assert (found["quote_original", "Q1"], found["quote_original", "Q2"]) == ("withheld", "stale")


def test_star_may_withhold_what_one_row_releases(things):
    one = row("quote_original", "Q1", things["quote_original"]["Q1"])
    found = states(things, row("quote_original", "*", decision="withhold"), one)
    assert (found["quote_original", "Q1"], found["quote_original", "Q2"]) == ("released", "withheld")


def test_decision_for_another_document_decides_nothing_here(things):
    other = row("quote_original", "Q1", things["quote_original"]["Q1"], document="p2")
    assert set(states(things, other).values()) == {"waiting"}


def test_decision_on_what_is_not_there_is_told(things):
    found = states(things, row("quote_original", "Q11", decision="withhold"), row("quotes", "Q1"), row("value", "*"))
    assert found["quote_original", "Q11"] == found["quotes", "Q1"] == "gone"
    assert list(found.values()).count("gone") == 2


def test_door_names_row_and_hash_and_stands_in_order(things):
    decided = decide(things, row("table", "flow", things["table"]["flow"]))
    assert decided.columns.tolist() == ["kind", "id", "content_sha256", "state", "row"]
    assert decided[["kind", "id"]].to_numpy().tolist() == sorted(decided[["kind", "id"]].to_numpy().tolist())
    flow = decided[decided["id"] == "flow"].iloc[0]
    assert (flow["row"], flow["content_sha256"]) == ("2", release.content_sha256(things["table"]["flow"]))


def test_document_without_things_has_an_empty_door(things):
    empty = {kind: {} for kind in things}
    assert decide(empty).empty and decide(empty).columns.tolist()[0] == "kind"


# What goes through


def released(things, *rows):
    return release.released_things(things, decide(things, *rows))


def everything(things):
    return [row(kind, "*", of_kind) for kind, of_kind in things.items()]


def test_released_folder_reads_back_as_it_was_written(candidates, things, tmp_path):
    passed = released(things, *everything(things))
    assert passed == things
    release.write_things(passed, tmp_path / "released")
    assert release.read_things(tmp_path / "released") == things
    for name in ("values.json", "quotes.json", "chain.json"):
        assert read_json(tmp_path / "released" / name) == read_json(candidates / name)


def test_same_things_give_the_same_bytes(candidates, things, tmp_path):
    release.write_things(things, tmp_path / "a")
    release.write_things(dict(reversed(things.items())), tmp_path / "b")
    files = sorted(path.relative_to(tmp_path / "a") for path in (tmp_path / "a").rglob("*.*"))
    assert len(files) == 7
    assert all((tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes() for name in files)


def test_half_of_a_quote_that_is_not_released_is_absent(things, tmp_path):
    passed = released(things, row("quote_translation", "Q1", things["quote_translation"]["Q1"]))
    release.write_things(passed, tmp_path / "out")
    assert read_json(tmp_path / "out" / "quotes.json") == {
        "Q1": {"translation": "I did not call.", "label": "Interview 4", "target_language": "en"}
    }
    assert "ringte" not in "".join(path.read_text() for path in (tmp_path / "out").rglob("*.*"))


def test_nothing_released_leaves_every_file_there_and_empty(things, tmp_path):
    release.write_things(released(things), tmp_path / "out")
    assert {path.name: read_json(path) for path in (tmp_path / "out").rglob("*.json")} == {
        name: {} for name in ("values.json", "quotes.json", "chain.json", "notes.json", "index.json")
    }


def test_table_no_longer_released_goes_away_with_its_note(things, tmp_path):
    release.write_things(things, tmp_path)
    release.write_things(things | {"table": {"flow": things["table"]["flow"]}}, tmp_path)
    assert sorted(path.name for path in (tmp_path / "tables").iterdir()) == ["flow.csv", "index.json", "notes.json"]
    assert read_json(tmp_path / "tables" / "notes.json") == {}


def test_index_changes_with_any_table(things, tmp_path):
    release.write_things(things, tmp_path / "a")
    things["table"]["flow"]["rows"][0][1] = "7"
    release.write_things(things, tmp_path / "b")
    assert read_json(tmp_path / "a/tables/index.json") != read_json(tmp_path / "b/tables/index.json")


def test_folders_are_known_by_their_values():
    files = ["results/closed/p1/candidates/values.json", "results/closed/p1/candidates/chain.json"]
    assert {name: str(path) for name, path in citing.folders(files).items()} == {"p1": "results/closed/p1/candidates"}
    files = ["results/released/p1/values.json", "results/released/p2/values.json"]
    assert list(citing.folders(files)) == ["p1", "p2"]


# Labels

NAMES = [f"V-{number:02}" for number in range(1, 13)]


def draw(paper="p1", names=NAMES, labels=(), key=b"k", invented=False):
    return release.draw_labels(paper, names, tables(labels=list(labels))["labels"], key, invented)


def labels_of(table):
    return dict(zip(table["interview_id"], table["label"], strict=True))


def test_labels_are_numbers_in_an_order_that_only_the_key_gives():
    one = labels_of(draw())
    assert sorted(one.values()) == sorted(f"Interview {number}" for number in range(1, 13))
    assert labels_of(draw(names=NAMES[::-1])) == one
    assert labels_of(draw(key=b"other")) != one
    assert [one[name] for name in NAMES] != [f"Interview {number}" for number in range(1, 13)]


def test_labels_of_two_papers_are_not_in_the_same_order():
    assert labels_of(draw("p1")) != labels_of(draw("p2"))


def test_labels_are_kept_and_new_ones_added_after_them():
    before = draw(names=NAMES[:6]).to_dict("records")
    after = labels_of(draw(labels=before))
    assert {name: after[name] for name in NAMES[:6]} == labels_of(pd.DataFrame(before))
    assert {after[name] for name in NAMES[6:]} == {f"Interview {number}" for number in range(7, 13)}


def test_label_of_a_withdrawn_interview_is_kept_and_not_given_again():
    before = draw(names=NAMES[:3]).to_dict("records")
    after = labels_of(draw(names=NAMES[1:5], labels=before))
    assert after[NAMES[0]] == labels_of(pd.DataFrame(before))[NAMES[0]]
    assert len(set(after.values())) == 5


def test_number_that_a_person_chose_is_not_given_again():
    kept = [
        {"paper": "p1", "interview_id": "V-01", "label": "Lege 14"},
        {"paper": "p2", "interview_id": "V-02", "label": "Interview 1"},
    ]
    assert labels_of(draw(names=NAMES[:2], labels=kept)) == {"V-01": "Lege 14", "V-02": "Interview 15"}


def test_labels_of_an_invented_study_say_so():
    assert labels_of(draw(names=["V-01"], invented=True)) == {"V-01": "Invented interview 1"}


def test_key_of_an_invented_study_is_printed_and_a_real_one_is_a_file_outside(tmp_path, monkeypatch):
    monkeypatch.delenv("TRAIL_KEYS", raising=False)
    assert release.label_key({"study": {"invented": True}}) == sha256(release.CONSTANT).encode()
    real = {"study": {"invented": False}}
    with pytest.raises(Faults, match="set TRAIL_KEYS to the folder"):
        release.label_key(real)
    monkeypatch.setenv("TRAIL_KEYS", str(tmp_path))
    with pytest.raises(Faults):
        release.label_key(real)
    (tmp_path / "labels.key").write_bytes(b"secret")
    assert release.label_key(real) == b"secret"


# Method material of the study

GROUPS = [
    {
        "paper": "p1",
        "code_group_id": "CG1",
        "version": version,
        "name": "group",
        "definition": "what",
        "example_unit": "U7",
    }
    for version in ("10", "9")
]
DECISIONS = [
    {
        "decision_id": "D2",
        "decided_on": "2020-10-05",
        "step": "codebook",
        "public_text": "Split.",
        "why": "Kari said so",
    },
    {"decision_id": "D1", "decided_on": "2020-09-28", "step": "codebook", "what": "kept inside"},
    {"decision_id": "D0", "decided_on": "2020-09-01", "step": "codebook", "public_text": "First."},
]


def study_things(*reporting):
    made = tables(codebook=GROUPS, decisions=DECISIONS)
    return release.study_things(made["codebook"], made["decisions"], list(reporting))


def test_decisions_leave_in_their_public_words_with_month_and_step():
    assert study_things()["decisions"] == {
        "D0": {"month": "2020-09", "step": "codebook", "text": "First."},
        "D2": {"month": "2020-10", "step": "codebook", "text": "Split."},
    }
    assert list(study_things()["decisions"]) == ["D0", "D2"]


def test_code_book_leaves_without_its_example_units_in_the_order_of_its_versions():
    found = study_things()["codebook"]
    assert list(found) == ["p1.CG1@9", "p1.CG1@10"]
    assert found["p1.CG1@9"]["definition"] == "what" and "U7" not in str(found)


def test_answers_leave_as_json_with_dates_and_item_numbers_as_texts(tmp_path):
    (tmp_path / "coreq.yaml").write_text("1: A1\n22: {dated: 2021-03-01, count: 13}\n", encoding="utf-8")
    found = study_things(tmp_path / "coreq.yaml")["reporting"]
    assert found == {"coreq": {"1": "A1", "22": {"dated": "2021-03-01", "count": 13}}}
    release.content_sha256(found)


def test_unreadable_answers_are_a_fault_with_their_line(tmp_path):
    path = tmp_path / "srqr.yaml"
    path.write_text("S1: fine\nS2: not: so\n", encoding="utf-8")
    with pytest.raises(Faults) as raised:
        study_things(path)
    (fault,) = raised.value.faults
    assert (fault.file, fault.place) == ("reporting/srqr.yaml", "line 2")
    path.write_bytes("S1: ø".encode("cp1252"))
    with pytest.raises(Faults, match="is not YAML in UTF-8"):
        study_things(path)


def test_method_material_waits_for_its_own_decision():
    found = study_things()
    rows = [row("decisions", "*", found["decisions"], document="study")]
    passed = release.released_things(found, decide(found, *rows, document=release.STUDY))
    assert passed["decisions"] == found["decisions"] and passed["codebook"] == {} == passed["reporting"]


def test_study_without_code_book_decisions_or_answers_has_nothing_to_release():
    made = tables()
    assert release.study_things(made["codebook"], made["decisions"], []) == {
        "codebook": {},
        "decisions": {},
        "reporting": {},
    }
