"""How long a project file takes to become a code × document matrix: beside another reader, and a hundred times as much.

`python tests/bench/interchange.py PROJECT.qdpx [--peer PYTHON]`; PYTHON is an interpreter that has `pyrefiqda`.
"""

import argparse
import io
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench import clock

AIM, TIMES_MORE, MORE = 1.0, 20.0, 100
GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
PEER = """
import sys
from pyrefiqda import RefiProject
project = RefiProject.load(sys.argv[1], extract_dir=sys.argv[2])
names = {code.guid: code.name for code in project.code_book.codes.code}
counts = {}
for source in project.sources.text_source:
    for selection in source.plain_text_selection:
        for coding in selection.coding:
            cell = names[coding.code_ref.target_guid], source.name
            counts[cell] = counts.get(cell, 0) + 1
print(sum(counts.values()), len(counts))
"""


def multiplied(project: Path, times: int, path: Path) -> Path:
    """Write a project with every text of another so many times, under other names and GUIDs; return its path."""
    with zipfile.ZipFile(project) as held, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as more:
        head, _, rest = held.read("project.qde").decode().partition("<Sources>")
        body, _, tail = rest.partition("</Sources>")
        fixed, out = set(GUID.findall(head)), io.StringIO()
        for number in range(times):

            def renamed(match, number=number):
                return match[0] if match[0] in fixed else f"{number:08x}{match[0][8:]}"

            again = GUID.sub(renamed, body)
            out.write(re.sub(r'(<TextSource guid="[^"]+" name=")', rf"\g<1>R{number} ", again))
            for name in held.namelist():
                if name.startswith("sources/"):
                    more.writestr(GUID.sub(renamed, name), held.read(name))
        more.writestr("project.qde", f"{head}<Sources>{out.getvalue()}</Sources>{tail}")
    return path


def measure(project: Path, peer: Path | None, times: int, more: int = MORE) -> list[dict]:
    """Return the figures: {name, ratio, aim, met}; the seconds behind them go to standard error."""
    figures = []
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        environment = dict(os.environ)
        matrix = [sys.executable, "-m", "trail.cli", "matrix"]
        runs = {"trail": lambda: clock.timed([*matrix, project], folder, environment)}
        if peer:
            script = folder / "peer.py"
            script.write_text(PEER, encoding="utf-8")
            runs["pyrefiqda"] = lambda: clock.timed([peer, script, project, folder / "out"], folder, environment)
        found = clock.interleaved(times, **runs)
        for who, one in found.items():
            print(f"# {who}: {one.seconds:.2f} s, {one.cpu:.2f} s of processors", file=sys.stderr)
        if peer:
            figures.append(figure("project to matrix ÷ pyrefiqda", found["trail"].cpu / found["pyrefiqda"].cpu, AIM))
        large = multiplied(project, more, folder / "more.qdpx")
        took = clock.timed([*matrix, large], folder, environment)
        memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
        print(
            f"# {more} times as much: {took.seconds:.2f} s, {took.cpu:.2f} s of processors, {memory} MB",
            file=sys.stderr,
        )
        figures.append(figure(f"{more} times as much ÷ once", took.cpu / found["trail"].cpu, TIMES_MORE))
    return figures


def figure(name: str, ratio: float, aim: float) -> dict:
    """Return one figure, and whether it is what was aimed at."""
    return {"name": name, "ratio": round(ratio, 2), "aim": aim, "met": ratio <= aim}


def peer_python(folder: Path) -> Path | None:
    """Return an interpreter with pyrefiqda in a new environment, or None where the registry has none to give."""
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    python = folder / "bin" / "python"
    got = subprocess.run([python, "-m", "pip", "install", "-q", "pyrefiqda"], capture_output=True, check=False)
    return python if got.returncode == 0 else None


def main(words: list[str]) -> None:
    """Measure one project file."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("project", type=Path)
    parser.add_argument("--peer", type=Path, help="an interpreter that has pyrefiqda (default: a new environment)")
    parser.add_argument("--times", type=int, default=5, help="how often (5); the median counts")
    arguments = parser.parse_args(words)
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        peer = arguments.peer or peer_python(Path(name) / "peer")
        if peer is None:
            print("# pyrefiqda is not to be had here: not compared.", file=sys.stderr)
        for one in measure(arguments.project.resolve(), peer, arguments.times):
            print(json.dumps(one, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
