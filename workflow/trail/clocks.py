"""Files that bear a time in the future: the clock was set back, or the machine that they come from is ahead."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

from trail.faults import Fault, Faults
from trail.running import near

WRITTEN = ("config.yaml", "data", "manuscript", "notebooks")  # what people write of a study
SLACK = 2.0  # seconds by which disks and clocks of a network differ
LONG_AGO = 315532800.0  # 1980-01-01, in seconds


def put_right(study: Path, code: Path) -> str:
    """Give every file of the future a time of the past; return a sentence about it, or "" where there was none.

    Snakemake goes by times: what is edited after a clock was set back would stay older than results made before, and
    nobody would make those anew. What people wrote, and the code, get the present time; results get one of long ago,
    and are made anew.
    Raises Faults where a time cannot be changed.
    """
    now = time.time()
    ahead = {path: now - 1 for name in WRITTEN for path in _ahead(study / name, now)}
    ahead |= dict.fromkeys(_ahead(code, now), now - 1)
    ahead |= dict.fromkeys(_ahead(study / "results", now), LONG_AGO)
    for path, seconds in ahead.items():
        try:
            os.utime(path, (seconds, seconds))
        except OSError as error:
            cure = f"bears a time in the future, which cannot be changed ({error.strerror}): set the clock right."
            raise Faults([Fault(str(near(path)), "", cure, "future_time")]) from error
    if not ahead:
        return ""
    others = f" and {len(ahead) - 1} more" if len(ahead) > 1 else ""
    return (
        f"{near(min(ahead))}{others} bore a time in the future: was the clock set back? They have been given one of "
        "the past; results among them are made anew."
    )


def _ahead(place: Path, now: float) -> Iterator[Path]:
    for path in [place] if place.is_file() else place.rglob("*"):
        if path.is_file() and path.stat().st_mtime > now + SLACK:
            yield path
