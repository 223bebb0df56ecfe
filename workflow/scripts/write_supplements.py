"""Reporting checklists, information power and annotated quotations, beside each document."""

from pathlib import Path

from trail import faults, ledger, supplements

faults.report_to(snakemake.log)
settings, given = snakemake.params.settings, snakemake.input
documents, drawn = settings["documents"], settings["drawn"]
claims, released, figures = ledger.gathered(documents, drawn, given.claims, given.released, given.figures)
rows = ledger.ledger(claims, released, figures).to_dict("records")
pages = dict(zip(documents, map(Path, given.documents), strict=True))
method = supplements.method_material(given.method)
found, wrong = supplements.sheets(settings, method, supplements.things(released), rows, pages)
faults.refuse(wrong)
faults.note(wrong)
supplements.write(settings, found, pages, Path(given.reference), Path(snakemake.output.index))
