"""Takes out what keeps confidential words in, one thing at a time, and says which test notices. `make mutations`.

Each detector and rule of the gate, each refusal of the readers, each condition of the door, each thing that the leak
test looks for. A survivor, which no test notices, is a defect: it ends with an error. Writes docs/mutations.md.
"""

import ast
import importlib
import io
import multiprocessing
import sys
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "mutations.md"
SECONDS = 120  # for the tests of one thing; what hangs is noticed
OFFICE = ("test_archives.py", "test_readers_refusals.py", "test_readers_office.py", "test_canaries.py")
QUICK = ["-k", "not outside_the_closed_zone and not built_study and not stops_the_run and not page_about_the_gate"]

# part: (module, functions whose refusals are taken out (None: all), tests that should notice)
REFUSALS = {
    "archives": ("readers.archives", None, (*OFFICE, "test_importers_bad_input.py")),
    "bytes of an archive": ("readers.zip_bytes", None, OFFICE),
    "office files": ("readers.office", None, OFFICE),
    "Word": ("readers.docx", None, OFFICE),
    "what hides in Word": ("readers.docx_inventory", ("_inspect", "_inspect_text"), OFFICE),
    "LibreOffice": ("readers.odt", None, OFFICE),
    "what hides in LibreOffice": ("readers.odt_inventory", ("_inspect",), OFFICE),
    "thumbnails": ("readers.thumbnails", None, OFFICE),
    "plain text": ("readers.text", None, ("test_readers_refusals.py", "test_transcripts.py")),
    "subtitles": ("readers.subtitles", ("read", "mixed", "_blocks"), ("test_readers_subtitles.py",)),
    "transcripts": ("transcripts", ("read", "_misnamed"), ("test_readers_refusals.py", "test_transcripts.py")),
    "the leak test": ("leaks", ("_in_text", "leaks"), ("test_leaks.py",)),
    "what files are unpacked": ("public_texts", None, ("test_leaks.py",)),
}
GATE = ("test_rules_of_the_gate.py", "test_deidentification.py")
DOOR = ("test_release.py",)
DOOR_CONDITIONS = (
    ("nobody decided", 'return "waiting"', 'return "released"'),
    ("withheld", 'return "withheld"', 'return "released"'),
    ("changed since it was reviewed", ' else "stale"', ' else "released"'),
    ("decided together", "of_kind.items() if name not in own}", "of_kind.items()}"),
    ("a table no longer released is taken away", "path.unlink()", "pass"),
    ("labels of two papers are not joined", "canonical_json([paper, name])", "canonical_json(name)"),
    ("labels keep their key", "hmac.new(key, canonical_json([paper", "hmac.new(b'', canonical_json([paper"),
)


class Mutant(NamedTuple):
    """One thing taken out: part, what, the module and its source without it, the tests concerned."""

    part: str
    what: str
    module: str
    source: str
    tests: tuple[str, ...]


def mutants() -> Iterator[Mutant]:
    """Yield every mutant, in the order of the page."""
    yield from _of_gate()
    yield from _of_attestations()
    for part, (module, functions, tests) in REFUSALS.items():
        yield from _refusals(part, module, functions, tests)
    yield from _refusals("the verifier", "verify", None, ("test_tampering.py", "test_commitments.py"))
    yield from _of_tables()
    yield from _of_door()


def source(module: str) -> str:
    return (ROOT / "workflow/trail" / f"{module.replace('.', '/')}.py").read_text(encoding="utf-8")


def _of_gate() -> Iterator[Mutant]:
    from trail import deidentification
    from trail.detectors import rules

    whole = source("deidentification")
    for name in deidentification.DETECTORS:
        without = _put(whole, "        if name not in without:\n", f"        if name not in (*without, {name!r}):\n")
        yield Mutant("detectors", name, "deidentification", without, GATE)
    for rule in rules.RULES:
        kept = f"    found = [one for one in found if one.rule != {rule!r}]\n    order = list(RULES)\n"
        without = _put(whole, "    order = list(RULES)\n", kept)
        if rule != "file_name":
            yield Mutant("rules of the gate", rule, "deidentification", without, GATE)
    for what, old, new in (
        ("a name in the file's name", 'if name and "file_name" not in without:', "if False:"),
        ("asides", "for _, words in asides:", "for _, words in ():"),
        ("too slow", "if time.monotonic() - began >", "if -9 >"),
        (
            "an allowed word never covers a number",
            ' or not (tier(one.rule) == REVIEW or one.rule == "unknown_capital")',
            "",
        ),
        ("what blocks is never judged harmless", "one.tier == BLOCK or ", ""),
    ):
        yield Mutant("the gate", what, "deidentification", _put(whole, old, new), GATE)


