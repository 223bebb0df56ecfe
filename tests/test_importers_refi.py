"""REFI-QDA as programs really write it: positions, names, nested codes, and what is no transcript."""

import csv
import json

import pytest

from qda_files import CODES, PROJECT, TEXT, archive, code, coding, guid, marked, passage, qde, qdpx, source
from trail import cli
from trail.faults import Faults
from trail.importers import formats, units

LONG = "Først sa legen nei 🙂 til alt.\r\nSå gikk det et år, og da sa hun «ja» 🙂 likevel.\r\n" * 6


def tables(path) -> units.Tables:
    return units.tables(formats.read(path))


def told(path) -> list[str]:
    """Return the messages of the faults in a file."""
    with pytest.raises(Faults) as raised:
        formats.read(path)
    return [f"{fault.file} {fault.place} {fault.message}" for fault in raised.value.faults]


def words_of(path) -> list[str]:
    return [unit[4] for unit in tables(path).units]


def everywhere(words: str, scale) -> list[str]:
    """Return a passage for each place of some words in LONG, counted by a scale of (text before) -> offset."""
    found, at = [], LONG.find(words)
    while at >= 0:
        found.append(passage(scale(LONG[:at]), scale(LONG[: at + len(words)]), coding("c1"), number=f"p{at}"))
        at = LONG.find(words, at + 1)
    return found


COUNTED = {
    "code points, as stored": len,
    "UTF-16, as stored": lambda text: len(text.encode("utf-16-le")) // 2,
    "UTF-16, CR LF as one": lambda text: len(text.replace("\r\n", "\n").encode("utf-16-le")) // 2,
    "code points, CR LF as one": lambda text: len(text.replace("\r\n", "\n")),
    "UTF-8, as stored": lambda text: len(text.encode()),
    "UTF-8, mark counted": lambda text: len(f"\ufeff{text}".encode()),
}


@pytest.mark.parametrize("counted", COUNTED)
@pytest.mark.parametrize("origin", ["", "NVivo 12 Windows", "ATLAS.ti 23"])
def test_passages_are_found_however_the_program_counts(tmp_path, counted, origin):
    places = everywhere("da sa hun", COUNTED[counted]) + everywhere("likevel", COUNTED[counted])
    path = qdpx(tmp_path, *places, text=f"\ufeff{LONG}".encode(), origin=origin)
    assert sorted(words_of(path)) == ["da sa hun"] * 6 + ["likevel"] * 6
    text = tables(path).texts["Interview_1"]
    assert text == LONG.replace("\r\n", "\n")


def test_names_decide_where_edges_of_words_do_not(tmp_path):
    text = "ja 🙂 nei ja 🙂 nei ja 🙂 nei. Og så videre."
    start = len(text[: text.rindex("nei")].encode("utf-16-le")) // 2
    path = qdpx(tmp_path, passage(start, start + 3, coding("c1"), name="nei"), text=text)
    assert words_of(path) == ["nei"]


def test_report_says_how_places_were_counted_and_what_else_was_tried(tmp_path):
    path = qdpx(tmp_path, *everywhere("likevel", COUNTED["UTF-16, as stored"]), text=LONG, origin="NVivo 14")
    positions = formats.read(path).positions
    assert (positions["unit"], positions["line_ends"], positions["share"]) == ("UTF-16 units", "as stored", 1.0)
    assert len(positions["tried"]) > 3


def test_places_that_no_way_of_counting_explains_stop_the_import(tmp_path):
    within = [passage(at, at + 4, coding("c1"), number=f"w{at}") for at in range(17, 26)]
    text = "abcdefghijklmnopqrstuvwxyz" * 4
    (message,) = told(qdpx(tmp_path, *within, text=text))
    assert "Tried: code points" in message
    assert "abcdef" not in message


def test_ids_stay_when_guids_change(tmp_path):
    one = qde(source("A", marked(TEXT, "I waited", coding("c1"))))
    other = one.replace("00000000-", "0000ffff-").replace("Kari Nordmann", "Kari Nordmann ")
    made = [
        tables(archive(tmp_path, {"project.qde": text, "sources/t1.txt": TEXT}, f"{name}.qdpx"))
        for name, text in (("one", one), ("other", other))
    ]
    assert made[0] == made[1]
    assert made[0].units


