"""REFI-QDA files: a project archive and the members that it names, in whatever case and folder they stand."""

import re
from pathlib import PurePosixPath
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from trail.faults import Fault, Faults
from trail.importers.project import Given
from trail.readers import archives, text
from trail.readers.canonical import BYTE_ORDER_MARK

MEMBERS = 50_000
MEMBER_BYTES = 500_000_000  # a project of 200,000 codings is 80 MB of XML
TOTAL_BYTES = 1_000_000_000
NAMESPACES = {
    "Project": ("urn:QDA-XML:project:1.0", "urn:QDA-XML:project:0:10"),
    "CodeBook": ("urn:QDA-XML:codebook:1.0", "urn:QDA-XML:codebook:0:4"),
}
STRAY = re.compile(r"(^|/)(__MACOSX/|\._|\.DS_Store$|Thumbs\.db$)", re.IGNORECASE)
_READ = re.compile(r"\.(qde|txt)$", re.IGNORECASE)
_NAMESPACE = re.compile(r"\{?[\w.:/#-]{0,80}", re.ASCII)
_SCHEME = re.compile(r"^(internal|relative|absolute|file):/*", re.IGNORECASE)


def unpack(given: Given) -> tuple[str, bytes, dict[str, bytes]]:
    """Return the name and bytes of the one project file of an archive, and {lower-case path beside it: content}.

    Contents are of its text files; of all others None. Raises Faults for an unsafe archive, and for none or several
    project files.
    """
    found = archives.members(
        given.stream,
        given.name,
        members=MEMBERS,
        member_bytes=MEMBER_BYTES,
        total_bytes=TOTAL_BYTES,
        wanted=lambda name: bool(_READ.search(name)) and not STRAY.search(name),
        backslashes=True,
    )
    found = {name: content for name, content in found.items() if not STRAY.search(name)}
    projects = [name for name in found if name.lower().endswith(".qde")]
    projects = [name for name in projects if PurePosixPath(name).name.lower() == "project.qde"] or projects
    if len(projects) != 1:
        told = f"holds {len(projects)} of them" if projects else "holds none"
        message = f"is no REFI-QDA project: its archive should hold one project file (.qde), and {told}."
        raise Faults([Fault(given.name, "", message, "no_project")])
    folder = projects[0].lower().rpartition("/")[0]
    beside = {name.lower().removeprefix(f"{folder}/"): content for name, content in found.items()}
    return projects[0], found[projects[0]], beside


def root_of(data: bytes, file: str, part: str, kind: str, take: archives.Take | None = None) -> Element:
    """Return the root of a project or code book file. Raises Faults where it is none, of any namespace it may have.

    take: as `archives.parse` has it
    """
    root = archives.parse(data, file, part, take=take)
    namespace, _, tag = root.tag.rpartition("}")
    if tag != kind or namespace.strip("{") not in NAMESPACES[kind]:
        named = namespace.strip("{") if _NAMESPACE.fullmatch(namespace) else "a long one"
        has = f"<{archives.shown(tag)}> in {f'the namespace {named}' if named else 'no namespace'}"
        wants = " or ".join(NAMESPACES[kind])
        message = f"is no REFI-QDA {'project' if kind == 'Project' else 'code book'}: it begins with {has}, not"
        raise Faults([Fault(file, part, f"{message} <{kind}> in {wants}.", "foreign_xml")])
    return root


def find(path: str, members: dict) -> str:
    """Return the name of the member that a path of the project means, or "".

    `internal://` and `relative://` may stand before it or not; the folder `sources/` too; case does not matter.
    """
    plain = _SCHEME.sub("", path.strip().replace("\\", "/")).lower()
    for name in dict.fromkeys((plain, unquote(plain))):
        if not name:
            continue
        last = name.rpartition("/")[2]
        for candidate in (f"sources/{name}", name, f"sources/{last}", last):
            if candidate in members:
                return candidate
    return ""


def decode(data: bytes, file: str, part: str) -> str:
    """Return the text of a member as it is stored, its byte order mark included. Raises Faults where it is no text."""
    if not data.removeprefix(b"\xef\xbb\xbf").strip():
        return data.decode("utf-8")
    try:
        return text.decode(data, file)
    except Faults:
        if not data.decode("utf-8", errors="ignore").lstrip(BYTE_ORDER_MARK).strip():
            return ""
        message = "is not UTF-8, nor UTF-16 with a byte order mark. Export the project again."
        raise Faults([Fault(file, archives.shown(part), message, "undecodable_source")]) from None
