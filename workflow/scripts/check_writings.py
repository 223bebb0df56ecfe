"""The gate of what else was written: memos, guides, tables, notebooks and manuscripts; a draft goes on and says so."""

from pathlib import Path

from trail import faults, gate, study, writings
from trail.tables import write_json

faults.report_to(snakemake.log)
settings, config = snakemake.params.settings, study.load_config(Path("config.yaml"))
readings = writings.read(config, Path(settings["data"]), Path())
tables = gate.read_tables(settings["data"])
found, report = gate.check(readings, tables, settings["speakers"], settings["invented"])
gate.leave_report(report, Path(snakemake.output.passed).with_suffix(".txt"))
if not settings["draft"]:
    faults.refuse(found)
write_json({"findings": len(found)}, snakemake.output.passed)
