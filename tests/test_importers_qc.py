"""qc: lines from 0 are passages, the code book is a tree in YAML, and nothing outside the folder is opened."""

import pytest

from database_files import change, qc
from trail.faults import Faults
from trail.importers import around, formats, units

TEXT = "I: Hvordan?\n\nD: Jeg ventet 🙂 lenge.\nD: Så gikk jeg hjem."
BOOK = "- help:\n  - waiting:\n    - at night\n- home\n"
LINES = [("one.txt", 0, "home", "kk"), ("one.txt", 2, "at night", "kk"), ("one.txt", 3, "home", "aa")]


def project(tmp_path, lines=LINES, book=BOOK, text=TEXT, **more):
    return formats.read(qc(tmp_path, {"one.txt": text}, lines, book, **more))


def left(read) -> dict:
    return {one.what: (one.count, one.where) for one in read.left}


def told(path_or_tmp, *given, **more) -> str:
    with pytest.raises(Faults) as raised:
        project(path_or_tmp, *given, **more)
    return str(raised.value)


def refused(home) -> str:
    with pytest.raises(Faults) as raised:
        formats.read(home)
    return str(raised.value)


def test_coded_lines_are_passages_counted_from_0_without_their_ends(tmp_path):
    made = units.tables(project(tmp_path))
    assert [(unit[4], row[3], row[4]) for unit, row in zip(made.units, made.codings, strict=True)] == [
        ("I: Hvordan?", "home", "A2"),
        ("D: Jeg ventet 🙂 lenge.", "help::waiting::at night", "A2"),
        ("D: Så gikk jeg hjem.", "home", "A1"),
    ]
    assert [row[1] for row in made.codebook] == ["help", "help::waiting", "help::waiting::at night", "home"]
    assert made.documents == [("one", "one.txt", "text")]


def test_line_ends_of_windows_are_one(tmp_path):
    made = units.tables(project(tmp_path, text=TEXT.replace("\n", "\r\n").encode()))
    assert [unit[4] for unit in made.units][1:] == ["D: Jeg ventet 🙂 lenge.", "D: Så gikk jeg hjem."]


def test_coded_line_that_is_empty_is_left_out_and_said(tmp_path):
    read = project(tmp_path, [*LINES, ("one.txt", 1, "home", "kk")])
    assert len(read.selections) == 3
    assert left(read)["codings of empty lines"] == (1, ("one.txt",))


def test_line_that_the_text_has_not_is_refused_by_its_row(tmp_path):
    said = told(tmp_path, [("one.txt", 4, "home", "kk"), ("one.txt", -1, "home", "kk")])
    assert "table coded_line, row 1  means line 5 of 'one.txt', which has 4." in said
    assert "row 2  means line 0" in said


def test_text_changed_after_coding_is_refused_but_not_for_its_line_ends(tmp_path):
    home = qc(tmp_path, {"one.txt": TEXT}, LINES, BOOK)
    (home / "corpus" / "one.txt").write_bytes(TEXT.replace("\n", "\r\n").encode())
    assert len(formats.read(home).selections) == 3
    (home / "corpus" / "one.txt").write_text(f"A line more\n{TEXT}", encoding="utf-8")
    assert "one.txt  was changed after it was coded" in refused(home)


def test_text_that_is_missing_stops_unless_all_are(tmp_path):
    home = qc(tmp_path, {"one.txt": TEXT, "sub/two.txt": TEXT}, [*LINES, ("sub/two.txt", 0, "home", "kk")], BOOK)
    made = units.tables(formats.read(home))
    assert list(made.texts) == ["one", "sub_two"]
    (home / "corpus" / "sub" / "two.txt").unlink()
    assert "corpus/sub/two.txt  is not there, and 1 codings are in it." in refused(home)
    (home / "corpus" / "one.txt").unlink()
    read = formats.read(home)
    assert len(read.codes) == 4
    assert left(read)["codings of documents without text"] == (4, ("one.txt", "sub/two.txt"))


def test_codes_that_the_book_lacks_stand_at_the_top_and_no_book_at_all_is_said(tmp_path):
    read = project(tmp_path, book="- help:\n  - at night\n")
    assert [code.path for code in read.codes] == ["help", "help::at night", "home"]
    assert left(read)["codes that the code book lacks"] == (1, ("home",))
    (tmp_path / "study" / "codebook.yaml").unlink()
    alone = project(tmp_path, book=None)
    assert [code.path for code in alone.codes] == ["at night", "home"]
    assert left(alone)["code books"] == (1, ())
    assert project(tmp_path, lines=[], book="").codes == []


