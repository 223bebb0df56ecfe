"""QualCoder, RQDA and qc alike: one study is the same through each, and no database makes an importer stumble."""

import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import database_files as files
from test_importers_bad_input import attempt
from trail import cli, code_matrix
from trail.importers import databases, formats, units

FUZZ = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
MAKERS = {"QualCoder": files.as_qualcoder, "RQDA": files.as_rqda, "qc": files.as_qc}


def tables(path) -> units.Tables:
    return units.tables(formats.read(path))


@pytest.mark.parametrize("tool", MAKERS)
def test_one_study_is_the_same_through_each_program_as_through_refi(tmp_path, tool):
    lines = tool == "qc"  # all it knows
    parts = files.in_words(files.LINES) if lines else files.PARTS
    projects = [formats.read(MAKERS[tool](tmp_path, files.LINES if lines else parts))]
    projects.append(formats.read(files.as_refi(tmp_path, parts)))
    made, refi = map(units.tables, projects)
    assert made.texts == refi.texts
    assert made.units == refi.units
    assert made.codings == refi.codings
    assert len(made.codings) == len(parts)
    assert made.analysts == {"A1": "Anna", "A2": "Kari"}
    matrices = [code_matrix.matrix(code_matrix.of_project(one)) for one in projects]
    assert matrices[0] == matrices[1]
    assert [row[1] for row in made.codebook] == ["Hjelp", "Hjelp::Be om hjelp", "Hjelp::Vente", "Hjemme"]
    codable = [row[5] for row in made.codebook]
    assert codable == ["true" if lines else "false", "true", "true", "true"]


@pytest.mark.parametrize("tool", MAKERS)
def test_nothing_is_made_beside_the_database_and_names_stay_out_unless_asked_for(tmp_path, tool, capsys):
    path = MAKERS[tool](tmp_path, files.LINES if tool == "qc" else files.PARTS)
    before = {one: one.stat().st_mtime_ns for one in tmp_path.rglob("*")}
    assert cli.main(["import", str(path), "--into", str(tmp_path / "into")]) == 0
    assert {one: one.stat().st_mtime_ns for one in before} == before
    fresh = {one for one in tmp_path.rglob("*") if one not in before}
    assert {one.relative_to(tmp_path).parts[0] for one in fresh} == {"into"}
    assert "names of coders: personal data" in capsys.readouterr().out
    assert all("Kari" not in one.read_text(encoding="utf-8") for one in fresh if one.is_file())
    assert cli.main(["import", str(path), "--names", "--into", str(tmp_path / "named")]) == 0
    assert "A2,Kari" in (tmp_path / "named/coding/analysts.csv").read_text(encoding="utf-8")
    assert "names of coders" not in capsys.readouterr().out


@pytest.mark.parametrize("tool", ["QualCoder", "qc"])
def test_project_folder_is_read_as_its_database_and_from_a_zip(tmp_path, tool, capsys):
    path = MAKERS[tool](tmp_path, files.LINES if tool == "qc" else files.PARTS)
    (path / "documents").mkdir()
    (path / "documents" / "people.xlsx").write_bytes(b"none of ours")
    with zipfile.ZipFile(tmp_path / "sent.zip", "w") as packed:
        for one in path.rglob("*"):
            packed.write(one, one.relative_to(tmp_path).as_posix())
    first, *others = (tables(one) for one in (path, formats.file_of(path), tmp_path / "sent.zip"))
    assert first.codings
    assert all(other == first for other in others)
    assert cli.main(["matrix", str(path)]) == 0
    assert "Hjelp::Vente" in capsys.readouterr().out


def refused(path, capsys) -> str:
    into = path.parent / "into"
    assert cli.main(["import", str(path), "--into", str(into)]) in (1, 2)
    assert not into.exists()
    return capsys.readouterr().err


def database_of(path):
    return formats.file_of(path) or path


