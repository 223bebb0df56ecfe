"""What must not stand in anything public is found, wherever a file hides it."""

import base64
import gzip
import html
import io
import json
import zipfile
from pathlib import Path
from runpy import run_path
from types import SimpleNamespace

import pandas as pd
import pytest
from matplotlib.figure import Figure
from PIL import Image, PngImagePlugin
from pypdf import PdfWriter

from trail import faults, leaks, looked_into, public_texts, records
from trail.tables import sha256

ROOT = Path(__file__).parents[1]
SAID = "og da satt jeg i bilen og turte ikke å gå inn før klokka var ni"
RUN = "satt jeg i bilen og turte ikke å gå inn"
BROKEN = RUN.replace(" i ", "\ni ")
TURNS = pd.DataFrame(
    [
        ("VS2018-01", 1, "interviewer", "fortell meg litt om den dagen du bestemte deg for å komme hit"),
        ("VS2018-01", 2, "doctor", SAID),
        ("VS2018-02", 2, "doctor", "det skrives ingenting ned her og det hadde mye å si for meg"),
    ],
    columns=["interview_id", "turn", "role", "text"],
)
TEXTS = pd.DataFrame(
    [("VS2018-01", "VS2018-01.txt", "ab" * 32, SAID), ("VS2018-02", "second talk.docx", "cd" * 32, "")],
    columns=["interview_id", "transcript", "sha256", "text"],
)
TRANSLATION = "I sat there in the car and did not dare to go inside"


def tables(**columns):
    own = {
        "interviews": {"interview_id": ["VS2018-01", "VS2018-02"], "participant_id": ["P01", "P02"]},
        "participants": {"participant_id": ["P01", "P02"]},
        "meaning_units": {"unit_id": ["U0001"]},
        "quotes": {"quote_id": ["Q001"], "translation": [TRANSLATION]},
    }
    return {name: pd.DataFrame(columns) for name, columns in own.items()}


def hidden(turns=TURNS, released=(), asked=(), keys=()):
    return leaks.secrets(turns, TEXTS, tables(), released, asked, keys)


def found(data, name="page.html", secrets=None, places=()):
    data = data.encode() if isinstance(data, str) else data
    return [line.removeprefix(name) for line in leaks.leaks(name, data, secrets or hidden(), places)]


def zipped(**members):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in members.items():
            archive.writestr(name.replace("_", "."), content)
    return packed.getvalue()


def commented(words):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.comment = words.encode()
    return packed.getvalue()


def picture(words):
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", words)
    packed = io.BytesIO()
    Image.new("RGB", (1, 1)).save(packed, "PNG", pnginfo=info)
    return packed.getvalue()


def written(words):
    """A PDF with words on its page."""
    packed = io.BytesIO()
    figure = Figure(figsize=(9, 1))
    figure.text(0.1, 0.5, words)
    figure.savefig(packed, format="pdf")
    return packed.getvalue()


def pdf(words, attached=b"", xmp=""):
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.add_metadata({"/Subject": words})
    if xmp:
        writer.xmp_metadata = f"<x>{xmp}</x>".encode()
    if attached:
        writer.add_attachment("data.json", attached)
    packed = io.BytesIO()
    writer.write(packed)
    return packed.getvalue()


def embedded(data):
    return f'<img src="data:image/png;base64,{base64.b64encode(data).decode()}">'


HIDING_PLACES = {
    "text": ("a.txt", RUN.encode()),
    "over line ends, in capitals, with marks": ("a.md", RUN.upper().replace(" ", ",\n").encode()),
    "hyphenated by a typesetter": ("a.txt", RUN.replace("bilen", "bi\u00ad\nlen").encode()),
    "letters put together otherwise": ("a.txt", RUN.replace("å", "a\u030a").encode()),
    "page, tags between the letters": ("a.html", f"<p>{RUN.replace('satt', 's<b>at</b>t')}</p>".encode()),
    "page, as entities": ("a.html", f"<p>{RUN.replace('å', '&#229;')}</p>".encode()),
    "page, in an attribute": ("a.html", f'<i title="{RUN}"></i>'.encode()),
    "page, in a comment": ("a.html", f"<p>a</p><!-- {RUN} -->".encode()),
    "page, in a script": ("a.html", f"<script>let a = {json.dumps(RUN)}</script>".encode()),
    "page, in an embedded picture": ("a.html", embedded(picture(RUN)).encode()),
    "page, in an embedded drawing": (
        "a.html",
        f"<img src='data:image/svg+xml,%3Csvg%3E{html.escape(RUN).replace(' ', '%20')}%3C/svg%3E'>".encode(),
    ),
    "JSON, escaped": ("a.json", json.dumps({"a": [{"b": RUN}]}).encode()),
    "JSON, a key": ("a.json", json.dumps({RUN: 1}).encode()),
    "notebook, over two lines of a cell": ("a.ipynb", json.dumps({"source": [RUN[:20], RUN[20:]]}).encode()),
    "JSON, over a line end": ("a.json", json.dumps({"a": [{"b": BROKEN}]}, ensure_ascii=False).encode()),
    "page, as entities in an attribute": (
        "a.html",
        f'<i title="{RUN.replace("å", "&#229;").replace("i", "&#105;")}"></i>'.encode(),
    ),
    "JSON, a key over a line end": ("a.json", json.dumps({BROKEN: 1}, ensure_ascii=False).encode()),
    "notebook, over two lines and in a word": ("a.ipynb", json.dumps({"source": [RUN[:22], RUN[22:]]}).encode()),
    "PDF, its pages": ("a.pdf", written(RUN)),
    "PDF, its metadata as XML": ("a.pdf", pdf("nothing", xmp=RUN)),
    "comment of an archive": ("a.zip", commented(RUN)),
    "gzip": ("a.json.gz", gzip.compress(RUN.encode())),
    "zip in a zip": ("a.zip", zipped(b_zip=zipped(c_txt=RUN))),
    "name of a member": ("a.zip", zipped(**{f"{RUN}.txt": "nothing"})),
    "Word, over runs of one paragraph": (
        "a.docx",
        zipped(document_xml=f"<w:p><w:r><w:t>{RUN[:11]}</w:t></w:r><w:r><w:t>{RUN[11:]}</w:t></w:r></w:p>"),
    ),
    "picture": ("a.png", picture(RUN)),
    "PDF, its properties": ("a.pdf", pdf(RUN)),
    "PDF, a file attached": ("a.pdf", pdf("nothing", json.dumps([RUN]).encode())),
}


