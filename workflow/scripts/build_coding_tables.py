"""Meaning units anchored in canonical text, and every coding with its interview and person."""

import pandas as pd

from trail import coding, faults
from trail.tables import read, write

faults.report_to(snakemake.log)
written = {name: read(snakemake.input[name]) for name in ("units", "codings", "interviews", "versions", "freezes")}
texts = pd.concat([read(path) for path in snakemake.input.texts], ignore_index=True)
units, found = coding.anchor_units(written["units"], texts)
faults.refuse(found)
faults.note(found)
codings = coding.join_codings(
    written["codings"], written["units"], written["interviews"], written["versions"], written["freezes"]
)
write(units, snakemake.output.units)
write(codings, snakemake.output.codings)
write(coding.code_by_interview(codings), snakemake.output.by_interview)
