"""The way to the coding tables on a real Slurm: four shards, a job killed, and the bytes of a run on one machine."""

import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

import impatient_snakemake
import local_slurm
import torture

ROOT = Path(__file__).parents[1]
PATIENCE = 600  # seconds: minutes where the machine has much else to do
MADE = ("results/closed/turns.parquet", "results/closed/codings.parquet", "results/closed/gate/VS2018.json")


@pytest.mark.slow
@pytest.mark.skipif(bool(local_slurm.why_not()), reason=local_slurm.why_not())
def test_study_cut_into_shards_on_slurm_with_a_job_killed_has_the_bytes_of_one_machine(built_once, tmp_path):
    study = tmp_path / "study"
    shutil.copytree(built_once, study)
    torture.clear(study)
    with (study / "config.yaml").open("a", encoding="utf-8") as config:
        config.write("shards: 4\n")
    command = [sys.executable, impatient_snakemake.__file__, "--snakefile", str(ROOT / "Snakefile")]
    command += ["--directory", str(study), "--workflow-profile", str(ROOT / "profiles/slurm"), "--", *MADE]
    with local_slurm.running() as inside:
        first = subprocess.Popen(
            [*inside, *command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8"
        )
        job = running_job(first, inside)
        subprocess.run([*inside, "scancel", "--signal=KILL", "--full", job], check=True)
        said, _ = first.communicate(timeout=PATIENCE)
        assert first.returncode == 1, said
        assert len(submitted(said)) == 1, said
        second = subprocess.run(
            [*inside, *command], capture_output=True, text=True, encoding="utf-8", check=False, timeout=PATIENCE
        )
        assert second.returncode == 0, second.stdout + second.stderr
        assert len(submitted(second.stderr)) == 2  # all shards in one job, all else in another
    made = torture.results(study)
    assert set(MADE) <= set(made)
    assert not [path for path in made if "/shards/" in path]
    assert torture.half_written(study, torture.results(built_once)) == []


def running_job(run: subprocess.Popen, inside: list[str]) -> str:
    """Return the id of the first job that Slurm runs, once there is one."""
    while run.poll() is None:
        asked = [*inside, "squeue", "-h", "-t", "R", "-o", "%A"]
        if found := subprocess.run(asked, capture_output=True, text=True, check=False).stdout.split():
            return found[0]
        time.sleep(0.2)
    raise AssertionError(f"the run ended before any job began: {run.stdout.read()}")


def submitted(said: str) -> list[str]:
    """Return what the engine says of each job that it gave to Slurm."""
    return [line for line in said.splitlines() if "has been submitted with SLURM jobid" in line]
