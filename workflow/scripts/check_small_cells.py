"""What all tables on the same people give away together, before any of them goes out."""

from pathlib import Path

from trail import faults, material, small_cells
from trail.tables import read, write

faults.report_to(snakemake.log)
config = snakemake.params.config
tables = {Path(path).stem: read(path) for path in snakemake.input.tables}
present = material.present_interviews(tables)
samples = {name: Path(f"results/closed/{name}/candidates/tables/sample.csv") for name in config["documents"]}
people_of = {name: set(material.analysed(name, present, config)["participant_id"]) for name in samples}
numbers, wrong = small_cells.printed(
    {name: read(path) for name, path in samples.items() if path.exists()},
    people_of,
    tables["participants"],
    present,
    tables["published_tables"],
)
table, contradictions = small_cells.audit(tables["participants"], people_of, numbers, config["disclosure"]["threshold"])
faults.refuse([*wrong, *contradictions, *small_cells.unsafe(table, numbers)])
write(table, snakemake.output.audit)
