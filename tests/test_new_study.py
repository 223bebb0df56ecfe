"""A new study: it holds no fault, says what comes next, overwrites nothing and leaves nothing half-written."""

import csv
import json

import pytest

from trail import cli, inspection, new_study, skeletons, states
from trail.importers.units import Tables

ANSWER = "I waited for a long time at the door, and nobody told me why it took so long."


def project(codes: list[str], people: int = 3) -> Tables:
    """Return tables of some interviews in which each person says one thing under each code."""
    texts, units, codings = {}, [], []
    for person in range(people):
        name, lines = f"Doc{person}", []
        for number, _ in enumerate(codes):
            lines.append(f"{ANSWER[:-1]} on day {number} of week {person}.")
        texts[name] = "I: And how was it there, would you say, in the beginning?\n" + "\n".join(lines) + "\n"
        for number, line in enumerate(lines):
            start, unit = texts[name].index(line), f"U{person}-{number}"
            units.append([unit, name, start, start + len(line), line])
            codings.append([unit, name, f"C{number}", codes[number], "A1"])
    book = [[f"C{n}", path, path.split("::")[-1], "", "", "true", "", ""] for n, path in enumerate(codes)]
    return Tables(texts, units, codings, book, 0, 0, {"A1": "Kari"}, [])


def made(tmp_path, tables=None):
    folder = tmp_path / "my-study"
    new_study.write(new_study.files("A *study*", str(folder), tables), folder)
    return folder


def faults(folder):
    return [fault for fault in inspection.inspect(folder) if fault.level == "E"]


@pytest.mark.parametrize("codes", [["Waiting", "Being sent"], ["Help", "Help::Waiting", "a_b *c* [d] $e$ #f"]])
def test_study_of_a_project_has_no_faults(tmp_path, codes):
    assert faults(made(tmp_path, project(codes))) == []


def test_empty_study_has_no_faults_and_its_next_step_is_to_fill_it(tmp_path, capsys):
    folder = made(tmp_path)
    assert cli.main(["check", str(folder)]) == 0
    assert "put your transcripts into" in capsys.readouterr().out


def test_next_step_of_a_filled_study_is_to_build_it_and_of_a_faulty_one_to_mend_it(tmp_path, capsys):
    folder = made(tmp_path, project(["Waiting"]))
    assert cli.main(["check", str(folder)]) == 0
    assert f"Next: make STUDY={folder}" in capsys.readouterr().out
    (folder / new_study.DATA / "transcripts" / "Doc0.txt").unlink()
    assert cli.main(["check", str(folder)]) == 1
    assert "Next: mend the faults" in capsys.readouterr().out


def test_folder_that_holds_something_is_left_as_it_is(tmp_path, capsys):
    folder = tmp_path / "held"
    folder.mkdir()
    (folder / "notes.txt").write_text("mine", encoding="utf-8")
    assert cli.main(["new", str(folder)]) == 1
    assert "is there already" in capsys.readouterr().err
    assert [path.name for path in tmp_path.rglob("*")] == ["held", "notes.txt"]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 cut off", b"<Project/>"])
def test_project_that_cannot_be_read_leaves_nothing_behind(tmp_path, capsys, content):
    broken = tmp_path / "broken.qdpx"
    broken.write_bytes(content)
    assert cli.main(["new", str(tmp_path / "study"), "--from", str(broken)]) == 1
    assert "broken.qdpx" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["broken.qdpx"]


def test_write_that_fails_leaves_nothing_behind(tmp_path):
    with pytest.raises(FileExistsError):
        new_study.write({"a": b"", "a/b": b""}, tmp_path / "study")
    assert list(tmp_path.iterdir()) == []


def test_code_book_alone_gives_its_codes_beside_the_example(tmp_path):
    folder = made(tmp_path, project(["Waiting"], people=0))
    book = csv.DictReader((folder / new_study.DATA / "coding" / "codebook.csv").open(encoding="utf-8"))
    assert [row["name"] for row in book] == ["Waiting", "Example code"]
    assert faults(folder) == []


def test_quotes_of_a_section_are_of_different_people_and_none_is_of_the_interviewer():
    tables = project(["Waiting", "Being sent"], people=5)
    asked = tables.texts["Doc0"].split("\n")[0]
    tables.units.append(["U-asked", "Doc0", 3, len(asked), asked[3:]])
    tables.codings.append(["U-asked", "Doc0", "C0", "Waiting", "A1"])
    people = {name: name for name in tables.texts}
    chosen = skeletons.quotes(tables, people, new_study.ROLES, "en")
    of_section = [[row["unit_ids"] for row in chosen if row["category_id"] == name] for name in ("CAT01", "CAT02")]
    assert [len({unit[:2] for unit in units}) for units in of_section] == [3, 3]
    assert {unit[:2] for units in of_section for unit in units} == {"U0", "U1", "U2", "U3", "U4"}


def test_words_with_a_speaker_s_label_among_them_are_no_quote():
    tables = project(["Waiting"], people=1)
    text = f"{ANSWER} MODERATOR: And what did you think of that, when it happened? Note: I thought it was long.\n"
    tables.texts["Doc0"] += text
    start = tables.texts["Doc0"].index(text)
    tables.units[:] = [["U-both", "Doc0", start, start + len(text) - 1, text.strip()]]
    tables.codings[:] = [["U-both", "Doc0", "C0", "Waiting", "A1"]]
    assert skeletons.quotes(tables, {"Doc0": "P1"}, new_study.ROLES, "en") == []
    tables.units[0][4] = text.replace("MODERATOR: ", "").strip()
    assert len(skeletons.quotes(tables, {"Doc0": "P1"}, new_study.ROLES, "en")) == 1


def test_draft_of_an_imported_study_tells_its_interviews_apart(tmp_path):
    folder = made(tmp_path, project(["Waiting", "Being sent"]))
    quotes = states.of_study(folder).things["paper1"]["quote_original"]
    assert {quote["label"] for quote in quotes.values()} == {f"Draft interview {number}" for number in (1, 2, 3)}


def test_a_top_level_code_rests_on_all_codes_below_it():
    found = skeletons.categories(project(["Help", "Help::Waiting", "Other"]))
    assert [(row["heading"], row["code_group_ids"]) for row in found] == [("Help", "C0;C1"), ("Other", "C2")]


def test_language_is_that_of_the_small_words():
    assert skeletons.language_of({"a": "Det var ikke jeg som ringte."}) == "nb"
    assert skeletons.language_of({"a": "It was the other one that you called."}) == "en"


def test_same_project_gives_the_same_bytes_and_an_unsafe_title_is_kept_whole():
    first, second = (new_study.files('A "b": #c', "x", project(["Waiting"])) for _ in range(2))
    assert first == second
    assert json.loads(first["config.yaml"].decode().split("title: ")[1].split("\n")[0]) == 'A "b": #c'
