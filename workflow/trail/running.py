"""What surrounds a run of a study: one at a time, why it stopped, and what it made."""

import csv
import errno
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import yaml

TEMPORARY = re.compile(r"\..+\.[a-z0-9_]{8}(\.[^.]+)?")  # as tables.replacing names a file that is not finished
LONGEST = 12  # lines of a log that the last words repeat
UNFORESEEN = "an unforeseen error; the frames above say where."
NO_WORD = "It left no word in its log: the lines above say more."
CURES = {
    "No space left on device": "The disk is full: make room and run it again. What was finished is kept.",
    "WinError 32": "A result is open in another program (Word?): close it there and run it again.",
}


@contextmanager
def alone(study: Path) -> Iterator[str]:
    """Keep other runs of a study away while the block lasts; yield "" when it is ours, else who is in the way.

    The operating system holds the lock and drops it with the process, however that ends. A bare `snakemake` does
    not know it: where Snakemake's own lock lies, its process is looked for before the lock is taken for left over.
    """
    folder = study / ".snakemake"
    folder.mkdir(exist_ok=True)
    with (folder / "run.lock").open("a+b") as handle:
        locks = folder / "locks"
        locked = locks.is_dir() and any(locks.iterdir())
        if not take(handle) or (locked and snakemake_at_work(study)):
            yield "Another run is at work on this study: wait until it has finished, or stop it. Nothing was changed."
            return
        if locked:
            shutil.rmtree(locks)
            print("An earlier run was killed and nothing is at work now: its lock is removed, and this run goes on.")
        yield ""


def take(handle) -> bool:
    """Lock an open file for this process, and return False when another process holds it."""
    try:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return error.errno not in (errno.EACCES, errno.EAGAIN, errno.EDEADLK)  # a disk without locks stops nobody
    return True


def snakemake_at_work(study: Path) -> bool:
    """Return whether another process named snakemake works in the study's folder, as far as one may see."""
    import psutil  # comes with Snakemake; needed only where a lock was left

    for process in psutil.process_iter():
        try:
            named = any("snakemake" in Path(word).name for word in process.cmdline()[:3])
            if named and process.pid != os.getpid() and Path(process.cwd()) == study:
                return True
        except (psutil.Error, OSError):
            continue  # gone meanwhile, or another user's
    return False


def clear_unfinished(study: Path) -> None:
    """Remove the temporary files that killed jobs left among a study's results."""
    for path in (study / "results").rglob(".*"):
        if TEMPORARY.fullmatch(path.name) and path.is_file():
            path.unlink(missing_ok=True)


def why_it_stopped(study: Path, failed: list[dict], errors: list[str]) -> str:
    """Return the last words of a run that failed: the fault, a cure where one is known, the log's path.

    failed: {"message": what the job does, "logs": its logs, relative to the study} of each job that failed
    errors: what the engine itself said where no job failed
    """
    if not failed:
        said = "\n".join(dict.fromkeys(plain(error) for error in errors))
        kept = [] if said.endswith("Nothing was changed.") else ["The run stopped there; nothing half made was kept."]
        return "\n".join([said, *cures(said), *kept])
    first, *others = failed
    said = "\n".join(filter(None, (tail(study / log) for log in first["logs"]))) or NO_WORD
    lines = [f"Failed as well: {job['message']}. Log: {shown(study, job['logs'])}" for job in others]
    return "\n".join(
        [*lines, f"Stopped at: {first['message']}", said, *cures(said), f"Log: {shown(study, first['logs'])}"]
    )


def plain(error: str) -> str:
    """Return what the engine said of an error in the researcher's words, without where in the Snakefile it came up."""
    missing = re.search(r"affected files:\n((?: +\S.*\n?)+)", error)
    if missing:
        names = [line.strip() for line in missing[1].splitlines()]
        return "\n".join(f"{name} is missing: a step needs it, and nothing makes it." for name in names)
    lines = error.strip().splitlines()
    if error.startswith("Traceback"):
        return lines[-1]
    if not error.startswith("WorkflowError"):
        return error
    return "\n".join(line for line in lines[1:] if not re.match(r' *File ".*", line \d+, in ', line)) or error


def tail(log: Path) -> str:
    """Return the end of a log: its faults with the file they stand in, or the one line of an unforeseen error."""
    if not log.is_file():
        return ""
    lines = [line for line in log.read_text(encoding="utf-8", errors="replace").splitlines() if line.strip()]
    if lines and lines[-1].endswith(UNFORESEEN):
        return lines[-1]
    start = max(0, len(lines) - LONGEST)
    if not start:
        return "\n".join(lines)
    file = [line for line in lines[:start] if not line.startswith(" ")][-1:] if lines[start].startswith(" ") else []
    return "\n".join([f"… {start} lines before these stand in the log.", *file, *lines[start:]])


def cures(said: str) -> list[str]:
    """Return the cures of what is known to go wrong outside the study: a full disk, a file held open."""
    return [cure for sign, cure in CURES.items() if sign in said]


def shown(study: Path, paths: list[str]) -> str:
    """Return paths within a study as one may click on them from here."""
    return ", ".join(str(near(study / path)) for path in paths)


def near(path: Path) -> Path:
    """Return a path relative to the current folder if it lies below it."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


def is_draft(study: Path) -> bool:
    """Return whether a study's config says `draft: true`."""
    config = yaml.safe_load((study / "config.yaml").read_text(encoding="utf-8")) or {}
    return bool((config.get("study") or {}).get("draft"))


def rows_of(table: Path) -> int:
    """Return how many rows a CSV table has below its header, 0 where there is none."""
    if not table.is_file():
        return 0
    with table.open(encoding="utf-8", newline="") as lines:
        return sum(1 for _ in csv.reader(lines)) - 1


def what_was_made(study: Path) -> str:
    """Return where to look, one line for each kind of result that is there."""
    draft = is_draft(study)
    results = study / "results"
    room = results / ("closed/draft" if draft else "open")
    documents = sorted((room / "documents").glob("*.*"))
    names = ", ".join(sorted({path.stem for path in documents}))
    kinds = ", ".join(sorted({path.suffix[1:].upper() for path in documents}))
    rows = [
        ("start here", room / "index.html", ""),
        ("documents", room / "documents", f"{names}: {kinds}"),
        ("figures", room / "figures", f"{len(list((room / 'figures').rglob('*.svg')))} figures"),
        ("notebooks", room / "notebooks", "how the figures were drawn"),
        ("ledger", room / "ledger.csv", f"{rows_of(room / 'ledger.csv')} claims, quotes, numbers, figures and tables"),
        ("bundle", room / "bundle.zip", "all that is public in one file: what a reviewer is sent"),
        ("closed", results / "closed", "may hold confidential text: it does not leave this machine"),
    ]
    rows += [("warnings", path, "") for path in sorted((study / "logs").rglob("*.log")) if path.stat().st_size]
    lines = [f"  {what:<11} {near(path)}{f'  ({note})' if note else ''}" for what, path, note in rows if path.exists()]
    if draft:
        lines.append("A draft: every page is stamped, nothing was released, and nothing entered results/open/.")
    return "\n".join(lines)