def test_members_are_found_whatever_their_case_folder_and_name(tmp_path):
    said = marked(TEXT, "I waited", coding("c1"))
    for number, (path, member, project) in enumerate(
        [
            ("internal://T1.TXT", "Sources/t1.txt", "project.qde"),
            ("t1.txt", "SOURCES/T1.txt", "My study.qde"),
            ("sources/t1.txt", "sources/t1.txt", "PROJECT.QDE"),
            ("internal:///t1.txt", "my study/sources/t1.txt", "my study/p.qde"),
            ("", f"sources/{guid('t1')}.txt", "project.qde"),
            ("internal://t%201.txt", "sources/t 1.txt", "project.qde"),
        ]
    ):
        made = {"__MACOSX/._project.qde": "x", "sources/stray.bin": "x", member: TEXT}
        made[project] = qde(source("A", said, path=path))
        assert words_of(archive(tmp_path, made, f"{number}.qdpx")) == ["I waited"], (path, member)


@pytest.mark.parametrize("xmlns", [PROJECT, "urn:QDA-XML:project:0:10"])
def test_both_namespaces_and_texts_within_the_project_are_read(tmp_path, xmlns):
    path = tmp_path / "project.qde"
    said = marked(TEXT, "I waited", coding("c1"))
    path.write_text(qde(source("A", said, text=TEXT), xmlns=xmlns), encoding="utf-8")
    assert words_of(path) == ["I waited"]


def test_zip_around_one_project_is_read(tmp_path):
    inner = qdpx(tmp_path, marked(TEXT, "I waited", coding("c1")))
    assert words_of(archive(tmp_path, {"osf/p.qdpx": inner.read_bytes(), "osf/readme.md": "x"}, "a.zip")) == [
        "I waited"
    ]
    unpacked = {"p/project.qde": qde(source("A", marked(TEXT, "I waited", coding("c1")))), "p/sources/t1.txt": TEXT}
    assert words_of(archive(tmp_path, unpacked, "b.zip")) == ["I waited"]
    two = archive(tmp_path, {"1.qdpx": inner.read_bytes(), "2.qdpx": inner.read_bytes()}, "c.zip")
    assert "should hold one project; found 2" in told(two)[0]


def test_nested_codes_have_paths_and_one_name_under_two_parents_is_two_codes(tmp_path):
    codes = code("Before", code("waiting", number="n1"), number="n3") + code(
        "After", code("waiting", number="n2"), number="n4"
    )
    sources = source("A", marked(TEXT, "I waited", coding("n1")), marked(TEXT, "went home", coding("n2")), text=TEXT)
    path = tmp_path / "p.qde"
    path.write_text(qde(sources, codes), encoding="utf-8")
    made = tables(path)
    assert [row[1] for row in made.codebook] == ["After", "After::waiting", "Before", "Before::waiting"]
    assert [row[3] for row in made.codings] == ["Before::waiting", "After::waiting"]
    assert len({row[0] for row in made.codebook}) == 4


def test_one_row_per_passage_code_and_coder_and_names_of_coders_stay_out(tmp_path):
    codings = [coding("c1", "u1"), coding("c1", "u2"), coding("c2", "u1"), coding("c1", "u1")]
    path = qdpx(tmp_path, marked(TEXT, "I waited", *codings))
    made = tables(path)
    assert [(row[3], row[4]) for row in made.codings] == [("going home", "A2"), ("waiting", "A1"), ("waiting", "A2")]
    assert (len(made.units), made.repeated) == (1, 1)
    for more in ([], ["--names"]):
        into = tmp_path / f"into{len(more)}"
        assert cli.main(["import", str(path), "--into", str(into), *more]) == 0
        written = "".join(file.read_text(encoding="utf-8") for file in into.rglob("*") if file.is_file())
        assert ("Kari" in written) == bool(more)
        assert "C:\\" not in written
    assert (into / "coding/analysts.csv").read_text(encoding="utf-8") == "analyst,name\nA1,Anna\nA2,Kari Nordmann\n"


