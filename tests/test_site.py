"""The index page: it leads everywhere, loads nothing, shows what is released and nothing else."""

import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest

from test_ledger import FIGURES, claim
from test_ledger import released as released
from trail import ledger, places, site
from trail.tables import write_json, write_text

SETTINGS = {
    "title": "A <b>study</b>",
    "language": "nb",
    "renderer": ("embedded", "pandoc 3.9"),
    "software": {"Python": "3.11"},
    "draft": False,
    "invented": True,
}
PAGES = {"paper1": {"title": "Why & how", "lang": "en"}, "thesis": {"title": "Samlet", "lang": "nb"}}
DRAWN = {
    "paper1": {"participant_flow": FIGURES["paper1"]["participant_flow"] | {"alt": "Two people.", "files": {"svg": ""}}}
}
CLAIMS = {
    "paper1": [
        claim("claim", "CAT1;CD1", "They came for others.") | {"claim_id": "paper1-c-aaa111"},
        claim("quote", "Q1", "I got scared") | {"claim_id": "paper1-c-bbb222"},
        claim("figure", "participant_flow", "Flow of participants.") | {"claim_id": "paper1-c-ccc333"},
        claim("value", "paper1.participants", "2") | {"claim_id": "paper1-c-eee555"},
    ],
    "thesis": [claim("table", "paper1.flow", "Sets.", "thesis") | {"claim_id": "thesis-c-ddd444"}],
}


def page(released, claims=CLAIMS, figures=DRAWN, **settings):
    rows = ledger.ledger(claims, released, figures)
    return site.index_page(
        SETTINGS | settings, rows, released, figures, PAGES, {"paper1": {"coreq": "COREQ checklist"}}
    )


class Reader(HTMLParser):
    """Tags with their attributes, and the text of each table row by its id."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.rows, self.row = [], {}, ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag == "tr" and "id" in dict(attrs):
            self.row = dict(attrs)["id"]

    def handle_data(self, data):
        self.rows[self.row] = self.rows.get(self.row, "") + data

    def all(self, tag, attribute):
        return [attrs[attribute] for name, attrs in self.tags if name == tag and attribute in attrs]


def test_each_claim_has_a_row_under_its_id_that_leads_back_to_the_document(released):
    read = Reader(page(released))
    ids = [attrs["id"] for tag, attrs in read.tags if tag == "tr" and "id" in attrs]
    assert ids == [row["claim_id"] for rows in CLAIMS.values() for row in rows]
    links = read.all("a", "href")
    assert all(f"documents/{name.split('-')[0]}.html#{name}" in links for name in ids)


def test_chain_of_a_claim_is_unfolded_as_far_as_it_is_released_each_thing_once(released):
    words = Reader(page(released)).rows["paper1-c-aaa111"]
    places = [words.index(part) for part in ("Allowed", "Jeg kom.", "For others", "Permission", "I got scared")]
    assert places == sorted(places)
    assert words.count("Jeg kom.") == 1
    assert "CD2" not in words and "Q9" not in words


def test_number_shows_what_is_counted_and_figure_the_table_it_draws(released):
    rows = Reader(page(released)).rows
    assert "people" in rows["paper1-c-eee555"] and "values.interviewed" in rows["paper1-c-eee555"]
    assert "VS2018" in rows["paper1-c-ccc333"] and "cell 4 of paper1" in rows["paper1-c-ccc333"]


def test_every_link_is_relative_and_every_anchor_on_the_page_exists(released):
    read = Reader(page(released))
    links = read.all("a", "href") + read.all("img", "src")
    assert links and not [link for link in links if re.match(r"[a-z]+:|/", link)]
    ids = {attrs["id"] for _, attrs in read.tags if "id" in attrs}
    assert {link[1:] for link in links if link.startswith("#")} <= ids


@pytest.mark.parametrize(("draft", "up"), [(False, "../released/"), (True, "../../released/")])
def test_released_files_are_found_from_where_the_page_lies(released, draft, up):
    assert f"{up}paper1/values.json" in Reader(page(released, draft=draft)).all("a", "href")


def test_policy_lets_only_this_style_and_this_script_run(released):
    html = page(released)
    policy = next(content for content in Reader(html).all("meta", "content") if "default-src" in content)
    assert "default-src 'none'" in policy and "unsafe" not in policy
    for tag in ("style", "script"):
        text = re.search(rf"<{tag}>(.*?)</{tag}>", html, re.DOTALL)[1]
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert not re.search(r"\son\w+=|\sstyle=|url\(|@import", html)


def test_markup_in_texts_is_text(released):
    claims = {"paper1": [claim("claim", "CAT1", "</script><img src=x onerror=alert(1)>")]}
    read = Reader(page(released, claims))
    assert "</script><img src=x onerror=alert(1)>" in read.rows["paper1-c-1"]
    assert "x" not in read.all("img", "src")
    assert ("b", {}) not in read.tags[: read.tags.index(("h1", {})) + 2]


def test_banners_say_what_the_page_is(released):
    assert "The interviews are invented" in page(released)
    assert "DRAFT – NOT RELEASED" not in page(released)
    real_draft = page(released, draft=True, invented=False)
    assert "DRAFT – NOT RELEASED" in real_draft and "invented" not in real_draft


def test_nothing_of_the_machine_or_the_clock_is_in_the_page(released, tmp_path):
    html = page(released)
    assert str(tmp_path) not in html and "tmp" not in html
    assert not re.search(r"\b(19|20)\d\d-\d\d|\d\d:\d\d", html)
    assert html == page(released)


def test_study_without_figures_has_no_gallery(released):
    html = page(released, {"thesis": CLAIMS["thesis"]}, {})
    assert "<img" not in html and 'id="notebooks"' not in html


def test_flow_over_most_interview_sets_stands_first(released):
    write_text("set,people\nVS2018,2\nVS2019,2\n", released["thesis"] / "tables" / "flow.csv")
    write_json({"flow": ""}, released["thesis"] / "tables" / "index.json")
    figure = {"alt": "", "files": {}, "table": "flow", "notebook": "thesis", "cell": 1}
    html = page(released, figures=DRAWN | {"thesis": {"all": figure}})
    assert html.index("figures/thesis/all.svg") < html.index("figures/paper1/participant_flow.svg")


def test_title_and_language_are_those_of_the_rendered_page(tmp_path):
    path = tmp_path / "brief.html"
    path.write_text('<!DOCTYPE html>\n<html xmlns="x" lang="nb">\n<title>Kort &amp;\n godt</title><title>x</title>')
    assert places.title_and_language(path) == {"title": "Kort & godt", "lang": "nb"}
    path.write_text("<p>bare</p>")
    assert places.title_and_language(path) == {"title": "brief", "lang": "en"}
