"""Seconds on the clock and of processors, of a command with all that it starts."""

import os
import re
import subprocess
import tempfile
import time
from collections import Counter
from pathlib import Path
from statistics import median
from typing import NamedTuple


class Timed(NamedTuple):
    """What a command took: seconds on the clock, seconds of processors (children that it waited for too); its words."""

    seconds: float
    cpu: float
    said: str


def timed(command: list, folder: Path, environment: dict[str, str], codes: tuple[int, ...] = (0,)) -> Timed:
    """Run a command in a folder. Raises SystemExit with its last words where it ends otherwise than `codes`.

    POSIX only.
    """
    with tempfile.TemporaryFile() as said:
        start = time.monotonic()
        process = subprocess.Popen(
            [str(word) for word in command],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
        )
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.monotonic() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        words = said.read().decode(errors="replace")
    if process.returncode not in codes:
        last = "\n".join(words.splitlines()[-20:])
        raise SystemExit(f"{' '.join(map(str, command))} ended with {process.returncode}:\n{last}")
    return Timed(seconds, used.ru_utime + used.ru_stime, words)


def interleaved(times: int, **runs) -> dict[str, Timed]:
    """Call functions that return Timed in turn, so that a slow minute of the machine hits all; return the medians.

    `said` is of the last time.
    """
    found = {name: [] for name in runs}
    for _ in range(times):
        for name, run in runs.items():
            found[name].append(run())
    return {
        name: Timed(median(one.seconds for one in many), median(one.cpu for one in many), many[-1].said)
        for name, many in found.items()
    }


def jobs_run(said: str) -> dict[str, int]:
    """Return {rule: jobs} of all that a run of the engine did: what it says of each when it is finished."""
    return dict(Counter(re.findall(r"^Finished jobid: \d+ \(Rule: (\w+)\)$", said, re.MULTILINE)))
