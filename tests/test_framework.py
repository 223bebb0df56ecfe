"""Framework and thematic analysis: small studies of their own, built to the end, and what each must have."""

import pytest

import built_study
import framework_study
import thematic_study
import tiny_study
from made_tables import codings, config, groups, interviews, material, people, units
from tiny_study import DATA, change
from trail import framework, inspection
from trail.tables import read

SUMMARIES = framework_study.SUMMARIES


def checks(folder):
    return [fault.check for fault in inspection.inspect(folder)]


@pytest.mark.parametrize("study", [thematic_study, framework_study])
def test_study_without_condensates_is_sound(tmp_path, study):
    assert checks(tiny_study.write(tmp_path, **study.changes())) == []


@pytest.mark.parametrize("method", ["thematic", "framework"])
def test_what_only_condensation_calls_for_may_be_absent_and_is_missed_there_alone(tmp_path, method):
    study = {"thematic": thematic_study, "framework": framework_study}[method]
    as_stc = study.changes(config=lambda config: study.changes()["config"](config) | {"papers": STC})
    missing = [fault.file for fault in inspection.inspect(tiny_study.write(tmp_path, **as_stc))]
    assert {"coding/subgroups.csv", "coding/condensates.csv", "coding/preliminary_themes.csv"} <= set(missing)


STC = {"paper1": tiny_study.CONFIG["papers"]["paper1"]}


def test_framework_paper_without_summaries_is_refused(tmp_path):
    folder = tiny_study.write(tmp_path, **framework_study.changes(files={f"{DATA}/coding/case_summaries.csv": None}))
    assert checks(folder) == ["missing_table"]


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"interview_id": "VS2018-01"}, "is of 'VS2018-01', an interview of another case"),
        ({"unit_ids": "U011"}, "names 'U011', which is not agreed under that theme"),
        ({"unit_ids": "U001"}, "names 'U001', a unit of 'P01'"),
    ],
)
def test_summary_of_another_case_interview_or_theme_is_refused(tmp_path, cells, words):
    rows = [row | cells if row["unit_ids"] == "U010" else row for row in SUMMARIES]
    found = inspection.inspect(tiny_study.write(tmp_path, **framework_study.changes(case_summaries=rows)))
    assert [fault.check for fault in found] == ["summary_misplaced"] and words in found[0].message


def test_unit_of_the_other_interview_of_the_same_person_is_refused(tmp_path):
    both = {"interview_sets": ["VS2018", "VS2019", "SK2020"], "method": "framework", "facets": {"aspect": []}}
    base = framework_study.changes()
    rows = [*SUMMARIES, SUMMARIES[0] | {"interview_id": "VS2019-01", "unit_ids": "U002"}]
    changed = base | {"case_summaries": rows, "config": lambda old: base["config"](old) | {"papers": {"paper1": both}}}
    found = [fault for fault in inspection.inspect(tiny_study.write(tmp_path, **changed)) if fault.level == "E"]
    assert [fault.message.split("names ")[1] for fault in found] == [
        "'U002', a unit of 'VS2018-01', not of 'VS2019-01': take it out, or mend its coding."
    ]


def test_person_who_withdrew_need_not_be_charted(tmp_path):
    rows = framework_study.changes(
        case_summaries=[row for row in SUMMARIES if row["participant_id"] != "P03"],
        participants=lambda rows: change(rows, "P03", status="withdrawn"),
    )
    assert "summary_missing" not in checks(tiny_study.write(tmp_path, **rows))


def made(**rows):
    persons = people(2)
    of_config = config({"p1": {"interview_sets": ["V", "W"], "method": "framework"}}, {"V": {}, "W": {}})
    held = interviews("V", persons) + interviews("W", persons[:1])
    themes = [{"category_id": name, "paper": "p1", "order": name[1], "heading": name} for name in ("T1", "T2")]
    themes = [row | {"code_group_ids": group} for row, group in zip(themes, "AB", strict=True)]
    return material(
        "p1",
        of_config,
        participants=persons,
        interviews=[row | {"transcript": "x"} for row in held],
        meaning_units=units(U1="V-01", U2="W-01", U3="V-02"),
        codings=codings(("U1", "A"), ("U2", "A"), ("U2", "B"), ("U3", "B")),
        codebook=groups("A", "B"),
        categories=themes,
        **rows,
    )


def summary(person, interview, theme, text):
    return {"participant_id": person, "interview_id": interview, "category_id": theme, "summary": text}


TOLD = [summary("P01", "W-01", "T1", "then"), summary("P01", "V-01", "T1", "first"), summary("P02", "", "T2", "yes")]


def test_matrix_has_one_row_per_case_with_the_summaries_of_all_its_interviews_and_their_units():
    of = made(case_summaries=TOLD)
    tables = of.papers["p1"]
    matrix = framework.framework_matrix(
        of.interviews, of.tables["case_summaries"], tables["categories"], tables["theme_matrix"]
    )
    assert matrix.to_dict("records") == [
        {"participant_id": "P01", "interview_ids": "V-01;W-01", "T1": "V-01: first\nW-01: then"}
        | {"T1 units": "U1;U2", "T2": "", "T2 units": "U2"},
        {"participant_id": "P02", "interview_ids": "V-02", "T1": "", "T1 units": "", "T2": "yes", "T2 units": "U3"},
    ]


def test_steps_tell_what_is_done_and_what_is_left():
    steps = framework.framework_steps(made(case_summaries=TOLD))
    assert list(steps["what"]) == list(framework.STEPS)
    assert list(steps["in the tables"]) == [
        "3 of 3 interviews",
        "0 of 3 interviews, by 0 analysts",
        "3 meaning units",
        "2 code groups, 1 versions of the code book",
        "3 units agreed, 0 set aside",
        "2 of 3 cells with units",
        "0 of 2 themes written",
    ]


@pytest.fixture(scope="module", params=["thematic", "framework"])
def drafted(request, tmp_path_factory):
    study = {"thematic": thematic_study, "framework": framework_study}[request.param]
    changed = study.changes(draft=True)
    folder = tiny_study.write(tmp_path_factory.mktemp(request.param), **changed)
    done = built_study.snakemake(folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return request.param, folder / "results" / "closed"


def test_study_of_another_method_is_built_to_the_end_and_only_the_closed_matrix_has_cases(drafted):
    method, closed = drafted
    assert {"CAT1_1", "CAT1_2"} <= set(read(closed / "draft" / "ledger.csv")["of"])
    categories = read(closed / "paper1" / "categories.csv")
    assert list(categories["code_group_ids"]) == ["CG1", "CG2"] and not any(categories["condensates"])
    tables = closed / "paper1" / "candidates" / "tables"
    assert (closed / "paper1" / "framework_matrix.csv").exists() == (method == "framework")
    assert (tables / "framework_steps.csv").exists() == (method == "framework")
    if method == "framework":
        assert list(read(closed / "paper1" / "framework_matrix.csv")["participant_id"]) == ["P01", "P02", "P03"]
        told = (tables / "framework_synthesis.csv").read_text(encoding="utf-8")
        assert "walked, made it possible to speak" in told
        assert not any(row["summary"] in told for row in SUMMARIES)
