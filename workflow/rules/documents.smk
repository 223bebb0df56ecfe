"""Documents: notebooks that draw released tables, and manuscripts that cite released things. Nothing else is read."""


rule run_notebook:
    input:
        notebook="notebooks/{document}.ipynb",
        released=lambda wildcards: things(
            "results/released/{document}", wildcards.document, *papers_of(wildcards.document)
        ),
        code=modules("notebooks", "figures", "cells", "citing"),
        look=LOOK,
    output:
        page="results/open/notebooks/{document}.html",
        figures="results/open/figures/{document}/figures.json",
    log:
        "logs/run_notebook/{document}.log",
    conda:
        "../../environment.yml"
    params:
        settings=NOTEBOOK | {"draft": False},
    message:
        "Notebook and figures of {wildcards.document}"
    script:
        "../scripts/run_notebook.py"


rule render_document:
    input:
        manuscript=manuscript_files,
        released=lambda wildcards: things(
            "results/released/{document}", wildcards.document, *papers_of(wildcards.document)
        ),
        figures=figures_of("results/open/figures"),
        heads=lambda wildcards: heads_of(wildcards.document),
        code=modules("documents", "citing", "verify"),
    output:
        html="results/open/documents/{document}.html",
        docx="results/open/documents/{document}.docx",
        pdf="results/open/documents/{document}.pdf",
        claims="results/open/claims/{document}.json",
    log:
        "logs/render_document/{document}.log",
    conda:
        "../../environment.yml"
    params:
        settings={
            "renderer": RENDERER,
            "draft": False,
            "invented": CONFIG["study"]["invented"],
        },
    message:
        "Document {wildcards.document}: HTML, DOCX and PDF"
    script:
        "../scripts/render_document.py"


rule write_submission:
    input:
        docx="results/open/documents/{document}.docx",
        manuscript=manuscript_files,
        released=lambda wildcards: things(
            "results/released/{document}", wildcards.document, *papers_of(wildcards.document)
        ),
        figures=figures_of("results/open/figures"),
        code=modules("submissions", "redrawing", "citing"),
    output:
        manuscript="results/open/submissions/{document}/manuscript.docx",
        blinded="results/open/submissions/{document}/blinded.docx",
        index="results/open/submissions/{document}/index.json",
    log:
        "logs/write_submission/{document}.log",
    conda:
        "../../environment.yml"
    params:
        config=CONFIG,
    message:
        "Submission of {wildcards.document}: as its journal asks for it, and blinded"
    script:
        "../scripts/write_submission.py"
