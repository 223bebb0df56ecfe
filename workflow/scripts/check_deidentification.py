"""The gate of one interview set: shut unless every transcript is clean and attested; a draft goes on and says so."""

from pathlib import Path

from trail import deidentification, faults, gate
from trail.tables import read, write_json

faults.report_to(snakemake.log)
settings = snakemake.params.settings
texts, tables = read(snakemake.input.texts), gate.read_tables(settings["data"])
found, report = gate.check(gate.transcripts(texts), tables, settings["speakers"], settings["invented"])
found += deidentification.attestation_faults(texts, tables["attestations"])
gate.leave_report(report, Path(snakemake.output.passed).with_suffix(".txt"))
if not settings["draft"]:
    faults.refuse(found)
write_json({"findings": len(found)}, snakemake.output.passed)
