"""One document as HTML, DOCX and PDF, with the claims that its filter found."""

from pathlib import Path

from trail import citing, documents, faults, verify

faults.report_to(snakemake.log)
settings, document = snakemake.params.settings, snakemake.wildcards.document
evidence = documents.evidence(
    released=citing.folders(snakemake.input.released),
    own=document,
    figures={path.parent.name: path.parent for path in map(Path, snakemake.input.figures)},
)
evidence["commitments"] = {
    path.parent.name: verify.short(path.read_bytes()) for path in map(Path, snakemake.input.heads)
}
warnings = documents.render(
    document,
    manuscript=Path("manuscript"),
    evidence=evidence,
    out={kind: Path(path) for kind, path in snakemake.output.items()},
    renderer=settings["renderer"][0],
    draft=settings["draft"],
    invented=settings["invented"],
)
faults.note(warnings)
