"""The way to the coding tables on a real Slurm: four shards, a job killed, and the bytes of a run on one machine."""

import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

import local_slurm
import torture

ROOT = Path(__file__).parents[1]


MADE = ("results/closed/turns.parquet", "results/closed/codings.parquet", "results/closed/gate/VS2018.json")


@pytest.mark.slow
@pytest.mark.skipif(not local_slurm.possible(), reason="no slurm-wlm and munge here, or not root")
def test_study_cut_into_shards_on_slurm_with_a_job_killed_has_the_bytes_of_one_machine(built_once, tmp_path):
    study = tmp_path / "study"
    shutil.copytree(built_once, study)
    torture.clear(study)
    with (study / "config.yaml").open("a", encoding="utf-8") as config:
        config.write("shards: 4\n")
    command = [sys.executable, "-m", "snakemake", "--snakefile", str(ROOT / "Snakefile"), "--directory", str(study)]
    command += ["--workflow-profile", str(ROOT / "profiles/slurm"), "--", *MADE]
    with local_slurm.running(tmp_path / "slurm"):
        first = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        jobs = running_jobs(first)
        subprocess.run(["scancel", "--signal=KILL", "--full", *jobs[:1]], check=True)
        said, _ = first.communicate(timeout=600)
        assert first.returncode == 1, said
        second = subprocess.run(command, capture_output=True, text=True, check=False, timeout=900)
        assert second.returncode == 0, second.stdout + second.stderr
        assert len(submitted(second.stderr)) == 2  # all shards in one job, all else in another
    made = torture.results(study)
    assert set(MADE) <= set(made)
    assert not [path for path in made if "/shards/" in path]
    assert torture.half_written(study, torture.results(built_once)) == []


def running_jobs(run: subprocess.Popen) -> list[str]:
    """Return the ids of the jobs that Slurm runs, once there is one."""
    while run.poll() is None:
        found = subprocess.run(["squeue", "-h", "-t", "R", "-o", "%A"], capture_output=True, text=True, check=False)
        if found.stdout.split():
            return found.stdout.split()
        time.sleep(0.2)
    raise AssertionError("the run ended before any job began")


def submitted(said: str) -> list[str]:
    """Return what the engine says of each job that it gave to Slurm."""
    return [line for line in said.splitlines() if "has been submitted with SLURM jobid" in line]
