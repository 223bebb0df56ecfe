"""The audit site: two editions by one generator, small pages, links that lead somewhere, texts that stay text."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from test_ledger import FIGURES, claim
from test_ledger import released as released
from trail import ledger, web_pages
from trail.site import closed, edition, graph, inside, method, search, shown, texts, view, words, writing
from trail.tables import sha256, write_json, write_text

SETTINGS = {
    "title": "A <b>study</b>",
    "language": "nb",
    "renderer": ("embedded", "pandoc 3.9"),
    "software": {"Python": "3.11"},
    "documents": ["paper1", "thesis"],
    "papers": ["paper1"],
    "draft": False,
    "invented": True,
    "rules": {
        "read_transcripts": [],
        "build_turns": ["read_transcripts"],
        "render": ["build_turns", "read_transcripts"],
    },
}
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
BOOK = {
    "paper": "paper1",
    "code_group_id": "CG1",
    "include": "Reasons.",
    "exclude": "",
    "origin": "data",
    "lens": "stc",
}
METHOD = {
    "codebook": [
        BOOK | {"version": "1", "name": "Threshold", "definition": "What stood in the way.", "change": "new"},
        BOOK | {"version": "2", "name": "Permission", "definition": "What let them.", "change": "renamed"},
    ],
    "decisions": [{"month": "2020-01", "step": "codebook", "text": "Threshold is called Permission."}],
    "reporting": {},
}
for _row in METHOD["codebook"]:
    _row["derived_from"] = ""

OPENINGS = {
    "quotes": {"Q1": {"label": "Interview 4", "leaves": [[]], "words": [[0, 4], [0, 6], [0, 8]]}},
    "counts": {"paper1.participants": {"of": "analysed", "leaves": [["s", "t", 1], ["s", "u", 1], ["s", "v", 0]]}},
    "totals": {},
    "closed": {"quotes": {}, "values": {}},
}
HEAD = {"texts": {"n": 64}, "counts": {"n": 8}, "people": {"analysed": 3}, "keys": "own"}
PROOFS = {
    "paper1": {
        "head": HEAD,
        "short": "abcd 0123",
        "openings": OPENINGS,
        "files": ["head.json"],
        "printed": {"short": "abcd 0123", "tree": HEAD["texts"], "quotes": {}},
    }
}


def document(claims):
    marks = "".join(
        f'<p><span id="{one["claim_id"]}" class="trail trail-{one["kind"]}">Printed <b>so</b>'
        f'<a href="../audit/read/x.html#{one["claim_id"]}" class="trail-mark" aria-label="Evidence">◦</a></span></p>'
        for one in claims
    )
    return f'<!DOCTYPE html>\n<html lang="en"><title>Why &amp; how</title><body><main>{marks}</main></body></html>'


def build(released, claims=CLAIMS, figures=DRAWN, **settings):
    results = released["paper1"].parents[1]
    pages = {}
    for name in released:
        pages[name] = results / "open" / "documents" / f"{name}.html"
        write_text(document(claims.get(name, [])), pages[name])
    rows = ledger.ledger(claims, released, figures).to_dict("records")
    sheets = {"paper1": {"coreq": "COREQ checklist"}}
    seen = shown.read_shown(SETTINGS | settings, pages, rows, released, figures, sheets, METHOD, PROOFS)
    writing.write(view.View(edition.public((SETTINGS | settings)["draft"]), seen, None), results)
    return results


class Reader(HTMLParser):
    """Tags with their attributes, and the text of each element that has an id."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.texts, self.own = [], {}, ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.own = dict(attrs).get("id", self.own)

    def handle_data(self, data):
        self.texts[self.own] = self.texts.get(self.own, "") + data

    def all(self, tag, attribute):
        return [attrs[attribute] for name, attrs in self.tags if name == tag and attribute in attrs]


def read(path: Path) -> Reader:
    return Reader(path.read_text(encoding="utf-8"))


def dead_links(root: Path, within: list[Path]) -> list[str]:
    """Return each link of the pages that leads to no file, or to no place in it. Also used over built studies."""
    ids, dead = {}, []
    for page in within:
        known = read(page)
        for tag, attrs in known.tags:
            target = attrs.get("href") or attrs.get("src") or ""
            if (tag == "a" and "href" not in attrs) or not target or re.match(r"[a-z]+:", target):
                continue
            file, _, anchor = target.partition("#")
            path = (page.parent / file).resolve() if file else page.resolve()
            if not path.is_file():
                dead.append(f"{page.relative_to(root)}: {target}")
            elif anchor and path.suffix == ".html":
                if path not in ids:
                    ids[path] = {attrs["id"] for _, attrs in read(path).tags if "id" in attrs}
                if anchor not in ids[path]:
                    dead.append(f"{page.relative_to(root)}: {target}")
    return dead


