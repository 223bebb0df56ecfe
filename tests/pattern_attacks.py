"""Every compiled pattern of the package, and texts of its own characters made to be slow for it."""

import importlib
import pkgutil
import re
from pathlib import Path
from re import _constants as kind
from re import _parser

import trail

LENGTH = 5_000  # characters; what takes long here in less than a square of its length takes 5 s at no line that is read
_CLASSES = {kind.CATEGORY_DIGIT: "1", kind.CATEGORY_SPACE: " ", kind.CATEGORY_WORD: "a"}
_OTHERS = {kind.CATEGORY_NOT_DIGIT: "a", kind.CATEGORY_NOT_SPACE: "a", kind.CATEGORY_NOT_WORD: "-"}


def compiled() -> dict[str, re.Pattern]:
    """Return {where it stands: pattern} of all that modules of the package keep, in tables and lists too."""
    found: dict[re.Pattern, str] = {}
    for module in pkgutil.walk_packages(trail.__path__, "trail."):
        waiting = list(vars(importlib.import_module(module.name)).items())
        while waiting:
            name, thing = waiting.pop()
            if isinstance(thing, re.Pattern) and isinstance(thing.pattern, str):
                found.setdefault(thing, f"{module.name}.{name}")
            elif isinstance(thing, dict):
                waiting += [(f"{name}[{key}]", value) for key, value in thing.items()]
            elif isinstance(thing, list | tuple) and len(thing) < 200:
                waiting += [(f"{name}[{number}]", value) for number, value in enumerate(thing)]
    return {where: pattern for pattern, where in found.items()}


def methods(where: str) -> list[str]:
    """Return how a pattern is used in its module: what fits a short word whole need not be quick to find."""
    module, _, name = where.split("[")[0].rpartition(".")
    source = Path(importlib.import_module(module).__file__).read_text(encoding="utf-8")
    used = set(re.findall(rf"\b{re.escape(name)}\.(fullmatch|match|search|finditer|findall|sub|split)\(", source))
    return sorted(used & {"fullmatch", "match"}) if used and used <= {"fullmatch", "match"} else ["findall"]


def attacks(pattern: re.Pattern) -> list[str]:
    """Return long texts that a pattern nearly matches in many ways: what fits it, cut and repeated."""
    tree = _parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG)
    fits = [_fits(tree, variant) for variant in range(4)]
    pieces = {fit[: len(fit) * part // 4] for fit in fits for part in (1, 2, 3, 4)}
    pieces |= {fit[:-1] for fit in fits} | set("".join(fits)[:12]) | {" ", "\n", "a", "1"}
    texts = {piece * (LENGTH // len(piece)) for piece in pieces if piece}
    texts |= {fit[: len(fit) // 2] + letter * LENGTH for fit in fits[:1] for letter in "a 1"}
    return sorted(texts)


def _fits(tree, variant: int) -> str:
    """Return a text that a parsed pattern fits, about: other branches and lengths for each variant."""
    return "".join(_one(operator, given, variant) for operator, given in tree)


def _one(operator, given, variant: int) -> str:
    if operator is kind.LITERAL:
        return chr(given)
    if operator is kind.NOT_LITERAL:
        return "a" if given != ord("a") else "b"
    if operator is kind.ANY:
        return "x"
    if operator is kind.IN:
        return _in(given, variant)
    if operator in (kind.MAX_REPEAT, kind.MIN_REPEAT, kind.POSSESSIVE_REPEAT):
        least, most, inside = given
        return _fits(inside, variant) * max(least, min(most, variant + 1))
    if operator is kind.BRANCH:
        return _fits(given[1][variant % len(given[1])], variant)
    if operator is kind.SUBPATTERN:
        return _fits(given[3], variant)
    if operator is kind.ATOMIC_GROUP:
        return _fits(given, variant)
    return ""


def _in(items, variant: int) -> str:
    if items[0][0] is kind.NEGATE:
        return next(letter for letter in "a1 -\n~" if not re.match(r"[^\s\w]", letter) or letter in "-~")
    operator, given = items[variant % len(items)]
    if operator is kind.RANGE:
        return chr(given[0])
    if operator is kind.CATEGORY:
        return _CLASSES.get(given) or _OTHERS[given]
    return chr(given)