def _of_attestations() -> Iterator[Mutant]:
    whole, old = source("attestations"), "if attested.get(name) != digest:"
    for what, new in (
        ("nobody attested", "if name in attested and attested[name] != digest:"),
        ("attested to another text", "if name not in attested:"),
    ):
        yield Mutant("the gate", what, "attestations", _put(whole, old, new), ("test_attestations.py",))


def _of_tables() -> Iterator[Mutant]:
    """Entries of the tables of parts and elements."""
    for module in ("readers.docx_inventory", "readers.odt_inventory"):
        whole = source(module)
        for node in ast.walk(ast.parse(whole)):
            if not isinstance(node, ast.Assign) or ast.unparse(node.targets[0]) not in (
                "_PARTS",
                "_ELEMENTS",
                "REFUSED_ELEMENTS",
                "_ONLY_EMPTY",
            ):
                continue
            pairs = node.value.elts if isinstance(node.value, ast.Tuple) else []
            for pair in pairs:
                if pair.elts[1].value and pair.elts[0].value != ".*":
                    yield _cut("parts refused by name", pair.elts[0].value, module, pair, "()", OFFICE, comma=True)
            if isinstance(node.value, ast.Dict):
                for key, value in zip(node.value.keys, node.value.values, strict=True):
                    said = ast.unparse(key if key is not None else value)
                    yield _cut("elements refused", said, module, value, "{}" if key is None else "''", OFFICE)


def _of_door() -> Iterator[Mutant]:
    whole = source("release")
    yield Mutant(
        "the door",
        "the release filter",
        "release",
        _put(whole, 'decided.loc[decided["state"] == "released", ["kind", "id"]]', 'decided[["kind", "id"]]'),
        DOOR,
    )
    for what, old, new in DOOR_CONDITIONS:
        yield Mutant("the door", what, "release", _put(whole, old, new), DOOR)
    yield from _refusals("the door", "release", ("label_key", "_answers", "read_things", "decide"), DOOR)


def _refusals(part: str, module: str, functions, tests: tuple[str, ...]) -> Iterator[Mutant]:
    """Yield a mutant for each refusal of a module: a raise, a fault noted, a reason or kind given back or yielded."""
    tree = ast.parse(source(module))
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef) and (functions is None or function.name in functions):
            for node in ast.walk(function):
                new = _without(node)
                if new:
                    said = " ".join(ast.unparse(node).split())
                    yield _cut(part, f"{function.name}: {said}", module, node, new, tests)


def _without(node: ast.AST) -> str:
    """Return what stands in a refusal's place, or ""."""
    if isinstance(node, ast.Raise) and node.exc is not None:
        return "pass"
    if isinstance(node, ast.Return) and isinstance(node.value, ast.Constant | ast.JoinedStr):
        value = getattr(node.value, "value", True)
        return (
            (
                "return ''"
                if not isinstance(value, bool) or isinstance(node.value, ast.JoinedStr)
                else f"return {not value}"
            )
            if value not in ("", None)
            else ""
        )
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Yield | ast.YieldFrom):
        return "yield from ()"
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        return "pass" if ast.unparse(node.value.func) in ("faults.append", "refused.append") else ""
    return "pass" if isinstance(node, ast.AugAssign) and ast.unparse(node.target) == "refused" else ""


