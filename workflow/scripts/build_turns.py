"""Turns of all interview sets in one table."""

import pandas as pd

from trail import faults
from trail.tables import read, write

faults.report_to(snakemake.log)
turns = pd.concat([read(path) for path in snakemake.input.turns], ignore_index=True)
write(turns.sort_values(["interview_id", "turn"], ignore_index=True), snakemake.output.turns)
