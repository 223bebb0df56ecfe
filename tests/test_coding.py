"""Meaning units anchored in canonical text, and the codings that count."""

import time

import pandas as pd
import pytest

from trail import coding
from trail.tables import read, write

TEXT = "I: Hva?\n\nD: Jeg gikk på jobb. Jeg gikk jo på jobb, og så sa han: nå.\nD: Ikke sånn."


def table(columns, *rows):
    return pd.DataFrame([dict(zip(columns, row, strict=True)) for row in rows], columns=columns, dtype=str)


def units(*rows):
    columns = ["unit_id", "interview_id", "spans", "text", "analyst", "row"]
    return table(columns, *((*row, "A1", str(place)) for place, row in enumerate(rows, start=2)))


TEXTS = table(["interview_id", "text"], ("V-01", TEXT), ("V-02", "D: Nei."))

CODINGS = ["unit_id", "paper", "pass", "code_group_id", "subgroup_id", "codebook_version", "analyst", "status"]


def codings(*rows):
    """Rows of unit, code group, version, analyst, status, pass; the rest is the same in all."""
    defaults = ("U1", "CG1", "1", "A1", "agreed", "data_driven")
    filled = [(*row, *defaults[len(row) :]) for row in rows]
    return table(
        CODINGS,
        *((unit, "p1", turn, group, "", version, who, status) for unit, group, version, who, status, turn in filled),
    )


VERSIONS = table(["paper", "version", "dated_on"], ("p1", "1", "2020-01-01"), ("p1", "2", "2020-02-01"))
FREEZES = ["freeze_id", "paper", "kind", "codebook_version", "frozen_on"]
INTERVIEWS = table(["interview_id", "participant_id"], ("V-01", "P1"), ("V-02", "P2"))
UNITS = units(("U1", "V-01", "", "a"), ("U2", "V-01", "", "b"), ("U3", "V-02", "", "c"))


def joined(rows, versions=VERSIONS, freezes=()):
    return coding.join_codings(rows, UNITS, INTERVIEWS, versions, table(FREEZES, *freezes))


def anchored(*rows):
    found, faults = coding.anchor_units(units(*rows), TEXTS)
    return found, [fault.message for fault in faults]


def only_fault(*rows):
    found, faults = coding.anchor_units(units(*rows), TEXTS)
    assert len(faults) == 1 and found.empty
    for word in ("Jeg", "gikk", "jobb", "Ikke"):
        assert word not in faults[0].message  # a fault goes to the log: no speech in it
    return faults[0]


# Units in their text


def test_unit_of_several_spans_has_one_row_for_each_with_exactly_that_slice():
    start = TEXT.index("Ikke")
    found, faults = anchored(("U1", "V-01", f"12-29;{start}-{start + 10}", "Jeg gikk på jobb. […] Ikke sånn."))
    assert not faults
    assert found[["start", "end", "text"]].to_numpy().tolist() == [
        [12, 29, "Jeg gikk på jobb."],
        [start, start + 10, "Ikke sånn."],
    ]


@pytest.mark.parametrize("between", [" […] ", " ", "\n[…]\n"])
def test_texts_of_spans_may_be_parted_by_a_gap_or_a_space(between):
    assert anchored(("U1", "V-01", "12-20;29-38", f"Jeg gikk{between}Jeg gikk"))[1] == []


def test_white_space_at_the_edges_and_lost_line_ends_are_no_difference():
    found, faults = anchored(("U1", "V-01", "60-81", TEXT[60:81].replace("\n", " ").strip()))
    assert not faults and found["text"].tolist() == [TEXT[60:81]]


def test_words_run_together_stand_where_they_stood():
    found, faults = anchored(("U1", "V-01", "12-29", "Jeg gikkpå jobb."))
    assert not faults and found["text"].tolist() == ["Jeg gikk på jobb."]


def test_units_of_a_corrected_transcript_are_found_again_and_one_warning_names_them():
    longer = table(["interview_id", "text"], ("V-01", TEXT.replace("Hva?", "Hva skjedde da?")))
    rows = units(
        ("U1", "V-01", "12-29", "Jeg gikk på jobb."),
        ("U2", "V-01", "30-49;73-83", "Jeg gikk jo på jobb […] Ikke sånn."),
    )
    found, faults = coding.anchor_units(rows, longer)
    assert found["text"].tolist() == ["Jeg gikk på jobb.", "Jeg gikk jo på jobb", "Ikke sånn."]
    assert [(fault.check, fault.level, fault.place) for fault in faults] == [("unit_moved", "W", "row 2")]
    assert "2 units of V-01 (U1, U2)" in faults[0].message and "Jeg" not in faults[0].message


def test_unit_of_which_one_part_is_gone_is_told_and_keeps_no_place():
    shorter = table(["interview_id", "text"], ("V-01", TEXT.replace("Ikke sånn.", "Nei.")))
    found, faults = coding.anchor_units(
        units(("U1", "V-01", "12-29;73-83", "Jeg gikk på jobb. […] Ikke sånn.")), shorter
    )
    assert found.empty and [fault.check for fault in faults] == ["unit_not_in_text"]
    assert "trail check --moved" in faults[0].message


