"""One manuscript as its journal asks for it, and blinded."""

from pathlib import Path

from trail import citing, faults, submissions
from trail.tables import read_json

faults.report_to(snakemake.log)
document, figures = snakemake.wildcards.document, snakemake.input.figures
submissions.write(
    document,
    docx=Path(snakemake.input.docx),
    manuscript=Path("manuscript"),
    config=snakemake.params.config,
    evidence=citing.evidence(citing.folders(snakemake.input.released), document, {}),
    drawn=read_json(figures[0]) if figures else {},
    out=Path(snakemake.output.index).parent,
)
