"""Loops found by trace, by session and transaction, or by time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.grouping import gather
from perfview.queries.loops.bursts import LEAST, Bursts, bursts_of_requests
from perfview.queries.loops.judging import judged
from perfview.queries.loops.loop import Loop
from perfview.queries.loops.recurrence import bursts_by_time
from perfview.queries.loops.requests import requests_of

if TYPE_CHECKING:
    from perfview.queries.study import Study


def find_loops(study: Study, least: int = LEAST) -> list[Loop]:
    """All loops of at least `least` calls in a request, N+1 and others, the most time first (the
    most calls where none is told); columnar."""
    calls = study.model.calls
    if not len(calls):
        return []
    requests = requests_of(study)
    found: list[Loop] = []
    everything = bursts_of_requests(calls, requests, least)
    for bursts in (*everything, bursts_by_time(calls, requests, least)):
        for statement, chosen in _by_statement(calls.statement, bursts):
            found += judged(study, requests, bursts.taken(chosen), statement)
    return sorted(found, key=lambda loop: (-loop.spent_ns, -len(loop.calls), loop.statement))


def _by_statement(
    statement: NDArray[np.int32], bursts: Bursts
) -> list[tuple[int, NDArray[np.int32]]]:
    if not len(bursts):
        return []
    of = statement[bursts.heads]
    first, order = gather(of, int(of.max()) + 1)
    return [(k, order[first[k] : first[k + 1]]) for k in np.unique(of).tolist()]
