"""What a paper commits to: leaves, keys, heads; and what is opened of it, to the word."""

import itertools
import json
import re
import subprocess

import pandas as pd
import pytest

from trail import commitments, openings, signing, verify
from trail.faults import Faults
from trail.tables import canonical_json, sha256

TALK = (
    "Jeg ringte ikke. (pause) Det var kona mi som ringte, altså, for meg; jeg hadde ikke gjort det selv, tror jeg nå."
)
TURNS = pd.DataFrame(
    [("A1", 1, "interviewer", 3, "Hvem ringte?"), ("A1", 2, "doctor", 20, TALK), ("B1", 1, "doctor", 3, "Nei.")],
    columns=["interview_id", "turn", "role", "start", "text"],
)
LABELS = {"A1": "Interview 2", "B1": "Interview 1"}
KEYS = commitments.keys("p1", ["A1", "B1"], invented=True)


def leaves(number: int = 1, keys=KEYS) -> list[commitments.Text]:
    return list(commitments.text_leaves(commitments.stretches(TURNS, LABELS), keys, number))


def opened(original: str, edits: str = "", label: str = "Interview 2") -> tuple[dict, dict]:
    """Return (opening, released quote) of words of the talk."""
    of, quote = leaves(), {"original": original, "label": label}
    forest = commitments.Forest(of, [], {}, {})
    units = pd.DataFrame([("U1", 20, 20 + len(TALK))], columns=["unit_id", "start", "end"])
    found = openings.candidates(
        forest, {"Q1": quote}, {"Q1": {"interviews": ["A1"], "units": ["U1"]}}, units, {"Q1": edits}
    )
    return found["quotes"].get("Q1"), quote


def problems(opening: dict, quote: dict) -> list[str]:
    return list(verify.quote_problems(opening, quote, {one.hash.hex() for one in leaves()}))


def said(opening: dict) -> str:
    """Return all that an opening discloses of the talk: open words and what stands between them."""
    rows = ([slot[1] for slot in leaf[verify.FIRST_WORD - 1 :] if isinstance(slot, list)] for leaf in opening["leaves"])
    return " ".join(text for row in rows for text in row if text.strip())


def test_leaves_hold_every_turn_to_the_letter():
    texts = {}
    for one in leaves():
        texts[one.interview] = texts.get(one.interview, "") + "".join(one.texts[verify.FIRST_WORD - 1 :])
    assert texts == {"A1": "Hvem ringte?" + TALK, "B1": "Nei."}


def test_a_leaf_is_a_sentence_or_fourteen_words_of_one():
    counts = [len(one.places) for one in leaves() if one.interview == "A1"]
    assert counts == [2, 3, 14, 5]
    assert all(len(one.texts) == verify.SLOTS for one in leaves())


def test_neighbouring_leaves_share_a_link_and_others_none():
    of_a = [one for one in leaves() if one.interview == "A1"]
    assert all(one.texts[verify.BEHIND] == other.texts[verify.BEFORE] for one, other in itertools.pairwise(of_a))
    links = [one.texts[verify.BEFORE] for one in leaves()]
    assert len(set(links)) == len(links)


@pytest.mark.parametrize(
    ("original", "edits"),
    [
        ("Det var kona mi som ringte, altså, for meg", ""),
        ("Jeg ringte ikke. […] jeg hadde ikke gjort det selv", "omission"),
        ("Jeg hadde ikke gjort det selv", "case_punctuation"),
        ("Det var kona mi som ringte, for meg", "fillers"),
        ("[J]eg hadde ikke gjort det", "case_punctuation"),
        ("kona mi som ringte, altså, for [legen]; jeg hadde ikke", "omission;insertion"),
    ],
)
def test_a_quote_opens_its_words_and_no_other(original, edits):
    opening, quote = opened(original, edits)
    assert problems(opening, quote) == []
    printed = {word.casefold() for word in re.findall(r"\w+", original)} | {"jeg"}
    assert {word.casefold() for word in re.findall(r"\w+", said(opening))} <= printed


