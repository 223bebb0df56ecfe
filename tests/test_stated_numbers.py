"""Numbers that are typed where a study's own stand: which are told, and which are left alone."""

import pytest

import tiny_study
from trail import stated_numbers, study
from trail.number_phrases import stated
from trail.tables import write_text

CITED = 'We interviewed []{.value of="paper1.participants"} doctors.'
WHOLE = {
    "We interviewed twelve doctors who had used Villa Sana.": ("people", (12,)),
    "Semi-structured interviews with 12 Norwegian doctors were analysed.": None,
    "Interviews with [12]{.plain} doctors, each a year later.": ("people", (12,)),
    "In all, 12 doctors took part.": ("people", (12,)),
    "Thirty-seven interviews were conducted.": ("interviews", (37,)),
    "We conducted 25 in-depth interviews with doctors.": ("interviews", (25,)),
    "They were interviewed within ten days of the visit.": ("days", (10,)),
    "They were interviewed 335–390 days after the support.": ("days", (335, 390)),
    "Interviews were held at a year ± 20 days after.": ("spread", (20,)),
    "The interviews lasted between 20 and 40 minutes.": ("minutes", (20, 40)),
    "Vi intervjuet tretten leger.": ("people", (13,)),
    "Intervjuene varte fra 20 til 40 minutter.": ("minutes", (20, 40)),
    "[We analysed eleven pairs.]{.claim of='CAT1'}": ("pairs", (11,)),
}
LEFT_ALONE = [
    CITED,
    "One doctor waited.",
    "We interviewed three doctors who were on sick leave.",
    "We interviewed two doctors to test the guide.",
    "Telephone interviews with five doctors, as before.",
    "A1 conducted twenty interviews.",
    "Most interviews lasted 20 to 40 minutes.",
    "An earlier study held interviews with 40 doctors [@rossler2012].",
    "Invitations were answered within 14 days.",
    "`We interviewed twelve doctors.`",
    "<!-- We interviewed twelve doctors. -->",
    "# Discussion\n\nInterviews with 40 doctors, elsewhere, say the same.",
    "A sum of 12.5 doctors, 40% doctors and 2018 doctors.",
]


@pytest.mark.parametrize("sentence", WHOLE)
def test_sentence_that_counts_all_is_read(sentence):
    told = [(one.kind, one.numbers) for one in stated(sentence) if one.whole]
    assert told == ([WHOLE[sentence]] if WHOLE[sentence] else [])


@pytest.mark.parametrize("sentence", LEFT_ALONE)
def test_sentence_about_something_else_is_left_alone(sentence):
    assert [one for one in stated(sentence) if one.whole] == []


def found(folder):
    config, data = study.find(folder)
    tables, _ = study.read_tables(data, config)
    return [
        (one.file, one.place, one.check, one.level, one.message)
        for one in stated_numbers.check(folder, data, config, tables)
    ]


def with_sentence(folder, sentence, document="paper1", **changes):
    page = tiny_study.MANUSCRIPTS[document].replace("# Methods\n", f"# Methods\n\n{sentence}\n")
    return tiny_study.write(folder, files={f"manuscript/{document}/index.qmd": page}, **changes)


def test_number_of_another_paper_is_a_fault_with_its_line_and_the_value_to_cite(tmp_path):
    assert found(with_sentence(tmp_path, "We interviewed seven doctors.")) == [
        (
            "manuscript/paper1/index.qmd",
            "line 12",
            "number_differs",
            "E",
            "'seven doctors' is not what the study has: 1 (paper1.participants.SK2020), 2 "
            "(paper1.participants.VS2018), 3 (paper1.participants), 4 (paper1.approached.VS2018). "
            'Cite it instead of typing it: []{.value of="paper1.participants"}.',
        )
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "We interviewed three doctors.",
        "Interviews were held within 10 days of the visit.",
        "Interviews were held 3–8 days after the visit.",
        "The interviews lasted between 30 and 40 minutes.",
        "The interviews lasted 30 to 60 minutes.",
    ],
)
def test_number_that_is_the_study_s_own_is_left_alone(sentence, tmp_path):
    assert found(with_sentence(tmp_path, sentence)) == []


def test_range_of_minutes_that_leaves_interviews_out_is_a_fault(tmp_path):
    faults = found(with_sentence(tmp_path, "The interviews lasted between 36 and 39 minutes."))
    assert [one[1:4] for one in faults] == [("line 12", "number_differs", "E")]


def test_more_people_than_there_are_only_warns_and_plain_silences_it(tmp_path):
    faults = found(with_sentence(tmp_path / "typed", "Forty doctors had been there."))
    assert [one[1:4] for one in faults] == [("line 12", "number_unlikely", "W")]
    assert found(with_sentence(tmp_path / "plain", "[Forty]{.plain} doctors had been there.")) == []


def test_checklist_is_held_against_every_document(tmp_path):
    folder = tiny_study.write(tmp_path)
    answers = folder / tiny_study.DATA / "reporting" / "coreq.yaml"
    write_text('12:\n  answer: "We interviewed five doctors."\n13:\n  answer: "We interviewed two doctors."\n', answers)
    assert [one[:4] for one in found(folder)] == [("reporting/coreq.yaml", "line 2", "number_differs", "E")]


def test_table_of_interviews_that_cannot_be_read_makes_no_number_wrong(tmp_path):
    folder = with_sentence(tmp_path, "We interviewed seven doctors.")
    (folder / tiny_study.DATA / "interviews.csv").write_bytes(b"")
    assert found(folder) == []
