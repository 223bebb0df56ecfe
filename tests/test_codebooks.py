"""The history of a code book: what became of each group, what to look at again, and code books exported as files."""

import json
import os
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest

import tiny_study
from made_tables import config, groups, material
from method_cases import VANISHED, and_, on
from trail import cli, codebook_folders, codebooks, figures, inspection, printed_tables
from trail.faults import Faults

SERDIF = Path(os.environ.get("TRAIL_SAMPLES", "")) / "serdif" / "codebooks"


def book(*lines: str) -> list[dict]:
    """Rows of a code book from lines `version id change derived_from decision`, '-' for an empty cell."""
    columns = ("version", "code_group_id", "change", "derived_from", "decision_id")
    rows = []
    for place, line in enumerate(lines, start=2):
        cells = {name: cell.strip("-") for name, cell in zip(columns, line.split(), strict=True)}
        words = {"name": cells["code_group_id"].lower(), "definition": "", "include": "", "exclude": ""}
        rows.append({"paper": "p1", "lens": "", "row": str(place)} | words | cells)
    return rows


def became(rows, before="1", after="2"):
    return {
        row["code_group_id"]: (row["change"], row["derived_from"], row["decisions"])
        for row in codebooks.compare(rows, "p1", before, after)
    }


BOOK = book(
    "1 A new - D1",
    "1 B new - D1",
    "1 C new - D1",
    "1 E new - D1",
    "1 F new - D1",
    "2 AB merged A;B D2",
    "2 C1 split C D3",
    "2 C2 split C D3",
    "2 E dropped - D4",
    "2 F kept F -",
    "2 N new - D5",
    "3 AB1 split AB D6",
    "3 AB2 split AB D6",
    "3 C1 redefined C1 D7",
    "3 C2 kept C2 -",
    "3 F renamed F D8",
    "3 N kept N -",
)


def test_each_group_is_told_what_became_of_it_where_it_came_from_and_by_which_decision():
    assert became(BOOK) == {
        "N": ("new", "", "D5"),
        "C1": ("split", "C", "D3"),
        "C2": ("split", "C", "D3"),
        "AB": ("merged", "A;B", "D2"),
        "F": ("kept", "F", ""),
        "E": ("dropped", "", "D4"),
    }


def test_over_several_versions_a_group_bears_all_that_happened_to_it():
    assert became(BOOK, "1", "3") == {
        "N": ("new", "", "D5"),
        "AB1": ("merged;split", "A;B", "D2;D6"),
        "AB2": ("merged;split", "A;B", "D2;D6"),
        "C2": ("split", "C", "D3"),
        "F": ("renamed", "F", "D8"),
        "C1": ("split;redefined", "C", "D3;D7"),
        "E": ("dropped", "", "D4"),
    }


def test_group_that_came_and_was_merged_away_in_between_leaves_no_trace_but_its_decisions():
    rows = book("1 A new - -", "2 A kept A -", "2 N new - D1", "3 A merged A;N D2")
    assert became(rows, "1", "3") == {"A": ("merged", "A", "D1;D2")}


def test_version_compared_with_itself_keeps_every_group():
    assert {change for change, _, _ in became(BOOK, "2", "2").values()} == {"kept"}


def test_change_that_nobody_named_is_read_off_name_and_definition():
    rows = book("1 A - - -", "1 B - - -", "1 C - - -", "2 A - - -", "2 B - - -", "2 C - - -", "2 D - - -")
    rows[1] |= {"definition": "old"}
    rows[4] |= {"definition": "new"}
    rows[5] |= {"name": "another"}
    assert {name: change for name, (change, _, _) in became(rows).items()} == {
        "A": "kept",
        "B": "redefined",
        "C": "renamed",
        "D": "new",
    }


def test_reworded_names_the_words_that_differ_also_of_a_group_called_kept():
    rows = book("1 A new - -", "2 A kept A -")
    rows[1] |= {"include": "more"}
    assert codebooks.compare(rows, "p1", "1", "2")[0]["reworded"] == "include"


def test_history_counts_groups_that_came_and_went_and_each_change():
    last = codebooks.history(BOOK, "p1")[1]
    assert (last["code groups"], last["came"], last["went"]) == (5, 4, 4)
    assert (last["new"], last["split"], last["merged"], last["kept"], last["dropped"]) == (1, 2, 1, 1, 1)


def coded(*lines: str) -> list[dict]:
    columns = ("unit_id", "code_group_id", "codebook_version", "status")
    rows = (dict(zip(columns, line.split(), strict=True)) for line in lines)
    return [{"paper": "p1", "pass": "data_driven"} | row for row in rows]


def redefined():
    rows = book("1 A new - -", "1 B new - -", "2 A redefined A -", "2 B kept B -", "3 A kept A -")
    for row in rows:
        row["definition"] = "new" if row["code_group_id"] == "A" and row["version"] != "1" else "old"
    return rows


def test_units_coded_before_a_definition_changed_are_looked_at_again_until_coded_anew_or_set_aside():
    codings = coded(
        "U1 A 1 agreed",
        "U2 A 1 agreed", "U2 A 2 agreed",
        "U3 A 1 agreed", "U3 B 2 agreed",
        "U4 A 1 proposed", "U4 - 2 set_aside",
        "U5 B 1 agreed",
        "U6 A 1 proposed",
    )  # fmt: skip
    row, units = codebooks.to_look_at_again(redefined(), codings)[0]
    assert (row["version"], units) == ("2", ["U1", "U6"])


