"""Zip archives that may be hostile: their members within caps, their XML without document types."""

import io
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import BinaryIO
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, ParseError

import defusedxml.ElementTree
from defusedxml import DefusedXmlException

from trail.faults import Fault, Faults
from trail.readers import zip_bytes

MEMBERS = 1_000
MEMBER_BYTES = 20_000_000  # a day of speech in Word's XML is a tenth of this
TOTAL_BYTES = 60_000_000
UNREAD_BYTES = 2**31 - 1  # recordings in a project; the standard for these allows no more
RATIO = 200  # asked of members above RATIO_FROM; Word's own styles reach 40
RATIO_FROM = 1_000_000
PROLOG_BYTES = 16_384
PIECE = 100_000  # bytes of XML read before what is whole of it is handed over; a processor's cache holds so much of it
DEPTH = 100  # elements within elements; a table in a table reaches 20

Take = tuple[str, Callable[[Element], None]]
_UTF_8 = (b"UTF-8", b"US-ASCII", b"ASCII")
_PLAIN = re.compile(r"[\w.\[\]/ -]{1,80}", re.ASCII)


def members(
    data: bytes | BinaryIO,
    file: str,
    members: int = MEMBERS,
    member_bytes: int = MEMBER_BYTES,
    total_bytes: int = TOTAL_BYTES,
    ratio: int = RATIO,
    wanted: Callable[[str], bool] = lambda name: True,
    backslashes: bool = False,
    tight: bool = False,
) -> dict[str, bytes]:
    """Return {name: content} of a zip archive's files, in the archive's order, folders left out.

    wanted: of a member's name, whether its content is read; of the others it is None, and of the caps on bytes only
    UNREAD_BYTES holds for them. backslashes: old programs on Windows part folders so; they come back as "/".
    tight: folders come back too, with no content; bytes that belong to no member are refused, and no name is said.

    Raises Faults, nothing unpacked, for more members or bytes than the caps allow (as declared, and again as they
    are read), a ratio that only a bomb has, and members that are encrypted, absolute, upward (`..`), symbolic
    links, twice there, overlapping or packed by other means than store and deflate.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data) if isinstance(data, bytes) else data) as archive:
            infos = archive.infolist()
            names = [info.orig_filename.replace("\\", "/") if backslashes else info.orig_filename for info in infos]
            caps = [member_bytes if wanted(name) else UNREAD_BYTES for name in names]
            if faults := _inventory(infos, names, caps, file, members, total_bytes, ratio):
                raise Faults([replace(fault, place="") for fault in faults] if tight else faults)
            if tight and (what := zip_bytes.stray(data, archive)):
                message = f"holds {what}, which no office program writes. Open it in its program and save it again."
                raise Faults([_fault(file, "", message)])
            return {
                name: _content(archive, info, file, "" if tight else shown(name)) if wanted(name) else None
                for name, info in zip(names, infos, strict=True)
                if tight or not name.endswith("/")
            }
    except (
        *(zipfile.BadZipFile, zlib.error, struct.error, EOFError),
        *(NotImplementedError, RuntimeError, ValueError, OSError),
    ):
        raise Faults([_fault(file, "", "is no whole zip archive. Open it in its program and save it again.")]) from None


def parse(data: bytes, file: str, part: str, bare: bool = False, take: Take | None = None) -> Element:
    """Return the root element of an XML part. Raises Faults for a document type, an entity, a fault in the XML.

    bare: comments and processing instructions, which a parser passes over, are refused, and so is what is not UTF-8.
    take: (name of a child of the root, function): the function is given each of its children once it is whole, and
    the tree goes on without them, so that it stays small however long the part is
    """
    if bare and (message := _passed_over(data)):
        raise Faults([_fault(file, part, message)])
    try:
        _refuse_document_type(data)
        root = _in_pieces(data, *take) if take else ElementTree.fromstring(data)
    except DefusedXmlException:
        message = "declares a document type or an entity, which no office program writes."
        raise Faults([_fault(file, part, message)]) from None
    except (ParseError, ValueError, LookupError):
        message = "is not well-formed XML. Open the file in its program and save it again."
        raise Faults([_fault(file, part, message)]) from None
    if _deep(root):
        raise Faults([_fault(file, part, f"is nested more than {DEPTH} elements deep.")])
    return root


def _in_pieces(data: bytes, name: str, take: Callable[[Element], None]) -> Element:
    builder = ElementTree.TreeBuilder()
    parser = ElementTree.XMLParser(target=builder)
    view = memoryview(data)
    for at in range(0, len(data), PIECE):
        parser.feed(view[at : at + PIECE])
        _hand_over(builder.close(), name, take, growing=1)  # it closes nothing: it tells what stands so far
    root = parser.close()
    _hand_over(root, name, take, growing=0)
    return root


def _hand_over(root: Element | None, name: str, take: Callable[[Element], None], growing: int) -> None:
    """Give away the children of the root's first child of this name, but for the last ones, which still grow."""
    parent = next((one for one in (() if root is None else root) if one.tag.rpartition("}")[2] == name), None)
    if parent is None:
        return
    whole = len(parent) - growing
    for one in parent[:whole]:
        take(one)
    del parent[: max(whole, 0)]


