"""Subtitles: voices and words between timing lines; notes and cue ids are seen; two voices in a cue are refused."""

import pytest

from trail import transcripts
from trail.faults import Faults
from trail.readers import subtitles

ROLES = {"I": "interviewer", "Lege": "doctor"}


def vtt(*cues: str) -> str:
    """A WebVTT file of the cues' words, a second each."""
    timed = (f"00:0{number}.000 --> 00:0{number}.900 align:start\n{words}\n" for number, words in enumerate(cues))
    return "WEBVTT\n\n" + "\n".join(timed)


def said(text: str, roles=ROLES, form=".vtt") -> list[tuple[str, str, str]]:
    """(speaker, role, words) of every turn, each of which is the slice it says it is."""
    table = transcripts.turns(text, roles, form=form)
    assert all(row.text == text[row.start : row.end] for row in table.itertuples())
    return list(zip(table["speaker"], table["role"], table["text"], strict=True))


def test_voices_are_speakers_and_each_cue_is_a_turn():
    assert said(vtt("<v I>Hva da?</v>", "<v.loud Lege>Ja,\naltså.", "<v Lege>Mm.")) == [
        ("I", "interviewer", "Hva da?"),
        ("Lege", "doctor", "Ja,\naltså."),
        ("Lege", "doctor", "Mm."),
    ]


def test_labels_in_subtitles_are_speakers_and_last_until_the_next():
    text = "1\n00:00:01,000 --> 00:00:02,000\nI: Hva da?\n\n2\n00:00:02,000 --> 00:00:03,000\nLege: <i>Ja.</i>\n"
    text += "\n3\n00:00:03,000 --> 00:00:04,000\nAltså.\n"
    assert said(text, form=".srt") == [
        ("I", "interviewer", "Hva da?"),
        ("Lege", "doctor", "Ja."),
        ("Lege", "doctor", "Altså."),
    ]


def test_cues_without_a_voice_have_the_role_the_study_names_for_them():
    assert said(vtt("<v I>Hva?</v>", "Ja."), ROLES | {"": "doctor"})[1] == ("", "doctor", "Ja.")
    assert said(vtt("Hva?", "Ja.")) == [("", "unknown", "Hva?"), ("", "unknown", "Ja.")]


def test_formatting_around_the_words_is_not_spoken_and_inside_them_stays():
    turns = said(vtt("<v I> <i>Hva?</i></v>", r"{\an8}<b>Ja</b>", "Det <i>var</i> det"))
    assert [words for *_, words in turns] == ["Hva?", "Ja", "Det <i>var</i> det"]


def test_times_inside_a_cue_lie_between_turns():
    assert [words for *_, words in said(vtt("<v I>Hva <00:00:00.500>da?</v>"))] == ["Hva", "da?"]


@pytest.mark.parametrize(
    "cues",
    [
        ["<v I>Hva?</v> <v Lege>Ja.</v>"],
        ["<v I>Hva?</v> Ja."],
        ["<v Lege>Mm.</v>", "Ja.\n<v I>Hva?</v>"],
        ["I: Hva?\nLege: Ja."],
        ["Lege: Mm.", "Ja.\nI: Hva?"],
        ["- Hva?\n- Ja."],
        ["<v I>- Hva?\n– Ja."],
    ],
)
def test_a_cue_with_two_voices_is_refused(cues):
    with pytest.raises(Faults, match=r"^transcript\n  line \d+  is a cue with two voices\. Give each voice a cue"):
        said(vtt(*cues))


def test_an_unlisted_voice_is_a_warning_that_does_not_say_the_name():
    _, (warning,) = transcripts._turns(vtt("<v Kari Nordmann>Ja.</v>"), ROLES, False, ".vtt", "a.vtt")
    assert (warning.place, warning.level) == ("line 4", "W")
    assert "Kari" not in warning.message
    assert said(vtt("<v Kari Nordmann>Ja.</v>")) == [("Kari Nordmann", "unknown", "Ja.")]


def test_notes_headers_and_cue_ids_are_handed_on_for_the_gate():
    text = "WEBVTT - Nordmann\nKind: captions\n\nNOTE about\nKari\n\nkari-1\n00:01.000 --> 00:02.000\n<v I>Hei</v>\n"
    reading = subtitles.read(text.encode(), "a.vtt")
    assert reading.text == text
    assert reading.asides == (
        ("line 1", "WEBVTT - Nordmann"),
        ("line 2", "Kind: captions"),
        ("line 4", "NOTE about"),
        ("line 5", "Kari"),
        ("line 7", "kari-1"),
    )
    assert said(text) == [("I", "interviewer", "Hei")]


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("WEBVTT\n", "", "has no cue"),
        (vtt("Hei") + "\nstray words\n", "line 6", "stands outside any cue"),
        (vtt("Hei\n00:05.000 --> 00:06.000\nJa"), "line 5", "is a timing line inside a cue"),
        (
            "WEBVTT\n\nNOTE x\n00:05.000 --> 00:06.000\nJa\n\nNOTE\nx\n00:05.000 --> 00:06.000\n",
            "line 9",
            "is a timing line",
        ),
    ],
)
def test_words_that_a_player_would_drop_are_a_fault(text, place, message):
    with pytest.raises(Faults) as raised:
        subtitles.read(text.encode(), "a.vtt")
    assert [(fault.place, message in fault.message) for fault in raised.value.faults] == [(place, True)]
