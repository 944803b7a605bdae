"""What belongs to one request: told by a trace, by a transaction, or by neither."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.grouping import gather
from perfview.kernels.recurring import CLOSES, OPENS, framed, stretches
from perfview.queries.loops.streams import streams
from perfview.queries.model import (
    DEFINITION,
    NO_TIME,
    TRANSACTION,
    UTILITY,
    Calls,
)
from perfview.queries.study import Study

BY_TRACE, BY_TRANSACTION, BY_TIME = "trace", "transaction", "time"
"""How requests were told apart: `Loop.seen_by`."""
LONGEST_PAUSE_NS = 250_000_000
"""A connection that is left alone for so long serves another request next."""
COARSE_NS = 2_000_000_000
"""How far times of one connection may go back: logs with whole seconds, and what rounding adds."""
_OPENS = re.compile(r"\s*(begin|start\s+transaction)\b", re.IGNORECASE)
_CLOSES = re.compile(r"\s*(commit|end|abort|rollback)\b(?!.*\bto\b)", re.IGNORECASE)


@dataclass(frozen=True)
class Requests:
    """Over n calls. real bool: asks something of tables, so not BEGIN, SET, SHOW …; trace int32: as
    of `Calls`; transaction int32: of two or more real calls, -1 none. order int32: all real calls,
    stream by stream (`streams`), in time; stream int32 (n); stretch int32 (n): calls that may be
    of one request, -1 where not real; place int64 (n): of a call in `order`. name: of this way to
    look at them, "" by connections."""

    real: NDArray[np.bool_]
    trace: NDArray[np.int32]
    transaction: NDArray[np.int32]
    order: NDArray[np.int32]
    stream: NDArray[np.int32]
    stretch: NDArray[np.int32]
    place: NDArray[np.int64]
    name: str = ""


def requests_of(study: Study) -> Requests:
    """The requests of a study; found once, when first asked for."""
    return study.once("requests of calls", lambda: _find(study))


def _find(study: Study) -> Requests:
    calls, kind = study.model.calls, study.model.statements.kind
    known = calls.statement >= 0
    of = np.append(kind, np.uint8(UTILITY))[calls.statement]
    real = known & ~calls.failed
    for other in (TRANSACTION, UTILITY, DEFINITION):
        real &= of != other
    stream = streams(study)
    _, order = gather(stream, int(stream.max(initial=-1)) + 1)
    order = _as_written(calls, stream, order)
    transaction = _transactions(study, stream, order, real)
    order = np.ascontiguousarray(order[real[order]])
    # Within a trace no pause is too long.
    timed = (calls.start_ns != NO_TIME) & (calls.trace < 0)
    start = np.where(timed, calls.start_ns, 0)
    stop = np.where(timed, start + np.maximum(calls.duration_ns, 0), 0)
    stretch = stretches(order, stream, start, stop, LONGEST_PAUSE_NS)
    place = np.full(len(calls), -1, np.int64)
    place[order] = np.arange(len(order))
    return Requests(real, calls.trace, transaction, order, stream, stretch, place)


def _as_written(
    calls: Calls, stream: NDArray[np.int32], order: NDArray[np.int32]
) -> NDArray[np.int32]:
    """Calls of a connection in the order of its log, which writes each when it has ended. Times of
    whole seconds or milliseconds, with durations taken off, tell less. As before where places are
    not told, or are of several files."""
    if (calls.session < 0).all() or (calls.place < 0).any():
        return order
    written = order[np.lexsort((calls.place[order], stream[order]))]
    start = calls.start_ns[written]
    known = (start[1:] != NO_TIME) & (start[:-1] != NO_TIME)
    later = start[:-1] - start[1:] - np.maximum(calls.duration_ns[written[1:]], 0)
    same = stream[written[1:]] == stream[written[:-1]]
    of_one_file = not (known & same & (later > COARSE_NS)).any()
    return written.astype(np.int32) if of_one_file else order


def _transactions(
    study: Study,
    stream: NDArray[np.int32],
    order: NDArray[np.int32],
    real: NDArray[np.bool_],
) -> NDArray[np.int32]:
    """As the file tells, else from BEGIN to COMMIT of one connection; -1 where only one call asks
    something: then it says nothing about what belongs together."""
    calls = study.model.calls
    transaction = calls.transaction.copy()
    told = int(transaction.max(initial=-1)) + 1
    action = _actions(study)
    if action.any():
        sessions = calls.session >= 0
        framed_by, found = framed(order, stream, action[calls.statement])
        untold = (transaction < 0) & sessions & (framed_by >= 0)
        transaction[untold] = framed_by[untold] + np.int32(told)
        told += found
    asked = np.bincount(transaction[real & (transaction >= 0)], minlength=told)
    alone = np.append(asked < 2, True)
    transaction[alone[transaction]] = -1
    return transaction


def _actions(study: Study) -> NDArray[np.uint8]:
    """Per statement, and once more for none: whether it opens or closes a transaction."""
    statements = study.model.statements
    action = np.zeros(len(statements) + 1, np.uint8)
    for k in np.flatnonzero(statements.kind == TRANSACTION).tolist():
        text = study.text_of(k)
        action[k] = OPENS if _OPENS.match(text) else CLOSES if _CLOSES.match(text) else 0
    return action
