"""What the checks of the method must not take for a fault, and what they find besides the cases of `method_cases`."""

import pytest

import tiny_study
from method_cases import METHOD_CASES, OF_PAPER2, and_, checklist, on
from test_checks import found
from tiny_study import DATA
from trail import inspection, look_again
from trail.beside import ITEMS

DRAFT = {"config": {"study": {"draft": True}}}


def told(folder):
    """Return (check, message) of each fault of a written study."""
    return [(check, message) for _, _, message, check, _ in found(folder)]


def test_what_is_not_done_yet_only_warns_in_a_draft(tmp_path):
    for check in ("code_group_undefined", "change_undecided", "change_without_evidence", "checklist_incomplete"):
        faults = found(tiny_study.write(tmp_path / check, **METHOD_CASES[check][0], **DRAFT))
        assert [(name, level) for *_, name, level in faults] == [(check, "W")]


def test_condensate_written_anew_by_a_decision_is_sound(tmp_path):
    rewritten, *_ = METHOD_CASES["rewriting_undecided"]
    decided = {"decisions": lambda rows: [rows[0] | {"affects": "CD4"}, *rows[1:]]}
    assert told(tiny_study.write(tmp_path, **rewritten, **decided)) == []


def test_older_version_that_nothing_rests_on_may_lack_a_definition(tmp_path):
    older = tiny_study.write(tmp_path, codebook=lambda rows: [rows[0] | {"definition": "", "include": ""}, *rows[1:]])
    assert told(older) == []


def test_dropped_code_group_came_from_itself_but_needs_its_decision(tmp_path):
    dropped = {"paper": "paper1", "code_group_id": "CG9", "version": "2", "name": "Gone", "change": "dropped"}
    folder = tiny_study.write(tmp_path, codebook=and_(dropped))
    assert [message.split(":")[0] for _, message in told(folder)] == [
        "code group 'CG9', version 2 of paper1, is dropped, but has no decision_id"
    ]
    assert told(tiny_study.write(tmp_path / "b", codebook=and_(dropped | {"decision_id": "D002"}))) == []


def lens(**cells):
    coded = {"unit_id": "U007", "paper": "paper2", "pass": "schein", "code_group_id": "CG3", "codebook_version": "1"}
    return and_(coded | {"analyst": "A1", "status": "agreed", "subgroup_id": ""} | cells)


def test_coding_under_a_lens_comes_after_the_freeze(tmp_path):
    assert told(tiny_study.write(tmp_path / "a", codings=lens(coded_on="2020-12-15"))) == []
    early = told(tiny_study.write(tmp_path / "b", codings=lens(coded_on="2020-12-01")))
    undated = told(tiny_study.write(tmp_path / "c", codings=lens()))
    assert [check for check, _ in early + undated] == ["lens_before_freeze"] * 2
    assert "coded_on is empty" in undated[0][1]


def test_theory_without_any_freeze_is_told_once_for_a_paper(tmp_path):
    folder = tiny_study.write(tmp_path, codings=lens(), freezes=lambda rows: rows[:1])
    message = "unit 'U007' is read through schein, but paper2 has no freeze of kind data_driven: "
    assert told(folder) == [("lens_before_freeze", f"{message}freeze it first, then use theory.")]


def test_corpus_is_frozen_without_a_version(tmp_path):
    assert (
        told(
            tiny_study.write(tmp_path, freezes=and_({"freeze_id": "FR3", "kind": "corpus", "frozen_on": "2020-08-01"}))
        )
        == []
    )


def test_change_called_missing_needs_no_unit(tmp_path):
    assert told(tiny_study.write(tmp_path, changes=on("CH2", after_units="", change_type="missing"))) == []


def test_change_shown_by_the_words_of_somebody_else_is_a_fault(tmp_path):
    folder = tiny_study.write(tmp_path, changes=on("CH2", after_units="U007"))
    message = "change 'CH2': after_units names unit 'U007', which is not of 'P02': name that person's."
    assert told(folder) == [("wave_mistaken", message)]


def test_set_interviewed_once_is_not_compared(tmp_path):
    folder = tiny_study.write(tmp_path, changes=on("CH2", after_units="U011"))
    assert "is of SK2020, which neither follows a set nor is followed by one" in dict(told(folder))["unpaired_compared"]


def test_quote_may_be_of_the_words_that_a_condensate_kept(tmp_path):
    words = "Jeg tenkte at dette er for de som er ordentlig syke, og jeg var jo bare sliten."
    own = {"quote_id": "Q9", "paper": "paper1", "unit_ids": "U005", "original": words, "source_language": "nb"}
    assert told(tiny_study.write(tmp_path, condensates=on("CD2", text=words), quotes=and_(own))) == []


def test_short_quote_of_the_same_place_is_the_same_words(tmp_path):
    folder = tiny_study.write(tmp_path, quotes=and_(OF_PAPER2 | {"original": "som ringte for meg"}))
    assert [check for check, _ in told(folder)] == ["words_in_two_papers"]


def test_everyday_words_said_in_two_interviews_are_not_the_same_words(tmp_path):
    other = OF_PAPER2 | {"unit_ids": "U008", "original": "det var vel egentlig en kollega"}
    assert told(tiny_study.write(tmp_path, quotes=and_(other))) == []


def test_withheld_quote_shares_no_words_with_anyone(tmp_path):
    withheld = {"document": "paper2", "kind": "quote_original", "id": "Q9", "decision": "withhold"}
    assert told(tiny_study.write(tmp_path, quotes=and_(OF_PAPER2), release=and_(withheld))) == []