def test_span_too_long_for_its_words_is_a_slip_and_nothing_is_looked_for():
    assert only_fault(("U1", "V-01", "9-80", "Ikke sånn.")).message.startswith("unit U1: the text differs")


def test_first_difference_in_the_second_span_is_told_where_it_stands():
    fault = only_fault(("U1", "V-01", "12-20;30-38", "Jeg gikk […] Jeg gakk"))
    assert "(first difference at 35)" in fault.message


def test_text_that_goes_on_after_its_span_differs_where_the_span_ends():
    assert "(first difference at 20)" in only_fault(("U1", "V-01", "12-20", "Jeg gikk på")).message


def test_unit_that_differs_names_row_unit_interview_and_cure():
    fault = only_fault(("U9", "V-01", "12-29", "Jeg gakk på jobb."))
    assert (fault.file, fault.place, fault.check) == ("coding/meaning_units.csv", "row 2", "unit_not_in_text")
    assert fault.message.startswith("unit U9: the text differs from V-01 at 12-29 (first difference at 17).")
    assert "Correct the spans" in fault.message


def test_unit_beyond_the_end_is_told_with_the_length_of_the_text():
    fault = only_fault(("U1", "V-01", "12-9000", "Jeg"))
    assert fault.message == (
        f"unit U1: ends at 9000, but V-01 has {len(TEXT)} characters. "
        "The transcript was shortened after coding, or the span has a digit too many?"
    )


@pytest.mark.parametrize("span", ["12–29", "29-12", "12-12", "12", "12-99999999999999999999", "-3-9"])
def test_what_is_no_span_is_told_with_how_to_write_one(span):
    fault = only_fault(("U1", "V-01", span, ""))
    assert fault.message == f"unit U1: '{span}' is not a span: write start-end, as in 120-180, several parted by ';'."


def test_speech_in_the_column_of_spans_is_not_repeated():
    assert "'" not in only_fault(("U1", "V-01", "Jeg gikk på jobb", "")).message.split("';'")[0]


def test_column_of_spans_with_a_separator_alone_is_a_fault():
    assert "empty list of spans" in only_fault(("U1", "V-01", ";", "Jeg")).message


def test_spans_that_overlap_are_a_fault():
    assert "12-29 and 20-35 overlap" in only_fault(("U1", "V-01", "20-35;12-29", "")).message


def test_unit_without_spans_is_found_by_its_text():
    found, faults = anchored(("U1", "V-01", "", "og så sa han: nå."))
    assert not faults
    assert TEXT[found.at[0, "start"] : found.at[0, "end"]] == "og så sa han: nå." == found.at[0, "text"]


def test_unit_without_spans_is_found_across_a_line_end():
    found, faults = anchored(("U1", "V-01", "", "han: nå. D: Ikke"))
    assert not faults and found["text"].tolist() == ["han: nå.\nD: Ikke"]


def test_unit_whose_text_occurs_twice_is_told_so():
    fault = only_fault(("U1", "V-01", "", "Jeg gikk"))
    assert fault.message == "unit U1: its text occurs 2 times in V-01: fill its spans to say which is meant."


def test_occurrences_that_overlap_are_counted():
    texts = table(["interview_id", "text"], ("V-01", "nei nei nei"))
    _, faults = coding.anchor_units(units(("U1", "V-01", "", "nei nei")), texts)
    assert "occurs 2 times" in faults[0].message


def test_unit_not_in_its_text_and_one_with_nothing_at_all_are_told_together():
    _, faults = anchored(("U1", "V-01", "", "Hun gikk"), ("U2", "V-02", "", "Nei."), ("U3", "V-01", "", ""))
    assert faults == [
        "unit U1: its text is not in V-01. Copy it anew from the transcript, letter for letter.",
        "unit U3: has neither spans nor text: give one of them.",
    ]


def test_gap_that_the_transcriber_wrote_is_text():
    texts = table(["interview_id", "text"], ("V-01", "D: Så […] ja."))
    found, faults = coding.anchor_units(units(("U1", "V-01", "", "Så […] ja.")), texts)
    assert not faults and found["text"].tolist() == ["Så […] ja."]


def test_study_without_units_gives_an_empty_table_of_the_same_columns(tmp_path):
    found, faults = coding.anchor_units(units(), TEXTS)
    assert not faults
    write(found, tmp_path / "units.parquet")
    assert read(tmp_path / "units.parquet").dtypes.astype(str).tolist() == [
        "str",
        "str",
        "int64",
        "int64",
        "str",
        "str",
    ]


# Codings that count


def test_proposed_and_set_aside_rows_are_kept_but_not_counted():
    found = joined(codings(("U1",), ("U2", "CG1", "1", "A1", "proposed"), ("U3", "", "", "A1", "set_aside")))
    assert dict(zip(found["unit_id"], found["counts"], strict=True)) == {"U1": True, "U2": False, "U3": False}


