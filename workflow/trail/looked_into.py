"""What the leak test looked into before: a content that held nothing is passed over while the same is looked for.

The memory lies beside the engine's own, not among the results: without it everything is looked into anew.
"""

from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

from trail.leaks import Secrets
from trail.tables import canonical_json, read_json, sha256, write_json

LOOKERS = ("pypdf", "pillow")  # what reads PDF and pictures
MOST = 50_000  # contents; then it is begun anew


def looked_for(hidden: Secrets, places: Iterable[str], code: Iterable[str]) -> str:
    """Return one hash over all that decides what would be found: secrets, places of this machine, code, readers."""
    secrets = [hidden.runs, hidden.phrases, hidden.tokens]
    program = [sorted(sha256(Path(path).read_bytes()) for path in code), [version(name) for name in LOOKERS]]
    return sha256(canonical_json([secrets, sorted(places), program]))


def recall(memory: Path, purpose: str) -> set[tuple[str, str]]:
    """Return the contents (hash, ending of the name) that held nothing of what is looked for; none where it differs."""
    kept = read_json(memory) if memory.is_file() else {}
    return {tuple(content) for content in kept["contents"]} if kept.get("looked_for") == purpose else set()


def remember(memory: Path, purpose: str, contents: set[tuple[str, str]]) -> None:
    """Write down contents that hold nothing of what is looked for: to be called only where nothing at all was found."""
    write_json({"looked_for": purpose, "contents": sorted(contents) if len(contents) <= MOST else []}, memory)
