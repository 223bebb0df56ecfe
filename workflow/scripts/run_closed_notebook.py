"""One notebook of the closed edition: what shows single people."""

from pathlib import Path

from trail import faults, notebooks

faults.report_to(snakemake.log)
notebooks.run(
    Path(snakemake.input.notebook),
    inputs={
        Path(path).relative_to("results").as_posix(): Path(path)
        for path in [*snakemake.input.tables, *snakemake.input.ledger]
    },
    page=Path(snakemake.output.page),
    figures=Path(snakemake.output.figures).parent,
    failed=Path(snakemake.log[0]).with_suffix(".ipynb"),
    **snakemake.params.settings,
)
