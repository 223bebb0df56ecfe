"""Canonical text and turns of one interview set: read, or put together of its shards."""

from pathlib import Path

from trail import faults, study, transcripts
from trail.tables import write

faults.report_to(snakemake.log)
given, settings = snakemake.input, snakemake.params.settings
if given.text_shards:
    texts, turns = transcripts.gathered(given.text_shards), transcripts.gathered(given.turn_shards)
else:
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
