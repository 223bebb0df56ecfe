"""The Lua filter under plain Pandoc: what it prints, which claims it writes, what it refuses."""

import json
import os
import subprocess
from pathlib import Path

import pypandoc
import pytest

FILTER = Path(__file__).parents[1] / "manuscript" / "_extensions" / "trail" / "trail.lua"
Q014 = {
    "original": "Jeg ringte ikke … for min egen del.",
    "translation": "I didn't call for my own sake.",
    "label": "Interview 4",
    "source_language": "nb",
    "target_language": "en",
}
EVIDENCE = {
    "document": "paper1",
    "values": {"paper1.participants": {"text": "13", "words": {"en": "thirteen", "nb": "tretten"}}},
    "quotes": {"Q014": Q014, "Q015": Q014 | {"translation": ""}, "Q016": Q014 | {"label": ""}, "paper2.Q014": Q014},
    "chain": {
        "CAT1_1": {"kind": "category", "text": "analytic"},
        "CD07": {"kind": "condensate", "text": "I go to work."},
    },
    "tables": {
        "sample": {
            "columns": ["Attribute", "Value", "People"],
            "rows": [["Gender", "Women", "8"], ["Gender", "Men", "5"], ["Age", "30–44", "13"]],
            "numeric": [False, False, True],
            "note": "Bands are merged.",
        },
        "by_aspect": {
            "columns": ["Category", "Aspect", "Quotes"],
            "rows": [
                ["Let in", "barriers", '[]{.quote of="Q014"} []{.quote of="Q016"}'],
                ["Let in", "expectations", ""],
                ["Kept out", "barriers", '“Alone”: []{.condensate of="CD07"} []{.quote of="Q099"}'],
            ],
            "numeric": [False, False, False],
            "note": "",
        },
        "paper2.by_aspect": {
            "columns": ["Category", "Quotes"],
            "rows": [["Let in", '[]{.quote of="Q014"}']],
            "numeric": [False, False],
            "note": "",
        },
    },
    "figures": {"code_tree": {"alt": "A tree of groups.", "files": {"svg": "tree.svg", "png": "tree.png"}}},
}


@pytest.fixture
def filtered(tmp_path):
    """Run the filter over Markdown; return what it printed, its claims, faults and warnings."""

    def run(text, to="html", evidence=EVIDENCE, arguments=()):
        left = {name: tmp_path / f"{name}.json" for name in ("claims", "faults")}
        for path in left.values():
            path.unlink(missing_ok=True)
        environment = os.environ | {"TRAIL_CLAIMS": str(left["claims"]), "TRAIL_FAULTS": str(left["faults"])}
        if evidence:
            (tmp_path / "evidence.json").write_text(json.dumps(evidence), encoding="utf-8")
            environment["TRAIL_EVIDENCE"] = str(tmp_path / "evidence.json")
        command = [pypandoc.get_pandoc_path(), "--from", "markdown", "--to", to, "--wrap", "none", *arguments]
        command += ["--lua-filter", str(FILTER)]
        ended = subprocess.run(
            command, input=text.encode(), capture_output=True, cwd=tmp_path, env=environment, check=False
        )
        found = json.loads(left["faults"].read_text()) if left["faults"].exists() else []
        errors = [fault["message"] for fault in found if fault["level"] == "E"]
        assert bool(errors) == bool(ended.returncode), ended.stderr.decode()
        assert left["claims"].exists() == (evidence is not None and not errors)
        return {
            "out": ended.stdout.decode().replace("\u00a0", " "),
            "claims": json.loads(left["claims"].read_text()) if left["claims"].exists() else [],
            "errors": errors,
            "warnings": [fault["message"] for fault in found if fault["level"] == "W"],
            "found": found,
            "said": ended.stderr.decode(),
        }

    return run


def texts(result, kind):
    return [claim["text"] for claim in result["claims"] if claim["kind"] == kind]


# ## Values


@pytest.mark.parametrize("typed", ["", "13", "thirteen", "Thirteen"])
def test_value_prints_what_is_typed_if_it_is_the_released_number_or_its_word(filtered, typed):
    result = filtered(f'We met [{typed}]{{.value of="paper1.participants"}} doctors.', to="plain")
    assert f"We met {typed or '13'}" in result["out"]
    assert texts(result, "value") == [typed or "13"]


