"""Drafts: the same steps over candidates, into the closed zone. Nothing here opens the door."""


use rule run_notebook as run_draft_notebook with:
    input:
        notebook="notebooks/{document}.ipynb",
        released=lambda wildcards: things(
            "results/closed/{document}/candidates",
            wildcards.document,
            *papers_of(wildcards.document),
        ),
        code=modules("notebooks", "figures", "cells", "citing"),
        look=LOOK,
    output:
        page="results/closed/draft/notebooks/{document}.html",
        figures="results/closed/draft/figures/{document}/figures.json",
    log:
        "logs/run_draft_notebook/{document}.log",
    params:
        settings=NOTEBOOK | {"draft": True},
    message:
        "Draft notebook and figures of {wildcards.document}"


use rule render_document as render_draft with:
    input:
        manuscript=manuscript_files,
        released=lambda wildcards: things(
            "results/closed/{document}/candidates",
            wildcards.document,
            *papers_of(wildcards.document),
        ),
        figures=figures_of("results/closed/draft/figures"),
        heads=[],
        code=modules("documents", "citing"),
    output:
        html="results/closed/draft/documents/{document}.html",
        docx="results/closed/draft/documents/{document}.docx",
        pdf="results/closed/draft/documents/{document}.pdf",
        claims="results/closed/draft/claims/{document}.json",
    log:
        "logs/render_draft/{document}.log",
    params:
        settings={
            "renderer": RENDERER,
            "draft": True,
            "invented": CONFIG["study"]["invented"],
        },
    message:
        "Draft of {wildcards.document}: HTML, DOCX and PDF"


use rule write_supplements as write_draft_supplements with:
    input:
        documents=expand("results/closed/draft/documents/{document}.html", document=DOCUMENTS),
        claims=expand("results/closed/draft/claims/{document}.json", document=DOCUMENTS),
        released=CANDIDATES,
        method=[
            "results/closed/study/codebook.csv",
            "results/closed/study/decisions.csv",
            *data_files("reporting/*.yaml"),
        ],
        figures=expand("results/closed/draft/figures/{document}/figures.json", document=DRAWN),
        reference=str(PROJECT / "manuscript/_extensions/trail/reference.docx"),
        code=modules("ledger", "supplements"),
        pages=PAGES,
    output:
        index="results/closed/draft/supplements/supplements.json",
    log:
        "logs/write_draft_supplements.log",
    params:
        settings=SITE | {"draft": True},
    message:
        "Draft checklists and annotated quotations"


use rule write_ledger as write_draft_ledger with:
    input:
        documents=expand("results/closed/draft/documents/{document}.html", document=DOCUMENTS),
        claims=expand("results/closed/draft/claims/{document}.json", document=DOCUMENTS),
        released=CANDIDATES,
        figures=expand("results/closed/draft/figures/{document}/figures.json", document=DRAWN),
        supplements="results/closed/draft/supplements/supplements.json",
        method=[
            "results/closed/study/codebook.csv",
            "results/closed/study/decisions.csv",
            *data_files("reporting/*.yaml"),
        ],
        proofs=[],
        proved=[],
        code=modules("ledger", "supplements", "site.writing"),
        pages=PAGES,
    output:
        ledger="results/closed/draft/ledger.csv",
        index="results/closed/draft/index.html",
        pages="results/closed/draft/audit/index.json",
    log:
        "logs/write_draft_ledger.log",
    params:
        settings=SITE | {"draft": True},
        rules=lambda wildcards: rule_graph(),
    message:
        "Draft ledger and audit site"