def test_passage_of_a_pdf_coded_on_the_page_and_in_its_text_counts_once(tmp_path):
    twice = marked(TEXT, "I waited", coding("c1"), number="d1")
    pdf = (
        f'<PDFSource guid="{guid("f1")}" name="Letter.pdf">'
        f'<PDFSelection guid="{guid("d1")}" page="0" firstX="0" firstY="0" secondX="1" secondY="1">{coding("c1")}'
        f"</PDFSelection>"
        f'<PDFSelection guid="{guid("d2")}" page="0" firstX="0" firstY="0" secondX="1" secondY="1">{coding("c2")}'
        f"</PDFSelection>"
        f'<Representation guid="{guid("t1")}" plainTextPath="internal://t1.txt">{twice}</Representation></PDFSource>'
    )
    project = formats.read(archive(tmp_path, {"project.qde": qde(pdf), "sources/t1.txt": TEXT}))
    assert [row[3] for row in units.tables(project).codings] == ["waiting"]
    left = {one.what: (one.count, one.where) for one in project.left}
    assert left["repeated codings of PDF passages"] == (1, ())
    assert left["codings of a part of a PDF page"] == (1, ("Letter.pdf",))


def test_stretches_of_a_transcript_stand_between_its_points_in_time(tmp_path):
    start = TEXT.index("I waited")
    points = f'<SyncPoint guid="{guid("y1")}" timeStamp="0" position="{start}"/>'
    points += f'<SyncPoint guid="{guid("y2")}" timeStamp="9" position="{start + 8}"/>'
    ends = f'fromSyncPoint="{guid("y1")}" toSyncPoint="{guid("y2")}"'
    audio = (
        f'<AudioSource guid="{guid("a1")}" name="Talk.mp3"><Transcript guid="{guid("t1")}" name="Talk" '
        f'plainTextPath="internal://t1.txt">{points}<TranscriptSelection guid="{guid("s1")}" {ends}>{coding("c1")}'
        f'</TranscriptSelection></Transcript><AudioSelection guid="{guid("s2")}" begin="0" end="9">{coding("c2")}'
        "</AudioSelection></AudioSource>"
    )
    project = formats.read(archive(tmp_path, {"project.qde": qde(audio), "sources/t1.txt": TEXT}))
    assert [unit[4] for unit in units.tables(project).units] == ["I waited"]
    assert ("codings of a stretch of audio", 1) in [(one.what, one.count) for one in project.left]


def test_overlapping_passages_stay_and_those_without_words_are_told(tmp_path):
    path = qdpx(
        tmp_path,
        marked(TEXT, "I waited a long", coding("c1")),
        marked(TEXT, "waited a long time", coding("c2")),
        passage(5, 5, coding("c1")),
    )
    project = formats.read(path)
    assert [unit[4] for unit in units.tables(project).units] == ["I waited a long", "waited a long time"]
    assert [(one.what, one.count) for one in project.left if "without words" in one.what] == [
        ("passages without words", 1)
    ]


def test_documents_of_one_name_get_ids_that_do_not_depend_on_their_order(tmp_path):
    pair = [
        source("Kari.docx", marked(TEXT, "I waited", coding("c1")), path="a.txt"),
        source("Kari.txt", marked(TEXT, "went home", coding("c2")), path="b.txt"),
        source("kari.txt", path="c.txt"),
    ]
    texts = {"sources/a.txt": TEXT, "sources/b.txt": f"{TEXT} ", "sources/c.txt": "Something else."}
    made = [
        tables(archive(tmp_path, {"project.qde": qde("".join(order))} | texts, f"{number}.qdpx"))
        for number, order in enumerate((pair, pair[::-1]))
    ]
    assert made[0] == made[1]
    assert len({name.lower() for name in made[0].texts}) == 3


def test_texts_in_utf_16_are_read(tmp_path):
    assert words_of(qdpx(tmp_path, passage(0, 5, coding("c1")), text="Først noe annet.".encode("utf-16"))) == ["Først"]


