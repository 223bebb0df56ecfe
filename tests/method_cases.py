"""What breaks the method in the tiny study, and the one fault or warning that is then told: see `test_checks.CASES`."""

import json

import framework_study
from tiny_study import DATA, change
from trail.beside import ITEMS


def and_(*rows):
    """Return a change that adds rows, empty where they say nothing."""
    return lambda old: [*old, *(dict.fromkeys(old[0], "") | row for row in rows)]


def on(key, **cells):
    """Return a change of the cells of those rows that hold `key`."""
    return lambda rows: change(rows, key, **cells)


def at(row, **cells):
    """Return a change of the cells of one row, counted as a spreadsheet does."""
    return lambda rows: [one | cells if place == row else one for place, one in enumerate(rows, start=2)]


def checklist(name, **items):
    """Return the files of a study that answered every item of a checklist, but for these."""
    answers = {item: {"answer": "Not done.", "where": "Methods"} for item in ITEMS[name]} | items
    return {f"{DATA}/reporting/{name}.yaml": json.dumps({item: said for item, said in answers.items() if said})}


REWRITTEN = {"condensate_id": "CD4", "subgroup_id": "SG4", "version": "2", "text": "Vi gikk sammen, og det var nok."}
REWRITTEN |= {"unit_ids": "U011", "author": "A1", "written_on": "2020-10-28"}
QUOTE = {"quote_id": "Q9", "source_language": "nb"}
OF_PAPER1 = QUOTE | {"paper": "paper1", "unit_ids": "U005", "original": "Jeg tenkte at dette er for de som er syke"}
OF_PAPER2 = QUOTE | {"paper": "paper2", "unit_ids": "U001", "original": "egentlig en kollega som ringte"}
UNIT = {"unit_id": "U099", "interview_id": "VS2018-01", "text": "Ja, altså, det", "analyst": "A1"}
CODED = {"unit_id": "U099", "paper": "paper1", "pass": "data_driven", "status": "agreed"}
BORROWED = "Jeg tenkte at dette er for de som er ordentlig syke, og jeg var jo bare sliten."
FOUR = [{"quote_id": f"Q{n}", "paper": "paper1", "unit_ids": "U002", "source_language": "nb"} for n in range(11, 15)]
FOUR = [row | {"original": word} for row, word in zip(FOUR, ("natt", "gangen", "redd", "galt"), strict=True)]
PEOPLE = {"consent_version": "1", "consent_scope": "study", "status": "complete", "service": "stottekollega"}
MANY = {"interview_set": "SK2020", "days_after_support": "365", "mode": "video", "minutes": "30", "interviewer": "A2"}
MANY |= {"recorded": "yes", "written_form": "nb", "guide": "g1", "interview_id": "SK2020-02", "participant_id": "P04"}
FOURTH = {
    "participants": and_(PEOPLE | {"participant_id": "P04"}),
    "interviews": and_(MANY | {"transcript": "SK2020-02.txt"}),
    "files": {f"{DATA}/transcripts/SK2020-02.txt": "I: Hvordan?\n\nD: Fint.\n"},
    "config": {"interview_sets": {"SK2020": {"expected": 2}}},
}

WHY = {"set_aside_reason": "small talk", "analyst": "A2"}
REST = [row for place, row in enumerate(framework_study.SUMMARIES) if place != 2]
VANISHED = {"paper": "paper1", "code_group_id": "CG9", "version": "1", "name": "Gone", "change": "new"}
PERSON = {"participant_id": "P04", "service": "villa_sana", "status": "complete", "consent_version": "1"}
AGAIN = [("VS2018", "5", "U091"), ("VS2019", "362", "U092")]
ASIDE = {"pass": "data_driven", "status": "set_aside", "set_aside_reason": "small talk", "analyst": "A1"}
ACROSS = {"cross_case_id": "XC1", "category_ids": "CAT2_1", "change_ids": "CH1;CH2;CH3", "author": "A1"}
ACROSS |= {"before": "One stood it.", "after": "One may decline."}


SENT = {"freeze_id": "FR9", "paper": "paper1", "kind": "submission", "codebook_version": "2"}


