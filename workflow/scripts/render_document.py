"""One document as HTML, DOCX and PDF, with the claims that its filter found."""

from pathlib import Path

from trail import documents, faults, release

faults.report_to(snakemake.log)
settings = snakemake.params.settings
name, version = settings["renderer"]
evidence = documents.evidence(
    released=release.folders(snakemake.input.released),
    own=snakemake.wildcards.document,
    figures={snakemake.wildcards.document: Path(path).parent for path in snakemake.input.figures},
)
documents.render(
    snakemake.wildcards.document,
    manuscript=Path("manuscript"),
    evidence=evidence,
    out={kind: Path(path) for kind, path in snakemake.output.items()},
    renderer=name,
    draft=settings["draft"],
    invented=settings["invented"],
)
