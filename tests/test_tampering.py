"""Whoever tampers with what was published is found, also where they wrote the manifest anew; nothing makes it stop."""

import ast
import csv
import inspect
import io
import json
import re
import shutil
import subprocess
import sys
import zipfile

import pytest

import published
import tampering
from trail import verify

PROOFS = tampering.PROOFS
OF_PROOFS = (verify.heads, verify.trees, verify.quotes, verify.counts, verify.totals, verify.complete)
NEEDS_SSH = pytest.mark.skipif(not shutil.which("ssh-keygen"), reason="there is no ssh-keygen")


@pytest.fixture(scope="module")
def whole() -> dict[str, bytes]:
    return published.files()


def survives(files: dict[str, bytes], checks=OF_PROOFS) -> bool:
    """Return whether nothing is found by checks, which raise nothing but Malformed."""
    of = verify.Published({path: lambda data=data: data for path, data in files.items()})
    try:
        return not any(True for check in checks for _ in check(of))
    except verify.Malformed:
        return False


def test_an_untouched_study_holds_with_one_head_and_with_three(whole):
    assert tampering.lines(tampering.found(whole)) == []
    assert tampering.lines(tampering.found(published.files(3))) == []


@pytest.mark.parametrize("one", tampering.TAMPERINGS, ids=lambda one: f"{one.kind}: {one.what}")
def test_tampering_is_found_and_named(one, whole):
    if one.kind == "signature" and not shutil.which("ssh-keygen"):
        pytest.skip("there is no ssh-keygen")
    said = tampering.tried(one, whole)
    assert any(check == one.found_by and one.says in line for check, line in said), said
    assert not [line for _, line in said if "could not be checked" in line]


@pytest.mark.parametrize("path", sorted(published.files()))
def test_any_file_changed_taken_away_or_added_is_in_no_manifest(path, whole):
    if path == verify.MANIFEST:
        return
    for files in (
        whole | {path: whole[path] + b" "},
        {name: data for name, data in whole.items() if name != path},
        whole | {path + "x": b""},
    ):
        found = [line for check, line in tampering.lines(tampering.found(files)) if check == "unchanged"]
        assert any(line.startswith(path) for line in found), found


@pytest.mark.parametrize("name", ["leaves", "openings"])
def test_no_flipped_bit_of_leaves_and_openings_survives(name, whole):
    """Every byte, one bit of it, another one each time; the manifest is not asked."""
    path = f"{PROOFS}{name}.json"
    data = whole[path]
    checks = (verify.trees,) if name == "leaves" else OF_PROOFS[2:]
    survivors = []
    for place in range(len(data)):
        flipped = data[:place] + bytes([data[place] ^ 1 << (place * 5 % 8)]) + data[place + 1 :]
        if _of_p1(whole, path, flipped, checks):
            survivors.append(place)
    assert survivors == []


def _of_p1(whole: dict[str, bytes], path: str, data: bytes, checks) -> bool:
    """As `survives`, with the files of the other paper left out: thousands of times."""
    files = {name: one for name, one in whole.items() if name.startswith(("released/p1/", PROOFS))} | {path: data}
    return survives(files, checks)


