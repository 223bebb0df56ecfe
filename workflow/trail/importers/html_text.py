"""The text of an HTML document as browsers count it, and as people read it: a line end after each block."""

from bisect import bisect_left, bisect_right
from html.parser import HTMLParser
from typing import NamedTuple

BLOCKS = frozenset("address article aside blockquote br dd div dl dt figure footer h1 h2 h3 h4 h5 h6".split())
BLOCKS |= frozenset("header hr li main nav ol p pre section table td th tr ul".split())


class HtmlText(NamedTuple):
    """counted: the text nodes as they follow each other. shown: with line ends between blocks that have none.

    breaks: where, in counted, those line ends were put in.
    """

    counted: str
    shown: str
    breaks: list[int]


class _Texts(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.ends: list[int] = []  # number of pieces when a block began or ended

    def handle_data(self, data):
        self.pieces.append(data)

    def handle_starttag(self, tag, attrs):
        if tag in BLOCKS:
            self.ends.append(len(self.pieces))

    handle_endtag = handle_startendtag = lambda self, tag, attrs=None: self.handle_starttag(tag, attrs)


def read(html: str) -> HtmlText:
    """Return the text of an HTML document or fragment. Never raises: what is no tag is text, as in a browser."""
    parser = _Texts()
    parser.feed(html)
    parser.close()
    counted = "".join(parser.pieces)
    lengths, at = [0], 0
    for piece in parser.pieces:
        at += len(piece)
        lengths.append(at)
    breaks = sorted({lengths[number] for number in parser.ends})
    breaks = [at for at in breaks if 0 < at < len(counted) and "\n" not in (counted[at - 1], counted[at])]
    shown = "\n".join(counted[a:b] for a, b in zip([0, *breaks], [*breaks, len(counted)], strict=True))
    return HtmlText(counted, shown, breaks)


def to_shown(text: HtmlText, start: int, end: int) -> tuple[int, int]:
    """Return where a stretch of `counted` stands in `shown`."""
    return start + bisect_right(text.breaks, start), end + bisect_left(text.breaks, end)
