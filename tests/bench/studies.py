"""Copies of a study to run, and the two edits that a rebuild is measured by."""

import csv
import shutil
from pathlib import Path

import yaml

from trail import inspection, recording, study
from trail.tables import read_rows, split_list

WRITTEN = ("config.yaml", "data", "manuscript", "notebooks")  # a study, without what was made of it
TRIES = 40


def copy(source: Path, folder: Path, renderer: str = "embedded") -> Path:
    """Copy what people wrote of a study, with the renderer set in its config; return the folder."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name in WRITTEN:
        if (source / name).is_dir():
            shutil.copytree(source / name, folder / name)
    config = yaml.safe_load((source / "config.yaml").read_text(encoding="utf-8"))
    text = yaml.safe_dump(config | {"renderer": renderer}, allow_unicode=True, sort_keys=False)
    (folder / "config.yaml").write_text(text, encoding="utf-8")
    return folder


def set_one_aside(folder: Path) -> str:
    """Set aside one agreed coding that nothing else rests on, and mend what that makes stale; return its unit.

    It is the first that can be taken out of its condensate without a fault.
    """
    _, data = study.find(folder)
    codings, condensates = (_rows(data, name) for name in ("codings", "condensates"))
    agreed = [row for row in codings if row["status"] == "agreed"]
    for row in agreed[:TRIES]:
        aside = {"status": "set_aside", "set_aside_reason": "Measured: set aside."}
        _write(data, "codings", [one | aside if one is row else one for one in codings])
        _write(data, "condensates", [_without(one, row) for one in condensates])
        mended = [one["condensate_id"] for one in condensates if _without(one, row) != one]
        mended += [one["freeze_id"] for one in _rows(data, "freezes") if one["sha256"] and one["paper"] == row["paper"]]
        recording.stamp(folder, list(dict.fromkeys(mended)), today="2021-03-01")
        if not any(fault.level == "E" for fault in inspection.inspect(folder)):
            return row["unit_id"]
    raise SystemExit("No coding of this study can be set aside without a fault.")


def accept_all(folder: Path) -> list[str]:
    """Release every thing that went stale, as its reviewer would; return their names."""
    _, data = study.find(folder)
    own = {(row["document"], row["kind"], row["id"]) for row in _rows(data, "release")}
    stale = [
        (row["document"], row["kind"], row["id"] if (row["document"], row["kind"], row["id"]) in own else "*")
        for row in recording.waiting(folder)
        if row["state"] == "stale"
    ]
    names = [":".join(name) for name in dict.fromkeys(stale)]
    recording.accept(folder, names, by="A1", today="2021-03-01")
    return names


def redate_one(folder: Path) -> None:
    """Give the first coding the date of another: a change of the data that changes nothing released."""
    _, data = study.find(folder)
    first, *others = _rows(data, "codings")
    other = next(row["coded_on"] for row in others if row["coded_on"] != first["coded_on"])
    _write(data, "codings", [first | {"coded_on": other}, *others])


def _without(condensate: dict, coding: dict) -> dict:
    units = split_list(condensate["unit_ids"])
    if condensate["subgroup_id"] != coding["subgroup_id"] or coding["unit_id"] not in units:
        return condensate
    return condensate | {"unit_ids": ";".join(unit for unit in units if unit != coding["unit_id"])}


def _rows(data: Path, table: str) -> list[dict]:
    header, body = read_rows(data / study.TABLES[table], table)
    return [dict(zip(header, row, strict=True)) for row in body if any(row)]


def _write(data: Path, table: str, rows: list[dict]) -> None:
    with (data / study.TABLES[table]).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