def printed(status, **cells):
    """Return a step of paper 1 into print."""
    told = {"document": "paper1", "status": status, "dated_on": "2022-02-01", "where": "J", "text": "A word."}
    return told | cells


def third_pair(*across):
    """Return the changes that give the tiny study a third person with both interviews, and rows of cross_case.csv."""
    told = {"mode": "phone", "minutes": "30", "interviewer": "A1", "recorded": "yes", "written_form": "nb"}
    return {
        "config": {"interview_sets": {name: {"expected": 3} for name, *_ in AGAIN}},
        "participants": and_(PERSON | {"consent_scope": "study"}),
        "interviews": and_(
            *(
                told
                | {"interview_id": f"{name}-04", "participant_id": "P04", "interview_set": name, "guide": "g1"}
                | {"days_after_support": day, "transcript": f"{name}-04.txt"}
                for name, day, _ in AGAIN
            )
        ),
        "meaning_units": and_(*(UNIT | {"unit_id": unit, "interview_id": f"{name}-04"} for name, _, unit in AGAIN)),
        "codings": and_(
            *(ASIDE | {"unit_id": unit, "paper": "paper2"} for *_, unit in AGAIN),
            ASIDE | {"unit_id": "U091", "paper": "paper1"},
        ),
        "changes": and_(
            {"change_id": "CH3", "participant_id": "P04", "category_id": "CAT2_1", "change_type": "missing"}
        ),
        **({"cross_case": lambda _: [dict(row) for row in across]} if across else {}),
        "files": {f"{DATA}/transcripts/{name}-04.txt": "I: Hvordan?\n\nD: Ja, altså, det.\n" for name, *_ in AGAIN},
    }


