"""How time and memory of each stage grow with a study: `python run.py bench --full`, or this file alone.

`python tests/bench/growth.py [--times 1 10 100 1000] [--study DIR] [--until RULE] [--folder DIR]`

Each stage is a process of its own that runs the scripts of a rule's jobs in a grown study, one after the other, on one
processor. Prints a JSON line for each stage whose exponent can be told: how time grew with size between the two
largest studies (1 is linear); and a table with the seconds and megabytes behind it on standard error.
"""

import argparse
import json
import math
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench import studies
from bench.figures import line, tell

HERE = Path(__file__).resolve()
AIM, SECONDS = 1.1, 1.0  # of less than so many seconds the exponent says more of the machine than of the stage
PLAN, VERIFY = "plan of all jobs", "trail verify"
DOOR = ("check_study", "release_document", "release_study")  # once more when all is reviewed


def measure(source: Path, folder: Path, times: int, until: str = "") -> dict[str, dict]:
    """Return {stage: {cpu: seconds of processors, memory: MB at the most}} of a study so many times as large.

    folder: where it is written and run; until: the last rule to measure, "" for all
    """
    study, plan = folder / "study", folder / "plan.json"
    _run([HERE.with_name("grown.py"), study, times, "--study", source])
    began = os.times()
    _run([HERE.with_name("plan.py"), study, plan])
    ended = os.times()
    taken = ended.children_user + ended.children_system - began.children_user - began.children_system
    found = {PLAN: {"cpu": taken, "memory": None}}
    jobs = [job["rule"] for job in json.loads(plan.read_text(encoding="utf-8"))]
    rules = sorted(set(jobs), key=lambda rule: -jobs[::-1].index(rule))  # each where the last of its jobs can run
    door = max(rules.index(rule) for rule in DOOR)
    # What goes out needs decisions on what the study now says: whatever is made of released things comes after them.
    for number, rule in enumerate(rules):
        found[rule] = _stage(study, plan, rule)
        tell(f"{times} times, {rule}: {found[rule]['cpu']:.2f} s, {found[rule]['memory']} MB")
        if number == door:
            studies.accept_all(study)
            for again in DOOR:
                _stage(study, plan, again)
        if rule == until:
            return found
    found[VERIFY] = _stage(study, plan, VERIFY)
    return found


def stage(study: Path, plan: Path, rule: str) -> dict:
    """Run the jobs of one rule in this process; return seconds of processors and MB, what importing took left out."""
    import pandas  # noqa: F401

    from bench import straight
    from trail import cli

    os.chdir(study)
    jobs = [job for job in json.loads(plan.read_text(encoding="utf-8")) if job["rule"] == rule]
    for job in jobs:
        for path in (*job["output"]["all"], *job["log"]["all"]):
            Path(path).parent.mkdir(parents=True, exist_ok=True)
    begun = _taken()
    for job in jobs:
        straight.run(job)
    if rule == VERIFY and cli.main(["verify", "."]):
        raise SystemExit("The grown study is not verified.")
    memory = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return {"cpu": _taken() - begun, "memory": memory // 1024}


def _taken() -> float:
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def _stage(study: Path, plan: Path, rule: str) -> dict:
    return json.loads(_run([HERE, "--stage", rule, "--study", study, "--plan", plan]).splitlines()[-1])


def _run(command: list) -> str:
    """Return what a script of the bench printed. Raises SystemExit with its last words where it fails."""
    command = [sys.executable, *map(str, command)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(
            f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr[-2000:]}{done.stdout[-1000:]}"
        )
    return done.stdout


def exponent(fewer: float, more: float, times: float) -> float:
    """Return how time grew with size: 1 where it grew as much, 2 where it grew with the square."""
    return math.log(more / fewer) / math.log(times)


def table(found: dict[int, dict[str, dict]]) -> str:
    """Return the seconds and megabytes of every stage at every size, and its exponent, as Markdown."""
    sizes = sorted(found)
    lines = [
        f"| stage | {' | '.join(f'× {one}' for one in sizes)} | exponent |",
        "| --- |" + " --- |" * (len(sizes) + 1),
    ]
    for name in dict.fromkeys(name for one in found.values() for name in one):
        cells = [_cell(found[size].get(name)) for size in sizes]
        lines.append(f"| {name} | {' | '.join(cells)} | {_told(found, name)} |")
    return "\n".join(lines)


def _cell(one: dict | None) -> str:
    if not one:
        return ""
    memory = f", {one['memory']} MB" if one["memory"] else ""
    return f"{one['cpu']:.{1 if one['cpu'] < 100 else 0}f} s{memory}"


def _told(found: dict[int, dict[str, dict]], name: str) -> str:
    grew = exponents(found).get(name)
    return "" if grew is None else f"{grew:.2f}"


def exponents(found: dict[int, dict[str, dict]]) -> dict[str, float]:
    """Return {stage: exponent} between the two largest studies that it ran in, where it took long enough to tell."""
    grew = {}
    for name in dict.fromkeys(name for one in found.values() for name in one):
        sizes = [size for size in sorted(found) if name in found[size]][-2:]
        if len(sizes) == 2 and found[sizes[1]][name]["cpu"] >= SECONDS:
            fewer, more = (found[size][name]["cpu"] for size in sizes)
            grew[name] = exponent(max(fewer, 0.01), more, sizes[1] / sizes[0])
    return grew


def main(words: list[str]) -> None:
    """Print the exponent of every stage."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--times", type=int, nargs="+", default=[1, 10, 100], help="sizes (1 10 100)")
    parser.add_argument("--study", type=Path, default=HERE.parents[2], help="which study grows (the shipped one)")
    parser.add_argument("--until", default="", help="the last rule to measure")
    parser.add_argument("--folder", type=Path, help="where the grown studies are written, and stay")
    parser.add_argument("--stage", help=argparse.SUPPRESS)
    parser.add_argument("--plan", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args(words)
    if arguments.stage:
        print("\n" + json.dumps(stage(arguments.study.resolve(), arguments.plan.resolve(), arguments.stage)))
        return
    found = {}
    with tempfile.TemporaryDirectory(prefix="growth-") as name:
        for times in sorted(arguments.times):
            folder = (arguments.folder or Path(name)) / str(times)
            found[times] = measure(arguments.study.resolve(), folder.resolve(), times, arguments.until)
    print(table(found), file=sys.stderr, flush=True)
    for name, grew in exponents(found).items():
        line(f"growth of {name}, exponent", grew, AIM)


if __name__ == "__main__":
    main(sys.argv[1:])
