"""The gate: what it finds, what it leaves alone, and that it tells no words."""

import time

import pytest

from trail import deidentification, dictionaries, word_lists
from trail.deidentification import Lists
from trail.detectors import structured
from trail.faults import Faults, report

WORDS = frozenset(("sykehus", "by", "kollega", "årstall"))
ROLES = {"I": "interviewer", "D": "doctor"}
CLEAN = "I: Hva da?\n\nD: Jeg gikk på [sykehus], (ler litt) og så […] til [Kollega]. [00:12:30] [uhørlig]"


def rules(text, form=".txt", speakers=ROLES, **words):
    """Return (rule, the words) of what is found."""
    lists = Lists(placeholders=words.pop("placeholders", WORDS), speakers=speakers, **words)
    found = deidentification.find(text, lists, form)
    return [(one.rule, text[one.start : one.end] if one.start is not None else None) for one in found]


def found(text, **words):
    return [rule for rule, _ in rules(text, **words)]


def scan(text, **settings):
    return deidentification.scan(text, Lists(placeholders=WORDS, speakers=ROLES), **settings)


def test_clean_transcript_has_no_finding():
    assert found(CLEAN) == []


# Brackets


@pytest.mark.parametrize("inside", ["Haukeland", "sykehuset", "", "lege kollega", "12:345", "x" * 80])
def test_brackets_hold_placeholders_only(inside):
    assert found(f"D: på [{inside}].") == ["no_placeholder"]


@pytest.mark.parametrize("text", ["D: på [haukeland sykehus", "D: [" + "x" * 81 + "]", "[by\nby]"])
def test_bracket_that_is_not_closed_hides_nothing(text):
    assert "open_bracket" in found(text)


def test_bracket_in_a_bracket_is_found_with_the_name_in_it():
    assert set(found("[Kari [by]]")) == {"open_bracket"}


def test_placeholders_may_be_listed_with_their_brackets():
    assert found("D: på [sykehus]", placeholders=frozenset(("[sykehus]",))) == []
    assert found("D: på [sykehus]", placeholders=frozenset()) == ["no_placeholder"]


# Numbers and addresses


NUMBERS = ["01019012345", "010190 12345", "010190-12345", "01.01.90 12345", "0 1 0 1 9 0 1 2 3 4 5"]
NUMBERS += ["010190\u00a012345", "010190  12345", "010190–12345", "010190123456", "41" * 40]


@pytest.mark.parametrize("number", NUMBERS)
def test_eleven_digits_are_a_finding_however_they_are_parted(number):
    assert rules(f"D: det er {number}.") == [("eleven_digits", number)]


def test_checksum_raises_the_severity_alone():
    assert found("D: det er 15076500565.") == ["national_identity_number"]
    assert found("D: det er 15076500566.") == ["eleven_digits"]


@pytest.mark.parametrize("text", ["2018, 2019 og 2020", "00:01:23-4 00:02:34", "3 av 10", "250 000 kroner", "140/90"])
def test_fewer_digits_are_none(text):
    assert found(f"D: {text}.") == []


def test_times_of_subtitles_are_no_numbers():
    assert found("WEBVTT\n\n00:00:01.000 --> 00:00:04.250\n<v D>Ja.\n", form=".vtt") == []


# Words


@pytest.mark.parametrize("text", ["Kári", "KÁRI", "káris", "Kári's", "(Kári)"])
@pytest.mark.parametrize("listed", ["Kári", "Ka\u0301ri"])
def test_denied_word_is_found_in_any_case_with_its_genitive_and_however_it_is_composed(text, listed):
    assert found(f"D: det er {text} ja", deny=frozenset((listed,))) == ["denied_word"]


def test_denied_word_wins_over_an_allowed_one():
    assert found("D: det er Kari ja", deny=frozenset(("Kari",)), allow=frozenset(("Kari",))) == ["denied_word"]


def test_denied_word_inside_another_is_none():
    assert found("D: karikatur", deny=frozenset(("Kari", "", " "))) == []


