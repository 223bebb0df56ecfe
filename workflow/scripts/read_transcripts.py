"""Canonical text and turns of one interview set."""

from pathlib import Path

from trail import faults, study, transcripts
from trail.tables import write

faults.report_to(snakemake.log)
settings = snakemake.params.settings
interviews = study.read_table("interviews", Path(settings["data"]))
texts, turns, warnings = transcripts.read_interview_set(
    interviews[interviews["interview_set"] == snakemake.wildcards.set],
    Path(settings["data"], "transcripts"),
    settings["speakers"],
    settings["strict_speakers"],
)
faults.note(warnings)
write(texts, snakemake.output.texts)
write(turns, snakemake.output.turns)
