"""`trail check --moved`: which units a corrected transcript moved, and what is written of it."""

import csv
import json

import pytest

import tiny_study
from trail import cli

NAME = "VS2018-01"
TEXT = tiny_study.TRANSCRIPTS[NAME]
FILE = f"{tiny_study.DATA}/transcripts/{NAME}.txt"
UNITS = f"{tiny_study.DATA}/coding/meaning_units.csv"
CORRECTED = TEXT[: TEXT.index("\n")] + " egentlig?" + TEXT[TEXT.index("\n") :]
REWORDED = CORRECTED.replace("Man skal jo tåle litt.", "En skal vel tåle litt, da.")


def study(folder, text, **changes):
    return tiny_study.write(folder, files={FILE: text}, config={"study": {"draft": True}}, **changes)


def units(folder):
    with (folder / UNITS).open(encoding="utf-8", newline="") as stream:
        return {row["unit_id"]: row for row in csv.DictReader(stream)}


def told(folder, capsys, *flags):
    code = cli.main(["check", str(folder), "--moved", *flags])
    return code, capsys.readouterr().out


def test_a_study_whose_units_stand_where_their_spans_say_says_so(tmp_path, capsys):
    code, said = told(tiny_study.write(tmp_path), capsys)
    assert (code, said) == (0, "Every unit stands where its spans say.\n")


def test_moved_units_are_listed_with_both_spans_and_how_they_were_found(tmp_path, capsys):
    folder = study(tmp_path, CORRECTED)
    code, said = told(folder, capsys)
    old = units(folder)["U001"]["spans"]
    start = int(old.split("-")[0]) + len(" egentlig?")
    line = next(line for line in said.splitlines() if line.startswith("U001")).split()
    assert code == 0 and line[:4] == ["U001", NAME, old, f"{start}-{start + 51}"]
    assert "by its words" in said and "ringte" not in said
    assert f"trail check {folder} --moved --write" in said


def test_write_fills_the_new_spans_and_leaves_every_other_cell(tmp_path, capsys):
    folder = study(tmp_path, CORRECTED)
    before = units(folder)
    assert told(folder, capsys, "--write")[0] == 0
    after = units(folder)
    moved = [name for name in before if before[name] != after[name]]
    assert moved == ["U001", "U002", "U003"]
    assert all(before[name] | {"spans": after[name]["spans"]} == after[name] for name in before)
    starts = after["U002"]["spans"].split(";")
    assert " […] ".join(CORRECTED[slice(*map(int, span.split("-")))] for span in starts) == after["U002"]["text"]
    assert told(folder, capsys)[1].startswith("Every unit stands")


def test_a_reworded_unit_is_shown_beside_what_is_like_it_and_never_written(tmp_path, capsys):
    folder = study(tmp_path, REWORDED)
    before = units(folder)["U003"]
    code, said = told(folder, capsys)
    assert code == 1 and "% alike" in said
    assert "Man skal\n" in said.replace("  new: ", "\n") and "vel tåle litt" in said
    assert told(folder, capsys, "--write")[0] == 1
    assert units(folder)["U003"] == before


def test_a_unit_that_nothing_is_like_has_no_proposal(tmp_path, capsys):
    folder = study(tmp_path, CORRECTED.replace(units_text("U003"), "Nei."))
    assert json.loads(told(folder, capsys, "--json")[1])["moved"][2] == {
        **{"unit_id": "U003", "interview_id": NAME, "row": "4", "old": units(folder)["U003"]["spans"], "new": ""},
        **{"how": "not found, and nothing is like it", "found": False, "was": units_text("U003"), "now": ""},
    }


def units_text(unit):
    return next(row["text"] for row in tiny_study.tables()["meaning_units"] if row["unit_id"] == unit)


@pytest.mark.parametrize(
    ("text", "check", "level"), [(CORRECTED, "unit_moved", "W"), (REWORDED, "unit_not_in_text", "E")]
)
def test_the_plain_check_tells_of_moved_units_without_a_word_of_theirs(tmp_path, capsys, text, check, level):
    folder = study(tmp_path, text)
    assert cli.main(["check", str(folder), "--json"]) == (1 if level == "E" else 0)
    faults = [fault for fault in json.loads(capsys.readouterr().out)["faults"] if fault["check"] == check]
    assert [fault["level"] for fault in faults] == [level]
    assert "--moved" in faults[0]["message"] and "tåle" not in faults[0]["message"]


def test_a_unit_without_spans_whose_words_were_changed_is_proposed(tmp_path, capsys):
    folder = study(tmp_path, TEXT.replace("forresten grei.", "grei, forresten."))
    code, said = told(folder, capsys)
    assert code == 1 and "U004" in said and "Parkeringen der nede" in said
