"""The audit site as a person meets it: in Chromium, from the file system, by mouse and by keyboard."""

import io
import os
import re
import shutil
from pathlib import Path

import pytest

from test_site import Reader, dead_links
from trail.site import closed, edition, shown, view, writing
from trail.tables import read, read_json

ROOT = Path(__file__).parents[1]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = ["--headless", "--no-sandbox", "--disable-background-networking"]
GIVEN_UP = "net::ERR_ABORTED"
pytestmark = pytest.mark.skipif(not CHROMIUM, reason="no chromium on this machine: apt-get install chromium")
# The folder for the pictures of docs/auditing.md, which are taken of the shipped study where `make` has built it.
PICTURES = os.environ.get("TRAIL_PICTURES")
KINDS = ["index", "twenty", "claims", "codebook", "participants", "decisions", "checks", "notebooks", "run", "glossary"]
KINDS += ["search", "codebook/paper1", "read/paper1", "read/brief", "quotes/paper1", "numbers/paper1", "tables/paper1"]
KINDS += ["figures/paper1", "things/paper1.CAT1", "proofs", "proofs/paper1"]
CLOSED = ["interviews", "interviews/VS2018-01", "matrices", "matrices/paper1", "waves", "waves/paper2"]
CLOSED += ["rows/paper1.participants", "things/paper1.SG1", "linkage"]
HOSTILE = "<script>document.title='taken'</script> <a href=\"javascript:document.title='taken'\">x</a> "
HOSTILE += "\u202eright to left\u202c "


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def page(browser):
    """A page that fails its test where the console says anything or a request leaves the file system."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    opened, wrong = context.new_page(), []
    opened.on("console", lambda said: wrong.append(said.text))
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on(
        "request", lambda asked: wrong.append(asked.url) if not asked.url.startswith(("file:", "data:")) else None
    )
    # A picture still on its way when the test goes to its next page is given up by the browser: no fault of the page.
    opened.on(
        "requestfailed", lambda asked: wrong.append(f"not there: {asked.url}") if asked.failure != GIVEN_UP else None
    )
    yield opened
    context.close()
    assert wrong == []


@pytest.fixture(scope="module")
def results(built) -> Path:
    return built / "results"


def url(results: Path, name: str, of_closed: bool = False) -> str:
    where = (edition.closed if of_closed else edition.public)(False).path(name)
    return (results / where).resolve().as_uri()


def kinds(results: Path) -> list[tuple[str, bool]]:
    """A page of each kind: of what a study released there may be none, of the closed edition there is."""
    there = [(name, False) for name in KINDS if (results / edition.public(False).path(name)).exists()]
    assert len(there) > len(KINDS) - 5
    return there + [(name, True) for name in [*CLOSED, "read/paper2", "codebook/paper1", "decisions"]]


def pages_of(results: Path) -> list[Path]:
    return [
        results / "open/index.html",
        *(results / "open/audit").rglob("*.html"),
        *(results / "closed/audit").rglob("*.html"),
    ]


def test_every_link_of_both_editions_leads_to_a_file_and_a_place_in_it(results):
    assert dead_links(results, pages_of(results)) == []


def follow(page, link: str) -> None:
    """Click on the first such link to another page; wait until that is loaded and its script has run."""
    with page.expect_navigation():
        page.locator(link).first.click()


def opened_by(path: Path, claim_id: str) -> list[tuple[Path, str]]:
    """What the first click on a claim's mark shows: its evidence, and all that this names."""
    evidence = section(path.read_text(encoding="utf-8"), f"e-{claim_id}")
    named = [link[1:] for link in Reader(evidence).all("a", "href") if link.startswith("#of-")]
    return [(path, name) for name in (f"e-{claim_id}", *named)]


def reached(front: list[tuple[Path, str]], wanted, clicks: int) -> bool:
    """Whether a place that is wanted is reached in so many clicks along links, from what is shown."""
    known = {}
    for _ in range(clicks):
        further = []
        for path, place in front:
            if path not in known:
                known[path] = path.read_text(encoding="utf-8") if path.suffix == ".html" and path.is_file() else ""
            html = section(known[path], place) if path.parent.name == "read" and place else known[path]
            for link in Reader(html).all("a", "href"):
                file, _, to = link.partition("#")
                target = (path.parent / file).resolve() if file else path
                if wanted(target, to):
                    return True
                if target.suffix == ".html" and (not file or "/audit/" in target.as_posix()):
                    further.append((target, to))
        front = list(dict.fromkeys(further))[:200]
    return False


