"""What all printed quotes of one person give away together."""

from pathlib import Path

from trail import disclosure, faults, linkage
from trail.tables import read, read_json, write

faults.report_to(snakemake.log)
tables = {Path(path).stem: read(path) for path in snakemake.input.tables}
printed = dict.fromkeys([*disclosure.MARGINS, *snakemake.params.settings["public_columns"]])
table = linkage.budget(
    released={Path(path).parent.name: read_json(path) for path in snakemake.input.quotes},
    evidence={Path(path).parent.parent.name: read_json(path) for path in snakemake.input.evidence},
    tables=tables,
    attributes=[name for name in printed if name in tables["participants"]],
)
write(table, snakemake.output.budget)
