"""Analysis: from condensates to categories, and who said what under which."""


rule build_categories:
    input:
        categories="results/closed/study/categories.csv",
        condensates="results/closed/study/condensates.csv",
        subgroups="results/closed/study/subgroups.csv",
        codebook="results/closed/study/codebook.csv",
        codings="results/closed/codings.parquet",
        code=modules("condensation"),
    output:
        categories="results/closed/{paper}/categories.csv",
        condensates="results/closed/{paper}/condensates.csv",
    log:
        "logs/build_categories/{paper}.log",
    conda:
        "../../environment.yml"
    message:
        "Condensates and categories of {wildcards.paper}"
    script:
        "../scripts/build_categories.py"


rule build_theme_matrix:
    input:
        codings="results/closed/codings.parquet",
        categories="results/closed/{paper}/categories.csv",
        code=modules("matrices"),
    output:
        matrix="results/closed/{paper}/theme_matrix.csv",
    log:
        "logs/build_theme_matrix/{paper}.log",
    conda:
        "../../environment.yml"
    message:
        "Theme matrix of {wildcards.paper}"
    script:
        "../scripts/build_theme_matrix.py"


rule build_wave_matrices:
    input:
        participants="results/closed/study/participants.csv",
        interviews="results/closed/study/interviews.csv",
        changes="results/closed/study/changes.csv",
        categories="results/closed/{paper}/categories.csv",
        theme_matrix="results/closed/{paper}/theme_matrix.csv",
        units="results/closed/meaning_units.parquet",
        turns="results/closed/turns.parquet",
        code=modules("waves"),
    output:
        pairs="results/closed/{paper}/pairs.csv",
        wave_matrix="results/closed/{paper}/wave_matrix.csv",
        change_matrix="results/closed/{paper}/change_matrix.csv",
        timelines="results/closed/{paper}/timelines.csv",
    log:
        "logs/build_wave_matrices/{paper}.log",
    wildcard_constraints:
        paper="|".join(PAIRED) or "none",
    conda:
        "../../environment.yml"
    params:
        config=CONFIG,
    message:
        "Pairs and two waves of {wildcards.paper}"
    script:
        "../scripts/build_wave_matrices.py"


rule build_framework_matrix:
    input:
        participants="results/closed/study/participants.csv",
        interviews="results/closed/study/interviews.csv",
        summaries="results/closed/study/case_summaries.csv",
        categories="results/closed/{paper}/categories.csv",
        matrix="results/closed/{paper}/theme_matrix.csv",
        code=modules("framework"),
    output:
        matrix="results/closed/{paper}/framework_matrix.csv",
    log:
        "logs/build_framework_matrix/{paper}.log",
    conda:
        "../../environment.yml"
    params:
        config=CONFIG,
    message:
        "Framework matrix of {wildcards.paper}"
    script:
        "../scripts/build_framework_matrix.py"


rule build_agreement:
    input:
        participants="results/closed/study/participants.csv",
        interviews="results/closed/study/interviews.csv",
        codings="results/closed/codings.parquet",
        code=modules("agreement", "material"),
    output:
        agreement="results/closed/{paper}/agreement.csv",
    log:
        "logs/build_agreement/{paper}.log",
    conda:
        "../../environment.yml"
    params:
        config=CONFIG,
    message:
        "Agreement between analysts of {wildcards.paper}"
    script:
        "../scripts/build_agreement.py"


rule run_closed_notebook:
    input:
        notebook="notebooks/{notebook}.ipynb",
        tables=lambda wildcards: named(
            f"notebooks/{wildcards.notebook}.ipynb",
            *expand(
                "results/closed/{paper}/{table}.csv",
                paper=PAPERS,
                table=["theme_matrix", "categories"],
            ),
            *WAVES,
            "results/closed/study/codebook.csv",
        ),
        # Made last: only what asks for it waits.
        ledger=lambda wildcards: names(f"notebooks/{wildcards.notebook}.ipynb", "closed/ledger.csv"),
        code=modules("notebooks", "figures", "cells", "spread_figures", "spread"),
        look=LOOK,
    output:
        page="results/closed/notebooks/{notebook}.html",
        figures="results/closed/figures/{notebook}/figures.json",
    log:
        "logs/run_closed_notebook/{notebook}.log",
    conda:
        "../../environment.yml"
    params:
        settings=NOTEBOOK | {"draft": DRAFT},
    message:
        "Closed notebook {wildcards.notebook}"
    script:
        "../scripts/run_closed_notebook.py"