def test_number_word_of_another_language_is_refused(filtered):
    result = filtered('Vi møtte [thirteen]{.value of="paper1.participants"}.', arguments=["-M", "lang=nb"])
    assert result["errors"] == [
        "value 'paper1.participants' is 13 (tretten), not 'thirteen': "
        "leave the brackets empty, or type what is released."
    ]
    assert filtered('Vi møtte [tretten]{.value of="paper1.participants"}.', arguments=["-M", "lang=nb"])["errors"] == []


# ## The appendix


def test_appendix_names_what_a_claim_rests_on_by_heading_label_and_count_in_the_language_of_the_text(filtered):
    chain = {
        "CAT1_1": {"kind": "category", "heading": "Let in"},
        "paper2.CAT2_1": {"kind": "category", "heading": "Kept out"},
        "CD07": {"kind": "condensate", "text": "I go to work.", "subgroup": "SG07"},
        "SG07": {"kind": "subgroup", "name": "The way in"},
    }
    values = {"paper1.units.CAT1_1": {"text": "8", "what": "meaning units under CAT1_1"}}
    evidence = EVIDENCE | {"chain": chain, "values": values}
    text = '[So it is.]{.claim of="CAT1_1; paper2.CAT2_1;CD07;Q014"} []{.value of="paper1.units.CAT1_1"}'
    text += ' []{.condensate of="CD07"}'
    grounds = "Claim: categories “Let in”, “Kept out”; condensate of “The way in”; quotation Interview 4"
    of_all = (grounds, "Number: meaning units under “Let in”", "Condensate of “The way in”")
    result = filtered(text, to="typst", evidence=evidence)
    assert result["errors"] == [] and all(f"[{what}]".replace(" ", " ") in result["out"] for what in of_all)
    out = filtered(text, to="typst", evidence=evidence, arguments=["-M", "lang=nb"])["out"]
    assert "Påstand: kategorier «Let in», «Kept out»; kondensat av «The way in»; sitat Interview 4" in out


def test_text_without_claims_and_what_is_cited_wrongly_have_no_appendix(filtered):
    assert "pagebreak" not in filtered("Nothing.", to="typst")["out"]
    assert filtered('[So.]{.claim of="CAT9"}', to="typst")["errors"] == [
        "claim rests on 'CAT9', which is not among what is released to paper1%s: mend the name, or release it."
    ]


# ## Quotes


def test_quote_prints_its_translation_with_marks_and_label_in_an_english_text(filtered):
    result = filtered('One said []{.quote of="Q014"} to us.', to="html", arguments=["-M", "lang=en-GB"])
    assert "“I didn't call for my own sake.” (Interview 4)" in result["out"]
    assert texts(result, "quote") == ["I didn't call for my own sake."]


def test_quote_prints_its_original_in_a_norwegian_text_and_part(filtered):
    result = filtered('Én sa []{.quote of="Q014"}.', arguments=["-M", "lang=nn"])
    assert "«Jeg ringte ikke … for min egen del.» (Interview 4)" in result["out"]
    bilingual = '::: {lang=nb}\nÉn sa []{.quote of="Q014"}.\n:::\n\nOne said []{.quote of="Q014"}.'
    result = filtered(bilingual)
    assert "«Jeg ringte" in result["out"] and "“I didn't" in result["out"]


def test_quote_alone_in_its_paragraph_becomes_a_block_quotation(filtered):
    assert "<blockquote>" in filtered('[]{.quote of="Q014"}')["out"]
    assert "<blockquote>" not in filtered('Yes: []{.quote of="Q014"}')["out"]


def test_quote_typed_with_other_typography_is_the_same_and_with_other_words_is_refused(filtered):
    assert (
        filtered('[Jeg ringte ikke ... for min egen del.]{.quote of="Q014"}', arguments=["-M", "lang=nb"])["errors"]
        == []
    )
    result = filtered('[I did not call for my own sake.]{.quote of="Q014"}')
    assert result["errors"] == [
        "quote 'Q014' differs from the released translation: leave the brackets empty, or type what is released."
    ]


def test_quote_whose_translation_or_label_is_missing_is_refused(filtered):
    result = filtered('[]{.quote of="Q015"} and []{.quote of="Q016"}')
    assert "the translation of quote 'Q015' is not released to paper1" in result["errors"][0]
    assert "quote 'Q016' has no label" in result["errors"][1]


