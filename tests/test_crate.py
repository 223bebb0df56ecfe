"""The research object: its profile's validator has nothing to say against it, without a network."""

import io
import json
from importlib.resources import files
from pathlib import Path

import pytest
import requests
from rocrate_validator import services
from rocrate_validator.models import Severity
from rocrate_validator.utils.http import HttpRequester
from urllib3.response import HTTPResponse

from trail import crate
from trail.tables import sha256, write_json

SETTINGS = {
    "title": "A study",
    "invented": True,
    "month": "2021-03",
    "licence": "CC BY 4.0",
    "version": "0.1.0",
    "software": {"Python": "3.11", "snakemake": "9.27.0"},
}
STEPS = [
    {
        "rule": "read_transcripts",
        "wildcards": [interview_set],
        "message": f"Transcripts of {interview_set}",
        "data": True,
        "reads": [],
        "makes": [f"results/closed/texts/{interview_set}.parquet"],
    }
    for interview_set in ("VS2018", "VS2019")
] + [
    {
        "rule": "release_document",
        "wildcards": ["paper1"],
        "message": "Door: paper1",
        "data": False,
        "reads": ["results/closed/texts/VS2018.parquet", "results/closed/texts/VS2019.parquet"],
        "makes": ["results/released/paper1/values.json", "results/closed/paper1/door.csv"],
    },
    {
        "rule": "render_document",
        "wildcards": ["paper1"],
        "message": "Document paper1",
        "data": False,
        "reads": ["results/released/paper1/values.json"],
        "makes": ["results/open/documents/paper1.html"],
    },
]
NAMES = [
    crate.MAIN,
    *(f"{crate.SCRIPTS}/{rule}.py" for rule in ("read_transcripts", "release_document", "render_document")),
    "released/paper1/values.json",
    "open/documents/paper1.html",
]
FILES = {name: {"sha256": sha256(name), "size": len(name)} for name in NAMES}
COMMITMENTS = {"paper1": "ab" * 32}
# What RO-Crate recommends and a crate of ours does not have, each for a reason told in docs/verification.md.
LEFT_OUT = (
    "SHOULD have a url",
    "README.md",
    "endTime",
    "agent",
    "`author`",
    "`publisher`",
    "SHOULD be an absolute URI",
)


def issues(folder: Path, severity: Severity, cache: Path) -> list[str]:
    """Return what the validator says against a crate; the one JSON-LD context it needs is that of rocrate's wheel."""
    settings = services.ValidationSettings(
        rocrate_uri=folder,
        profile_identifier="provenance-run-crate",
        requirement_severity=severity,
        offline=True,
        cache_path=cache / "http",
    )
    answer = requests.Response()
    answer.status_code, answer.url = 200, "https://w3id.org/ro/crate/1.1/context"
    answer._content = (files("rocrate") / "data" / "ro-crate.jsonld").read_bytes()
    answer.headers["Content-Type"] = "application/ld+json"
    answer.request = requests.Request("GET", answer.url).prepare()
    answer.raw = HTTPResponse(body=io.BytesIO(b""), preload_content=False)
    HttpRequester().session.cache.save_response(answer)
    return [issue.message for issue in services.validate(settings).get_issues()]


def made(folder: Path, steps=STEPS, **changes) -> Path:
    for name in FILES:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name, encoding="utf-8")
    write_json(crate.crate(SETTINGS | changes, FILES, steps, COMMITMENTS), folder / "ro-crate-metadata.json")
    return folder


def entities(folder: Path) -> dict[str, dict]:
    text = (folder / "ro-crate-metadata.json").read_text(encoding="utf-8")
    return {entity["@id"]: entity for entity in json.loads(text)["@graph"]}


def test_validator_finds_nothing_that_the_profile_requires_and_little_that_it_recommends(tmp_path):
    found = issues(made(tmp_path / "crate"), Severity.RECOMMENDED, tmp_path)
    assert [issue for issue in found if not any(known in issue for known in LEFT_OUT)] == []


@pytest.mark.parametrize("without", ["#run", crate.MAIN, "#control-read_transcripts"])
def test_validator_can_find_something(tmp_path, without):
    path = made(tmp_path / "crate") / "ro-crate-metadata.json"
    whole = json.loads(path.read_text(encoding="utf-8"))
    whole["@graph"] = [entity for entity in whole["@graph"] if entity["@id"] != without]
    write_json(whole, path)
    assert issues(tmp_path / "crate", Severity.REQUIRED, tmp_path) != []


def test_same_run_is_described_in_the_same_bytes(tmp_path):
    first, second = (made(tmp_path / name) / "ro-crate-metadata.json" for name in "ab")
    assert first.read_bytes() == second.read_bytes()


def test_transcripts_are_a_commitment_and_closed_files_have_no_names(tmp_path):
    told = entities(made(tmp_path))
    assert told["#transcripts-paper1"]["@type"] == "PropertyValue"
    assert told["#transcripts-paper1"]["value"] == COMMITMENTS["paper1"]
    assert told["#do-read_transcripts"]["object"] == {"@id": "#transcripts-paper1"}
    assert told["#do-read_transcripts"]["result"] == {"@id": "#closed-read_transcripts"}
    assert told["#do-release_document-paper1"]["object"] == {"@id": "#closed-read_transcripts"}
    assert "results/" not in (tmp_path / "ro-crate-metadata.json").read_text(encoding="utf-8")


def test_each_file_has_its_hash_and_each_step_its_script(tmp_path):
    told = entities(made(tmp_path))
    assert all(told[name]["sha256"] == sha256(name) for name in FILES)
    assert told["#do-render_document-paper1"]["instrument"] == {"@id": f"{crate.SCRIPTS}/render_document.py"}
    assert told["#do-render_document-paper1"]["object"] == {"@id": "released/paper1/values.json"}
    assert told[f"{crate.MAIN}#render_document"]["position"] == "3"


def test_study_without_dated_decisions_has_a_date_all_the_same(tmp_path):
    assert crate.month_of([{"month": "2020-11"}, {"month": "2021-03"}]) == "2021-03"
    assert entities(made(tmp_path, month=crate.month_of([])))["./"]["datePublished"] == "1980-01-01"
