"""The schemas of the config and of every table, and the shapes that they ask for in words."""

from functools import cache
from pathlib import Path

import yaml

FOLDER = Path(__file__).parents[1] / "schemas"
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the quick one where it was built
SHAPES = {  # patterns of the schemas, as a fault says them
    "^[A-Za-z][A-Za-z0-9_-]*$": "an id: letters, digits, - and _ only, a letter first",
    "^[A-Za-z][A-Za-z0-9_-]*(@[0-9]+)?$": "a condensate: its id, as in CD07, or with its version, as in CD07@2",
    "^[0-9a-f]{64}$": "a SHA-256: 64 characters of 0-9 and a-f",
    "^[0-9]+-[0-9]+$": "a span: write start-end, as in 120-180, several parted by ';'",
    "^[a-z]{2,3}(-[A-Za-z0-9]+)*$": "a language: write a short tag, such as nb, nn or en",
    "^[^/\\\\:]+$": "a file name: it stands in its folder, so name no folder",
    "^[^/\\\\:][^\\\\:]*$": "a path beside the config: no drive, no leading /, and / between folders",
}


@cache
def schema(name: str) -> dict:
    """Return `workflow/schemas/<name>.schema.yaml`: of the config, or of one row of a table."""
    return yaml.load((FOLDER / f"{name}.schema.yaml").read_text(encoding="utf-8"), Loader=LOADER)
