"""Where things stand in a document, as both renderers mark it and as the manuscript's source has it."""

import pytest

from trail import places

SOURCE = """---
title: "Why"
abstract: |
  # no heading
---

# Methods {#sec-methods}

## Whose *limits* count, in [three]{.plain} {.unnumbered}

::: {#tbl-sample of="sample"}
The sample.
:::

<!-- # Not here -->

# What doctors’ work takes
"""
EMBEDDED = """<title>Why</title><h1 class="title">Why</h1>
<section class="abstract"><h2 id="abstract-title">Abstract</h2>
<h1 id="sec-methods"><span class="header-section-number">1</span> Methods</h1>
<h2 id="whose">Whose <em>limits</em> count, in <span class="plain">three</span></h2>
<table id="tbl-sample"><caption>Table 1: <span>The sample.</span></caption><tr><td>5</td></tr></table>
<h1 id="what">What doctors’ work takes</h1>"""
QUARTO = """<h1 class="title">Why</h1><div class="abstract-title">Abstract</div>
<section id="sec-methods" class="level1">
<h1 data-number="1"><span class="header-section-number">1</span> Methods</h1>
<section id="whose" class="level2"><h2>Whose <em>limits</em> count, in three</h2>
<div id="tbl-sample" class="quarto-float">
<figcaption id="tbl-sample-caption-0">Table&nbsp;1: The sample.</figcaption></div>
</section></section><section id="what"><h1>What doctors’ work takes</h1></section>"""
PATHS = ["Title", "Abstract", "Methods", "Methods > Whose limits count, in three"]


@pytest.mark.parametrize("page", [EMBEDDED, QUARTO])
def test_both_renderers_pages_have_the_same_places(page):
    found = places.of_page(page)
    assert [place.words for place in found[:4]] == PATHS
    assert found[4].words == "Methods > Whose limits count, in three > Table 1"
    assert [place.anchor for place in found[2:]] == ["sec-methods", "whose", "tbl-sample", "what"]


def test_source_has_the_places_of_the_page():
    found = places.of_manuscript(SOURCE)
    assert [place.words for place in found[:4]] == PATHS
    assert [place.anchor for place in found[4:]] == ["tbl-sample", ""]


@pytest.mark.parametrize(
    "name", ["methods > whose limits count, in three", "tbl-sample", "Title", "What doctors' work takes"]
)
def test_place_is_found_by_heading_path_or_label(name):
    for there in (places.of_page(EMBEDDED), places.of_page(QUARTO), places.of_manuscript(SOURCE)):
        assert places.find(name, there)


def test_place_that_is_not_there_says_what_it_may_mean():
    there = places.of_page(EMBEDDED)
    assert places.find("Method", there) is None
    assert places.find("Results > Methods", there) is None
    assert places.missing("Method", there) == " (did you mean 'Methods'?)"
