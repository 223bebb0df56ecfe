import time

import pytest

import tiny_study
from method_cases import METHOD_CASES
from tiny_study import change
from trail import beside, checks, study


def found(folder):
    """Return the faults of a written study as (file, place, message, check, level)."""
    config, data = study.find(folder)
    tables, faults = study.read_tables(data, config)
    interviews = tables["interviews"]
    faults += study.missing_transcripts(data, interviews.attrs["file"], interviews.to_dict("records"))
    written, wrong = beside.read(data)
    faults += wrong + checks.check(tables, config, written)
    return [(one.file, one.place, one.message, one.check, one.level) for one in faults]


def test_tiny_study_is_without_fault(tmp_path):
    assert found(tiny_study.write(tmp_path)) == []


def and_(*rows):
    """Return a change that adds rows, empty where they say nothing."""
    return lambda old: [*old, *(dict.fromkeys(old[0], "") | row for row in rows)]


def on(key, **cells):
    """Return a change of the cells of those rows that hold `key`."""
    return lambda rows: change(rows, key, **cells)


UNIT = {"unit_id": "U099", "interview_id": "VS2018-01", "text": "Ja, altså, det", "analyst": "A1"}
ROW = {"unit_id": "U004", "paper": "paper1", "pass": "data_driven", "code_group_id": "CG1", "status": "proposed"}
DECISION = {"decision_id": "D009", "decided_on": "2018-09-01", "step": "deviation", "what": "Late"}

