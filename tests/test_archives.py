"""Bytes of an archive that no reader would see, and caps over all its members, are seen."""

import io
import struct
import zipfile

import pytest

from office_files import archive
from trail.faults import Faults
from trail.readers import archives

TWO = archive(("first.xml", b"<x/>" * 9), ("other.xml", b"<y/>" * 9))


def refusal(data: bytes, **settings) -> str:
    with pytest.raises(Faults) as refused:
        archives.members(data, "a.docx", **settings)
    return str(refused.value)


def test_all_members_together_have_a_cap():
    assert "unpacks to more than 0 MB" in refusal(TWO, total_bytes=50)
    assert len(archives.members(TWO, "a.docx", total_bytes=72)) == 2


def test_members_that_share_their_bytes_are_refused():
    data = bytearray(TWO)
    second = data.rindex(b"PK\x01\x02")
    struct.pack_into("<I", data, second + 42, 0)
    assert "overlaps another member" in refusal(bytes(data))


def test_member_that_goes_by_two_names_is_refused():
    assert "a member with two names" in refusal(TWO.replace(b"first", b"named", 1), tight=True)


@pytest.mark.parametrize("kind", [0xA220, 0x5455])
def test_room_to_grow_and_times_hold_no_words(kind):
    def packed(words: bytes) -> bytes:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as new:
            info = zipfile.ZipInfo("a.xml")
            info.extra = struct.pack("<HH", kind, 4 + len(words)) + b"\0" * 4 + words
            new.writestr(info, b"<x/>")
        return buffer.getvalue()

    assert "extra fields" in refusal(packed(b"Torvaldine"), tight=True)
    assert archives.members(packed(b""), "a.docx", tight=True) == {"a.xml": b"<x/>"}


@pytest.mark.parametrize("piece", [1, 7, 40, 1000])
def test_what_is_taken_is_whole_each_once_in_order_and_leaves_the_tree(piece, monkeypatch):
    monkeypatch.setattr(archives, "PIECE", piece)
    inside = "".join(f'<a n="{n}"><b>{"x" * (n + 1)}</b>y</a>' for n in range(9))
    taken, data = [], f"<r><q>1</q><s>{inside}</s><s><a/></s><t/></r>".encode()
    root = archives.parse(data, "a.qdpx", "", take=("s", lambda one: taken.append(archives.ElementTree.tostring(one))))
    assert b"".join(taken).decode() == inside
    assert [one.tag for one in root] == ["q", "s", "s", "t"]
    assert [len(one) for one in root] == [0, 0, 1, 0]


@pytest.mark.parametrize("data", [b"", b"<r><s><a/>", b"<r><s><a/></s></r", b"<r/><s/>"])
def test_broken_xml_is_refused_in_pieces_too(data, monkeypatch):
    monkeypatch.setattr(archives, "PIECE", 3)
    with pytest.raises(Faults, match="not well-formed"):
        archives.parse(data, "a.qdpx", "", take=("s", lambda one: None))
