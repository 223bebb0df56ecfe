"""How long a study takes, against the same work without what surrounds it. `make bench` runs it, in a few minutes.

Prints one JSON line for each figure: name, ratio, aim, met; two of them are seconds of processors. What they were
measured on, and the seconds behind them, go to standard error. Everything is measured in copies of a study. Of the
shipped study all that is written into docs/performance.md.
"""

import argparse
import json
import os
import platform
import sys
import tempfile
import time
import zipfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import run as front

import page_parts
from bench import audit_site, clock, figures, growth, interchange, proof, studies
from bench.figures import line, tell
from trail import deidentification, documents, study, transcripts
from trail.faults import Faults

ROOT = Path(front.__file__).parent
PAGE = ROOT / "docs" / "performance.md"
AIMS = {"embedded": 1.7, "quarto": 1.3}
REBUILD = 0.3
RUN = [sys.executable, ROOT / "run.py"]
SNAKEMAKE = [sys.executable, "-m", "snakemake", "--snakefile", ROOT / "Snakefile"]
SNAKEMAKE += ["--workflow-profile", "none", "--cores", "all", "--scheduler", "greedy"]
SNAKEMAKE += ["--max-checksum-file-size", "1GB"]
RENDERS = ("render_document", "run_notebook", "run_closed_notebook")


def main(words: list[str]) -> None:
    """Measure one study in copies of it."""
    parser = argparse.ArgumentParser(prog="python run.py bench", description=__doc__.split("\n")[0])
    parser.add_argument("--study", type=Path, default=ROOT, help="another study's folder")
    parser.add_argument("--tiny", action="store_true", help="the tests' tiny study instead")
    parser.add_argument("--times", type=int, default=2, help="how often cold runs are measured (2)")
    parser.add_argument("--full", action="store_true", help="instead: how each stage grows with the study (hours)")
    arguments = parser.parse_args(words)
    if os.name != "posix":
        raise SystemExit("Seconds of processors are counted as POSIX does: measure on Linux or macOS.")
    before = load()
    tell(f"{machine()}; {before}")
    if arguments.full:
        growth.main(["--study", str(arguments.study), "--times", "1", "10", "100", "1000"])
        audit_site.growing(arguments.study.resolve(), 100)
        return
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder, colds = Path(name), {}
        source = tiny(folder / "tiny") if arguments.tiny else arguments.study.resolve()
        for renderer in found_renderers():
            cold, straight, jobs = cold_runs(folder / renderer, source, renderer, arguments.times)
            behind = f"{cold.seconds:.1f} s ÷ {straight.seconds:.1f} s, {jobs} jobs"
            line(f"cold study ÷ one straight line, {renderer}", cold.seconds / straight.seconds, AIMS[renderer], behind)
            if renderer == "embedded":
                behind = f"({cold.cpu:.1f} − {straight.cpu:.1f}) ÷ {jobs}"
                line("engine, seconds of processors a job", (cold.cpu - straight.cpu) / jobs, 0.35, behind)
            colds[renderer] = cold
        gate(source)
        idle(folder, folder / "embedded" / "study")
        with zipfile.ZipFile(folder / "embedded" / "study" / "results" / "open" / "bundle.zip") as bundle:
            bundle.extractall(folder / "bundle")
        proof.main([str(folder / "bundle")])
        audit_site.opening(folder / "embedded" / "study" / "results")
        rebuilds(folder / "embedded" / "study", colds["embedded"])
    if samples := os.environ.get("TRAIL_SAMPLES"):
        interchange.main([f"{samples}/serdif/serdif.qdpx"])
    after = load()
    tell(after)
    if source == ROOT:
        write_page(f"{machine()}. {before.capitalize()} before, {after} after.")


def cold_runs(folder: Path, source: Path, renderer: str, times: int) -> tuple[clock.Timed, clock.Timed, int]:
    """Return the medians of a run from nothing and of its straight line, and the number of jobs."""
    plan = folder / "plan.json"
    study = studies.copy(source, folder / "study", renderer)
    timed([sys.executable, ROOT / "tests/bench/plan.py", study, plan])

    def afresh(name: str, *command):
        return timed(command, studies.copy(source, folder / name, renderer))

    found = clock.interleaved(
        times,
        straight=lambda: afresh("straight", sys.executable, ROOT / "tests/bench/straight.py", plan),
        cold=lambda: afresh("study", *RUN, f"STUDY={folder / 'study'}"),
    )
    return found["cold"], found["straight"], len(json.loads(plan.read_text(encoding="utf-8")))


def gate(source: Path) -> None:
    """Measure what looking through a megabyte of transcripts takes, once dictionaries and lists are read."""
    config, data = study.find(source)
    texts, _, _ = transcripts.read_texts(config, data, study.read_table("interviews", data))
    words = "\n".join(texts["text"])
    deidentification.find(words[:50_000])
    began = time.process_time()
    deidentification.find(words)
    line("gate, seconds of processors a megabyte of text", (time.process_time() - began) / len(words) * 1e6, 1.0)