# check: what is changed in the tiny study, then file, place and message of the one fault that it makes
CASES = {
    "dangling_id": (
        {"case_summaries": [{"participant_id": "P04", "category_id": "CAT1_1", "summary": "Says little."}]},
        "coding/case_summaries.csv",
        "row 2",
        "participant_id 'P04' is not in participants.csv (did you mean 'P03'?).",
    ),
    "unknown_analyst": (
        {"decisions": on("D003", decided_by="A1;B2")},
        "coding/decisions.csv",
        "row 4",
        "decision_id 'D003': decided_by 'B2' is not in analysts.csv.",
    ),
    "id_reused": (
        {"decisions": and_(DECISION | {"decision_id": "Q1"})},
        "quotes.csv",
        "row 2",
        "quote_id 'Q1' is also an id in coding/decisions.csv: an id names one thing.",
    ),
    "unknown_code_group": (
        {"categories": on("CAT1_1", code_group_ids="CG7")},
        "coding/categories.csv",
        "row 2",
        "category_id 'CAT1_1': code group 'CG7' is not in the code book of paper1 (did you mean 'CG2'?).",
    ),
    "unknown_subgroup": (
        {"codings": and_(ROW | {"subgroup_id": "SG3", "codebook_version": "2"})},
        "coding/codings.csv",
        "row 15",
        "unit 'U004': subgroup 'SG3' divides code group 'CG2' of paper1, but stands under 'CG1' of paper1.",
    ),
    "unknown_version": (
        {"freezes": on("FR1", codebook_version="3")},
        "coding/freezes.csv",
        "row 2",
        "freeze_id 'FR1': version '3' of the code book of paper1 is not declared. "
        "coding/codebook_versions.csv has 1, 2 for it: add the version there.",
    ),
    "unknown_condensate": (
        {"categories": on("CAT1_2", condensates="CD3;CD4;CD04@1")},
        "coding/categories.csv",
        "row 3",
        "category_id 'CAT1_2': condensate 'CD04@1' is not in coding/condensates.csv (did you mean 'CD4@1'?).",
    ),
    "unknown_lens": (
        {"interpretations": on("INT1", lens="shein")},
        "coding/interpretations.csv",
        "row 2",
        "interpretation_id 'INT1': lens 'shein' is not a lens of paper2 in the config (did you mean 'schein'?).",
    ),
    "unknown_facet": (
        {"facets": on("U005", value="barrier")},
        "coding/facets.csv",
        "row 4",
        "unit 'U005': value 'barrier' is not one of the facet aspect: when_and_why, barriers "
        "(did you mean 'barriers'?).",
    ),
    "unknown_released_thing": (
        {"release": and_({"document": "paper1", "kind": "category", "id": "CAT1_9", "decision": "withhold"})},
        "release.csv",
        "row 21",
        "category 'CAT1_9' is not in coding/categories.csv for paper1 (did you mean 'CAT1_2'?).",
    ),
    "participant_service": (
        {"participants": on("P03", service="villa_sana")},
        "interviews.csv",
        "row 6",
        "'SK2020-01': participant 'P03' has the service 'villa_sana', but SK2020 is of 'stottekollega'. "
        "Mend participants.csv or the set.",
    ),
    "outside_window": (
        {"interviews": on("VS2018-02", days_after_support="11")},
        "interviews.csv",
        "row 3",
        "'VS2018-02': days_after_support 11 is outside the window 0-10 of VS2018. "
        "Mend it, or log the decision: step 'deviation', the interview under affects.",
    ),
    "second_without_first": (
        {
            "interviews": on("SK2020-01", interview_set="VS2019"),
            "participants": on("P03", service="villa_sana"),
            "config": {
                "interview_sets": {"VS2019": {"expected": 3}, "SK2020": {"expected": 0}},
                "papers": {"paper1": {"interview_sets": ["VS2018", "VS2019"]}},
            },
        },
        "interviews.csv",
        "row 6",
        "'SK2020-01': 'P03' has no interview in VS2018, which VS2019 follows.",
    ),
    "expected_unmet": (
        {"config": {"interview_sets": {"SK2020": {"expected": 12}}}},
        "interviews.csv",
        "",
        "SK2020 has 1 interviews, the config expects 12.",
    ),
    "label_given_twice": (
        {"labels": on("SK2020-01", label="Invented interview 2")},
        "labels.csv",
        "row 4",
        "the label of 'SK2020-01' is already that of 'VS2018-01' in paper1 (row 2).",
    ),
    "unit_without_coding": (
        {"meaning_units": and_(UNIT)},
        "coding/meaning_units.csv",
        "row 13",
        "unit 'U099' has no row in coding/codings.csv: code it, or set it aside with a reason.",
    ),
    "unit_undecided": (
        {"codings": on("U004", status="proposed")},
        "coding/codings.csv",
        "row 5",
        "unit 'U004' is only proposed for paper1: agree on it, or set it aside with a reason.",
    ),
    "unit_outside_paper": (
        {"codings": and_(ROW | {"unit_id": "U009", "status": "set_aside", "set_aside_reason": "Of another paper."})},
        "coding/codings.csv",
        "row 15",
        "unit 'U009' is of VS2019, but paper1 uses VS2018, SK2020.",
    ),
    "coding_incomplete": (
        {"codings": on("U004", set_aside_reason="")},
        "coding/codings.csv",
        "row 5",
        "unit 'U004' is set aside without a reason: fill set_aside_reason.",
    ),
    "condensate_units": (
        {"condensates": on("CD5", unit_ids="U003;U005")},
        "coding/condensates.csv",
        "row 6",
        "CD5: leaves out U009 of its subgroup SG5: condense again, in a new version.",
    ),
    "condensate_unstamped": (
        {"later": {"condensates": on("CD3", units_sha256="")}},
        "coding/condensates.csv",
        "row 4",
        "CD3 has no units_sha256: read it against its units, then `trail stamp . CD3`.",
    ),
    "condensate_stale": (
        {"later": {"meaning_units": on("U006", text="Det skrives ingenting ned her.")}},
        "coding/condensates.csv",
        "row 4",
        "CD3 is stale: its units changed since it was read against them. "
        "Read it again, mend it, then `trail stamp . CD3`.",
    ),
    "category_behind": (
        {
            "condensates": and_(
                {"condensate_id": "CD1", "subgroup_id": "SG1", "version": "2", "text": "Nytt.", "unit_ids": "U001;U002"}
            ),
            "decisions": on("D003", affects="CG3;CD1"),
        },
        "coding/categories.csv",
        "row 2",
        "CAT1_1 rests on CD1@1, but CD1@2 has replaced it: name that one, and validate again.",
    ),
    "category_unvalidated": (
        {"categories": on("CAT2_1", validated_by="")},
        "coding/categories.csv",
        "row 4",
        "CAT2_1 is not validated (validated_by empty): re-read whole transcripts against it, "
        "then `trail stamp . CAT2_1`.",
    ),
    "category_stale": (
        {"later": {"categories": on("CAT2_1", analytic_text="A year on, all was well.")}},
        "coding/categories.csv",
        "row 4",
        "CAT2_1 is stale: its text or condensates changed since it was validated. "
        "Read it again, mend it, then `trail stamp . CAT2_1`.",
    ),
    "translation_unchecked": (
        {"quotes": on("Q2", checked_by="")},
        "quotes.csv",
        "row 3",
        "Q2 has a translation, but checked_by is empty: who translated and checked it?",
    ),
    "translation_stale": (
        {"later": {"quotes": on("Q3", original="Jeg sa nei.")}},
        "quotes.csv",
        "row 4",
        "Q3: the translation is of an older original. Read it again, mend it, then `trail stamp . Q3`.",
    ),
}
CASES |= METHOD_CASES


