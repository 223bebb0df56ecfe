"""Real projects: every way into the tables gives the same codings, and what cannot come is named."""

import csv
import json
import os
from collections import Counter
from pathlib import Path

import pytest

from trail import cli, transcripts
from trail.importers import following

SAMPLES = os.environ.get("TRAIL_SAMPLES")
pytestmark = pytest.mark.skipif(not SAMPLES, reason="TRAIL_SAMPLES names no folder of real studies")
SERDIF = ("serdif.qdpx", "SERDIF_P2_ThematicAnalysis.sqlite3", "codings.csv")


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def imported(folder: Path, *name: str) -> Path:
    assert cli.main(["import", str(Path(SAMPLES, *name)), "--into", str(folder)]) == 0
    return folder


@pytest.fixture(scope="module")
def serdif(tmp_path_factory) -> dict[str, Path]:
    return {name: imported(tmp_path_factory.mktemp("serdif") / "into", "serdif", name) for name in SERDIF}


def passages(folder: Path) -> Counter:
    units = {unit["unit_id"]: unit for unit in rows(folder / "coding/meaning_units.csv")}
    coded = rows(folder / "coding/codings.csv")
    found = [(units[row["unit_id"]], row["code_path"]) for row in coded]
    return Counter((unit["interview_id"], unit["start"], unit["end"], unit["text"], path) for unit, path in found)


def test_taguette_refi_and_csv_with_texts_give_the_same_codings(serdif):
    first, *others = (passages(folder) for folder in serdif.values())
    assert first.total() == 1930
    assert all(other == first for other in others)
    ids = [[row["unit_id"] for row in rows(folder / "coding/codings.csv")] for folder in serdif.values()]
    assert ids[0] == ids[1] == ids[2]


def test_codings_are_those_that_the_sample_lists(serdif):
    listed = rows(Path(SAMPLES, "serdif/codings.csv"))
    expected = Counter((row["document"], row["start"], row["end"], row["code"]) for row in listed)
    found = Counter((who, start, end, code) for who, start, end, _, code in passages(serdif["serdif.qdpx"]).elements())
    assert found == expected


def test_every_unit_is_its_slice_of_the_transcript(serdif):
    for folder in serdif.values():
        texts = {path.stem: path.read_text(encoding="utf-8") for path in (folder / "transcripts").iterdir()}
        assert len(texts) == 17
        for unit in rows(folder / "coding/meaning_units.csv"):
            assert unit["text"] == texts[unit["interview_id"]][int(unit["start"]) : int(unit["end"])]


def test_counts_per_code_are_those_of_the_studys_own_codebook(serdif):
    book = rows(Path(SAMPLES, "serdif/codebooks/codebook_20220303_8.csv"))
    own = {row["tag"].strip(): int(row["number of highlights"]) for row in book}
    for folder in serdif.values():
        counted = Counter(row["code_path"] for row in rows(folder / "coding/codings.csv"))
        assert counted == own
        assert len(own) == len(rows(folder / "coding/codebook.csv")) == 22


@pytest.mark.parametrize("name", SERDIF)
def test_matrix_of_an_import_has_a_row_per_code_and_a_column_per_document(serdif, name, capsys):
    assert cli.main(["matrix", str(serdif[name])]) == 0
    header, *body = csv.reader(capsys.readouterr().out.splitlines())
    assert (header[0], len(header), len(body)) == ("code_path", 18, 22)
    assert sum(cell != "0" for row in body for cell in row[1:]) == 347
    assert sum(int(cell) for row in body for cell in row[1:]) == 1930


def test_atlasti_project_without_texts_gives_its_codes_and_says_what_had_no_place(tmp_path, capsys):
    folder = imported(tmp_path / "into", "annex", "annexA2_atlasti_8.4_mac.qde")
    assert "16 codings, 14 distinct codings" in capsys.readouterr().out
    assert len(rows(folder / "coding/codebook.csv")) == 14
    assert rows(folder / "coding/codings.csv") == rows(folder / "coding/meaning_units.csv") == []
    report = json.loads((folder / "import_report.json").read_text(encoding="utf-8"))
    dropped = {row["what"]: row["count"] for row in report["dropped"]}
    assert report["read"]["documents"] == 12
    assert dropped["repeated codings of PDF passages"] == 2
    assert dropped["documents without text"] == 8
    of_something = [count for what, count in dropped.items() if what.startswith("codings of")]
    assert sum(of_something) + dropped["repeated codings of PDF passages"] == 16
    assert "Petrausch" not in json.dumps(report)
    assert "sebpe" not in json.dumps(report)


def test_code_books_are_read_alone(tmp_path):
    qdc = imported(tmp_path / "qdc", "annex", "annexA1_codebook.qdc")
    assert [row["codable"] for row in rows(qdc / "coding/codebook.csv")].count("false") == 2
    assert len(rows(qdc / "coding/codebook.csv")) == 6
    book = imported(tmp_path / "csv", "serdif", "codebooks", "codebook_20220303_8.csv")
    assert len(rows(book / "coding/codebook.csv")) == 22


def test_every_selection_finds_its_place_in_the_original_documents():
    """Same words, other white space: those whose words occur twice by their neighbours."""
    how, passages = Counter(), {}
    for row in rows(Path(SAMPLES, "serdif/codings.csv")):
        passages.setdefault(row["document"], []).append((int(row["start"]), int(row["end"])))
    for document, spans in passages.items():
        plain = Path(SAMPLES, "serdif/texts", f"{document}.txt").read_text(encoding="utf-8")
        original = transcripts.read(Path(SAMPLES, "serdif/transcripts_odt", f"{document}.odt"), document)[0].text
        found = following.follow(original, [following.Passage(plain[start:end], start, end) for start, end in spans])
        how.update(one.how for one in found)
        for (start, end), one in zip(spans, found, strict=True):
            assert "".join(original[slice(*one.place)].split()) == "".join(plain[start:end].split())
            if "".join(original.split()) == "".join(plain.split()):
                assert len("".join(original[: one.place[0]].split())) == len("".join(plain[:start].split()))
    assert how.total() == 1930
    assert sum(count for one, count in how.items() if one.endswith("neighbours")) == 38
