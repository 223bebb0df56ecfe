"""The tiny study, built to the end once for all tests that look at results."""

import os
import subprocess
import sys
from pathlib import Path

import tiny_study

ROOT = Path(__file__).parents[1]


def snakemake(study: Path, *words: str, **environment: str) -> subprocess.CompletedProcess:
    """Run Snakemake over a study as a researcher would who does not use make."""
    command = [sys.executable, "-m", "snakemake", "--snakefile", ROOT / "Snakefile", "--directory", study]
    command += ["--workflow-profile", "none", "--cores", "2", *words]
    surroundings = os.environ | environment
    return subprocess.run(
        [str(word) for word in command], capture_output=True, text=True, check=False, env=surroundings
    )


def build(folder: Path, environment: dict[str, str] | None = None, **changes) -> Path:
    """Write the tiny study, let its candidates be reviewed, and build it."""
    tiny_study.write(folder, **changes)
    done = snakemake(folder, "released", **environment or {})
    assert done.returncode == 0, done.stdout + done.stderr
    tiny_study.restamp(folder)
    done = snakemake(folder, **environment or {})
    assert done.returncode == 0, done.stdout + done.stderr
    return folder