def test_checklists_answered_in_full_are_without_fault(tmp_path):
    assert told(tiny_study.write(tmp_path, files=checklist("coreq") | checklist("srqr"))) == []


def test_items_left_out_and_unknown_are_told(tmp_path):
    items = {"S3": None, "S21": None, "S22": {"answer": "None.", "where": "Funding"}}
    assert [message for _, message in told(tiny_study.write(tmp_path, files=checklist("srqr", **items)))] == [
        "'S22' is not an item of SRQR (did you mean 'S2'?): it has S1 to S21.",
        "SRQR items S3, S21 not answered: give each an `answer` and a `where`.",
    ]


def test_section_that_no_manuscript_has_is_told_with_what_it_may_mean(tmp_path):
    wheres = {"1": {"paper1": "Method", "paper2": "Methods"}, "2": {"paper1": "here"}, "3": {"thesis": "Aims"}}
    items = {item: {"answer": "Not done.", "where": where} for item, where in wheres.items()}
    written = inspection.inspect(tiny_study.write(tmp_path, files=checklist("coreq", **items)))
    assert [(fault.place, fault.message) for fault in written if fault.check == "checklist_misplaced"] == [
        ("item 1", "where: paper1 has no section 'Method' (did you mean 'Methods'?)."),
        ("item 2", "where says nothing of paper2: name its section, or 'here' where it is silent."),
        ("item 3", "where: 'thesis' is no document."),
    ]


def test_checklist_that_cannot_be_read_is_a_fault_with_its_line(tmp_path):
    folder = tiny_study.write(tmp_path, files={f"{DATA}/reporting/coreq.yaml": "1:\n  answer: a: b\n"})
    assert [(file, place, check) for file, place, _, check, _ in found(folder)] == [
        ("reporting/coreq.yaml", "line 2", "unreadable_answers")
    ]


def test_there_are_32_items_of_coreq_and_21_of_srqr():
    assert [len(items) for items in ITEMS.values()] == [32, 21]


@pytest.mark.parametrize(
    "text", ["No front matter.", "---\ndate: 2018-01-05\nauthor: A1\nkind: reflection\n---\n", "\xff"]
)
def test_memo_that_does_not_say_what_it_is_warns(text, tmp_path):
    folder = tiny_study.write(tmp_path, files={f"{DATA}/memos/b.md": text})
    assert [(file, check, level) for file, _, _, check, level in found(folder)] == [("memos/b.md", "memo_unsaid", "W")]


def test_contradictions_found_are_named(tmp_path):
    folder = tiny_study.write(tmp_path, categories=on("CAT2_1", contradicting_units=""))
    assert [check for check, _ in told(folder)] == ["contradiction_not_searched"]


def test_category_of_one_voice_may_have_others_below_it(tmp_path):
    below = {"category_id": "CAT1_3", "paper": "paper1", "heading": "Below", "parent": "CAT1_2", "condensates": "CD4"}
    folder = tiny_study.write(tmp_path, categories=lambda rows: and_(below)(on("CAT1_2", condensates="CD3")(rows)))
    assert [message.split()[0] for check, message in told(folder) if check == "one_voice"] == ["CAT1_3"]


def test_paper_not_yet_divided_into_subgroups_is_not_asked_for_them(tmp_path):
    whole = on("paper2", subgroup_id="")
    folder = tiny_study.write(
        tmp_path, codings=whole, condensates=lambda rows: rows[:4], categories=lambda rows: rows[:2]
    )
    assert "subgroups_few_or_many" not in dict(told(folder))


SPEAKS = {
    "Jeg hadde en pasient igjen på gangen.": ["a patient"],
    "I was patient, and so was she.": ["a patient"],  # a person sees that it is not one
    "Han var tålmodig og litt barnslig, men ikke beklagelig.": [],
    "Barna sov, og datteren min spurte.": ["a child"],
    "Den diagnosen ville jeg ikke ha.": ["a diagnosis"],
    "Vi kirurger snakker ikke om sånt.": ["a specialty"],
    "Det kom en klage på en karkirurg.": ["a specialty", "a complaint"],
    "The complaint was about the anaesthetist.": ["a specialty", "a complaint"],
    "Jeg gikk hjem. There was nothing left.": [],
}


@pytest.mark.parametrize("text", SPEAKS)
def test_what_a_quote_speaks_of(text):
    assert look_again.topics(text) == SPEAKS[text]


def warned(folder):
    return [(one.file, one.place, one.message) for one in inspection.inspect(folder) if one.check == "look_again"]


WORDS = "dette er for de som er ordentlig syke"
NEW = {"quote_id": "Q9", "paper": "paper1", "unit_ids": "U005", "original": WORDS, "source_language": "nb"}
NEW |= {"translation": "that this is for patients", "target_language": "en", "translator": "A1", "checked_by": "A3"}


def test_quote_that_speaks_of_a_patient_is_looked_at_again_before_release(tmp_path):
    folder = tiny_study.write(tmp_path, quotes=and_(NEW))
    message = "quote Q9 mentions a patient: could anyone be known by it? Look again before it is released."
    assert warned(folder) == [("quotes.csv", "row 5", message)]


def test_quote_decided_on_is_not_looked_at_again(tmp_path):
    kinds = ("quote_original", "quote_translation")
    withheld = [{"document": "paper1", "kind": kind, "id": "Q9", "decision": "withhold"} for kind in kinds]
    assert warned(tiny_study.write(tmp_path, quotes=and_(NEW), release=and_(*withheld))) == []
