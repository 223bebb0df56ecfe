"""The gate of transcripts: shut unless every one is clean and attested; a draft goes on and says so."""

from pathlib import Path

from trail import attestations, faults, gate
from trail.tables import read, read_json, write_json

faults.report_to(snakemake.log)
settings, every = snakemake.params.settings, {}
tables = gate.read_tables(settings["data"])
for texts, passed in zip(map(read, snakemake.input.texts), map(Path, snakemake.output.passed), strict=True):
    parts = [path for path in snakemake.input.shards if Path(path).parent.name == passed.stem]
    if parts:  # looked through where it was read
        found, report = gate.joined(map(read_json, parts))
    else:
        found, report = gate.check(gate.transcripts(texts), tables, settings["speakers"], settings["invented"])
    found += attestations.check(texts, tables["attestations"])
    gate.leave_report(report, passed.with_suffix(".txt"))
    every[passed] = found
if not settings["draft"]:
    faults.refuse(fault for found in every.values() for fault in found)
for passed, found in every.items():
    write_json({"findings": len(found)}, passed)
