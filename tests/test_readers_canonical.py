"""Canonical text is NFC with one kind of line end, and every offset of the source finds its place in it."""

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from trail.readers.canonical import BYTE_ORDER_MARK, canonical, to_canonical, to_source

PIECES = [
    "a",
    "e\u0301",
    "å",
    "A\u030a",
    "\u0301",
    "q\u0323\u0307",
    "\r\n",
    "\r",
    "\n",
    "👩\u200d⚕\ufe0f",
    "🙂",
    "가",
    "\u1100\u1161",
]
PIECES += ["\u11a8", "\u0958", "\u2028", "\ufeff", " ", "ﬁ", "\u0344", "\u1e9b\u0323"]
SOURCES = st.lists(st.sampled_from(PIECES) | st.characters(exclude_categories=["Cs"]), max_size=12).map("".join)


def normal(source: str) -> str:
    """Canonical text in one line, whole and without a map."""
    text = source.removeprefix(BYTE_ORDER_MARK).replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", text)


@settings(deadline=None)  # the machine may be shared
@given(SOURCES)
@example("\r\u0301")
@example("e\r\n\u0301")
@example("\r\n\u0344")
@example(BYTE_ORDER_MARK + "\u0301")
def test_text_is_nfc_with_one_kind_of_line_end(source):
    assert canonical(source)[0] == normal(source)


@settings(deadline=None)
@given(SOURCES)
def test_runs_are_the_stretches_in_which_text_and_source_are_the_same(source):
    text, origins = canonical(source)
    for start, of_source, length in origins:
        assert text[start : start + length] == source[of_source : of_source + length]
    assert origins[-1] == (len(text), len(source), 0)
    assert list(origins) == sorted(origins)


@settings(deadline=None)
@given(SOURCES)
def test_map_never_goes_back(source):
    _, origins = canonical(source)
    for end in (False, True):
        places = [to_canonical(origins, offset, end) for offset in range(len(source) + 1)]
        assert places == sorted(places)


@settings(deadline=None)
@given(SOURCES, st.data())
def test_any_span_of_canonical_text_is_found_again_in_the_source(source, data):
    text, origins = canonical(source)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    of_source = to_source(origins, start), to_source(origins, end, end=True)
    again = to_canonical(origins, of_source[0]), to_canonical(origins, of_source[1], end=True)
    assert again[0] <= start <= end <= again[1]
    assert normal("." + source[of_source[0] : of_source[1]]) == "." + text[again[0] : again[1]]


@settings(deadline=None)
@given(SOURCES, st.data())
def test_a_mapped_span_holds_every_letter_that_the_source_span_touched(source, data):
    _, origins = canonical(source)
    start = data.draw(st.integers(0, len(source)))
    end = data.draw(st.integers(start, len(source)))
    mapped = to_canonical(origins, start), to_canonical(origins, end, end=True)
    assert to_source(origins, mapped[0]) <= max(start, origins[0][1])
    assert to_source(origins, mapped[1], end=True) >= end


def test_a_letter_with_its_mark_is_one_place():
    text, origins = canonical("re\u0301d\r\nno")
    assert text == "r\u00e9d\nno"
    assert [to_canonical(origins, offset) for offset in range(8 + 1)] == [0, 1, 1, 2, 3, 3, 4, 5, 6]
    assert to_canonical(origins, 2, end=True) == 2


def test_text_that_needs_no_change_is_one_run():
    assert canonical("Hei på deg 🙂\n") == ("Hei på deg 🙂\n", ((0, 0, 13), (13, 13, 0)))


def test_offset_outside_the_text_is_an_error():
    _, origins = canonical("hei")
    for offset in (-1, 4):
        with pytest.raises(ValueError, match="outside"):
            to_canonical(origins, offset)