def section(html: str, anchor: str) -> str:
    """The element that has this id, as markup: to its end tag of the same depth."""
    begin = re.search(rf'<(\w+)[^>]*\bid="{re.escape(anchor)}"', html)
    if not begin:
        return ""
    depth = 0
    for tag in re.finditer(rf"<(/?){begin[1]}\b[^>]*>", html[begin.start() :]):
        depth += -1 if tag[1] else 1
        if depth == 0:
            return html[begin.start() : begin.start() + tag.end()]
    return html[begin.start() :]


def test_every_claim_reaches_its_transcripts_or_what_was_released_in_three_clicks(results):
    def line(target: Path, to: str) -> bool:
        return target.parent.name == "interviews"

    def let_out(target: Path, to: str) -> bool:
        return "/released/" in target.as_posix() and target.is_file()

    for row in read(results / "closed/ledger.csv").to_dict("records"):
        name, claim = f"read/{row['document']}.html", row["claim_id"]
        inside, outside = ((results / zone / "audit" / name).resolve() for zone in ("closed", "open"))
        assert not (row["units"] or row["interviews"]) or reached(opened_by(inside, claim), line, 2), claim
        assert reached(opened_by(outside, claim), let_out, 2), claim


def test_every_unit_leads_back_to_the_claims_that_rest_on_it(results):
    def sentence(target: Path, to: str) -> bool:
        return target.parent.name == "read" and "-c-" in to

    claims = read(results / "closed/ledger.csv").to_dict("records")
    resting = {unit for row in claims if row["kind"] in ("claim", "quote") for unit in row["units"].split(";") if unit}
    assert resting
    for unit in read(results / "closed/meaning_units.parquet").drop_duplicates("unit_id").to_dict("records"):
        if unit["unit_id"] not in resting:
            continue
        start = (results / f"closed/audit/interviews/{unit['interview_id']}.html").resolve()
        assert reached([(start, "")], sentence, 3), unit["unit_id"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_kind_of_page(browser, results, scheme):
    from axe_playwright_python.sync_playwright import Axe

    context = browser.new_context(viewport={"width": 1280, "height": 900}, color_scheme=scheme)
    opened, found = context.new_page(), []
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    looked = kinds(results)
    for name, of_closed in looked if scheme == "light" else looked[-6:]:
        opened.goto(url(results, name, of_closed))
        if name.startswith("read/"):
            opened.locator("#text a[href^='#e-']").first.click()
        asked = {"preload": False, "runOnly": tags, "resultTypes": ["violations"]}
        answer = Axe().run(opened, options=asked).response
        found += [(name, one["id"], one["nodes"][0]["html"][:120]) for one in answer["violations"]]
    context.close()
    assert found == []


def test_mark_shows_three_lines_and_opens_the_chain_beside_the_text(page, results):
    page.goto(url(results, "read/paper1", of_closed=True))
    mark = page.locator("#text .trail-claim a.mark").first
    mark.hover()
    page.locator("#gist .gist > span").first.wait_for()
    assert page.locator("#gist .gist > span").count() == 3
    mark.click()
    panel = page.locator("#panel")
    assert panel.is_visible() and panel.locator(".chain .category, .chain .code_group").count() > 0
    if panel.locator(".condensate summary").count():
        panel.locator(".condensate summary").first.click()
    follow(page, "#panel .unit > a")
    assert "/interviews/" in page.url
    unit = page.url.partition("#")[2]
    assert page.locator(f"#{unit}").count() == 1 and page.locator("mark").count() > 0
    follow(page, ".used a[href*='/things/']")
    follow(page, ".claims a")
    page.locator("#panel").wait_for()
    assert "/read/" in page.url


def test_site_can_be_walked_by_keyboard_alone(page, results):
    page.goto(url(results, "index"))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.goto(url(results, "read/paper1"))
    page.locator("#text a[href^='#e-']").first.focus()
    page.keyboard.press("Enter")
    assert page.locator("#panel").is_visible()
    assert page.evaluate("document.getElementById('panel').contains(document.activeElement)")
    page.keyboard.press("Tab")
    assert page.evaluate("document.getElementById('panel').contains(document.activeElement)")
    page.keyboard.press("Escape")
    assert not page.locator("#panel").is_visible()
    assert page.evaluate("document.activeElement.hash").startswith("#e-")


def test_marks_of_a_figure_lie_on_it_and_lead_on_by_keyboard(page, results):
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(url(results, "figures/paper1"))
        boxes = page.evaluate(
            "[...document.querySelectorAll('.marked')].flatMap((one) => [one.querySelector('img'), one.querySelector("
            "'svg')].map((part) => { const at = part.getBoundingClientRect(); "
            "return [at.x, at.y, at.width, at.height] }))"
        )
        assert boxes
        for picture, over in zip(boxes[::2], boxes[1::2], strict=True):
            assert picture == pytest.approx(over, abs=1)
    names = page.locator(".marked a").evaluate_all("all => all.map((one) => one.textContent)")
    group = next(at for at, name in enumerate(names) if name.startswith("Code group"))
    page.locator(".marked a").nth(group).focus()
    assert page.evaluate("getComputedStyle(document.activeElement.querySelector('rect')).stroke") != "rgba(0, 0, 0, 0)"
    page.keyboard.press("Enter")
    page.wait_for_url("**/things/*")
    assert page.locator("h1").inner_text() in names[group]


def test_document_leads_to_its_claim_on_the_site(page, results):
    page.goto((results / "open/documents/paper1.html").resolve().as_uri())
    follow(page, "a.trail-mark")
    assert "/audit/read/paper1.html#paper1-c-" in page.url
    assert page.locator("#panel").is_visible()


def taken(page, name: str) -> None:
    """Take a picture of docs/auditing.md, small: few colours tell as much."""
    if PICTURES:
        from PIL import Image

        picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB").quantize(48)
        picture.save(Path(PICTURES) / f"walk-{name}.png", optimize=True)


def test_one_claim_of_each_kind_is_audited_from_the_overview(page, results):
    results = ROOT / "results" if PICTURES else results
    page.set_viewport_size({"width": 1180, "height": 700})
    rows = read(results / "open/ledger.csv").drop_duplicates("kind").to_dict("records")
    shows = {"claim": ".chain .text", "quote": ".quote blockquote", "value": ".basis code"}
    shows |= {"figure": ".basis a[href*='#cell-']", "table": ".basis a[href*='tables/']"}
    assert {row["kind"] for row in rows} == shows.keys()
    for row in rows:
        page.goto(url(results, "index"))
        taken(page, "overview")
        follow(page, f"#documents a[href$='read/{row['document']}.html']")
        page.locator(f"#text .trail-{row['kind']} a[href^='#e-']").first.click()
        assert page.locator(f"#panel {shows[row['kind']]}").first.is_visible(), row["kind"]
        page.locator("#text .asked").first.evaluate("one => one.scrollIntoView({ block: 'center' })")
        taken(page, row["kind"])
    page.goto(url(results, "read/paper1", of_closed=True))
    page.locator("#text .trail-claim a.mark").first.click()
    if page.locator("#panel .condensate summary").count():
        page.locator("#panel .condensate summary").first.click()
    follow(page, "#panel .unit > a")
    assert page.locator(".turn mark").count() > 0
    taken(page, "transcript")
    follow(page, ".used a[href*='/things/']")
    assert page.locator(".claims a").count() > 0
    taken(page, "code-group")


@pytest.mark.parametrize("name", ["overview", "claim", "quote", "value", "figure", "table", "transcript", "code-group"])
def test_walk_in_the_docs_has_its_picture_and_it_is_small(name):
    picture = ROOT / f"docs/walk-{name}.png"
    assert picture.stat().st_size < 150_000
    assert f"(walk-{name}.png)" in (ROOT / "docs/auditing.md").read_text(encoding="utf-8")


def test_search_finds_a_phrase_of_each_document_and_of_a_transcript(page, results):
    for document in ("paper1", "paper2", "brief"):
        text = read_json(results / f"open/claims/{document}.json")[0]["text"]
        page.goto(url(results, "search"))
        page.fill("#query", f'"{" ".join(text.split()[:4])}"')
        page.locator(f"#found a[href^='read/{document}']").first.wait_for()
    page.fill("#query", "zzzz")
    page.get_by_text("Nothing found. Fewer words").wait_for()
    page.goto(url(results, "search", of_closed=True))
    page.fill("#query", "ekstravakt")
    follow(page, "#found a[href^='interviews/VS2019-01']")
    assert "ekstravakt" in page.locator(".turn:target .words").inner_text()


def test_interface_speaks_norwegian_and_remembers_it(page, results):
    page.goto(url(results, "glossary"))
    assert page.locator("h1").inner_text() == "Glossary"
    page.locator("#language").click()
    assert page.locator("h1").inner_text() == "Ordliste"
    assert page.locator("h1 span").get_attribute("lang") == "nb"
    page.goto(url(results, "index"))
    assert "Dokumenter" in page.locator("#documents-title").inner_text()
    assert page.locator(".facts").inner_text().endswith(" påstander")
    page.goto(url(results, "index") + "?lang=en")
    assert "Documents" in page.locator("#documents-title").inner_text()


def test_everything_is_there_without_the_script(browser, results):
    context = browser.new_context(java_script_enabled=False)
    opened = context.new_page()
    opened.goto(url(results, "read/paper1"))
    opened.locator("#text a[href^='#e-']").first.click()
    assert opened.url.partition("#")[2].startswith("e-")
    assert opened.locator("#evidence .claim").first.is_visible() and opened.locator(".chain .text").first.is_visible()
    context.close()


@pytest.mark.parametrize("width", [320, 768, 3840])
def test_no_page_is_wider_than_its_window(page, results, width):
    page.set_viewport_size({"width": width, "height": 900})
    wide = []
    for name, of_closed in kinds(results):
        page.goto(url(results, name, of_closed))
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            wide.append(name)
    assert wide == []


def test_hostile_transcript_is_text_and_nothing_else(page, results, tmp_path):
    made = closed_view(results)
    turns = [{"turn": 1, "speaker": "D", "role": "doctor", "start": 0}, {"turn": 2, "speaker": "", "role": "unknown"}]
    long = "x" * 10_000
    turns[0] |= {"text": HOSTILE, "end": len(HOSTILE)}
    turns[1] |= {"text": long, "start": len(HOSTILE) + 1, "end": len(HOSTILE) + 1 + len(long)}
    name = next(iter(made.closed.interviews))
    made.closed.interviews[name] |= {"turns": turns, "parts": [turns]}
    for unit in made.closed.units.values():
        if unit["interview"] == name:
            unit |= {"spans": [(3, 30)], "text": HOSTILE[3:30]}
    writing.write(made, tmp_path)
    page.goto(url(tmp_path, f"interviews/{name}", of_closed=True))
    assert page.title().startswith(name) and page.locator("#main a[href^='javascript']").count() == 0
    assert page.locator("#t1 .words").inner_text().strip() == HOSTILE.strip()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    page.goto(url(tmp_path, "search", of_closed=True))
    page.fill("#query", "taken")
    page.locator("#found li").first.wait_for()
    assert page.title().startswith("Search") and page.locator("#found script").count() == 0


def closed_view(results: Path) -> view.View:
    """The closed edition of the built tiny study, as its job puts it together."""
    documents = ["paper1", "paper2", "brief"]
    settings = {
        "title": "Tiny",
        "language": "nb",
        "renderer": ("embedded", "x"),
        "software": {},
        "documents": documents,
    }
    settings |= {"papers": documents[:2], "draft": False, "invented": True, "rules": {}}
    seen = shown.read_shown(
        settings,
        {name: results / f"open/documents/{name}.html" for name in documents},
        read(results / "closed/ledger.csv").to_dict("records"),
        {name: results / f"closed/{name}/candidates" for name in documents},
        {path.parent.name: read_json(path) for path in (results / "open/figures").glob("*/figures.json")},
        {},
        {"codebook": [], "decisions": [], "reporting": {}},
        closed=True,
    )
    behind = closed.read_closed(results / "closed", documents[:2], seen, [], safe=True)
    return view.View(edition.closed(False), seen, behind)
