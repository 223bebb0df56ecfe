"""Proofs of one paper: head, all leaves, and the openings of what was released, to the word."""

from pathlib import Path

from trail import faults, openings

faults.report_to(snakemake.log)
openings.write(
    closed=Path(snakemake.input.head).parent,
    released=Path(snakemake.input.values).parent,
    beside=[Path(path) for path in snakemake.input.beside],
    out=Path(snakemake.output.head).parent,
    invented=snakemake.params.invented,
)
