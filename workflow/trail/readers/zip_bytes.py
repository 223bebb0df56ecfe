"""Bytes of a zip archive that belong to none of its members: there words could wait that no reader sees."""

import struct
import zipfile

LOCAL, CENTRAL, END, DESCRIPTOR = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06", b"PK\x07\x08"
_FIELDS = {0x0001: 28, 0x000A: 32, 0x5455: 13, 0x7875: 15, 0xCAFE: 0}  # sizes, times, owners as numbers: id, most bytes
_PADDING = (0xA220, 0xA028)  # room that Word leaves for a part to grow in


def stray(data: bytes, archive: zipfile.ZipFile) -> str:
    """Return what an archive holds beside its members, in a word or two, or "".

    That are bytes before, between and after them, comments, extra fields that say more than times and sizes, and a
    member that goes by another name in its own header. APPNOTE.TXT of PKWARE, 4.3 and 4.5, says what may stand where.
    """
    infos = sorted(archive.infolist(), key=lambda info: info.header_offset)
    if archive.comment or any(info.comment for info in infos):
        return "a comment"
    at = 0
    for info in infos:
        if info.header_offset != at or data[at : at + 4] != LOCAL:
            return "bytes between its members"
        name, extra = struct.unpack_from("<HH", data, at + 26)
        named = data[at + 30 : at + 30 + name]
        if named != info.orig_filename.encode("utf-8" if info.flag_bits & 0x800 else "cp437"):
            return "a member with two names"
        if _says_something(data[at + 30 + name : at + 30 + name + extra]) or _says_something(info.extra):
            return "extra fields"
        at += 30 + name + extra + info.compress_size
        if info.flag_bits & 0x08:
            at += 16 if data[at : at + 4] == DESCRIPTOR else 12
    for _ in infos:
        if data[at : at + 4] != CENTRAL:
            return "bytes between its members"
        at += 46 + sum(struct.unpack_from("<HHH", data, at + 28))
    return "" if data[at : at + 4] == END and len(data) == at + 22 else "bytes behind its members"


def _says_something(extra: bytes) -> bool:
    at = 0
    while at + 4 <= len(extra):
        kind, size = struct.unpack_from("<HH", extra, at)
        content = extra[at + 4 : at + 4 + size]
        if kind in _PADDING:
            if content[4:].strip(b"\0"):
                return True
        elif size > _FIELDS.get(kind, -1):
            return True
        at += 4 + size
    return at != len(extra)
