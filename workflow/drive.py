"""Run one study: drive the engine over what is not up to date, verify what came out, and say what was made.

The engine is not even asked while the study, the code and the results are what the last run left.
`python workflow/drive.py STUDY report` has it put everything on one page as well.
"""

import atexit
import gc
import sys
import time
from pathlib import Path

from trail import clocks, last_words, made_of, records, running
from trail.faults import Faults

ROOT = Path(__file__).resolve().parents[1]


def main(study: str, wish: str = "") -> int:
    """Build a study, verify it and say where to look; with the wish "report" also have the report written.

    Return 0, 1 after a fault, 2 for no study, 130 if interrupted.
    """
    gc.freeze()  # what was imported stays; looking for garbage in it takes a tenth of a run that has nothing to do
    gc.set_threshold(100_000)
    atexit.register(gc.freeze)  # and so is what is left on the way out
    folder = Path(study).resolve()
    if not (folder / "config.yaml").is_file():
        print(f"{running.near(folder)} is not a study: it has no config.yaml. `make STUDY=DIR` runs the study in DIR.")
        return 2
    return in_peace(folder, (lambda study: make(study) or report(study)) if wish == "report" else make)


def in_peace(study: Path, work) -> int:
    """Let `work` do its work on a study while no other run may; return its code, 1 where something is in the way."""
    if in_the_way := running.unwritable(study):
        print(in_the_way)
        return 1
    try:
        with running.alone(study) as in_the_way:
            if in_the_way:
                print(in_the_way)
                return 1
            return work(study)
    except Faults as error:
        print(error)
        return 1
    except OSError as error:  # of steps, the engine tells: this is about the disk that the study lies on
        print(f"\n{last_words.why_it_stopped(study, [], [f'{error.strerror}: {error.filename or study}'])}", flush=True)
        return 1


def make(folder: Path) -> int:
    """Build a study, verify it and say where to look; return the exit code."""
    started = time.monotonic()
    # Before the engine looks: it goes by times, and would take a result edited by hand for a newer one.
    if put_right := clocks.put_right(folder, ROOT / "workflow"):
        print(put_right)
    edited, lost = records.edited_and_lost(folder / "results")
    if edited:
        print("\n".join(["Results are not as they were made:", *edited]))
        return 1
    verified, worked = records.still_verified(folder / "results"), False
    of = made_of.fingerprint(folder, ROOT)
    if put_right or lost or not verified or not made_of.is_as_noted(folder, of):
        code, worked = build(folder)
        if code:
            return code
        made_of.note(folder, of)
    head = f"Made and verified in {time.monotonic() - started:.0f} s." if worked else "Up to date and verified."
    print(f"\n{head}\n{running.what_was_made(folder)}", flush=True)
    return 0


def build(folder: Path) -> tuple[int, bool]:
    """Make what is not up to date, and verify what is not verified; return the exit code, and whether a job ran."""
    import engine  # takes longer than all that a run with nothing to do has to do

    records.reopen(folder / "results")
    code, worked = engine.run(folder, ROOT / "Snakefile", is_sound)
    if not code and not records.still_verified(folder / "results"):
        code = verify(folder)
    return code, worked


def report(folder: Path) -> int:
    """Have the engine put all that was made on one page, and say where it is; return the exit code."""
    import engine  # here, as above

    out = folder / "results" / records.REPORT
    try:
        done = engine.report(folder, ROOT / "Snakefile", out)
    except KeyboardInterrupt:
        print("\nStopped at your wish. All but the report is made.", flush=True)
        return 130
    if not done:
        print("\nThe report could not be written; all else is made. The lines above say why.", flush=True)
        return 1
    print(f"  report      {running.near(out)}  (all of it on one page; it does not leave this machine)", flush=True)
    return 0


def verify(folder: Path) -> int:
    """Verify what was made, as `trail verify` does; return its exit code."""
    from trail import cli as trail_command  # not needed by a run that has nothing to do

    code = trail_command.main(["verify", str(folder)])
    if code:
        print("\nWhat FAILS above is not as the run made it. Delete such a file, run it again, and it is made anew.")
    return code


def is_sound(study: Path) -> bool:
    """Return whether a study has no fault that stops it; print all of them if it has, before anything is changed."""
    from trail import inspection  # not needed by a run that has nothing to do

    found = inspection.inspect(study)
    sound = all(fault.level == "W" for fault in found)
    if not sound:
        print(f"\nFaults in {running.near(study)}\n{inspection.summary(found)}", flush=True)
    return sound


if __name__ == "__main__":
    sys.stdout.reconfigure(errors="replace", line_buffering=True)
    sys.exit(main(*sys.argv[1:3] or ["."]))
