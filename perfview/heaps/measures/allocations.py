"""Who allocated what, and when: of recordings that tracked allocations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from perfview.heaps.model import Moments

if TYPE_CHECKING:
    from perfview.heaps.study import Study

ALIVE = "alive of then"
"""The series of `alive_by_moment`."""


@dataclass(frozen=True)
class Allocations:
    """Of each allocation stack, or function: made_count, made_bytes int64, what it allocated while
    it was recorded; alive_count, alive_bytes int64, what of it is in the snapshot."""

    made_count: NDArray[np.int64]
    made_bytes: NDArray[np.int64]
    alive_count: NDArray[np.int64]
    alive_bytes: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.made_count)


def by_stack(study: Study) -> Allocations:
    """By the stack that allocated, its callees' left out; as DevTools' Allocation view counts
    (`AllocationProfile` in HeapSnapshot.ts), sizes as recorded."""
    return study.once("allocations by stack", lambda: _by_stack(study))


def by_function(study: Study) -> Allocations:
    """By the function on top of the stack that allocated."""
    stacks, found = study.graph.stacks, by_stack(study)
    functions = len(stacks.name)
    return Allocations(
        _summed(stacks.function, found.made_count, functions),
        _summed(stacks.function, found.made_bytes, functions),
        _summed(stacks.function, found.alive_count, functions),
        _summed(stacks.function, found.alive_bytes, functions),
    )


def alive_by_moment(study: Study) -> Moments:
    """Bytes that existed at each moment of a timeline and are alive at its end: a lower bound of
    what was in use then, as what was collected since is in no file.

    V8 numbers its own objects by odd, growing ids, and a timeline says at each moment the last one
    given out. One series, `ALIVE`; empty without such moments.
    """
    nodes, samples = study.graph.nodes, study.graph.samples
    if not len(samples):
        return Moments()
    own = np.flatnonzero(nodes.id & 1)
    order = own[np.argsort(nodes.id[own], kind="stable")]
    total = np.concatenate([[0], np.cumsum(nodes.self_bytes[order])])
    last = np.maximum.accumulate(samples.last_id)
    alive = total[np.searchsorted(nodes.id[order], last, side="right")]
    return Moments(samples.time_ns, [ALIVE], alive.astype(np.float64))


def _by_stack(study: Study) -> Allocations:
    graph = study.graph
    count = len(graph.stacks)
    made = np.flatnonzero(graph.nodes.trace >= 0)
    stack = graph.nodes.trace[made]
    return Allocations(
        graph.stacks.made_count,
        graph.stacks.made_bytes,
        np.bincount(stack, minlength=count).astype(np.int64),
        _summed(stack, graph.nodes.self_bytes[made], count),
    )


def _summed(group: NDArray[np.int32], values: NDArray[np.int64], groups: int) -> NDArray[np.int64]:
    """Whole numbers summed by group, int64: exact however large, unlike `np.bincount`."""
    found = np.zeros(groups, np.int64)
    np.add.at(found, group, values)
    return found
