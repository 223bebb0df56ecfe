"""The closed edition of the audit site: transcripts in full, keyed to everything."""

from pathlib import Path

from trail import faults, ledger, supplements
from trail.site import closed, edition, proofs, shown, view, writing
from trail.tables import read, read_json

faults.report_to(snakemake.log)
given = snakemake.input
settings = snakemake.params.settings | {"rules": snakemake.params.rules}
documents, drawn, draft = settings["documents"], settings["drawn"], settings["draft"]
_, candidates, figures = ledger.gathered(documents, drawn, given.claims, given.candidates, given.figures)
seen = shown.read_shown(
    settings=settings,
    documents=dict(zip(documents, map(Path, given.documents), strict=True)),
    rows=read(given.ledger).to_dict("records"),
    released=candidates,
    figures=figures,
    sheets=read_json(given.supplements),
    method=supplements.method_material(given.method),
    proofs=proofs.read_proofs(given.proofs),
    closed=True,
)
behind = closed.read_closed(
    Path("results/closed"), settings["papers"], seen, list(map(Path, given.memos)), safe=not draft
)
writing.write(view.View(edition.closed(draft), seen, behind), Path("results"))