# ## Claims


def test_claim_keeps_the_text_of_what_stands_in_it_and_is_numbered_first(filtered):
    text = '[All [13]{.value of="paper1.participants"} said: []{.quote of="Q014"}]{.claim of="CAT1_1; CD07"}'
    for form in ("html", "docx", "typst"):
        claims = filtered(text, to=form, arguments=["-o", "out." + form])["claims"]
        assert [claim["kind"] for claim in claims] == ["claim", "value", "quote"]
        assert claims[0]["text"] == "All 13 said: “I didn't call for my own sake.” (Interview 4)"
        assert claims[0]["of"] == "CAT1_1;CD07"


def test_id_of_a_claim_stays_when_another_is_put_before_it_and_repeats_are_numbered(filtered):
    one = '# Results\n\n## Permission\n\n[They came.]{.claim of="CAT1_1"}'
    (alone,) = filtered(one)["claims"]
    assert alone["section"] == "Results > Permission"
    before = one.replace("## Permission", '## Other\n\n[So.]{.claim of="CAT1_1"}\n\n## Permission')
    claims = filtered(before + ' [Again.]{.claim of="CAT1_1"}')["claims"]
    assert [claim["claim_id"] for claim in claims[1:]] == [alone["claim_id"], alone["claim_id"] + "-2"]


def test_id_of_the_author_is_kept(filtered):
    (claim,) = filtered('[They came.]{.claim #c-came of="CAT1_1"}')["claims"]
    assert claim["claim_id"] == "paper1-c-came"


def test_claim_carries_a_quiet_link_in_html_and_a_short_id_elsewhere(filtered):
    text = '[They came.]{.claim #c-came of="CAT1_1"}'
    html = filtered(text)["out"]
    assert '<span id="paper1-c-came"' in html and 'href="../index.html#paper1-c-came"' in html
    assert 'aria-label="Evidence came"' in html
    assert "They came.<paper1-c-came>" not in filtered(text, to="typst")["out"]
    assert "came]" in filtered(text, to="typst")["out"]


def test_claim_of_an_unknown_thing_and_without_any_is_refused(filtered):
    result = filtered('[They came.]{.claim of="CAT1_1;CAT9"} [And left.]{.claim of=";"}')
    assert "claim rests on 'CAT9', which is not among what is released to paper1" in result["errors"][0]
    assert "a claim names what it rests on" in result["errors"][1]


def test_citation_and_cross_reference_inside_a_claim_are_refused(filtered):
    result = filtered('# A {#sec-a}\n\n[As in @sec-a and [@m2012].]{.claim of="CAT1_1"}')
    assert [message.split(":")[0] for message in result["errors"]] == [
        "a claim holds no citation or cross reference"
    ] * 2


def test_condensate_is_printed_without_quote_marks(filtered):
    result = filtered('We wrote []{.condensate of="CD07"}')
    assert "<em>I go to work.</em>" in result["out"] and "“" not in result["out"]
    assert "condensate 'CAT1_1' is not among" in filtered('[]{.condensate of="CAT1_1"}')["errors"][0]


# ## Figures and tables


FLOATS = """See @fig-tree, [-@tbl-sample] and @sec-b.

![The [13]{.value of="paper1.participants"}.](){#fig-tree of="code_tree"}

# A

# B {#sec-b}

::: {#tbl-sample of="sample"}
Who came.
:::
"""


def test_figure_and_table_are_filled_in_numbered_and_referred_to(filtered):
    result = filtered(FLOATS)
    assert "Figure 1</a>" in result["out"] and ">1</a>" in result["out"] and "Section 2</a>" in result["out"]
    assert '<img src="tree.svg" alt="A tree of groups." />' in result["out"]
    assert "Figure 1: " in result["out"] and "Table 1: " in result["out"] and "Bands are merged." in result["out"]
    assert texts(result, "figure") == ["The 13."] and texts(result, "table") == ["Who came."]


def test_norwegian_document_says_figur_tabell_seksjon(filtered):
    out = filtered(FLOATS + "\n@tbl-sample\n", arguments=["-M", "lang=nb"])["out"]
    assert all(word in out for word in ("Figur 1", "Tabell 1", "Seksjon 2"))


