"""Canonical text and turns of some interviews of a set, and what the gate finds in them."""

from pathlib import Path

from trail import faults, gate, study, transcripts
from trail.tables import write, write_json

faults.report_to(snakemake.log)
settings = snakemake.params.settings
interviews = study.read_table("interviews", Path(settings["data"]))
texts, turns, warnings = transcripts.read_interview_set(
    interviews[interviews["interview_id"].isin(snakemake.params.interviews)],
    Path(settings["data"], "transcripts"),
    settings["speakers"],
    settings["strict_speakers"],
)
faults.note(warnings)
tables = gate.read_tables(settings["data"])
found = gate.check(gate.transcripts(texts), tables, settings["speakers"], settings["invented"])
write_json(gate.part(*found), snakemake.output.gate)
write(texts, snakemake.output.texts)
write(turns, snakemake.output.turns)
