"""Studies many times as large as another, made from its own interviews: what growth is measured by.

`python tests/bench/grown.py FOLDER TIMES [--study DIR] [--released]` writes one.
"""

import argparse
import io
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import yaml

from bench import studies
from trail import recording, study
from trail.tables import sha256, split_list

# Columns whose ids every copy has for itself: a table with one of them has its rows again in every copy.
ROWS = {
    "participants": ("participant_id",),
    "interviews": ("participant_id", "interview_id", "transcript"),
    "labels": ("interview_id",),
    "attestations": ("transcript",),
    "deidentification_log": ("interview_id",),
    "readings": ("interview_id",),
    "meaning_units": ("unit_id", "interview_id"),
    "codings": ("unit_id",),
    "facets": ("unit_id",),
    "case_summaries": ("participant_id", "interview_id", "unit_ids"),
    "changes": ("change_id", "participant_id", "before_units", "after_units"),
}
# Lists that name what every copy brings: they grow, their rows do not.
LISTS = {"condensates": "unit_ids", "cross_case": "change_ids", "decisions": "affects"}
COUNTS = {"recruitment": ("approached", "declined", "interviewed")}
STAMPED = ("condensates", "cross_case", "freezes")  # hashes over what grew
THINGS = ("stol", "bord", "lampe", "kopp", "hylle", "gulv", "tak", "vegg", "krakk", "benk")
LAST = "Da nevner jeg til slutt"
HOURS_MORE = 90
TYPED = re.compile(r"\[[^][]*\]\{\.value")


def write(source: Path, folder: Path, times: int) -> Path:
    """Write a study with every person, interview, unit, coding and change of another so many times; return its folder.

    The first copy keeps its ids, later ones end in `c1`, `c2` …; a copy's transcripts end in a sentence of their own,
    so that every hash differs and no passage moves. Condensates, changes across people and decisions name what came;
    categories, interpretations and quotes stay those of the first. Stamps and attestations are renewed. Numbers that
    manuscripts type beside the values that they cite are taken out: what is released is printed in their place.
    """
    studies.copy(source, folder)
    config, data = study.find(folder)
    ids, of_files = _copied(data), {}
    for row in study.interviews(data, config):
        path = data / "transcripts" / row["transcript"]
        copies = [_varied(path, number) for number in range(1, times)]
        of_files |= {copy.name: sha256(copy.read_bytes()) for copy in copies}
    for table, columns in ROWS.items():
        _rewrite(data, table, lambda rows, columns=columns: _again(rows, columns, times, of_files))
    for table, column in LISTS.items():
        _rewrite(data, table, lambda rows, column=column: _longer(rows, column, ids, times))
    for table, columns in COUNTS.items():
        _rewrite(data, table, lambda rows, columns=columns: _multiplied(rows, columns, times))
    _expect(folder, times)
    for path in sorted(folder.glob("manuscript/**/*.qmd")):
        path.write_text(TYPED.sub("[]{.value", path.read_text(encoding="utf-8")), encoding="utf-8")
    names = [row[study.columns(table)[0]] for table in STAMPED for row in studies.rows(data, table)]
    recording.stamp(folder, list(dict.fromkeys(names)), today="2021-03-01")
    return folder


def release(folder: Path) -> None:
    """Run a grown study to the door, and release again what its reviewers had released."""
    root = Path(__file__).resolve().parents[2]
    command = [sys.executable, "-m", "snakemake", "--snakefile", root / "Snakefile", "--directory", folder]
    command += ["--workflow-profile", "none", "--cores", "all", "--scheduler", "greedy", "--", "released"]
    subprocess.run([str(word) for word in command], check=True, stdout=subprocess.DEVNULL)
    studies.accept_all(folder)


def named(name: str, number: int) -> str:
    """Return the id, or the file name, that a copy has: `P01` of the third is `P01c2`."""
    stem, dot, ending = name.partition(".")
    return f"{stem}c{number}{dot}{ending}" if name and number else name