def test_each_claim_stands_in_the_text_and_with_what_it_rests_on(released):
    page = read(build(released) / "open/audit/read/paper1.html")
    ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    for row in CLAIMS["paper1"]:
        assert row["claim_id"] in ids and f"e-{row['claim_id']}" in ids
        assert f"#e-{row['claim_id']}" in page.all("a", "href")
    bases = {name for name in ids if name.startswith("of-")}
    named = ("CAT1", "CD1", "Q1", "participant_flow", "paper1.participants")
    assert bases == {f"of-paper1.{name}" for name in named}


def test_chain_is_unfolded_as_far_as_it_is_released(released):
    html = (build(released) / "open/audit/read/paper1.html").read_text(encoding="utf-8")
    chain = html[html.index('id="of-paper1.CAT1"') :]
    places = [chain.index(part) for part in ("Allowed", "For others", "Jeg kom.", "Permission", "I got scared")]
    assert places == sorted(places)
    assert "CD2" not in html and "Q9" not in html


def test_thing_leads_to_the_claims_that_rest_on_it(released):
    links = read(build(released) / "open/audit/things/paper1.CG1.html").all("a", "href")
    assert "../read/paper1.html#paper1-c-aaa111" in links
    quotes = read(build(released) / "open/audit/quotes/paper1.html").all("a", "href")
    assert "../read/paper1.html#paper1-c-bbb222" in quotes


def test_number_shows_function_and_figure_its_table(released):
    results = build(released)
    assert "values.interviewed" in read(results / "open/audit/numbers/paper1.html").texts["paper1.participants"]
    assert "../read/thesis.html#thesis-c-ddd444" in read(results / "open/audit/tables/paper1.html").all("a", "href")
    assert "../tables/paper1.html#flow" in read(results / "open/audit/figures/paper1.html").all("a", "href")


def test_quote_and_number_lead_to_what_was_committed_to(released):
    results = build(released)
    links = read(results / "open/audit/read/paper1.html").all("a", "href")
    assert "../proofs/paper1.html#quotes-Q1" in links and "../proofs/paper1.html#counts-paper1.participants" in links
    proof = read(results / "open/audit/proofs/paper1.html")
    assert "3 words" in " ".join(proof.texts["quotes-Q1"].split())
    assert "2 people of 3 (analysed)" in " ".join(proof.texts["counts-paper1.participants"].split())


def marked(*marks):
    """Paper 1's figure with marks, each (level, name), one below the other."""
    places = [{"x": 2, "y": 10 * at, "width": 40, "height": 8} for at in range(len(marks))]
    named = [{"level": level, "name": name} | place for (level, name), place in zip(marks, places, strict=True)]
    figure = DRAWN["paper1"]["participant_flow"] | {"marks": named, "width_mm": 85, "height_mm": 60}
    return {"paper1": {"participant_flow": figure}}


def test_marks_of_a_figure_lead_to_what_they_stand_for_by_name(released):
    group, set_ = ("code group, version 1", "Threshold"), ("interview set", "VS2018")
    figures = marked(("category", "Allowed"), group, set_)
    results = build(released, figures=figures)
    for name in ("read/paper1", "figures/paper1"):
        page = read(results / f"open/audit/{name}.html")
        assert {"../things/paper1.CAT1.html", "../things/paper1.CG1.html", "../participants.html#set-VS2018"} <= set(
            page.all("a", "href")
        )
    titles = [name for tag, attrs in page.tags if tag == "title" for name in attrs.values()]
    assert titles == ["Kategori: Allowed", "Kodegruppe, versjon 1: Threshold", "Intervjusett: VS2018"]
    assert page.all("svg", "viewbox") == ["0 0 85 60"] and page.all("rect", "y") == ["0", "10", "20"]
    assert 'id="set-VS2018"' in (results / "open/audit/participants.html").read_text(encoding="utf-8")


def test_mark_of_what_was_not_released_leads_nowhere(released):
    never = marked(("category", "Kept back"), ("code group, version 9", "Permission"), ("preliminary theme", "Allowed"))
    results = build(released, figures=never)
    page = read(results / "open/audit/figures/paper1.html")
    assert page.all("rect", "y") == []
    assert ("a", {"class": "plate", "href": "../../figures/paper1/participant_flow.svg"}) in page.tags


