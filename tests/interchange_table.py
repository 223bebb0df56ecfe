"""The tables of docs/interchange.md: what the importers' tests saw of each format, what comes back of an export.

`python tests/interchange_table.py` writes them; tests/test_interchange_page.py holds the page against them.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import page_parts

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "interchange.md"
COMMAND = "python tests/interchange_table.py"
KEPT = ("texts", "nested codes", "definitions", "colours", "sets", "passages", "coders")
WRITTEN = (".qdpx", ".qdc")


def traits(project) -> set[str]:
    """Return which of KEPT a project of an importer holds."""
    from trail.importers.project import LEVEL

    held = {
        "texts": any(source.text for source in project.sources),
        "nested codes": any(LEVEL in code.path for code in project.codes),
        "definitions": any(code.definition for code in project.codes),
        "colours": any(code.color for code in project.codes),
        "sets": any(code.sets for code in project.codes),
        "passages": bool(project.selections),
        "coders": any(coder for one in project.selections for _, coder in one.codings),
    }
    return {trait for trait, has in held.items() if has}


class Recorder:
    """A pytest plugin: notes of every project that a test imports what it kept and what it left."""

    def __init__(self):
        self.seen: dict[str, dict[str, set[str]]] = {}

    def pytest_sessionstart(self, session):
        from trail.importers import formats, rock, word_comments

        for name, importer in formats.IMPORTERS.items():
            self.seen[name] = {"kept": set(), "left": set()}
            formats.IMPORTERS[name] = importer._replace(read=self._noting(name, importer.read))
        rock.read_folder = self._noting("ROCK source", rock.read_folder)
        word_comments.read_folder = self._noting("Word document with comments", word_comments.read_folder)

    def _noting(self, name: str, read):
        def noted(given):
            project = read(given)
            self.seen[name]["kept"] |= traits(project)
            self.seen[name]["left"] |= {left.what for left in project.left}
            return project

        return noted


def record(out: Path) -> int:
    """Run the importers' tests, those with made-up bytes aside; write {format: {kept, left}} as JSON."""
    import pytest

    recorder = Recorder()
    tests = sorted(str(path) for path in (ROOT / "tests").glob("test_importers_*.py"))
    told = pytest.main(["-q", "-x", "-p", "no:cacheprovider", "-k", "not stumble", *tests], plugins=[recorder])
    seen = {name: {what: sorted(found) for what, found in one.items()} for name, one in recorder.seen.items()}
    out.write_text(json.dumps(seen), encoding="utf-8")
    return int(told)


def recorded() -> dict[str, dict[str, list[str]]]:
    """Return {format: {kept, left}} as the tests saw them, run in a process of their own without samples."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "seen.json"
        surroundings = {name: value for name, value in os.environ.items() if name != "TRAIL_SAMPLES"}
        done = subprocess.run(
            [sys.executable, __file__, "--record", str(out)],
            env=surroundings,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
        return json.loads(out.read_text(encoding="utf-8"))


def read_table(seen: dict[str, dict[str, list[str]]]) -> str:
    """Return the table of what is read: a row for each format, in the order in which they are looked for."""
    from trail.importers import formats

    lines = ["| format | endings | " + " | ".join(KEPT) + " | not taken over, counted in the report |"]
    lines.append("| --- | --- |" + " :-: |" * len(KEPT) + " --- |")
    for name, importer in formats.IMPORTERS.items():
        marks = ["✓" if trait in seen[name]["kept"] else "" for trait in KEPT]
        endings = " ".join(f"`{ending}`" for ending in importer.endings)
        left = "; ".join(seen[name]["left"]).replace("|", "\\|")
        lines.append(f"| {' | '.join([name, endings, *marks, left])} |")
    return "\n".join(lines)


def written_table(folder: Path) -> str:
    """Return the table of what is written: of the tests' coded study, exported and imported again."""
    import tiny_study
    from trail import export
    from trail.importers import formats, units
    from trail.importers.project import LEVEL

    study = tiny_study.write(folder / "study")
    coded = export.coded_study(export.read(study))
    levels = [path.split(LEVEL) for path in coded.codes]
    lines = ["| file | " + " | ".join(KEPT) + " | what comes back when it is imported |"]
    lines.append("| --- |" + " :-: |" * len(KEPT) + " --- |")
    for ending in WRITTEN:
        path = folder / f"study{ending}"
        export.write(study, path)
        project = formats.read(path)
        tables = units.tables(project)
        marks = ["✓" if trait in traits(project) else "" for trait in KEPT]
        there = {(row[1], row[2], row[3]) for row in tables.units}
        codings = sum(len(set(pairs)) for pairs in coded.passages.values())
        paths = {LEVEL.join(parts[:depth]) for parts in levels for depth in range(1, len(parts) + 1)}
        numbers = [
            f"{len({row[1] for row in tables.codebook} & paths)} of {len(paths)} codes, those above others with them",
            f"{len(there & coded.passages.keys())} of {len(coded.passages)} passages",
            f"{len(tables.codings)} of {codings} codings",
        ]
        told = ", ".join(numbers if there else numbers[:1])
        lines.append(f"| {' | '.join([f'`{ending}`', *marks, told])} |")
    return "\n".join(lines)


def made() -> str:
    """Return docs/interchange.md as it should be."""
    with tempfile.TemporaryDirectory() as folder:
        tables = {"what is read": read_table(recorded()), "what is written": written_table(Path(folder))}
    text = PAGE.read_text(encoding="utf-8")
    for name, table in tables.items():
        text = page_parts.replaced(text, name, COMMAND, table)
    return text


if __name__ == "__main__":
    sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "workflow")]
    if sys.argv[1:2] == ["--record"]:
        sys.exit(record(Path(sys.argv[2])))
    PAGE.write_text(made(), encoding="utf-8")
