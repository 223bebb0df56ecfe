"""Coding: meaning units anchored in canonical text, and every coding with its interview and person."""


rule import_coding:
    input:
        projects=project_files(),
        tables=data_files("analysts.*", "interviews.*"),
        texts=expand("results/closed/texts/{set}.parquet", set=SETS),
        code=modules("projects", "study"),
    output:
        passages="results/closed/imported/passages.csv",
        report="results/closed/imported/report.json",
    log:
        "logs/import_coding.log",
    conda:
        "../../environment.yml"
    params:
        settings={"data": DATA},
    message:
        "Coding from another tool: passages placed in the study's transcripts"
    script:
        "../scripts/import_coding.py"


rule build_coding_tables:
    input:
        texts=expand("results/closed/texts/{set}.parquet", set=SETS),
        gate=expand("results/closed/gate/{set}.json", set=SETS),
        units="results/closed/study/meaning_units.csv",
        codings="results/closed/study/codings.csv",
        interviews="results/closed/study/interviews.csv",
        versions="results/closed/study/codebook_versions.csv",
        freezes="results/closed/study/freezes.csv",
        code=modules("coding"),
    output:
        units="results/closed/meaning_units.parquet",
        codings="results/closed/codings.parquet",
        by_interview="results/closed/code_by_interview.csv",
    log:
        "logs/build_coding_tables.log",
    conda:
        "../../environment.yml"
    message:
        "Meaning units and codings"
    script:
        "../scripts/build_coding_tables.py"
