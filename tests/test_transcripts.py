"""Turns are slices of canonical text between labels and timestamps; a set reports all its faults at once."""

import json
import os
import unicodedata
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trail import transcripts
from trail.faults import Faults
from trail.readers import speech
from trail.tables import sha256

ROLES = {"I": "interviewer", "D": "doctor"}


def said(text: str, roles: dict = ROLES, form: str = ".txt", strict: bool = False) -> list[tuple[str, str, str]]:
    """(speaker, role, words) of every turn."""
    table = transcripts.turns(text, roles, strict, form)
    return list(zip(table["speaker"], table["role"], table["text"], strict=True))


def warned(text: str, roles: dict = ROLES, form: str = ".txt") -> list[str]:
    """Place and message of every warning."""
    _, found = transcripts._turns(text, roles, False, form, "a.txt")
    assert {fault.level for fault in found} <= {"W"}
    return [f"{fault.place}: {fault.message}" for fault in found]


@pytest.mark.parametrize(
    "text",
    [
        "I: Hva da?\nD: Ja.\n",
        "I:\tHva da?\n\n\nD:\tJa.",
        "   I: Hva da?\n \u00a0D: Ja.\n",
        "I:Hva da?\nD :  Ja.\n",
        "I:\nHva da?\n\nD:\nJa.\n",
        "**I:** Hva da?\n\n**D:** Ja.\n",
        "**I**: Hva da?\n\n_D:_ Ja.\n",
        "I\tHva da?\nD\tJa.\n",
        "1\tI\tHva da?\n2\tD\tJa.\n",
        "00:00:01\tI\tHva da?\n00:00:04\tD\tJa.\n",
        "[00:00:01] I: Hva da?\n[00:00:04.250] D: Ja.\n",
        "I [00:01]: Hva da?\nD (00:00:04): Ja.\n",
        "I: #00:00:01-4# Hva da?\nD: 00:00:04 Ja.\n",
        "I: Hva da? #00:00:01-4#\nD: Ja. #00:00:04-0#\n",
        "I  0:01\nHva da?\n\nD  0:04\nJa.\n",
        "00:00:01\nI: Hva da?\n00:00:04\nD: Ja.\n",
        "[00:00:01.000 --> 00:00:04.000] I: Hva da?\n[00:00:04.000 --> 00:00:05.000] D: Ja.\n",
        "# I\n\nHva da?\n\n# D\n\nJa.\n",
        "I\nHva da?\nD\nJa.\n",
    ],
)
def test_conventions_of_transcribers_give_the_same_turns(text):
    assert said(text) == [("I", "interviewer", "Hva da?"), ("D", "doctor", "Ja.")]


@pytest.mark.parametrize(
    ("label", "role"),
    [
        ("Intervjuer", "interviewer"),
        ("INTERVJUER", "interviewer"),
        ("Interviewer 2", "interviewer"),
        ("Int.", "interviewer"),
        ("MODERATOR", "interviewer"),
        ("Lege", "doctor"),
        ("D2", "doctor"),
        ("R1", "participant"),
        ("R12", "participant"),
        ("P 3", None),
        ("Informant", "participant"),
        ("SPEAKER_00", "unknown"),
        ("Kari", None),
        ("i", None),
    ],
)
def test_usual_labels_are_known_without_being_listed(label, role):
    assert speech.role_of(label.strip("."), {}) == role


def test_what_the_study_says_goes_before_the_usual_meaning():
    assert said("P1: Hei\nLEGE: Ja", {"P": "partner", "Lege": "gp"}) == [
        ("P1", "partner", "Hei"),
        ("LEGE", "gp", "Ja"),
    ]


@pytest.mark.parametrize(
    "words",
    [
        "Ja: jeg tenkte det",
        "Klokka 12: da gikk jeg",
        "Klokka 12:30 dro jeg",
        "I 2018: da begynte det",
        "I dag: ingenting",
        "Han sa: kom hit",
        "Poliklinikken: den var stengt",
        "https://x.no",
        "Lege",
        "- Ja: jeg",
        "[kollega]: hun",
    ],
)
def test_speech_before_a_colon_is_no_label(words):
    text = f"D: Altså.\n{words}\n"
    assert said(text) == [("D", "doctor", f"Altså.\n{words}")]
    assert warned(text) == []


