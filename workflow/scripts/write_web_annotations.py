"""Released quotes as Web Annotations: their words, and what was committed to instead of transcripts."""

from trail import faults, web_annotations
from trail.tables import read_json, write_json

faults.report_to(snakemake.log)
given, made = snakemake.input, []
for paper, quotes, head in zip(snakemake.params.papers, given.quotes, given.heads, strict=True):
    made += web_annotations.public(paper, read_json(quotes), read_json(head)["texts"]["root"])
write_json(web_annotations.collection("Released quotes", made), snakemake.output.annotations)
