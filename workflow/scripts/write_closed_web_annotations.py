"""Quotes as Web Annotations with their places in the transcripts: for the closed zone alone."""

import pandas as pd

from trail import faults, web_annotations
from trail.tables import read, read_json, write_json

faults.report_to(snakemake.log)
given, papers = snakemake.input, snakemake.params.papers
units, texts = read(given.units), pd.concat(map(read, given.texts))
made = []
for paper, quotes, evidence in zip(papers, given.quotes, given.evidence, strict=True):
    made += web_annotations.closed(paper, read_json(quotes), read_json(evidence), units, texts)
write_json(web_annotations.collection("Quotes with their places", made), snakemake.output.annotations)
