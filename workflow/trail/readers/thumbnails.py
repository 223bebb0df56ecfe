"""The picture of its first page that a program puts into an office file: pixels alone, or it is refused."""

import re
from collections.abc import Iterator

_CHUNKS = tuple(name.encode() for name in "IHDR PLTE IDAT IEND pHYs sRGB gAMA cHRM tRNS bKGD sBIT".split())
_SEGMENTS = tuple(bytes([mark]) for mark in (0xE0, 0xE1, 0xE2, 0xEE, 0xDB, 0xC0, 0xC1, 0xC2, 0xC4, 0xDD, 0xDA))
_SHOWN = (b"\xe0", b"\xe1", b"\xe2", b"\xee")  # segments that may hold words: their letters are looked at
_USUAL = re.compile(rb"JFIF|Exif|Adobe|ICC_PROFILE[\0-\x04]{3}.{4}(?:appl|lcms|Lino|ADBE|MSFT).*", re.DOTALL)


def is_bare(data: bytes) -> bool:
    """Return whether a PNG or JPEG holds pixels and no words: no comment, nothing behind its end.

    What the pixels show is not read; they never leave the office file.
    """
    return _is_bare_png(data) if data.startswith(b"\x89PNG\r\n\x1a\n") else _is_bare_jpeg(data.rstrip(b"\0"))


def _is_bare_png(data: bytes) -> bool:
    at, kind = 8, b""
    while at + 12 <= len(data) and kind != b"IEND":
        size, kind = int.from_bytes(data[at : at + 4]), data[at + 4 : at + 8]
        if kind not in _CHUNKS:
            return False
        at += 12 + size
    return kind == b"IEND" and at == len(data)


def _is_bare_jpeg(data: bytes) -> bool:
    for kind, content in _segments(data):
        if kind not in _SEGMENTS:
            return False
        if kind in _SHOWN and not _USUAL.match(content):
            return False
        if kind in _SHOWN and not content.startswith(b"ICC") and len(re.findall(rb"[A-Za-z]{4}", content)) > 1:
            return False
        if kind == b"\xda":  # what follows are pixels, up to the end mark
            at = data.find(content)
            return data.find(b"\xff\xd9", at) == len(data) - 2
    return False


def _segments(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 2
    while data.startswith(b"\xff\xd8") and data[at : at + 1] == b"\xff":
        size = int.from_bytes(data[at + 2 : at + 4])
        yield data[at + 1 : at + 2], data[at + 4 : at + 2 + size]
        at += 2 + size
