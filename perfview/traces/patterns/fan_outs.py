"""Calls started side by side of which one keeps all others waiting."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.fanning import abreast
from perfview.kernels.grouping import number_pairs
from perfview.kernels.quantiles import percentiles_by
from perfview.traces.study import Study

_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True)
class FanOuts:
    """f fan-outs. slowest int32 (f): the call that ends last; calls int64 (f): how many there are.

    typical_ns int64 (f): the median duration of the calls; gain_ns int64 (f): how much later the
    slowest ends than the last of the others. alike bool (f): whether all ask the same, numbers in
    names aside. operation int32 (f): the caller's.
    """

    slowest: NDArray[np.int32]
    calls: NDArray[np.int64]
    typical_ns: NDArray[np.int64]
    gain_ns: NDArray[np.int64]
    alike: NDArray[np.bool_]
    operation: NDArray[np.int32]


def find_fan_outs(study: Study, least: int, ahead_ns: int, ratio: float) -> FanOuts:
    """Fan-outs of at least `least` calls whose slowest ends `ahead_ns` after the others and takes
    at least `ratio` times their median."""
    model, structure = study.model, study.structure
    begin, stop, gain = abreast(
        structure.child_first, structure.child, model.start_ns, model.duration_ns, least, ahead_ns
    )
    size = stop - begin
    first = np.cumsum(size) - size
    group = np.repeat(np.arange(len(size), dtype=np.int32), size)
    row = structure.child[np.arange(len(group)) + np.repeat(begin - first, size)]
    spent = model.duration_ns[row]
    typical = percentiles_by(group, len(size), spent, 50)[0]
    # The last of each group by its end.
    order = np.lexsort((model.start_ns[row] + spent, group))
    last = order[first + size - 1] if len(size) else order
    kind = _kinds(study, row)
    alike = _all_equal(kind, first)
    kept = np.flatnonzero(spent[last] >= ratio * np.maximum(typical, 1))
    slowest = row[last[kept]]
    return FanOuts(
        slowest=slowest,
        calls=size[kept],
        typical_ns=typical[kept],
        gain_ns=gain[kept],
        alike=alike[kept],
        operation=study.operations.of_span[structure.parent[slowest]],
    )


def _all_equal(kind: NDArray[np.int32], first: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Per group, which begins at `first`, whether its rows are of one kind."""
    if not len(first):
        return np.zeros(0, np.bool_)
    same: NDArray[np.bool_] = np.minimum.reduceat(kind, first) == np.maximum.reduceat(kind, first)
    return same


def _kinds(study: Study, row: NDArray[np.int32]) -> NDArray[np.int32]:
    """Per span a number that those share whose names differ only in digits: `shard 3`."""
    operation, place = np.unique(study.operations.of_span[row], return_inverse=True)
    known: dict[str, int] = {}
    names = (_DIGITS.sub("#", study.operations.names[k]) for k in operation.tolist())
    return np.array([known.setdefault(name, len(known)) for name in names], np.int32)[place]


def by_caller(study: Study, found: FanOuts) -> list[NDArray[np.int64]]:
    """The fan-outs of one calling operation and kind together: indices, most gain first."""
    if not len(found.slowest):
        return []
    group, head = number_pairs(found.operation, found.alike.astype(np.int32))
    members = [np.flatnonzero(group == k) for k in range(len(head))]
    return sorted(members, key=lambda each: -int(found.gain_ns[each].sum()))
