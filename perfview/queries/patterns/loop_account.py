"""A loop in numbers: what is said of it and held against thresholds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.queries.loops.feeding import Feeding, feeding
from perfview.queries.loops.loop import Loop
from perfview.queries.loops.roles import role_of
from perfview.queries.model import NO_TIME
from perfview.queries.patterns.frames import caller_of
from perfview.queries.patterns.naming import table_of
from perfview.queries.patterns.orms import Mapper, mapper_of
from perfview.queries.study import Study


@dataclass(frozen=True)
class LoopAccount:
    """median, most: calls in a request; requests: how many; each_ns: time in the database of one
    request's calls on average, -1 unknown; waited_ns: from the first to the end of the last, on
    average, -1 unknown; gained_ns: of that, what is left when the longest call is taken off, which
    is what one batch may take, -1 unknown; share: of all database time (0 unknown); distinct:
    different keys of the largest, 0 unknown; table, caller: "" unknown; rows: that the source
    gives, on average, -1."""

    loop: Loop
    table: str
    caller: str
    mapper: Mapper | None
    is_named: bool
    median: int
    most: int
    requests: int
    each_ns: float
    waited_ns: float
    gained_ns: float
    share: float
    feeding: Feeding
    source_rows: float

    @property
    def total_calls(self) -> int:
        """Looped calls in all."""
        return len(self.loop.calls)


def account_of(study: Study, loop: Loop) -> LoopAccount:
    """What there is to say of a loop."""
    calls = study.model.calls
    sizes = np.diff(loop.first)
    stack = study.model.strings[loop.caller] if loop.caller >= 0 else ""
    mapper, is_named = mapper_of(stack, study.sample_of(loop.statement))
    role = role_of(study, loop.statement)
    is_timed = bool((calls.duration_ns[loop.calls] >= 0).all())
    fed = feeding(study, loop.source, role) if loop.source >= 0 else Feeding()
    rows = calls.rows[loop.source_calls[loop.source_calls >= 0]]
    waited = _waited(study, loop) if is_timed else -1.0
    whole = study.totals.whole_ns if study.totals.is_timed else 0
    return LoopAccount(
        loop=loop,
        table=role.table or table_of(study, loop.statement),
        caller=caller_of(study, loop.caller),
        mapper=mapper,
        is_named=is_named,
        median=int(np.median(sizes)),
        most=int(sizes.max()),
        requests=len(sizes),
        each_ns=loop.spent_ns / len(sizes) if is_timed else -1.0,
        waited_ns=waited,
        gained_ns=max(waited - _longest(study, loop), 0.0) if waited >= 0 else -1.0,
        share=loop.spent_ns / whole if whole > 0 else 0.0,
        feeding=fed,
        source_rows=float(rows[rows >= 0].mean()) if (rows >= 0).any() else -1.0,
    )


def _waited(study: Study, loop: Loop) -> float:
    """From the first call's begin to the last one's end, on average over requests; -1 without
    times."""
    calls = study.model.calls
    start = calls.start_ns[loop.calls]
    if (start == NO_TIME).any():
        return -1.0
    stop = start + calls.duration_ns[loop.calls]
    begins = loop.first[:-1]
    return float((np.maximum.reduceat(stop, begins) - np.minimum.reduceat(start, begins)).mean())


def _longest(study: Study, loop: Loop) -> float:
    """The longest call of each request, on average, ns."""
    spent = study.model.calls.duration_ns[loop.calls]
    return float(np.maximum.reduceat(spent, loop.first[:-1]).mean())


def longest_first(study: Study, loop: Loop) -> NDArray[np.int32]:
    """Its calls, those of the request with most calls first, and before them the source's."""
    sizes = np.diff(loop.first)
    order = np.argsort(-sizes, kind="stable")[:20]
    found: list[NDArray[np.int32]] = []
    for k in order.tolist():
        source = loop.source_calls[k : k + 1]
        found.append(source[source >= 0])
        found.append(loop.calls[loop.first[k] : loop.first[k + 1]])
    return np.concatenate(found).astype(np.int32)


def fixed_cost(study: Study, loop: Loop) -> float:
    """The least that batching saves in ns: all calls but one of each request at what the quickest
    took, which is what a call costs however little it finds."""
    spent = np.maximum(study.model.calls.duration_ns[loop.calls], 0)
    quickest = np.minimum.reduceat(spent, loop.first[:-1])
    return float((quickest * (np.diff(loop.first) - 1)).sum())
