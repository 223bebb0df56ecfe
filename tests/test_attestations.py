"""A transcript passes once a person attested to the very bytes that lie there."""

import pandas as pd

from trail import attestations

ROWS = pd.DataFrame(
    [("a.txt", "1" * 64, "2"), ("b.txt", "2" * 64, "3"), ("b.txt", "3" * 64, "10")],
    columns=["transcript", "sha256", "row"],
)


def said(name: str, digest: str) -> list[str]:
    texts = pd.DataFrame([(name, digest)], columns=["transcript", "sha256"])
    return [fault.message.partition(":")[0] for fault in attestations.check(texts, ROWS)]


def test_transcript_that_nobody_attested_to_keeps_the_gate_shut():
    assert said("c.txt", "1" * 64) == ["has no attestation"]


def test_transcript_that_changed_since_keeps_the_gate_shut():
    assert said("a.txt", "2" * 64) == ["was changed after it was attested"]


def test_last_attestation_of_a_file_counts():
    assert said("b.txt", "2" * 64) == ["was changed after it was attested"]
    assert said("b.txt", "3" * 64) == said("a.txt", "1" * 64) == []
