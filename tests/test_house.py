"""The rules of the house that a program can hold: lint, format, imports that run one way."""

import ast
import subprocess
import sys
from pathlib import Path

import tiny_study

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "workflow" / "trail"
BIN = Path(sys.executable).parent


def run(*command) -> str:
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, cwd=ROOT)
    return "" if done.returncode == 0 else done.stdout + done.stderr


def test_ruff_finds_nothing():
    assert run(BIN / "ruff", "check", ".") == ""


def test_ruff_would_format_nothing():
    assert run(BIN / "ruff", "format", "--check", ".") == ""


def test_snakefmt_would_format_nothing():
    assert run(BIN / "snakefmt", "--check", "Snakefile", "workflow/rules") == ""


def test_snakemake_lint_is_clean(tmp_path):
    study = tiny_study.write(tmp_path)
    command = [sys.executable, "-m", "snakemake", "--lint", "--snakefile", ROOT / "Snakefile", "--directory", study]
    assert run(*command, "--workflow-profile", "none") == ""


def imports() -> dict[str, set[str]]:
    """Return {module: modules of the package that it imports}."""
    found = {}
    for path in PACKAGE.rglob("*.py"):
        name = ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__")
        found[name] = set()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "trail":
                inside = node.module.removeprefix("trail").strip(".")
                names = [".".join(filter(None, [inside, alias.name])) for alias in node.names]
                found[name] |= {n if (PACKAGE / (n.replace(".", "/") + ".py")).exists() else inside for n in names}
    return found


def test_imports_run_one_way():
    graph = imports()
    done: set[str] = set()

    def visit(name: str, path: tuple[str, ...]) -> None:
        assert name not in path, " -> ".join([*path, name])
        if name not in done:
            for other in sorted(graph.get(name, ())):
                visit(other, (*path, name))
            done.add(name)

    for name in sorted(graph):
        visit(name, ())


def test_the_package_never_imports_snakemake():
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not any(name.split(".")[0] == "snakemake" for name in names), path.name


def test_every_script_has_a_rule_of_its_name():
    rules = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "workflow" / "rules").glob("*.smk"))
    for script in (ROOT / "workflow" / "scripts").glob("*.py"):
        assert f"\nrule {script.stem}:" in rules
        assert f'"../scripts/{script.name}"' in rules


def test_no_notebook_has_stored_outputs():
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        assert '"outputs": []' in path.read_text(encoding="utf-8")
        assert '"outputs": [\n' not in path.read_text(encoding="utf-8")