def idle(folder: Path, study: Path) -> None:
    """Measure what runs that have nothing to do take, and `trail check`."""
    empty = folder / "empty"
    empty.mkdir()
    (empty / "Snakefile").touch()
    found = clock.interleaved(
        5,
        make=lambda: timed([*RUN, f"STUDY={study}"]),
        bare=lambda: timed([sys.executable, "-m", "snakemake", "-n"], empty),
        check=lambda: timed([sys.executable, "-m", "trail.cli", "check", study]),
        pandas=lambda: timed([sys.executable, "-c", "import pandas"]),
    )
    compared("make with nothing to do ÷ snakemake -n of nothing", found["make"], found["bare"], 1.5)
    line("make with nothing to do, seconds of processors", found["make"].cpu, 1.0)
    compared("trail check ÷ import pandas", found["check"], found["pandas"], 3.0)


def rebuilds(study: Path, cold: clock.Timed) -> None:
    """Measure what an edit takes: of the coding, of a date that changes nothing released, of a transcript, a text."""
    unit = studies.set_one_aside(study)
    reviewed(study, f"{unit} set aside", "rebuild after one changed coding ÷ cold", cold)
    studies.redate_one(study)
    again = timed([*RUN, f"STUDY={study}"])
    jobs = clock.jobs_run(again.said)
    tell(f"one date changed: {jobs}")
    if not jobs:
        raise SystemExit("The run after a changed date names no job.")
    compared("rebuild after a change that releases nothing new ÷ cold", again, cold, REBUILD)
    line("renders after a change that releases nothing new", sum(jobs.get(rule, 0) for rule in RENDERS), 0)
    name = studies.correct_one(study)
    reviewed(study, f"{name} corrected", "rebuild after one corrected transcript ÷ cold", cold)
    document = studies.reword_one(study)
    again = timed([*RUN, f"STUDY={study}"])
    jobs = clock.jobs_run(again.said)
    tell(f"one sentence of {document}: {jobs}")
    compared("rebuild after one changed sentence of a manuscript ÷ cold", again, cold, REBUILD)
    line("renders and notebooks after one changed sentence", sum(jobs.get(rule, 0) for rule in RENDERS), 1)


def reviewed(study: Path, what: str, name: str, cold: clock.Timed) -> None:
    """Measure the run that comes to what must be reviewed again, and the run after the review: both together."""
    runs = [timed([*RUN, f"STUDY={study}"], codes=(0, 1))]
    stale = studies.accept_all(study)
    runs += [timed([*RUN, f"STUDY={study}"])] if stale else []
    tell(f"{what}; decisions renewed: {', '.join(stale) or 'none'}; {[clock.jobs_run(one.said) for one in runs]}")
    both = clock.Timed(sum(one.seconds for one in runs), sum(one.cpu for one in runs), "")
    compared(name, both, cold, REBUILD)


def compared(name: str, one: clock.Timed, other: clock.Timed, aim: float) -> None:
    """Print what one took beside another on the clock; behind it the seconds, and the ratio of processors' seconds."""
    behind = f"{one.seconds:.2f} s ÷ {other.seconds:.2f} s; in seconds of processors {one.cpu / other.cpu:.2f}"
    line(name, one.seconds / other.seconds, aim, behind)


def timed(command: list, folder: Path = ROOT, codes: tuple[int, ...] = (0,)) -> clock.Timed:
    """Time a command in the surroundings that run.py gives to all it starts."""
    return clock.timed(command, folder, front.surroundings(), codes)


def found_renderers() -> list[str]:
    """Return the renderers of this machine: the embedded one, and Quarto where it is."""
    try:
        tell(" ".join(documents.renderer("quarto")))
    except Faults:
        return ["embedded"]
    return ["embedded", "quarto"]


def tiny(folder: Path) -> Path:
    """Write the tests' tiny study, with its candidates reviewed."""
    import tiny_study

    tiny_study.write(folder, figures=True)
    timed([*SNAKEMAKE, "--directory", folder, "--", "released"])
    tiny_study.restamp(folder)
    return folder


def machine() -> str:
    """Return what is measured on."""
    system = f"{platform.system()} on {platform.machine()}"
    return f"{system}, Python {platform.python_version()}, {os.cpu_count()} processors"


def write_page(measured_on: str) -> None:
    """Write every figure of this process into docs/performance.md."""
    text = f"Measured on {measured_on}\n\n{figures.table(figures.said)}"
    page = page_parts.replaced(PAGE.read_text(encoding="utf-8"), "figures", "make bench", text)
    PAGE.write_text(page, encoding="utf-8")


def load() -> str:
    """Return how busy the machine is, others included."""
    return "load " + ", ".join(f"{one:.1f}" for one in os.getloadavg()) + " in the last 1, 5, 15 minutes"


if __name__ == "__main__":
    main(sys.argv[1:])
