"""What counts as a manuscript's words."""

from trail import manuscript_text as text

SOURCE = """\
---
title: "A title"
abstract: |
  **Methods.** We asked.
---

# First {#sec-first}

One [two]{.claim of="CAT1"} []{.value of="paper1.n"} four.

::: {#tbl-x of="sample"}
A caption that is not counted.
:::

![Nor this one.](){#fig-x of="flow"}

| cells | neither |
|---|---|
| a | b |

: Caption. {#tbl-y}

## Below it

<!-- a comment -->
A *fifth* [@horne2021; @roe2008].

# Funding {.unnumbered .statement}

Nobody.

## Under it

Paid.
"""


def test_sections_know_their_lines_and_whether_they_count():
    found = text.sections(SOURCE)
    assert [(one.line, one.level, one.heading, one.counts) for one in found] == [
        (7, 1, "First", True),
        (23, 2, "Below it", True),
        (28, 1, "Funding", False),
        (32, 2, "Under it", False),
    ]
    assert found[2].classes == ("unnumbered", "statement")
    assert text.words(text.plain(text.whole(found[2], found))) == 4  # with the heading below it


def test_tables_figures_captions_and_citations_are_not_words():
    first, below, *_ = text.sections(SOURCE)
    assert text.plain(first.text, {"paper1.n": "13"}).split() == ["One", "two", "13", "four."]
    assert text.plain(below.text).split() == ["A", "fifth", "."]
    assert text.words(text.plain(below.text)) == 2


def test_quote_counts_as_printed_in_the_language_of_the_document():
    quote = {"original": "ja da", "translation": "yes", "label": "Interview 1", "source_language": "nb"}
    evidence = {"values": {}, "quotes": {"Q1": quote}}
    of_quote = '[]{.quote of="Q1"}'
    assert text.plain(of_quote, text.printed(evidence, "en")) == "yes (Interview 1)"
    assert text.plain(of_quote, text.printed(evidence, "nn")) == "ja da (Interview 1)"


def test_characters_count_spaces_and_a_paragraph_as_one():
    assert text.characters("Ja.\n\nNei  da.\n") == len("Ja. Nei da.")


def test_run_in_headings_are_bold_words_that_begin_a_paragraph():
    assert text.run_in_headings("**Methods.** We **did**.\n\n**Results**: none") == ["Methods", "Results"]
    assert text.line_of(SOURCE, "abstract") == "line 3"


def test_manuscript_without_headings_has_no_sections():
    assert text.sections("") == text.sections("Words alone.") == []
