"""Faults in the researcher's words: file, place, value and cure, all at once."""

import difflib
import os
import sys
import traceback
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path


@dataclass(frozen=True, order=True)
class Fault:
    """One thing wrong in what people wrote.

    file: path as the researcher knows it (within the study folder)
    place: "row 31" (as a spreadsheet counts, header = 1), "line 12", "papers.paper2" or ""
    message: one sentence with the value and the cure; never confidential text
    check: name of the check that found it, such as "dangling_id"
    level: "E" stops the build, "W" warns
    """

    file: str
    place: str
    message: str
    check: str = ""
    level: str = "E"


class Faults(Exception):
    """Raised with every fault found; its text is the report a person reads."""

    def __init__(self, faults: Iterable[Fault]):
        self.faults = list(faults)
        super().__init__(report(self.faults))


def refuse(faults: Iterable[Fault]) -> None:
    """Raise Faults if any fault stops the build; warnings alone pass."""
    faults = list(faults)
    if any(fault.level == "E" for fault in faults):
        raise Faults(faults)


def note(warnings: Iterable[Fault]) -> None:
    """Leave warnings in the log of a step that goes on."""
    text = report(warnings)
    if text:
        print(text, file=sys.stderr, flush=True)


def told_once(faults: Iterable[Fault]) -> list[Fault]:
    """Return the faults without repetitions, and without warnings that are told as faults as well."""
    faults = list(dict.fromkeys(faults))
    stopping = {replace(fault, level="") for fault in faults if fault.level == "E"}
    return [fault for fault in faults if fault.level == "E" or replace(fault, level="") not in stopping]


def did_you_mean(value: str, known: Iterable[str]) -> str:
    """Return " (did you mean 'X'?)" for the nearest known name, or "" when none is near."""
    near = difflib.get_close_matches(str(value), [str(name) for name in known], n=1, cutoff=0.6)
    return f" (did you mean '{near[0]}'?)" if near else ""


def report(faults: Iterable[Fault]) -> str:
    """Return the faults as text: errors first, then warnings, grouped by file, in the order of the file."""
    lines = []
    faults = told_once(faults)
    for level in ("E", "W"):
        of_level = [fault for fault in faults if fault.level == level]
        for file in sorted({fault.file for fault in of_level}):
            lines.append(file if level == "E" else f"{file} (warnings)")
            here = sorted((fault for fault in of_level if fault.file == file), key=_position)
            width = max(len(fault.place) for fault in here)
            for fault in here:
                lines.append(f"  {fault.place:<{width}}  {fault.message}" if width else f"  {fault.message}")
    return "\n".join(lines)


def _position(fault: Fault) -> tuple[int, str, str]:
    digits = "".join(character for character in fault.place if character.isdigit())
    return (int(digits or 0), fault.place, fault.message)


def report_to(log) -> None:
    """Send everything this script says on standard error to its rule's log, and faults as sentences.

    log: the rule's `log` as Snakemake passes it. Descriptor 2 is moved, not `sys.stderr` alone, so that
    kernels and renderers started from here write to the log too. A fault leaves its sentences; any other
    error leaves its type and frames without its message, which may hold transcript text.
    """
    path = Path(str(log[0]))
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666)
    os.dup2(descriptor, 2)
    os.close(descriptor)
    sys.excepthook = _log_exception


def _log_exception(kind, error, frames) -> None:
    if isinstance(error, Faults):
        print(error, file=sys.stderr, flush=True)
        return
    for frame in traceback.extract_tb(frames):
        print(f"  {Path(frame.filename).name}, line {frame.lineno}, in {frame.name}", file=sys.stderr)
    number = f" {error.errno} ({os.strerror(error.errno)})" if isinstance(error, OSError) and error.errno else ""
    print(f"{kind.__name__}{number}: an unforeseen error; the frames above say where.", file=sys.stderr, flush=True)
