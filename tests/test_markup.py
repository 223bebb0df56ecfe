"""A study full of markup: what people write is text on every page made of it, and never runs."""

import re
from html.parser import HTMLParser

import pytest

import built_study
import tiny_study
from tiny_study import change
from trail.tables import sha256

TAG = '<evil7 onclick="evil7()"></evil7>'
IMAGE = '"><img src="evil7" onerror="evil7()">'
SCRIPT = "</script></style></title><script>evil7()</script>"
LINK = "[evil7](javascript:evil7()) <javascript:evil7()>"
RAW = "`<evil7></evil7>`{=html} <!-- evil7 -->"
ALL = " ".join((TAG, IMAGE, SCRIPT, LINK, RAW))
RUNS = re.compile(r"(?i)\s*(?:javascript|vbscript|data:text)")


class Live(HTMLParser):
    """What of the markup that was written into the study is alive in a page."""

    def __init__(self, page: str):
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.inside = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.inside = tag
        if tag.startswith("evil7") or any(name.startswith("on") for name, _ in attributes):
            self.found.append(f"<{tag}>")
        links = {name: value or "" for name, value in attributes if name in ("href", "src", "action", "formaction")}
        self.found += [f"<{tag} {name}>" for name, to in links.items() if "evil7" in to or RUNS.match(to)]

    def handle_endtag(self, tag):
        self.inside = ""

    def handle_comment(self, data):
        if "evil7" in data:
            self.found.append("<!-- -->")

    def handle_data(self, data):
        if self.inside in ("script", "style") and data.strip().startswith("evil7"):
            self.found.append(f"<{self.inside}> that runs")


def marked(rows, *columns, markup=ALL):
    return [row | {column: f"{row[column]} {markup}" for column in columns if row.get(column)} for row in rows]


@pytest.fixture(scope="module")
def pages(tmp_path_factory) -> dict[str, str]:
    """Every page of a study with markup in each table, transcript, memo and manuscript that it has."""
    told = f"D: {ALL}\n"
    transcripts = {name: f"{text}\n{told}" for name, text in tiny_study.TRANSCRIPTS.items()}
    study = built_study.build(
        tmp_path_factory.mktemp("markup"),
        figures=True,
        config=lambda config: config | {"study": config["study"] | {"title": f"Tiny {ALL}"}},
        files={f"{tiny_study.DATA}/transcripts/{name}.txt": text for name, text in transcripts.items()}
        | {
            f"{tiny_study.DATA}/memos/2018-01-05-before.md": tiny_study.MEMO + ALL,
            f"{tiny_study.DATA}/guides/g1.md": f"# Guide {ALL}\n",
        },
        attestations=lambda rows: [
            row | {"sha256": sha256(transcripts[row["transcript"].removesuffix(".txt")])} for row in rows
        ],
        preliminary_themes=lambda rows: marked(rows, "label"),
        codebook=lambda rows: marked(rows, "name", "definition", "include", "exclude"),
        subgroups=lambda rows: marked(rows, "name"),
        condensates=lambda rows: marked(rows, "text"),
        categories=lambda rows: marked(rows, "heading", "analytic_text"),
        interpretations=lambda rows: marked(rows, "text"),
        changes=lambda rows: marked(rows, "before", "after"),
        decisions=lambda rows: marked(rows, "what", "why", "public_text"),
        quotes=lambda rows: marked(rows, "translation", markup=TAG),
        placeholders=lambda rows: [*rows, {"word": "evil7", "reason": "markup", "decided_by": "A1"}],
        labels=lambda rows: change(rows, "Invented interview 1", label=f"Interview 1 {TAG}"),
    )
    return {
        path.relative_to(study).as_posix(): path.read_text(encoding="utf-8") for path in study.glob("results/**/*.html")
    }


def test_markup_is_text_on_every_page(pages):
    assert {name: Live(page).found for name, page in pages.items() if Live(page).found} == {}
    said = [name for name, page in pages.items() if "evil7" in page]
    assert len(said) > 5, "the markup is shown, as text"


@pytest.mark.parametrize("alive", [TAG, IMAGE, SCRIPT, '<a href="JavaScript:evil7()">', "<!-- evil7 -->"])
def test_markup_that_is_alive_would_be_seen(alive):
    assert Live(f"<p>{alive}</p>").found
