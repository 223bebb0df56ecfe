"""Framework matrix of one paper: one row per case, under each theme its summary and units."""

from trail import faults, framework, material
from trail.tables import read, write

faults.report_to(snakemake.log)
tables = {name: read(snakemake.input[name]) for name in ("participants", "interviews", "summaries")}
of_paper = material.analysed(snakemake.wildcards.paper, material.present_interviews(tables), snakemake.params.config)
matrix = framework.framework_matrix(
    of_paper, tables["summaries"], read(snakemake.input.categories), read(snakemake.input.matrix)
)
write(matrix, snakemake.output.matrix)
