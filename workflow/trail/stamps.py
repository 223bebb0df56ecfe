"""What a person re-read, as a hash: a condensate's units, a category's text and condensates, changes, an original."""

from collections.abc import Iterable

from trail.tables import canonical_json, sha256, split_list


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


def freeze_sha256(transcripts: Iterable[tuple[str, str]], codings: Iterable[Iterable[str]]) -> str:
    """Return the stamp of a freeze.

    SHA-256 over the canonical JSON of [the sorted [interview_id, SHA-256 of its transcript file], the sorted rows of
    the codings frozen].
    """
    return sha256(canonical_json([sorted(map(list, transcripts)), sorted(map(list, codings))]))


def of_condensate(condensate: dict, texts: dict[str, str]) -> str:
    """Return the stamp that a row of condensates.csv should bear; texts: {unit_id: text} of meaning_units.csv."""
    return units_sha256((unit, texts.get(unit, "")) for unit in split_list(condensate["unit_ids"]))


def of_category(category: dict, condensates: list[dict]) -> str:
    """Return the stamp that a row of categories.csv should bear; condensates: the rows of condensates.csv."""
    found = (condensate_named(name, condensates) for name in split_list(category["condensates"]))
    parts = ((one["condensate_id"], one["version"], one["text"]) for one in found if one)
    return validated_sha256(category["analytic_text"], parts)


def of_cross_case(row: dict, changes: dict[str, dict]) -> str:
    """Return the stamp that a row of cross_case.csv should bear: SHA-256 over the canonical JSON of its changes.

    changes: {change_id: row of changes.csv}; of each, sorted: [change_id, participant_id, category_id, before, after,
    change_type]
    """
    columns = ("change_id", "participant_id", "category_id", "before", "after", "change_type")
    named = (changes[name] for name in set(split_list(row["change_ids"])) if name in changes)
    return sha256(canonical_json(sorted([change[column] for column in columns] for change in named)))


def condensate_named(name: str, condensates: list[dict]) -> dict | None:
    """Return the row of `CD07@2`, or of `CD07` the one of its highest version; None where there is none."""
    condensate_id, _, version = name.partition("@")
    own = [row for row in condensates if row["condensate_id"] == condensate_id and version in ("", row["version"])]
    return newest(own).get(condensate_id)


def newest(condensates: Iterable[dict]) -> dict[str, dict]:
    """Return {condensate_id: its row of the highest version}, the version that counts."""
    ordered = sorted(condensates, key=lambda row: (len(row["version"]), row["version"]))
    return {row["condensate_id"]: row for row in ordered}
