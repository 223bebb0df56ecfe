"""The audit trail's index of the closed edition: every file of the study and of closed/ in Halpern's categories."""

import os
from pathlib import Path

from trail import audit_trail, beside, faults
from trail.tables import write_text

faults.report_to(snakemake.log)
data, settings = Path(snakemake.params.settings["data"]), snakemake.params.settings
files = audit_trail.held(map(Path, snakemake.input.data), data)
files |= audit_trail.held(map(Path, snakemake.input.made), Path("results"))
kinds = {memo["file"]: memo["kind"] for memo in beside.read(data)[0]["memos"] or []}
things = audit_trail.of_files(files, kinds, os.path.relpath(data, "results/closed").replace(os.sep, "/"))
write_text(audit_trail.page(things, settings["title"], settings["invented"], closed=True), snakemake.output.page)