def test_no_flipped_bit_of_a_head_survives(whole):
    """Every bit; without a signature, as its author may be the one who tampers."""
    path = PROOFS + "head.json"
    data = whole[path]
    bare = {
        name: one for name, one in whole.items() if name.rsplit("/", 1)[-1] not in ("head.json.sig", "allowed_signers")
    }
    survivors = []
    for place in range(len(data) * 8):
        flipped = bytearray(data)
        flipped[place // 8] ^= 1 << place % 8
        if survives(bare | {path: bytes(flipped)}, (verify.heads, verify.trees, verify.printed_heads)):
            survivors.append(place)
    assert survivors == []


@NEEDS_SSH
def test_no_changed_byte_of_a_signature_survives(whole):
    for name in ("head.json.sig", "allowed_signers"):
        data = whole[PROOFS + name]
        for place in range(40, len(data) - 30, 23):
            other = b"A" if data[place : place + 1] != b"A" else b"B"
            files = whole | {PROOFS + name: data[:place] + other + data[place + 1 :]}
            assert not survives(files, (verify.signatures,)), (name, place)


@pytest.mark.parametrize("name", ["head", "earlier", "leaves", "openings"])
def test_no_truncation_deletion_or_doubling_survives(name, whole):
    path = f"{PROOFS}{name}.json"
    data = whole[path]
    checks = (*OF_PROOFS, verify.printed_heads) if name == "head" else OF_PROOFS
    assert not survives({one: of for one, of in whole.items() if one != path})
    assert not survives(whole | {path: data + data})
    step = max(1, len(data) // 100)
    for length in range(0, len(data), step):
        assert not survives(whole | {path: data[:length]}, checks), length
        assert not survives(whole | {path: data[:length] + data[length + 1 :]}, checks), length
        assert not survives(whole | {path: data[: length + 1] + data[length:]}, checks), length


def test_every_member_taken_out_of_or_doubled_in_openings_is_found(whole):
    """Whatever list or key of the openings goes or comes twice, in canonical form."""
    path = PROOFS + "openings.json"

    def variants(thing):
        if isinstance(thing, dict):
            for key in thing:
                yield {other: of for other, of in thing.items() if other != key}
                yield from (thing | {key: of} for of in variants(thing[key]))
        elif isinstance(thing, list):
            for place in range(len(thing)):
                yield thing[:place] + thing[place + 1 :]
                yield thing[: place + 1] + thing[place:]
                yield from ([*thing[:place], of, *thing[place + 1 :]] for of in variants(thing[place]))

    tried = 0
    for thing in variants(json.loads(whole[path])):
        tried += 1
        assert not _of_p1(whole, path, verify.canonical(thing), OF_PROOFS[2:])
    assert tried > 500


def test_an_older_head_is_found_by_what_the_documents_print():
    newest = published.files(3)
    files = dict(newest)
    tampering.rolled_back(files)
    said = tampering.lines(tampering.found(published.manifested(files)))
    assert any("does not print the head of p1" in line for _, line in said)
    earlier = json.loads(newest[PROOFS + "earlier.json"])
    for fewer in (earlier[1:], earlier[:1], [], earlier[::-1], [*earlier, earlier[0]]):
        assert not survives(newest | {PROOFS + "earlier.json": verify.canonical(fewer)}, (verify.heads,))


def test_heads_of_one_paper_share_no_leaf_and_no_token():
    first, third = published.files(1), published.files(3)
    for name in ("leaves", "openings"):
        hexes = [set(re.findall(rb"[0-9a-f]{64}", files[f"{PROOFS}{name}.json"])) for files in (first, third)]
        assert hexes[0] and hexes[0].isdisjoint(hexes[1])


def test_no_hash_salt_or_token_of_one_paper_stands_in_another(whole):
    """The same people, the same words, the same quotes: what is opened for one says nothing about the other."""
    papers = [
        set(re.findall(rb"[0-9a-f]{64}", b"".join(data for path, data in whole.items() if f"/proofs/{paper}/" in path)))
        for paper in ("p1", "p2")
    ]
    assert papers[0] and papers[0].isdisjoint(papers[1])


OF_ONE = sorted(path for path in published.files() if "p2" not in path and path != verify.MANIFEST)


@pytest.mark.parametrize("path", OF_ONE)
def test_nothing_that_a_file_holds_makes_it_stop(path, whole):
    """Whatever stands there, each check says something or nothing, and none falls over."""
    data = whole[path]
    hostile = [
        b"",
        b"\x00",
        b"null",
        b"[]",
        b"{}",
        b'"x"',
        b"[[]]",
        b'{"a":1}',
        b'{"":{"":[]}}',
        b"\xff\xfe",
        b"PK\x03\x04",
    ]
    hostile += [b"[" * 5000, data[: len(data) // 2], data[::-1], data.replace(b'"', b""), data.replace(b"1", b"null")]
    hostile += [re.sub(rb'"[^"]*"', b"1", data), re.sub(rb"\d+", b"{}", data), data.replace(b"<", b"<<"), b"a,b\n1\n"]
    for one in (one for one in hostile if one != data):
        checks = verify.CHECKS if "sig" in path else verify.CHECKS[:-1]  # another process takes its time
        said = tampering.lines(tampering.found(whole | {path: one}, checks))
        assert said
        assert not [line for _, line in said if "could not be checked" in line], (path, one[:60])


def test_a_zip_that_no_bundle_is_is_not_read(tmp_path, whole, capsys):
    bundle = tmp_path / "bundle.zip"
    packed = published.zipped(whole)
    bundle.write_bytes(packed)
    assert verify.main([str(bundle)]) == 0
    capsys.readouterr()
    bundle.write_bytes(packed[:-200])
    assert verify.main([str(bundle)]) == 2
    assert "is not a zip" in capsys.readouterr().out
    for name in ("../out", "/out", "a\\b"):
        bundle.write_bytes(published.zipped(whole | {name: b""}))
        assert verify.main([str(bundle)]) == 2
        assert "a path out of it" in capsys.readouterr().out


def test_what_is_larger_than_any_study_is_not_read(tmp_path, whole, monkeypatch, capsys):
    bundle = tmp_path / "bundle.zip"
    bundle.write_bytes(published.zipped(whole))
    monkeypatch.setattr(verify, "LARGEST", 30_000)
    assert verify.main([str(bundle)]) == 2
    assert "larger than any file" in capsys.readouterr().out
    with pytest.raises(verify.Malformed, match="unpacks to more"):
        verify.zip_files(published.zipped({"a": b"0" * 40_000}), "bundle.zip")
    with zipfile.ZipFile(bundle, "w") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("a", b"1")
        archive.writestr("a", b"2")
    assert verify.main([str(bundle)]) == 2
    assert "holds a file twice" in capsys.readouterr().out


def test_every_flipped_bit_of_a_bundle_changes_nothing_or_is_found(tmp_path, whole):
    """A zip has bytes that say nothing, such as the time of a file: flipped, it still holds the same files."""
    packed = published.zipped(whole)
    for place in range(0, len(packed), 997):
        flipped = bytearray(packed)
        flipped[place] ^= 1 << place % 8
        try:
            files = {name: read() for name, read in verify.zip_files(bytes(flipped), "bundle.zip").items()}
        except verify.Malformed:
            continue
        assert files == whole or tampering.lines(tampering.found(files))


def test_exit_codes_tell_wrong_from_not_checkable(tmp_path, whole, capsys):
    def ran(files: dict[str, bytes]) -> int:
        shutil.rmtree(tmp_path / "x", ignore_errors=True)
        for path, data in files.items():
            (tmp_path / "x" / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / "x" / path).write_bytes(data)
        return verify.main([str(tmp_path / "x"), "--json"])

    assert ran(whole) == 0
    assert json.loads(capsys.readouterr().out)["verified"] is True
    assert ran(whole | {"open/ledger.csv": b""}) == 1
    found = json.loads(capsys.readouterr().out)
    assert [one["name"] for one in found["checks"] if one["wrong"]] == ["unchanged"]
    for manifest in (b"", b"[]", b'{"a":1}'):
        assert ran(whole | {verify.MANIFEST: manifest}) == 2
    (tmp_path / "x" / "link").symlink_to(tmp_path)
    capsys.readouterr()
    assert verify.main([str(tmp_path / "x")]) == 2
    assert "link is not a plain file" in capsys.readouterr().out
    assert ran({path: data for path, data in whole.items() if path != verify.MANIFEST}) == 2
    assert "there is no manifest" in capsys.readouterr().out
    capsys.readouterr()
    assert verify.main([str(tmp_path / "nothing")]) == 2


def test_one_file_runs_alone_on_an_old_python(tmp_path, whole):
    """Nothing but the standard library, and no syntax that Python 3.9 does not know."""
    source = inspect.getsource(verify)
    ast.parse(source, feature_version=(3, 9))
    imported = re.findall(r"^(?:import|from) (\w+)", source, re.MULTILINE)
    assert set(imported) <= sys.stdlib_module_names
    (tmp_path / "verify.py").write_text(source, encoding="utf-8")
    for path, data in published.manifested(whole | {"verify.py": source.encode()}).items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    command = [sys.executable, "-I", "-S", tmp_path / "verify.py"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Not shown by any of this" in done.stdout
    page = tmp_path / tampering.WEB
    page.write_bytes(page.read_bytes().replace(b"did not ask", b"did ask"))
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "")
    assert "p1.html was changed after it was made" in done.stdout


@NEEDS_SSH
def test_the_matrix_on_the_page_is_what_is_found(tmp_path):
    """Mend it with `.venv/bin/python tests/tampering.py`."""
    rows = tampering.matrix()
    assert all(message for *_, message in rows)
    told = io.StringIO()
    csv.writer(told, lineterminator="\n").writerows([("where", "tampering", "found_by", "message"), *rows])
    artefact = tmp_path / "results" / "open" / "tampering.csv"
    artefact.parent.mkdir(parents=True)
    artefact.write_text(told.getvalue(), encoding="utf-8")
    assert tampering.table(rows) in tampering.PAGE.read_text(encoding="utf-8")
