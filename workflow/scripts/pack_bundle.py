"""What a reviewer is sent: one zip with everything public and what it takes to check it."""

from pathlib import Path

from trail import bundle, faults
from trail.tables import write_bytes

faults.report_to(snakemake.log)
settings = snakemake.params.settings
licence = [Path(path).read_text(encoding="utf-8").strip() for path in snakemake.input.licence]
found = bundle.members(
    results=Path("results"),
    project=Path(snakemake.input.main).parent,
    settings=settings | {"licence": "".join(licence) or bundle.NO_LICENCE},
    steps=snakemake.params.steps,
)
write_bytes(bundle.pack(found), snakemake.output.bundle)
