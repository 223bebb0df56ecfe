"""A study's config: read, filled up with defaults, and every fault in it said at once."""

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

import yaml

from trail.faults import Fault, did_you_mean, refuse
from trail.schemas import LOADER, SHAPES, schema

FILE = "config.yaml"

_KINDS = {
    "object": "a group of settings",
    "array": "a list, as in [a, b]",
    "string": "a text",
    "integer": "a whole number",
    "boolean": "true or false",
}
# Folders of results/ that a paper or document of the same name would run into.
_TAKEN = ("audit", "documents", "draft", "figures", "notebooks", "proofs", "study", "texts", "turns")


def read(path: Path, tables: Iterable[str]) -> dict:
    """Return the config in plain dicts and lists, defaults filled in; raises Faults.

    tables: the names of all tables, which `public_columns` may name
    """
    config, departures = _parsed(Path(path)), []
    try:
        filled = _filled(config)
    except (ValueError, TypeError):
        departures = departures_of(config, "config", FILE) or [_fault("", "departs from its schema.")]
    refuse(departures + _dangling(config, tables))
    return filled


def _parsed(path: Path):
    try:
        text = path.read_text(encoding="utf-8-sig")
        loader = LOADER(text)
        node = loader.get_single_node()
        refuse(_fault(f"line {line}", message) for line, message in _given_twice(node))
        return (loader.construct_document(node) if node else None) or {}
    except OSError:
        refuse([_fault("", "is not there: a study is a folder with a config.yaml, or name another by STUDY=DIR.")])
    except UnicodeDecodeError:
        refuse([_fault("", "is not UTF-8: save it as UTF-8.")])
    except yaml.MarkedYAMLError as error:
        line = f"line {error.problem_mark.line + 1}" if error.problem_mark else ""
        cure = f"is not YAML ({error.problem}): indent by two spaces, no tabs, and quote a text that holds ': ' or '#'."
        refuse([_fault(line, cure)])
    except yaml.YAMLError:
        refuse([_fault("", "is not YAML: it holds characters that no text has.")])


def _fault(place: str, message: str) -> Fault:
    return Fault(FILE, place, message, "config")


def _given_twice(node) -> Iterator[tuple[int, str]]:
    """Yield (line, message) of settings that stand there twice: YAML would keep the last and say nothing."""
    if isinstance(node, yaml.MappingNode):
        seen: dict[str, int] = {}
        for key, value in node.value:
            if key.value in seen:
                yield key.start_mark.line + 1, f"'{key.value}' stands already in line {seen[key.value]}: keep one."
            seen.setdefault(key.value, key.start_mark.line + 1)
            yield from _given_twice(value)


def _filled(config: dict) -> dict:
    filled = _fill()(config)
    filled.setdefault("documents", list(filled["papers"]))
    return filled


@cache
def _fill() -> Callable:
    import fastjsonschema  # quick and fills defaults, but stops at the first fault and names it for programmers

    return fastjsonschema.compile(schema("config"))


def departures_of(thing, name: str, file: str) -> list[Fault]:
    """Return every departure of settings from the schema of that name, unknown ones with what was meant."""
    strange = [Fault(file, ".".join(path), message, "config") for path, message in _strange_names(thing)]
    if strange:  # the schema is written for names that are texts
        return strange
    from jsonschema import Draft202012Validator  # finds every fault, but takes 0.1 s to import

    found = []
    for error in Draft202012Validator(schema(name)).iter_errors(thing):
        place = ".".join(part for part in error.absolute_path if isinstance(part, str))
        found += [Fault(file, place, message, "config") for message in _sentences(error)]
    return sorted(found)


