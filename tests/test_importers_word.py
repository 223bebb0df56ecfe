"""Word comments as codes: the comment's range is the passage, its lines the codes; what is no code is counted."""

from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import database_files as files
from office_files import MAIN, changed, saved
from qda_files import archive
from test_importers_bad_input import attempt, refused
from trail import cli, code_matrix, transcripts
from trail.importers import formats, units, word_comments
from trail.readers.docx_inventory import W

FUZZ = settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
SPACES = f'xmlns:w="{W[1:-1]}" xmlns:w14="{word_comments.W14[1:-1]}" xmlns:w15="{word_comments.W15[1:-1]}"'
KINDS = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
PACKAGE = {  # the smallest document that Word opens
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    f'<Override PartName="/{MAIN}" ContentType="{KINDS}"/></Types>',
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    f'Target="{MAIN}"/></Relationships>',
}
ACUTE = "\u0301"
TEXT = "I: How was it?\nD: I waited a long time, and then I went home.\nD: Yes.\n"


def run(words: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{escape(words)}</w:t></w:r>' if words else ""


def start(number) -> str:
    return f'<w:commentRangeStart w:id="{number}"/>'


def end(number) -> str:
    return f'<w:commentRangeEnd w:id="{number}"/><w:r><w:commentReference w:id="{number}"/></w:r>'


def paragraphs(text: str, marks: list[tuple]) -> str:
    """Return the paragraphs of a text; marks: (number of the comment, start, end)."""
    made, at = "", 0
    for line in text.rstrip("\n").split("\n"):
        places = {place - at for _, *both in marks for place in both}
        cuts = sorted({0, len(line), *(place for place in places if 0 <= place <= len(line))})
        inside = ""
        for first, last in zip(cuts, [*cuts[1:], None], strict=True):
            inside += "".join(end(number) for number, _, stop in marks if stop == at + first)
            inside += "".join(start(number) for number, begin, _ in marks if begin == at + first)
            inside += run(line[first:last]) if last is not None else ""
        made += f"<w:p>{inside}</w:p>"
        at += len(line) + 1
    return made


def comment(number, *lines: str, author: str = "Kari Nordmann", thread: str = "") -> str:
    inside = "".join(f"<w:p{f' w14:paraId={quoteattr(thread)}' * bool(thread)}>{run(line)}</w:p>" for line in lines)
    return f'<w:comment w:id="{number}" w:author={quoteattr(author)} w:initials="KN">{inside}</w:comment>'


def document(path, body: str, comments: str, threads: str = "", styles: str = ""):
    """Write a Word document with comments; return its path."""
    parts = PACKAGE | {
        MAIN: f"<w:document {SPACES}><w:body>{body}<w:sectPr/></w:body></w:document>".encode(),
        "word/comments.xml": f"<w:comments {SPACES}>{comments}</w:comments>".encode(),
        "word/styles.xml": f"<w:styles {SPACES}>{styles}</w:styles>".encode(),
    }
    if threads:
        parts["word/commentsExtended.xml"] = f"<w15:commentsEx {SPACES}>{threads}</w15:commentsEx>".encode()
    return archive(path.parent, parts, path.name)


def tables(path) -> units.Tables:
    return units.tables(formats.read(path))


def passages(path) -> list[tuple]:
    made = tables(path)
    words = {unit[0]: unit[4] for unit in made.units}
    return [(words[row[0]], row[3]) for row in made.codings]


def left(path) -> dict[str, int]:
    return {one.what: one.count for one in formats.read(path).left}


def place(words: str) -> tuple[int, int]:
    return TEXT.index(words), TEXT.index(words) + len(words)


def test_range_is_the_passage_and_each_line_or_part_a_code(tmp_path):
    body = paragraphs(TEXT, [(0, *place("waited a long")), (1, *place("long time, and")), (2, *place("home.\nD: Yes"))])
    said = comment(0, "help > waiting; late") + comment(1, "help::waiting", "going home;") + comment(2, "late")
    path = document(tmp_path / "Talk 1.docx", body, said)
    assert passages(path) == [
        ("waited a long", "help::waiting"),
        ("waited a long", "late"),
        ("long time, and", "going home"),
        ("long time, and", "help::waiting"),
        ("home.\nD: Yes", "late"),
    ]
    assert tables(path).texts == {"Talk_1": TEXT}


def test_text_is_that_which_the_gate_reads_without_the_comments(tmp_path):
    cells = f"<w:tc><w:p>{start(0)}{run('one')}</w:p></w:tc><w:tc><w:p>{run('two')}{end(0)}</w:p></w:tc>"
    table = f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>"
    link = f"<w:hyperlink>{start(1)}{run('link e')}{end(1)}{run(ACUTE)}</w:hyperlink>"
    more = f"<w:p>{run(' spaced ')}<w:r><w:t> cut </w:t><w:tab/><w:br/></w:r>{link}</w:p>"
    path = document(tmp_path / "a.docx", table + more, comment(0, "x") + comment(1, "y"))
    bare = (table + more).replace(start(0), "").replace(end(0), "").replace(start(1), "").replace(end(1), "")
    parts = {MAIN: f"<w:document {SPACES}><w:body>{bare}<w:sectPr/></w:body></w:document>".encode()}
    plain = tmp_path / "b.docx"
    plain.write_bytes(changed(path.read_bytes(), parts | {"word/comments.xml": f"<w:comments {SPACES}/>".encode()}))
    assert tables(path).texts["a"] == transcripts.read(plain, "b.docx")[0].text
    assert passages(path) == [("one\ttwo", "x"), ("link é", "y")]


def test_marks_between_paragraphs_belong_to_the_next_and_the_one_before(tmp_path):
    body = start(0) + f"<w:p>{run('one')}</w:p><w:p>{run('two')}</w:p>" + '<w:commentRangeEnd w:id="0"/>'
    path = document(tmp_path / "a.docx", f"{body}<w:p>{run('three')}</w:p>", comment(0, "x"))
    assert passages(path) == [("one\ntwo", "x")]


def test_what_is_no_code_of_a_passage_is_counted(tmp_path):
    body = f"<w:p>{start(0)}{run('said')}{end(0)}{start(1)}{run(' ')}{end(1)}{start(2)}{end(2)}"
    body += f"{start(9)}{run('it')}{end(9)}<w:r><w:commentReference w:id='3'/></w:r>"
    body += f"{start(4)}{run('all')}{end(4)}{start(5)}{run('day')}{end(5)}</w:p>"
    said = comment(0, "x", thread="A1") + comment(1, "x") + comment(2, "x") + comment(3, "x")
    said += comment(4, "a reply", thread="A4") + comment(5, "")
    threads = '<w15:commentEx w15:paraId="A1" w15:done="1"/><w15:commentEx w15:paraId="A4" w15:paraIdParent="A1"/>'
    path = document(tmp_path / "a.docx", body, said, threads)
    assert passages(path) == [("said", "x")]
    assert [unit[4] for unit in tables(path).units] == ["said", "day"]
    assert left(path) == {
        "comments on no words": 2,
        "comments without a stretch of text": 1,
        "marks of comments that are no more": 1,
        "replies to comments": 1,
        "resolved comments": 1,
        "names of coders": 1,
    }


def test_authors_are_pseudonyms_and_named_only_where_asked_for(tmp_path, capsys):
    body = paragraphs(TEXT, [(0, *place("waited")), (1, *place("waited"))])
    path = document(tmp_path / "a.docx", body, comment(0, "x") + comment(1, "x", author="Anna"))
    assert [row[4] for row in tables(path).codings] == ["A1", "A2"]
    assert cli.main(["import", str(path), "--into", str(tmp_path / "into")]) == 0
    assert all("Kari" not in one.read_text("utf-8") for one in (tmp_path / "into").rglob("*") if one.is_file())
    assert cli.main(["import", str(path), "--names", "--into", str(tmp_path / "named")]) == 0
    assert "A2,Kari Nordmann" in (tmp_path / "named/coding/analysts.csv").read_text("utf-8")


def test_remark_that_is_hardly_a_code_is_a_code_and_said(tmp_path):
    remark = "Here " + "something else " * 9 + "is said"
    path = document(tmp_path / "a.docx", paragraphs(TEXT, [(0, *place("waited"))]), comment(0, remark))
    assert passages(path) == [("waited", remark)]
    assert left(path)["codes of more than 100 characters"] == 1


def test_folder_of_documents_is_one_project_and_the_same_as_through_refi(tmp_path):
    home = tmp_path / "coded"
    home.mkdir()
    (home / "~$open.docx").write_bytes(b"Word's own")
    for name, text in files.TEXTS.items():
        marks, said = [], ""
        for document_, words, code, coder in files.PARTS:
            if document_ == name:
                marks.append((len(marks), text.index(words), text.index(words) + len(words)))
                said += comment(marks[-1][0], " > ".join(filter(None, (files.CODES[code], code))), author=coder)
        document(home / f"{name}.docx", paragraphs(text, marks), said)
    other = files.as_refi(tmp_path, files.PARTS)
    made, refi = tables(home), tables(other)
    assert made.texts == refi.texts
    assert made.units == refi.units
    assert made.codings == refi.codings
    assert made.analysts == refi.analysts
    ours, theirs = (code_matrix.matrix(code_matrix.of_project(formats.read(one))) for one in (home, other))
    assert ours == [row for row in theirs if row[0] != "Hjelp"]  # a code of its own only in the project file


def test_document_that_word_itself_might_have_written(tmp_path):
    import docx

    made = docx.Document()
    paragraph = made.add_paragraph("D: I waited ")
    made.add_comment(paragraph.add_run("a long time"), text="waiting", author="Kari", initials="K")
    (tmp_path / "a.docx").write_bytes(saved(made))
    assert passages(tmp_path / "a.docx") == [("a long time", "waiting")]


def test_pictures_notes_and_text_boxes_stay_in_the_document_and_are_counted(tmp_path):
    box = f"<w:r><w:pict><w:txbxContent><w:p>{start(1)}{run('boxed')}{end(1)}</w:p></w:txbxContent></w:pict></w:r>"
    signs = "<w:r><w:drawing/></w:r><w:r><w:footnoteReference w:id='2'/></w:r>"
    body = f"<w:p>{start(0)}{run('said')}{signs}{end(0)}{box}</w:p>"
    path = document(tmp_path / "a.docx", body, comment(0, "x", author="") + comment(1, "y", author=""))
    assert tables(path).texts == {"a": "said\n"}
    assert passages(path) == [("said", "x")]
    assert left(path) == {
        "comments without a stretch of text": 1,
        "footnotes and endnotes": 1,
        "pictures and other media": 1,
        "text boxes": 1,
    }


BAD = {
    "tracked changes": (
        f"<w:p>{run('a')}<w:ins w:id='1'>{run('b')}</w:ins></w:p>",
        "",
        "holds tracked changes. Accept",
    ),
    "hidden text": ("<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>a</w:t></w:r></w:p>", "", "holds hidden text. Show it"),
    "what no reader knows": (
        f"<w:p><w:strange>{run('a')}</w:strange></w:p>",
        "",
        "holds something this reader does not",
    ),
    "no word": ("<w:p/>", "", "is empty: it holds no word."),
    "two comments of one number": (
        f"<w:p>{run('a')}</w:p>",
        comment(1, "x") + comment(1, "y"),
        "word/comments.xml holds two comments of one number",
    ),
}


@pytest.mark.parametrize("what", BAD)
def test_document_with(tmp_path, capsys, what):
    body, said, message = BAD[what]
    assert message in " ".join(refused(document(tmp_path / "a.docx", body, said), capsys).split())


def test_document_that_is_cut_off_behind_a_password_or_hostile_is_refused(tmp_path, capsys):
    whole = document(tmp_path / "a.docx", paragraphs(TEXT, []), "").read_bytes()
    path = tmp_path / "b.docx"
    path.write_bytes(whole[: len(whole) // 2])
    assert "is no whole zip archive" in refused(path, capsys)
    path.write_bytes(b"\xd0\xcf\x11\xe0" + bytes(600))
    assert "behind a password" in refused(path, capsys)
    entity = b'<!DOCTYPE w [<!ENTITY a "x">]><w:comments/>'
    path.write_bytes(changed(whole, {"word/comments.xml": entity}))
    assert "declares a document type" in refused(path, capsys)
    path.write_bytes(changed(whole, {"word/comments.xml": b"a" * 15_000_000}))
    assert "packed more than 200 to 1" in refused(path, capsys)


def test_zip_of_a_project_and_its_documents_is_still_the_project(tmp_path):
    held = document(tmp_path / "a.docx", paragraphs(TEXT, [(0, *place("waited"))]), comment(0, "x")).read_bytes()
    refi = files.as_refi(tmp_path, files.PARTS).read_bytes()
    path = archive(tmp_path, {"study.qdpx": refi, "documents/a.docx": held}, "sent.zip")
    assert len(tables(path).texts) == 3
    assert passages(archive(tmp_path, {"a.docx": held}, "one.zip")) == [("waited", "x")]


PIECES = st.one_of(
    st.sampled_from([run("a b"), run("é"), run("\u0301"), "</w:p><w:p>", "<w:r><w:tab/></w:r>", "<w:r><w:br/></w:r>"]),
    st.builds(start, st.integers(0, 3)),
    st.builds(end, st.integers(0, 3)),
    st.sampled_from(["<w:tbl><w:tr><w:tc><w:p>", "</w:p></w:tc></w:tr></w:tbl>", '<w:commentRangeStart w:id=""/>']),
)


@FUZZ
@given(st.lists(PIECES, max_size=16), st.lists(st.text("ab;>: \n", max_size=9), max_size=4), st.booleans())
def test_no_document_makes_it_stumble(tmp_path_factory, pieces, said, wrapped):
    inside = "".join(pieces)
    body = f"<w:p>{inside}</w:p>" if wrapped else f"{inside}<w:p>{run('end')}</w:p>"
    comments = "".join(comment(number, *words.split("\n")) for number, words in enumerate(said))
    attempt(document(tmp_path_factory.getbasetemp() / "f.docx", body, comments))


@FUZZ
@given(st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=3)), min_size=1, max_size=4))
def test_no_changed_byte_makes_it_stumble(tmp_path_factory, changes):
    home = tmp_path_factory.getbasetemp()
    whole = document(home / "g.docx", paragraphs(TEXT, [(0, *place("waited"))]), comment(0, "x"))
    broken = bytearray(whole.read_bytes())
    for at, content in changes:
        where = int(at * len(broken))
        broken[where : where + len(content)] = content
    whole.write_bytes(bytes(broken))
    attempt(whole)
