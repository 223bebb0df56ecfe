"""Copies of a study to run, and the edits that a rebuild is measured by."""

import csv
import re
import shutil
from collections.abc import Iterable
from itertools import chain
from pathlib import Path

import yaml

from trail import inspection, recording, study
from trail.tables import read_rows, split_list

WRITTEN = ("config.yaml", "data", "manuscript", "notebooks")  # a study, without what was made of it
TRIES = 40
# A paragraph, or the last line of one, that is a sentence without marks.
PLAIN = re.compile(r"[A-Z][a-z]+ [\w ,;()'’-]{20,}\.")


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
    codings, condensates = (rows(data, name) for name in ("codings", "condensates"))
    agreed = [row for row in codings if row["status"] == "agreed"]
    for row in agreed[:TRIES]:
        aside = {"status": "set_aside", "set_aside_reason": "Measured: set aside."}
        write(data, "codings", [one | aside if one is row else one for one in codings])
        write(data, "condensates", [_without(one, row) for one in condensates])
        mended = [one["condensate_id"] for one in condensates if _without(one, row) != one]
        mended += [one["freeze_id"] for one in rows(data, "freezes") if one["sha256"] and one["paper"] == row["paper"]]
        recording.stamp(folder, list(dict.fromkeys(mended)), today="2021-03-01")
        if not any(fault.level == "E" for fault in inspection.inspect(folder)):
            return row["unit_id"]
    raise SystemExit("No coding of this study can be set aside without a fault.")


def accept_all(folder: Path) -> list[str]:
    """Release every thing that went stale, as its reviewer would; return their names."""
    _, data = study.find(folder)
    own = {(row["document"], row["kind"], row["id"]) for row in rows(data, "release")}
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
    first, *others = rows(data, "codings")
    other = next(row["coded_on"] for row in others if row["coded_on"] != first["coded_on"])
    write(data, "codings", [first | {"coded_on": other}, *others])


def correct_one(folder: Path) -> str:
    """Put one word more behind the last of a plain transcript, and attest to it anew; return the transcript's name.

    It is the first whose correction leaves no fault.
    """
    _, data = study.find(folder)
    for path in sorted((data / "transcripts").glob("*.txt")):
        before, attested = path.read_bytes(), (data / study.TABLES["attestations"]).read_bytes()
        path.write_bytes(before.rstrip() + b" Takk.\n")
        recording.attest(folder, by="A1", today="2021-03-01")
        if not any(fault.level == "E" for fault in inspection.inspect(folder)):
            return path.name
        path.write_bytes(before)
        (data / study.TABLES["attestations"]).write_bytes(attested)
    raise SystemExit("No transcript of this study can be corrected without a fault.")


def reword_one(folder: Path) -> str:
    """Put three words into a sentence of the first document that has a plain paragraph; return the document's name."""
    config, _ = study.find(folder)
    for document in config["documents"]:
        path = folder / "manuscript" / document / "index.qmd"
        lines = path.read_text(encoding="utf-8").split("\n")
        body = [number for number, line in enumerate(lines) if line == "---"][1] + 1
        for number in range(body, len(lines)):
            if PLAIN.fullmatch(lines[number]):
                lines[number] = f"{lines[number][:-1]}, as was measured."
                path.write_text("\n".join(lines), encoding="utf-8")
                return document
    raise SystemExit("No manuscript of this study has a plain paragraph.")


def _without(condensate: dict, coding: dict) -> dict:
    units = split_list(condensate["unit_ids"])
    if condensate["subgroup_id"] != coding["subgroup_id"] or coding["unit_id"] not in units:
        return condensate
    return condensate | {"unit_ids": ";".join(unit for unit in units if unit != coding["unit_id"])}


def rows(data: Path, table: str) -> list[dict]:
    """Return the rows of a table as they stand in its file; [] where there is none."""
    path = data / study.TABLES[table]
    header, body = read_rows(path, table) if path.exists() else ([], [])
    return [dict(zip(header, row, strict=True)) for row in body if any(row)]


def write(data: Path, table: str, new: Iterable[dict]) -> None:
    """Write the rows of a table, one at least, with the columns of the first: one by one, never all in memory."""
    new = iter(new)
    first = next(new)
    with (data / study.TABLES[table]).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(first), lineterminator="\n")
        writer.writeheader()
        writer.writerows(chain([first], new))
