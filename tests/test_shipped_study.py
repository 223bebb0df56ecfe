"""The shipped study's own door: every decision in its release list is about what is there now."""

import shutil
from pathlib import Path

import pytest

import built_study
from trail.tables import read, read_json

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def results(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("shipped")
    shutil.copy(ROOT / "config.yaml", folder)
    shutil.copytree(ROOT / "data" / "synthetic", folder / "data" / "synthetic")
    shutil.copytree(ROOT / "manuscript", folder / "manuscript")  # what the thesis' synthesis rests on stands there
    done = built_study.snakemake(folder, "released")
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "results"


def test_every_candidate_is_released_or_withheld(results):
    doors = [*results.glob("closed/*/door.csv"), results / "closed" / "study_door.csv"]
    assert len(doors) == 6
    undecided = {
        (path.parent.name, row["kind"], row["id"], row["state"])
        for path in doors
        for row in read(path).to_dict("records")
        if row["state"] not in ("released", "withheld")
    }
    assert undecided == set()


def test_method_material_is_released(results):
    for kind in ("codebook", "decisions", "reporting"):
        assert read_json(results / "released" / "study" / f"{kind}.json"), kind
