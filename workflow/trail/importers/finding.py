"""Where a passage stands in a text when only its words are known: white space aside, its neighbours decide."""

import re
from bisect import bisect_left

from trail.importers.project import name_of


class Bare:
    """A text without its white space, and the way back."""

    def __init__(self, text: str):
        self.words, self.at = [], []
        length = 0
        for match in re.finditer(r"\S+", text):
            self.words.append(match.group())
            self.at.append((length, match.start()))
            length += len(match.group())
        self.text = "".join(self.words)

    def back(self, offset: int) -> int:
        """Return where the character at an offset stands in the text with its white space."""
        length, start = self.at[bisect_left(self.at, (offset + 1, -1)) - 1]
        return start + offset - length

    def places(self, words: str) -> list[tuple[int, int]]:
        """Return every place (start, end) of some words in the text, white space aside."""
        bare = "".join(words.split())
        found, at = [], self.text.find(bare) if bare else -1
        while at >= 0:
            found.append((self.back(at), self.back(at + len(bare) - 1) + 1))
            at = self.text.find(bare, at + 1)
        return found


def exact_places(text: str, words: str) -> list[tuple[int, int]]:
    """Return every place (start, end) of some words in the text letter for letter, overlapping ones too."""
    found, at = [], text.find(words) if words else -1
    while at >= 0:
        found.append((at, at + len(words)))
        at = text.find(words, at + 1)
    return found


def find(text: str, passages: list[str]) -> list[tuple[int, int] | None]:
    """Return where each passage of one document stands, None where that cannot be told.

    Words that occur more than once are told apart by their neighbours, if those that occur once stand in the order of
    the text, as Taguette writes them.
    """
    bare = Bare(text)
    places = [bare.places(words) for words in passages]
    found = [of_one[0] if len(of_one) == 1 else None for of_one in places]
    known = [place[0] for place in found if place]
    return by_neighbours(found, places, passages, len(text)) if known == sorted(known) else found


def by_neighbours(
    found: list[tuple[int, int] | None], places: list[list[tuple[int, int]]], passages: list[str], length: int
) -> list[tuple[int, int] | None]:
    """Return the places of passages, those that were open told apart by what lies between their neighbours' places.

    found: what is known, in the order of the text; places: where the words of each passage stand. Several alike in one
    gap get its places in order where there are as many; otherwise none is guessed. length: of the text
    """
    found = list(found)
    for number, of_one in enumerate(places):
        if found[number] is not None or not of_one:
            continue
        alike = [number]
        while alike[-1] + 1 < len(places) and "".join(passages[alike[-1] + 1].split()) == "".join(
            passages[number].split()
        ):
            alike.append(alike[-1] + 1)
        low = max((place[0] for place in found[:number] if place), default=0)
        high = min((place[0] for place in found[alike[-1] + 1 :] if place), default=length)
        between = [place for place in of_one if low <= place[0] <= high]
        if len(between) == 1:
            between *= len(alike)
        if len(between) == len(alike):
            for one, place in zip(alike, between, strict=True):
                found[one] = place
    return found


def text_for(document: str, texts: dict) -> str:
    """Return the key of texts (file names) that a document's name means: with or without an ending, case aside."""
    wanted = name_of(document).casefold()
    by_name = {name.casefold(): name for name in texts}
    by_stem = {name.rpartition(".")[0].casefold(): name for name in texts}
    return by_name.get(wanted) or by_stem.get(wanted) or by_stem.get(wanted.rpartition(".")[0]) or ""
