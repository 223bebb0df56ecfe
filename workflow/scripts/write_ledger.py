"""One row per claim printed anywhere, and the page that leads to all of it."""

from trail import faults, ledger, places, site
from trail.tables import read_json, write, write_text

faults.report_to(snakemake.log)
settings, given = snakemake.params.settings, snakemake.input
documents, drawn = settings["documents"], settings["drawn"]
claims, released, figures = ledger.gathered(documents, drawn, given.claims, given.released, given.figures)
pages = dict(zip(documents, map(places.title_and_language, given.documents), strict=True))
rows = ledger.ledger(claims, released, figures)
write(rows, snakemake.output.ledger)
page = site.index_page(settings, rows, released, figures, pages, read_json(given.supplements))
write_text(page, snakemake.output.index)