def test_name_on_a_mark_is_text(released):
    write_text("set,people\n</title><script>x()</script>,2\n", released["paper1"] / "tables" / "flow.csv")
    results = build(released, figures=marked(("interview set", "</title><script>x()</script>")))
    page = read(results / "open/audit/figures/paper1.html")
    assert page.all("rect", "y") == ["0"]
    assert all("src" in attrs for tag, attrs in page.tags if tag == "script")


def test_links_within_the_site_lead_somewhere(released):
    results = build(released)
    pages = [results / "open/index.html", *(results / "open/audit").rglob("*.html")]
    beside = ("documents/", "figures/", "notebooks/", "supplements/", "audit_trail", "released/")
    made = [
        line
        for line in dead_links(results, pages)
        if not any(f"../{one}" in line or f" {one}" in line for one in beside)
    ]
    assert made == []


def test_policy_lets_nothing_run_but_what_lies_beside_the_page(released):
    results = build(released)
    for path in [results / "open/index.html", results / "open/audit/search.html"]:
        html = path.read_text(encoding="utf-8")
        policy = next(content for content in Reader(html).all("meta", "content") if "default-src" in content)
        assert "default-src 'none'" in policy and "unsafe" not in policy and "http" not in policy
        assert not re.search(r"<script>|<style|\son\w+=|\sstyle=", html)


def test_markup_in_texts_is_text(released):
    claims = {"paper1": [claim("claim", "CAT1", "</script><img src=x onerror=alert(1)>") | {"claim_id": "paper1-c-a"}]}
    results = build(released, claims, {})
    for page in (results / "open").rglob("*.html"):
        found = read(page)
        assert "x" not in found.all("img", "src") and not found.all("img", "onerror")
        if page.parent.name != "documents":
            assert ("b", {}) not in found.tags[: found.tags.index(("main", {"id": "main"}))]


def test_text_of_a_document_keeps_known_tags_alone():
    page = (
        '<main><h1 onclick="x()" style="color:red" id="a">Title</h1><script>x()</script><p>So <custom>it</custom> '
        '<a href="javascript:alert(1)">is</a> &lt;b&gt;<img src="https://x.invalid/y.png" alt="Away"></p>'
        "<div></section></main><p>after</p>"
    )
    text = texts.of_page(page, {})
    markup = "".join(one for one in text.markup if isinstance(one, str))
    assert markup == '<h1 id="a">Title</h1><p>So it <a>is</a> &lt;b&gt;</p><div></div>'
    assert [one for one in text.markup if not isinstance(one, str)] == [texts.Picture("", "", "Away", "")]
    assert text.passages == [("a", "Title"), ("a", "So it is <b>")]


def test_picture_of_the_text_is_known_by_its_bytes():
    svg = "data:image/svg+xml;base64,PHN2Zy8+"
    digest = sha256(b"<svg/>")
    text = texts.of_page(
        f'<main><img src="{svg}" alt="A flow"></main>', {"paper1": {"flow": {"files": {"svg": digest}}}}
    )
    assert text.markup == [texts.Picture("paper1", "flow", "A flow", svg)]


def test_banners_say_what_the_pages_are(released):
    assert "The interviews are invented" in (build(released) / "open/index.html").read_text(encoding="utf-8")
    real_draft = build(released, draft=True, invented=False) / "closed/draft/index.html"
    text = real_draft.read_text(encoding="utf-8")
    assert "DRAFT – NOT RELEASED" in text and "invented" not in text


def test_same_input_same_bytes_and_pages_of_an_earlier_run_are_gone(released, tmp_path):
    results = build(released)
    first = {path: path.read_bytes() for path in (results / "open/audit").rglob("*") if path.is_file()}
    write_text("old", results / "open/audit/read/gone.html")
    build(released)
    assert {path: path.read_bytes() for path in (results / "open/audit").rglob("*") if path.is_file()} == first
    assert not any(str(tmp_path).encode() in text for text in first.values())


def test_flow_over_most_interview_sets_stands_on_the_overview(released):
    write_text("set,people\nVS2018,2\nVS2019,2\n", released["thesis"] / "tables" / "flow.csv")
    write_json({"flow": ""}, released["thesis"] / "tables" / "index.json")
    figure = {"alt": "", "files": {}, "table": "flow", "notebook": "thesis", "cell": 1}
    results = build(released, figures=DRAWN | {"thesis": {"all": figure}})
    assert read(results / "open/index.html").all("img", "src") == ["figures/thesis/all.svg"]