def test_paragraphs_without_a_label_go_on_with_the_turn():
    assert said("D: Ja.\n\nMen så.\n  Og så.\n\nI: Mm.\n") == [
        ("D", "doctor", "Ja.\n\nMen så.\n  Og så."),
        ("I", "interviewer", "Mm."),
    ]


def test_what_stands_before_the_first_label_belongs_to_no_one():
    assert said("Intervju 7\n2018\nI: Hei")[:2] == [("", "unknown", "Intervju 7"), ("", "unknown", "2018")]


def test_unlabelled_paragraphs_are_turns_where_the_study_names_their_role():
    roles = {"MODERATOR": "interviewer", "": "participant"}
    assert said("  Okay.\n MODERATOR: Yes\n So\nMODERATOR:\n And now?\n Here.\n", roles) == [
        ("", "participant", "Okay."),
        ("MODERATOR", "interviewer", "Yes"),
        ("", "participant", "So"),
        ("MODERATOR", "interviewer", "And now?"),
        ("", "participant", "Here."),
    ]


def test_text_without_labels_is_one_turn_a_paragraph():
    assert said("Ja.\n\n Nei.\nMm.\n") == [("", "unknown", "Ja."), ("", "unknown", "Nei."), ("", "unknown", "Mm.")]
    assert said("Ja.\n", {"": "doctor"}) == [("", "doctor", "Ja.")]


def test_a_markdown_paragraph_ends_at_an_empty_line():
    turns = said("Ja, det\nvar slik.\n\nMm.\n", form=".md")
    assert turns == [("", "unknown", "Ja, det\nvar slik."), ("", "unknown", "Mm.")]


def test_headings_rules_and_front_matter_of_markdown_are_not_spoken():
    text = "---\ntitle: x\ninterviewer: A1\n---\n\n# Intervju\n\n**D:** Ja.\n\n## Del 2\n\nMer.\n\n---\n\n**I:** Mm.\n"
    assert said(text, form=".md") == [("D", "doctor", "Ja."), ("D", "doctor", "Mer."), ("I", "interviewer", "Mm.")]


def test_a_rule_above_the_first_turn_is_not_taken_for_front_matter():
    assert said("---\nI: Hei\nD: Ja\n---\n", form=".md") == [("I", "interviewer", "Hei"), ("D", "doctor", "Ja")]


def test_a_timestamp_within_a_turn_makes_two_of_it():
    assert said("D: Ja, så [00:12:03] gikk jeg kl. (12:30). #00:12:09-1# Og så 00:12:11\nhjem.\n") == [
        ("D", "doctor", "Ja, så"),
        ("D", "doctor", "gikk jeg kl. (12:30)."),
        ("D", "doctor", "Og så"),
        ("D", "doctor", "hjem."),
    ]


def test_a_letter_no_one_listed_speaks_for_itself_and_is_a_warning():
    text = "I: Hei\nK: Kaffe?\nD: Ja\nK: Melk?\n"
    assert said(text)[1] == ("K", "unknown", "Kaffe?")
    assert warned(text) == [
        "line 2: looks like a speaker label ('K', 2 times in this file) that is none of the study's. List it under "
        "`speakers` in config.yaml with its role, or with the role speech if it belongs to what was said."
    ]


def test_a_name_that_comes_twice_is_a_warning_that_does_not_say_the_name():
    text = "I: Hei\nKari Nordmann: Ja\nI: Mm\nKari Nordmann: Nei\n"
    assert said(text)[1] == ("Kari Nordmann", "unknown", "Ja")
    (warning,) = warned(text)
    assert warning.startswith("line 2: looks like a speaker label (2 times in this file)")
    assert "Kari" not in warning