def test_docx_and_pdf_take_the_png_and_typst_numbers_by_itself(filtered):
    out = filtered(FLOATS, to="typst")["out"].partition("#pagebreak")[0]
    assert 'image("tree.png"' in out and "Figure 1: " not in out and "#link(<fig-tree>)[Figure~1]" in out


def test_table_has_a_header_numbers_to_the_right_and_repeats_joined(filtered):
    out = filtered(FLOATS)["out"]
    assert '<th style="text-align: left;">Attribute</th>' in out
    assert '<td style="text-align: right;">8</td>' in out
    assert '<td rowspan="2" style="text-align: left;">Gender</td>' in out
    named = filtered(FLOATS.replace('of="sample"', 'of="sample" columns="Kjennetegn;Verdi;Personer"'))["out"]
    assert "Kjennetegn" in named and "Attribute" not in named
    wrong = filtered(FLOATS.replace('of="sample"', 'of="sample" columns="Kjennetegn"'))
    assert wrong["errors"] == ["table 'sample' has 3 columns, not 1."]


def test_column_that_holds_nothing_is_left_out(filtered):
    sample = EVIDENCE["tables"]["sample"]
    rows = [[row[0], "", row[2]] for row in sample["rows"]]
    out = filtered(FLOATS, evidence=EVIDENCE | {"tables": {"sample": sample | {"rows": rows}}})["out"]
    assert "Attribute" in out and "Value" not in out
    assert '<td style="text-align: right;">13</td>' in out


def test_labels_are_checked_before_quarto_sees_them(filtered):
    result = filtered('![A.](){#fig-My_Tree of="code_tree"}\n\n![B.](x.png)\n\n# A {#sec-a}\n\n# B {#sec-a}')
    assert "label '#fig-My_Tree'" in result["errors"][0]
    assert "label '#sec-a' is given twice." in result["errors"][1]
    assert "a figure with a caption needs a label" in result["errors"][2]


def test_dangling_cross_reference_and_unknown_citation_are_refused(filtered, tmp_path):
    (tmp_path / "r.bib").write_text("@book{m2012, author={M, K}, title={T}, year={2012}}")
    result = filtered("See @fig-nowhere and [@m2012; @m2021].", arguments=["-M", "bibliography=r.bib"])
    assert result["errors"] == [
        "@fig-nowhere points to nothing in this document%s.",
        "@m2021 is not in the bibliography%s.",
    ]


def test_cross_reference_that_pandoc_joins_to_a_citation_is_refused(filtered):
    result = filtered("# A {#sec-a}\n\nSee @sec-a [@m2012].")
    assert "@sec-a and @m2012 are read as one citation" in result["errors"][0]


# ## What is wrong, all at once


def test_all_faults_come_at_once_with_what_to_look_for(filtered):
    result = filtered(
        '[]{.quote of="Q041"} [12]{.value of="paper1.participants"}\n\n[]{.quote of="Q041"} []{.value of="no"}'
    )
    assert len(result["errors"]) == 4
    assert [fault["where"]["nth"] for fault in result["found"]] == [1, 1, 2, 1]
    assert "4 fault(s) in paper1" in result["said"]


def test_of_that_does_nothing_and_class_without_of_are_refused(filtered):
    result = filtered('[x]{.qoute of="Q014"} `x`{.quote of="Q014"} []{.quote}')
    assert ['of="Q014" does nothing here' in message for message in result["errors"]] == [True, True, False]
    assert "a .quote without of" in result["errors"][2]


def test_number_typed_in_a_results_section_is_a_warning_and_elsewhere_is_none(filtered):
    text = "# {head}\n\nWe saw 12 of twenty-five, [three]{{.plain}} and two. [13]{{.value of=paper1.participants}}"
    result = filtered(text.format(head="Results"))
    assert [message.split(" is ")[0] for message in result["warnings"]] == ["'12'", "'twenty-five,'", "'two.'"]
    assert filtered(text.format(head="Methods"))["warnings"] == []
    norwegian = filtered(
        "# Funn\n\n## Om\n\nDe var tjuefem til sammen.\n\n# Drøfting\n\nTre.", arguments=["-M", "lang=nb"]
    )
    assert [message.split(" is ")[0] for message in norwegian["warnings"]] == ["'tjuefem'"]


