"""Files that are broken, hostile or of another kind: a sentence with file and place, nothing half-written."""

import io
import struct
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qda_files import TEXT, archive, coding, marked, passage, qde, qdpx, source, taguette, workbook
from trail import cli
from trail.faults import Faults
from trail.importers import folder, formats, units

FUZZ = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)


def refused(path, capsys) -> str:
    """Import a file that must be refused; return what it says."""
    into = path.parent / "into"
    assert cli.main(["import", str(path), "--into", str(into)]) in (1, 2)
    assert not into.exists()
    assert [one.name for one in path.parent.iterdir() if one.name.startswith(".import")] == []
    said = capsys.readouterr().err
    assert path.name in said
    return said


def good(folder_) -> bytes:
    return qdpx(folder_, marked(TEXT, "I waited", coding("c1"))).read_bytes()


@pytest.mark.parametrize("part", [0.0, 0.3, 0.7, 0.99])
def test_truncated_archive(tmp_path, capsys, part):
    whole = good(tmp_path)
    path = tmp_path / "cut.qdpx"
    path.write_bytes(whole[: int(len(whole) * part)])
    assert "is no whole zip archive" in refused(path, capsys)


XML = {
    "not well-formed": (qde()[:-9], "is not well-formed XML"),
    "an illegal character": (qde(codes='<Code guid="x" name="a\x02"/>'), "is not well-formed XML"),
    "a document type": ('<!DOCTYPE p [<!ENTITY a "x">]>' + qde().partition("?>")[2], "declares a document type"),
    "a foreign namespace": (qde(xmlns="urn:something:else"), "in the namespace urn:something:else, not <Project>"),
    "another root": ("<html><body/></html>", "begins with <html> in no namespace"),
    "a code book in its place": (qde().replace("Project", "CodeBook"), "begins with <CodeBook>"),
    "too deep": (qde(codes="<Code>" * 200 + "</Code>" * 200), "more than 100 elements deep"),
    "nothing": ("", "is not well-formed XML"),
}


@pytest.mark.parametrize("what", XML)
@pytest.mark.parametrize("form", ["qdpx", "qde"])
def test_project_file_that_is(tmp_path, capsys, what, form):
    content, message = XML[what]
    path = tmp_path / "bad.qde"
    if form == "qdpx":
        path = archive(tmp_path, {"project.qde": content}, "bad.qdpx")
    else:
        path.write_text(content, encoding="utf-8")
    said = refused(path, capsys)
    assert message in said
    assert ("project.qde" in said) == (form == "qdpx")


MEMBERS = {
    "no project": ({"readme.txt": "x"}, "holds none"),
    "two projects": ({"a.qde": qde(), "b.qde": qde()}, "holds 2 of them"),
    "a path that leads out": ({"project.qde": qde(), "../evil.txt": "x"}, "leads out of the archive"),
    "an absolute path": ({"project.qde": qde(), "/etc/evil.txt": "x"}, "leads out of the archive"),
    "a member twice": ({"project.qde": qde(), "Sources/a.txt": "x", "sources/A.txt": "y"}, "in the archive twice"),
    "a bomb": ({"project.qde": qde(), "sources/a.txt": b"a" * 30_000_000}, "packed more than 200 to 1"),
    "bytes that are no text": (
        {"project.qde": qde(source("A", passage(0, 3, coding("c1")))), "sources/t1.txt": b"\xff\xfa\x00abc"},
        "is not UTF-8",
    ),
}


@pytest.mark.parametrize("what", MEMBERS)
def test_archive_with(tmp_path, capsys, what):
    members, message = MEMBERS[what]
    assert message in refused(archive(tmp_path, members, "bad.qdpx"), capsys)


def patched(tmp_path, at: int, form: str, value: int, name: str) -> bytes:
    """Return a good archive with one field of the directory entry of a member set to a value."""
    data = bytearray(good(tmp_path))
    entry = data.rindex(b"PK\x01\x02", 0, data.rindex(name.encode()))
    struct.pack_into(form, data, entry + at, value)
    return bytes(data)


@pytest.mark.parametrize("name", ["project.qde", "sources/t1.txt"])
@pytest.mark.parametrize(
    ("at", "form", "value", "message"),
    [(24, "<I", 2**31 - 10, "unpacks to more than"), (8, "<H", 1, "is encrypted. Save the file without a password.")],
)
def test_member_of_two_gigabytes_and_member_behind_a_password(tmp_path, capsys, name, at, form, value, message):
    path = tmp_path / "bad.qdpx"
    path.write_bytes(patched(tmp_path, at, form, value, name))
    assert message in refused(path, capsys)


