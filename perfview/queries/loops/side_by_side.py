"""Loops whose calls do not wait for each other: spread over the connections of a pool.

A server's log tells connections only. A program that asks for all rows at once (Promise.all,
asyncio.gather, resolvers of GraphQL) has each connection run some of the calls, among those of
other requests: to be seen, all connections of one user are looked at as one. Many requests at once
look alike, so only what a statement before it surely feeds is taken for a loop.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.grouping import number_pairs
from perfview.kernels.recurring import stretches
from perfview.queries.loops.bursts import LEAST, Bursts, none_found
from perfview.queries.loops.pacing import is_fine_timed
from perfview.queries.loops.recurrence import bursts_by_time
from perfview.queries.loops.requests import Requests
from perfview.queries.model import NO_TIME, Calls

if TYPE_CHECKING:
    from perfview.queries.study import Study

AT_ONCE = 0.5
"""The part of a burst's calls that begin before one on another connection has ended."""
_PAUSE_NS = 50_000_000
"""A time in which nobody asks anything, after which no call belongs to those before."""


def pooled(study: Study, requests: Requests, found: list[NDArray[np.int32]]) -> Requests:
    """The requests with all connections of one user and database as one stream. What was found
    already (rows of calls), and what belongs to a trace or transaction, may feed loops but is in
    none."""
    calls, sessions = study.model.calls, study.model.sessions
    pool = number_pairs(sessions.database, sessions.user)[0] if len(sessions) else sessions.user
    stream = np.append(pool, np.int32(-1))[calls.session] + 1
    stream = np.where(calls.session >= 0, stream, 0).astype(np.int32)
    taken = (requests.transaction >= 0) | (requests.trace >= 0) | (calls.session < 0)
    for each in found:
        taken[each] = True
    real = requests.order
    order = real[np.lexsort((calls.start_ns[real], stream[real]))].astype(np.int32)
    start = np.where(calls.start_ns != NO_TIME, calls.start_ns, 0)
    stop = start + np.maximum(calls.duration_ns, 0)
    place = np.full(len(calls), -1, np.int64)
    place[order] = np.arange(len(order))
    return replace(
        requests,
        transaction=np.where(taken, 0, -1).astype(np.int32),
        order=order,
        stream=stream,
        stretch=stretches(order, stream, start, stop, _PAUSE_NS),
        place=place,
        name=f", connections as one beside {sum(map(len, found))} looped",
    )


def may_be_spread(calls: Calls) -> bool:
    """Whether times, durations and more than one connection are told."""
    if not len(calls) or int(calls.session.max()) < 1 or (calls.trace >= 0).all():
        return False
    is_timed = (calls.start_ns != NO_TIME).all() and (calls.duration_ns >= 0).any()
    return bool(is_timed) and is_fine_timed(calls)


def spread_bursts(calls: Calls, pool: Requests, least: int = LEAST) -> Bursts:
    """Bursts over several connections whose calls overlap."""
    surely, perhaps = bursts_by_time(calls, pool, least)
    return _joined(_overlapping(calls, surely), _overlapping(calls, perhaps))


def _overlapping(calls: Calls, bursts: Bursts) -> Bursts:
    """Those of which enough calls begin before one on another connection has ended."""
    if not len(bursts):
        return bursts
    rows, of = bursts.calls, bursts.of_calls()
    start = calls.start_ns[rows]
    stop = start + np.maximum(calls.duration_ns[rows], 0)
    # A burst's calls never reach into the next one's: the latest end so far is its own.
    base = int(start.min())
    shift = of.astype(np.float64) * (float(stop.max() - base) + 1.0)
    ended = np.maximum.accumulate(stop - base + shift)
    at_once = np.zeros(len(rows), np.bool_)
    at_once[1:] = (start - base + shift)[1:] < ended[:-1]
    part = np.add.reduceat(at_once, bursts.first[:-1]) / bursts.sizes
    session = calls.session[rows]
    several = np.maximum.reduceat(session, bursts.first[:-1]) > np.minimum.reduceat(
        session, bursts.first[:-1]
    )
    return bursts.taken(np.flatnonzero(several & (part >= AT_ONCE)))


def _joined(one: Bursts, other: Bursts) -> Bursts:
    if not len(one) or not len(other):
        return one if len(one) else other if len(other) else none_found()
    rows: NDArray[np.int32] = np.concatenate([one.calls, other.calls])
    first = np.concatenate([one.first, other.first[1:] + one.first[-1]])
    request = np.concatenate([one.request, other.request])
    return Bursts(rows, first, request, one.seen_by)
