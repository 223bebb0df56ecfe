"""The ledger with internal ids: for each claim, the interviews and units it rests on."""

from pathlib import Path

from trail import faults, ledger
from trail.tables import read, read_json, write

faults.report_to(snakemake.log)
evidence = {Path(path).parent.parent.name: read_json(path) for path in snakemake.input.evidence}
write(ledger.closed_ledger(read(snakemake.input.ledger), evidence), snakemake.output.ledger)
