"""START-HERE.html: opened as a file it checks its proofs, and names what was changed in a bundle that is chosen."""

import base64
import io
import json
import random
import zipfile

import pytest
from axe_playwright_python.sync_playwright import Axe

import published
import tampering
from trail import bundle, start_page, verify, web_pages
from trail.site import words
from trail.tables import canonical_json, sha256, write_bytes

PROOF = web_pages.text("proof.js")


@pytest.fixture(scope="module")
def members(built):
    with zipfile.ZipFile(built / "results" / "open" / "bundle.zip") as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def start(members, tmp_path_factory):
    folder = tmp_path_factory.mktemp("bundle")
    write_bytes(members[start_page.NAME], folder / start_page.NAME)
    return folder / start_page.NAME


@pytest.fixture
def page(browser, start):
    """START-HERE.html as a double click shows it, its first verdict reached; what its console said is kept."""
    opened = browser.new_page(viewport={"width": 390, "height": 800})
    opened.said = []
    opened.on("console", lambda message: opened.said.append(message.text))
    opened.on("pageerror", lambda error: opened.said.append(str(error)))
    opened.goto(start.as_uri())
    opened.wait_for_selector("#verdict.good, #verdict.bad")
    yield opened
    opened.close()


def choose(page, tmp_path, members) -> str:
    """Choose a zip of these members on the page; return the verdict."""
    write_bytes(bundle.pack(members), tmp_path / "bundle.zip")
    page.evaluate("document.getElementById('verdict').className = 'verdict'")
    page.set_input_files("#zip", tmp_path / "bundle.zip")
    page.wait_for_selector("#verdict.good, #verdict.bad")
    return page.inner_text("#verdict")


def unfold(page):
    """Unfold all quotes and numbers, and the steps of the first quote."""
    for summary in page.query_selector_all(".paper > details > summary"):
        summary.click()
    page.wait_for_selector(".proved")
    page.click(".proved >> nth=0 >> summary")
    page.wait_for_selector(".proof-steps")


def listed(members):
    """The members with a manifest that says of each what it is now: what a forger would send."""
    rest = {name: data for name, data in members.items() if name != bundle.MANIFEST}
    return rest | {bundle.MANIFEST: canonical_json({name: sha256(data) for name, data in rest.items()})}


def changed(members, name, old, new):
    assert members[name].decode().count(old) >= 1
    return members | {name: members[name].decode().replace(old, new, 1).encode()}


def test_double_click_verifies_every_quote_and_number_of_people(page):
    assert page.inner_text("#verdict").startswith("All of it holds.")
    assert "3 quotes" in page.inner_text("#verdict")
    assert page.said == []


def test_steps_lead_from_a_word_to_the_head(page):
    page.click(".paper >> nth=0 >> summary >> nth=0")
    page.click(".proved >> nth=0 >> summary")
    page.wait_for_selector(".proof-steps")
    head = page.inner_text(".paper >> nth=0 >> p code >> nth=0")
    assert page.inner_text(".proof-steps > li:last-child code") == head
    assert page.inner_text(".proof-steps tbody tr:nth-child(3) td") != ""
    assert page.said == []


def test_whole_bundle_verifies(page, members, tmp_path):
    verdict = choose(page, tmp_path, members)
    assert verdict.startswith("All of it holds.")
    assert f"{len(members)} files" in verdict
    assert page.said == []


def test_changed_word_of_a_quote_is_named_even_with_a_new_manifest(page, members, tmp_path):
    forged = listed(changed(members, "released/paper1/quotes.json", "kollega", "venn"))
    verdict = choose(page, tmp_path, forged)
    assert "paper1: Q1" in verdict
    assert "“venn” is printed where “kollega” was committed to" in verdict


def test_changed_word_of_a_page_is_named_even_with_a_new_manifest(page, members, tmp_path):
    forged = listed(changed(members, "open/documents/paper1.html", "was really a colleague", "was never a colleague"))
    verdict = choose(page, tmp_path, forged)
    assert "open/documents/paper1.html: paper1-c-" in verdict
    assert "1 thing does not hold." in verdict


