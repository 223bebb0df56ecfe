"""Same input, same bytes: in other surroundings, by another user, cut into other jobs for other processors."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import built_study

ROOT = Path(__file__).parents[1]
SET_UP = (ROOT / ".venv" / "set-up.txt").exists()
# In a mount namespace of its own: the checkout is read-only, and the user is somebody else without any special right.
ANOTHER = f"""
umask 077
mount --bind '{ROOT}' '{ROOT}' && mount -o remount,ro,bind '{ROOT}' && cd /
exec unshare --user --map-user=1000 --map-group=1000 taskset -c 0 "$@"
"""


def bytes_of(folder: Path) -> dict[str, bytes]:
    """Return what a run made; a verification is written by `make`, not by the engine alone."""
    paths = [path for path in folder.rglob("*") if path.is_file() and path.name != "verification.json"]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def as_another_user() -> list[str]:
    """Return the words before a command that let another user run it from a read-only checkout, [] where none can."""
    words = ["unshare", "--map-root-user", "--mount", "sh", "-c", ANOTHER, "sh"]
    tried = shutil.which("unshare") and subprocess.run([*words, "true"], capture_output=True, check=False)
    return words if tried and tried.returncode == 0 else []


def test_other_places_users_processors_and_shards_give_the_same_bytes(tmp_path):
    environment = {"TZ": "Pacific/Auckland", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "1"}
    first = built_study.build(tmp_path / "here", environment, figures=True)
    second = tmp_path / "a folder with spaces and æøå"
    made = shutil.ignore_patterns("results", "logs", ".snakemake")
    shutil.copytree(first, second, ignore=made)
    with (second / "config.yaml").open("a", encoding="utf-8") as config:
        config.write("shards: 16\n")
    begun = ["run.py", f"STUDY={second}"] if SET_UP else ["workflow/drive.py", str(second)]
    command = [*as_another_user(), sys.executable, str(ROOT / begun[0]), begun[1]]
    bare = {"PATH": "/usr/bin:/bin", "TZ": "America/St_Johns", "LC_ALL": "C", "PYTHONHASHSEED": "4242"}  # and no home
    environment = bare if as_another_user() else os.environ | bare
    run = subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    first, second = bytes_of(first / "results"), bytes_of(second / "results")
    assert sorted(first) == sorted(second)
    assert [path for path in first if first[path] != second[path]] == []
    kinds = {Path(path).suffix for path in first}
    assert {".html", ".docx", ".pdf", ".svg", ".png", ".csv", ".json", ".parquet"} <= kinds


@pytest.mark.skipif(not as_another_user(), reason="no user namespaces here")
def test_read_only_checkout_and_another_user_are_what_the_test_above_says():
    tried = [*as_another_user(), "sh", "-c", f"id -u; nproc; umask; touch '{ROOT}/x' 2>&1 || echo refused"]
    said = subprocess.run(tried, capture_output=True, text=True, check=True).stdout.split()
    assert said[:3] == ["1000", "1", "0077"]
    assert said[-1] == "refused"