def test_a_misspelt_label_gets_a_suggestion():
    assert "(did you mean 'Intervjuer'?)" in warned("Intervjeur: Hei\nD: Ja\nIntervjeur: Mm\n")[0]


def test_a_study_may_say_that_a_label_is_speech():
    text = "D: Ja.\nPoliklinikken: stengt\nPoliklinikken: åpen\n"
    assert len(said(text, ROLES | {"Poliklinikken": "speech"})) == 1
    assert warned(text, ROLES | {"Poliklinikken": "speech"}) == []


def test_an_unlisted_label_is_a_fault_under_strict_speakers():
    with pytest.raises(Faults, match=r"line 3 .*'K', once"):
        transcripts.turns("I: Hei\nD: Ja\nK: Kaffe?\n", ROLES, strict=True)


WORDS = st.sampled_from([*"ja Nei: e\u0301n 🙂 12:30 [00:01:02] #00:01:02-3# ** K: …".split(), "\u2028"])
STARTS = st.sampled_from(["", " ", "I: ", "D:\t", "**I:** ", "00:01:02 ", "Kari: "])
LINES = st.tuples(STARTS, st.lists(WORDS, max_size=4))
TEXTS = st.lists(LINES.map(lambda line: line[0] + " ".join(line[1])), max_size=8).map("\n".join)


@settings(deadline=None)
@given(TEXTS, st.sampled_from([".txt", ".md", ".docx"]), st.booleans())
def test_turns_are_slices_in_order_and_every_word_outside_them_is_a_label_or_a_time(text, form, unnamed):
    text = unicodedata.normalize("NFC", text)
    rows = transcripts.turns(text, ROLES | ({"": "other"} if unnamed else {}), form=form)
    at = 0
    between = []
    for row in rows.itertuples():
        assert at <= row.start < row.end
        assert row.text == text[row.start : row.end] == row.text.strip()
        between.append(text[at : row.start])
        at = row.end
    between.append(text[at:])
    left = "\n".join(between)
    for known in ("[00:01:02]", "#00:01:02-3#", "00:01:02", "12:30", "Kari:", "K:", "Nei:", "I:", "D:", "**"):
        left = left.replace(known, "")
    assert left.strip() == ""
    assert list(rows["turn"]) == list(range(1, len(rows) + 1))


# A set of interviews


def interviews(*rows: tuple[str, str], **columns) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["interview_id", "transcript"]).assign(**columns)
    return table.assign(row=range(2, len(table) + 2))


def read(folder: Path, *rows: tuple[str, str], **columns):
    return transcripts.read_interview_set(interviews(*rows, **columns), folder, ROLES)


def test_a_set_is_read_to_texts_and_turns_in_the_order_of_its_ids(tmp_path):
    (tmp_path / "b.txt").write_bytes("\ufeffI: Hei\r\nD: Ja\r\n".encode())
    (tmp_path / "a.md").write_bytes("**D:** e\u0301n\n".encode())
    texts, turns, warnings = read(tmp_path, ("VS-02", "b.txt"), ("VS-01", "a.md"))
    assert list(texts.columns) == ["interview_id", "transcript", "sha256", "text", "origins", "asides"]
    assert list(texts["interview_id"]) == ["VS-01", "VS-02"]
    assert texts["text"][1] == "I: Hei\nD: Ja\n"
    assert texts["sha256"][1] == sha256((tmp_path / "b.txt").read_bytes())
    assert json.loads(texts["origins"][0]) == [[0, 0, 7], [8, 9, 2], [10, 11, 0]]
    assert list(turns.columns) == ["interview_id", "turn", "speaker", "role", "start", "end", "text"]
    assert turns.to_numpy().tolist() == [
        ["VS-01", 1, "D", "doctor", 7, 9, "én"],
        ["VS-02", 1, "I", "interviewer", 3, 6, "Hei"],
        ["VS-02", 2, "D", "doctor", 10, 12, "Ja"],
    ]
    assert warnings == []