def _copied(data: Path) -> set[str]:
    """Return every id that copies have for themselves."""
    keys = (("interviews", "interview_id"), ("meaning_units", "unit_id"), ("changes", "change_id"))
    return {row[column] for table, column in keys for row in studies.rows(data, table)}


def _again(rows: list[dict], columns: tuple[str, ...], times: int, of_files: dict[str, str]) -> Iterator[dict]:
    for number in range(times):
        for place, row in enumerate(rows, 1):
            own = {column: ";".join(named(one, number) for one in split_list(row[column])) for column in columns}
            if "label" in row and number:
                own["label"] = re.sub(r"\d*$", str(number * len(rows) + place), row["label"])
            if "sha256" in row and number:
                own["sha256"] = of_files[own["transcript"]]
            yield row | own


def _longer(rows: list[dict], column: str, ids: set[str], times: int) -> Iterator[dict]:
    for row in rows:
        first = split_list(row[column])
        more = [named(one, number) for number in range(1, times) for one in first if one in ids]
        yield row | {column: ";".join([*first, *more])}


def _multiplied(rows: list[dict], columns: tuple[str, ...], times: int) -> Iterator[dict]:
    for row in rows:
        yield row | {column: str(int(row[column]) * times) for column in columns if row[column]}


def _expect(folder: Path, times: int) -> None:
    path = folder / "config.yaml"
    config = yaml.safe_load(path.read_text(encoding="utf-8"))
    for of_set in config["interview_sets"].values():
        if "expected" in of_set:
            of_set["expected"] *= times
    path.write_text(yaml.safe_dump(config, allow_unicode=True, sort_keys=False), encoding="utf-8")


def _varied(path: Path, number: int) -> Path:
    """Write a transcript again with one more turn at its end, whose words count the copies; return its path."""
    words = " ".join(THINGS[int(digit)] for digit in str(number))
    copy = path.with_name(named(path.name, number))
    if path.suffix in (".docx", ".odt"):
        copy.write_bytes(_office(path, f"I: {LAST} {words}."))
        return copy
    said = path.read_bytes().decode("utf-8").rstrip()
    if path.suffix in (".vtt", ".srt"):
        times = [re.sub(r"^\d+", str(HOURS_MORE), one) for one in re.findall(r"\d+:\d\d:\d\d[.,]\d{3}", said)[-2:]]
        said += f"\n\n{' --> '.join(times)}\n{LAST} {words}.\n"
    else:
        said += f"\n\nI: {LAST} {words}.\n"
    copy.write_bytes(said.encode("utf-8"))
    return copy


def _office(path: Path, words: str) -> bytes:
    """Return the bytes of a Word or LibreOffice document with one more paragraph at its end."""
    behind, paragraph = {
        ".docx": ("<w:sectPr", f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>"),
        ".odt": ("</office:text>", f"<text:p>{words}</text:p>"),
    }[path.suffix]
    out = io.BytesIO()
    with zipfile.ZipFile(path) as held, zipfile.ZipFile(out, "w") as copy:
        for member in held.infolist():
            content = held.read(member)
            if member.filename in ("word/document.xml", "content.xml"):
                before, mark, after = content.decode("utf-8").rpartition(behind)
                content = f"{before}{paragraph}{mark}{after}".encode()
            copy.writestr(member, content)
    return out.getvalue()


def _rewrite(data: Path, table: str, changed) -> None:
    """Write a table as `changed` makes its rows."""
    rows = studies.rows(data, table)
    if rows:
        studies.write(data, table, changed(rows))


def main(words: list[str]) -> None:
    """Write one grown study."""
    root = Path(__file__).resolve().parents[2]
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("times", type=int)
    parser.add_argument("--study", type=Path, default=root, help="which study to multiply (the shipped one)")
    parser.add_argument("--released", action="store_true", help="run it to the door, and release all of it anew")
    arguments = parser.parse_args(words)
    write(arguments.study.resolve(), arguments.folder, arguments.times)
    if arguments.released:
        release(arguments.folder)


if __name__ == "__main__":
    main(sys.argv[1:])
