"""One row per claim printed anywhere, and the page that leads to all of it."""

from pathlib import Path

from trail import faults, ledger, site
from trail.tables import read_json, write, write_text

faults.report_to(snakemake.log)
settings = snakemake.params.settings
documents, drawn = settings["documents"], settings["drawn"]
claims = dict(zip(documents, map(read_json, snakemake.input.claims), strict=True))
values = [Path(path) for path in snakemake.input.released if Path(path).name == "values.json"]
released = {name: path.parent for name, path in zip(documents, values, strict=True)}
figures = dict(zip(drawn, map(read_json, snakemake.input.figures), strict=True))
pages = dict(zip(documents, map(site.title_and_language, snakemake.input.documents), strict=True))
rows = ledger.ledger(claims, released, figures)
write(rows, snakemake.output.ledger)
write_text(site.index_page(settings, rows, released, figures, pages), snakemake.output.index)