def test_every_fault_of_a_set_is_reported_at_once(tmp_path):
    folder = tmp_path / "transcripts"
    folder.mkdir()
    (folder / "a.txt").write_bytes("D: Ja\nI: på\n".encode("cp1252"))
    (folder / "b.txt").write_bytes(b"\xef\xbb\xbf \n")
    (folder / "c.rtf").write_bytes(b"{}")
    (folder / "d.txt").mkdir()
    (folder / "VS2018-05.txt").write_bytes(b"I: Hei")
    (folder / "f.txt").write_bytes("D: Ja".encode("utf-16-le"))
    names = ["a.txt", "b.txt", "c.rtf", "d.txt", "VS2018-5.txt", "f.txt", "", "../x.txt", "a.txt"]
    with pytest.raises(Faults) as raised:
        read(folder, *((f"VS-0{number}", name) for number, name in enumerate(names, 1)))
    assert str(raised.value).splitlines() == [
        "interviews.csv",
        "  row 8   interview VS-07 names no transcript. Write the file's name into the column `transcript`.",
        "  row 9   '../x.txt' is not a file name. Put the file into transcripts/ and write its name alone.",
        "  row 10  'a.txt' is the transcript of VS-01 and of VS-09. Each interview has its own.",
        "transcripts/VS2018-5.txt",
        "  is missing. (did you mean 'VS2018-05.txt'?)",
        "transcripts/a.txt",
        "  line 2  is not UTF-8 (byte 0xE5). Save it as UTF-8, or declare `cp1252` in a column `encoding` of "
        "interviews.csv.",
        "transcripts/b.txt",
        "  is empty: it holds no word. Put the transcript in its place.",
        "transcripts/c.rtf",
        "  is of a form that is not read (.rtf). Save it as .docx.",
        "transcripts/d.txt",
        "  cannot be read: Is a directory.",
        "transcripts/f.txt",
        "  line 1  holds NUL characters: UTF-16 without a mark, or no text file. Save it as UTF-8.",
    ]


def test_a_declared_encoding_is_used_where_utf_8_fails(tmp_path):
    (tmp_path / "a.txt").write_bytes("D: på".encode("cp1252"))
    texts, _, _ = read(tmp_path, ("VS-01", "a.txt"), encoding="cp1252")
    assert texts["text"][0] == "D: på"


def test_a_byte_order_mark_says_the_encoding(tmp_path):
    for number, encoding in enumerate(["utf-8-sig", "utf-16", "utf-32"]):
        (tmp_path / f"{number}.txt").write_bytes("D: på".encode(encoding))
    texts, _, _ = read(tmp_path, *((f"VS-{number}", f"{number}.txt") for number in range(3)))
    assert list(texts["text"]) == ["D: på"] * 3


def test_warnings_of_a_set_are_handed_back(tmp_path):
    (tmp_path / "a.txt").write_text("I: Hei\nK: Ja\n", encoding="utf-8")
    _, _, (warning,) = read(tmp_path, ("VS-01", "a.txt"))
    assert (warning.file, warning.place, warning.level) == (f"{tmp_path.name}/a.txt", "line 2", "W")


def test_an_empty_set_gives_empty_tables_with_their_types(tmp_path):
    texts, turns, _ = read(tmp_path)
    assert len(texts) == len(turns) == 0
    assert turns["start"].dtype == "int64"


@pytest.mark.skipif(
    "TRAIL_SAMPLES" not in os.environ, reason="TRAIL_SAMPLES is unset: the real transcripts are not here"
)
def test_real_transcripts_have_their_moderator_and_no_other_label():
    folder = Path(os.environ["TRAIL_SAMPLES"], "serdif", "texts")
    names = [(path.stem, path.name) for path in sorted(folder.glob("*.txt"))]
    roles = {"MODERATOR": "interviewer", "": "participant"}
    texts, turns, warnings = transcripts.read_interview_set(interviews(*names), folder, roles, strict=True)
    assert len(texts) == 17
    assert warnings == []
    assert turns["role"].value_counts().to_dict() == {"participant": 2829, "interviewer": 180}
