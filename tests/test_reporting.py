"""Reporting checklists filled from released things and people's answers, with the places where papers say them."""

from collections import Counter
from pathlib import Path

import pytest

from trail import beside, checklists, places, reporting, settings, supplements
from trail.reporting_facts import FACTS, TEMPLATES, Sources, facts
from trail.tables import read_json

ROOT = Path(__file__).parents[1]
VALUES = {"participants": "12", "interviews": "24", "participants.VS2018": "13", "participants.VS2019": "12"}
VALUES |= {"interviews.VS2018": "13", "interviews.VS2019": "12", "pairs.VS2019": "12", "minutes": "10–20"}
PAGE = places.of_page('<h1 class="title">Why</h1><h1 id="sec-methods">Methods</h1><h2 id="ethics">Ethics</h2>')


def sources(**changed):
    group = {"paper": "p", "code_group_id": "CG1", "version": "1", "origin": "data", "change": "new"}
    newer = group | {"version": "2", "origin": "theory"}
    dropped = group | {"code_group_id": "CG2", "change": "dropped"}
    of = Sources("p", VALUES, {}, ["One"], [newer, group, dropped], [], Counter(quote=2, claim=5), {"Python": "3"})
    return of._replace(**changed)


def filled(answers, name="coreq", of=None):
    rows, faults = reporting.checklist(name, answers, of or sources(), ["p"], {"p": PAGE})
    return {row["item"]: row for row in rows}, [(fault.place, fault.check) for fault in faults]


def complete(name="coreq"):
    return {item: {"answer": "Not done.", "where": "Methods"} for item in checklists.QUESTIONS[name]}


def test_people_interviewed_twice_are_counted_once():
    assert facts(sources())["12"].startswith("12 people in 24 interviews, each person counted once.")
    assert facts(sources())["18"] == "12 people were interviewed again (VS2019)."


def test_code_groups_count_in_their_newest_version_and_not_when_dropped():
    assert facts(sources())["26"] == "1 code groups from theory."


def test_item_whose_numbers_are_not_released_has_no_fact():
    assert "24" not in facts(sources()) and "12" not in facts(sources(values={"participants": "12"}))


def test_facts_answer_the_items_that_the_method_page_names():
    due = {*"12 13 14 16 18 19 21 22 24 25 26 27 29 30 31 32".split(), *"S10 S11 S12 S13 S14 S15 S17".split()}
    assert due == set(TEMPLATES) | set(FACTS)
    assert not set(TEMPLATES) & set(FACTS)


def test_answer_is_what_was_released_and_then_the_writers_words():
    rows, faults = filled(complete() | {"21": {"answer": "from data. Short.", "where": "methods > Ethics"}})
    assert rows["21"]["answer"].endswith("in whole tens. Short.") and rows["21"]["answer"].startswith("10–20")
    assert rows["21"]["where"] == [{"document": "", "words": "Methods > Ethics", "anchor": "ethics"}]
    assert faults == []


def test_not_done_is_an_answer_and_a_blank_is_a_fault():
    assert filled(complete())[1] == []
    blank = {"2": {"answer": "", "where": "Methods"}, "24": {"answer": "from data", "where": "Methods"}}
    assert filled(complete() | blank)[1] == [("item 2", "checklist_unanswered"), ("item 24", "checklist_unanswered")]


def test_section_that_the_page_has_not_is_a_fault_with_what_it_may_mean():
    answers = complete("srqr") | {"S9": {"answer": "None.", "where": "Method > Ethics"}}
    _, faults = reporting.checklist("srqr", answers, sources(), ["p"], {"p": PAGE})
    assert [str(fault.message) for fault in faults] == [
        "where: p has no section 'Method > Ethics' (did you mean 'Methods > Ethics'?)."
    ]
    assert (faults[0].file, faults[0].place) == ("reporting/srqr.yaml", "item S9")


def test_paper_may_be_silent_and_other_documents_say_it():
    where = {"papers": "here", "p": "here", "thesis": "Methods"}
    rows, faults = reporting.checklist(
        "coreq", complete() | {"4": {"answer": "No.", "where": where}}, sources(), ["p"], {"p": PAGE, "thesis": PAGE}
    )
    assert faults == []
    assert [one["document"] + one["words"] for one in rows[3]["where"]] == ["Here alone", "thesisMethods"]


def test_dimension_of_information_power_left_out_is_a_fault():
    judged = dict.fromkeys(checklists.INFORMATION_POWER, "Narrow.")
    assert reporting.information_power(judged, sources())[1] == []
    assert [fault.place for fault in reporting.information_power(judged | {"theory": ""}, sources())[1]] == ["theory"]


def test_every_place_that_the_shipped_checklists_name_is_in_the_manuscripts():
    config = settings.read(ROOT / "config.yaml", {})
    written, faults = beside.read(ROOT / "data" / "synthetic")
    assert faults == []
    assert len(written["coreq"]) == 32 and len(written["srqr"]) == 21
    assert list(beside.misplaced(written, ROOT / "manuscript", config)) == []


@pytest.mark.skipif(not (ROOT / "results/open/supplements/supplements.json").exists(), reason="the study is not built")
def test_checklists_of_the_built_shipped_study_are_complete():
    results, config = ROOT / "results", settings.read(ROOT / "config.yaml", {})
    documents, papers = config["documents"], list(config["papers"])
    method = [results / "released" / "study" / f"{kind}.json" for kind in ("codebook", "decisions", "reporting")]
    things = supplements.things({name: results / "released" / name for name in documents})
    pages = {name: results / "open" / "documents" / f"{name}.html" for name in documents}
    given = {"documents": documents, "papers": papers, "software": {"Python": "3"}, "draft": False}
    found, faults = supplements.sheets(given, supplements.method_material(list(map(str, method))), things, [], pages)
    assert [fault for fault in faults if "from data" not in fault.message] == []
    for paper in papers:
        for name in checklists.QUESTIONS:
            assert all(row["where"] for row in found[paper][name]["rows"])
    listed = read_json(results / "open/supplements/supplements.json")
    assert set(listed[papers[0]]) == set(checklists.TITLES)
