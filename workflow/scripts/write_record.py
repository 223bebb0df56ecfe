"""The record of every file made: what `trail verify` re-hashes."""

from pathlib import Path

from trail import faults, verification
from trail.tables import write_json

faults.report_to(snakemake.log)
for path in snakemake.output:
    write_json(verification.record(Path("results"), zone=Path(path).parent.name), path)