def _cut(part: str, what: str, module: str, node: ast.AST, new: str, tests, comma: bool = False) -> Mutant:
    lines = source(module).splitlines(keepends=True)
    start = sum(map(len, lines[: node.lineno - 1])) + len(lines[node.lineno - 1].encode()[: node.col_offset].decode())
    end = sum(map(len, lines[: node.end_lineno - 1])) + len(
        lines[node.end_lineno - 1].encode()[: node.end_col_offset].decode()
    )
    whole = "".join(lines)
    if comma:
        new, end = "", whole.index(",", end) + 1
    return Mutant(part, what, module, whole[:start] + new + whole[end:], tests)


def _put(whole: str, old: str, new: str) -> str:
    assert whole.count(old) == 1, old
    return whole.replace(old, new)


class First:
    """The first test that failed."""

    name = ""

    def pytest_runtest_logreport(self, report):
        if report.failed and not self.name:
            self.name = report.nodeid.partition("::")[2]

    def pytest_collectreport(self, report):
        if report.failed and not self.name:
            self.name = f"{report.nodeid.rpartition('/')[2]} cannot even be read"


def noticed(mutant: Mutant) -> str:
    """Return the first test that fails without the thing, "" where none does. Runs in a process of its own."""
    module = importlib.import_module(f"trail.{mutant.module}")
    first = First()
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        exec(compile(mutant.source, module.__file__, "exec"), vars(module))
        if mutant.module.startswith("readers."):  # the table of readers holds functions that were there before
            from trail import transcripts

            transcripts.READERS = {
                form: sys.modules[read.__module__].read for form, read in transcripts.READERS.items()
            }
        paths = [str(ROOT / "tests" / name) for name in mutant.tests]
        pytest.main(
            [*paths, "-x", "-q", "-p", "no:cacheprovider", "-p", "no:randomly", f"--rootdir={ROOT}", *QUICK],
            plugins=[first],
        )
    return first.name


def main() -> int:
    """Write the page; return 1 where something survived."""
    sys.path.insert(0, str(ROOT / "tests"))
    from trail import dictionaries

    for language in ("nb", "nn", "en"):
        dictionaries.load(language)  # once, and not in every process anew
    for name in (
        "docx",
        "pypandoc",
        "hypothesis",
        "PIL.Image",
        "pypdf",
        "pandas",
        "trail.scanning",
        "trail.importers.formats",
    ):
        importlib.import_module(name)
    found = list(mutants())
    with multiprocessing.get_context("fork").Pool(2, maxtasksperchild=1) as pool:
        waiting = [pool.apply_async(noticed, (mutant,)) for mutant in found]
        said = []
        for number, one in enumerate(waiting):
            try:
                said.append(one.get(SECONDS))
            except multiprocessing.TimeoutError:
                said.append("tests that do not end")
            print(
                f"{number + 1}/{len(found)} {found[number].part}, {found[number].what[:60]}: {said[-1] or 'SURVIVED'}",
                flush=True,
            )
    PAGE.write_text(page(found, said), encoding="utf-8")
    survivors = [mutant for mutant, test in zip(found, said, strict=True) if not test]
    for mutant in survivors:
        print(f"SURVIVED  {mutant.part}: {mutant.what}")
    return bool(survivors)


def page(found: list[Mutant], said: list[str]) -> str:
    """Return docs/mutations.md: how many of each part, and the test that notices each."""
    parts = dict.fromkeys(mutant.part for mutant in found)
    lines = ["# What is taken out, and which test notices", ""]
    lines += [
        "Written by `make mutations`: each thing is taken out by itself, and the tests concerned run until one fails.",
        "",
    ]
    lines += ["| part | taken out | noticed |", "| --- | --- | --- |"]
    for part in parts:
        tests = [test for mutant, test in zip(found, said, strict=True) if mutant.part == part]
        lines.append(f"| {part} | {len(tests)} | {sum(map(bool, tests))} |")
    for part in parts:
        lines += ["", f"## {part[0].upper()}{part[1:]}", "", "| taken out | noticed by |", "| --- | --- |"]
        for mutant, test in zip(found, said, strict=True):
            if mutant.part == part:
                cells = (mutant.what[:110], test.partition("[")[0] or "nothing")
                lines.append("| {} | {} |".format(*(f"`{cell}`".replace("|", "\\|") for cell in cells)))
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    sys.exit(main())
