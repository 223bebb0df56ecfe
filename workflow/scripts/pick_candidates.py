"""What could go through the door for one document, as the reviewer sees and hashes it."""

from pathlib import Path

from trail import candidates, faults, profiles, release
from trail.tables import read, write_json

faults.report_to(snakemake.log)
papers = {
    Path(path).parent.name: {
        name: read(Path(path).with_name(f"{name}.csv")) for name in ("categories", "condensates", "theme_matrix")
    }
    for path in snakemake.input.matrices
}
sources = [profiles.source_of(Path(path).parent.name, Path("manuscript")) for path in snakemake.input.manuscript]
config, codings = snakemake.params.config, read(snakemake.input.codings)
tables = {Path(path).stem: read(path) for path in snakemake.input.tables}
of = candidates.material(
    document=snakemake.wildcards.document,
    config=config,
    tables=tables,
    codings=codings,
    counted=candidates.counted_papers(config, tables, codings, papers),
    manuscript=profiles.source_of(snakemake.wildcards.document, Path("manuscript"))
    if snakemake.input.manuscript
    else "",
)
picked, found = candidates.pick(of, read(snakemake.input.units), read(snakemake.input.turns))
faults.refuse(found)
for name in ("values", "quotes", "chain", "evidence"):
    write_json(picked[name], snakemake.output[name])
release.write_tables(picked["tables"], picked["notes"], Path(snakemake.output.notes).parent)
