"""What a loop is, and how sure that is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from perfview.queries.loops.bulk import bring_many
from perfview.queries.loops.bursts import LEAST, Bursts, distinct_keys
from perfview.queries.loops.loop import (
    BATCH,
    CURSOR,
    DUPLICATE,
    INSERT,
    LOOKUP,
    N_PLUS_ONE,
    PAGINATION,
    POLLING,
    WRITE,
    Loop,
)
from perfview.queries.loops.pacing import are_batched, are_waiting
from perfview.queries.loops.paging import pages_only
from perfview.queries.loops.placed import placed
from perfview.queries.loops.requests import BY_TIME, BY_TRACE, BY_TRANSACTION, Requests
from perfview.queries.loops.roles import OTHER, role_of
from perfview.queries.loops.sources import FITS, LEADS, Source, rows_fed
from perfview.queries.loops.values import values_told
from perfview.queries.study import Study

ONE_BY_ONE = 0.8
"""Runs of a source for each looped call from which it brings one row at a time."""
MOST_CALLERS = 8
"""Places in the code that are told apart for one statement and source."""
_SURE = {
    (BY_TRACE, True): (0.98, 0.98),
    (BY_TRACE, False): (0.95, 0.89),
    (BY_TRANSACTION, True): (0.97, 0.96),
    (BY_TRANSACTION, False): (0.9, 0.9),
    (BY_TIME, True): (0.92, 0.92),
    (BY_TIME, False): (0.88, 0.6),
}
"""How often what is called a loop was one that had been planted, by how requests are told apart and
whether a source is known: of reads, of writes. Fitted on recorded workloads of Django, SQLAlchemy,
psycopg, peewee, knex, Sequelize, TypeORM and node-postgres (4,900 requests with loops, those of
`benchmarks` among them); rounded down, most of all where there were few."""
_UNTOLD, _FEW = 0.97, 0.94
"""Where values of parameters are not written down; where no more than two requests have it."""


def judged(
    study: Study, requests: Requests, bursts: Bursts, statement: int, sources: list[Source]
) -> Iterator[Loop]:
    """The loops of one statement: by what feeds them, by what they are, by the code that asks."""
    for source in sources:
        if not len(source.bursts):
            continue
        fed = bursts.taken(source.bursts)
        kinds = _kinds(study, requests, fed, source, statement)
        callers = _callers(study, fed)
        for kind in sorted(set(kinds.tolist()) - {OTHER}):
            for caller in np.unique(callers[kinds == kind]).tolist():
                chosen = np.flatnonzero((kinds == kind) & (callers == caller))
                yield _loop(study, fed.taken(chosen), source, source.calls[chosen], kind, statement)


def _kinds(
    study: Study, requests: Requests, bursts: Bursts, source: Source, statement: int
) -> NDArray[np.str_]:
    """What each burst is."""
    kind = role_of(study, statement).kind
    kinds = np.full(len(bursts), kind, dtype="<U16")
    kinds[_are_handed_out(study, requests, bursts, source)] = POLLING
    if kind in (PAGINATION, CURSOR):
        return kinds
    told = values_told(study, statement)
    asked = distinct_keys(bursts, study.model.calls)
    brings = source.statement >= 0 and (source.certainty >= LEADS or source.matching >= FITS)
    waiting = are_waiting(study.model.calls, bursts)
    if kind in (INSERT, WRITE):
        if kind == WRITE:
            # The same again is tried again; where values are not told, after a while.
            kinds[asked < 2 if told else waiting & (not brings)] = POLLING
        kinds[are_batched(study.model.calls, bursts)] = BATCH
        if kind == INSERT:
            kinds[bring_many(study, bursts, statement)] = BATCH
        return kinds
    if told:
        if kind == LOOKUP and pages_only(study, statement):
            kinds[asked >= LEAST] = PAGINATION
        repeats = (asked < LEAST) & ~_are_fed(study, requests, bursts, source, statement)
    else:
        # Nothing tells what was asked; a loop over rows needs a statement that brings them.
        repeats = np.full(len(bursts), not brings)
    kinds[repeats] = DUPLICATE
    if not told:
        kinds[repeats & waiting] = POLLING
    return kinds


def _are_handed_out(
    study: Study, requests: Requests, bursts: Bursts, source: Source
) -> NDArray[np.bool_]:
    """Which bursts take one thing at a time from a queue: the source is asked the same each time,
    and its answer is dealt with before it is asked again."""
    none = np.zeros(len(bursts), np.bool_)
    if source.statement < 0:
        return none
    is_queue = "skip locked" in study.text_of(source.statement).lower()
    if not is_queue and not values_told(study, source.statement):
        return none
    given = placed(study, requests, source.statement)
    asks, places = given.calls, given.places
    begin = np.searchsorted(places, requests.place[source.calls])
    last = bursts.calls[bursts.first[1:] - 1]
    end = np.searchsorted(places, requests.place[last])
    changes = np.cumsum(np.diff(study.model.calls.key[asks], prepend=0) != 0)
    is_same = changes[np.minimum(begin, len(asks) - 1)] == changes[np.maximum(end - 1, 0)]
    handed: NDArray[np.bool_] = (is_same | is_queue) & (end - begin >= ONE_BY_ONE * bursts.sizes)
    return handed


def _are_fed(
    study: Study, requests: Requests, bursts: Bursts, source: Source, statement: int
) -> NDArray[np.bool_]:
    """Whether a burst asks as often as its source gave rows, and with keys that these hold: then
    few different keys only mean that many rows point at the same."""
    if source.statement < 0 or source.certainty < 0.5:
        return np.zeros(len(bursts), np.bool_)
    fed = rows_fed(study, requests, bursts, source.calls, source.statement)
    return np.equal(fed, bursts.sizes)


def _callers(study: Study, bursts: Bursts) -> NDArray[np.int32]:
    """The code that asks, by burst; where it is too many places, the commonest for all."""
    callers = study.model.calls.caller[bursts.heads]
    known = Counter(callers.tolist()).most_common()
    if len(known) > MOST_CALLERS:
        return np.full(len(bursts), known[0][0], np.int32)
    return callers


def _loop(
    study: Study,
    bursts: Bursts,
    source: Source,
    source_calls: NDArray[np.int32],
    kind: str,
    statement: int,
) -> Loop:
    spent = np.maximum(study.model.calls.duration_ns[bursts.calls], 0)
    longest = np.maximum.reduceat(spent, bursts.first[:-1])
    total = int(spent.sum())
    return Loop(
        kind=kind,
        statement=statement,
        calls=bursts.calls,
        first=bursts.first,
        requests=bursts.request,
        source=source.statement,
        source_calls=source_calls,
        seen_by=bursts.seen_by,
        caller=int(study.model.calls.caller[bursts.heads[0]]),
        share=_share(study, source, len(bursts)),
        spent_ns=total,
        saved_ns=total - int(longest.sum()),
        confidence=_confidence(study, bursts, source, kind, statement),
    )


def _share(study: Study, source: Source, bursts: int) -> float:
    """The part of the source's requests with the loop: of its calls, where each is a request."""
    if source.statement < 0:
        return 1.0
    trace = study.model.calls.trace[study.calls_of(source.statement)]
    traced = trace[trace >= 0]
    asked = int(np.count_nonzero(np.bincount(traced))) + len(trace) - len(traced)
    return min(1.0, bursts / max(asked, 1))


def _confidence(study: Study, bursts: Bursts, source: Source, kind: str, statement: int) -> float:
    """From how requests were told apart, whether values are told, and what feeds the loop."""
    fed = source.statement >= 0
    if kind not in N_PLUS_ONE:
        return _SURE[bursts.seen_by, fed][0]
    sure = _SURE[bursts.seen_by, fed][kind in (INSERT, WRITE)]
    sure *= 1.0 if values_told(study, statement) else _UNTOLD
    sure *= 1.0 if len(bursts) > 2 or bursts.seen_by == BY_TRACE else _FEW
    return round(sure, 2)
