"""Loops found by trace, by session and transaction, or by time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.grouping import gather
from perfview.queries.loops.bursts import LEAST, Bursts, bursts_of_requests
from perfview.queries.loops.judging import judged
from perfview.queries.loops.loop import Loop
from perfview.queries.loops.recurrence import bursts_by_time
from perfview.queries.loops.requests import Requests, requests_of
from perfview.queries.loops.rooting import fed_sources, rooted
from perfview.queries.loops.side_by_side import may_be_spread, pooled, spread_bursts
from perfview.queries.loops.sources import Source, sources_of
from perfview.queries.loops.streams import threads_are_mixed

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
    for bursts in bursts_of_requests(calls, requests, least):
        parts = _by_statement(calls.statement, bursts)
        sources = {k: sources_of(study, requests, part, k) for k, part in parts.items()}
        found += _judged(study, requests, parts, sources)
    surely, perhaps = bursts_by_time(calls, requests, least)
    parts = _by_statement(calls.statement, surely)
    sources = {k: sources_of(study, requests, part, k) for k, part in parts.items()}
    mixed = threads_are_mixed(calls)
    sources = rooted(study, requests, parts, sources, only_led=mixed)
    found += _judged(study, requests, parts, sources)
    parts = _by_statement(calls.statement, perhaps)
    sources = {k: fed_sources(study, requests, part, k) for k, part in parts.items()}
    found += _judged(study, requests, parts, sources)
    if may_be_spread(calls):
        found += _spread(study, requests, found, least)
    return sorted(found, key=lambda loop: (-loop.spent_ns, -len(loop.calls), loop.statement))


def _spread(study: Study, requests: Requests, found: list[Loop], least: int) -> Iterator[Loop]:
    """Loops over several connections at once, among what is in no loop yet."""
    calls = study.model.calls
    pool = pooled(study, requests, [loop.calls for loop in found])
    parts = _by_statement(calls.statement, spread_bursts(calls, pool, least))
    sources = {k: sources_of(study, pool, part, k) for k, part in parts.items()}
    yield from _judged(study, pool, parts, rooted(study, pool, parts, sources, only_led=True))


def _judged(
    study: Study,
    requests: Requests,
    parts: dict[int, Bursts],
    sources: dict[int, list[Source]],
) -> Iterator[Loop]:
    for k, part in parts.items():
        yield from judged(study, requests, part, k, sources[k])


def _by_statement(statement: NDArray[np.int32], bursts: Bursts) -> dict[int, Bursts]:
    if not len(bursts):
        return {}
    of = statement[bursts.heads]
    first, order = gather(of, int(of.max()) + 1)
    return {k: bursts.taken(order[first[k] : first[k + 1]]) for k in np.unique(of).tolist()}
