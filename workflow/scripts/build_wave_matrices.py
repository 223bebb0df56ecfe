"""Pairs of one paired paper, what each person said at each wave, and what changed: theme by wave, theme by person."""

from trail import faults, waves
from trail.material import present_interviews
from trail.tables import read, write

faults.report_to(snakemake.log)
tables = {name: read(file) for name, file in snakemake.input.items() if name != "code"}
of_paper = snakemake.wildcards.paper, snakemake.params.config
interviews = present_interviews(tables)
by_wave = waves.wave_matrix(*of_paper, interviews, tables["categories"], tables["theme_matrix"])
write(waves.pairs(*of_paper, interviews), snakemake.output.pairs)
write(by_wave, snakemake.output.wave_matrix)
write(waves.timelines(by_wave, tables["units"], tables["turns"]), snakemake.output.timelines)
write(waves.change_matrix(*of_paper, by_wave, tables["changes"]), snakemake.output.change_matrix)