def test_code_that_stands_twice_in_the_book_is_refused_where_a_line_has_it(tmp_path):
    book = "- a:\n  - home\n- b:\n  - home\n- help:\n  - waiting\n"
    assert "codebook.yaml  'home' stands in the code book more than once" in told(tmp_path, book=book)
    read = project(tmp_path, lines=[("one.txt", 0, "waiting", "kk")], book=book)
    assert [code.path for code in read.codes] == ["a", "a::home", "b", "b::home", "help", "help::waiting"]


LAUGHS = "- a: &a [x]\n" + "".join(
    f"- {b}: &{b} [{', '.join(f'{{{b}{n}: *{a}}}' for n in range(9))}]\n"
    for a, b in zip("abcdefg", "bcdefgh", strict=True)
)


@pytest.mark.parametrize(
    ("book", "message"),
    [
        ("- 2020\n", "is no code book"),
        ("- yes\n", "is no code book"),
        ("a: [b]\n", "is no code book"),
        ("- a: b\n", "is no code book"),
        ("- {a: [], b: []}\n", "is no code book"),
        ("&a [x: *a]\n", "is no code book"),
        (LAUGHS, "at most 20000 codes"),
        (f"- {'{a: [' * 5_000}", "is no YAML"),
        ("- !!python/object/apply:os.system [ls]", "is no YAML"),
        ("- a\n\0", "is no YAML"),
        ("- " + "a" * 1_000_001, "far too large"),
    ],
)
def test_code_book_that_is_none_is_refused(tmp_path, book, message):
    said = told(tmp_path, book=book)
    assert "study/qualitative_coding.sqlite3\n  codebook.yaml" in said
    assert message in said


@pytest.mark.parametrize("place", ["../outside", "/etc", "C:/texts", "..\\outside", "[]", "''"])
def test_settings_that_lead_out_of_the_folder_are_refused(tmp_path, place):
    said = told(tmp_path, settings=f"corpus_dir: {place}\n")
    assert "settings.yaml  corpus_dir should name a place in the folder of the project, such as corpus." in said


def test_nothing_outside_the_folder_is_opened(tmp_path):
    (tmp_path / "outside.txt").write_text("secret\n", encoding="utf-8")
    home = qc(tmp_path, {"one.txt": TEXT}, [], BOOK)
    (home / "corpus" / "link.txt").symlink_to(tmp_path / "outside.txt")
    for name in ("../../outside.txt", str(tmp_path / "outside.txt"), "link.txt"):
        change(home / "qualitative_coding.sqlite3", f"UPDATE document SET file_path = '{name}', file_hash = ''")
        assert [one.text for one in formats.read(home).sources] == [None]


def test_texts_and_code_book_may_stand_elsewhere_in_the_folder(tmp_path):
    home = qc(tmp_path, {"one.txt": TEXT}, LINES, BOOK, settings="corpus_dir: ./my/texts\ncodebook: my/codes.yaml\n")
    (home / "my").mkdir()
    (home / "corpus").rename(home / "my" / "texts")
    (home / "codebook.yaml").rename(home / "my" / "codes.yaml")
    assert len(formats.read(home).selections) == 3
    (home / "settings.yaml").unlink()
    assert formats.read(home).selections == []


def test_codings_of_a_removed_document_are_counted(tmp_path):
    home = qc(tmp_path, {"one.txt": TEXT}, LINES, BOOK)
    change(home / "qualitative_coding.sqlite3", "DELETE FROM coded_line_location_association WHERE coded_line_id = 2")
    read = formats.read(home)
    assert len(read.selections) == 2
    assert left(read)["codings of documents that are no more"] == (1, ())


def test_text_that_is_too_large_is_refused(tmp_path, monkeypatch):
    home = qc(tmp_path, {"one.txt": TEXT}, LINES, BOOK)
    monkeypatch.setattr(around, "FILE_BYTES", len(TEXT.encode()) - 1)
    (home / "settings.yaml").unlink()
    assert "study/corpus/one.txt\n  is too large." in refused(home).replace("  \n", "\n")
