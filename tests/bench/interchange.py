"""How long a project file takes to become a code × document matrix: beside other readers, and a hundred times as much.

`python tests/bench/interchange.py PROJECT.qdpx [--peers NAME ...]`; the peers are those of `peers.py`.
"""

import argparse
import io
import os
import re
import resource
import sys
import tempfile
import zipfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench import clock, peers
from bench.figures import line, tell

AIM, TIMES_MORE, MORE = 1.0, 20.0, 100
GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


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


def measure(project: Path, pythons: dict[str, Path], times: int, more: int = MORE) -> None:
    """Print the figures of one project.

    pythons: {peer: an interpreter that has it}; one that reads another kind of file gets that of the same study, where
    it lies beside the project. A peer that counts otherwise is named, and not timed.
    """
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder, environment = Path(name), dict(os.environ)
        for peer, python in pythons.items():
            given = next(iter(sorted(project.parent.glob(f"*{peers.PEERS[peer].ending}"))), None)
            if peers.PEERS[peer].ending == project.suffix:
                given = project
            found, unlike = peers.compared(peer, python, given, folder / peer, times) if given else ({}, "no project")
            if not found:
                tell(f"{peer} is not timed: {unlike}.")
                continue
            own, other = found["trail"].cpu, found["peer"].cpu
            line(f"project to matrix ÷ {peer}", own / other, AIM, f"{own:.2f} s ÷ {other:.2f} s of processors")
        once = clock.interleaved(times, once=lambda: clock.timed([*peers.MATRIX, project], folder, environment))["once"]
        large = multiplied(project, more, folder / "more.qdpx")
        took = clock.timed([*peers.MATRIX, large], folder, environment)
        memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
        behind = f"{took.cpu:.2f} s ÷ {once.cpu:.2f} s of processors, {memory} MB"
        line(f"project to matrix, {more} times as much ÷ once", took.cpu / once.cpu, TIMES_MORE, behind)


def main(words: list[str]) -> None:
    """Measure one project file."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("project", type=Path)
    parser.add_argument("--peers", nargs="*", choices=[*peers.PEERS], default=[*peers.PEERS], help="which (all)")
    parser.add_argument("--times", type=int, default=5, help="how often (5); the median counts")
    arguments = parser.parse_args(words)
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        made = {peer: peers.environment(peers.PEERS[peer].package, Path(name) / peer) for peer in arguments.peers}
        for peer in (peer for peer, python in made.items() if python is None):
            tell(f"{peer} is not to be had from the registry here: not compared.")
        pythons = {peer: python for peer, python in made.items() if python}
        measure(arguments.project.resolve(), pythons, arguments.times)


if __name__ == "__main__":
    main(sys.argv[1:])