@pytest.mark.parametrize("check", checks.CHECKS)
def test_check_finds_its_fault_and_no_other(check, tmp_path):
    changes, file, place, message = CASES[check]
    level = "W" if checks.CHECKS[check][0] == "W" else "E"
    assert found(tiny_study.write(tmp_path, **changes)) == [(file, place, message, check, level)]


def test_what_is_not_done_yet_only_warns_in_a_draft(tmp_path):
    changes = CASES["unit_without_coding"][0] | {"config": {"study": {"draft": True}}}
    assert [level for *_, level in found(tiny_study.write(tmp_path, **changes))] == ["W"]


def test_what_is_stale_stops_a_draft_too(tmp_path):
    changes = CASES["condensate_stale"][0] | {"config": {"study": {"draft": True}}}
    assert [level for *_, level in found(tiny_study.write(tmp_path, **changes))] == ["E"]


def test_faults_in_two_files_are_reported_together(tmp_path):
    changes = CASES["unknown_facet"][0] | CASES["outside_window"][0]
    faults = found(tiny_study.write(tmp_path, **changes, quotes=on("Q1", unit_ids="U1", original="")))
    assert [(file, place) for file, place, *_ in faults] == [
        ("quotes.csv", "row 2"),
        ("quotes.csv", "row 2"),
        ("coding/facets.csv", "row 4"),
        ("interviews.csv", "row 3"),
    ]


def test_logged_deviation_lets_an_interview_leave_its_window(tmp_path):
    logged = {
        "decision_id": "D009",
        "decided_on": "2018-09-01",
        "step": "deviation",
        "what": "Late",
        "affects": "VS2018-02",
    }
    changes = CASES["outside_window"][0]
    assert found(tiny_study.write(tmp_path, **changes, decisions=and_(logged))) == []


def test_set_with_a_window_calls_for_days(tmp_path):
    folder = tiny_study.write(tmp_path, interviews=on("VS2018-01", days_after_support=""))
    message = "'VS2018-01': days_after_support is empty, but VS2018 has a window: fill it."
    assert found(folder) == [("interviews.csv", "row 2", message, "outside_window", "E")]


def test_set_without_a_window_needs_no_days(tmp_path):
    def no_windows(config):
        for of_set in config["interview_sets"].values():
            del of_set["window_days"]
        return config

    folder = tiny_study.write(
        tmp_path, config=no_windows, interviews=lambda rows: [row | {"days_after_support": ""} for row in rows]
    )
    assert found(folder) == []


def test_wrong_ids_of_a_table_not_begun_are_told_once(tmp_path):
    draft = {"study": {"draft": True}}
    folder = tiny_study.write(tmp_path, config=draft, files={"data/tiny/analysts.csv": None})
    messages = [message for file, _, message, *_ in found(folder) if file == "coding/codings.csv"]
    assert messages == ["names analyst 'A1', but analysts.csv is empty or missing: fill it first."]


def test_unit_coded_again_under_a_later_version_left_its_older_subgroup(tmp_path):
    older = ROW | {"unit_id": "U006", "status": "agreed", "subgroup_id": "SG1", "codebook_version": "1"}
    assert found(tiny_study.write(tmp_path, codings=and_(older))) == []


def test_condensate_naming_a_unit_of_another_subgroup_is_a_fault(tmp_path):
    folder = tiny_study.write(tmp_path, condensates=on("CD3", unit_ids="U006;U011"))
    message = "CD3: unit 'U011' is not agreed in its subgroup SG3."
    assert found(folder) == [("coding/condensates.csv", "row 4", message, "condensate_units", "E")]


