"""The audit trail's index of the public edition: how much of what was released, in Halpern's categories."""

from pathlib import Path

from trail import audit_trail, faults, release
from trail.tables import read_json, write_text

faults.report_to(snakemake.log)
given, settings = snakemake.input, snakemake.params.settings
things = audit_trail.of_released(
    [release.read_things(Path(path).parent) for path in given.released],
    {Path(path).stem: read_json(path) for path in given.method},
    {
        "documents": len(settings["documents"]),
        "figures": sum(len(read_json(path)) for path in given.figures),
        "notebooks": len(settings["drawn"]),
    },
)
write_text(audit_trail.page(things, settings["title"], settings["invented"], closed=False), snakemake.output.page)
