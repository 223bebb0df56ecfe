"""Runs and jobs that are killed at random moments; `make torture` does it 25 times each, and fills disks too."""

import os
import random
import shutil

import pytest

import torture

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")


def test_study_whose_run_and_jobs_were_killed_three_times_each_is_that_of_a_run_left_in_peace(built_once, tmp_path):
    whole = torture.results(built_once)
    study = tmp_path / "study"
    shutil.copytree(built_once, study)
    torture.clear(study)
    seed = random.SystemRandom().randrange(10**6)
    print(f"seed {seed}")  # shown when it fails
    moments = random.Random(seed)
    for kind in ("run", "job") * 3:
        said = torture.killed(study, kind, moments.uniform(0, 1.5), first_job=True)
        assert "killed" in said
        assert torture.half_written(study, whole) == []
    assert torture.completed(study, whole) == []
