"""ROCK sources: marks off the text, one tree of codes from marks and YAML, a line once under each code."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import database_files as files
from test_importers_bad_input import attempt, refused
from trail import cli, code_matrix
from trail.faults import Faults
from trail.importers import formats, units

FUZZ = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
SOURCE = """---
ROCK_attributes:
  - caseId: 1
    age: 50s
---
[[cid=1]]
### what the interviewer noted
[[uid=7zs2]] I: How was it? [[coderId=anna]]
[[uid=7zs3]]
[[uid=7zs4]] ~D: I waited, [[help>waiting]] and waited. [[waiting]] [[waiting]] [[intensity||2]]
---<<paragraph_break>>---
D: Then I [laughs] went [[home]] home. [[home 3-7]] [[see note 4, p. 2]]
"""
TREE = """---
codes:
  - id: help
    label: Help
    description: What
      was given
    color: "#99CCFF"
    children:
      - id: waiting
        label: waiting
      - asking
---
---
codes:
  id: late
  parentId: waiting
---
"""


def tables(path) -> units.Tables:
    return units.tables(formats.read(path))


def write(path, text: str = SOURCE):
    path.write_text(text, encoding="utf-8")
    return path


def told(path) -> list[str]:
    with pytest.raises(Faults) as raised:
        formats.read(path)
    return [f"{fault.file} {fault.place} {fault.message}" for fault in raised.value.faults]


def test_marks_leave_the_text_and_the_coded_passage_is_the_line_once_under_each_code(tmp_path):
    made = tables(write(tmp_path / "Talk 1.rock"))
    first, second = "D: I waited, and waited.", "D: Then I [laughs] went home. [[see note 4, p. 2]]"
    assert made.texts == {"Talk_1": f"I: How was it?\n\n{first}\n{second}\n"}
    assert [unit[4] for unit in made.units] == [first, second]
    assert [row[3] for row in made.codings] == ["help::waiting", "home"]
    assert [row[1] for row in made.codebook] == ["help", "help::waiting", "home"]
    assert made.repeated == 3


def test_everything_else_of_a_source_is_counted_with_why(tmp_path):
    assert {one.what: one.count for one in formats.read(write(tmp_path / "Talk 1.rock")).left} == {
        "blocks of attributes": 1,
        "comment lines": 1,
        "section breaks": 1,
        "utterance ids": 3,
        "identifiers of people and things": 1,
        "value codes ([[code||value]])": 1,
        "double brackets that are no mark": 1,
        "marks of nesting (~) at the start of a line": 1,
        "codes of a stretch within their line": 1,
        "names of coders": 1,
    }


def test_marks_and_blocks_that_have_no_place_are_counted_too(tmp_path):
    source = "---\nROCK_network:\n  a: 1\n---\n---\nsaid: by somebody\n---\n--+-{ 21:01 }-+--\n[[a]] [[b]]\n"
    project = formats.read(write(tmp_path / "a.rock", f"{source}One [[a->b||causes]] thing.\n"))
    assert {one.what: one.count for one in project.left} == {
        "blocks of settings": 1,
        "blocks of YAML that ROCK does not read": 1,
        "anchors": 1,
        "codes of lines without words": 2,
        "network codes ([[code->code||kind]])": 1,
    }
    assert [source.text for source in project.sources] == ["One thing.\n"]


def test_codes_of_yaml_and_of_marks_are_one_tree_with_definitions(tmp_path):
    made = tables(write(tmp_path / "a.rock", f"{TREE}I waited. [[late]] [[asking]] [[fresh_å>one]]\n"))
    book = {row[1]: (row[4], row[6]) for row in made.codebook}
    assert list(book) == ["fresh_å", "fresh_å::one", "help", "help::asking", "help::waiting", "help::waiting::late"]
    assert book["help"] == ("Help: What was given", "#99CCFF")
    assert [row[3] for row in made.codings] == ["fresh_å::one", "help::asking", "help::waiting::late"]


def test_code_with_two_parents_is_a_code_under_each(tmp_path):
    path = write(tmp_path / "a.rock", "One. [[a>x]]\nTwo. [[b>x>y]]\nThree. [[x]]\n")
    assert [row[3] for row in tables(path).codings] == ["a::x", "b::x::y", "x"]
    assert ("codes with several parents", 2, ("x", "y")) in [
        (one.what, one.count, one.where) for one in formats.read(path).left
    ]


def test_folder_of_sources_is_one_project_and_the_same_as_through_refi(tmp_path, capsys):
    path = files.as_rock(tmp_path, files.LINES)
    (path / "more.dct").write_text("---\ndct:\n  id: Hjemme\n  label: At home\n---\n", encoding="utf-8")
    other = files.as_refi(tmp_path, files.in_words(files.LINES))
    made, refi = tables(path), tables(other)
    assert made.texts == refi.texts
    assert made.units == refi.units
    rename = {row[1]: row[1].replace(" ", "_") for row in refi.codebook}
    assert [[*row[:2], *row[3:]] for row in made.codings] == [
        [*row[:2], rename[row[3]], row[4]] for row in refi.codings
    ]
    of_rock, of_refi = (code_matrix.matrix(code_matrix.of_project(formats.read(one))) for one in (path, other))
    assert of_rock == [[rename.get(row[0], row[0]), *row[1:]] for row in of_refi]
    assert made.analysts == {"A1": "Anna", "A2": "Kari"}
    assert next(row[4] for row in made.codebook if row[1] == "Hjemme") == "At home"
    assert cli.main(["matrix", str(path)]) == 0
    assert "Hjelp::Vente" in capsys.readouterr().out


def test_sources_of_one_name_in_two_folders_stay_two(tmp_path):
    for name in ("one", "two"):
        (tmp_path / "home" / name).mkdir(parents=True)
        write(tmp_path / "home" / name / "talk.rock", f"Said in {name}. [[a]]\n")
    assert set(tables(tmp_path / "home").texts) == {"one_talk", "two_talk"}


BAD = {
    "a block that stays open": ("one\n---\ncodes:\n", "line 2 opens a block with --- that no other line --- closes"),
    "broken YAML": ("---\n a: [\n---\none\n", "line 1 is no YAML that can be read"),
    "codes that are none": ("---\ncodes: [[[1]]]\n---\none [[a]]\n", "line 1 codes should be a list of codes"),
    "one code told twice": (
        "---\ncodes: [{id: a, label: b}, {id: a, label: c}]\n---\n",
        "'a' is described twice, and not alike",
    ),
    "bytes that are no text": (b"\xff\xfa\x00abc", "is not UTF-8"),
    "an endless tree": (f"one [[{'>'.join(f'a{n}' for n in range(60))}]]\n", "more than 50 levels deep"),
}


@pytest.mark.parametrize("what", BAD)
def test_source_with(tmp_path, capsys, what):
    content, message = BAD[what]
    path = tmp_path / "bad.rock"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    assert message in told(path)[0]
    assert message.split(" ", 2)[2] in refused(path, capsys)
    (tmp_path / "home").mkdir()
    path.rename(tmp_path / "home" / "bad.rock")
    assert "home" in told(tmp_path / "home")[0]


def test_circle_of_codes_is_opened_and_said(tmp_path):
    path = write(tmp_path / "a.rock", "One. [[a>b]]\nTwo. [[b>a]]\n")
    assert len(tables(path).codings) == 2
    assert "codes and categories with a parent that stands below them" in [one.what for one in formats.read(path).left]


@FUZZ
@given(
    st.lists(
        st.one_of(
            st.sampled_from("ab ~#\n\n\0é🙂\u2028"),
            st.sampled_from(["[[", "]]", ">", "||", "->", "ci--", "uid=", "coderId=", "---<<x>>---", "--+-{1}-+--"]),
            st.sampled_from(["---", "\n---\n", "codes:\n", " - id: a\n", "children: [b]\n", "\r\n", "e\u0301"]),
        ),
        max_size=40,
    )
)
def test_no_source_makes_it_stumble(tmp_path_factory, parts):
    path = tmp_path_factory.getbasetemp() / "f.rock"
    path.write_text("".join(parts), encoding="utf-8", newline="")
    attempt(path)
