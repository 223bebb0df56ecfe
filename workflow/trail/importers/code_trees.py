"""Codes that name what they stand under: paths from the top, circles and lost parents mended and said."""

from collections.abc import Hashable
from typing import NamedTuple

from trail.faults import Fault, Faults
from trail.importers.project import LEVEL, Code, Left, name_of

DEPTH = 50
NAME = 1_000


class Node(NamedTuple):
    """One code or category. above: the key of what it stands under, or None. codable: whether passages can have it."""

    name: str
    above: Hashable = None
    definition: str = ""
    color: str = ""
    codable: bool = True


def read(nodes: dict[Hashable, Node], file: str, tool: str) -> tuple[list[Code], dict[Hashable, str], list[Left]]:
    """Return the codes of a tree, {key: code path}, and what of it stands otherwise than it was written.

    nodes: in an order that does not change, which says where a circle is opened. A name with `::` in it has levels.
    A category and a code of one path are one code. What names a parent that is not there stands at the top.
    Raises Faults for two codes, or two categories, of one path, for more than DEPTH levels and names longer than NAME.
    """
    above, lost, circles = _mended(nodes)
    faults: list[Fault] = []
    paths: dict[Hashable, str] = {}
    for number, key in enumerate(nodes, 1):
        paths[key] = _path(key, nodes, above, paths, number)
        if paths[key].count(LEVEL) >= DEPTH or len(nodes[key].name) > NAME:
            message = f"nests codes more than {DEPTH} levels deep, or has a name of more than {NAME} characters."
            raise Faults([Fault(file, "", f"{message} Mend it in {tool}.", "too_deep")])
    of_path: dict[str, list[Hashable]] = {}
    for key, path in paths.items():
        of_path.setdefault(path, []).append(key)
    made, shared = [], []
    for path, keys in of_path.items():
        alike = [nodes[key] for key in keys]
        if len({node.codable for node in alike}) < len(alike):
            message = f"two codes are called '{path}'. Rename or merge one of them in {tool}."
            faults.append(Fault(file, "", message, "two_codes_one_name"))
        if len(alike) == 2:
            shared.append(path)
        told = " ".join(node.definition for node in alike if node.definition)
        color = next((node.color for node in alike if node.color), "")
        made.append(Code(path, told, color, any(node.codable for node in alike)))
    if faults:
        raise Faults(faults)
    left = []
    if shared:
        why = "they are one code of the code book, which has codes below it"
        left.append(Left("categories with the path of a code", len(shared), why, tuple(sorted(shared))))
    for what, keys in (("a parent that is no more", lost), ("a parent that stands below them", circles)):
        if keys:
            where = tuple(sorted(paths[key] for key in keys))
            left.append(Left(f"codes and categories with {what}", len(keys), "they stand at the top", where))
    return made, paths, left


def words(text: str | None) -> str:
    """Return what a tool says of a code, in one line."""
    return " ".join((text or "").split())


def _mended(nodes: dict[Hashable, Node]) -> tuple[dict, list, list]:
    """Return {key: key above or None} without circles, the keys whose parent is not there, those that open a circle."""
    above = {key: node.above for key, node in nodes.items()}
    lost = [key for key, parent in above.items() if parent is not None and parent not in nodes]
    above |= dict.fromkeys(lost)
    circles, sound = [], set()
    for key in above:
        walked = set()
        at = key
        while at is not None and at not in sound:
            if at in walked:
                above[at] = None
                circles.append(at)
                break
            walked.add(at)
            at = above[at]
        sound.update(walked)
    return above, lost, circles


def _path(key, nodes: dict, above: dict, paths: dict, number: int) -> str:
    """Return the path of a code, of more than DEPTH levels where the tree is deeper."""
    names = []
    at = key
    while at is not None and len(names) <= DEPTH:
        if at in paths:
            names.append(paths[at])
            break
        own = LEVEL.join(filter(None, map(name_of, nodes[at].name[: NAME + 1].split(LEVEL))))
        names.append(own or f"unnamed code {number}")
        at = above[at]
    return LEVEL.join(reversed(names))
