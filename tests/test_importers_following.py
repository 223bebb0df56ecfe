"""Passages found again in a corrected text: by their words and their order, never by likeness."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as some

from trail.importers.finding import exact_places
from trail.importers.following import Passage, follow

TEXT = "I: Hva?\nD: Ja.\nI: Og så?\nD: Da kom hun inn.\nI: Kom hun?\nD: Ja.\nD: Og da gikk jeg hjem til meg selv."


def passage(words, nth=0, text=TEXT):
    start = -1
    for _ in range(nth + 1):
        start = text.index(words, start + 1)
    return Passage(words, start, start + len(words))


def places(text, *passages):
    return [text[slice(*one.place)] if one.place else None for one in follow(text, list(passages))]


def starts(text, *passages):
    return [one.place and one.place[0] for one in follow(text, list(passages))]


def test_what_stands_where_it_stood_stays():
    assert [one.how for one in follow(TEXT, [passage("Ja."), passage("Ja.", 1)])] == ["where it was"] * 2


def test_words_are_found_where_they_moved_to():
    now = TEXT.replace("Hva?", "Hva skjedde?")
    assert places(now, passage("Da kom hun inn.")) == ["Da kom hun inn."]
    assert follow(now, [passage("Da kom hun inn.")])[0].how == "by its words"


def test_lost_and_added_white_space_is_no_difference():
    now = TEXT.replace("kom hun inn", "komhun\n  inn")
    assert places(now, passage("Da kom hun inn.")) == ["Da komhun\n  inn."]
    assert follow(now, [passage("Da kom hun inn.")])[0].how == "by its words, white space aside"


def test_words_that_stand_twice_are_told_apart_by_their_neighbours():
    now = TEXT.replace("Hva?", "Hva skjedde egentlig da du kom inn?")
    alike = (passage("Ja."), passage("Da kom hun inn."), passage("Ja.", 1))
    assert starts(now, *alike) == [now.index("Ja."), now.index("Da kom"), now.rindex("Ja.")]
    assert follow(now, list(alike))[2].how == "by its words, and its neighbours"


def test_the_order_in_which_passages_are_given_is_that_of_what_comes_back():
    now = TEXT.replace("Hva?", "Hva skjedde egentlig da du kom inn?")
    assert starts(now, passage("Ja.", 1), passage("Da kom hun inn."), passage("Ja.")) == [
        now.rindex("Ja."),
        now.index("Da kom"),
        now.index("Ja."),
    ]


def test_words_that_stand_twice_go_as_far_as_their_neighbours_went():
    text = "aa bb cc dd ee aa bb ff"
    now = "x " + text
    assert starts(now, passage("dd", 0, text), passage("bb", 1, text)) == [now.index("dd"), now.rindex("bb")]


def test_nothing_is_guessed_where_two_places_are_as_near():
    assert starts("ja så nei så ja", Passage("ja", 6, 8)) == [None]


def test_words_left_elsewhere_are_not_taken_for_a_passage_that_was_reworded():
    text = "Det var greit. Så kom natten og vi ventet lenge på at noen skulle ringe. Det var greit."
    now = text.replace("Det var greit. Så", "Det gikk bra. Så")
    found = follow(now, [passage("Det var greit.", 0, text), passage("kom natten og vi ventet lenge", 0, text)])
    assert [one.place and one.how for one in found] == [None, "by its words"]


def test_a_passage_out_of_order_is_not_taken_over_but_shown():
    text = "ja da. " + "en to tre fire fem seks sju åtte. " + "ni ti elleve tolv."
    now = "en to tre fire fem seks sju åtte. ni ti elleve tolv. ja da."
    first, *others = follow(
        now, [passage("ja da.", 0, text), passage("en to tre fire fem", 0, text), passage("ni ti elleve", 0, text)]
    )
    assert (first.place, first.places) == (None, [(now.index("ja"), len(now))])
    assert all(one.place for one in others)


def test_few_words_that_stand_elsewhere_between_their_neighbours_are_not_taken_for_those_that_were_reworded():
    text = "Vi kom dit tidlig på dagen. Ja da. Så gikk vi en lang tur rundt hele vannet, jo da, og hjem til oss igjen."
    now = text.replace("Ja da.", "Nei da.").replace("jo da,", "ja.  Ja da.  Jo,")
    around = (passage("Vi kom dit tidlig", 0, text), passage("og hjem til oss", 0, text))
    first, *_ = follow(now, [passage("Ja da.", 0, text), *around])
    assert first.place is None and len(first.places) == 1


WORD = some.sampled_from(["ja", "nei", "og", "så", "kom", "hun", "jeg"])


@given(some.lists(WORD, min_size=6, max_size=40), some.data())
def test_what_is_found_is_always_its_words_white_space_aside(words, data):
    text = " ".join(words)
    now = " ".join(data.draw(some.lists(WORD, max_size=3)) + data.draw(some.permutations(words[:3])) + words[3:])
    spans = data.draw(some.lists(some.tuples(some.integers(0, len(text)), some.integers(1, 12)), max_size=8))
    passages = [Passage(text[start : start + length], start, min(start + length, len(text))) for start, length in spans]
    for one, again in zip(passages, follow(now, passages), strict=True):
        if again.place:
            assert "".join(now[slice(*again.place)].split()) == "".join(one.words.split())


def test_a_repeated_passage_broken_anew_is_not_taken_for_the_one_that_kept_its_letters():
    (again,) = follow("ja ja  \nja ja ja ja", [Passage("ja ja ja ja", 0, 11)])
    assert again.place == (0, 13) and again.places == [(0, 13), (3, 16), (8, 19)]


@given(some.lists(WORD, min_size=6, max_size=40), some.data())
def test_new_white_space_alone_never_leads_a_passage_to_another_place(words, data):
    text = " ".join(words)
    now = "".join(word + data.draw(some.sampled_from([" ", "\n", "  \n"])) for word in words)
    edges = sorted(data.draw(some.sets(some.integers(0, len(words) - 1), min_size=2, max_size=6)))
    start_of = [len(" ".join(words[:number])) + bool(number) for number in range(len(words) + 1)]
    pieces = list(pairwise(edges))
    passages = [Passage(text[start_of[a] : start_of[b] - 1], start_of[a], start_of[b] - 1) for a, b in pieces]
    for (first, _), again in zip(pieces, follow(now, passages), strict=True):
        if again.place and all(len(exact_places(text, one.words)) == 1 for one in passages):
            assert now[: again.place[0]].split() == words[:first]
