"""From a claim to the lines it rests on, and from a line to all that uses it."""

import io
import json
import shutil
import zipfile

import pytest
from PIL import Image, PngImagePlugin
from pypdf import PdfReader

from trail import cli, tracing


@pytest.fixture(scope="module")
def trail(built):
    return tracing.read_trail(built / "results")


def ids(branch: dict) -> set[str]:
    return {branch["id"]}.union(*(ids(child) for child in branch["below"]))


def up(trail, name: str) -> set[str]:
    return ids(tracing.tree(trail.rests_on, trail.words, name))


def down(trail, name: str) -> set[str]:
    return ids(tracing.tree(tracing.used_by(trail), trail.words, name))


def claim(trail, start: str) -> str:
    return next(name for name, words in trail.words.items() if words.startswith(start))


def test_a_claim_rests_on_category_condensate_units_interview_and_person(trail):
    name = claim(trail, "claim in paper1, Results: The doctors made contact")
    assert {"CAT1_1", "CD1", "U001", "VS2018-01", "P01"} <= up(trail, name)


def test_a_unit_is_used_by_what_is_printed_from_it(trail):
    used = down(trail, "U001")
    assert {"SG1", "CG1", "CD1", "CAT1_1", "paper1.Q1", "documents/paper1.pdf"} <= used


def test_a_quote_borrowed_by_another_document_is_the_papers_quote(trail):
    assert {"documents/brief.docx", "documents/paper1.docx"} <= down(trail, "paper1.Q1")


def test_a_person_leads_down_to_every_document_that_uses_them(trail):
    used = down(trail, "P03")
    assert "documents/paper1.html" in used
    assert not any(name.startswith("paper2.Q") for name in used)


def pictures(folder):
    """Return the figure `code_tree` of paper 1 as a reader may have it: {how: file}."""
    of_run = folder / "results/open/figures/paper1"
    return {suffix: of_run / f"code_tree.{suffix}" for suffix in ("png", "svg", "pdf")}


def test_a_figure_is_known_by_its_pixels_after_a_re_save_and_out_of_word_and_pdf(trail, built, tmp_path):
    with Image.open(pictures(built)["png"]) as picture:
        picture.convert("RGB").save(tmp_path / "re-saved.png")
    with zipfile.ZipFile(built / "results/open/documents/paper1.docx") as document:
        media = [name for name in document.namelist() if name.startswith("word/media/")]
        document.extractall(tmp_path, media)
    for page in PdfReader(built / "results/open/documents/paper1.pdf").pages:
        for number, image in enumerate(page.images):
            with Image.open(io.BytesIO(image.data)) as picture:
                picture.convert("RGB").save(tmp_path / f"{page.page_number}-{number}.png")
    assert tracing.find(trail, str(tmp_path / "re-saved.png")) == "figures/paper1/code_tree"
    for pulled in ([tmp_path / name for name in media], list(tmp_path.glob("[0-9]*.png"))):
        assert "figures/paper1/code_tree" in {tracing.find(trail, str(path)) for path in pulled}


def test_a_figure_is_known_by_the_name_inside_it(trail, built, tmp_path):
    for suffix in ("svg", "pdf"):
        copy = tmp_path / f"copy.{suffix}"
        copy.write_bytes(pictures(built)[suffix].read_bytes() + b"\n")
        assert tracing.find(trail, str(copy)) == "figures/paper1/code_tree"


def test_a_figure_that_is_no_longer_what_it_says_is_not_taken_for_it(trail, built, tmp_path):
    with Image.open(pictures(built)["png"]) as picture:
        kept = PngImagePlugin.PngInfo()
        kept.add_text("Source", picture.text["Source"])
        picture.crop((0, 0, 200, 200)).save(tmp_path / "cut.png", pnginfo=kept)
        picture.convert("RGB").save(tmp_path / "photo.jpg")
    older = pictures(built)["svg"].read_text(encoding="utf-8")
    table = trail.tables["figures/paper1/code_tree"]
    assert table in older
    (tmp_path / "older.svg").write_text(older.replace(table, "0" * 64), encoding="utf-8")
    for name in ("cut.png", "older.svg"):
        with pytest.raises(
            KeyError, match="says that it is figures/paper1/code_tree, but it is not what this run drew"
        ):
            tracing.find(trail, str(tmp_path / name))
    with pytest.raises(KeyError, match="Pull the figure out as PNG"):
        tracing.find(trail, str(tmp_path / "photo.jpg"))


def test_a_document_file_is_known_by_its_bytes_whatever_it_is_called(trail, built, tmp_path):
    copy = tmp_path / "from-a-mail.pdf"
    shutil.copy(built / "results/open/documents/paper1.pdf", copy)
    assert tracing.find(trail, str(copy)) == "documents/paper1.pdf"
    copy.write_bytes(copy.read_bytes() + b" ")
    with pytest.raises(KeyError, match="changed since it was made"):
        tracing.find(trail, str(copy))


def test_a_figure_file_leads_to_its_cell_and_table_and_to_the_documents_that_print_it(trail, built, tmp_path):
    copy = tmp_path / "figure.svg"
    shutil.copy(built / "results/open/figures/paper1/code_tree.svg", copy)
    name = tracing.find(trail, str(copy))
    assert name == "figures/paper1/code_tree"
    assert "notebook paper1, cell" in trail.words[name]
    assert {"paper1.code_tree", "VS2018-01"} <= up(trail, name)
    assert "documents/paper1.pdf" in down(trail, name)


def test_what_nothing_uses_says_so(built, capsys):
    assert cli.main(["trace", "paper1.papers", "--study", str(built)]) == 0
    assert capsys.readouterr().out.endswith("used by nothing printed\n")


def test_an_unknown_thing_gets_a_hint(trail):
    with pytest.raises(KeyError, match="did you mean 'CAT1_"):
        tracing.find(trail, "CAT1_l")


def test_a_name_that_two_papers_have_must_be_told_apart(trail):
    trail = trail._replace(words=trail.words | {"paper2.Q1": "quote"})
    with pytest.raises(KeyError, match=r"paper1\.Q1 or paper2\.Q1"):
        tracing.find(trail, "Q1")


def test_without_the_closed_zone_the_chain_ends_at_released_things(built, tmp_path):
    results = tmp_path / "results"
    for zone in ("open", "released"):
        shutil.copytree(built / "results" / zone, results / zone)
    trail = tracing.read_trail(results)
    reached = up(trail, claim(trail, "claim in paper1"))
    assert {"CAT1_1", "CD1"} <= reached
    assert not reached & {"U001", "VS2018-01", "P01"}
    assert not set(trail.words) & {"U001", "VS2018-01", "P01"}


def test_the_command_prints_both_directions(built, capsys):
    assert cli.main(["trace", "paper1.Q1", "--study", str(built)]) == 0
    shown = capsys.readouterr().out
    assert shown.index("meaning unit U001") < shown.index("used by") < shown.index("quote in brief")
    assert cli.main(["trace", "paper1.Q1", "--study", str(built), "--json"]) == 0
    tree = json.loads(capsys.readouterr().out)
    assert [child["id"] for child in tree["rests_on"]] == ["U001"]


def test_the_command_says_when_nothing_is_built(tmp_path, capsys):
    assert cli.main(["trace", "Q1", "--study", str(tmp_path)]) == 2
    assert capsys.readouterr().err == "Nothing is built yet: run `make`.\n"
