"""QualCoder: every version of its database, what stands in it twice, what is left of the deleted, what has no text."""

import pytest

from database_files import FIRST_QUALCODER, marked, qualcoder
from trail.faults import Faults
from trail.importers import formats, units

TEXT = "I: How was it?\n\nD: I waited a long time 🙂, and then I went home.\nD: Yes.\n"
SOURCE = {"id": 1, "name": "Talk.docx", "fulltext": TEXT, "mediapath": "/docs/Talk.docx"}
CODE = {"cid": 1, "name": "waiting"}


def project(tmp_path, codings=(), codes=(CODE,), sources=(SOURCE,), **more):
    rows = {"source": sources, "code_name": codes, "code_text": codings}
    return formats.read(qualcoder(tmp_path, rows | more))


def left(read) -> dict:
    return {one.what: (one.count, one.where) for one in read.left}


def told(tmp_path, *codings, **more) -> str:
    with pytest.raises(Faults) as raised:
        project(tmp_path, codings, **more)
    return str(raised.value)


def quotes(read) -> list[str]:
    return [unit[4] for unit in units.tables(read).units]


def test_first_version_is_read_like_the_newest(tmp_path):
    rows = {"source": [SOURCE], "code_name": [CODE], "code_text": [marked(TEXT, "I waited", 1)]}
    first = formats.read(qualcoder(tmp_path / "first", rows, FIRST_QUALCODER))
    newest = formats.read(qualcoder(tmp_path / "newest", rows))
    assert units.tables(first) == units.tables(newest)
    assert quotes(first) == ["I waited"]
    assert (first.origin, newest.origin) == ("QualCoder, database v1", "QualCoder, database v16")


def test_categories_and_codes_are_nested_and_memos_of_codes_are_definitions(tmp_path):
    categories = [{"catid": 1, "name": "Help", "memo": "Any\nhelp"}, {"catid": 2, "name": "Family", "supercatid": 1}]
    codes = [
        {"cid": 1, "name": "waiting", "catid": 2, "memo": "For help", "color": "#99CCFF"},
        {"cid": 2, "name": "at night", "supercid": 1, "catid": 1, "color": "red"},
        {"cid": 3, "name": "Other::small"},
    ]
    book = units.tables(project(tmp_path, codes=codes, code_cat=categories)).codebook
    assert [(row[1], row[4], row[5], row[6]) for row in book] == [
        ("Help", "Any help", "false", ""),
        ("Help::Family", "", "false", ""),
        ("Help::Family::waiting", "For help", "true", "#99CCFF"),
        ("Help::Family::waiting::at night", "", "true", ""),
        ("Other::small", "", "true", ""),
    ]


def test_parent_that_is_no_more_and_circle_are_mended_and_said(tmp_path):
    categories = [{"catid": 1, "name": "A", "supercatid": 2}, {"catid": 2, "name": "B", "supercatid": 1}]
    codes = [{"cid": 1, "name": "lost", "catid": 9}, {"cid": 2, "name": "own", "supercid": 2}]
    read = project(tmp_path, codes=codes, code_cat=categories)
    assert [code.path for code in read.codes] == ["A", "A::B", "lost", "own"]
    assert left(read)["codes and categories with a parent that is no more"] == (1, ("lost",))
    assert left(read)["codes and categories with a parent that stands below them"] == (2, ("A", "own"))


def test_category_and_code_of_one_path_are_one_code_and_two_codes_are_refused(tmp_path):
    read = project(
        tmp_path, codes=[{"cid": 1, "name": "Help"}, {"cid": 2, "name": "small", "catid": 1}],
        code_cat=[{"catid": 1, "name": "Help"}],
    )  # fmt: skip
    assert [(code.path, code.codable) for code in read.codes] == [("Help", True), ("Help::small", True)]
    assert left(read)["categories with the path of a code"] == (1, ("Help",))
    twice = [{"cid": 1, "name": "Help"}, {"cid": 2, "name": "Help "}]
    assert "two codes are called 'Help'. Rename or merge one of them in QualCoder." in told(tmp_path, codes=twice)


def test_several_coders_of_one_stretch_are_one_unit_with_a_pseudonym_each(tmp_path):
    words = "waited a long time"
    read = project(
        tmp_path, [marked(TEXT, words, 1, "Kari"), marked(TEXT, words, 1, "Anna"), marked(TEXT, "long", 1, "Kari")]
    )
    made = units.tables(read)
    assert [unit[4] for unit in made.units] == [words, "long"]
    assert [row[4] for row in made.codings] == ["A1", "A2", "A2"]
    assert made.joined == 1
    assert read.read["coders"] == 2