def _strange_names(thing, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield (path, message) of names that YAML did not read as text: `no:` is a truth value to it."""
    if isinstance(thing, dict):
        for name, value in thing.items():
            if isinstance(name, str):
                yield from _strange_names(value, (*path, name))
            else:
                yield path, f"the name {_as_yaml(name)} is not read as a text: write it in quotes."


def _sentences(error) -> Iterator[str]:
    """Yield what one error of the schema library means."""
    value, rule = error.instance, error.validator_value
    match error.validator:
        case "additionalProperties":
            known = error.schema["properties"]
            for name in sorted(set(value) - set(known)):
                yield f"'{name}' is not a setting{did_you_mean(name, known)}. Known here: {', '.join(known)}."
        case "required":
            for name in sorted(set(rule) - set(value)):
                yield f"'{name}' is missing: {error.schema['properties'][name]['description']}"
        case "type":
            quotes = " Write it in quotes." if rule == "string" and isinstance(value, bool | int | float) else ""
            yield f"{_as_yaml(value)} is not {_KINDS[rule]}.{quotes}"
        case "enum":
            yield f"{_as_yaml(value)} is not one of {', '.join(rule)}{did_you_mean(value, rule)}."
        case "pattern":
            yield f"'{value}' is not {SHAPES[rule]}."
        case "minimum":
            yield f"{value} is less than {rule}, the smallest allowed."
        case "minItems" | "maxItems":
            bound = "at least" if error.validator == "minItems" else "at most"
            yield f"has {len(value)} entries, but needs {bound} {rule}."
        case "uniqueItems":
            yield "names the same thing twice."
        case "minProperties" | "minLength":
            yield "is empty."
        case other:
            yield f"breaks the rule '{other}' of its schema."


def _as_yaml(value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    names = {dict: "a group of settings", list: "a list", type(None): "an empty setting"}
    return names.get(type(value), f"'{value}'")


def _dangling(config, tables: Iterable[str]) -> list[Fault]:
    """Return a fault for each name that names nothing in the config, also of one that departs from its schema."""
    config = _group(config)
    sets, papers = _group(config.get("interview_sets")), _group(config.get("papers"))
    found = []

    def look_up(place: str, what: str, name, where: str, known) -> None:
        if known and isinstance(name, str) and name not in known:
            found.append(_fault(place, f"{what} '{name}' is not in {where}{did_you_mean(name, known)}."))

    services = _group(config.get("services")) or [""]  # a set may name none, but none that is not there
    for name, of_set in ((name, _group(of_set)) for name, of_set in sets.items()):
        place = f"interview_sets.{name}"
        look_up(f"{place}.service", "service", of_set.get("service"), "services", services)
        look_up(f"{place}.follows", "interview set", of_set.get("follows"), "interview_sets", sets)
        if name in _followed(name, sets):
            found.append(_fault(f"{place}.follows", f"{name} follows itself in the end: a first set follows none."))
        days = _list(of_set.get("window_days"))
        if len(days) == 2 and all(isinstance(day, int) for day in days) and days[0] > days[1]:
            message = f"starts on day {days[0]} and ends on day {days[1]}: write the earlier day first."
            found.append(_fault(f"{place}.window_days", message))
    for name, paper in ((name, _group(paper)) for name, paper in papers.items()):
        own = [of_paper for of_paper in _list(paper.get("interview_sets")) if isinstance(of_paper, str)]
        for of_paper in own:
            look_up(f"papers.{name}.interview_sets", "interview set", of_paper, "interview_sets", sets)
            linked = any(other in _followed(of_paper, sets) or of_paper in _followed(other, sets) for other in own)
            if paper.get("paired") is True and of_paper in sets and not linked:
                message = f"{of_paper} neither follows a set of {name} nor is followed by one: it cannot be paired."
                found.append(_fault(f"papers.{name}.paired", message))
    for group, names in (("papers", papers), ("documents", _list(config.get("documents")))):
        for name in sorted({name for name in names if isinstance(name, str)} & {*_TAKEN}):
            found.append(_fault(group, f"'{name}' is the name of a folder of results: choose another."))
    for name in _group(config.get("public_columns")):
        look_up("public_columns", "table", name, "the tables of a study", list(tables))
    return found


def _group(thing) -> dict:
    return thing if isinstance(thing, dict) else {}


def _list(thing) -> list:
    return thing if isinstance(thing, list) else []


def _followed(name: str, sets: dict) -> list[str]:
    """Return the sets that one follows, directly or not, each once."""
    followed: list[str] = []
    while isinstance(name := _group(sets.get(name)).get("follows"), str) and name not in followed:
        followed.append(name)
    return followed
