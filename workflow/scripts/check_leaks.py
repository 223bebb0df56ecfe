"""Whether anything public holds what must stay inside: the last look before a run is called finished."""

from pathlib import Path

import pandas as pd

from trail import faults, leaks, looked_into, public_texts, records, release
from trail.tables import read, read_json, write_json

faults.report_to(snakemake.log)
given = snakemake.input
hidden = leaks.secrets(
    turns=read(given.turns),
    texts=pd.concat(map(read, given.texts)),
    tables={Path(path).stem: read(path) for path in given.tables},
    released=[read_json(path) for path in given.quotes],
    asked=[text for path in given.guides for _, text in public_texts.texts(Path(path).read_bytes(), path)],
    keys=release.keys(snakemake.params.config),
)
places, memory = [str(Path.cwd())], Path(".snakemake", "looked_into.json")
purpose = looked_into.looked_for(hidden, places, given.code)
seen = looked_into.recall(memory, purpose)
files, found = leaks.check(Path("results"), hidden, places, seen, records.NOT_RECORDED)
faults.refuse(found)
looked_into.remember(memory, purpose, seen)
write_json({"files": files, "found": []}, snakemake.output.looked)
