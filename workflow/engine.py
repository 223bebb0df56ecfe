"""Snakemake over one study, in this process: look what is to be done, do it, and keep what went wrong for last words.

In one process, because starting Snakemake takes longer than all it does when nothing changed. Outside the package,
which never imports Snakemake.
"""

import copy
import shutil
import sys
import tempfile
from contextlib import ExitStack
from logging import ERROR
from pathlib import Path

from snakemake import cli
from snakemake.logging import LogEvent, logger
from snakemake.persistence import PersistenceBase
from snakemake.workflow import Workflow

import sparing
import warm
from trail import last_words, running, tables

PROFILE = Path(__file__).resolve().parents[1] / "profiles" / "default"

# Rules pass plain builtins as params (docs/contracts.md). Looking for tables among them would import pandas into
# Snakemake's own process, a quarter of a second in every run; what is recorded is the same either way.
PersistenceBase._serialize_param_pandas = PersistenceBase._serialize_param_builtin


def run(study: Path, snakefile: Path, may_start=lambda study: True) -> tuple[int, bool]:
    """Build what is not up to date. Return the exit code, and whether there was anything to do.

    may_start: asked once when there is something to do; where it says no, nothing is changed
    """
    seen = {"stage": "", "idle": False, "interrupted": False, "rules": set(), "spared": set()}
    seen |= {"messages": {}, "failed": [], "errors": []}
    running.clear_unfinished(study)
    with running.workplace(study):
        try:
            done = build(study, snakefile, seen, may_start)
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


def build(study: Path, snakefile: Path, seen: dict, may_start) -> bool:
    """Look what is to be done, and where there is something, go to the door and then on; return whether all went well.

    To the door first: nothing behind the door of any document may be made before all doors are passed.

    seen: gathers what happens on the way (see `watching`)
    """
    parser, parsed = asked(study, snakefile, PROFILE)
    if not sys.stderr.isatty():
        parsed.logger = []  # plain lines where progress bars would be litter
    watch = watching(seen)
    logger.addFilter(watch)
    with ExitStack() as stack:
        stack.callback(logger.removeFilter, watch)
        for stage, targets in {"look": [], "to the door": ["released"], "whole": []}.items():
            arguments = copy.copy(parsed)
            arguments.targets, arguments.dryrun, seen["stage"] = targets, stage == "look", stage
            seen["spared"].clear()  # jobs are numbered anew
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


def report(study: Path, snakefile: Path, out: Path) -> bool:
    """Write what a study made, as `report.smk` marks it, to one HTML file; return whether all went well.

    It holds times and paths of this machine: no record covers it, and nothing reads it.
    """
    with running.workplace(study):
        made = Path(tempfile.gettempdir()) / out.name
        logger.addFilter(is_error)
        try:
            parser, parsed = asked(study, snakefile, "none", "--report", made, "report")
            if not cli.args_to_api(parsed, parser):
                return False
        finally:
            logger.removeFilter(is_error)
        with tables.replacing(out) as beside:
            shutil.copyfile(made, beside)
    return True


def is_error(line) -> bool:
    """Return whether a line of Snakemake's log tells that something went wrong."""
    return line.levelno >= ERROR


def asked(study: Path, snakefile: Path, profile: Path | str, *more) -> tuple:
    """Return Snakemake's parser and what it made of a command over a study, with these words at its end."""
    words = ["--snakefile", snakefile, "--directory", study, "--workflow-profile", profile, *more]
    Workflow.source_cache_path = study / ".snakemake" / "source-cache"  # not in a home, which may not be there
    return cli.parse_args([str(word) for word in words])


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
