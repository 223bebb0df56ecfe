"""Same input, same bytes: in another folder, time zone, language, home and order of sets."""

import locale
from pathlib import Path

import built_study


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_two_places_and_two_environments_give_the_same_bytes(tmp_path):
    results = []
    for name, zone, language, seed in (
        ("here", "Pacific/Auckland", "C.UTF-8", "1"),
        ("a folder with spaces and æøå", "America/St_Johns", locale.getlocale()[0] or "C", "4242"),
    ):
        home = tmp_path / f"home of {name}"
        home.mkdir()
        environment = {"TZ": zone, "LC_ALL": language, "HOME": str(home), "PYTHONHASHSEED": seed, "PYTHONUTF8": "1"}
        study = built_study.build(tmp_path / name, environment, figures=True)
        results.append(bytes_of(study / "results" / "open") | bytes_of(study / "results" / "released"))
    first, second = results
    assert sorted(first) == sorted(second)
    assert [path for path in first if first[path] != second[path]] == []
    kinds = {Path(path).suffix for path in first}
    assert {".html", ".docx", ".pdf", ".svg", ".png", ".csv", ".json"} <= kinds