def test_changed_number_is_named_even_with_a_new_manifest(page, members, tmp_path):
    values = json.loads(members["released/paper1/values.json"])
    values["paper1.participants.CAT1_1"] |= {"value": 2, "text": "2"}
    forged = listed(members | {"released/paper1/values.json": json.dumps(values).encode()})
    assert "paper1.participants.CAT1_1: 3 people are counted, and 2 was released" in choose(page, tmp_path, forged)


def test_changed_missing_and_added_files_are_named(page, members, tmp_path):
    altered = members | {"open/documents/paper1.pdf": members["open/documents/paper1.pdf"] + b"%", "more.txt": b"more"}
    del altered["open/ledger.csv"]
    verdict = choose(page, tmp_path, altered)
    assert "open/documents/paper1.pdf was changed" in verdict
    assert "open/ledger.csv is missing" in verdict
    assert "more.txt is not in the manifest" in verdict


def test_file_that_is_no_zip_is_refused_in_a_sentence(page, tmp_path):
    (tmp_path / "notes.zip").write_bytes(b"not a zip")
    page.set_input_files("#zip", tmp_path / "notes.zip")
    page.wait_for_selector("#verdict.bad")
    assert "notes.zip cannot be checked" in page.inner_text("#verdict")


@pytest.mark.parametrize(("scheme", "language"), [("light", "en"), ("dark", "en"), ("light", "nb")])
def test_page_is_accessible_and_does_not_scroll_sideways(page, scheme, language):
    page.emulate_media(color_scheme=scheme)
    if language == "nb":
        page.click("#language")
    unfold(page)
    assert [violation["id"] for violation in Axe().run(page).response["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_page_speaks_norwegian_when_asked_and_english_again(page, start):
    page.goto(start.as_uri() + "?lang=nb")
    page.wait_for_selector("#verdict.good")
    assert page.inner_text("#verdict").startswith("Alt sammen holder.") and "3 sitater" in page.inner_text("#verdict")
    assert page.inner_text("#h-how") == "Slik virker det" and page.title().startswith("Begynn her: ")
    assert page.get_attribute("#verdict", "lang") == page.get_attribute("#papers", "lang") == "nb"
    for line in verify.PROVED + verify.NOT_PROVED:
        assert page.get_by_text(words.NORWEGIAN[line], exact=True).count() == 1
    page.click("#language")
    assert page.inner_text("#verdict").startswith("All of it holds.") and page.inner_text("#h-how") == "How it works"
    assert page.get_attribute("#verdict", "lang") == "en"
    assert page.said == []


def test_language_is_remembered(page, start):
    page.click("#language")
    page.goto(start.as_uri())
    page.wait_for_selector("#verdict.good")
    assert page.inner_text("#verdict").startswith("Alt sammen holder.")


def test_no_english_of_the_interface_is_left_in_norwegian(page):
    unfold(page)
    english = set(page.inner_text("main").splitlines())
    page.click("#language")
    page.wait_for_selector("text=Roten i hodet:")
    kept = english & set(page.inner_text("main").splitlines())
    own = page.locator("h3, code, blockquote, article .name, tbody td, tbody th, a").all_inner_texts()
    assert {line for line in kept if line.strip() and line not in own and not set(line.split("\t")) & set(own)} == set()


def test_what_is_unfolded_stays_so_in_the_other_language(page):
    unfold(page)
    count = page.locator("details[open]").count()
    page.click("#language")
    page.wait_for_selector("text=Roten i hodet:")
    assert page.locator("details[open]").count() == count > 2


def test_verdict_on_a_forged_zip_is_said_anew_with_its_reasons_in_english(page, members, tmp_path):
    choose(page, tmp_path, listed(changed(members, "released/paper1/quotes.json", "kollega", "venn")))
    page.click("#language")
    assert page.inner_text("#verdict .sentence").endswith(" ting holder ikke.")
    assert page.inner_text("#looked") == "Det du ser, er fra bundle.zip."
    assert "was committed to" in page.inner_text("#verdict li[lang=en] >> nth=0")


def test_page_is_whole_in_english_without_javascript(browser, start):
    context = browser.new_context(java_script_enabled=False)
    opened = context.new_page()
    opened.goto(start.as_uri() + "?lang=nb")
    assert opened.inner_text("#h-how") == "How it works" and not opened.is_visible("#language")
    assert all(line in opened.inner_text("main") for line in verify.PROVED + verify.NOT_PROVED)
    context.close()


# What the page says that it does not look into, by the check of verify.py that finds it.
NOT_OF_THE_PAGE = {"tables", "codebook", "figures", "pictures", "ledger", "signatures"}


def is_of_the_page(one: tampering.Tampering) -> bool:
    """Return whether a tampering is with what START-HERE.html says that it checks: no Word file, figure, table …"""
    word_file = "DOCX" in one.what or one.what == "a document taken away"
    return one.found_by not in NOT_OF_THE_PAGE and not word_file


@pytest.fixture(scope="module")
def looked(browser):
    """A function: what the page's program finds wrong in files, {path: bytes}, as in a chosen zip."""
    opened = browser.new_page()
    opened.add_script_tag(content=f"{PROOF}\nwindow.proof = proof;")
    look = """async (given) => {
      const bytes = (text) => Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
      const files = new Map(Object.entries(given).map(([name, text]) => [name, bytes(text)]));
      return (await proof.verify(files, true)).wrong;
    }"""
    yield lambda files: opened.evaluate(look, {name: base64.b64encode(data).decode() for name, data in files.items()})
    opened.close()


def test_page_finds_nothing_in_an_untouched_study_with_one_head_and_with_three(looked):
    assert [looked(published.files(number)) for number in (1, 3)] == [[], []]


OF_THE_PAGE = [one for one in tampering.TAMPERINGS if is_of_the_page(one)]


@pytest.mark.parametrize("one", OF_THE_PAGE, ids=lambda one: f"{one.kind}: {one.what}")
def test_page_finds_each_tampering_with_what_it_says_that_it_checks(one, looked):
    files = published.files()
    one.change(files)
    assert looked(published.manifested(files)) != []


def test_how_many_tamperings_the_page_finds_is_what_its_documentation_says():
    assert f"({len(OF_THE_PAGE)} of {len(tampering.TAMPERINGS)};" in tampering.PAGE.read_text(encoding="utf-8")


def test_own_sha256_is_the_standard_one(browser):
    """The page's own SHA-256 stands in where a browser keeps WebCrypto from files: on FIPS 180-4 vectors and others."""
    opened = browser.new_page()
    opened.add_script_tag(content=PROOF)
    drawn = random.Random(180)
    texts = [b"", b"abc", b"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"]
    texts += [drawn.randbytes(size) for size in (55, 56, 63, 64, 65, 119, 120, 1000)]
    for text in texts:
        assert opened.evaluate("bytes => proof.hex(proof.ownSha256(Uint8Array.from(bytes)))", list(text)) == sha256(
            text
        )
    opened.close()


def test_verdict_is_the_same_without_webcrypto(browser, start):
    opened = browser.new_page()
    opened.add_init_script("Object.defineProperty(Crypto.prototype, 'subtle', {value: undefined})")
    opened.goto(start.as_uri())
    opened.wait_for_selector("#verdict.good, #verdict.bad")
    assert opened.inner_text("#verdict").startswith("All of it holds.")
    opened.close()


def test_data_in_the_page_cannot_end_its_script():
    assert "<" not in web_pages.as_script({"a": "</script><b>&amp;"})
    assert json.loads(web_pages.as_script({"a": "</script>"})) == {"a": "</script>"}


def test_zip_of_the_page_reader_and_of_python_agree(browser, members):
    opened = browser.new_page()
    opened.add_script_tag(content=PROOF)
    packed = bundle.pack(
        {name: data for name, data in members.items() if len(data) < 300} | {"long.txt": b"long " * 200}
    )
    names = opened.evaluate("async bytes => [...(await proof.unzip(Uint8Array.from(bytes))).keys()]", list(packed))
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert names == archive.namelist()
    opened.close()
