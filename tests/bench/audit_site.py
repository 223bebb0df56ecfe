"""The audit site: how fast its pages open, and how building time and size grow with a study.

`python tests/bench/audit_site.py RESULTS` opens the pages of a results folder; `--grown 100` builds the site of a
study so many times as large (`grown.py`), which takes hours.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench import clock, grown
from bench.figures import line, tell

ROOT = Path(__file__).resolve().parents[2]
RULES = ("write_ledger", "write_closed_site")
ENTRANCES = ("open/index.html", "closed/audit/index.html")
SECONDS, PAGE, PROPORTION = 1.0, 2_000_000, 1.1
FLAGS = ["--headless", "--no-sandbox", "--disable-background-networking"]
FEW = 12  # pages of a folder: those of one folder are made from one template


def opened(results: Path, times: int = 3) -> dict[str, float]:
    """Return {page: seconds until it was loaded and its script had run}, the median of so many times, browser warm.

    Of each folder of both editions the first pages and the largest one. {} where Chromium or Playwright is missing.
    """
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return {}
    if not chromium:
        return {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto((results / ENTRANCES[0]).as_uri())
        found: dict[str, list[float]] = {name: [] for name in looked_at(results)}
        for _ in range(times):
            for name, taken in found.items():
                began = time.monotonic()
                page.goto((results / name).as_uri(), wait_until="load")
                taken.append(time.monotonic() - began)
        browser.close()
    return {name: median(taken) for name, taken in found.items()}


def looked_at(results: Path) -> list[str]:
    """Return pages of each folder of both editions, within results/: the first `FEW` and the largest."""
    found = []
    for entrance in ENTRANCES:
        edition = (results / entrance).parent if "closed" in entrance else results / "open" / "audit"
        for folder in sorted({edition, *(path.parent for path in edition.rglob("*.html"))}):
            pages = sorted(folder.glob("*.html"))
            largest = max(pages, key=lambda path: path.stat().st_size, default=None)
            found += [*pages[:FEW], *([largest] if largest else [])]
    return [ENTRANCES[0], *dict.fromkeys(path.relative_to(results).as_posix() for path in found)]


def sizes(results: Path) -> tuple[int, int]:
    """Return the bytes of all files of both editions, and those of their largest page."""
    files = [path for name in ("open/audit", "closed/audit") for path in (results / name).rglob("*") if path.is_file()]
    files.append(results / ENTRANCES[0])
    return sum(map(size, files)), max(size(path) for path in files if path.suffix == ".html")


def size(path: Path) -> int:
    return path.stat().st_size


def built(source: Path, folder: Path, times: int) -> dict:
    """Build both editions of a study so many times as large; return {cpu: seconds of processors, bytes, largest}.

    cpu: of the two jobs that write them, what importing took left out
    """
    study = grown.write(source, folder / f"study{times}", times)
    if times > 1:
        grown.release(study)
    targets = [f"results/{name}" for name in ENTRANCES]
    command = [sys.executable, "-m", "snakemake", "--snakefile", ROOT / "Snakefile", "--directory", study]
    command += ["--workflow-profile", "none", "--cores", "all", "--scheduler", "greedy", "--", *targets]
    clock.timed(command, ROOT, dict(os.environ))
    plan = folder / f"plan{times}.json"
    clock.timed([sys.executable, ROOT / "tests/bench/plan.py", study, plan], ROOT, dict(os.environ))
    took = subprocess.run(
        [sys.executable, __file__, "--jobs", plan], cwd=study, check=True, capture_output=True, text=True
    )
    total, largest = sizes(study / "results")
    return {"cpu": float(took.stdout.split()[-1]), "bytes": total, "largest": largest}


def written(plan: Path) -> float:
    """Run the jobs that write the site in this folder; return their seconds of processors."""
    import pandas  # noqa: F401

    from bench import straight
    from trail import supplements  # noqa: F401
    from trail.site import writing  # noqa: F401

    jobs = [job for job in json.loads(plan.read_text(encoding="utf-8")) if job["rule"] in RULES]
    began = time.process_time()
    for job in jobs:
        straight.run(job)
    return time.process_time() - began


def opening(results: Path) -> None:
    """Print how long the pages of a results folder take to open."""
    found = opened(results.resolve())
    if not found:
        tell("Chromium or Playwright is missing: pages not opened.")
        return
    slowest = sorted(found, key=found.get)[:-4:-1]
    line("opening a page of the audit site, seconds, median", median(found.values()), SECONDS, f"{len(found)} pages")
    named = ", ".join(f"{one} {found[one]:.2f} s" for one in slowest)
    line("opening a page of the audit site, seconds, slowest", max(found.values()), SECONDS, named)
    total, largest = sizes(results)
    line("largest page of the audit site, MB", largest / 1e6, PAGE / 1e6, f"both editions {total / 1e6:.1f} MB")


def growing(source: Path, times: int) -> None:
    """Print how time and size of the site of a grown study compare with those of the study."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        once, many = (built(source, Path(name), one) for one in (1, times))
    for number, one in ((1, once), (times, many)):
        tell(f"× {number}: {one['cpu']:.1f} s of processors, {one['bytes'] / 1e6:.1f} MB")
    line(
        f"audit site of {times} times as much ÷ once, seconds of processors",
        many["cpu"] / once["cpu"],
        PROPORTION * times,
    )
    line(f"audit site of {times} times as much ÷ once, bytes", many["bytes"] / once["bytes"], PROPORTION * times)
    line(f"largest page of the audit site of {times} times as much, MB", many["largest"] / 1e6, PAGE / 1e6)


def main(words: list[str]) -> None:
    """Measure the site of one results folder, or of a grown study."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("results", type=Path, nargs="?", default=ROOT / "results")
    parser.add_argument("--grown", type=int, help="build the site of a study so many times as large")
    parser.add_argument("--study", type=Path, default=ROOT, help="which study to multiply (the shipped one)")
    parser.add_argument("--jobs", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args(words)
    if arguments.jobs:
        print(written(arguments.jobs))
    elif arguments.grown:
        growing(arguments.study.resolve(), arguments.grown)
    else:
        opening(arguments.results)


if __name__ == "__main__":
    main(sys.argv[1:])