def test_condensate_without_version_means_the_newest(tmp_path):
    newer = {"condensate_id": "CD3", "subgroup_id": "SG3", "version": "10", "text": "Nytt.", "unit_ids": "U006"}
    older = tiny_study.write(tmp_path / "a")
    stamp = next(row for row in study.read_table("categories", older / tiny_study.DATA).to_dict("records"))
    folder = tiny_study.write(tmp_path / "b", later={"condensates": and_(newer)})
    stale = [message for *_, message, check, _ in found(folder) if check == "category_stale"]
    assert stamp["validated_sha256"] and len(stale) == 1 and stale[0].startswith("CAT1_2 is stale")


def test_mended_heading_does_not_reopen_a_validation(tmp_path):
    assert found(tiny_study.write(tmp_path, later={"categories": on("CAT2_1", heading="Mended", order="7")})) == []


def test_transcript_that_is_not_there_is_a_fault(tmp_path):
    folder = tiny_study.write(tmp_path, interviews=on("VS2018-01", transcript="VS2018-1.txt"))
    message = "transcript 'VS2018-1.txt' is not in transcripts/ (did you mean 'VS2018-01.txt'?)."
    assert found(folder) == [("interviews.csv", "row 2", message, "missing_transcript", "E")]


def test_file_of_a_fault_is_the_one_that_was_read(tmp_path):
    import openpyxl

    folder = tiny_study.write(tmp_path, files={"data/tiny/analysts.csv": None, "data/tiny/labels.csv": None})
    book = openpyxl.Workbook()
    for row in (["analyst", "role"], ["A1", "analyst"], ["A2", "analyst"], ["A3", None]):
        book.active.append(row)
    book.save(folder / "data/tiny/analysts.xlsx")
    book = openpyxl.Workbook()
    for row in (["paper", "interview_id", "label"], ["paper7", "VS2018-01", "Invented interview 1"]):
        book.active.append(row)
    book.save(folder / "data/tiny/labels.xlsx")
    message = "paper 'paper7' is not in papers of the config (did you mean 'paper2'?)."
    assert found(folder) == [("labels.xlsx", "row 2", message, "dangling_id", "E")]


def names():
    return {"paper1": {"Q1", "Q2", "CAT1_1", "CAT1_2", "CD1", "paper1.participants", "flow"}, "brief": set()} | {
        "paper2": {"Q3", "CAT2_1", "paper2.participants"}
    }


def cited(folder):
    config, _ = study.find(folder)
    return [(one.file, one.place, one.message) for one in checks.manuscripts(folder / "manuscript", config, names())]


def test_manuscripts_that_cite_what_is_there_are_without_fault(tmp_path):
    assert cited(tiny_study.write(tmp_path)) == []


def test_paper_naming_a_missing_category_is_refused_with_its_line(tmp_path):
    text = (
        'Results\n\n[They came late.]{.claim of="CAT1_1;CAT1_3"} <!-- of="CAT9" -->\n[Later.]{.claim of="paper2.Q9"}\n'
    )
    folder = tiny_study.write(tmp_path, files={"manuscript/paper1/index.qmd": text})
    assert cited(folder) == [
        ("manuscript/paper1/index.qmd", "line 3", "'CAT1_3' is nothing that paper1 can cite (did you mean 'CAT1_2'?)."),
        (
            "manuscript/paper1/index.qmd",
            "line 4",
            "'paper2.Q9' is nothing that paper1 can cite (did you mean 'paper2.Q3'?).",
        ),
    ]


def test_document_without_a_manuscript_is_a_fault(tmp_path):
    folder = tiny_study.write(tmp_path, files={"manuscript/brief/index.qmd": None})
    assert cited(folder) == [
        ("manuscript/brief/index.qmd", "", "is not there, but the config names it under documents.")
    ]


def test_names_in_code_are_not_cited(tmp_path):
    text = 'As in `[]{.quote of="Q77"}`:\n\n```\n[]{.quote of="Q78"}\n```\n\n[]{.quote of=Q79}\n'
    folder = tiny_study.write(tmp_path, files={"manuscript/paper1/index.qmd": text})
    assert [place for _, place, _ in cited(folder)] == ["line 7"]


def test_nine_hundred_wrong_codings_are_reported_in_a_second(tmp_path):
    rows = [ROW | {"unit_id": f"X{number}", "code_group_id": f"G{number}"} for number in range(900)]
    folder = tiny_study.write(tmp_path, codings=and_(*rows))
    start = time.perf_counter()
    faults = found(folder)
    assert len([one for one in faults if one[3] == "dangling_id"]) == 900
    assert time.perf_counter() - start < 3  # without a bound on hints it takes half a minute
