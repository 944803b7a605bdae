"""What requests would take if some spans were faster, gone, side by side or batched.

Two answers: the requests re-timed one by one (`what_if`), and, where calls queue for workers or
connections, the whole recording replayed with the change: what is faster leaves its place earlier,
and whoever waited for it waits less. The replay is run with and without the change, and only the
difference is taken from what was recorded, so that what it does not know of cancels out.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.grouping import number_small
from perfview.kernels.retiming import GONE, Change
from perfview.traces.measures.critical_path import trees_of
from perfview.traces.measures.request_time import request_times
from perfview.traces.scenarios.what_if import batching, bundling, retimed, scaling
from perfview.traces.study import Study

if TYPE_CHECKING:
    from perfview.traces.scenarios.queueing import Queues


class Treatment(StrEnum):
    """What is done to the chosen spans."""

    FASTER = "faster"
    REMOVED = "removed"
    PARALLEL = "parallel"
    BATCHED = "batched"


@dataclass(frozen=True)
class Scenario:
    """Spans (int32 rows), and what is done to them. `faster` is the share (0-1) by which their own
    time falls, what they call not included."""

    rows: NDArray[np.int32]
    treatment: Treatment
    faster: float = 0.5


@dataclass(frozen=True)
class Outcome:
    """Request times, int64 ns (t): as recorded, foreseen, and foreseen with every wait as it was.

    The last two are the same where `queues` is empty. `touched` int32: the spans that change.
    """

    before_ns: NDArray[np.int64]
    after_ns: NDArray[np.int64]
    waits_kept_ns: NDArray[np.int64]
    touched: NDArray[np.int32]
    queues: Queues


def foresee(study: Study, scenario: Scenario) -> Outcome:
    """What the requests of the recording would take."""
    touched = touched_rows(study, scenario)
    change = change_of(study, scenario.treatment, touched, scenario.faster)
    before = request_times(study.model, study.structure)
    kept = retimed(study, change, touched)
    # Loaded with its kernels only once somebody asks what if.
    from perfview.traces.scenarios.queueing import find_queues

    queues = find_queues(study)
    after = kept
    if len(queues) and len(touched):
        usual, changed = _usual_times(study, queues), _replayed(study, queues, change)
        known = (usual >= 0) & (changed >= 0)
        after = np.where(known, np.maximum(before - (usual - changed), 0), kept)
    return Outcome(before, after, kept, touched, queues)


def rows_of_operation(study: Study, operation: int) -> NDArray[np.int32]:
    """All spans of an operation, int32 rows."""
    return np.flatnonzero(study.operations.of_span == operation).astype(np.int32)


def touched_rows(study: Study, scenario: Scenario) -> NDArray[np.int32]:
    """The spans that the scenario changes: side by side and batched, those with a like sibling."""
    chosen = np.zeros(len(study.model), np.bool_)
    chosen[scenario.rows] = True
    rows = np.flatnonzero(chosen).astype(np.int32)
    if scenario.treatment in (Treatment.FASTER, Treatment.REMOVED):
        return rows
    rows = rows[study.structure.parent[rows] >= 0]
    calls = np.bincount(study.structure.parent[rows], minlength=1)
    return rows[calls[study.structure.parent[rows]] > 1]


def change_of(
    study: Study, treatment: Treatment, rows: NDArray[np.int32], faster: float = 0.5
) -> Change:
    """What the kernels are to do for a treatment of these spans (`touched_rows`)."""
    if treatment in (Treatment.PARALLEL, Treatment.BATCHED):
        group, _ = number_small(study.structure.parent[rows], len(study.model))
        make = bundling if treatment is Treatment.PARALLEL else batching
        return make(study, rows, group)
    scale = np.ones(len(study.model), np.float64)
    # A factor of nothing would take along what the spans call.
    left = max(1.0 - faster, 1e-9)
    scale[rows] = GONE if treatment is Treatment.REMOVED else left
    return scaling(study, scale)


def _usual_times(study: Study, queues: Queues) -> NDArray[np.int64]:
    """What the replay makes of the recording as it is, int64 ns (t)."""

    def compute() -> NDArray[np.int64]:
        return _replayed(study, queues, scaling(study, np.ones(len(study.model), np.float64)))

    return study.once("traces.replayed", compute)


def _replayed(study: Study, queues: Queues, change: Change) -> NDArray[np.int64]:
    """Request times of a replay, int64 ns (t); -1 where a trace has no root or never ended."""
    from perfview.kernels.programme import programmes
    from perfview.kernels.replay import replay

    model, structure = study.model, study.structure
    written = programmes(
        trees_of(model, structure), structure.first, structure.order, change, queues.wait_ns
    )
    of_row = queues.stations.of_row
    gone = np.where(change.scale <= 0, np.int32(-1), of_row)
    roots = np.flatnonzero(structure.parent < 0).astype(np.int32)
    roots = roots[np.argsort(model.start_ns[roots], kind="stable")]
    stations = type(queues.stations)(gone, queues.stations.places)
    took = replay(written, structure.parent, roots, model.start_ns[roots], stations)
    times = np.full(structure.traces, -1, np.int64)
    rooted = np.flatnonzero(structure.root >= 0)
    root = structure.root[rooted]
    times[rooted] = np.where(model.duration_ns[root] > 0, took[root], -1)
    return times