def test_unit_marked_from_a_label_on_has_its_place_and_so_has_one_between_turns(released):
    build(released)
    unit = {
        "interview": "I1",
        "turns": (1, 1),
        "page": "interviews/I1",
        "codings": [],
        "facets": [],
        "things": [],
        "quotes": [],
    }
    units = {
        "U1": unit | {"id": "U1", "spans": [(0, 6)], "text": "D: Jeg"},
        "U2": unit | {"id": "U2", "spans": [(12, 14)], "text": "I:"},
    }
    turn = {"turn": 1, "speaker": "D", "role": "doctor", "start": 3, "end": 11, "text": "Jeg kom."}
    row = {
        "interview_id": "I1",
        "participant_id": "P1",
        "interview_set": "A",
        "days_after_support": "",
        "mode": "video",
    }
    row |= {"minutes": "", "written_form": "nb", "turns": [turn], "parts": [[turn]]}
    behind = closed.Closed({"I1": row}, units, {}, {}, [], [], [], [])
    seen = shown.read_shown(SETTINGS | {"papers": []}, {}, [], {}, {}, {}, METHOD)
    made = dict(inside.pages(view.View(edition.closed(False), seen, behind)))
    page = Reader(made["interviews/I1"])
    assert [attrs["id"] for _, attrs in page.tags if attrs.get("id", "").startswith("U")] == ["U1", "U2"]
    assert "<mark" in made["interviews/I1"].partition('id="U1"')[2][:60]


def test_warnings_of_the_checks_are_told_inside_alone(released):
    build(released)
    warning = {"file": "coding/codings.csv", "place": "row 4", "message": "Look here.", "check": "unit_undecided"}
    nothing = closed.Closed({}, {}, {}, {}, [], [], [], [warning | {"level": "W"}])
    seen = shown.read_shown(SETTINGS, {}, [], {}, {}, {}, METHOD)
    _, inside = method.checked(view.View(edition.closed(False), seen, nothing))
    _, outside = method.checked(view.View(edition.public(False), seen, None))
    assert "Look here." in inside and "coding/codings.csv, row 4" in inside
    assert "Look here." not in outside and 'id="unit_undecided"' in outside


def test_rules_are_drawn_below_what_they_wait_for_and_no_line_says_what_two_others_say():
    drawn = graph.drawing(SETTINGS["rules"])
    assert [box.name for box in sorted(drawn["boxes"], key=lambda box: box.y)] == list(SETTINGS["rules"])
    assert len(drawn["lines"]) == 2


def test_wording_of_a_group_is_compared_word_by_word():
    assert method.compared("What stood in the way.", "What stood in their way.") == [
        ("kept", "What stood in"),
        ("went", "the"),
        ("came", "their"),
        ("kept", "way."),
    ]


def test_every_word_of_the_interface_has_its_norwegian():
    said = set()
    for path in sorted(web_pages.PAGES.glob("site_*.j2")):
        said |= set(re.findall(r'\bt\("([^"]*)"\)', path.read_text(encoding="utf-8")))
    assert said and said - words.NORWEGIAN.keys() == set()


def scripts(results):
    """Return the search index of an edition as the browser puts it together."""
    found = {}
    for path in sorted((results / "open/audit/search").glob("*.js")):
        kind, at, thing = json.loads(
            re.fullmatch(r"\(.*?\)\.push\((.*)\);\n", path.read_text(encoding="utf-8"), re.DOTALL)[1]
        )
        found[kind, at] = thing
    return found


@pytest.mark.parametrize("cut", [250_000, 200])
def test_search_finds_a_word_where_it_stands_however_the_index_is_cut(released, monkeypatch, cut):
    monkeypatch.setattr(search, "CUT", cut)
    made = scripts(build(released))
    lines = [line for (kind, _), part in sorted(made.items()) if kind == "words" for line in part]
    entries = [one for (kind, _), part in sorted(made.items()) if kind == "texts" for one in part]
    assert [line[0] for line in lines] == sorted(line[0] for line in lines)
    steps = next(steps for word, steps in lines if word == "scared")
    places, at = [], 0
    for step in steps:
        at += step
        places.append(entries[at])
    assert ["quotes/paper1.html#Q1", "paper1 · Interview 4 · Q1", "jeg ble redd / I got scared"] in places
    assert all("scared" in text for _, _, text in places)
    head = made["head", 0]
    assert len(head["texts"]) == sum(kind == "texts" for kind, _ in made)
    assert head["words"] == [part[0][0] for (kind, _), part in sorted(made.items()) if kind == "words"]
