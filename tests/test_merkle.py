"""Merkle trees and their proofs, held against the vectors of others and against each other."""

import base64
import hashlib
import json
import os
from pathlib import Path

import pytest

from trail import merkle, verify

SAMPLES = os.environ.get("TRAIL_SAMPLES")
LEAVES = [verify.leaf(bytes([number])) for number in range(40)]


def vectors(kind: str) -> list[dict]:
    if not SAMPLES:
        return []
    return [json.loads(path.read_text()) for path in sorted(Path(SAMPLES, "merkle", "testdata", kind).rglob("*.json"))]


def hashes(texts: list[str] | None) -> list[bytes]:
    return [base64.b64decode(text) for text in texts or ()]


@pytest.mark.skipif(not SAMPLES, reason="TRAIL_SAMPLES is not set")
def test_inclusion_vectors_are_judged_as_they_say():
    found = [
        merkle.is_included(
            *hashes([one["leafHash"]]), one["leafIdx"], one["treeSize"], hashes(one["proof"]), *hashes([one["root"]])
        )
        for one in vectors("inclusion")
    ]
    assert len(found) == 98
    assert found == [not one["wantErr"] for one in vectors("inclusion")]


@pytest.mark.skipif(not SAMPLES, reason="TRAIL_SAMPLES is not set")
def test_consistency_vectors_are_judged_as_they_say():
    found = [
        merkle.is_consistent(one["size1"], one["size2"], hashes(one["proof"]), *hashes([one["root1"], one["root2"]]))
        for one in vectors("consistency")
    ]
    assert len(found) == 98
    assert found == [not one["wantErr"] for one in vectors("consistency")]


@pytest.mark.parametrize("size", range(1, 40))
def test_every_leaf_is_included_and_every_beginning_consistent(size):
    leaves = LEAVES[:size]
    whole = verify.root(leaves)
    for index, leaf in enumerate(leaves):
        path = merkle.inclusion(leaves, index)
        assert merkle.is_included(leaf, index, size, path, whole)
        assert not merkle.is_included(leaf, index + 1, size, path, whole)
        assert not merkle.is_included(leaf, index, size, [*path, leaf], whole)
    for first in range(1, size + 1):
        path = merkle.consistency(leaves, first)
        assert merkle.is_consistent(first, size, path, verify.root(leaves[:first]), whole)
        assert first == size or not merkle.is_consistent(first, size, path[:-1], verify.root(leaves[:first]), whole)


def test_roots_are_those_of_the_standard():
    assert verify.root([]) == hashlib.sha256(b"").digest()
    one, two, three = LEAVES[:3]
    assert verify.root([one]) == one
    assert verify.root([one, two, three]) == verify.node(verify.node(one, two), three)


def test_an_odd_leaf_is_not_doubled():
    assert verify.root(LEAVES[:3]) != verify.root([*LEAVES[:3], LEAVES[2]])


def test_a_leaf_cannot_pose_as_a_node():
    one, two = LEAVES[:2]
    assert verify.leaf(one + two) != verify.node(one, two)
