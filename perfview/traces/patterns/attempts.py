"""Attempts: calls of one span that ask the same again after the one before failed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.grouping import number_pairs
from perfview.traces.patterns.failing import asks_again
from perfview.traces.patterns.subtrees import children_of
from perfview.traces.study import Study

MOST_LEVELS = 64
"""How far up it is looked whether attempts stand within another attempt."""


@dataclass(frozen=True)
class Attempts:
    """a series of attempts. row int32: series k is row[first[k]:first[k + 1]] by start (first
    int64, a + 1); all of a series but the last failed. caller int32 (a): their parent.
    within int64 (a): the series that one of their ancestors is an attempt of, -1 for none.
    """

    row: NDArray[np.int32]
    first: NDArray[np.int64]
    caller: NDArray[np.int32]
    within: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.caller)

    def rows(self, series: NDArray[np.integer]) -> list[NDArray[np.int32]]:
        """The attempts of these series, each for itself."""
        return [self.row[self.first[k] : self.first[k + 1]] for k in series.tolist()]


def find_attempts(study: Study, least: int) -> Attempts:
    """All series of at least `least` attempts of one operation, statement and address."""
    failing = asks_again(study)
    callers = np.unique(study.structure.parent[failing])
    rows, owner = children_of(study.structure, callers[callers >= 0])
    failed = np.zeros(len(study.model), np.bool_)
    failed[failing] = True
    row, begin = _series(study, rows, owner.astype(np.int32), failed, least)
    caller = study.structure.parent[row[begin[:-1]]]
    return Attempts(row, begin, caller, _within(study, row, begin, caller))


def _series(
    study: Study,
    rows: NDArray[np.int32],
    owner: NDArray[np.int32],
    failed: NDArray[np.bool_],
    least: int,
) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Runs of the same call, each begun after the one before had failed and ended."""
    model = study.model
    same, _ = number_pairs(owner, study.operations.of_span[rows])
    same, _ = number_pairs(same, model.url[rows])
    same, _ = number_pairs(same, model.db_statement[rows])
    order = np.lexsort((model.start_ns[rows], same))
    rows, same = rows[order], same[order]
    end = model.start_ns[rows] + model.duration_ns[rows]
    follows = (same[1:] == same[:-1]) & failed[rows[:-1]] & (model.start_ns[rows[1:]] >= end[:-1])
    begin = np.flatnonzero(np.concatenate([[True], ~follows])) if len(rows) else np.zeros(0, int)
    size = np.diff(np.append(begin, len(rows)))
    kept = size >= least
    chosen = np.repeat(kept, size)
    return rows[chosen], np.concatenate([[0], np.cumsum(size[kept])]).astype(np.int64)


def _within(
    study: Study, row: NDArray[np.int32], first: NDArray[np.int64], caller: NDArray[np.int32]
) -> NDArray[np.int64]:
    series = np.full(len(study.model), -1, np.int64)
    series[row] = np.repeat(np.arange(len(caller)), np.diff(first))
    found = np.full(len(caller), -1, np.int64)
    open_, at = np.arange(len(caller)), caller.astype(np.int64)
    for _ in range(MOST_LEVELS):
        found[open_] = series[at]
        above = study.structure.parent[at]
        going = (found[open_] < 0) & (above >= 0)
        open_, at = open_[going], above[going].astype(np.int64)
        if not len(open_):
            break
    return found
