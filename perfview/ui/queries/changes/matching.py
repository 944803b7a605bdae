"""The statements of two recordings of a database, and what became of each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.findings.changes import Changes
from perfview.queries.comparing.regressions import StatementChanges, statement_changes
from perfview.queries.study import Study

SAME, NEW, GONE, SLOWER, FASTER, MORE, FEWER = range(7)
WHAT = ("", "new", "gone", "slower", "faster", "more calls", "fewer calls")
"""What became of a statement, by number."""


@dataclass(frozen=True)
class Matches:
    """k statements of either recording, those first of which the time changed most. before, after
    int32: their rows there, -1 for none; total_ns, mean_ns, calls, p95_ns: what they took, those of
    the earlier recording brought to the length of the later one; what uint8 of `WHAT`; plans: in
    words what is done another way, "" for nothing."""

    before: NDArray[np.int32]
    after: NDArray[np.int32]
    total_ns: Changes
    mean_ns: Changes
    calls: Changes
    p95_ns: Changes
    what: NDArray[np.uint8]
    plans: list[str]

    def __len__(self) -> int:
        return len(self.before)


def matched(before: Study, after: Study) -> Matches:
    """All statements of both."""
    found = statement_changes(before, after)
    order = np.argsort(-np.abs(found.total_ns.amount), kind="stable")
    return Matches(
        before=_rows(found.before.statement, found.before_row)[order],
        after=_rows(found.after.statement, found.after_row)[order],
        total_ns=_ordered(found.total_ns, order),
        mean_ns=_ordered(found.mean_ns, order),
        calls=_ordered(found.calls, order),
        p95_ns=_ordered(found.p95_ns, order),
        what=_what(found)[order],
        plans=[found.plans.get(int(each), "") for each in found.fingerprint[order]],
    )


def _rows(statement: NDArray[np.int32], row: NDArray[np.int64]) -> NDArray[np.int32]:
    return np.append(statement, np.int32(-1))[row].astype(np.int32)


def _what(found: StatementChanges) -> NDArray[np.uint8]:
    """Slower and faster only where it can be told from noise."""
    mean = np.where(found.mean_ns.is_noise, 0.0, found.mean_ns.amount)
    calls = np.where(found.calls.is_noise, 0.0, found.calls.amount)
    cases = [
        (found.before_row < 0, NEW),
        (found.after_row < 0, GONE),
        (mean > 0, SLOWER),
        (mean < 0, FASTER),
        (calls > 0, MORE),
        (calls < 0, FEWER),
    ]
    told = np.select([case for case, _ in cases], [word for _, word in cases], SAME)
    return told.astype(np.uint8)


def _ordered(each: Changes, order: NDArray[np.int64]) -> Changes:
    return Changes(each.before[order], each.after[order], each.noise[order])
