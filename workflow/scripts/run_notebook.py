"""The notebook of one document: its figures, and the page that shows how they were drawn."""

from pathlib import Path

from trail import citing, faults, notebooks

faults.report_to(snakemake.log)
notebooks.run(
    Path(snakemake.input.notebook),
    inputs={f"released/{name}": folder for name, folder in citing.folders(snakemake.input.released).items()},
    page=Path(snakemake.output.page),
    figures=Path(snakemake.output.figures).parent,
    failed=Path(snakemake.log[0]).with_suffix(".ipynb"),
    **snakemake.params.settings,
)
