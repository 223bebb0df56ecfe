"""The scripts of a plan one after the other in this process: the same functions and renders, no engine.

`python tests/bench/straight.py PLAN` runs it in the study's folder, and verifies as `make` does.
"""

import json
import runpy
import sys
from pathlib import Path
from types import SimpleNamespace

from trail import cli


class Named(list):
    """A list whose members may have names, as scripts know it from the engine: `input.units`, `input["units"]`."""

    def __init__(self, things: list, named: dict):
        super().__init__(things)
        self.named = named
        self.__dict__ |= named

    def __getitem__(self, key):
        return self.named[key] if isinstance(key, str) else super().__getitem__(key)

    def items(self):
        """Return the named members."""
        return self.named.items()


def run(job: dict) -> None:
    """Run the script of one job of `plan.plan`, its output folders made as the engine makes them."""
    things = {kind: Named(of["all"], of["named"]) for kind, of in job.items() if isinstance(of, dict)}
    for path in (*things["output"], *things["log"]):
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    runpy.run_path(job["script"], init_globals={"snakemake": SimpleNamespace(**things)})


if __name__ == "__main__":
    for job in json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")):
        run(job)
    sys.exit(cli.main(["verify", "."]))
