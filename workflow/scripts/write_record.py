"""The record of every file made: what `trail verify` re-hashes."""

from pathlib import Path

from trail import faults, records
from trail.tables import write_json

faults.report_to(snakemake.log)
for path in snakemake.output:
    write_json(records.record(Path("results"), zone=Path(path).parent.name), path)