def test_passage_that_ends_just_after_its_text_ends_with_it_and_the_report_counts_it(tmp_path):
    start = TEXT.index("went")
    project = formats.read(qdpx(tmp_path, passage(start, len(TEXT) + 2, coding("c1"))))
    assert [unit[4] for unit in units.tables(project).units] == ["went home.\n"]
    assert project.positions["ended_with_text"] == 1
    assert "outside its text" in told(qdpx(tmp_path, passage(start, len(TEXT) + 9, coding("c1"))))[0]


def test_sign_in_the_name_of_a_code_makes_no_levels(tmp_path):
    path = tmp_path / "p.qde"
    path.write_text(qde(codes=code("BMI > 30", number="c1") + code("A::B", number="c2")), encoding="utf-8")
    assert [(row[1], row[3]) for row in tables(path).codebook] == [("A::B", "A"), ("BMI > 30", "")]


BAD = {
    "code that is not there": (lambda: marked(TEXT, "I waited", coding("c9")), "not in the code book"),
    "past the end": (lambda: passage(0, 5_000, coding("c1")), "outside its text of 63 characters"),
    "backwards": (lambda: passage(9, 3, coding("c1")), "9-3, which is no stretch"),
    "negative": (lambda: passage(-4, 3, coding("c1")), "which is no stretch"),
    "no number": (lambda: passage("x", 3, coding("c1")), "lacks a whole number"),
}


@pytest.mark.parametrize("case", BAD)
def test_passage_that_cannot_be_right_stops_the_import_with_file_and_element(tmp_path, case, capsys):
    made, message = BAD[case]
    path = qdpx(tmp_path, made())
    (told_so,) = told(path)
    assert told_so.startswith("project.qdpx project.qde ")
    assert message in told_so
    assert "Interview 1.docx" in told_so
    assert cli.main(["import", str(path), "--into", str(tmp_path / "into")]) == 1
    assert "Traceback" not in capsys.readouterr().err
    assert not (tmp_path / "into").exists()


def test_two_codes_of_one_path_are_refused(tmp_path):
    path = tmp_path / "p.qde"
    path.write_text(qde(codes=code("waiting") + code("waiting", number="c7")), encoding="utf-8")
    assert "two codes are called 'waiting'" in told(path)[0]


def test_archive_that_lacks_one_of_its_texts_is_refused_and_one_without_any_gives_the_codes(tmp_path):
    both = qde(
        source("A", marked(TEXT, "I waited", coding("c1")), path="a.txt")
        + source("B", marked(TEXT, "went home", coding("c2")), path="b.txt")
    )
    lacking = archive(tmp_path, {"project.qde": both, "sources/a.txt": TEXT})
    assert "the text of 'B' (b.txt) is not in the archive" in told(lacking)[0]
    project = formats.read(archive(tmp_path, {"project.qde": both}, "none.qdpx"))
    assert len(project.codes) == len(CODES)
    assert ("codings of documents without text", 2) in [(one.what, one.count) for one in project.left]


def test_everything_else_of_a_project_is_named_in_the_report(tmp_path, capsys):
    rest = f'<Notes><Note guid="{guid("m1")}" name="About Kari"><PlainTextContent>x</PlainTextContent></Note></Notes>'
    rest += f'<Sets><Set guid="{guid("k1")}" name="Feelings"><MemberCode targetGUID="{guid("c1")}"/></Set></Sets>'
    into = tmp_path / "into"
    path = qdpx(tmp_path, marked(TEXT, "I waited", coding("c1")), rest=rest)
    assert cli.main(["import", str(path), "--into", str(into)]) == 0
    shown = capsys.readouterr().out
    report = json.loads((into / "import_report.json").read_text(encoding="utf-8"))
    for what in ("memos", "names of coders", "folder on somebody's computer (basePath)"):
        assert what in shown
        assert what in [row["what"] for row in report["dropped"]]
    assert "About Kari" not in shown + json.dumps(report)
    with (into / "coding/codebook.csv").open(encoding="utf-8") as stream:
        assert [row["sets"] for row in csv.DictReader(stream)] == ["", "Feelings"]
