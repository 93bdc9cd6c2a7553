"""Merkle trees over digests: one root for a day's evidence, and the path of one entry to it.

The tree is that of RFC 6962 §2.1: a leaf is SHA-256(0x00 ‖ entry), a node SHA-256(0x01 ‖ left ‖
right), and n leaves are split at the largest power of two below n. Standard library only.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

EMPTY = hashlib.sha256(b"").hexdigest()


@dataclass(frozen=True)
class Step:
    """The neighbour at one level, 64 hex digits; `is_left` when it stands on the left."""

    digest: str
    is_left: bool


def leaf(entry: str) -> bytes:
    """The leaf of an entry whose digest is `entry` (64 hex digits)."""
    return hashlib.sha256(b"\x00" + bytes.fromhex(entry)).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def root(entries: Iterable[str]) -> str:
    """The root over these digests in their order; EMPTY for none. Memory: one pass, log n nodes."""
    # Full subtrees still open, largest first: the binary digits of how many leaves came so far.
    open_trees: list[tuple[int, bytes]] = []
    for entry in entries:
        size, node = 1, leaf(entry)
        while open_trees and open_trees[-1][0] == size:
            node = _node(open_trees.pop()[1], node)
            size *= 2
        open_trees.append((size, node))
    if not open_trees:
        return EMPTY
    node = open_trees.pop()[1]
    while open_trees:
        node = _node(open_trees.pop()[1], node)
    return node.hex()


def path(entries: Sequence[str], place: int) -> list[Step]:
    """The steps from the entry at `place` (from 0) up to the root. Raises IndexError."""
    if not 0 <= place < len(entries):
        raise IndexError(place)
    level, steps = [leaf(entry) for entry in entries], []
    while len(level) > 1:
        neighbour = place ^ 1
        if neighbour < len(level):
            steps.append(Step(level[neighbour].hex(), is_left=neighbour < place))
        pairs = zip(level[::2], level[1::2], strict=False)
        level = [*(_node(*pair) for pair in pairs), *level[len(level) & ~1 :]]
        place //= 2
    return steps


def climb(entry: str, steps: Iterable[Step]) -> str:
    """The root that these steps lead to from `entry`."""
    node = leaf(entry)
    for step in steps:
        other = bytes.fromhex(step.digest)
        node = _node(other, node) if step.is_left else _node(node, other)
    return node.hex()