def test_denied_word_of_several_words_and_signs_is_taken_literally():
    denied = deidentification.denied("D: st. olav (øya)", {"St. Olav", "(Øya"})
    assert [one.rule for one in denied] == ["denied_word"] * 2
    assert deidentification.denied("D: stu olav", {"St. Olav"}) == []


def test_allowed_word_is_harmless_with_genitive_and_in_a_compound_and_nowhere_else():
    allow = frozenset(("Sana",))
    assert found("D: det var Sana, og Sanas hus, og Sana-folket.", allow=allow) == []
    assert found("D: det var Sanatoriet.", allow=allow) == ["unknown_capital"]


def test_words_of_numbers_cannot_be_allowed():
    assert found("D: det er 01019012345.", allow=frozenset(("01019012345",))) == ["eleven_digits"]


# Where sentences begin


@pytest.mark.parametrize(
    "text",
    [
        "Huset lå der.",
        "D: Huset lå der.",
        "Ja. Huset lå der.",
        "Han sa: Huset ligger der.",
        "Han sa «Huset ligger der».",
        "- Huset lå der.",
        "Ja. (ler litt) Huset lå der.",
        "Ja … Huset lå der.",
        "navn\tHuset",
        "I: Nei\nD: Huset lå der",
    ],
)
def test_dictionary_word_at_the_start_of_a_sentence_is_harmless(text):
    assert found(text) == []


@pytest.mark.parametrize("text", ["Vi så Huset der.", "Det var dr. Huset.", "Vi bor ved [by] Huset.", "Ja – og Huset."])
def test_the_same_word_inside_a_sentence_is_a_finding(text):
    assert rules(text) == [("unknown_capital", "Huset")]


def test_wrapped_line_goes_on_with_its_sentence():
    line = "og så gikk vi hele den lange veien opp mot fjellet sammen med"
    assert rules(f"Det ble kveld, {line}\nHuset og sauene.") == [("unknown_capital", "Huset")]


def test_words_side_by_side_are_one_finding():
    assert rules("Jeg så Anne Grete B. Ødegaard der.") == [("unknown_capital", "Anne Grete B. Ødegaard")]


def test_language_of_the_line_decides_which_dictionary_counts():
    assert found("Whether var der, og jeg så det ikke.") == ["unknown_start"]
    assert found("Whether he came, I will not ask.") == []


# Text without capitals


def test_text_without_capitals_is_not_verifiable():
    assert found("og så gikk jeg hjem til kari og sa det som det var. ja det gjorde jeg. " * 10) == ["no_capitals"]


def test_passage_without_capitals_is_found_where_it_stands():
    (rule, words), *rest = rules("D: Ja. Nei. Det var det. " * 20 + "og så gikk jeg hjem til kari " * 40)
    assert rule == "no_capitals"
    assert words.strip().endswith("hjem til kari")
    assert rest == []


def test_few_words_without_capitals_are_no_text():
    assert found("ja, nei, jo") == []


# Speakers, file names, asides


def test_label_that_leads_to_no_role_is_a_finding():
    assert rules("I: Hva da?\nK: Ja.\nI: Nei?\nK: Jo.") == [("speaker", "K"), ("speaker", "K")]
    assert found("I: Hva da?\nK: Ja.\nI: Nei?\nK: Jo.", speakers=ROLES | {"K": "doctor"}) == []


def test_voice_of_a_subtitle_that_is_a_name_is_a_finding():
    text = "WEBVTT\n\n00:00:01.000 --> 00:00:04.250\n<v Kari>Ja.\n"
    assert found(text, form=".vtt") == ["speaker"]
    assert found(text, form=".vtt", speakers=ROLES | {"Kari": "doctor"}) == []


@pytest.mark.parametrize("name", ["Intervju Kari.docx", "kari_nordmann.txt", "2018-01019012345.md", "bodø-3.txt"])
def test_file_name_with_a_name_is_a_finding(name):
    (one,) = scan("D: Ja.", name=name)
    assert (one.rule, one.line, one.start, one.end) == ("file_name", None, None, None)


@pytest.mark.parametrize("name", ["VS2018-01.txt", "intervju 3.docx", "Transcript_07.vtt", "SK2020-11 rettet.md"])
def test_ordinary_file_name_is_none(name):
    assert scan("D: Ja.", name=name) == []


