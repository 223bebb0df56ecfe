"""What `trail verify` holds against a results folder, and what it finds."""

import json
import os
import shutil

import pytest

from trail import cli, records, verification


@pytest.fixture
def results(built, tmp_path):
    return shutil.copytree(built / "results", tmp_path / "results")


def wrong(results, zone: str) -> list[str]:
    return [line for check in verification.verified(results, zone) for line in check.wrong]


def test_an_untouched_results_folder_holds(results, capsys):
    assert cli.main(["verify", str(results)]) == 0
    assert "FAILS" not in capsys.readouterr().out
    assert json.loads((results / "open" / "verification.json").read_text())["verified"]
    assert json.loads((results / "closed" / "verification.json").read_text())["verified"]


def test_verifying_twice_finds_the_same(results):
    assert cli.main(["verify", str(results)]) == 0
    before = (results / "open" / "verification.json").read_bytes()
    assert cli.main(["verify", str(results)]) == 0
    assert (results / "open" / "verification.json").read_bytes() == before


@pytest.mark.parametrize(
    ("path", "zone"),
    [
        ("open/documents/paper1.docx", "open"),
        ("open/documents/paper2.html", "open"),
        ("open/index.html", "open"),
        ("released/paper1/tables/flow.csv", "open"),
        ("closed/meaning_units.parquet", "closed"),
    ],
)
def test_an_edit_is_found_though_its_time_was_put_back(results, path, zone):
    file = results / path
    times = file.stat()
    file.write_bytes(file.read_bytes()[:-1] + b"!")
    os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert any(line.startswith(f"{path} was changed") for line in wrong(results, zone))
    assert cli.main(["verify", str(results)]) == 1


def test_a_missing_and_an_added_file_are_named(results):
    (results / "open" / "documents" / "paper1.pdf").unlink()
    (results / "open" / "documents" / "paper9.pdf").write_text("new")
    found = wrong(results, "open")
    assert any(line.startswith("open/documents/paper1.pdf is missing") for line in found)
    assert any(line.startswith("open/documents/paper9.pdf was not made by the run") for line in found)


def rerecord(results) -> None:
    """Cover one's tracks: write the record anew over what was changed."""
    for zone in ("open", "closed"):
        path = results / zone / "record.json"
        path.write_text(json.dumps(records.record(results, zone)))


def change(path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_number_changed_with_its_record_is_found_by_the_ledger(results):
    change(results / "released" / "paper1" / "values.json", '"text": "3"', '"text": "4"')
    rerecord(results)
    assert any("says something else" in line for line in wrong(results, "open"))


def test_a_printed_quote_changed_in_claims_and_ledger_is_found(results):
    for path in (results / "open" / "claims" / "paper1.json", results / "open" / "ledger.csv"):
        change(path, "it was really a colleague", "it was never a colleague")
    rerecord(results)
    assert any("says something else than was released" in line for line in wrong(results, "open"))


def test_a_released_thing_that_no_reviewer_saw_is_found_beside_the_closed_zone(results):
    change(results / "released" / "paper1" / "quotes.json", "it was really a colleague", "it was never a colleague")
    rerecord(results)
    assert any("not what the release list let through" in line for line in wrong(results, "closed"))


def test_the_open_zone_is_verified_without_the_closed_one(results):
    shutil.rmtree(results / "closed")
    assert cli.main(["verify", str(results)]) == 0


def test_a_folder_without_a_finished_run_is_not_checkable(tmp_path, capsys):
    assert cli.main(["verify", str(tmp_path)]) == 2
    assert "holds no finished run" in capsys.readouterr().err
