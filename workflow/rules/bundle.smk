"""Bundle: everything public in one file, with what it takes to check it without the transcripts."""

from importlib.metadata import version as version_of


rule pack_bundle:
    input:
        public=PUBLIC,
        main=str(PROJECT / "Snakefile"),
        licence=[path for path in ["LICENSE-data"] if Path(path).exists()],
        sources=sorted(
            str(path)
            for kind in ["rules", "scripts"]
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