def test_what_is_left_of_deleted_codes_and_documents_is_counted(tmp_path):
    stubs = [marked(TEXT, "I waited", 7), marked(TEXT, "went home", 1, fid=7), marked(TEXT, "Yes", 1)]
    stubs += [marked(TEXT, "I waited", None), marked(TEXT, "went home", 1, fid=None)]
    read = project(tmp_path, stubs)
    assert quotes(read) == ["Yes"]
    assert left(read)["codings of codes that are no more"] == (2, ("Talk.docx",))
    assert left(read)["codings of documents that are no more"] == (2, ())


def test_passage_that_begins_where_it_ends_is_left_out_and_said(tmp_path):
    empty = [{"cid": 1, "fid": 1, "pos0": 5, "pos1": 5, "seltext": ""}, marked(TEXT, "\n\n", 1)]
    read = project(tmp_path, [*empty, marked(TEXT, "Yes", 1)])
    assert quotes(read) == ["Yes"]
    assert left(read)["passages without words"] == (2, ("Talk.docx",))


def test_passage_past_the_end_or_backwards_is_refused_by_its_row(tmp_path):
    beyond = {"cid": 1, "fid": 1, "pos0": 5, "pos1": 900, "seltext": "x"}
    said = told(tmp_path, marked(TEXT, "Yes", 1), beyond)
    assert "study.qda/data.qda" in said
    assert "row 2  stands at 5-900, outside the text of 'Talk.docx', which has 73 characters." in said
    assert "row 1  stands at 9-5, which is no stretch" in told(tmp_path, beyond | {"pos0": 9, "pos1": 5})
    assert "row 1  stands at -3-5, which is no stretch" in told(tmp_path, beyond | {"pos0": -3, "pos1": 5})


def test_passage_that_ends_just_after_its_text_ends_with_it(tmp_path):
    last = marked(TEXT, "D: Yes.\n", 1)
    read = project(tmp_path, [last | {"pos0": last["pos0"] + 1, "pos1": last["pos1"] + 2}])  # + 1: the smile
    assert quotes(read) == ["D: Yes.\n"]
    assert read.positions["ended_with_text"] == 1


@pytest.mark.parametrize("shift", [0, 1])
def test_places_in_code_points_and_in_the_windows_units_are_told_apart_by_the_words(tmp_path, shift):
    after = [marked(TEXT, words, 1) for words in ("then I went", "home", "Yes")]
    for one in after:
        one["pos0"], one["pos1"] = one["pos0"] + shift, one["pos1"] + shift
    assert quotes(project(tmp_path, [marked(TEXT, "I waited", 1), *after])) == [
        "I waited",
        "then I went",
        "home",
        "Yes",
    ]


def test_passage_counted_otherwise_than_the_rest_is_found_by_its_words_and_said(tmp_path):
    before = [marked(TEXT, words, 1) for words in ("How was it", "I waited", "waited", "long", "time")]
    window, points = marked(TEXT, "went home", 1), marked(TEXT, "Yes", 1)
    window["pos0"], window["pos1"] = window["pos0"] + 1, window["pos1"] + 1
    read = project(tmp_path, [*before, window, points])
    assert quotes(read)[-2:] == ["went home", "Yes"]
    assert left(read)["passages counted in another way than most"] == (1, ("Talk.docx",))


def test_windows_line_ends_that_count_as_one(tmp_path):
    words, text = ["I waited", "went home", "Yes", "How was it"], TEXT.replace("🙂", ":)")
    stored = SOURCE | {"fulltext": text.replace("\n", "\r\n")}
    read = project(tmp_path, [marked(text, one, 1) for one in words], sources=[stored])
    assert sorted(quotes(read)) == sorted(words)
    assert read.sources[0].text == text
    assert read.positions["line_ends"] == "CR LF as one"


def test_words_that_the_program_keeps_otherwise_are_counted_and_the_place_holds(tmp_path):
    read = project(tmp_path, [marked(TEXT, "I waited", 1, seltext="We waited"), marked(TEXT, "it?\n\nD: I", 1)])
    assert quotes(read) == ["it?\n\nD: I", "I waited"]
    assert left(read)["passages whose words the program keeps otherwise"] == (1, ("Talk.docx",))