@pytest.mark.parametrize("tool", MAKERS)
def test_broken_database_is_refused_in_a_sentence(tmp_path, tool, capsys):
    path = MAKERS[tool](tmp_path, files.LINES if tool == "qc" else files.PARTS)
    whole = database_of(path).read_bytes()
    for content, message in {
        b"": "no SQLite database",
        b"Dear diary": "no SQLite database",
        whole[:100]: "",
        whole[: len(whole) // 2]: "",
    }.items():
        database_of(path).write_bytes(content)
        assert message in (said := refused(path, capsys))
        assert "Traceback" not in said
        assert database_of(path).name in said


@pytest.mark.parametrize("tool", MAKERS)
def test_table_or_column_that_is_not_there_and_value_of_another_kind_are_named(tmp_path, tool, capsys):
    path = MAKERS[tool](tmp_path, files.LINES if tool == "qc" else files.PARTS)
    table, column, keep = {
        "QualCoder": ("code_text", "pos1", "source"),
        "RQDA": ("coding", "selend", "source"),
        "qc": ("coded_line", "line", "location"),
    }[tool]
    whole = database_of(path).read_bytes()
    files.change(database_of(path), f"UPDATE {table} SET {column} = 'late' WHERE rowid = 2")
    assert f"table {table}, row 2  {column} should be a whole number." in refused(path, capsys)
    database_of(path).write_bytes(whole)
    files.change(database_of(path), f"CREATE TABLE other AS SELECT * FROM {table}", f"DROP TABLE {table}")
    files.change(database_of(path), f"CREATE TABLE {table} (id INTEGER)")
    assert f"table {table} lacks the column" in refused(path, capsys)
    files.change(database_of(path), f"DROP TABLE {keep}")
    assert f"lacks the table {keep}: is it a project of {tool}?" in refused(path, capsys)


@pytest.mark.parametrize("tool", MAKERS)
def test_database_that_its_program_did_not_close_is_refused(tmp_path, tool, capsys):
    path = MAKERS[tool](tmp_path, files.LINES if tool == "qc" else files.PARTS)
    journal = database_of(path).with_name(f"{database_of(path).name}-journal")
    journal.write_bytes(bytes(600))  # one that was emptied at the end of a change
    assert tables(path).codings
    journal.write_bytes(b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + bytes(600))
    assert "is open in its program, or was not closed well" in refused(path, capsys)


HOSTILE = {
    "CREATE VIEW source AS SELECT 1 id, 'a' name, 'b' fulltext": "lacks the table source",
    "CREATE TABLE source (id integer, name text, fulltext text AS (hex(zeroblob(400000000))))": "lacks the column",
    "CREATE TABLE source (id integer primary key, name text, fulltext text) WITHOUT ROWID": "table source  is damaged",
}


@pytest.mark.parametrize("statement", HOSTILE)
def test_table_that_is_computed_or_of_another_make_is_refused(tmp_path, statement, capsys):
    path = files.as_qualcoder(tmp_path, files.PARTS)
    files.change(database_of(path), "DROP TABLE source", statement)
    assert HOSTILE[statement] in refused(path, capsys)


def test_work_without_end_is_stopped(tmp_path, capsys, monkeypatch):
    path = files.as_rqda(tmp_path, files.PARTS)
    grow = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 5000) SELECT 7, 7, 1 FROM n"
    files.change(path, f"INSERT INTO treecode (cid, catid, status) {grow}")
    assert formats.read(path).selections
    monkeypatch.setattr(databases, "PAUSE", 1_000)
    monkeypatch.setattr(databases, "STEPS", 5_000)
    assert "table treecode  is damaged" in refused(path, capsys)


def test_folder_that_is_no_project_says_what_it_lacks(tmp_path, capsys):
    (tmp_path / "empty.qda").mkdir()
    assert "is a folder without data.qda or qualitative_coding.sqlite3" in refused(tmp_path / "empty.qda", capsys)


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory):
    return tmp_path_factory.mktemp("fuzz")