def test_unit_coded_by_another_analyst_under_the_new_definition_has_been_looked_at():
    assert codebooks.to_look_at_again(redefined(), coded("U1 A 1 agreed", "U1 A 3 agreed")) == []


def test_group_that_vanishes_is_found_unless_it_was_dropped_split_or_made_under_a_lens(tmp_path):
    gone = {"version": "2", "change": "dropped", "decision_id": "D002"}
    dropped = tiny_study.write(tmp_path / "a", codebook=and_(VANISHED, VANISHED | gone))
    lens = VANISHED | {"paper": "paper2", "lens": "schein", "version": "2", "origin": "theory"}
    lens |= {"definition": "d", "include": "i", "exclude": "e"}
    version = {"paper": "paper2", "version": "2", "dated_on": "2021-01-01", "decision_id": "D003"}
    of_lens = tiny_study.write(tmp_path / "b", codebook=and_(lens), codebook_versions=and_(version))
    for folder in (dropped, of_lens):
        assert "group_vanished" not in {fault.check for fault in inspection.inspect(folder)}


def history_of(**rows):
    return printed_tables.codebook_history(material("p1", config(), **rows))


def test_table_of_a_paper_has_the_months_of_versions_and_of_decisions_with_a_public_text():
    versions = [{"paper": "p1", "version": n, "dated_on": f"2020-0{n}-07", "decision_id": f"D{n}"} for n in "12"]
    decisions = [{"decision_id": "D1", "decided_on": "2020-01-05", "public_text": "First."}]
    decisions += [{"decision_id": "D2", "decided_on": "2020-02-06", "public_text": ""}]
    book = groups("A", "B") + groups("A", version="2", change="kept") + groups("L", version="3", lens="schein")
    of_config = config({"p1": {"interview_sets": ["V"], "lenses": ["schein"]}})
    rows = {"codebook": book, "codebook_versions": versions, "decisions": decisions}
    table = printed_tables.codebook_history(material("p1", of_config, **rows))
    columns = ["version", "dated", "code groups", "came", "went", "dropped", "decided"]
    assert table[columns].to_numpy().tolist() == [
        ["1", "2020-01", "2", "2", "0", "0", "2020-01"],
        ["2", "2020-02", "1", "0", "1", "1", ""],
    ]


def test_code_book_of_one_version_has_no_history_to_print():
    assert history_of(codebook=groups("A")).empty


def test_code_books_of_a_tool_are_read_in_the_order_of_their_numbers_and_renaming_is_seen(tmp_path):
    folder = tmp_path / "exported"
    folder.mkdir()
    (folder / "book_10.csv").write_text("tag,description\nLimits,Saying no.\nNew,\n", encoding="utf-8")
    (folder / "book_9.csv").write_text("path,description,number of highlights\nNo,Saying no.,3\n", encoding="utf-8")
    rows, files = codebook_folders.read(folder)
    assert files == {"1": "book_9.csv", "2": "book_10.csv"}
    found = codebooks.compare(rows, codebook_folders.PAPER, "1", "2")
    assert [(row["change"], row["code_group_id"], row["name"]) for row in found] == [
        ("new", "New", "New"),
        ("renamed", "No", "Limits"),
    ]


def test_folder_of_other_tables_is_refused_file_by_file(tmp_path):
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text("x,y\n1,2\n", encoding="utf-8")
    with pytest.raises(Faults) as refused:
        codebook_folders.read(tmp_path)
    assert [fault.file for fault in refused.value.faults] == ["a.csv", "b.csv"]


def test_command_compares_two_versions_and_names_units_to_look_at_again(tmp_path, capsys):
    folder = tiny_study.write(tmp_path, codings=on("U001", codebook_version="1"))
    assert cli.main(["codebook", str(folder), "--paper", "paper1"]) == 0
    shown = capsys.readouterr().out
    assert "version 1 (2020-09-01, 1 code group) → version 2 (2020-10-01, 2 code groups)" in shown
    assert "split               CG2 «A safe place»  ·  from CG1; D002" in shown
    assert "CG1, version 2: U001" in shown
    assert cli.main(["codebook", str(folder), "--paper", "paper1", "--from", "2", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["look_again"] == []


@pytest.mark.parametrize("words", [["--paper", "papr1"], [], ["--paper", "paper1", "--from", "2", "--to", "1"]])
def test_paper_or_version_that_is_not_there_is_said(tmp_path, capsys, words):
    assert cli.main(["codebook", str(tiny_study.write(tmp_path)), *words]) == 1
    assert "paper1" in capsys.readouterr().err


@pytest.mark.skipif(not SERDIF.is_dir(), reason="no samples here")
def test_real_code_book_of_nine_versions_is_read_compared_and_drawn(capsys):
    rows, _ = codebook_folders.read(SERDIF)
    history = codebooks.history(rows, codebook_folders.PAPER)
    assert [row["code groups"] for row in history] == [120, 80, 61, 49, 41, 25, 22, 22, 22]
    for before, row in pairwise(history):
        assert row["came"] - row["went"] == row["code groups"] - before["code groups"]
    renamed = [row for row in codebooks.compare(rows, codebook_folders.PAPER, "7", "8") if row["change"] != "kept"]
    assert [(row["change"], row["code_group_id"], row["name"]) for row in renamed] == [
        ("renamed", "Moderator comment", "Moderator assist")
    ]
    figure = figures.codebook_history(pd.DataFrame(history))
    assert "version 2 has 80 code groups: 9 came, 49 went" in figure.alt
    assert cli.main(["codebook", str(SERDIF)]) == 0
    assert "120 > 80 > 61 > 49 > 41 > 25 > 22 > 22 > 22" in capsys.readouterr().out