def test_codings_carry_interview_and_person():
    found = joined(codings(("U3",)))
    assert found[["interview_id", "participant_id"]].to_numpy().tolist() == [["V-02", "P2"]]


def test_unit_coded_by_two_analysts_under_two_versions_counts_once():
    rows = codings(
        ("U1", "CG1", "1", "A1"), ("U1", "CG1", "1", "A2"), ("U1", "CG1", "2", "A1"), ("U1", "CG1", "2", "A2")
    )
    counted = coding.code_by_interview(joined(rows))
    assert counted.to_numpy().tolist() == [["CG1", "V-01", 1, "U1"]]


def test_unit_in_two_code_groups_counts_under_both():
    counted = coding.code_by_interview(joined(codings(("U1", "CG2"), ("U1", "CG1"), ("U2", "CG1"))))
    assert counted.to_numpy().tolist() == [["CG1", "V-01", 2, "U1;U2"], ["CG2", "V-01", 1, "U1"]]


def test_unit_of_two_papers_counts_where_it_was_agreed_and_not_where_it_was_set_aside():
    aside = codings(("U1", "", "", "A1", "set_aside")).assign(paper="p2")
    found = joined(pd.concat([codings(("U1",)), aside], ignore_index=True))
    assert dict(zip(found["paper"], found["counts"], strict=True)) == {"p1": True, "p2": False}


def test_newest_version_counts_until_one_is_frozen():
    rows = codings(("U1", "CG1", "1"), ("U1", "CG1", "2"))

    def counting(*freezes):
        found = joined(rows, freezes=freezes)
        return found.loc[found["counts"], "codebook_version"]

    assert counting().tolist() == ["2"]
    assert counting(("F1", "p1", "data_driven", "1", "2020-03-01")).tolist() == ["1"]
    assert counting(("F1", "p2", "data_driven", "1", "2020-03-01")).tolist() == ["2"]
    assert counting(("F1", "", "corpus", "1", "2020-03-01")).tolist() == ["2"]
    assert counting(
        ("F1", "p1", "data_driven", "1", "2020-03-01"), ("F2", "p1", "data_driven", "2", "2020-04-01")
    ).tolist() == ["2"]


def test_version_declared_but_not_coded_under_empties_nothing():
    versions = table(["paper", "version", "dated_on"], ("p1", "1", "2020-01-01"), ("p1", "2", "2020-02-01"))
    rows = codings(("U1", "CG1", "1"), ("U1", "CG1", "2", "A1", "proposed"))
    assert joined(rows, versions)["counts"].tolist() == [True, False]


def test_without_declared_versions_the_highest_number_counts():
    rows = codings(("U1", "CG1", "9"), ("U1", "CG1", "10"), ("U2", "", "", "A1", "set_aside"))
    found = joined(rows, VERSIONS.iloc[:0])
    assert found.loc[found["counts"], "codebook_version"].tolist() == ["10"]


def test_codings_without_any_version_count():
    assert joined(codings(("U1", "CG1", ""), ("U2", "CG1", "")), VERSIONS.iloc[:0])["counts"].all()


def test_empty_pass_is_the_data_driven_one():
    found = joined(
        codings(("U1", "CG1", "1", "A1", "agreed", "")), freezes=[("F1", "p1", "data_driven", "1", "2020-03-01")]
    )
    assert found[["pass", "counts"]].to_numpy().tolist() == [["data_driven", True]]


def test_each_lens_counts_under_its_own_newest_version_up_to_the_submission():
    rows = codings(
        ("U1", "CG1", "1"),
        ("U1", "SCHEIN1", "2", "A1", "agreed", "schein"),
        ("U1", "SAFE1", "3", "A1", "agreed", "safety"),
        ("U2", "SAFE1", "4", "A1", "agreed", "safety"),
    )
    frozen = [("F1", "p1", "data_driven", "1", "2020-03-01"), ("F2", "p1", "submission", "3", "2020-06-01")]
    assert coding.counting_version("p1", rows, VERSIONS, table(FREEZES, *frozen)) == {
        "data_driven": "1",
        "schein": "2",
        "safety": "3",
    }


def test_header_only_codings_give_empty_tables(tmp_path):
    found = joined(codings())
    write(found, tmp_path / "codings.parquet")
    back = read(tmp_path / "codings.parquet")
    assert back.empty and {"interview_id", "participant_id", "counts"} <= set(back)
    counted = coding.code_by_interview(back)
    assert counted.empty and counted.columns.tolist() == ["code_group_id", "interview_id", "units", "unit_ids"]


def test_two_thousand_units_take_less_than_a_second():
    text = "".join(f"D: setning nummer {number} om noe helt annet enn før.\n" for number in range(2000))
    whole = table(["interview_id", "text"], ("V-01", text))
    rows = [(f"U{number}", "V-01", "", f"setning nummer {number} om noe") for number in range(2000)]
    began = time.process_time()
    found, faults = coding.anchor_units(units(*rows), whole)
    assert not faults and len(found) == 2000
    assert time.process_time() - began < 1  # seconds of processor time