def test_quote_typed_in_a_results_section_is_a_warning_and_a_word_in_quotes_is_none(filtered):
    text = '# {head}\n\nOne said "I never called for my own sake" and "never" again.'
    assert len(filtered(text.format(head="Results"))["warnings"]) == 1
    assert filtered(text.format(head="Discussion"))["warnings"] == []


def test_claims_of_the_abstract_stand_under_abstract(filtered):
    text = '---\nabstract: |\n  We met [13]{.value of="paper1.participants"}.\n---\n\nText.'
    (claim,) = filtered(text)["claims"]
    assert claim["section"] == "Abstract"


def test_preview_without_evidence_shows_names_and_writes_no_claims(filtered):
    result = filtered(FLOATS + '\n[]{.quote of="Q014"}', to="plain", evidence=None)
    assert "[Q014]" in result["out"] and "[code_tree]" in result["out"] and "[sample]" in result["out"]


def test_borrowed_quote_is_cited_with_its_document(filtered):
    (claim,) = filtered('Again []{.quote of="paper2.Q014"}')["claims"]
    assert claim["of"] == "paper2.Q014"


def test_stamp_reaches_the_template(filtered, tmp_path, monkeypatch):
    (tmp_path / "t.html").write_text("$trail-stamp$")
    monkeypatch.setenv("TRAIL_STAMP", "DRAFT")
    assert filtered("Text.", arguments=["--template", "t.html"])["out"].strip() == "DRAFT"


# ## Tables whose cells cite


def citing(of, quotes):
    return f'::: {{#tbl-aspects of="{of}"{quotes}}}\nQuotes by aspect.\n:::\n'


@pytest.mark.parametrize("to", ["html", "docx", "typst"])
def test_cell_that_cites_prints_the_released_words_as_a_claim(filtered, to):
    result = filtered(citing("by_aspect", ' quotes="Q014"'), to) if to != "docx" else filtered(
        citing("by_aspect", ' quotes="Q014"'), "docx", arguments=("-o", "out.docx"))  # fmt: skip
    assert result["errors"] == []
    assert [(row["kind"], row["of"]) for row in result["claims"]] == [("table", "by_aspect"), ("quote", "Q014")]
    assert texts(result, "quote") == ["I didn't call for my own sake."]


def test_table_of_chosen_quotes_holds_their_rows_alone(filtered):
    out = filtered(citing("by_aspect", ' quotes="Q014"'))["out"]
    assert "Interview 4" in out and "barriers" in out
    assert "expectations" not in out and "Kept out" not in out and "Alone" not in out


def test_chosen_quote_of_two_cells_is_printed_once_where_no_other_is(filtered):
    both = json.loads(json.dumps(EVIDENCE))
    both["quotes"]["Q017"] = Q014 | {"translation": "Nobody asked."}
    q014, q017 = '[]{.quote of="Q014"}', '[]{.quote of="Q017"}'
    both["tables"]["by_aspect"]["rows"] = [["Let in", "barriers", f"{q014} {q017}"], ["Let in", "hopes", q014]]
    result = filtered(citing("by_aspect", ' quotes="Q014;Q017"'), "plain", both)
    assert texts(result, "quote") == ["Nobody asked.", "I didn't call for my own sake."]


def test_cell_that_cites_what_is_not_released_is_a_fault_and_so_is_a_chosen_quote_of_no_cell(filtered):
    all_cells = " ".join(filtered(citing("by_aspect", ""))["errors"])
    assert "'Q099' is not among what is released" in all_cells and "'Q016' has no label" in all_cells
    assert "'Q015' is in no cell of table 'by_aspect'" in filtered(citing("by_aspect", ' quotes="Q015"'))["errors"][0]


def test_table_of_another_document_cites_its_quotes(filtered):
    assert [row["of"] for row in filtered(citing("paper2.by_aspect", ""))["claims"]] == [
        "paper2.by_aspect",
        "paper2.Q014",
    ]


def test_cell_prints_a_condensate_between_other_words(filtered):
    chosen = json.loads(json.dumps(EVIDENCE))
    chosen["tables"]["by_aspect"]["rows"][2][2] = '“Alone”: []{.condensate of="CD07"} and so on'
    chosen["tables"]["by_aspect"]["rows"] = chosen["tables"]["by_aspect"]["rows"][1:]
    out = filtered(citing("by_aspect", ""), "plain", chosen)["out"]
    assert "“Alone”: I go to work." in " ".join(out.split()).replace("_", "")
