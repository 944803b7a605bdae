"""What a request would take if some of its spans were faster, gone, or side by side.

The tree is timed anew and keeps its causal order: a span starts when the siblings it waited for
have returned, after the same work of its parent in between. As on the critical path, siblings
that overlap by less than 1 % of their parent count as one after the other. A span that outlives
its parent by more than that was not waited for, so making it faster saves nothing: estimates err
on the low side. Queueing for shared workers is `queueing`'s to foresee.
A request's time is its root's: see `request_times`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.grouping import number_pairs
from perfview.kernels.quantiles import percentiles_by
from perfview.kernels.retiming import GONE, GONE_WITH_GAP, Change, retime_groups
from perfview.traces.measures.critical_path import trees_of
from perfview.traces.measures.request_time import request_times

if TYPE_CHECKING:
    from perfview.traces.study import Study

Groups = Sequence[NDArray[np.int32]]


@dataclass(frozen=True)
class Percentiles:
    """Nearest-rank percentiles of trace durations, ns."""

    p50_ns: int
    p95_ns: int
    p99_ns: int


@dataclass(frozen=True)
class Comparison:
    """An endpoint's durations today and as they would be."""

    before: Percentiles
    after: Percentiles


def retime(study: Study, scale: NDArray[np.float64]) -> NDArray[np.int64]:
    """Request times, int64 ns (t), were each span's own time (what its children do not cover)
    multiplied by its factor in `scale`, float64 (n); 0 takes the span out with all it called."""
    return retimed(study, scaling(study, scale), np.flatnonzero(scale != 1.0))


def remove(study: Study, rows: NDArray[np.int32]) -> NDArray[np.int64]:
    """Request times, int64 ns (t), without these spans (int32 rows) and what they called."""
    scale = np.ones(len(study.model), np.float64)
    scale[rows] = GONE
    return retimed(study, scaling(study, scale), rows)


def drag(study: Study, row: int) -> int:
    """What a trace would save without this span and what it called, in ns."""
    without = remove(study, np.array([row], np.int32))
    trace = study.structure.trace[row]
    return int(request_times(study.model, study.structure)[trace] - without[trace])


def batch(study: Study, groups: Groups, *, keep_gaps: bool = True) -> NDArray[np.int64]:
    """Request times, int64 ns (t), if of each group of calls only the longest were made.

    `groups`: int32 rows each, calls of one parent. The parent's work between the calls stays, or
    goes with the calls when `keep_gaps` is false: the low and the high estimate of a batch.
    """
    rows, group = _flat(groups)
    return retimed(study, batching(study, rows, group, keep_gaps=keep_gaps), rows)


def side_by_side(study: Study, groups: Groups) -> NDArray[np.int64]:
    """Request times, int64 ns (t), if the calls of each group did not wait for each other.

    `groups`: int32 rows each. Calls of one parent start with the first of them, each after the
    parent's own work that stood before it; what waited for one of them waits for all.
    """
    rows, group = _flat(groups)
    return retimed(study, bundling(study, rows, group), rows)


def batching(
    study: Study, rows: NDArray[np.int32], group: NDArray[np.int32], *, keep_gaps: bool = True
) -> Change:
    """The change that `batch` makes: int32 `rows`, and the number of the group each is in."""
    scale = np.ones(len(study.model), np.float64)
    scale[rows] = GONE if keep_gaps else GONE_WITH_GAP
    by_length = np.lexsort((-study.model.duration_ns[rows], group))
    longest = np.flatnonzero(np.diff(group[by_length], prepend=-1))
    scale[rows[by_length[longest]]] = 1.0
    return Change(scale, _no_bundles(study))


def bundling(study: Study, rows: NDArray[np.int32], group: NDArray[np.int32]) -> Change:
    """The change that `side_by_side` makes: int32 `rows`, and the number of each one's group."""
    together, _ = number_pairs(group, study.structure.parent[rows])
    bundle = _no_bundles(study)
    bundle[rows] = together
    return Change(np.ones(len(study.model), np.float64), bundle)


def scaling(study: Study, scale: NDArray[np.float64]) -> Change:
    """The change that `retime` makes: a factor on each span's own time, float64 (n)."""
    return Change(np.ascontiguousarray(scale, np.float64), _no_bundles(study))


def compare(study: Study, durations: NDArray[np.int64], endpoint: int) -> Comparison:
    """An endpoint's p50, p95, p99 before and after: with the durations, int64 (t), of a what-if."""
    group = np.where(study.endpoints.of_trace == endpoint, np.int32(0), np.int32(-1))
    return Comparison(
        _percentiles(group, request_times(study.model, study.structure)),
        _percentiles(group, durations),
    )


def _percentiles(group: NDArray[np.int32], durations: NDArray[np.int64]) -> Percentiles:
    p50, p95, p99 = percentiles_by(group, 1, durations, 50, 95, 99)[:, 0].tolist()
    return Percentiles(p50, p95, p99)


def _flat(groups: Groups) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """The rows of all groups, and the number of the group each is from: int32 both."""
    if not len(groups):
        return np.zeros(0, np.int32), np.zeros(0, np.int32)
    rows = np.concatenate(groups).astype(np.int32)
    sizes = [len(g) for g in groups]
    return rows, np.repeat(np.arange(len(groups), dtype=np.int32), sizes)


def _no_bundles(study: Study) -> NDArray[np.int32]:
    return np.full(len(study.model), -1, np.int32)


def retimed(study: Study, change: Change, rows: NDArray[np.integer]) -> NDArray[np.int64]:
    """Request times, int64 ns (t), after a change that touches no trace but those of `rows`."""
    structure = study.structure
    wanted = np.zeros(structure.traces, np.bool_)
    wanted[structure.trace[rows]] = True
    durations = request_times(study.model, structure)
    trees = trees_of(study.model, structure)
    retime_groups(
        trees, structure.first, structure.order, wanted, structure.root, change, durations
    )
    return durations
