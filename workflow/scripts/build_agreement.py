"""Agreement of analysts who coded the same units by themselves, by code group, for a paper that asks for it."""

from trail import agreement, faults, material
from trail.tables import read, write

faults.report_to(snakemake.log)
tables = {name: read(snakemake.input[name]) for name in ("participants", "interviews")}
paper, codings = snakemake.wildcards.paper, read(snakemake.input.codings)
of_paper = material.analysed(paper, material.present_interviews(tables), snakemake.params.config)
kept = codings[codings["interview_id"].isin(of_paper["interview_id"])]
write(agreement.coefficients(paper, kept), snakemake.output.agreement)
