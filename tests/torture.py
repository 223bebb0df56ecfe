"""Kills runs and jobs at random moments and looks at what is left. `make torture`: 25 moments of each kind.

A study is built from nothing; at some moment the run with all its processes, the process that drives it alone, or one
process of a job is killed (SIGKILL, so that nothing can tidy up), or the disk is full. Then every file that lies among
the results under its own name must be whole, the next `make` must complete, and its results must be those of a run
left in peace.
"""

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

import built_study
from trail import running

ROOT = Path(__file__).parents[1]
KINDS = ("run", "driver", "job", "disk")
NAMESPACE = ["unshare", "--map-root-user", "--mount", "sh", "-c"]  # mounts that nobody else sees, gone at its end
ROOM = 4_000_000  # bytes of what the tiny study makes, logs and the engine's memory included
PATIENCE = 120  # seconds: nothing of a tiny study takes as long
BUSY = "Another run is at work on this study"
MISSED = "nothing killed"


def main(words: list[str]) -> int:
    """Torture a tiny study as often as asked; print each moment, and the seed that repeats it. Return 0 or 1."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=25, help="moments of each kind")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=KINDS)
    asked = parser.parse_args(words)
    asked.kinds = [kind for kind in asked.kinds if kind != "disk" or can_mount()]
    print(f"seed {asked.seed}: `--seed {asked.seed}` draws the same moments again")
    wrong = 0
    with tempfile.TemporaryDirectory(prefix="torture-") as folder:
        study = built_study.build(Path(folder) / "study", figures=True)
        clear(study)
        began = time.monotonic()
        subprocess.run(command(study), check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        seconds, whole = time.monotonic() - began, results(study)
        for kind in asked.kinds:
            for number in range(1, asked.times + 1):
                moment = random.Random(f"{asked.seed} {kind} {number}").uniform(0, seconds)
                clear(study)
                did = filled(study, moment / seconds) if kind == "disk" else killed(study, kind, moment)
                while did.startswith(MISSED):  # this run was quicker than the first
                    moment /= 2
                    clear(study)
                    did = killed(study, kind, moment)
                said = [*half_written(study, whole), *completed(study, whole)]
                wrong += bool(said) or did.endswith("\n")
                print(
                    f"{kind:<6} {number:>2}  at {moment:5.2f} s of {seconds:.0f}  {'; '.join([did, *said])}", flush=True
                )
    print(f"{wrong} of {asked.times * len(asked.kinds)} left something wrong")
    return int(wrong > 0)


def command(study: Path) -> list[str]:
    """Return the command that `make` runs for a study once all is set up."""
    return [sys.executable, str(ROOT / "workflow" / "drive.py"), str(study)]


def clear(study: Path) -> None:
    """Take away all that a run makes."""
    for name in ("results", "logs", ".snakemake"):
        shutil.rmtree(study / name, ignore_errors=True)


def results(study: Path) -> dict[str, bytes]:
    """Return {path: bytes} of the results, but for files that a killed job had not finished, and verifications."""
    return {
        path.relative_to(study).as_posix(): path.read_bytes()
        for path in sorted((study / "results").rglob("*"))
        if path.is_file() and not running.TEMPORARY.fullmatch(path.name) and path.name != "verification.json"
    }


def killed(study: Path, kind: str, after: float, first_job: bool = False) -> str:
    """Run a study and kill it, its driver alone or a process of a job; return what was killed.

    after: seconds, counted from the start or from the first job
    """
    run = subprocess.Popen(command(study), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    while first_job and not jobs(run) and run.poll() is None:
        time.sleep(0.02)
    time.sleep(after)
    while kind == "job" and run.poll() is None:
        if at_work := jobs(run):
            chosen = random.Random(after).choice(at_work)
            try:
                what = Path(chosen.name()).name
                chosen.kill()
            except psutil.Error:  # it ended meanwhile
                continue
            return f"{what} killed, run ended with {run.wait(PATIENCE)}"
    if run.poll() is not None:
        return f"{MISSED}, run had ended with {run.returncode}"
    if kind == "driver":
        run.kill()
    else:
        os.killpg(run.pid, signal.SIGKILL)
    run.wait()
    return f"{kind} killed"


def jobs(run: subprocess.Popen) -> list[psutil.Process]:
    """Return all processes below a run's own."""
    try:
        return psutil.Process(run.pid).children(recursive=True)
    except psutil.Error:
        return []


def can_mount() -> bool:
    """Return whether a disk can be mounted here that only one's own processes see."""
    tried = shutil.which("unshare") and subprocess.run([*NAMESPACE, "mount -t tmpfs tmpfs /mnt"], check=False)
    return bool(tried) and tried.returncode == 0


def filled(study: Path, share: float) -> str:
    """Run a study on a disk with room for a share of what is made; bring back what lies there, return what was said."""
    disk = study.parent / "disk"
    shutil.rmtree(disk, ignore_errors=True)
    disk.mkdir()
    size = int(ROOM * share) + sum(path.stat().st_size + 4096 for path in study.rglob("*"))
    script = f"mount -t tmpfs -o size={size} tmpfs disk && cp -r '{study.name}' disk/study && cd disk/study || exit 9\n"
    script += f"\"$@\" 2>/dev/null; rm -rf '{study}'; cp -r . '{study}'"
    command_there = [*NAMESPACE, script, "sh", *command(disk / "study")]
    run = subprocess.run(command_there, cwd=study.parent, capture_output=True, text=True, check=False)
    told = [sign for sign in ("The disk is full", "Made and verified") if sign in run.stdout] or [run.stdout]
    return f"disk with room for {int(ROOM * share) // 1000} kB: {told[0]}"


def half_written(study: Path, whole: dict[str, bytes]) -> list[str]:
    """Return the results that stand under their own name and are not as an undisturbed run makes them."""
    return [f"{path} is not whole" for path, data in results(study).items() if data != whole.get(path)]


def completed(study: Path, whole: dict[str, bytes]) -> list[str]:
    """Run a study again, once nothing of a killed run is at work; return what is wrong with what came of it."""
    end = time.monotonic() + PATIENCE
    while True:
        run = subprocess.run(command(study), capture_output=True, text=True, encoding="utf-8", check=False)
        if BUSY not in run.stdout or time.monotonic() > end:
            break
        time.sleep(0.2)
    if run.returncode:
        return [f"the next run ended with {run.returncode}: {run.stdout[-2000:]}"]
    made = results(study)
    lost = [f"{path} was not made again" for path in sorted(whole.keys() - made.keys())]
    left = [f"{path.name} is left over" for path in (study / "results").rglob(".*")]
    return lost + left + half_written(study, whole)


if __name__ == "__main__":
    sys.stdout.reconfigure(errors="replace", line_buffering=True)
    sys.exit(main(sys.argv[1:]))
