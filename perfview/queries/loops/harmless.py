"""Calls that come again and again, and are no loop over rows."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.queries.loops.loop import BATCH, CURSOR, DUPLICATE, N_PLUS_ONE, PAGINATION, POLLING
from perfview.queries.loops.roles import asks_for_many
from perfview.queries.loops.values import values_told
from perfview.queries.study import Study

_CERTAIN = (BATCH, CURSOR, PAGINATION, POLLING)


def harmless_repeats(study: Study) -> NDArray[np.int32]:
    """Rows of `Calls` (int32, each once) whose repeats are pages, cursors, batches or polls, the
    same question where values are told, or statements that take many rows at once already."""
    found: list[NDArray[np.int32]] = []
    looped = [loop for loop in study.loops if loop.kind in N_PLUS_ONE]
    for loop in study.loops:
        is_same = loop.kind == DUPLICATE and values_told(study, loop.statement)
        if loop.kind in _CERTAIN or is_same:
            found.append(loop.calls)
    often = np.bincount(study.model.calls.statement + 1, minlength=1)[1:]
    for statement in np.flatnonzero(often >= 2).tolist():
        if asks_for_many(study, statement):
            found.append(study.calls_of(statement))
    if not found:
        return np.zeros(0, np.int32)
    rows = np.unique(np.concatenate(found))
    kept = np.concatenate([np.zeros(0, np.int32), *(loop.calls for loop in looped)])
    return np.setdiff1d(rows, kept).astype(np.int32)
