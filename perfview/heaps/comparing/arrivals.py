"""What changed, put down to the objects it came with or went with.

A session that is new brings strings, arrays and buffers; by class, its bytes are scattered over all
of those. Here they count where the change starts: at the outermost new object along the dominator
tree. The same goes for what is gone, by the earlier snapshot's tree.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.heaps.comparing.snapshots import SnapshotDiff
from perfview.heaps.study import Study
from perfview.kernels.outermost import outermost_marked, sums_by_leader

LEADING = (
    "object",
    "closure",
    "native",
    "regexp",
    "string",
    "concatenated string",
    "sliced string",
    "symbol",
    "bigint",
)
"""Kinds of objects a program makes. Others (arrays that store elements, hidden classes, code) are
parts of something and never what a change starts with, if one of these lies below them."""


def leaders(study: Study, marked: NDArray[np.bool_]) -> NDArray[np.int32]:
    """Of each marked node the outermost marked object it came with, int32 (n), -1 for none."""
    may_lead = np.zeros(256, np.bool_)
    may_lead[[study.graph.node_kind(kind) for kind in LEADING]] = True
    may_lead[255] = False
    tree = study.dominators
    return outermost_marked(tree.order, tree.parent, marked, study.graph.nodes.kind, may_lead)


def new_leaders(study: Study, diff: SnapshotDiff) -> NDArray[np.int32]:
    """Of each node that was not there before the outermost new object it came with."""
    # Backing stores without bytes of their own are new, too, though they do not count.
    return leaders(study, (diff.partner < 0) | diff.is_new)


def moved_bytes(before: Study, after: Study, diff: SnapshotDiff) -> NDArray[np.int64]:
    """By how much the heap grew by what came or went with objects of each row's class, and by
    objects of it that grew themselves: int64 (k). All rows make up the whole change."""
    if not diff.is_same_process:
        return diff.after_bytes - diff.before_bytes
    of_node = after.classes.of_node, after.self_bytes
    came = sums_by_leader(new_leaders(after, diff), diff.is_new, *of_node, len(diff))
    gone = leaders(before, _absent(before, diff))
    of_node = diff.row_before, before.self_bytes
    return came - sums_by_leader(gone, diff.is_gone, *of_node, len(diff)) + diff.grown_bytes


def _absent(before: Study, diff: SnapshotDiff) -> NDArray[np.bool_]:
    """Which nodes of the earlier snapshot are not in the later one, bool."""
    absent = np.ones(len(before.graph), np.bool_)
    absent[diff.partner[diff.partner >= 0]] = False
    return absent | diff.is_gone
