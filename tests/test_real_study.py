"""A real study, analysed in another tool: `trail new --from` makes of its project file a study that runs at once."""

import csv
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from trail import cli

ROOT = Path(__file__).parents[1]
SAMPLES = os.environ.get("TRAIL_SAMPLES")
pytestmark = pytest.mark.skipif(not SAMPLES, reason="TRAIL_SAMPLES names no folder of real studies")
DATA = Path("data/study")


def samples() -> Path:
    return Path(SAMPLES) / "serdif"


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    folder = tmp_path_factory.mktemp("real") / "serdif"
    assert cli.main(["new", str(folder), "--from", str(samples() / "serdif.qdpx")]) == 0
    with (folder / DATA / "coding" / "categories.csv").open(encoding="utf-8", newline="") as stream:
        names = {row["category_id"]: row["heading"] for row in csv.DictReader(stream)}
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
    folder, _ = study
    table = pd.read_csv(folder / "results" / "closed" / "code_by_interview.csv")
    assert len(table) == 347
    counted = table.groupby("code_group_id")["units"].sum()
    book = pd.read_csv(folder / DATA / "coding" / "codebook.csv").set_index("code_group_id")["name"]
    assert {book[code]: int(number) for code, number in counted.items()} == counts_of_the_studys_own_codebook()
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
