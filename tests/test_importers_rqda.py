"""RQDA: only what is live counts, places are characters from 0, categories are parents where there is one."""

import pytest

from database_files import change, rqda, rqda_marked
from trail.faults import Faults
from trail.importers import formats, units

TEXT = "I: How was it?\n\nD: I waited a long time 🙂 på svar, and then I went home.\nD: Yes.\n"
SOURCE = {"id": 1, "name": "Talk", "file": TEXT}
CODE = {"id": 1, "name": "waiting"}


def project(tmp_path, codings=(), codes=(CODE,), sources=(SOURCE,), **more):
    return formats.read(rqda(tmp_path, {"source": sources, "freecode": codes, "coding": codings} | more))


def left(read) -> dict:
    return {one.what: (one.count, one.where) for one in read.left}


def quotes(read) -> list[str]:
    return [unit[4] for unit in units.tables(read).units]


def test_places_are_characters_from_0_with_the_end_exclusive(tmp_path):
    words = ["I waited", "på svar", "home.\nD: Yes"]
    read = project(tmp_path, [rqda_marked(TEXT, one, 1) for one in words])
    assert quotes(read) == words
    assert (read.positions["unit"], read.positions["share"]) == ("code points", 1.0)
    assert "passages whose words the program keeps otherwise" not in left(read)


def test_deleted_codings_codes_and_documents_are_counted_and_named_and_not_kept(tmp_path):
    codes = [CODE, {"id": 2, "name": "old", "status": 0}]
    sources = [SOURCE, {"id": 2, "name": "Gone", "file": "I waited", "status": 0}]
    codings = [
        rqda_marked(TEXT, "I waited", 1),
        rqda_marked(TEXT, "long", 1, status=0),
        rqda_marked(TEXT, "time", 1, status=-1),
        rqda_marked(TEXT, "svar", 1, status=None),
        rqda_marked(TEXT, "Yes", 2),
        rqda_marked("I waited", "waited", 1, fid=2),
    ]
    read = project(tmp_path, codings, codes, sources)
    assert quotes(read) == ["I waited"]
    assert [one.name for one in read.sources] == ["Talk"]
    assert [code.path for code in read.codes] == ["waiting"]
    assert left(read) == {
        "deleted codings": (3, ("Talk",)),
        "deleted codes": (1, ("old",)),
        "deleted documents": (1, ("Gone",)),
        "codings of codes or documents that are deleted": (2, ()),
        "names of coders": (1, ()),
    }
    assert read.read == {"documents": 2, "codes": 2, "categories": 0, "codings": 6, "coders": 1}


def test_code_stands_under_its_one_live_category_else_at_the_top(tmp_path):
    codes = [{"id": number, "name": name} for number, name in enumerate(["one", "two", "none", "dead"], 1)]
    categories = [{"catid": 1, "name": "Help"}, {"catid": 2, "name": "Home"}, {"catid": 3, "name": "Old", "status": 0}]
    trees = [(1, 1, 1), (1, 1, 1), (1, 2, 0), (2, 1, 1), (2, 2, 1), (4, 3, 1)]
    within = [{"cid": cid, "catid": catid, "status": status} for cid, catid, status in trees]
    read = project(tmp_path, codes=codes, codecat=categories, treecode=within)
    assert [code.path for code in read.codes] == ["Help", "Home", "Help::one", "two", "none", "dead"]
    assert left(read) == {"codes in several categories": (1, ("two",)), "deleted categories": (1, ("Old",))}


def test_text_that_is_not_utf_8_is_read_as_windows_wrote_it_and_said(tmp_path):
    old = TEXT.replace("🙂", "–").encode("cp1252")
    read = project(
        tmp_path, [rqda_marked(TEXT, "på svar", 1), rqda_marked(TEXT, "Yes", 1)], sources=[SOURCE | {"file": old}]
    )
    assert quotes(read) == ["på svar", "Yes"]
    assert left(read)["texts that are not UTF-8"] == (1, ("Talk",))
    latin = project(tmp_path, sources=[SOURCE | {"file": b"caf\xe9 \x81"}])
    assert latin.sources[0].text == "café \x81"


