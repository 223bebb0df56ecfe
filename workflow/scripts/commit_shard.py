"""Hashes of what a paper commits to of some interviews of a set."""

from pathlib import Path

from trail import commitments, faults
from trail.tables import read, write_json

faults.report_to(snakemake.log)
given, params = snakemake.input, snakemake.params
turns = read(given.turns)
write_json(
    commitments.hashes(
        snakemake.wildcards.paper,
        params.config,
        {Path(path).stem: read(path) for path in given.tables},
        turns[turns["interview_id"].isin(params.interviews)],
        commitments.recorded(given.heads),
    ),
    snakemake.output.hashes,
)