def test_words_under_an_omission_stay_closed():
    opening, _ = opened("Det var […] ringte, altså, for meg", "omission")
    assert "kona" not in json.dumps(opening, ensure_ascii=False)


def test_a_word_in_another_spelling_stays_closed_and_is_said_to_be_one():
    opening, quote = opened("Jeg ringte ikkje", "dialect_normalised")
    if opening:  # "ikkje" for "ikke": a negation keeps its spelling
        assert problems(opening, quote) == []
    opening, quote = opened("Det var kuna mi", "dialect_normalised")
    assert problems(opening, quote) == []
    assert [step[2:] for step in opening["words"]] == [[], [], ["dialect_normalised"], []]
    assert "kona" not in json.dumps(opening, ensure_ascii=False)


@pytest.mark.parametrize(
    ("printed", "what"),
    [
        ("Det var kona mi som ringte for meg", "word 7 are left out"),
        ("Det var kona mi som ringte, altså, for dem", "word 9 is not the one"),
        ("Det var kona mi som ringte, altså", "opens more words"),
        ("Det var kona mi som ringte, altså, for meg nå", "prints more words"),
        ("Det var kona mi som ringte altså, for meg", "before word 7 is not what was committed"),
    ],
)
def test_a_quote_printed_otherwise_is_found(printed, what):
    opening, quote = opened("Det var kona mi som ringte, altså, for meg")
    found = problems(opening, quote | {"original": printed})
    if what.startswith("word 7 are"):
        opening["words"] = [step for number, step in enumerate(opening["words"]) if number != 6]
        found = problems(opening, quote | {"original": printed})
    assert any(what in line for line in found), found


def test_a_sentence_end_that_is_left_out_is_found():
    """A leaf that is left tells that it ended there."""
    opening, quote = opened("Jeg ringte ikke. (pause) Det var kona mi")
    assert problems(opening, quote) == []
    first = opening["leaves"][0]
    without = verify.FIRST_WORD + 4  # "ikke"
    first[without] = verify.slot(bytes.fromhex(first[without][0]), first[without][1]).hex()
    del opening["words"][2]
    found = problems(opening, quote | {"original": "Jeg ringte. (pause) Det var kona mi"})
    assert any("left out, and nothing marks it" in line for line in found), found


def test_a_sentence_start_that_is_left_out_is_found():
    opening, quote = opened("Jeg ringte ikke. (pause) Det var kona mi")
    second = opening["leaves"][1]
    second[verify.FIRST_WORD] = verify.slot(bytes.fromhex(second[verify.FIRST_WORD][0]), "pause").hex()
    del opening["words"][3]
    found = problems(opening, quote | {"original": "Jeg ringte ikke. Det var kona mi"})
    assert "words before word 4 are left out, and nothing marks it" in found


def test_leaves_that_are_no_neighbours_are_found():
    opening, quote = opened("Jeg ringte ikke. (pause) Det var kona mi")
    link = opening["leaves"][1][verify.BEFORE]
    opening["leaves"][1][verify.BEFORE] = verify.slot(bytes.fromhex(link[0]), link[1]).hex()
    assert problems(opening, quote) == ["words before word 4 are of another stretch, and nothing marks it"]


def test_another_label_is_found():
    opening, quote = opened("Det var kona mi")
    assert any("another label" in line for line in problems(opening, quote | {"label": "Interview 1"}))
    opening["label"] = "Interview 1"
    assert any("another label" in line for line in problems(opening, quote | {"label": "Interview 1"}))


def test_words_of_the_interviewer_are_no_quote():
    of = leaves()
    forest = commitments.Forest(of, [], {}, {})
    units = pd.DataFrame([("U1", 3, 15)], columns=["unit_id", "start", "end"])
    quote = {"original": "Hvem ringte", "label": "Interview 2"}
    evidence = {"Q1": {"interviews": ["A1"], "units": ["U1"]}}
    opening = openings.candidates(forest, {"Q1": quote}, evidence, units, {})["quotes"]["Q1"]
    assert any("interviewee" in line for line in problems(opening, quote))


