"""What the release list lets out of one document's candidates."""

from pathlib import Path

from trail import faults, release
from trail.tables import read, write

faults.report_to(snakemake.log)
things = release.read_things(Path(snakemake.input.candidates[0]).parent)
decided = release.decide(snakemake.wildcards.document, things, read(snakemake.input.release))
release.write_things(release.released_things(things, decided), Path(snakemake.output.values).parent)
write(decided, snakemake.output.door)
faults.note(release.unheeded(snakemake.wildcards.document, decided))
