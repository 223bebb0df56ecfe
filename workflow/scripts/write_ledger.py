"""One row per claim printed anywhere, and the public edition of the audit site."""

from pathlib import Path

from trail import faults, ledger, supplements
from trail.site import edition, proofs, shown, view, writing
from trail.tables import read_json, write

faults.report_to(snakemake.log)
given = snakemake.input
settings = snakemake.params.settings | {"rules": snakemake.params.rules}
documents, drawn = settings["documents"], settings["drawn"]
claims, released, figures = ledger.gathered(documents, drawn, given.claims, given.released, given.figures)
rows = ledger.ledger(claims, released, figures)
write(rows, snakemake.output.ledger)
seen = shown.read_shown(
    settings=settings,
    documents=dict(zip(documents, map(Path, given.documents), strict=True)),
    rows=rows.to_dict("records"),
    released=released,
    figures=figures,
    sheets=read_json(given.supplements),
    method=supplements.method_material(given.method),
    proofs=proofs.read_proofs(given.proofs),
)
writing.write(view.View(edition.public(settings["draft"]), seen, closed=None), Path("results"))
