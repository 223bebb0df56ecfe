"""Codes of ROCK sources: trees that coders write as `parent>child`, and trees that YAML gives beforehand, as one."""

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from trail.faults import Fault, Faults
from trail.importers import code_trees
from trail.importers.code_trees import Node
from trail.importers.project import Code, Left

TOOL = "the ROCK files"
CODES = 20_000
DESCRIBED = ("label", "description", "definition")


class Told(NamedTuple):
    """One code as a YAML block tells it: its id and those above it, what is said of it, its colour."""

    ids: tuple[str, ...]
    definition: str
    color: str


def trees(written: set[tuple[str, ...]], told: list[Told], file: str) -> tuple[list[Code], dict, list[Left]]:
    """Return the codes, {ids as they are written: code path}, and what of the trees stands otherwise.

    An id means one code wherever it stands: once `a>b` is written, `b` is that code and `b>c` stands under it. One that
    has several parents is a code under each, and one more where it is written alone. Raises Faults as
    `code_trees.read`, and for one code that is described in two ways.
    """
    chains = sorted(written | {one.ids for one in told})
    above: dict[str, set[str]] = {}
    for ids in chains:
        for parent, child in pairwise(ids):
            above.setdefault(child, set()).add(parent)
    several = {one for one, parents in above.items() if len(parents) > 1}
    while more := {one for one, parents in above.items() if parents & several} - several:
        several |= more
    nodes: dict = {}
    for ids in chains:
        keys = [one if one not in several else ids[: at + 1] for at, one in enumerate(ids)]
        for at, key in enumerate(keys):
            known = nodes.get(key)
            nodes[key] = Node(ids[at], keys[at - 1] if at else known.above if known else None)
        if len(nodes) > CODES:
            raise Faults([Fault(file, "", f"has more than {CODES} codes.", "too_many_codes")])
    said: dict = {}
    for one in told:
        if said.setdefault(one.ids, one) != one:
            message = f"'{' > '.join(one.ids)}' is described twice, and not alike. Keep one of the descriptions."
            raise Faults([Fault(file, "", message, "two_codes_one_name")])
        key = one.ids[-1] if one.ids[-1] not in several else one.ids
        nodes[key] = nodes[key]._replace(definition=one.definition, color=one.color)
    codes, paths, left = code_trees.read(nodes, file, TOOL)
    if several:
        why = "each of them is a code under every parent that it has, and one more where it stands alone"
        left.append(Left("codes with several parents", len(several), why, tuple(sorted(several))))
    return codes, {ids: paths[ids[-1] if ids[-1] not in several else ids] for ids in chains}, left


def of_yaml(held, depth: int = 0, above: tuple[str, ...] = ()) -> Iterator[Told]:
    """Yield the codes that a YAML block holds under `ROCK_codes`, `codes` or `dct`. Raises ValueError for no codes."""
    if depth > code_trees.DEPTH:
        raise ValueError("nested without end")
    for one in held if isinstance(held, list) else [held]:
        if isinstance(one, dict) and "id" not in one and isinstance(one.get("codes"), list | dict):
            yield from of_yaml(one["codes"], depth + 1, above)  # ROCK_codes may hold codes, which hold them
        elif isinstance(one, dict) and one.get("id") is not None:
            parent = (_word(one["parentId"]),) if one.get("parentId") and not above else ()
            ids = (*above, *parent, _word(one["id"]))
            yield Told(ids, _definition(one, ids[-1]), _color(one.get("color")))
            if one.get("children"):
                yield from of_yaml(one["children"], depth + 1, ids)
        elif isinstance(one, str | int):
            yield Told((*above, _word(one)), "", "")
        else:
            raise ValueError("no code")


def _word(value) -> str:
    if isinstance(value, str | int) and not isinstance(value, bool) and str(value).strip():
        return str(value).strip()
    raise ValueError("no id")


def _definition(one: dict, own: str) -> str:
    """Return label and description in one line; the label is left out where it is the id."""
    said = []
    for key in DESCRIBED:
        value = one.get(key)
        value = value.get(key) if isinstance(value, dict) else value  # a dct nests it once more
        words = code_trees.words(value) if isinstance(value, str) else ""
        said += [words] if words and words != own and words not in said else []
    return ": ".join(said)


def _color(value) -> str:
    return value if isinstance(value, str) and value.startswith("#") and len(value) == 7 else ""
