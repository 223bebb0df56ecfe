"""docs/contracts.md says what is there: modules with their thought, in the order of imports, and names of values."""

import ast
import re
from pathlib import Path

import tiny_study
from test_house import PACKAGE, imports
from trail import inspection, study, values

CONTRACTS = (Path(__file__).parents[1] / "docs/contracts.md").read_text(encoding="utf-8")
ROWS = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in CONTRACTS.splitlines() if line[:1] == "|"]


def test_every_module_stands_in_the_table_with_its_thought():
    rows = []
    for path in sorted(PACKAGE.rglob("*.py")):
        thought = (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").split("\n")[0]
        rows += [f"| `{'.'.join(path.relative_to(PACKAGE).with_suffix('').parts)}` | {thought} |"] if thought else []
    assert [row for row in rows if f"{row}\n" not in CONTRACTS] == []  # the rows that docs/contracts.md should have
    assert [row for row in rows if CONTRACTS.count(f"{row}\n") > 1] == []


def test_modules_import_only_what_stands_above_them_in_the_table():
    graph = imports()
    order = [row[0].strip("`") for row in ROWS if len(row) == 2 and row[0].strip("`") in graph]
    for place, module in enumerate(order):
        assert graph[module] - {"readers", ""} <= set(order[:place]), module


def test_every_value_stands_in_the_table_with_its_function(tmp_path):
    config, data = study.find(tiny_study.write(tmp_path))
    tables, _ = study.read_tables(data, config)
    kinds = {"categories": "category_id", "codebook": "code_group_id", "subgroups": "subgroup_id"}
    words = {"categories": "category", "codebook": "code group", "subgroups": "subgroup"}
    kind_of = {one: words[table] for table, column in kinds.items() for one in tables[table][column]}
    kind_of |= dict.fromkeys(config["interview_sets"], "set")
    there = {(name, row[2]) for row in ROWS if len(row) == 3 for name in re.findall(r"`[^`]+`", row[0])}
    for of in inspection.materials(config, tables).values():
        for name, value in values.values(of)[0].items():
            _, what, *of_one = name.split(".")
            pattern = ".".join([what, *(f"<{kind_of[one]}>" for one in of_one)])
            assert (f"`{pattern}`", f"`{value['function']}`") in there, name
