"""The statements of two recordings of a database, matched by fingerprint."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.queries.measures.totals import StatementTotals
from perfview.queries.study import Study

SAME, NEW, GONE, SLOWER, FASTER, MORE, FEWER = range(7)
WHAT = ("", "new", "gone", "slower", "faster", "more calls", "fewer calls")
"""What became of a statement, by number."""

_CHANGED = 0.1
"""A tenth: less of a mean or of a number of calls is called the same."""


@dataclass(frozen=True)
class Numbers:
    """Of k statements in one recording: calls, total_ns, mean_ns, p95_ns float64; 0 calls and nan
    times where it was not run."""

    calls: NDArray[np.float64]
    total_ns: NDArray[np.float64]
    mean_ns: NDArray[np.float64]
    p95_ns: NDArray[np.float64]


@dataclass(frozen=True)
class Matches:
    """k statements of either recording. before, after int32: their rows there, -1 for none; old,
    new: what they took; what uint8 of `WHAT`."""

    before: NDArray[np.int32]
    after: NDArray[np.int32]
    old: Numbers
    new: Numbers
    what: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.before)

    @property
    def change_ns(self) -> NDArray[np.float64]:
        """How much more time each takes in all, float64 (k)."""
        return np.nan_to_num(self.new.total_ns) - np.nan_to_num(self.old.total_ns)


def matched(before: Study, after: Study) -> Matches:
    """All statements of both, those that changed most first."""
    ours, theirs = after.model.statements.fingerprint, before.model.statements.fingerprint
    prints = np.union1d(ours, theirs)
    rows_before, rows_after = _rows(theirs, prints), _rows(ours, prints)
    old, new = _numbers(before.totals, rows_before), _numbers(after.totals, rows_after)
    found = Matches(rows_before, rows_after, old, new, _what(rows_before, rows_after, old, new))
    return _ordered(found, np.argsort(-np.abs(found.change_ns), kind="stable"))


def _rows(own: NDArray[np.uint64], prints: NDArray[np.uint64]) -> NDArray[np.int32]:
    found = np.full(len(prints), -1, np.int32)
    found[np.searchsorted(prints, own)] = np.arange(len(own), dtype=np.int32)
    return found


def _numbers(totals: StatementTotals, rows: NDArray[np.int32]) -> Numbers:
    def told(column: NDArray[np.int64], absent: float) -> NDArray[np.float64]:
        values = np.append(column.astype(np.float64), absent)[rows]
        return np.where((values < 0) | (rows < 0), absent, values)

    return Numbers(
        told(totals.calls, 0.0),
        told(totals.total_ns, np.nan),
        told(totals.mean_ns, np.nan),
        told(totals.p95_ns, np.nan),
    )


def _what(
    before: NDArray[np.int32], after: NDArray[np.int32], old: Numbers, new: Numbers
) -> NDArray[np.uint8]:
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = new.mean_ns / old.mean_ns
        calls = new.calls / old.calls
    cases = [
        (before < 0, NEW),
        (after < 0, GONE),
        (mean > 1 + _CHANGED, SLOWER),
        (mean < 1 / (1 + _CHANGED), FASTER),
        (calls > 1 + _CHANGED, MORE),
        (calls < 1 / (1 + _CHANGED), FEWER),
    ]
    found = np.select([case for case, _ in cases], [word for _, word in cases], SAME)
    return found.astype(np.uint8)


def _ordered(found: Matches, order: NDArray[np.int64]) -> Matches:
    def numbers(all_: Numbers) -> Numbers:
        return Numbers(
            all_.calls[order], all_.total_ns[order], all_.mean_ns[order], all_.p95_ns[order]
        )

    return Matches(
        found.before[order],
        found.after[order],
        numbers(found.old),
        numbers(found.new),
        found.what[order],
    )