def test_nothing_of_one_paper_or_head_joins_another():
    """Same words, same person: no hash, salt, link or token is the same."""
    other = commitments.keys("p2", ["A1", "B1"], invented=True)
    people = {"p1.participants.C1": ("analysed", {"P1": 1, "P2": 0}), "p1.participants.C2": ("analysed", {"P1": 1})}
    seen = set()
    for keys, number in ((KEYS, 1), (KEYS, 2), (other, 1)):
        counted = commitments.count_leaves(people, {"p1.units": "3"}, keys, {"P1": ["A1"], "P2": ["B1"]}, number)
        texts = leaves(number, keys)
        found = [one.hash for one in [*texts, *counted]] + [one.token for one in counted if one.token]
        found += [salt for one in texts for salt in one.salts] + [one.salt for one in counted]
        found += [link for one in texts for link in one.texts[2:4] if one.places and link]
        assert seen.isdisjoint(found)
        seen |= set(found)
        tokens = [one.token for one in counted if one.token]
        assert len(set(tokens)) == len(tokens)


def test_likely_sentences_find_no_closed_leaf():
    """Without the salt a guess is worth nothing: not as a word, not as a sentence, not as a count."""
    published = {one.hash for one in leaves()}
    guesses = [verify.leaf(sentence.encode()) for sentence in (TALK, *re.split(r"(?<=\.) ", TALK))]
    empty = [b"", bytes(32)]
    guesses += [verify.text_leaf([verify.slot(salt, text) for text in one.texts]) for one in leaves() for salt in empty]
    assert published.isdisjoint(guesses)


def test_padding_hides_the_size_and_looks_like_a_leaf():
    hashes = [one.hash for one in leaves()]
    listed = commitments.listed(hashes, KEYS, "texts", 1)
    assert len(listed) == 64
    assert listed == sorted(listed)
    assert all(verify.is_hash(one) for one in listed)
    assert {one.hex() for one in hashes} < set(listed)
    assert all(size <= commitments.padded(size) < size * 9 / 8 + 64 for size in range(1, 3000))


def test_a_real_study_needs_its_keys_and_names_what_is_missing(tmp_path, monkeypatch):
    monkeypatch.setenv("TRAIL_KEYS", str(tmp_path))
    with pytest.raises(Faults, match="2 keys of its commitment are not at hand"):
        commitments.keys("p1", ["A1"], invented=False)
    folder = tmp_path / "commitments" / "p1"
    folder.mkdir(parents=True)
    for name in ("_paper", "A1"):
        (folder / f"{name}.key").write_bytes(bytes(32))
    assert commitments.keys("p1", ["A1"], invented=False) == {"_paper": bytes(32), "A1": bytes(32)}


def test_the_invented_study_signs_as_openssh_does(tmp_path):
    head = canonical_json({"schema": verify.SCHEMA})
    for name, data in signing.invented(head).items():
        (tmp_path / name).write_bytes(data)
    command = ["ssh-keygen", "-Y", "verify", "-n", verify.SCHEMA, "-I", "trail"]
    command += ["-s", str(tmp_path / "head.json.sig"), "-f", str(tmp_path / "allowed_signers")]
    try:
        assert subprocess.run(command, input=head, capture_output=True, check=False).returncode == 0
        assert subprocess.run(command, input=head + b" ", capture_output=True, check=False).returncode != 0
    except FileNotFoundError:
        pytest.skip("there is no ssh-keygen")


def test_a_recorded_head_that_no_longer_follows_stops_and_names_the_cure():
    head = {"number": 1, "reasons": [], "texts": sha256("then")}
    made = commitments.Forest([], [], {}, head)
    assert commitments.chained("p1", [head], lambda earlier, reasons: made) is made
    changed = commitments.Forest([], [], {}, head | {"texts": sha256("now")})
    with pytest.raises(Faults, match=r"head 1 is no longer what the study holds \(texts\)"):
        commitments.chained("p1", [head], lambda earlier, reasons: changed)