@pytest.mark.parametrize("place", HIDING_PLACES)
def test_eight_words_of_an_interview_are_found_wherever_they_hide(place):
    name, data = HIDING_PLACES[place]
    assert [line for line in found(data, name) if "words of VS2018-01, turn 2, in no released quote" in line]


@pytest.mark.parametrize("place", HIDING_PLACES)
def test_what_was_found_is_not_said_again(place):
    name, data = HIDING_PLACES[place]
    if place != "name of a member":  # there the place is the thing
        assert not [line for line in found(data, name) if "bilen" in line.casefold()]


def test_seven_words_in_a_row_are_no_leak():
    assert found(" ".join(SAID.split()[:7]) + " men " + " ".join(SAID.split()[7:14])) == []


def test_what_the_interviewer_said_is_no_leak():
    assert found(TURNS.loc[0, "text"]) == []


def test_words_of_a_released_quote_are_no_leak_but_the_words_around_it_are():
    known = hidden(released=[{"Q001": {"original": RUN, "label": "Interview 1"}}])
    assert found(RUN, secrets=known) == []
    assert found(SAID, secrets=known) != []


def test_words_of_an_interview_guide_are_no_leak():
    assert found(RUN, secrets=hidden(asked=[f"Spør: {SAID}"])) == []


def test_what_three_people_said_is_no_leak_but_what_one_said_thrice_is():
    turns = pd.concat([TURNS, TURNS.assign(interview_id="VS2018-02")])
    assert found(RUN, secrets=hidden(turns)) != []
    assert found(RUN, secrets=hidden(pd.concat([turns, TURNS.assign(interview_id="VS2018-03")]))) == []


def test_translation_of_an_unreleased_quote_is_found_and_of_a_released_one_is_not():
    assert found(TRANSLATION) == [": the translation of Q001, which is not released."]
    assert found(TRANSLATION, secrets=hidden(released=[{"Q001": {"translation": TRANSLATION}}])) == []


def test_short_translation_of_an_unreleased_quote_is_found_whole():
    short = tables()
    short["quotes"] = pd.DataFrame({"quote_id": ["Q001"], "translation": ["I did not dare to"]})
    known = leaks.secrets(TURNS, TEXTS, short, (), (), ())
    assert found("Then I did not dare to.", secrets=known) == [": the translation of Q001, which is not released."]
    assert found("Then I did not dare.", secrets=known) == []


@pytest.mark.parametrize(
    ("token", "what"),
    [
        ("VS2018-01", "the id of an interview"),
        ("P02", "the id of a participant"),
        ("U0001", "the id of a meaning unit"),
        ("VS2018-01.txt", "the name of a transcript"),
        ("second talk.docx", "the name of a transcript"),
        ("ab" * 32, "the hash of a transcript"),
        (sha256(SAID.encode()), "the hash of a transcript"),
        ("6b" * 32, "a key"),
    ],
)
@pytest.mark.parametrize("around", ["{}", '<a href="#unit-{}">', "paper1.{}.json", "turns_{}_3", "c-{}-4"])
def test_what_only_the_closed_zone_knows_is_found(token, what, around):
    lines = found(around.format(token), secrets=hidden(keys=[b"k" * 32]))
    assert f": {what}." in {line[line.index(": ") :] for line in lines}


def test_token_that_only_contains_an_id_is_another_one():
    assert found("U00012 XP02 VS2018-011 P02x") == []


