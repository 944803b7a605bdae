"""Calls started side by side of which one keeps all others waiting."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.fanning import abreast
from perfview.kernels.grouping import number_pairs
from perfview.traces.study import Study

_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True)
class FanOuts:
    """f fan-outs. rows: their calls by start, slowest int32 (f): the one that ends last.

    typical_ns int64 (f): the median duration of the calls; gain_ns int64 (f): how much later the
    slowest ends than the last of the others. alike bool (f): whether all ask the same, numbers in
    names aside. operation int32 (f): the caller's.
    """

    rows: list[NDArray[np.int32]]
    slowest: NDArray[np.int32]
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
    rows = [structure.child[a:b] for a, b in zip(begin.tolist(), stop.tolist(), strict=True)]
    spent = [model.duration_ns[row] for row in rows]
    typical = np.array([np.median(each) for each in spent], np.float64)
    place = [int(np.argmax(model.start_ns[r] + e)) for r, e in zip(rows, spent, strict=True)]
    longest = np.array([e[p] for e, p in zip(spent, place, strict=True)], np.float64)
    kept = np.flatnonzero(longest >= ratio * np.maximum(typical, 1)).tolist()
    kind = _kinds(study)
    slowest = np.array([rows[k][place[k]] for k in kept], np.int32)
    return FanOuts(
        rows=[rows[k] for k in kept],
        slowest=slowest,
        typical_ns=typical[kept].astype(np.int64),
        gain_ns=gain[kept],
        alike=np.array(
            [bool(np.ptp(kind[study.operations.of_span[rows[k]]]) == 0) for k in kept], np.bool_
        ),
        operation=study.operations.of_span[structure.parent[slowest]],
    )


def _kinds(study: Study) -> NDArray[np.int32]:
    """Per operation a number that those share whose names differ only in digits: `shard 3`."""
    known: dict[str, int] = {}
    names = (_DIGITS.sub("#", name) for name in study.operations.names)
    return np.array([known.setdefault(name, len(known)) for name in names], np.int32)


def by_caller(study: Study, found: FanOuts) -> list[NDArray[np.int64]]:
    """The fan-outs of one calling operation and kind together: indices, most gain first."""
    if not len(found.slowest):
        return []
    group, head = number_pairs(found.operation, found.alike.astype(np.int32))
    members = [np.flatnonzero(group == k) for k in range(len(head))]
    return sorted(members, key=lambda each: -int(found.gain_ns[each].sum()))
