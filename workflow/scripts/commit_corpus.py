"""What one paper commits to: salted leaves of its texts and counts, the head, and what could be opened of them."""

from pathlib import Path

from trail import commitments, faults, openings
from trail.tables import read, read_json, write_bytes

faults.report_to(snakemake.log)
given, paper = snakemake.input, snakemake.wildcards.paper
values, evidence, quotes = (read_json(given[name]) for name in ("values", "evidence", "quotes"))
tables = {Path(path).stem: read(path) for path in given.tables}
turns = read(given.turns)
hashed = [one for path in given.shards for one in read_json(path)] if given.shards else None
forest = commitments.chained(
    paper,
    recorded=commitments.recorded(given.heads),
    make=lambda earlier, reasons: commitments.forest(
        paper, snakemake.params.config, tables, turns, values, evidence, earlier, reasons, quotes, hashed
    ),
)
opened = openings.candidates(forest, quotes, evidence, read(given.units), openings.edits(paper, tables["quotes"]))
for name, data in commitments.files(forest, commitments.recorded(given.heads), opened).items():
    write_bytes(data, snakemake.output[name])
