"""What surrounds a run of a study: one at a time, a place to work in, and what it made."""

import csv
import errno
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import yaml

TEMPORARY = re.compile(r"\..+\.[a-z0-9_]{8}(\.[^.]+)?")  # as tables.replacing names a file that is not finished
PLACES = (".snakemake", "logs", "results", *(f"results/{zone}" for zone in ("closed", "released", "open")))
WORKPLACE = "trail-run-"


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
    """Return whether another process of Snakemake, or a step that it started, works in the study's folder."""
    import psutil  # comes with Snakemake; needed only where a lock was left

    for process in psutil.process_iter():
        try:  # a step is a script in .snakemake/scripts; it may outlive the run that was killed
            words = [Path(word) for word in process.cmdline()[:3]]
            named = any("snakemake" in word.name or ".snakemake" in word.parts for word in words)
            if named and process.pid != os.getpid() and Path(process.cwd()) == study:
                return True
        except (psutil.Error, OSError):
            continue  # gone meanwhile, or another user's
    return False


def unwritable(study: Path) -> str:
    """Return a sentence about the first folder of a study that a run may not write to, or ""."""
    for place in PLACES:
        path = study / place if (study / place).exists() else study
        if not (path.is_dir() and os.access(path, os.W_OK | os.X_OK)):
            cure = "give yourself the right to, or copy the study to a place where you have it. Nothing was changed."
            return f"{near(path)} may not be written to (read-only, or another user's): {cure}"
    return ""


@contextmanager
def workplace(study: Path) -> Iterator[None]:
    """Have all that starts while the block lasts keep its temporary files in one folder, and take that away.

    They may hold confidential words: what a killed run left is taken away when the next one begins.
    """
    note, names = study / ".snakemake" / "workplace", ("TMPDIR", "TEMP", "TMP")
    if note.exists():
        left = Path(note.read_text(encoding="utf-8"))
        if left.name.startswith(WORKPLACE) and left.parent == Path(tempfile.gettempdir()):
            shutil.rmtree(left, ignore_errors=True)
    before = {name: os.environ[name] for name in names if name in os.environ}
    folder = tempfile.mkdtemp(prefix=WORKPLACE)
    try:
        note.write_text(folder, encoding="utf-8")
        os.environ.update(dict.fromkeys(names, folder))
        tempfile.tempdir = None  # asked for anew
        yield
    finally:
        for name in names:
            os.environ.pop(name, None)
        os.environ.update(before)
        tempfile.tempdir = None
        shutil.rmtree(folder, ignore_errors=True)
        note.unlink(missing_ok=True)


def clear_unfinished(study: Path) -> None:
    """Remove the temporary files that killed jobs left among a study's results."""
    for path in (study / "results").rglob(".*"):
        if TEMPORARY.fullmatch(path.name) and path.is_file():
            path.unlink(missing_ok=True)


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