def test_document_properties_are_looked_through():
    (one,) = scan("D: Ja.", asides=[("docProps/core.xml", "Torunn Haugland"), ("docProps/app.xml", "Normal")])
    assert (one.rule, one.start, one.length) == ("unknown_capital", None, 15)


# What is told


def test_finding_says_where_it_is():
    (one,) = scan("D: Ja.\nD: Så kom Torunn inn.")
    assert (one.line, one.column, one.start, one.end, one.length) == (2, 11, 17, 23, 6)


def test_findings_give_place_and_length_and_never_the_words():
    text = "I: Hva?\nD: Så så Kari på [Haukeland], 01019012345, a@b.no"
    findings = scan(text)
    told = report(deidentification.finding_faults("transcripts/V-01.txt", findings))
    told += deidentification.told("V-01.txt", findings, None)
    assert [one.rule for one in findings] == ["unknown_capital", "no_placeholder", "eleven_digits", "email"]
    assert not any(word in told for word in ("Kari", "Haukeland", "01019", "@"))
    assert all(word in deidentification.readable("V-01.txt", findings, text) for word in ("Kari", "Haukeland", "a@b"))


def test_id_of_a_finding_stays_when_the_text_is_edited_elsewhere_and_needs_the_key():
    text = "D: Ja.\n\nD: Det er lenge siden nå, og Torunn var der den gangen, tror jeg nok.\n\nD: Nei."
    (before,), (after,) = scan(text, key=b"k"), scan("I: Hva skjedde?\n\n" + text + "\n\nI: Takk.", key=b"k")
    assert before.finding_id == after.finding_id
    assert scan(text, key=b"other")[0].finding_id != before.finding_id
    assert scan(text.replace("den gangen", "den dagen"), key=b"k")[0].finding_id != before.finding_id


def test_judgement_opens_what_is_for_review_and_never_what_blocks():
    findings = scan("D: Torunn sa det. Så ringte 01019012345.")
    harmless = frozenset(one.finding_id for one in findings)
    assert [one.rule for one in deidentification.open_findings(findings, harmless)] == ["eleven_digits"]
    assert len(deidentification.open_findings(findings, frozenset())) == 2


# Failing closed, fast


def test_missing_dictionary_closes_the_gate(monkeypatch):
    monkeypatch.setattr(dictionaries, "find_spec", lambda name: None)
    dictionaries.load.cache_clear()
    dictionaries.known.cache_clear()
    with pytest.raises(Faults, match="without it nothing can be looked through"):
        dictionaries.known("ord")


def test_missing_list_closes_the_gate(monkeypatch, tmp_path):
    monkeypatch.setattr(word_lists, "FOLDER", tmp_path)
    word_lists.words.cache_clear()
    with pytest.raises(Faults, match="the gate stays shut"):
        word_lists.words("places")


def test_looking_for_too_long_closes_the_gate(monkeypatch):
    monkeypatch.setattr(deidentification, "SECONDS", (-1, 0))
    with pytest.raises(Faults, match="took too long"):
        deidentification.find("D: Ja.")


def test_error_in_a_detector_is_not_swallowed(monkeypatch):
    monkeypatch.setattr(structured, "find", lambda text, without: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        deidentification.find("D: Ja.")


def test_line_longer_than_people_write_is_a_finding():
    assert "long_line" in found("D: " + "ja " * 7000)


PARTS = [
    "a",
    "1a",
    "[",
    "a@",
    "x.",
    "A-",
    "Ab ",
    "mai ",
    "to ",
    "12:34 ",
    "<v ",
    "storgata ",
    "1-",
    "+4",
    "а",
    "ring 1 ",
]


@pytest.mark.parametrize("part", PARTS)
def test_long_lines_made_to_be_slow_are_looked_through_at_once(part):
    text = part * (200_000 // len(part))
    began = time.process_time()
    deidentification.find(text, Lists(deny=frozenset(f"ord{number}" for number in range(300)), speakers=ROLES))
    assert time.process_time() - began < 5