def test_places_that_no_counting_explains_stop_the_import(tmp_path):
    wrong = [marked(TEXT, words, 1, seltext="other") for words in ("aite", "on", "im", "en", "ome")]
    assert "says where 5 passages stand, but however that is counted" in told(tmp_path, *wrong)


def test_documents_without_text_and_what_is_coded_in_them_are_counted_and_named(tmp_path):
    sources = [
        SOURCE,
        {"id": 2, "name": "scan.pdf", "fulltext": None, "mediapath": "/docs/scan.pdf"},
        {"id": 3, "name": "photo.jpg", "fulltext": None, "mediapath": "images:/home/kari/photo.jpg"},
        {"id": 4, "name": "talk.mp3", "fulltext": None, "mediapath": "audio:C:\\kari\\talk.mp3"},
        {"id": 5, "name": "talk.mp3.txt", "fulltext": ""},
        {"id": 6, "name": "walk.mp4", "fulltext": None, "mediapath": "/video/walk.mp4"},
    ]
    marks = {
        "code_image": [{"id": 3, "cid": 1, "memo": "her"}, {"id": 2, "cid": 1, "pdf_page": 0}],
        "code_av": [{"avid": 1, "id": 4, "cid": 1}, {"avid": 2, "id": 6, "cid": 1}, {"avid": 3, "id": 4, "cid": 1}],
    }
    codings = [marked(TEXT, "Yes", 1, avid=3, memo="him"), {"cid": 1, "fid": 2, "pos0": 0, "pos1": 3, "seltext": "x"}]
    read = project(tmp_path, codings, sources=sources, **marks)
    assert [(one.name, one.text is None, one.kind) for one in read.sources] == [
        ("Talk.docx", False, "text"),
        ("scan.pdf", True, "PDF"),
        ("photo.jpg", True, "picture"),
        ("talk.mp3", True, "audio"),
        ("talk.mp3.txt", True, "text"),
        ("walk.mp4", True, "video"),
    ]
    assert left(read) == {
        "documents without text": (5, ("photo.jpg", "scan.pdf", "talk.mp3", "talk.mp3.txt", "walk.mp4")),
        "codings of documents without text": (1, ("scan.pdf",)),
        "codings of a part of a picture": (1, ("photo.jpg",)),
        "codings of a part of a PDF page": (1, ("scan.pdf",)),
        "codings of a stretch of audio": (1, ("talk.mp3",)),
        "codings of a stretch of video": (1, ("walk.mp4",)),
        "repeated codings of recordings": (1, ()),
        "memos of documents, codings and the project": (2, ()),
        "names of coders": (1, ()),
    }
    made = units.tables(read)
    assert read.read["codings"] == 7
    assert len(made.codings) == 1
    assert "kari" not in str(made).replace("Kari", "")  # where linked files lie is nobody's business


def test_what_else_a_project_holds_is_counted(tmp_path):
    more = {
        "annotation": [{"fid": 1, "pos0": 1, "pos1": 2, "memo": "x"}],
        "journal": [{"name": "j", "jentry": "x"}],
        "cases": [{"name": "Ola"}, {"name": "Kari"}],
        "attribute_type": [{"name": "age"}],
        "graph": [{"name": "g"}],
    }
    found = left(project(tmp_path, [marked(TEXT, "Yes", 1, important=1)], **more))
    counted = {what: count for what, (count, _) in found.items() if what != "names of coders"}
    assert counted == {
        **{"annotations": 1, "journal entries": 1, "cases": 2, "variables": 1, "maps": 1},
        "marks of codings as important": 1,
    }


def test_two_documents_of_one_id_are_refused(tmp_path):
    free = FIRST_QUALCODER.replace("id integer primary key", "id integer")
    rows = {"source": [SOURCE, SOURCE | {"name": "Other"}], "code_name": [CODE], "code_text": []}
    with pytest.raises(Faults) as raised:
        formats.read(qualcoder(tmp_path, rows, free))
    assert "table source, row 2  has the id 1, as row 1 has. Delete one of them." in str(raised.value)


def test_codes_without_end_are_refused(tmp_path):
    deep = [{"cid": number, "name": f"c{number}", "supercid": number - 1 or None} for number in range(1, 5_000)]
    assert "nests codes more than 50 levels deep" in told(tmp_path, codes=deep)
    assert "a name of more than 1000 characters" in told(tmp_path, codes=[{"cid": 1, "name": "x" * 2_000}])
