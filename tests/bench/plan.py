"""Every job of a study as plain JSON, in an order in which they can run: what `straight` needs to do without engine.

`python tests/bench/plan.py STUDY PLAN` writes it.
"""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import dag


def plan(study: Path) -> list[dict]:
    """Return [{rule, script, input, output, params, log, wildcards}] of a fresh run; jobs without a script left out."""
    return [_plain(job) for job in dag.engine_jobs(study) if job.rule.script]


def _plain(job) -> dict:
    return {
        "rule": job.rule.name,
        "script": str(Path(str(job.rule.basedir), job.rule.script).resolve()),
        **{kind: _named(getattr(job, kind)) for kind in ("input", "output", "params", "log", "wildcards")},
    }


def _named(things) -> dict:
    """Return {all: everything in its order, named: {name: one thing, or the list of them}} of a list with names."""
    return {
        "all": [_plain_value(thing) for thing in things],
        "named": {name: _plain_value(thing) for name, thing in things.items()},
    }


def _plain_value(thing):
    if isinstance(thing, str):
        return str(thing)
    return [str(path) for path in thing] if type(thing).__name__ == "Namedlist" else thing


if __name__ == "__main__":
    # Keys stay in their order: that of the config decides the order of interview sets.
    Path(sys.argv[2]).write_text(json.dumps(plan(Path(sys.argv[1])), indent=1), encoding="utf-8")
