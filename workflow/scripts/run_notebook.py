"""The notebook of one document: its figures, and the page that shows how they were drawn."""

from pathlib import Path

from trail import faults, notebooks

faults.report_to(snakemake.log)
folders = dict.fromkeys(Path(path).parent for path in snakemake.input.released if Path(path).name == "values.json")
notebooks.run(
    Path(snakemake.input.notebook),
    inputs={notebooks.document_of(folder): folder for folder in folders},
    page=Path(snakemake.output.page),
    figures=Path(snakemake.output.figures).parent,
    failed=Path(snakemake.log[0]).with_suffix(".ipynb"),
    **snakemake.params.settings,
)
