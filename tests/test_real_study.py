"""A real study, analysed in another tool, runs as a draft from a folder and a config: no code is its own."""

import csv
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
import yaml

from trail.importers import formats, units

ROOT = Path(__file__).parents[1]
SAMPLES = os.environ.get("TRAIL_SAMPLES")
pytestmark = pytest.mark.skipif(not SAMPLES, reason="TRAIL_SAMPLES names no folder of real studies")
DATA = Path("data/serdif")

CONFIG = {
    "study": {"title": "A usability study", "data": str(DATA), "language": "en", "invented": False, "draft": True},
    "services": {"tool": "The tool that was tried"},
    "speakers": {"MODERATOR": "interviewer", "": "participant"},
    "interview_sets": {"all": {"service": "tool", "expected": 17}},
    "papers": {"paper1": {"interview_sets": ["all"], "method": "thematic"}},
    "documents": ["paper1"],
}


def samples() -> Path:
    return Path(SAMPLES) / "serdif"


def write_table(path: Path, rows: list[dict]) -> None:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text.getvalue(), encoding="utf-8")


def write_study(folder: Path) -> dict[str, str]:
    """Write the study folder from the project file; return {code group id: name of the code}."""
    data = folder / DATA
    imported = units.tables(formats.read(samples() / "serdif.qdpx"))
    ids = {row[2]: row[0] for row in imported.codebook}
    (data / "transcripts").mkdir(parents=True)
    interviews, people = [], []
    for interview, text in imported.texts.items():
        person = interview.split("_")[0]
        (data / "transcripts" / f"{interview}.txt").write_bytes(text.encode())
        row = {"interview_id": interview, "participant_id": person, "interview_set": "all"}
        interviews.append(row | {"transcript": f"{interview}.txt"})
        people.append({"participant_id": person, "service": "tool", "status": "complete"})
    write_table(data / "interviews.csv", interviews)
    write_table(data / "participants.csv", people)
    write_table(data / "analysts.csv", [{"analyst": "A1", "role": "analyst", "relation_to_service": "none"}])
    group = {"paper": "paper1", "version": "1", "origin": "data", "change": "new"}
    codebook = [{"code_group_id": row[0], "name": row[2], "code_path": row[1]} | group for row in imported.codebook]
    write_table(data / "coding" / "codebook.csv", codebook)
    marked = [
        {"unit_id": unit, "interview_id": interview, "spans": f"{start}-{end}", "text": text, "analyst": "A1"}
        for unit, interview, start, end, text in imported.units
    ]
    write_table(data / "coding" / "meaning_units.csv", marked)
    fixed = {"paper": "paper1", "pass": "data_driven", "codebook_version": "1", "status": "agreed"}
    codings = [{"unit_id": row[0], "code_group_id": row[2], "analyst": row[4]} | fixed for row in imported.codings]
    write_table(data / "coding" / "codings.csv", codings)
    (folder / "config.yaml").write_text(yaml.safe_dump(CONFIG, sort_keys=False), encoding="utf-8")
    lines = [f'- {name}: []{{.value of="paper1.units.{code}"}}\n' for name, code in ids.items()]
    text = '---\ntitle: "What users said"\nlang: en\n---\n\n# Results {#sec-results}\n\n'
    text += 'In []{.value of="paper1.interviews"} interviews, []{.value of="paper1.codings"} codings under\n'
    text += '[]{.value of="paper1.code_groups"} codes.\n\n' + "".join(lines)
    text += '\n[Wording was not clear to many.]{.claim of="' + ids["Wording not clear"] + '"}\n'
    (folder / "manuscript" / "paper1").mkdir(parents=True)
    (folder / "manuscript" / "paper1" / "index.qmd").write_text(text, encoding="utf-8")
    return {code: name for name, code in ids.items()}


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    folder = tmp_path_factory.mktemp("serdif")
    names = write_study(folder)
    command = [sys.executable, ROOT / "run.py", f"STUDY={folder}"]
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:]
    return folder, names


def counts_of_the_studys_own_codebook() -> dict[str, int]:
    path = samples() / "codebooks" / "codebook_20220303_8.csv"
    rows = csv.DictReader(path.open(encoding="utf-8-sig", newline=""))
    return {row["tag"]: int(row["number of highlights"]) for row in rows}


def test_every_coding_equals_its_slice_of_canonical_text(study):
    folder, _ = study
    closed = folder / "results" / "closed"
    anchored = pd.read_parquet(closed / "meaning_units.parquet")
    codings = pd.read_parquet(closed / "codings.parquet")
    texts = pd.read_parquet(closed / "texts" / "all.parquet").set_index("interview_id")["text"]
    assert len(texts) == 17
    joined = codings.merge(anchored, on="unit_id")
    assert len(joined) == 1930
    slices = [texts[row.interview_id_x][row.start : row.end] for row in joined.itertuples()]
    assert joined["text"].tolist() == slices


def test_counts_per_code_are_those_of_the_studys_own_codebook(study):
    folder, names = study
    table = pd.read_csv(folder / "results" / "closed" / "code_by_interview.csv")
    assert len(table) == 347
    counted = table.groupby("code_group_id")["units"].sum()
    assert {names[code]: int(number) for code, number in counted.items()} == counts_of_the_studys_own_codebook()
    assert len(counted) == 22


def test_the_draft_prints_the_counts_and_says_it_is_a_draft(study):
    folder, names = study
    draft = folder / "results" / "closed" / "draft"
    page = (draft / "documents" / "paper1.html").read_text(encoding="utf-8")
    assert "NOT RELEASED" in page
    claims = json.loads((draft / "claims" / "paper1.json").read_text(encoding="utf-8"))
    printed = {claim["of"]: claim["text"] for claim in claims if claim["kind"] == "value"}
    own = counts_of_the_studys_own_codebook()
    assert {names[name.split(".")[-1]]: int(text) for name, text in printed.items() if ".units." in name} == own
    assert (printed["paper1.interviews"], printed["paper1.codings"], printed["paper1.code_groups"]) == (
        "17",
        "1930",
        "22",
    )
    assert re.search(r"1930\W*(<[^>]*>\W*)*codings", page)


def test_nothing_of_a_draft_passes_the_door(study):
    folder, _ = study
    assert sorted(path.name for path in (folder / "results").iterdir()) == ["closed"]
