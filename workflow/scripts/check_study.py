"""Read and check every table of the study; write them in one form."""

from dataclasses import asdict
from pathlib import Path

from trail import checks, code_maps, faults, study
from trail.tables import read, read_json, write_json

faults.report_to(snakemake.log)
config = study.load_config(Path(snakemake.input.config))
tables, found = study.read_tables(Path(snakemake.params.settings["data"]), config)
if snakemake.input.imported:
    passages, report = snakemake.input.imported
    found += code_maps.add(tables, config, read(passages), read_json(report)["codes"])
found += checks.check(tables, config)
faults.refuse(found)
faults.note(found)
study.write_tables(tables, Path(snakemake.output[0]).parent)
write_json([asdict(fault) for fault in found], snakemake.output.warnings)