def test_memo_of_a_code_is_its_definition_and_a_colour_stays_where_it_has_a_number(tmp_path):
    codes = [CODE | {"memo": "What\nit is", "color": "#A6CEE3"}, {"id": 2, "name": "b", "color": "antiquewhite1"}]
    read = project(tmp_path, codes=codes)
    assert [(code.definition, code.color) for code in read.codes] == [("What it is", "#A6CEE3"), ("", "")]
    assert left(read) == {"colours of codes": (1, ())}


def test_place_that_is_no_stretch_of_the_text_is_refused_by_its_row(tmp_path):
    def told(first, last) -> str:
        with pytest.raises(Faults) as raised:
            project(tmp_path, [rqda_marked(TEXT, "Yes", 1) | {"selfirst": first, "selend": last}])
        return str(raised.value)

    assert "study.rqda\n  table coding, row 1  stands at 3-900, outside the text of 'Talk'" in told(3, 900)
    assert "row 1  stands at 9-3, which is no stretch of 'Talk'" in told(9, 3)
    assert "table coding, row 1  selfirst should be a whole number" in told(2.5, 3)


def test_mark_without_words_and_document_without_text_are_said(tmp_path):
    read = project(
        tmp_path, [rqda_marked(TEXT, "Yes", 1) | {"selend": float(TEXT.index("Yes"))}],
        sources=[SOURCE, {"id": 2, "name": "Empty", "file": ""}],
    )  # fmt: skip
    assert left(read)["passages without words"] == (1, ("Talk",))
    assert left(read)["documents without text"] == (1, ("Empty",))


def test_second_coding_and_what_else_is_not_taken_over_is_counted(tmp_path):
    more = {
        "coding2": [rqda_marked(TEXT, "Yes", 1), rqda_marked(TEXT, "Yes", 1, status=0)],
        "annotation": [{"fid": 1, "position": 3, "annotation": "x"}],
        "cases": [{"id": 1, "name": "Ola"}, {"id": 2, "name": "Per", "status": 0}],
        "filecat": [{"catid": 1, "name": "first round"}],
        "imageCoding": [{"cid": 1, "iid": 1}],
    }
    read = project(tmp_path, [rqda_marked(TEXT, "Yes", 1, memo="her")], **more)
    assert {what: count for what, (count, _) in left(read).items()} == {
        "codings of the second round (coding2)": 1,
        "annotations": 1,
        "cases": 1,
        "sets of documents": 1,
        "codings of a part of a picture": 1,
        "memos of documents and codings": 1,
        "names of coders": 1,
    }


def test_project_of_an_early_version_lacks_what_came_later(tmp_path):
    path = rqda(tmp_path, {"source": [SOURCE], "freecode": [CODE], "coding": [rqda_marked(TEXT, "Yes", 1)]})
    change(path, "ALTER TABLE freecode DROP COLUMN color", "DROP TABLE coding2", "DROP TABLE imageCoding")
    assert quotes(formats.read(path)) == ["Yes"]


def test_two_live_codes_of_one_name_or_id_are_refused_and_a_deleted_one_is_not(tmp_path):
    assert len(project(tmp_path, codes=[CODE, CODE | {"id": 2, "status": 0}, CODE | {"status": 0}]).codes) == 1
    for other, message in {"id": "two codes are called 'waiting'", "name": "has the id 1, as row 1 has"}.items():
        with pytest.raises(Faults) as raised:
            project(tmp_path, codes=[CODE, CODE | {other: 2}])
        assert message in str(raised.value)


def test_text_that_is_a_number_is_refused(tmp_path):
    path = rqda(tmp_path, {"source": [], "freecode": [CODE], "coding": []})
    change(path, "DROP TABLE source", "CREATE TABLE source (id, name, file, memo, status)")
    change(path, "INSERT INTO source VALUES (1, 'Talk', 3, '', 1)")
    with pytest.raises(Faults) as raised:
        formats.read(path)
    assert "table source, row 1  file should be the bytes of a text" in str(raised.value)
