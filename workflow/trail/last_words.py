"""Why a run stopped, as the last words of it: the fault, its cure where one is known, and where the log is."""

import re
from pathlib import Path

from trail.running import near

LONGEST = 12  # lines of a log that the last words repeat
UNFORESEEN = "an unforeseen error; the frames above say where."
NO_WORD = "It left no word in its log: the lines above say more."
CURES = {
    "No space left on device": "The disk is full: make room and run it again. What was finished is kept.",
    "Read-only file system": "Make it writable, or copy the study to a place that is, and run it again.",
    "died with <Signals.SIGKILL": "It was ended from outside (stopped by somebody, or memory was full): run it again.",
    "WinError 32": "A result is open in another program (Word?): close it there and run it again.",
}


def why_it_stopped(study: Path, failed: list[dict], errors: list[str]) -> str:
    """Return the last words of a run that failed: the fault, a cure where one is known, the log's path.

    failed: {"message": what the job does, "logs": its logs, relative to the study} of each job that failed
    errors: what the engine itself said
    """
    if not failed:
        said = "\n".join(dict.fromkeys(plain(error) for error in errors))
        kept = [] if said.endswith("Nothing was changed.") else ["The run stopped there; nothing half made was kept."]
        return "\n".join([said, *cures(said), *kept])
    first, *others = failed
    said = "\n".join(filter(None, (tail(study / log) for log in first["logs"]))) or NO_WORD
    lines = [f"Failed as well: {job['message']}. Log: {shown(study, job['logs'])}" for job in others]
    lines += [f"Stopped at: {first['message']}", said, *cures("\n".join([said, *errors]))]
    return "\n".join([*lines, f"Log: {shown(study, first['logs'])}"])


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
