"""Passages of coding tools' projects, placed in the study's transcripts."""

from pathlib import Path

import pandas as pd

from trail import faults, projects, study
from trail.tables import read, write, write_json

faults.report_to(snakemake.log)
data = Path(snakemake.params.settings["data"])
tables = {name: study.read_table(name, data) for name in ("interviews", "analysts")}
texts = pd.concat([read(path) for path in snakemake.input.texts], ignore_index=True)
placed, found = projects.place(data, tables, texts)
faults.refuse(found)
faults.note(found)
write(placed.passages, snakemake.output.passages)
write_json({"projects": placed.reports, "codes": placed.codes}, snakemake.output.report)
