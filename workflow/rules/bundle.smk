"""Bundle: everything public in one file, with what it takes to check it without the transcripts."""

from importlib.metadata import version as version_of


rule write_closed_web_annotations:
    input:
        quotes=expand("results/closed/{paper}/candidates/quotes.json", paper=PAPERS),
        evidence=expand("results/closed/{paper}/candidates/evidence.json", paper=PAPERS),
        units="results/closed/meaning_units.parquet",
        texts=expand("results/closed/texts/{set}.parquet", set=SETS),
        code=modules("faults", "web_annotations"),
    output:
        annotations="results/closed/web_annotations.json",
    log:
        "logs/write_closed_web_annotations.log",
    conda:
        "../../environment.yml"
    params:
        papers=PAPERS,
    message:
        "Quotes as Web Annotations, with their places"
    script:
        "../scripts/write_closed_web_annotations.py"


rule write_web_annotations:
    input:
        quotes=expand("results/released/{paper}/quotes.json", paper=PROVED),
        heads=expand("results/released/proofs/{paper}/head.json", paper=PROVED),
        code=modules("faults", "web_annotations"),
    output:
        annotations="results/open/web_annotations.json",
    log:
        "logs/write_web_annotations.log",
    conda:
        "../../environment.yml"
    params:
        papers=PROVED,
    message:
        "Released quotes as Web Annotations"
    script:
        "../scripts/write_web_annotations.py"


rule pack_bundle:
    input:
        public=PUBLIC,
        main=str(PROJECT / "Snakefile"),
        licence=[path for path in ["LICENSE-data"] if Path(path).exists()],
        sources=sorted(
            str(path)
            for kind in ["report", "rules", "scripts"]
            for path in (PROJECT / "workflow" / kind).iterdir()
        ),
        code=modules("bundle"),
        pages=PAGES,
    output:
        bundle="results/open/bundle.zip",
    log:
        "logs/pack_bundle.log",
    conda:
        "../../environment.yml"
    params:
        settings={
            "title": CONFIG["study"]["title"],
            "invented": CONFIG["study"]["invented"],
            "version": version_of("trail"),
            "software": SOFTWARE | dict([RENDERER]),
        },
        steps=lambda wildcards: steps(PUBLIC),
    message:
        "Bundle for reviewers"
    script:
        "../scripts/pack_bundle.py"
