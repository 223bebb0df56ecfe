"""Merkle trees as RFC 9162 has them: proofs that a leaf is in a tree, and that a tree grew out of another."""

from trail.verify import node, root


def inclusion(leaves: list[bytes], index: int) -> list[bytes]:
    """Return the path from leaf `index` (from 0) to the root: the hashes that stand beside it, lowest first."""
    if len(leaves) <= 1:
        return []
    left = _split(len(leaves))
    if index < left:
        return [*inclusion(leaves[:left], index), root(leaves[left:])]
    return [*inclusion(leaves[left:], index - left), root(leaves[:left])]


def consistency(leaves: list[bytes], first: int) -> list[bytes]:
    """Return the path that shows that the tree of the first `first` leaves (1 or more) grew into that of all."""
    return [] if first == len(leaves) else _grown(leaves, first, whole=True)


def _grown(leaves: list[bytes], first: int, whole: bool) -> list[bytes]:
    if first == len(leaves):
        return [] if whole else [root(leaves)]
    left = _split(len(leaves))
    if first <= left:
        return [*_grown(leaves[:left], first, whole), root(leaves[left:])]
    return [*_grown(leaves[left:], first - left, whole=False), root(leaves[:left])]


def _split(size: int) -> int:
    """Return the largest power of two below a size of two or more."""
    return 1 << (size - 1).bit_length() - 1


def is_included(leaf: bytes, index: int, size: int, path: list[bytes], of: bytes) -> bool:
    """Return whether a path leads from leaf `index` to the root `of` of a tree of `size` leaves (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size or any(len(one) != 32 for one in (leaf, of, *path)):
        return False
    here, last, found = index, size - 1, leaf
    for beside in path:
        if last == 0:
            return False
        if here & 1 or here == last:
            found = node(beside, found)
            while here and not here & 1:
                here, last = here >> 1, last >> 1
        else:
            found = node(found, beside)
        here, last = here >> 1, last >> 1
    return last == 0 and found == of


def is_consistent(first: int, second: int, path: list[bytes], before: bytes, after: bytes) -> bool:
    """Return whether a tree of `first` leaves with root `before` grew into that of `second` (RFC 9162, 2.1.4.2).

    Of two trees of one size the roots are compared, and a path is wrong.
    """
    if 0 < first == second:
        return not path and before == after
    if not 0 < first < second or not path or any(len(one) != 32 for one in (before, after, *path)):
        return False
    if first & (first - 1) == 0:
        path = [before, *path]
    here, last = first - 1, second - 1
    while here & 1:
        here, last = here >> 1, last >> 1
    old = new = path[0]
    for beside in path[1:]:
        if last == 0:
            return False
        if here & 1 or here == last:
            old, new = node(beside, old), node(beside, new)
            while here and not here & 1:
                here, last = here >> 1, last >> 1
        else:
            new = node(new, beside)
        here, last = here >> 1, last >> 1
    return last == 0 and (old, new) == (before, after)