class _Started:
    """What a parser tells of a document: whether its first element has begun."""

    begun = False

    def start(self, tag, attributes):
        self.begun = True

    def end(self, tag): ...

    def data(self, words): ...

    def close(self): ...


def _refuse_document_type(data: bytes) -> None:
    """Raise DefusedXmlException for a document type, before anything reads what it declares.

    It can only stand before the first element, and without one there are no entities. The rest is left to the parser
    in C, which takes half the time of defusedxml's, in Python.
    """
    told = _Started()
    parser = defusedxml.ElementTree.DefusedXMLParser(target=told, forbid_dtd=True)
    for at in range(0, len(data), PROLOG_BYTES):
        if told.begun:
            return
        parser.feed(data[at : at + PROLOG_BYTES])


def _passed_over(data: bytes) -> str:
    told = data.removeprefix(b"\xef\xbb\xbf")
    declared = re.match(rb"<\?xml[^>]{0,200}?encoding=[\"']([\w-]{1,40})", told)
    if told.startswith((b"\xff", b"\xfe")) or b"\0" in told or (declared and declared[1].upper() not in _UTF_8):
        return "is XML in another encoding than UTF-8, which no office program writes."
    if b"<!--" in told or told.count(b"<?") > told.startswith(b"<?xml"):
        return "holds a comment in its XML, which no office program writes. Save it again in its program."
    return ""


def shown(name: str) -> str:
    """Return a member's name for a fault, or "a part" where the name itself could say something."""
    return name if _PLAIN.fullmatch(name) else "a part"


def _inventory(
    infos, names: list[str], caps: list[int], file: str, members: int, total_bytes: int, ratio: int
) -> list[Fault]:
    if len(infos) > members:
        return [_fault(file, "", f"has {len(infos)} members; at most {members} are read.")]
    faults = []
    if sum(info.file_size for info, cap in zip(infos, caps, strict=True) if cap != UNREAD_BYTES) > total_bytes:
        faults.append(_fault(file, "", f"unpacks to more than {total_bytes // 1_000_000} MB."))
    seen: set[str] = set()
    for info, name, cap in zip(infos, names, caps, strict=True):
        if message := _refusal(info, name, seen, cap, ratio):
            faults.append(_fault(file, shown(name), message))
        seen.add(name.casefold())
    for one, other in pairwise(sorted(infos, key=lambda info: info.header_offset)):
        if one.header_offset + 30 + one.compress_size > other.header_offset:
            faults.append(_fault(file, shown(other.filename), "overlaps another member of the archive."))
    return faults


def _refusal(info: zipfile.ZipInfo, name: str, seen: set[str], member_bytes: int, ratio: int) -> str:
    if info.flag_bits & 0x41:
        return "is encrypted. Save the file without a password."
    if name.startswith(("/", "\\")) or "\\" in name or "\0" in name or ":" in name or ".." in name.split("/"):
        return "has a path that leads out of the archive."
    if stat.S_ISLNK(info.external_attr >> 16):
        return "is a symbolic link."
    if name.casefold() in seen:
        return "is in the archive twice."
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return "is packed in a way that office programs do not use."
    if info.file_size > member_bytes:
        return f"unpacks to more than {member_bytes // 1_000_000} MB."
    if info.file_size > max(RATIO_FROM, ratio * info.compress_size):
        return f"is packed more than {ratio} to 1: no text is."
    return ""


def _content(archive: zipfile.ZipFile, info: zipfile.ZipInfo, file: str, place: str) -> bytes:
    with archive.open(info) as member:
        content = member.read(info.file_size + 1)
    if len(content) != info.file_size:
        raise Faults([_fault(file, place, "is not of the size that the archive declares.")])
    return content


def _deep(root: Element) -> bool:
    level = [root]
    for _ in range(DEPTH):
        level = [child for element in level for child in element]
        if not level:
            return False
    return True


def _fault(file: str, place: str, message: str) -> Fault:
    return Fault(file, place, message, "unsafe_archive")