METHOD_CASES = {
    "code_group_undefined": (
        {"codebook": on("CG2", include="", origin="")},
        "coding/codebook.csv",
        "row 4",
        "code group 'CG2', version 2 of paper1, has no include and no origin: say what belongs to it, data or theory.",
    ),
    "change_undecided": (
        {"codebook": on("CG2", decision_id="")},
        "coding/codebook.csv",
        "row 4",
        "code group 'CG2', version 2 of paper1, is split, but has no decision_id: "
        "name the groups it came from and the decision behind it.",
    ),
    "group_vanished": (
        {"codebook": and_(VANISHED)},
        "coding/codebook.csv",
        "row 6",
        "code group 'CG9', version 1 of paper1, is not in version 2, which neither drops it nor says what it was split "
        "or merged into: add its row there: kept, or dropped with the decision; or name it under derived_from.",
    ),
    "agreement_unknowable": (
        {"config": {"papers": {"paper1": {"agreement": True}}}},
        "coding/codings.csv",
        "",
        "paper1 has agreement: true in the config, but no unit has rows of two analysts: "
        "keep each one's own coding, or take the setting out.",
    ),
    "category_unfounded": (
        {"categories": on("CAT1_2", condensates="")},
        "coding/categories.csv",
        "row 3",
        "CAT1_2 rests on nothing: fill condensates, or take the category out.",
    ),
    "coding_contradicted": (
        {"codings": and_(CODED | {"unit_id": "U001", "status": "set_aside", "codebook_version": "2"} | WHY)},
        "coding/codings.csv",
        "row 15",
        "unit 'U001' is set aside for paper1, but agreed under CG1 in that version: keep one of the two.",
    ),
    "summary_missing": (
        framework_study.changes(case_summaries=framework_study.SUMMARIES[1:]),
        "coding/case_summaries.csv",
        "",
        "'P01' has units under 'CAT1_1' (U001, U002, U003), but no summary: chart the case there.",
    ),
    "summary_misplaced": (
        framework_study.changes(case_summaries=change(framework_study.SUMMARIES, "P03", unit_ids="U006")[2:3] + REST),
        "coding/case_summaries.csv",
        "row 2",
        "the summary of 'P03' under 'CAT1_1' names 'U006', a unit of 'P02': take it out, or mend its coding.",
    ),
    "freeze_without_version": (
        {"freezes": on("FR1", codebook_version="")},
        "coding/freezes.csv",
        "row 2",
        "freeze_id 'FR1': data_driven has no codebook_version: name the version whose codings count from then on.",
    ),
    "lens_before_freeze": (
        {"interpretations": on("INT1", dated_on="2020-12-14")},
        "coding/interpretations.csv",
        "row 2",
        "interpretation 'INT1' is read through schein on 2020-12-14, before the data-driven pass of paper2 was frozen "
        "on 2020-12-15: set it aside, and read anew after the freeze.",
    ),
    "unpaired_compared": (
        {"changes": on("CH1", category_id="CAT1_1")},
        "coding/changes.csv",
        "row 2",
        "change 'CH1': category 'CAT1_1' is of paper1, which is not paired in the config: "
        "what one interview tells of a change is an account, not a comparison: take the row out.",
    ),
    "wave_mistaken": (
        {"changes": on("CH1", before_units="U003;U008")},
        "coding/changes.csv",
        "row 2",
        "change 'CH1': before_units names unit 'U008', which is of VS2019: name units of VS2018.",
    ),
    "change_without_evidence": (
        {"changes": on("CH2", after_units="")},
        "coding/changes.csv",
        "row 3",
        "change 'CH2' has no after_units: name the units that show it, or call it missing.",
    ),
    "cross_case_mistaken": (
        third_pair(ACROSS, ACROSS | {"cross_case_id": "XC2", "category_ids": "CAT2_1;CAT1_2"}),
        "coding/cross_case.csv",
        "row 3",
        "cross_case_id 'XC2' joins categories of paper1 and paper2: write a row for each paper.",
    ),
    "cross_case_few": (
        third_pair(ACROSS, ACROSS | {"cross_case_id": "XC2", "change_ids": "CH1;CH3"}),
        "coding/cross_case.csv",
        "row 3",
        "cross_case_id 'XC2' rests on changes of 2 people with all their interviews. Of 3 at least: join it with "
        "another category, or leave it out.",
    ),
    "cross_case_unread": (
        third_pair(ACROSS | {"changes_sha256": "0" * 64}),
        "coding/cross_case.csv",
        "row 2",
        "cross_case_id 'XC1': its changes are not as they were when it was read against them: "
        "read, mend, then `trail stamp . XC1`.",
    ),
    "cross_case_unwritten": (
        third_pair(),
        "coding/categories.csv",
        "row 4",
        "category 'CAT2_1' has changes of 3 people, and no row in cross_case.csv: "
        "say what they have in common, and what not.",
    ),
    "publication_unsaid": (
        {"publications": [printed("published"), printed("corrected", dated_on="2022-05-01", text="")]},
        "reporting/publications.csv",
        "row 3",
        "'paper1' is corrected, but text is empty: what the correction says.",
    ),
    "corrected_unpublished": (
        {"publications": [printed("published"), printed("corrected", dated_on="2022-01-31")]},
        "reporting/publications.csv",
        "row 3",
        "'paper1' is corrected on 2022-01-31, but has no row 'published' before it. Add it, or mend the day.",
    ),
    "submitted_unfrozen": (
        {
            "publications": [printed("submitted"), printed("submitted", dated_on="2021-06-01")],
            "freezes": and_(SENT | {"frozen_on": "2021-12-01"}),
        },
        "reporting/publications.csv",
        "row 3",
        "'paper1' is submitted on 2021-06-01, but not frozen by then: "
        "record in freezes.csv, kind submission, what was sent.",
    ),
    "condensate_quoted": (
        {"condensates": on("CD6", text=BORROWED), "quotes": and_(OF_PAPER1 | {"original": BORROWED})},
        "quotes.csv",
        "row 5",
        "quote 'Q9': 12 or more words in a row are those of condensate CD6, but it is of other units. "
        "A condensate is never printed as speech: quote what was said.",
    ),
    "words_in_two_papers": (
        {"quotes": and_(OF_PAPER2)},
        "quotes.csv",
        "row 5",
        "quote 'Q9' of paper2 shares words with 'Q1' of paper1 (row 2): by them a reader could join the labels of two "
        "papers. Quote other words, or withhold one of the two.",
    ),
    "checklist_incomplete": (
        {"files": checklist("coreq", **{"15": {"answer": "", "where": "Methods"}})},
        "reporting/coreq.yaml",
        "item 15",
        'COREQ item 15 has no answer: "Not done" is an answer, a blank is none; `where` names the section.',
    ),
    "change_unsaid": (
        {"codebook": at(3, change="kept", definition="What stood in the way and what let them through.")},
        "coding/codebook.csv",
        "row 3",
        "code group 'CG1', version 2 of paper1, is called kept, but its name is not that of version 1: "
        "write it as it was, or call it renamed or redefined, with the decision.",
    ),
    "definition_changed": (
        {
            "meaning_units": and_(UNIT),
            "codings": and_(CODED | {"code_group_id": "CG1", "codebook_version": "1", "analyst": "A1"}),
        },
        "coding/codebook.csv",
        "row 3",
        "the definition of 'CG1' changed in version 2 of paper1; coded before, not since: U099. "
        "Look at these again, and code them under version 2.",
    ),
    "version_undecided": (
        {"codebook_versions": on("D003", decision_id="")},
        "coding/codebook_versions.csv",
        "row 4",
        "version '1' of the code book of paper2 has no decision_id: "
        "what was decided, why and by whom? Log it in decisions.csv.",
    ),
    "rewriting_undecided": (
        {"condensates": and_(REWRITTEN), "categories": on("CAT1_2", condensates="CD3;CD4@2")},
        "coding/condensates.csv",
        "row 8",
        "'CD4' was changed in version '2', and no decision names it: "
        "log in decisions.csv what was changed and why, with CD4 under affects.",
    ),
    "themes_few_or_many": (
        {"preliminary_themes": lambda rows: [row for row in rows if row["theme_id"] != "T14"]},
        "coding/preliminary_themes.csv",
        "row 10",
        "'A1' noted 3 preliminary themes for paper2: 4 to 8 are usual; themes are a first impression, not yet codes.",
    ),
    "subgroups_few_or_many": (
        {
            "codings": on("SG4", subgroup_id="SG3"),
            "condensates": lambda rows: change(rows[:3] + rows[4:], "CD3", unit_ids="U006;U011"),
            "categories": on("CAT1_2", condensates="CD3"),
        },
        "coding/subgroups.csv",
        "row 4",
        "code group 'CG2' of paper1 has 1 subgroup: "
        "2 or 3 are usual; one may be no division, many may be two code groups.",
    ),
    "interview_without_unit": (
        FOURTH,
        "interviews.csv",
        "row 7",
        "no meaning unit is of SK2020-02: is there nothing in it, or was it passed over?",
    ),
    "analyst_read_nothing": (
        {"codings": on("U011", analyst="A3")},
        "coding/codings.csv",
        "row 9",
        "'A3' worked on paper1, but read no whole transcript of its sets: read some, or fill coding/readings.csv.",
    ),
    "no_preconception": (
        {
            "files": {
                f"{DATA}/memos/2018-01-05-before.md": "---\ndate: 2020-12-01\nauthor: A1\nkind: preconception\n---\n"
            }
        },
        "memos",
        "",
        "no memo of kind preconception is from before the first coding (2020-10-05): "
        "what did you expect to find? Write what is known of it, with its true date.",
    ),
    "one_voice": (
        {"categories": on("CAT1_2", condensates="CD3@1")},
        "coding/categories.csv",
        "row 3",
        "CAT1_2 rests on 'P02' alone: does anyone else say it, or say otherwise? If not, say so.",
    ),
    "contradiction_not_searched": (
        {"categories": on("CAT1_2", contradiction_search="not_done")},
        "coding/categories.csv",
        "row 3",
        "CAT1_2 is written, but contradiction_search is not_done: "
        "re-read for what says otherwise, then write found or none_found.",
    ),
    "quotes_bunched": (
        FOURTH
        | {
            "quotes": and_(*FOUR),
            "meaning_units": and_(UNIT | {"interview_id": "SK2020-02", "text": "Fint."}),
            "codings": and_(CODED | {"status": "set_aside", "set_aside_reason": "Says little."}),
        },
        "quotes.csv",
        "",
        "5 of the 6 quotes of paper1 are from 'P01': do the others say it too? Let more of them speak, or say why not.",
    ),
}
