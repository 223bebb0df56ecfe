"""What a person re-read, as a hash: a condensate's units, a category's text and condensates, a translated original."""

from collections.abc import Iterable

from trail.tables import canonical_json, sha256


def units_sha256(units: Iterable[tuple[str, str]]) -> str:
    """Return the stamp of a condensate: SHA-256 over the canonical JSON of the sorted [unit_id, text] of its units."""
    return sha256(canonical_json(sorted([unit_id, text] for unit_id, text in units)))


def validated_sha256(analytic_text: str, condensates: Iterable[tuple[str, str, str]]) -> str:
    """Return the stamp of a category's validation.

    SHA-256 over the canonical JSON of [analytic_text, the sorted [condensate_id, version, text] of its condensates];
    heading and order are left out, so that a mended heading does not reopen the validation.
    """
    parts = sorted([condensate_id, str(version), text] for condensate_id, version, text in condensates)
    return sha256(canonical_json([analytic_text, parts]))


def original_sha256(original: str) -> str:
    """Return the stamp of a translation: SHA-256 over the UTF-8 of the original words that were translated."""
    return sha256(original)


def freeze_sha256(transcripts: Iterable[tuple[str, str]], codings: Iterable[list[str]]) -> str:
    """Return the stamp of a freeze.

    SHA-256 over the canonical JSON of {"transcripts": sorted [interview_id, sha256 of the file], "codings": sorted
    [unit_id, pass, code_group_id, subgroup_id, status]}; a corpus freeze has no codings.
    """
    files = sorted([interview, digest] for interview, digest in transcripts)
    return sha256(canonical_json({"transcripts": files, "codings": sorted(list(row) for row in codings)}))
