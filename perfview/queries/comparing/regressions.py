"""What became of each statement from one recording to another."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.findings.changes import Changes
from perfview.queries.comparing.chances import percentile_between, rank_score, reach_of
from perfview.queries.comparing.plan_changes import plan_changes
from perfview.queries.comparing.sides import Side, side_of
from perfview.queries.study import Study

ENOUGH_CALLS = 5
"""Runs in each recording from which a difference of a statement's mean is judged."""
SAME_WORK = 0.05
"""By how much numbers of calls may differ for two recordings to be of the same work: the same test,
say, which takes longer where statements are slower."""
_CLEAR = 2.58
"""Standard deviations by which ranks have to differ: one statement in a hundred by chance."""
_P95 = 0.95


@dataclass(frozen=True)
class StatementChanges:
    """k statements of either recording. before_row, after_row int64: of the sides, -1 not there.
    total_ns, mean_ns, calls, p95_ns as `Changes`; totals and calls of the earlier recording times
    `scale`, so that both are of one length of time (1 where a length is not told). plans: by
    fingerprint, what is done another way."""

    before: Side
    after: Side
    fingerprint: NDArray[np.uint64]
    before_row: NDArray[np.int64]
    after_row: NDArray[np.int64]
    total_ns: Changes
    mean_ns: Changes
    calls: Changes
    p95_ns: Changes
    scale: float
    plans: dict[int, str]

    def __len__(self) -> int:
        return len(self.fingerprint)

    @property
    def slowed_ns(self) -> NDArray[np.float64]:
        """Time of the later recording that is due to slower runs, 0 for those that are as fast as
        before as far as can be told."""
        grown = np.where(self.mean_ns.is_noise, 0.0, self.mean_ns.amount)
        both = (self.before_row >= 0) & (self.after_row >= 0)
        return np.where(both, grown * self.calls.after, 0.0)


def statement_changes(before: Study, after: Study, by_time: bool = True) -> StatementChanges:
    """Statements matched by fingerprint. A mean differs where the interval of Welch's difference,
    95 % for all statements together, leaves out 0 and the ranks of the durations (Mann and Whitney)
    say the same; with fewer than five runs on a side nothing is said. Numbers of calls and totals
    are taken as of a Poisson process. `by_time`: bring them to the same length of time, unless both
    recordings hold the same number of calls: then they are the same work."""
    old, new = side_of(before), side_of(after)
    prints = np.union1d(old.fingerprint, new.fingerprint)
    rows = [_rows(side, prints) for side in (old, new)]
    scale = _scale(old, new) if by_time else 1.0
    reach = reach_of(int(((rows[0] >= 0) & (rows[1] >= 0)).sum()))
    calls = [_at(side.calls, row) for side, row in zip((old, new), rows, strict=True)]
    total = [_at(side.total_ns, row) for side, row in zip((old, new), rows, strict=True)]
    squares = [_at(side.squares, row) for side, row in zip((old, new), rows, strict=True)]
    return StatementChanges(
        before=old,
        after=new,
        fingerprint=prints,
        before_row=rows[0],
        after_row=rows[1],
        total_ns=Changes(
            total[0] * scale, total[1], reach * np.sqrt(squares[0] * scale**2 + squares[1])
        ),
        mean_ns=_means(old, new, rows, reach),
        calls=Changes(calls[0] * scale, calls[1], reach * np.sqrt(calls[0] * scale**2 + calls[1])),
        p95_ns=_percentiles(old, new, rows, reach),
        scale=scale,
        plans=plan_changes(before, after),
    )


def _scale(old: Side, new: Side) -> float:
    """By what the earlier recording's calls are multiplied to be of as long a time."""
    calls = float(old.calls.sum()), float(new.calls.sum())
    is_same_work = abs(calls[1] - calls[0]) <= SAME_WORK * max(calls)
    if is_same_work or old.span_ns <= 0 or new.span_ns <= 0:
        return 1.0
    return new.span_ns / old.span_ns


def _rows(side: Side, prints: NDArray[np.uint64]) -> NDArray[np.int64]:
    if not len(side.fingerprint):
        return np.full(len(prints), -1, np.int64)
    found = np.minimum(np.searchsorted(side.fingerprint, prints), len(side.fingerprint) - 1)
    return np.where(side.fingerprint[found] == prints, found, -1).astype(np.int64)


def _at(values: NDArray[np.float64], rows: NDArray[np.int64]) -> NDArray[np.float64]:
    """Values by row, 0 for -1 and for what is unknown."""
    padded = np.append(np.nan_to_num(values), 0.0)
    return padded[rows]


def _means(old: Side, new: Side, rows: list[NDArray[np.int64]], reach: float) -> Changes:
    before, after = _at(old.mean_ns, rows[0]), _at(new.mean_ns, rows[1])
    noise = reach * np.sqrt(_at(old.spread, rows[0]) + _at(new.spread, rows[1]))
    enough = (_at(old.calls, rows[0]) >= ENOUGH_CALLS) & (_at(new.calls, rows[1]) >= ENOUGH_CALLS)
    noise = np.where(enough, noise, np.inf)
    for at in np.flatnonzero(np.abs(after - before) > noise).tolist():
        times = old.times_of(int(rows[0][at])), new.times_of(int(rows[1][at]))
        if len(times[0]) and len(times[1]):
            score = rank_score(*times) * (1 if after[at] > before[at] else -1)
            noise[at] = noise[at] if score >= _CLEAR else np.inf
    return Changes(before, after, noise)


def _percentiles(old: Side, new: Side, rows: list[NDArray[np.int64]], reach: float) -> Changes:
    size = len(rows[0])
    values = [np.zeros(size), np.zeros(size)]
    noise = np.full(size, np.inf)
    for at in range(size):
        halves = []
        for number, (side, row) in enumerate(zip((old, new), rows, strict=True)):
            times = side.times_of(int(row[at])) if row[at] >= 0 else side.durations[:0]
            if len(times):
                value, low, high = percentile_between(times, _P95, reach)
                values[number][at] = value
                halves.append(max(value - low, high - value))
        if len(halves) == 2:
            noise[at] = sum(halves)
    return Changes(values[0], values[1], noise)
