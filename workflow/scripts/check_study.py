"""Read and check every table of the study; write them in one form."""

from pathlib import Path

from trail import checks, faults, study

faults.report_to(snakemake.log)
config = study.load_config(Path(snakemake.input.config))
tables, found = study.read_tables(Path(snakemake.params.settings["data"]), config)
found += checks.check(tables, config)
faults.refuse(found)
faults.note(found)
study.write_tables(tables, Path(snakemake.output[0]).parent)
