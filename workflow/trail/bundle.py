"""What a reviewer is sent: one zip, the same bytes for the same run, that holds all it takes to check it."""

import io
import zipfile
from pathlib import Path

from trail import crate, records, start_page, verify
from trail.tables import canonical_json, read_json, sha256

NAME = "open/bundle.zip"
MANIFEST = "manifest.json"
METADATA = "ro-crate-metadata.json"
VERIFIER = "verify.py"
CODE = "code"
SOURCES = ("Snakefile", "workflow/rules/*.smk", "workflow/scripts/*.py")
OLDEST = (1980, 1, 1, 0, 0, 0)  # the first moment a zip can name
READABLE = 0o100644 << 16
UNIX = 3  # who made it: else the same files differ between systems
NO_LICENCE = "The study names none."


def members(results: Path, project: Path, settings: dict, steps: list[dict]) -> dict[str, bytes]:
    """Return {path in the bundle: bytes}: released/ and open/, their rules, both checks, crate and manifest.

    settings, steps: as `crate.crate` takes them, without month and commitments, which are read from the released
    things. The manifest names the SHA-256 of every other member.
    """
    found = {path: (results / path).read_bytes() for path in records.record(results, "open") if path != NAME}
    for pattern in SOURCES:
        for path in sorted(project.glob(pattern)):
            found[f"{CODE}/{path.relative_to(project).as_posix()}"] = path.read_bytes()
    found[VERIFIER] = Path(verify.__file__).read_bytes()
    found[start_page.NAME] = start_page.page(settings["title"], settings["invented"], found).encode()
    files = {path: {"sha256": sha256(data), "size": len(data)} for path, data in found.items()}
    month = crate.month_of(read_json(results / "released" / "study" / "decisions.json"))
    described = crate.crate(settings | {"month": month}, files, steps, commitments(results))
    found[METADATA] = canonical_json(described) + b"\n"
    found[MANIFEST] = canonical_json({path: sha256(data) for path, data in found.items()})
    return found


def commitments(results: Path) -> dict[str, str]:
    """Return {paper: root of its text tree}, of the papers that have a head."""
    heads = sorted((results / "released" / "proofs").glob("*/head.json"))
    return {head.parent.name: read_json(head)["texts"]["root"] for head in heads}


def pack(found: dict[str, bytes]) -> bytes:
    """Return a zip of the members: sorted, of one time, packed one way, so that the same members are the same bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for path, data in sorted(found.items()):
            member = zipfile.ZipInfo(path, OLDEST)
            member.compress_type, member.create_system, member.external_attr = zipfile.ZIP_DEFLATED, UNIX, READABLE
            archive.writestr(member, data)
    return packed.getvalue()
