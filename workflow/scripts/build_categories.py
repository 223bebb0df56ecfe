"""Condensates and categories of one paper."""

from trail import condensation, faults
from trail.tables import read, write

faults.report_to(snakemake.log)
tables = {
    name: read(snakemake.input[name]) for name in ("categories", "condensates", "subgroups", "codebook", "codings")
}
paper = snakemake.wildcards.paper
condensates = condensation.condensates_of(paper, tables["condensates"], tables["subgroups"], tables["codings"])
write(condensates, snakemake.output.condensates)
write(
    condensation.categories_of(paper, tables["categories"], condensates, tables["codebook"], tables["codings"]),
    snakemake.output.categories,
)
