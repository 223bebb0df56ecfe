"""docs/method.md says what is checked: each check of `trail check` by its name, at its level."""

import ast
import re
from pathlib import Path

from test_house import PACKAGE, imports
from trail import checks

LEVELS = {"E": "E", "W": "W", "later": "E, in a draft W"}
PAGE = (Path(__file__).parents[1] / "docs/method.md").read_text(encoding="utf-8")
ROWS = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in PAGE.splitlines() if line[:3] == "| `"]
LEVEL_OF = {name: row[2] for row in ROWS for name in re.findall(r"`(\w+)`", row[0])}


def found_by(module: str) -> set[str]:
    """Return the names of checks that a module gives to its faults."""
    calls = ast.walk(ast.parse((PACKAGE / f"{module.replace('.', '/')}.py").read_text(encoding="utf-8")))
    faults = (call.args for call in calls if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "Fault")
    return {args[3].value for args in faults if len(args) > 3 and isinstance(args[3], ast.Constant)}


def behind(module: str, graph: dict[str, set[str]]) -> set[str]:
    """Return a module and all that it imports, directly or not."""
    found, left = set(), [module]
    while left:
        name = left.pop()
        if name in graph and name not in found:
            found.add(name)
            left += graph[name]
    return found


def test_each_check_between_tables_stands_on_the_page_with_its_level():
    due = {name: LEVELS[level] for name, (level, _) in checks.CHECKS.items()}
    assert {name: LEVEL_OF.get(name) for name in due} == due


def test_page_names_every_check_that_trail_check_runs_and_no_other():
    read = [module for module in behind("inspection", imports()) if not module.startswith("importers.")]
    found = set().union(*map(found_by, read))  # what makes a project unreadable stands in docs/interchange.md
    elsewhere = {"no_key", "held_open"}  # of steps that write
    assert set(LEVEL_OF) == (found | set(checks.CHECKS)) - elsewhere


def test_each_check_says_what_it_finds():
    assert all(function.__doc__ for _, function in checks.CHECKS.values())
