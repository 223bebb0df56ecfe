"""What a finished run was made of: while all of it is as it was, the engine need not be asked what is to be done."""

import platform
import shutil
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import yaml

from trail import quarto, records
from trail.tables import canonical_json, read_json, sha256, write_json

WRITTEN = ("config.yaml", "data", "manuscript", "notebooks", "LICENSE-data")  # what people write of a study
CODE = ("Snakefile", "workflow", "profiles", "manuscript/_extensions", "manuscript/profiles")  # what the project brings
PASSING = ("__pycache__", ".ipynb_checkpoints")
NOTE = Path(".snakemake", "made_of.json")  # not in results/: it says of what, not what


def note(study: Path, of: str) -> None:
    """Write down what a run that finished and was verified was made of.

    of: the fingerprint from before it began, so that what was edited meanwhile is a change
    """
    write_json({"of": of, "records": _records(study)}, study / NOTE)


def is_as_noted(study: Path, of: str) -> bool:
    """Return whether the last run finished, was made of what now has the fingerprint `of`, and its records still stand.

    Whether the results are as their records say is not asked here: `records.changed` does that.
    """
    noted = read_json(study / NOTE) if (study / NOTE).is_file() else {}
    return bool(noted) and noted == {"of": of, "records": _records(study)}


def fingerprint(study: Path, project: Path) -> str:
    """Return one hash over every file that people wrote and the project brings, packages by version, and the renderer.

    Files by their content: no time, size or owner decides. The data folder is the one that the config names.
    """
    places = [study / name for name in (*WRITTEN, _data(study))] + [project / name for name in CODE]
    quarto_program = shutil.which("quarto")
    surroundings = {
        "python": platform.python_version(),
        "packages": sorted(path.name for path in Path(sysconfig.get_path("purelib")).glob("*.dist-info")),
        "quarto": [quarto_program, quarto.version(quarto_program)] if quarto_program else [],
        "study": str(study),
    }
    paths = {path for place in places for path in _files(place)}  # one place may lie in another: each file is read once
    files = {str(path): sha256(path.read_bytes()) for path in paths}
    return sha256(canonical_json([surroundings, files]))


def _data(study: Path) -> str:
    try:
        return str(yaml.safe_load((study / "config.yaml").read_bytes())["study"]["data"])
    except (yaml.YAMLError, TypeError, KeyError):  # then it is not the config of a run that finished
        return "data"


def _files(place: Path) -> Iterator[Path]:
    for path in [place] if place.is_file() else place.rglob("*"):
        if path.is_file() and not any(part in PASSING for part in path.parts):
            yield path


def _records(study: Path) -> dict[str, str]:
    return {zone: records.record_sha256(study / "results", zone) for zone in records.zones(study / "results")}
