"""Method material that may leave: code book, decisions in their public words, reporting."""

from pathlib import Path

from trail import faults, release
from trail.tables import read, write, write_json

faults.report_to(snakemake.log)
things = release.study_things(
    read(snakemake.input.codebook), read(snakemake.input.decisions), [Path(path) for path in snakemake.input.reporting]
)
decided = release.decide(release.STUDY, things, read(snakemake.input.release))
passed = release.released_things(things, decided)
write_json(list(passed["codebook"].values()), snakemake.output.codebook)
write_json(list(passed["decisions"].values()), snakemake.output.decisions)
write_json(passed["reporting"], snakemake.output.reporting)
write(decided, snakemake.output.door)
faults.note(release.unheeded(release.STUDY, decided))
