"""What is said of two waves across people: what the cases of `method_cases` leave open."""

import tiny_study
from method_cases import ACROSS, PERSON, on, third_pair
from test_method_checks import told
from tiny_study import DATA
from trail import recording


def test_row_across_three_people_is_without_fault(tmp_path):
    assert told(tiny_study.write(tmp_path, **third_pair(ACROSS))) == []


def test_person_who_withdrew_stands_behind_no_row(tmp_path):
    gone = third_pair(ACROSS) | {"participants": lambda rows: [*rows, dict.fromkeys(rows[0], "") | WITHDRAWN]}
    assert "rests on changes of 2 people" in dict(told(tiny_study.write(tmp_path, **gone)))["cross_case_few"]


WITHDRAWN = PERSON | {"status": "withdrawn", "consent_scope": "study"}


def test_change_seen_under_another_category_is_not_taken_for_this_one(tmp_path):
    other = third_pair(ACROSS | {"category_ids": "CAT2_2"})
    other["categories"] = lambda rows: [*rows, dict.fromkeys(rows[0], "") | SECOND]
    found = [message for check, message in told(tiny_study.write(tmp_path, **other)) if check == "cross_case_mistaken"]
    assert [message.split(":")[0] for message in found] == [
        f"cross_case_id 'XC1' names change 'CH{n}', which is seen under 'CAT2_1'" for n in (1, 2, 3)
    ]


SECOND = {"category_id": "CAT2_2", "paper": "paper2", "order": "2", "heading": "Another", "code_group_ids": "CG3"}


def test_change_that_is_not_there_is_told_once(tmp_path):
    folder = tiny_study.write(tmp_path, **third_pair(ACROSS | {"change_ids": "CH1;CH2;CH4"}))
    assert [check for check, _ in told(folder)] == ["dangling_id"]


def test_row_is_read_again_when_a_change_is_reworded_and_then_stamped(tmp_path):
    changes = third_pair(ACROSS)
    folder = tiny_study.write(tmp_path, **changes, later={"changes": on("CH1", after="says no")})
    assert [check for check, _ in told(folder)] == ["cross_case_unread"]
    assert recording.stamp(folder, ["XC1"], "2021-05-01") == ["XC1: stamped."]
    assert told(folder) == []


def test_row_that_nobody_read_only_warns_in_a_draft(tmp_path):
    written = third_pair(ACROSS)
    written["config"] |= {"study": {"draft": True}}
    folder = tiny_study.write(tmp_path, **written)
    path = folder / DATA / "coding/cross_case.csv"
    head, row = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([head, row.rpartition(",")[0] + ","]) + "\n", encoding="utf-8")
    [(check, message)] = told(folder)
    assert check == "cross_case_unread" and "nobody has read it against its changes" in message
