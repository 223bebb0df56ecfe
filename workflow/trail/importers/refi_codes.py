"""The code book of a REFI-QDA file: nested codes as paths, and the sets that hold them."""

from functools import cache
from xml.etree.ElementTree import Element

from trail.faults import Fault, Faults
from trail.importers.project import LEVEL, Code, name_of

DEPTH = 50


@cache  # a project has some twenty names, and a million elements
def local(tag: str) -> str:
    """Return an element's name without its namespace."""
    return tag.rpartition("}")[2]


def children(element: Element | None, *names: str) -> list[Element]:
    """Return the children of an element that have one of these names, in order."""
    return [] if element is None else [child for child in element if local(child.tag) in names]


def named_children(element: Element) -> dict[str, list[Element]]:
    """Return the children of an element by their names."""
    found: dict[str, list[Element]] = {}
    for one in element:
        found.setdefault(local(one.tag), []).append(one)
    return found


def child(element: Element | None, name: str) -> Element | None:
    """Return the first child of that name, or None."""
    return next(iter(children(element, name)), None)


def guid(text: str | None) -> str:
    """Return a GUID as it compares: braces away, lower case."""
    return (text or "").strip().strip("{}").lower()


def read(book: Element | None, sets: Element | None, file: str, part: str) -> dict[str, Code]:
    """Return {GUID: Code} of a code book, parents before what stands under them.

    Raises Faults where two codes have one path, or one GUID.
    """
    found: dict[str, Code] = {}
    first: dict[str, str] = {}
    faults: list[Fault] = []
    groups = _groups(sets)

    def walk(element: Element, above: str) -> None:
        for one in children(element, "Code"):
            number = len(found) + 1
            own = LEVEL.join(filter(None, map(name_of, (one.get("name") or "").split(LEVEL))))
            own = own or f"unnamed code {number}"
            path = f"{above}{LEVEL}{own}" if above else own
            name = guid(one.get("guid"))
            if not name or name in found:
                message = f"code '{path}' has {'the GUID of another' if name else 'no GUID'}, so no coding can mean it."
                faults.append(Fault(file, part, message, "code_without_guid"))
                name = f"#{number}"
            if path in first:
                message = (
                    f"two codes are called '{path}'. Rename or merge one of them in the program, and export again."
                )
                faults.append(Fault(file, part, message, "two_codes_one_name"))
            first[path] = name
            definition = child(one, "Description")
            found[name] = Code(
                path,
                " ".join((definition.text or "").split()) if definition is not None else "",
                one.get("color") or "",
                (one.get("isCodable") or "true").strip().lower() not in ("false", "0"),
                tuple(sorted(groups.get(name, ()))),
            )
            walk(one, path)

    walk(child(book, "Codes") if book is not None else Element("none"), "")
    if faults:
        raise Faults(faults)
    return found


def _groups(sets: Element | None) -> dict[str, set[str]]:
    """Return {GUID of a code: names of the sets it is a member of}."""
    found: dict[str, set[str]] = {}
    for one in children(sets, "Set"):
        for member in children(one, "MemberCode"):
            if name := name_of(one.get("name")):
                found.setdefault(guid(member.get("targetGUID")), set()).add(name.replace(";", ","))
    return found
