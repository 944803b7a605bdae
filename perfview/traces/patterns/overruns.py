"""Callers that gave up, and what went on without them; failures that all took the same time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.traces.patterns.failing import failing_rows
from perfview.traces.patterns.subtrees import children_of
from perfview.traces.study import Study

NEAR = 0.02
"""How far above a timeout a call that ran into it ends, as a part of it."""
LATE_NS = 5_000_000
"""And at least: timers and error handling take a moment."""
MOST_LEVELS = 64
"""How far up callers are counted."""
_STEPS = (1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0)
_ROUND = np.array(
    [limit for p in range(7, 12) for s in _STEPS if 1e8 <= (limit := round(s * 10**p)) <= 6e11],
    np.int64,
)


@dataclass(frozen=True)
class Overruns:
    """Failed calls (caller int32) whose callee (int32) worked on after they had ended; wasted_ns
    int64: for how long."""

    caller: NDArray[np.int32]
    callee: NDArray[np.int32]
    wasted_ns: NDArray[np.int64]


def find_overruns(study: Study, least_ns: int) -> Overruns:
    """Failed spans with a child in another service that ended `least_ns` after them or later.

    The child must have begun within the caller's span: else two clocks differ, or it is a message.
    """
    model, rows = study.model, failing_rows(study)
    child, owner = children_of(study.structure, rows)
    caller = rows[owner].astype(np.int32)
    end = model.start_ns[caller] + model.duration_ns[caller]
    wasted = model.start_ns[child] + model.duration_ns[child] - end
    kept = (wasted >= least_ns) & (model.start_ns[child] >= model.start_ns[caller])
    kept &= model.start_ns[child] < end
    kept &= model.service[child] != model.service[caller]
    return Overruns(caller[kept], child[kept], wasted[kept])


def round_timeout(spent_ns: NDArray[np.int64], least: int, share: float) -> int:
    """The round duration (1, 1.5, 2 ... 8 times a power of ten, in ns) that at least `least` of
    these and at least `share` of them end just above; 0 when there is none. From 100 ms on."""
    if len(spent_ns) < least:
        return 0
    above = spent_ns[:, np.newaxis] - _ROUND
    hits = ((above >= 0) & (above <= np.maximum(NEAR * _ROUND, LATE_NS))).sum(axis=0)
    best = int(hits.argmax())
    enough = hits[best] >= max(least, share * len(spent_ns))
    return int(_ROUND[best]) if enough else 0


def ran_into(spent_ns: NDArray[np.int64], limit: int) -> NDArray[np.bool_]:
    """Which of these durations end just above a timeout of `limit` ns."""
    above = spent_ns - limit
    hit: NDArray[np.bool_] = (above >= 0) & (above <= max(NEAR * limit, LATE_NS))
    return hit


def failing_above(study: Study, rows: NDArray[np.integer]) -> float:
    """How many failing callers stand above each of these failures on average, `MOST_LEVELS` up."""
    failing = np.zeros(len(study.model), np.bool_)
    failing[failing_rows(study)] = True
    parent = study.structure.parent
    at, count = parent[rows], 0
    for _ in range(MOST_LEVELS):
        at = at[at >= 0]
        if not len(at):
            break
        count += int(failing[at].sum())
        at = parent[at]
    return count / max(1, len(rows))