@pytest.mark.parametrize("path", ["/home/anyone/study", "C:\\Users\\anyone", "/srv/here/results"])
def test_path_of_a_machine_is_found(path):
    assert [": a path of this machine."] == found(f"see {path}", places=["/srv/here"])


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.zip", b"PK\x03\x04 and no more"),
        ("a.gz", b"\x1f\x8b and no more"),
        ("a.pdf", b"%PDF-1.7 and no more"),
        ("a.png", b"\x89PNG\r\n\x1a\n and no more"),
        ("a.json", b"{"),
    ],
)
def test_what_cannot_be_looked_into_is_not_passed(name, data):
    assert [line for line in found(data, name) if "nobody can say that it holds nothing" in line]


def test_archives_packed_without_end_are_refused():
    packed = b"nothing"
    for _ in range(public_texts.DEEPEST + 2):
        packed = zipped(a_zip=packed)
    assert "packed too deeply" in found(packed, "a.zip")[-1]


def test_what_a_bundle_holds_once_more_is_told_once_and_what_it_alone_holds_as_well(tmp_path):
    alone = zipped(page_html=f"<p>{RUN}</p>", other_html=f"<p>Og {RUN}.</p>", page_txt=f"<p>{RUN}</p>")
    for name, data in {"open/page.html": f"<p>{RUN}</p>".encode(), "open/bundle.zip": alone}.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
    _, told = leaks.check(tmp_path, hidden())
    assert {(fault.file, fault.place.partition(" > ")[0]) for fault in told} == {
        ("results/open/page.html", ""),
        ("results/open/page.html", "as read"),
        ("results/open/bundle.zip", "other.html"),
        ("results/open/bundle.zip", "page.txt"),
    }


def script(study, monkeypatch):
    """Run the rule's script over a built study."""
    results, data = study / "results", study / "data/tiny"
    monkeypatch.chdir(study)
    given = {
        "turns": str(results / "closed/turns.parquet"),
        "texts": sorted(map(str, results.glob("closed/texts/*.parquet"))),
        "tables": [
            str(results / f"closed/study/{name}.csv")
            for name in ("interviews", "participants", "meaning_units", "quotes")
        ],
        "quotes": sorted(map(str, results.glob("released/*/quotes.json"))),
        "guides": sorted(map(str, data.glob("guides/*"))),
        "code": [str(ROOT / "workflow/trail/leaks.py")],
    }
    snakemake = SimpleNamespace(
        input=SimpleNamespace(**given),
        output=SimpleNamespace(looked=str(study / "looked.json")),
        params=SimpleNamespace(config={"study": {"invented": True}}),
        log=[],
    )
    monkeypatch.setattr(faults, "report_to", lambda log: None)
    run_path(str(ROOT / "workflow/scripts/check_leaks.py"), init_globals={"snakemake": snakemake})
    return json.loads((study / "looked.json").read_text(encoding="utf-8"))


def test_built_study_holds_nothing_that_should_stay_inside(built, monkeypatch):
    (built / "results/open/verification.json").write_text("{}", encoding="utf-8")  # of an earlier run
    looked = script(built, monkeypatch)
    assert looked == {"files": len(records.record(built / "results", "open")), "found": []}
    assert looked["files"] > 20


def test_a_page_is_looked_into_again_only_where_it_or_what_is_looked_for_changed(tmp_path):
    page, memory, program = (tmp_path / name for name in ("open/a.html", "memory.json", "leaks.py"))
    page.parent.mkdir()
    program.write_text("x")
    page.write_text(f"<p>{SAID}</p>", encoding="utf-8")

    def look(secrets, places=("/srv/study",)):
        purpose = looked_into.looked_for(secrets, places, [program])
        seen = looked_into.recall(memory, purpose)
        known = len(seen)
        _, told = leaks.check(tmp_path, secrets, places, seen)
        if not told:
            looked_into.remember(memory, purpose, seen)
        return known, len(told)

    known_words = hidden(released=[{"Q001": {"original": SAID}}])
    assert look(hidden()) == (0, 2)
    assert not memory.exists()
    assert look(known_words) == (0, 0)
    assert look(known_words) == (1, 0)
    assert look(hidden()) == (0, 2)  # the quote was withdrawn
    assert look(known_words, places=("/srv/other",)) == (0, 0)
    program.write_text("y")
    assert look(known_words, places=("/srv/other",)) == (0, 0)
    page.write_text(f"<p>{SAID} VS2018-01</p>", encoding="utf-8")
    assert look(known_words, places=("/srv/other",)) == (1, 2)
    assert look(known_words, places=("/srv/other",)) == (1, 2)


def test_leak_stops_the_run_with_the_file_the_place_and_no_word_of_it(built, monkeypatch):
    page = built / "results/open/documents/paper1.html"
    words = "da ble jeg redd For at det skulle gå galt for noen andre Meg selv nei"
    page.write_text(page.read_text(encoding="utf-8").replace("</body>", f"<p>{words}</p></body>"), encoding="utf-8")
    with pytest.raises(faults.Faults) as stopped:
        script(built, monkeypatch)
    assert {fault.file for fault in stopped.value.faults} == {"results/open/documents/paper1.html"}
    assert "words of VS2018-01, turn 4, in no released quote" in str(stopped.value)
    assert "redd" not in str(stopped.value)
