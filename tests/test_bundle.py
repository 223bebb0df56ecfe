"""The bundle: everything public in one file, the same bytes each time, described and listed in full."""

import io
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from rocrate_validator.models import Severity

from test_crate import issues
from trail import bundle, leaks, records, verify
from trail.tables import sha256


@pytest.fixture(scope="module")
def packed(built):
    with zipfile.ZipFile(built / "results" / "open" / "bundle.zip") as archive:
        return {member.filename: archive.read(member) for member in archive.infolist()}


def test_bundle_holds_everything_public_and_nothing_else_of_the_results(packed, built):
    public = set(records.record(built / "results", "open")) - {bundle.NAME}
    assert {name for name in packed if name.startswith(("open/", "released/", "closed/"))} == public
    assert all(packed[name] == (built / "results" / name).read_bytes() for name in public)


def test_manifest_has_the_hash_of_every_other_member(packed):
    assert json.loads(packed[bundle.MANIFEST]) == {
        name: sha256(data) for name, data in packed.items() if name != bundle.MANIFEST
    }


def test_same_members_are_the_same_bytes_in_whatever_order_they_came():
    members = {"b.txt": b"two", "a/c.txt": b"one"}
    assert bundle.pack(members) == bundle.pack(dict(reversed(members.items())))
    with zipfile.ZipFile(io.BytesIO(bundle.pack(members))) as archive:
        assert [member.filename for member in archive.infolist()] == ["a/c.txt", "b.txt"]
        assert {member.date_time for member in archive.infolist()} == {bundle.OLDEST}
        assert {member.create_system for member in archive.infolist()} == {bundle.UNIX}


def test_crate_of_a_built_study_is_what_its_profile_requires(packed, tmp_path):
    for name, data in packed.items():
        (tmp_path / "crate" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "crate" / name).write_bytes(data)
    assert issues(tmp_path / "crate", Severity.REQUIRED, tmp_path) == []


def test_crate_says_of_every_public_result_which_step_made_it(packed):
    told = json.loads(packed[bundle.METADATA])["@graph"]
    made = set()
    for entity in told:
        if entity["@type"] == "CreateAction" and "result" in entity:
            results = entity["result"] if isinstance(entity["result"], list) else [entity["result"]]
            made |= {one["@id"] for one in results}
    assert {name for name in packed if name.startswith(("open/", "released/"))} <= made


def test_leak_in_a_packed_file_is_found_in_the_bundle():
    hidden = leaks.Secrets({}, {}, {"U0212": "the id of a meaning unit"}, frozenset())
    found = leaks.leaks("bundle.zip", bundle.pack({"open/page.html": b"<p>see U0212</p>"}), hidden)
    assert any("open/page.html" in line and "the id of a meaning unit" in line for line in found)


GUIDE = (Path(__file__).parents[1] / "docs" / "verification.md").read_text(encoding="utf-8")
SHOWN = [block.splitlines() for block in re.findall(r"```\n\$ python verify.py\n(.*?)\n```", GUIDE, re.DOTALL)]


def verified(packed: dict[str, bytes], folder: Path) -> tuple[list[str], int]:
    """Unpack a bundle and do as the guide says; return the lines up to the notes, and the exit code."""
    for name, data in packed.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    done = subprocess.run(
        [sys.executable, "-I", "verify.py"], cwd=folder, capture_output=True, encoding="utf-8", check=False
    )
    return done.stdout.split("\n\n")[0].splitlines(), done.returncode


def changed(packed, name, old, new):
    text = packed[name].decode("utf-8")
    assert old in text
    return packed | {name: text.replace(old, new, 1).encode()}


def test_guide_shows_what_verify_prints_of_a_sound_bundle(packed, tmp_path):
    shown = [line for line in SHOWN[0] if line.startswith("holds")]
    assert verified(packed, tmp_path) == (shown, 0)
    assert shown == [f"holds  {check.__doc__}" for check in verify.CHECKS]


@pytest.mark.parametrize(
    ("block", "name", "old", "new"),
    [
        (1, "released/paper1/quotes.json", "ikke noe kontor", "greit noe kontor"),
        (2, "open/documents/paper1.html", "made contact when", "made contact before"),
    ],
)
def test_guide_shows_what_verify_prints_after_one_changed_word(packed, tmp_path, block, name, old, new):
    lines, code = verified(changed(packed, name, old, new), tmp_path)
    said = [line for line in lines if not line.startswith("holds")]
    said = [
        re.sub(r"paper1-c-[0-9a-f]+", "paper1-c-4e7279", line).replace("paper1.Q2:", "paper1.Q001:") for line in said
    ]
    assert said == SHOWN[block]
    assert code == 1


def pythons() -> list[str]:
    """Return the other Pythons of this machine that verify.py is for: on PATH, and those that pyenv keeps."""
    kept = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"), "versions")
    names = [f"python3.{minor}" for minor in range(9, 20)]
    found = [*filter(None, map(shutil.which, names)), *(str(path) for path in kept.glob("*/bin/python3.*"))]
    asked = "import sys; print(*sys.version_info[:2])"
    versions = {}
    for path in found:
        if Path(path).name in names:
            done = subprocess.run([path, "-I", "-c", asked], capture_output=True, text=True, check=False)
            versions.setdefault(tuple(map(int, done.stdout.split())), path)  # a shim of pyenv may lead nowhere
    return [path for version, path in sorted(versions.items()) if version and version != sys.version_info[:2]]


def test_every_python_that_is_here_finds_the_same(packed, tmp_path):
    others = pythons()
    if not others:
        pytest.skip("no other Python from 3.9 on here")
    quotes = changed(packed, "released/paper1/quotes.json", "ikke noe kontor", "greit noe kontor")
    for number, members in enumerate((packed, quotes)):
        (tmp_path / "bundle.zip").write_bytes(bundle.pack(members))
        command = ["-I", "-W", "error", bundle.verify.__file__, str(tmp_path / "bundle.zip"), "--json"]
        told = {
            (done.returncode, done.stdout, done.stderr)
            for python in (sys.executable, *others)
            for done in [subprocess.run([python, *command], capture_output=True, encoding="utf-8", check=False)]
        }
        assert [one[0] for one in told] == [number]
