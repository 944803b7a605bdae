"""The first requests a copy of a service answers, beside the later ones of the same operation."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.grouping import gather, number_pairs
from perfview.traces.contents.many_attributes import attributes_of
from perfview.traces.patterns.instances import entries, instances_of
from perfview.traces.study import Study

FLAGS = ("faas.coldstart", "faas.cold_start", "faas.is_cold_start", "coldstart", "cold_start")
"""Attributes that say that a call was a cold start (OpenTelemetry FaaS conventions, AWS, kin)."""
MOST_READ = 4_000


@dataclass(frozen=True)
class FirstRequests:
    """The first spans of copies of one operation. first int32: those rows; later_ns int64: the
    durations of the others. told: whether the file itself says which they are."""

    operation: int
    first: NDArray[np.int32]
    later_ns: NDArray[np.int64]
    told: bool

    @property
    def typical_ns(self) -> float:
        """The median of the later ones."""
        return float(np.median(self.later_ns))


def first_requests(study: Study, least: int, longest_ns: int) -> list[FirstRequests]:
    """Per operation with which a service is entered, at least `least` later requests each.

    Only of operations that took `longest_ns` or more at least once.
    """
    calls = study.service_calls
    long = np.zeros(len(study.operations), np.bool_)
    long[study.operations.of_span[calls.row[calls.duration_ns >= longest_ns]]] = True
    long &= study.operations.count > least
    if not long.any():
        return []
    row = entries(study, long)
    operation = study.operations.of_span[row]
    if len(row) <= least:
        return []
    told = _told(study)
    if len(told):
        return _by_flag(study, told, least, longest_ns)
    # One copy of a service that names none: the recording's first request of each operation.
    instance = instances_of(study).of(study, row)
    group, head = number_pairs(operation, instance)
    first, order = gather(group, len(head))
    start = study.model.start_ns[row]
    is_first = start == np.minimum.reduceat(start[order], first[:-1])[group]
    return _by_operation(study, row, operation, is_first, (least, longest_ns), told=False)


def _told(study: Study) -> NDArray[np.int32]:
    """Spans of which an attribute says that they were cold starts."""
    table = study.model.attributes
    keys = [table.keys.find(key) for key in FLAGS]
    keys = [key for key in keys if key >= 0]
    if not keys:
        return np.zeros(0, np.int32)
    place = np.flatnonzero(np.isin(table.key, keys))
    rows = np.unique(np.searchsorted(table.first, place, side="right") - 1)
    rows = rows[:: max(1, len(rows) // MOST_READ)]
    said = attributes_of(study, rows, FLAGS)
    yes = [any(str(v).lower() in ("true", "1") for v in each.values()) for each in said]
    return rows[np.array(yes, np.bool_)].astype(np.int32)


def _by_flag(
    study: Study, told: NDArray[np.int32], least: int, longest_ns: int
) -> list[FirstRequests]:
    operation = study.operations.of_span
    wanted = np.zeros(len(study.operations), np.bool_)
    wanted[operation[told]] = True
    row = np.flatnonzero(wanted[operation]).astype(np.int32)
    is_first = np.isin(row, told)
    return _by_operation(study, row, operation[row], is_first, (least, longest_ns), told=True)


def _by_operation(
    study: Study,
    row: NDArray[np.int32],
    operation: NDArray[np.int32],
    is_first: NDArray[np.bool_],
    bounds: tuple[int, int],
    told: bool,
) -> list[FirstRequests]:
    """`bounds` are how many later ones there must be, and how long one of the first."""
    least, longest_ns = bounds
    first, order = gather(operation, len(study.operations))
    found = []
    for k in np.flatnonzero(np.diff(first) > least).tolist():
        mine = order[first[k] : first[k + 1]]
        firsts = row[mine[is_first[mine]]]
        if study.model.duration_ns[firsts].max(initial=-1) < longest_ns:
            continue
        later = study.model.duration_ns[row[mine[~is_first[mine]]]]
        if len(later) >= least:
            found.append(FirstRequests(k, firsts, later, told))
    return found
