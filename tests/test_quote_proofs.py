"""The proof of one quote in a page: its way to the root is the standard's, and a changed word stops it."""

import copy

import pytest

from trail import merkle, quote_proofs, verify, web_pages
from trail.site.things import PROVING
from trail.tables import read_json

SCRIPTS = [web_pages.text(name) for name in PROVING]


@pytest.fixture(scope="module")
def given(built):
    proofs = built / "results" / "released" / "proofs" / "paper1"
    head, leaves, openings = (read_json(proofs / f"{name}.json") for name in ("head", "leaves", "openings"))
    quotes = read_json(built / "results" / "released" / "paper1" / "quotes.json")
    return quote_proofs.of_paper(head, leaves, openings, quotes)


@pytest.fixture
def page(browser):
    opened = browser.new_page()
    yield opened
    opened.close()


def verified(page, given, name="Q1") -> str:
    """Click "Verify this quote" in a page that has these proofs; return what it says."""
    page.set_content(
        f'<section data-proof="{name}"></section>'
        f'<script type="application/json" id="proofs">{web_pages.as_script(given)}</script>'
    )
    for script in SCRIPTS:
        page.add_script_tag(content=script.replace("const proof", "var proof"))  # a page has each but once
    page.click("text=Verify this quote")
    page.wait_for_selector(".proof-steps")
    return page.inner_text(".verified > p")


@pytest.mark.parametrize("size", [1, 2, 3, 5, 8, 13])
def test_way_of_each_leaf_is_that_of_the_standard(size):
    leaves = [verify.leaf(bytes([number])) for number in range(size)]
    levels = quote_proofs._levels(leaves)
    for at in range(size):
        path = [bytes.fromhex(one) for one in quote_proofs._path(levels, at)]
        assert path == merkle.inclusion(leaves, at)


def test_quote_verifies_on_its_page(page, given):
    assert verified(page, given) == "Q1: holds"
    assert page.inner_text(".proof-steps > li:last-child code") == given["short"]
    assert page.inner_text(".proof-steps > li:nth-last-child(2) code") == given["tree"]["root"]


def test_changed_word_is_named(page, given):
    changed = copy.deepcopy(given)
    quote = changed["quotes"]["Q1"]["quote"]
    quote["original"] = quote["original"].replace("kollega", "venn")
    assert "“venn” is printed where “kollega” was committed to" in verified(page, changed)


@pytest.mark.parametrize("what", ["root", "path", "salt", "place"])
def test_proof_that_leads_elsewhere_does_not_hold(page, given, what):
    changed = copy.deepcopy(given)
    one = changed["quotes"]["Q1"]
    if what == "root":
        changed["tree"]["root"] = "0" * 64
    elif what == "path":
        one["places"][0]["path"].pop()
    elif what == "place":
        one["places"][0]["at"] ^= 1
    else:
        word = next(slot for slot in one["opening"]["leaves"][0][5:] if isinstance(slot, list))
        word[0] = "0" * 64
    assert "which is not in the tree" in verified(page, changed)


def test_quotes_of_the_audit_site_verify_from_a_file(page, built):
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto((built / "results" / "open" / "audit" / "quotes" / "paper1.html").as_uri())
    for button in page.query_selector_all("text=Verify this quote"):
        button.click()
    page.wait_for_selector(".verified >> nth=1 >> .proof-steps")
    assert [line.inner_text() for line in page.query_selector_all(".verified > p")] == ["Q1: holds", "Q2: holds"]
    assert said == []


def test_quote_verifies_in_norwegian_where_the_interface_is(page, built):
    page.goto((built / "results" / "open" / "audit" / "quotes" / "paper1.html").as_uri() + "?lang=nb")
    page.click("text=Etterprøv dette sitatet")
    steps = page.wait_for_selector(".verified >> nth=0 >> .proof-steps")
    assert page.inner_text(".verified > p") == "Q1: holder"
    assert "Roten i hodet:" in steps.inner_text() and "andre deler holdes lukket" in steps.inner_text()
    assert page.get_attribute(".verified", "lang") == page.get_attribute("button.verify", "lang") == "nb"
    page.click("#language")
    page.wait_for_selector("text=The root in the head:")
    assert page.inner_text(".verified > p") == "Q1: holds" and page.inner_text("button.verify") == "Verify this quote"
