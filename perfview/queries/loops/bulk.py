"""Which bursts of an INSERT write many rows a call: one row and lists of rows are one statement."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.queries.loops.bursts import Bursts
from perfview.queries.loops.roles import is_bulk
from perfview.queries.study import Study

_APART = 2.0
"""Times as long as calls of one row, from which those of many are told apart by what they took."""


def bring_many(study: Study, bursts: Bursts, statement: int) -> NDArray[np.bool_]:
    """bool (b): by the rows that calls tell; where these are not told and samples show both forms,
    by how long its calls take."""
    rows = study.model.calls.rows[bursts.calls]
    told = np.maximum(rows, 0)
    many: NDArray[np.bool_] = np.add.reduceat(told, bursts.first[:-1]) >= 2 * bursts.sizes
    if (rows >= 0).any() or not _has_both(study, statement):
        return many
    limit = _between(study.model.calls.duration_ns[study.calls_of(statement)])
    spent = study.model.calls.duration_ns[bursts.calls]
    parts = np.split(spent, bursts.first[1:-1])
    long = np.array([np.median(part) > limit for part in parts], np.bool_)
    return np.logical_or(many, long)


def _has_both(study: Study, statement: int) -> bool:
    samples = study.model.samples
    texts = [study.model.strings[k] for k in samples.text[study.samples_of(statement)]]
    return any(map(is_bulk, texts))


def _between(spent: NDArray[np.int64]) -> float:
    """The duration (ns) that parts short calls from long ones best, by the variance between both
    (Otsu, 1979, on logarithms); infinite where they are not `_APART`."""
    size = np.sort(np.log(np.maximum(spent[spent >= 0], 1)))
    if len(size) < 2:
        return float("inf")
    below = np.arange(1, len(size))
    total = np.cumsum(size)
    low = total[:-1] / below
    high = (total[-1] - total[:-1]) / (len(size) - below)
    best = int(np.argmax(below * (len(size) - below) * (high - low) ** 2))
    if high[best] - low[best] < np.log(_APART):
        return float("inf")
    return float(np.exp((size[best] + size[best + 1]) / 2))
