"""The gate of one interview set: shut unless every transcript is clean and attested; a draft goes on and says so."""

from pathlib import Path

from trail import deidentification, faults, study
from trail.tables import read, write_json

faults.report_to(snakemake.log)
settings = snakemake.params.settings
words = {name: set(study.read_table(name, Path(settings["data"]))["word"]) for name in ("placeholders", "deny")}
found = deidentification.check_texts(
    read(snakemake.input.texts),
    study.read_table("attestations", Path(settings["data"])),
    **words,
)
if not settings["draft"]:
    faults.refuse(found)
write_json({"findings": len(found)}, snakemake.output.passed)
