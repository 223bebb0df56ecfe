"""Drive Snakemake over one study, in one process: look what is to be done, do it, verify, and say what was made.

In one process, because starting Snakemake takes longer than all it does when nothing changed. Outside the package,
which never imports Snakemake.
"""

import copy
import gc
import sys
import time
from contextlib import ExitStack
from logging import ERROR
from pathlib import Path

from snakemake import cli
from snakemake.logging import LogEvent, logger
from snakemake.persistence import PersistenceBase
from snakemake.workflow import Workflow

import sparing
import warm
from trail import clocks, last_words, records, running
from trail.faults import Faults

ROOT = Path(__file__).resolve().parents[1]

# Rules pass plain builtins as params (docs/contracts.md). Looking for tables among them would import pandas into
# Snakemake's own process, a quarter of a second in every run; what is recorded is the same either way.
PersistenceBase._serialize_param_pandas = PersistenceBase._serialize_param_builtin


def main(study: str) -> int:
    """Build a study, verify it and say where to look. Return 0, 1 after a fault, 2 for no study, 130 if interrupted."""
    gc.freeze()  # what was imported stays; looking for garbage in it takes a tenth of a run that has nothing to do
    gc.set_threshold(100_000)
    folder = Path(study).resolve()
    if not (folder / "config.yaml").is_file():
        print(f"{running.near(folder)} is not a study: it has no config.yaml. `make STUDY=DIR` runs the study in DIR.")
        return 2
    return in_peace(folder, make)


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
    if edited := records.edited(folder / "results"):
        print("\n".join(["Results are not as they were made:", *edited]))
        return 1
    records.reopen(folder / "results")
    code, worked = run(folder, ROOT / "Snakefile", is_sound)
    if code:
        return code
    if not records.still_verified(folder / "results") and (code := verify(folder)):
        return code
    head = f"Made and verified in {time.monotonic() - started:.0f} s." if worked else "Up to date and verified."
    print(f"\n{head}\n{running.what_was_made(folder)}", flush=True)
    return 0


def verify(folder: Path) -> int:
    """Verify what was made, as `trail verify` does; return its exit code."""
    from trail import cli as trail_command  # not needed by a run that has nothing to do

    code = trail_command.main(["verify", str(folder)])
    if code:
        print("\nWhat FAILS above is not as the run made it. Delete such a file, run it again, and it is made anew.")
    return code


def run(study: Path, snakefile: Path, may_start=lambda study: True, targets=()) -> tuple[int, bool]:
    """Build what is not up to date. Return the exit code, and whether there was anything to do.

    targets: rules or files, where not the whole study is to be built
    may_start: asked once when there is something to do; where it says no, nothing is changed
    """
    seen = {"stage": "", "idle": False, "interrupted": False, "rules": set(), "spared": set()}
    seen |= {"messages": {}, "failed": [], "errors": []}
    running.clear_unfinished(study)
    with running.workplace(study):
        try:
            done = build(study, snakefile, seen, may_start, targets)
        except KeyboardInterrupt:
            done, seen["interrupted"] = False, True
    if done:
        return 0, not seen["idle"]
    if seen.get("told"):
        return 1, True
    if seen["interrupted"]:
        print("\nStopped at your wish. What was finished is kept; run it again to go on from there.", flush=True)
        return 130, True
    print(f"\n{last_words.why_it_stopped(study, seen['failed'], seen['errors'])}", flush=True)
    return 1, True


def build(study: Path, snakefile: Path, seen: dict, may_start, targets) -> bool:
    """Look what is to be done, and do it where there is something; return whether all went well.

    seen: gathers what happens on the way (see `watching`)
    """
    words = ["--snakefile", snakefile, "--directory", study, "--workflow-profile", ROOT / "profiles/default"]
    Workflow.source_cache_path = study / ".snakemake" / "source-cache"  # not in a home, which may not be there
    parser, parsed = cli.parse_args([str(word) for word in [*words, "--", *targets]])
    if not sys.stderr.isatty():
        parsed.logger = []  # plain lines where progress bars would be litter
    watch = watching(seen)
    logger.addFilter(watch)
    with ExitStack() as stack:
        stack.callback(logger.removeFilter, watch)
        for stage in ("look", "whole"):
            arguments = copy.copy(parsed)
            arguments.dryrun, seen["stage"] = stage == "look", stage
            if not cli.args_to_api(arguments, parser):
                return False
            if seen["idle"]:
                return True
            if stage == "look":
                stack.enter_context(warm.running_scripts(study, seen["rules"]))
                stack.enter_context(sparing.early_cut_off(seen["spared"].add))
                if not may_start(study):
                    seen["told"] = True
                    return False
    return True


def is_sound(study: Path) -> bool:
    """Return whether a study has no fault that stops it; print all of them if it has, before anything is changed."""
    from trail import inspection  # not needed by a run that has nothing to do

    found = inspection.inspect(study)
    sound = all(fault.level == "W" for fault in found)
    if not sound:
        print(f"\nFaults in {running.near(study)}\n{inspection.summary(found)}", flush=True)
    return sound


def watching(seen: dict):
    """Return a filter of Snakemake's log that notes in `seen` what went wrong and hides what tells a person nothing."""

    def watch(record) -> bool:
        event, message, looking = getattr(record, "event", None), record.getMessage(), seen["stage"] == "look"
        if event == LogEvent.JOB_INFO:
            seen["rules"].add(record.rule_name)
            seen["messages"][record.jobid] = record.rule_msg or record.rule_name
            looking = looking or record.jobid in seen["spared"]
        elif event == LogEvent.JOB_FINISHED:
            looking = record.job_id in seen["spared"]
        elif event == LogEvent.JOB_ERROR:
            what = seen["messages"].get(record.jobid, record.rule_name)
            seen["failed"].append({"message": what, "logs": [str(path) for path in record.log]})
        elif record.levelno >= ERROR:
            seen["errors"].append(message)
            return not looking and "CalledProcessError in file" not in message  # the log says what, this only that
        elif message.startswith("Terminating processes on user request"):
            seen["interrupted"] = True
        elif message.startswith("Nothing to be done"):
            seen["idle"] = looking
            return looking or seen["stage"] == "whole"
        return not looking

    return watch


if __name__ == "__main__":
    sys.stdout.reconfigure(errors="replace", line_buffering=True)
    sys.exit(main(*sys.argv[1:2] or ["."]))
