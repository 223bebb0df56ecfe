"""Theme matrix of one paper: who said what under which category."""

from trail import faults, matrices
from trail.tables import read, write

faults.report_to(snakemake.log)
write(
    matrices.theme_matrix(
        paper=snakemake.wildcards.paper,
        codings=read(snakemake.input.codings),
        categories=read(snakemake.input.categories),
    ),
    snakemake.output.matrix,
)
