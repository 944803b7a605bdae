"""Two snapshots of one process held against each other, object by object.

DevTools' rules: `aggregatesForDiff` and `calculateDiffForClass` in `HeapSnapshot.ts` of its
heap_snapshot_worker. The objects of the earlier snapshot are sorted anew by the shapes of the
later one; then each class is compared by V8's ids. Objects without bytes of their own do not count.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.heaps.comparing.processes import are_of_one_process, partners
from perfview.heaps.measures.classes import Classes, classes_like
from perfview.heaps.study import Study
from perfview.kernels.class_totals import outermost_totals, totals
from perfview.kernels.labelling import translate
from perfview.kernels.pairing import compare_groups


@dataclass(frozen=True)
class SnapshotDiff:
    """What changed from one snapshot to the next: k rows, one a class.

    The first rows are the classes of the later snapshot, in their order; after them come classes
    that only the earlier one has. name, key: as in `Classes`. int64 (k): added_count, added_bytes:
    objects that were not there before; removed_count, removed_bytes: objects that are not there any
    more; grown_bytes: by how much those grew that are in both (DevTools leaves that out);
    before_count, before_bytes, after_count, after_bytes: all objects of the class.

    is_same_process: whether ids mean the same objects in both; where they do not, objects cannot be
    told apart: classes are compared by name and place alone, what a class has more counts as added
    and what it has less as removed, and no node has a partner or is new or gone.

    By node: partner int32 (n): the node of the earlier snapshot with the same id, -1 for none;
    is_new bool (n): counted as added; is_gone bool (nodes before): counted as removed;
    row_before int32 (nodes before): the row of each node of the earlier snapshot.
    """

    name: list[str]
    key: list[str]
    added_count: NDArray[np.int64]
    added_bytes: NDArray[np.int64]
    removed_count: NDArray[np.int64]
    removed_bytes: NDArray[np.int64]
    grown_bytes: NDArray[np.int64]
    before_count: NDArray[np.int64]
    before_bytes: NDArray[np.int64]
    after_count: NDArray[np.int64]
    after_bytes: NDArray[np.int64]
    partner: NDArray[np.int32]
    is_new: NDArray[np.bool_]
    is_gone: NDArray[np.bool_]
    row_before: NDArray[np.int32]
    is_same_process: bool

    def __len__(self) -> int:
        return len(self.name)

    @property
    def delta_count(self) -> NDArray[np.int64]:
        """Objects more than before, int64 (k)."""
        return self.added_count - self.removed_count

    @property
    def delta_bytes(self) -> NDArray[np.int64]:
        """Bytes of what came less bytes of what went, int64 (k), as DevTools' Size Delta."""
        return self.added_bytes - self.removed_bytes

    @property
    def changed(self) -> NDArray[np.int64]:
        """The rows with anything added or removed, which are those DevTools lists."""
        return np.flatnonzero(self.added_count | self.removed_count)


def snapshot_diff(study: Study) -> SnapshotDiff:
    """What changed from `study.baseline` to the study. Raises ValueError without a baseline."""
    before = study.baseline
    if before is None:
        raise ValueError("no baseline")
    return study.once("snapshot_diff", lambda: diff_of(before, study))


def diff_of(before: Study, after: Study) -> SnapshotDiff:
    """What changed from one snapshot to another."""
    partner = partners(before, after)
    is_same = are_of_one_process(before, after, partner)
    like_these = classes_like(before, after.classes, after.model.strings)
    rows = _Rows.of(after.classes, like_these, by_script=is_same)
    now = after.classes.of_node, after.self_bytes
    old = rows.of_node_before, before.self_bytes
    is_new, is_gone, sums = compare_groups(partner, now, old, len(rows))
    sizes = after.class_sizes
    before_count, before_bytes, _ = totals(*old, before.distance, len(rows))
    after_count, after_bytes = rows.padded(sizes.count), rows.padded(sizes.self_bytes)
    if not is_same:
        sums = _net(after_count - before_count, after_bytes - before_bytes)
        partner[:], is_new[:], is_gone[:] = -1, False, False
    added_count, added_bytes, removed_count, removed_bytes, grown_bytes = sums
    return SnapshotDiff(
        rows.name,
        rows.key,
        added_count,
        added_bytes,
        removed_count,
        removed_bytes,
        grown_bytes,
        before_count,
        before_bytes,
        after_count,
        after_bytes,
        partner,
        is_new,
        is_gone,
        rows.of_node_before,
        is_same,
    )


def _net(count: NDArray[np.int64], size: NDArray[np.int64]) -> NDArray[np.int64]:
    """What came and went by class where objects cannot be told apart, int64 (5, k)."""
    came_and_went = [np.maximum(each, 0) for each in (count, size, -count, -size)]
    return np.stack([*came_and_went, np.zeros(len(count), np.int64)])


def retained_before(before: Study, diff: SnapshotDiff) -> NDArray[np.int64]:
    """What each row's class kept alive in the earlier snapshot, int64 (k)."""
    tree = before.dominators
    sizes = before.self_bytes, before.retained_bytes
    return outermost_totals(tree.order, tree.count, diff.row_before, *sizes, len(diff))


@dataclass(frozen=True)
class _Rows:
    """The classes of both snapshots, and which of them each node of the earlier one is of."""

    name: list[str]
    key: list[str]
    of_node_before: NDArray[np.int32]

    @classmethod
    def of(cls, after: Classes, before: Classes, *, by_script: bool) -> _Rows:
        """Without `by_script`, places count without the script's number, which is another in
        another process; classes of the later snapshot stay apart all the same."""
        names, keys = list(after.name), list(after.key)
        known: dict[str, int] = {}
        for number, key in enumerate(keys):
            known.setdefault(key if by_script else _without_script(key), number)
        to = np.empty(len(before), np.int32)
        for k, key in enumerate(before.key):
            to[k] = known.setdefault(key if by_script else _without_script(key), len(keys))
            if to[k] == len(keys):
                names.append(before.name[k])
                keys.append(key)
        # Nobody else has the earlier snapshot sorted by these shapes, so it is changed in place.
        translate(before.of_node, to)
        return cls(names, keys, before.of_node)

    def __len__(self) -> int:
        return len(self.name)

    def padded(self, values: NDArray[np.int64]) -> NDArray[np.int64]:
        """Values of the later snapshot's classes with zeros for the other rows."""
        return np.append(values, np.zeros(len(self) - len(values), np.int64))


def _without_script(key: str) -> str:
    return key[key.index(",") :]