def test_file_that_is_not_there_suggests_and_unknown_endings_are_listed(tmp_path, capsys):
    (tmp_path / "study.qdpx").write_bytes(b"")
    assert "did you mean 'study.qdpx'?" in refused(tmp_path / "stydu.qdpx", capsys)
    (tmp_path / "study.nvp").write_bytes(b"")
    assert ".qdpx .qde .qdc" in refused(tmp_path / "study.nvp", capsys)
    assert cli.main(["matrix", str(tmp_path / "nothing")]) == 1


def attempt(path) -> None:
    """Import a file in memory; what it raises for a broken one is Faults alone."""
    try:
        project = formats.read(path)
    except Faults as found:
        assert str(found)
        return
    tables = units.tables(project)
    assert folder.summary(folder.report(project, tables, path.name), "into")
    assert folder.files(project, tables, path.name)
    for unit in tables.units:
        assert unit[4] == tables.texts[unit[1]][unit[2] : unit[3]]
        assert unit[4].strip()


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory):
    return tmp_path_factory.mktemp("fuzz")


names = st.text(max_size=12)
numbers = st.one_of(st.integers(-3, 80), st.sampled_from(["", "x", "1e3", "999999999999999999999", "٣"]))
texts = st.one_of(st.text(max_size=60), st.just("\ufeffA🙂 b\r\nc é d.\r\n"))


@FUZZ
@given(st.data())
def test_no_project_makes_it_stumble(fuzzed, data):
    def draw(strategy):
        return data.draw(strategy)

    def legal(text):
        return "".join(one for one in text if one in "\t\n\r" or "\x20" <= one < "\ud800" or one > "\ufffd")

    passages = [
        passage(draw(numbers), draw(numbers), *[coding(draw(st.sampled_from(["c1", "c2"])), draw(st.just("u1")))] * n)
        for n in draw(st.lists(st.integers(0, 2), max_size=6))
    ]
    sources = "".join(
        source(legal(draw(names)), *passages, path=draw(st.sampled_from(["t1.txt", "internal://T1.txt", "", "../x"])))
        for _ in range(draw(st.integers(0, 3)))
    )
    members = {"project.qde": qde(sources, origin=legal(draw(names)))}
    if draw(st.booleans()):
        members["sources/t1.txt"] = draw(texts).encode(draw(st.sampled_from(["utf-8", "utf-16"])), "ignore")
    attempt(archive(fuzzed, members, "f.qdpx"))


@FUZZ
@given(st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=3)), min_size=1, max_size=4), st.sampled_from(range(4)))
def test_no_changed_byte_makes_it_stumble(fuzzed, changes, kind):
    text = f"{TEXT}æøå 🙂"
    inner = qde(source("A", marked(text, "I waited", coding("c1", "u1")), text=text)).encode()
    whole = [
        inner,
        good(fuzzed),
        whole_database(fuzzed),
        workbook([["id", "document", "tag", "content"], ["1", "d", "t", "x"]]),
    ][kind]
    broken = bytearray(whole)
    for at, change in changes:
        place = int(at * len(broken))
        broken[place : place + len(change)] = change
    path = fuzzed / f"f{('.qde', '.qdpx', '.sqlite3', '.xlsx')[kind]}"
    path.write_bytes(bytes(broken))
    attempt(path)


def whole_database(where) -> bytes:
    path = where / "project.sqlite3"
    if not path.exists():
        taguette(where, {"d": "<p>Hun sa nei.</p>"}, ["t"], [("d", 4, 7, "<p>sa</p>", ["t"])])
    return path.read_bytes()


@FUZZ
@given(st.data())
def test_no_table_makes_it_stumble(fuzzed, data):
    header = data.draw(
        st.sampled_from(
            ["id,document,tag,content", "document,start,end,code", "tag,description", "Document;Tag;Content;Id", ""]
        )
    )
    body = data.draw(st.text(alphabet='a1",;\n\r\t æ🙂\x00:>', max_size=80))
    (fuzzed / "a.txt").write_text("a1 æ🙂 a a1", encoding="utf-8")
    path = fuzzed / "f.csv"
    path.write_bytes(f"{header}\n{body}".encode())
    attempt(path)


@FUZZ
@given(st.binary(max_size=200), st.sampled_from(formats.endings()))
def test_no_bytes_make_it_stumble(fuzzed, content, ending):
    starts = {".sqlite3": b"SQLite format 3\x00", ".qde": b"<?xml version='1.0'?>", ".zip": b"PK\x03\x04"}
    path = fuzzed / f"f{ending}"
    path.write_bytes(starts.get(ending, b"") + content)
    attempt(path)


def test_zip_within_a_zip_is_opened_once(tmp_path, capsys):
    inner = archive(tmp_path, {"project.qde": qde()}, "inner.zip").read_bytes()
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as middle:
        middle.writestr("inner.zip", inner)
    assert "found 0" in refused(archive(tmp_path, {"middle.zip": held.getvalue()}, "outer.zip"), capsys)
