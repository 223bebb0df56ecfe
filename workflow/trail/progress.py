"""How far a study is: what is built, stale and waiting, and the next command."""

import re
import subprocess
import sys
from pathlib import Path

from trail import recording, study
from trail.tables import read_json

_JOB = re.compile(r"^(\w+) +(\d+)$")
_NOT_WORK = ("all", "released", "total")


def pending(folder: Path, project: Path) -> dict[str, int] | None:
    """Return {rule: jobs to do} as Snakemake's dry run tells, None where it cannot (a fault in config or tables)."""
    command = [sys.executable, "-m", "snakemake", "--snakefile", str(project / "Snakefile"), "--directory", str(folder)]
    command += ["--workflow-profile", "none", "--dry-run", "--quiet", "rules", "--nolock"]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", errors="replace", check=False)
    if done.returncode:
        return None
    jobs = (_JOB.match(line.strip()) for line in (done.stdout + done.stderr).splitlines())
    return {job[1]: int(job[2]) for job in jobs if job and job[1] not in _NOT_WORK}


def status(folder: Path, project: Path) -> str:
    """Return what a researcher wants to know on coming back: built, stale, waiting, and the next command."""
    config, _ = study.find(folder)
    jobs = pending(folder, project)
    draft = config["study"]["draft"]
    documents = folder / "results" / ("closed/draft/documents" if draft else "open/documents")
    lines = [f"{config['study']['title']}{' (draft)' if draft else ''}"]
    built = [name for name in config["documents"] if (documents / f"{name}.html").exists()]
    lines.append(f"built    {', '.join(built) or 'no document yet'}")
    if jobs is None:
        lines.append("stale    cannot tell: there are faults")
    else:
        work = ", ".join(f"{rule} {number}" if number > 1 else rule for rule, number in jobs.items())
        lines.append(f"stale    {work or 'nothing'}")
    held = recording.waiting(folder)
    by_state = {state: sum(row["state"] == state for row in held) for state in ("waiting", "stale")}
    at_the_door = f"{by_state['waiting']} things at the door, {by_state['stale']} changed since their review"
    lines.append(f"waiting  {'nothing: a draft releases nothing' if draft else at_the_door}")
    lines.append(f"next     {_next(folder, jobs, held, draft)}")
    return "\n".join(lines)


def _next(folder: Path, jobs: dict | None, held: list[dict], draft: bool) -> str:
    where = "" if folder.resolve() == Path.cwd() else f" {folder}"
    if jobs is None:
        return f"trail check{where}"
    make = f"make STUDY={folder}" if where else "make"
    if jobs and held and not draft and "release_document" not in jobs:
        return f"trail release{where}, then {make}"  # what a text cites and nobody released stops the run
    if jobs:
        return make
    verification = folder / "results" / "closed" / "verification.json"
    if not verification.exists() or not read_json(verification)["verified"]:
        return f"trail verify{where}"
    if held and not draft:
        return f"trail release{where}"
    return f"trail open{where}"