NAMES = st.one_of(st.text(max_size=8), st.sampled_from(["a", "a::b", "::", " ", "C"]))
VALUES = st.one_of(st.none(), st.integers(-2, 4), st.floats(), st.binary(max_size=4), st.just(2**62), NAMES)
TEXTS = st.one_of(st.just("\ufeffA🙂 b\r\nc é d.\r\n" * 3), st.text(max_size=60), st.none(), st.binary(max_size=9))
WORDS = st.one_of(st.none(), st.sampled_from(["b", "A🙂", "c é d."]))
PLACES = st.integers(-1, 24)
PATHS = ["a.txt", "a.txt", "a.txt", "../a.txt", "/etc/passwd", "b\\c.txt", "", "\0"]
BOOKS = ["- a:\n  - C\n- b\n", "- a\n- a\n", "&a [*a]", "- [a]", "1", "\0"]
ONE = st.sampled_from([1, 1, 1, 1, 2, 3])
KEY = None  # the row's number
SHAPES = {  # {table: {column: what may stand there}}
    "QualCoder": {
        "source": {"id": KEY, "name": NAMES, "fulltext": TEXTS, "mediapath": st.sampled_from([None, "/docs/a.pdf"])},
        "code_cat": {"catid": KEY, "name": NAMES, "supercatid": st.none() | ONE},
        "code_name": {
            "cid": KEY,
            "name": NAMES,
            "catid": st.none() | ONE,
            "supercid": st.sampled_from([None, None, 1, 2]),
        },
        "code_text": {"cid": ONE, "fid": ONE, "pos0": PLACES, "pos1": PLACES, "seltext": WORDS, "owner": NAMES},
        "code_av": {"avid": KEY, "id": ONE, "cid": ONE},
    },
    "RQDA": {
        "source": {"id": KEY, "name": NAMES, "file": TEXTS, "status": ONE},
        "freecode": {"id": KEY, "name": NAMES, "status": ONE, "memo": TEXTS},
        "codecat": {"catid": KEY, "name": NAMES, "status": ONE},
        "treecode": {"cid": ONE, "catid": ONE, "status": ONE},
        "coding": {"cid": ONE, "fid": ONE, "selfirst": PLACES, "selend": PLACES, "seltext": WORDS, "status": ONE},
    },
    "qc": {
        "document": {"file_path": st.sampled_from(PATHS), "file_hash": st.just("")},
        "document_index": {"id": KEY, "document_id": st.sampled_from(["a.txt", "a.txt", ""])},
        "location": {"id": KEY, "document_index_id": ONE},
        "coded_line_location_association": {"coded_line_id": KEY, "location_id": ONE},
        "coded_line": {"id": KEY, "line": st.integers(-1, 5), "coder_id": NAMES, "code_id": NAMES},
        "code": {"name": NAMES},
        "coder": {"name": NAMES},
    },
}


@FUZZ
@given(st.data(), st.sampled_from(list(SHAPES)), st.booleans())
def test_no_rows_make_it_stumble(fuzzed, data, tool, wild):
    statements = [f"CREATE TABLE {table} ({', '.join(columns)});" for table, columns in SHAPES[tool].items()]
    where = {"QualCoder": "f.qda", "RQDA": "f.rqda", "qc": "f.sqlite3"}[tool]
    rows = {}
    for table, columns in SHAPES[tool].items():
        rows[table] = []
        for number in range(1, data.draw(st.integers(1, 3)) + 1):
            row = {name: number if kind is KEY else data.draw(kind) for name, kind in columns.items()}
            if wild and data.draw(st.integers(0, 4)) == 0:
                row[data.draw(st.sampled_from(list(columns)))] = data.draw(VALUES)
            rows[table].append(row)
    path = files.database(fuzzed / where, "".join(statements), rows)
    if tool == "qc":
        (fuzzed / "corpus").mkdir(exist_ok=True)
        (fuzzed / "corpus" / "a.txt").write_bytes(b"one\r\n\r\ntwo\nthree\n")
        book = data.draw(st.one_of(st.sampled_from(BOOKS), st.text(max_size=40)))
        (fuzzed / "codebook.yaml").write_bytes(book.encode("utf-8", "ignore"))
    attempt(path)


@FUZZ
@given(
    st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=3)), min_size=1, max_size=4), st.sampled_from(list(MAKERS))
)
def test_no_changed_byte_makes_it_stumble(fuzzed, changes, tool):
    home = fuzzed / tool
    made = next((one for one in home.glob("*")), None) or MAKERS[tool](
        home, files.LINES if tool == "qc" else files.PARTS
    )
    broken = bytearray(database_of(made).read_bytes())
    for at, content in changes:
        place = int(at * len(broken))
        broken[place : place + len(content)] = content
    path = fuzzed / {"QualCoder": "g.qda", "RQDA": "g.rqda", "qc": "g.sqlite3"}[tool]
    path.write_bytes(bytes(broken))
    attempt(path)
