"""A coded study as REFI-QDA: project (.qdpx) and code book (.qdc) as the standard has them, always the same bytes."""

import io
import re
import zipfile
from typing import NamedTuple
from uuid import UUID, uuid5
from xml.sax.saxutils import quoteattr

from trail.importers.project import LEVEL

ORIGIN = "trail"
PROJECT, CODEBOOK = "urn:QDA-XML:project:1.0", "urn:QDA-XML:codebook:1.0"
SHOWN = 100  # characters of a passage that programs show as its name
_SPACE = UUID("2f1c6f0e-7f0b-5a52-9a2b-6f2f0f9f9b11")  # of our own: GUIDs follow from what they name
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # what XML cannot hold
_SAME_MOMENT = (1980, 1, 1, 0, 0, 0)
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


class CodedStudy(NamedTuple):
    """What is written.

    title: of the study. codes: {code path: definition}. texts: {document: canonical text}. passages: {(document, start,
    end): [(code path, coder)]}, code points, end exclusive.
    """

    title: str
    codes: dict[str, str]
    texts: dict[str, str]
    passages: dict[tuple[str, int, int], list[tuple[str, str]]]


def codebook(coded: CodedStudy) -> bytes:
    """Return the bytes of a .qdc, valid against the standard's Codebook.xsd where there is a code."""
    inside = "".join(_codes(coded.codes))
    return f"{_HEAD}<CodeBook{_named(xmlns=CODEBOOK, origin=ORIGIN)}>\n{inside}</CodeBook>\n".encode()


def project(coded: CodedStudy) -> bytes:
    """Return the bytes of a .qdpx: `project.qde`, valid against Project.xsd, and each text as UTF-8 with LF."""
    coders = sorted({coder for codings in coded.passages.values() for _, coder in codings if coder})
    lines = [f"{_HEAD}<Project{_named(xmlns=PROJECT, name=coded.title, origin=ORIGIN)}>\n"]
    if coders:
        users = "".join(f"<User{_named(guid=guid('coder', coder), name=coder)}/>\n" for coder in coders)
        lines.append(f"<Users>\n{users}</Users>\n")
    if coded.codes:
        lines += ["<CodeBook>\n", *_codes(coded.codes), "</CodeBook>\n"]
    if coded.texts:
        lines += ["<Sources>\n", *_sources(coded), "</Sources>\n"]
    members = {"project.qde": "".join([*lines, "</Project>\n"]).encode()}
    members |= {f"sources/{guid('document', name)}.txt": text.encode() for name, text in coded.texts.items()}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ["project.qde", *sorted(members.keys() - {"project.qde"})]:
            one = zipfile.ZipInfo(name, _SAME_MOMENT)
            one.compress_type, one.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(one, members[name])
    return out.getvalue()


def guid(*named: object) -> str:
    """Return the GUID of a thing: a version 5 UUID (RFC 9562) of its kind and name, the same in every export."""
    return str(uuid5(_SPACE, "\n".join(map(str, named))))


def _codes(codes: dict[str, str]) -> list[str]:
    """Return <Codes>, nested by path; a level that is no code of its own may not be coded with."""
    below: dict[str, list[str]] = {}
    for path in codes:
        parts = path.split(LEVEL)
        for depth in range(len(parts)):
            above, here = LEVEL.join(parts[:depth]), LEVEL.join(parts[: depth + 1])
            if here not in below.setdefault(above, []):
                below[above].append(here)
    lines = ["<Codes>\n"]

    def write(path: str) -> None:
        name = path.rpartition(LEVEL)[2]
        codable = "true" if path in codes else "false"
        lines.append(f"<Code{_named(guid=guid('code', path), name=name, isCodable=codable)}>")
        if definition := codes.get(path):
            lines.append(f"<Description>{_words(definition)}</Description>")
        for one in below.get(path, ()):
            write(one)
        lines.append("</Code>\n")

    for top in below.get("", ()):
        write(top)
    return [*lines, "</Codes>\n"]


def _sources(coded: CodedStudy) -> list[str]:
    of_document: dict[str, list] = {name: [] for name in coded.texts}
    for (name, start, end), codings in sorted(coded.passages.items()):
        of_document[name].append((start, end, codings))
    lines = []
    for name in sorted(coded.texts):
        own = guid("document", name)
        lines.append(f"<TextSource{_named(guid=own, name=name, plainTextPath=f'internal://{own}.txt')}>\n")
        for start, end, codings in of_document[name]:
            place = (name, start, end)
            # Programs show the name; it also proves to whoever reads the file how places are counted.
            shown = " ".join(coded.texts[name][start:end].split())[:SHOWN]
            named = {"guid": guid("passage", *place), "name": shown, "startPosition": start, "endPosition": end}
            lines.append(f"<PlainTextSelection{_named(**named)}>")
            for path, coder in sorted(set(codings)):
                user = {"creatingUser": guid("coder", coder)} if coder else {}
                one = _named(guid=guid("coding", *place, path, coder), **user)
                lines.append(f"<Coding{one}><CodeRef{_named(targetGUID=guid('code', path))}/></Coding>")
            lines.append("</PlainTextSelection>\n")
        lines.append("</TextSource>\n")
    return lines


def _named(**attributes: object) -> str:
    return "".join(f" {name}={quoteattr(_ILLEGAL.sub(' ', str(value)))}" for name, value in attributes.items())


def _words(text: str) -> str:
    return _ILLEGAL.sub(" ", text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
