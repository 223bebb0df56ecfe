"""What a reader wrote into a rendered Word file is led back to its claim and its line of the manuscript."""

import re
import shutil
import zipfile

import pytest

from trail import cli, comments, records
from trail.faults import Faults
from trail.tables import read, read_json

XML = '<?xml version="1.0" encoding="UTF-8"?>'
NAMES = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
NAMES += 'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
NAMES += 'xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml"'
BY = 'w:author="A. Reader" w:date="2021-05-04T10:00:00Z"'


def comment(number, *paragraphs):
    lines = "".join(
        f'<w:p w14:paraId="{number}{place}"><w:r><w:t>{text}</w:t></w:r></w:p>' for place, text in enumerate(paragraphs)
    )
    return f'<w:comment w:id="{number}" {BY}>{lines}</w:comment>'


def remarked(path, to, edit, *of, answers=""):
    """Write a copy of a Word file: `edit` of its text, with comments."""
    with zipfile.ZipFile(path) as before, zipfile.ZipFile(to, "w") as after:
        for name in set(before.namelist()) - {"word/comments.xml", "word/commentsExtended.xml"}:
            data = before.read(name)
            after.writestr(name, edit(data.decode()).encode() if name == "word/document.xml" else data)
        after.writestr("word/comments.xml", f"{XML}<w:comments {NAMES}>{''.join(of)}</w:comments>")
        after.writestr("word/commentsExtended.xml", f"{XML}<w15:commentsEx {NAMES}>{answers}</w15:commentsEx>")
    return to


def around(claim, start, end):
    """Return an edit that puts something before and behind a claim."""

    def edit(text):
        mark = re.search(rf'<w:bookmarkStart w:id="(\d+)" w:name="{claim}" ?/>', text)
        close = re.search(rf'<w:bookmarkEnd w:id="{mark[1]}" ?/>', text)
        return f"{text[: mark.start()]}{start}{text[mark.start() : close.end()]}{end}{text[close.end() :]}"

    return edit


@pytest.fixture
def study(built, tmp_path):
    copy = tmp_path / "study"
    shutil.copytree(built, copy, ignore=shutil.ignore_patterns(".snakemake"))
    return copy


def claim_of(study, start):
    claims = read_json(study / "results/open/claims/paper1.json")
    return next(one for one in claims if one["text"].startswith(start) and one["section"] == "Results")


def rendered(study):
    return study / "results/open/documents/paper1.docx"


def test_comment_comes_back_with_claim_line_and_words(study, tmp_path):
    claim = claim_of(study, "The doctors made contact")
    edit = around(claim["claim_id"], '<w:commentRangeStart w:id="0"/>', '<w:commentRangeEnd w:id="0"/>')
    file = remarked(rendered(study), tmp_path / "read.docx", edit, comment(0, "Who says so?", "Two of them?"))
    made, found = comments.collect(file, study)
    (row,) = found.to_dict("records")
    line = (study / "manuscript/paper1/index.qmd").read_text(encoding="utf-8").splitlines()[int(row["line"]) - 1]
    assert "The doctors made contact" in line
    assert row["claim_ids"] == claim["claim_id"]
    assert row["words"] == claim["text"]
    assert (row["document"], row["kind"], row["section"]) == ("paper1", "comment", "Results")
    assert (row["said"], row["author"], row["date"]) == ("Who says so?\nTwo of them?", "A. Reader", "2021-05-04")
    assert made == study / "results/closed/comments/read.csv"
    assert read(made).to_dict("records") == [row]


def test_answers_and_what_is_settled_come_back_with_the_comment(study, tmp_path):
    claim = claim_of(study, "The doctors made contact")["claim_id"]
    both = [f'<w:commentRange{end} w:id="{number}"/>' for end in ("Start", "End") for number in (0, 1)]
    file = remarked(
        rendered(study),
        tmp_path / "read.docx",
        around(claim, "".join(both[:2]), "".join(both[2:])),
        comment(0, "Why?"),
        comment(1, "See the memo."),
        answers='<w15:commentEx w15:paraId="00" w15:done="1"/><w15:commentEx w15:paraId="10" w15:paraIdParent="00"/>',
    )
    _, found = comments.collect(file, study)
    assert found[["said", "reply_to", "done"]].to_numpy().tolist() == [
        ["Why?", "", "yes"],
        ["See the memo.", "Why?", ""],
    ]


def test_tracked_changes_come_back_each_with_its_words(study, tmp_path):
    claim = claim_of(study, "The doctors made contact")["claim_id"]
    put_in = f'<w:ins w:id="90" {BY}><w:r><w:t>Some said </w:t></w:r></w:ins>'
    taken = f'<w:del w:id="91" {BY}><w:r><w:delText> and so on</w:delText></w:r></w:del>'
    file = remarked(rendered(study), tmp_path / "read.docx", around(claim, put_in, taken))
    _, found = comments.collect(file, study)
    assert found[["kind", "words", "author"]].to_numpy().tolist() == [
        ["insertion", "Some said ", "A. Reader"],
        ["deletion", " and so on", "A. Reader"],
    ]
    assert (found["line"] != "").all()


def test_remarks_are_kept_by_hand_and_no_record_covers_them(study, tmp_path, capsys):
    claim = claim_of(study, "The doctors made contact")["claim_id"]
    edit = around(claim, '<w:commentRangeStart w:id="0"/>', '<w:commentRangeEnd w:id="0"/>')
    file = remarked(rendered(study), tmp_path / "read.docx", edit, comment(0, "Who?"))
    assert cli.main(["comments", str(file), "--study", str(study)]) == 0
    assert "comment of A. Reader, on «The doctors made contact" in capsys.readouterr().out
    assert records.changed(study / "results", "closed") == []


def test_file_without_remarks_says_so(study):
    assert comments.words(comments.collect(rendered(study), study)[1]) == "No comments and no tracked changes."


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.docx", b"", "is empty"),
        ("a.docx", b"no zip", "is not a .docx file"),
        ("a.docx", b"PK\x03\x04 and no more", "zip"),
    ],
)
def test_what_is_no_word_file_is_refused(study, tmp_path, name, data, message):
    (tmp_path / name).write_bytes(data)
    with pytest.raises(Faults, match=message):
        comments.collect(tmp_path / name, study)


def test_word_file_of_another_hand_is_refused(study, tmp_path):
    other = remarked(rendered(study), tmp_path / "o.docx", lambda text: text.replace("paper1-c-", "x"))
    with pytest.raises(Faults, match="holds no claim of a study"):
        comments.collect(other, study)
    stranger = remarked(rendered(study), tmp_path / "s.docx", lambda text: text.replace("paper1-c-", "paper9-c-"))
    with pytest.raises(Faults, match="no manuscript"):
        comments.collect(stranger, study)
