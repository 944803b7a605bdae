"""Waiting that spans show: for a worker of the callee, for a connection or a lock, in a queue."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.traces.contents import attributes
from perfview.traces.measures.operations import foremost
from perfview.traces.model import LINKS_KEY, SpanKind
from perfview.traces.study import Study

POOL = re.compile(
    r"(get.?connection|acquire.?(conn|client|slot|permit)|(conn\w*|pool|thread|worker).{0,12}"
    r"(acquire|wait|checkout|borrow|lease|queue)|(acquire|wait|checkout|borrow|lease|get)"
    r"\w*.{0,12}pool|hikaripool|pool[._ ]?(get|connect\b)|pending.?acquire)",
    re.IGNORECASE,
)
LOCK = re.compile(
    r"((?<![a-z])(r?w?lock|mutex|semaphore|latch|monitor)(?![a-z])|[a-z](Lock|Mutex|Semaphore)"
    r"|(acquire|await|obtain|wait.?for).{0,12}(lock|mutex|semaphore|latch))",
)
QUEUED = re.compile(
    r"(queue.?(wait|time|delay)|wait.?in.?queue|queued\b|throttl|rate.?limit)", re.I
)
_RELEASES = re.compile(
    r"(unlock|release|return.?(conn|to)|give.?back|\.close|expire|evict)", re.IGNORECASE
)
LINKED = 500
"""Consumers without a producer above them of which the links are read."""


@dataclass(frozen=True)
class Handovers:
    """Work handed from one span to another. from_row, to_row int32; wait_ns int64, 0 and more."""

    from_row: NDArray[np.int32]
    to_row: NDArray[np.int32]
    wait_ns: NDArray[np.int64]


def waiting_operations(study: Study) -> dict[int, str]:
    """Operations whose name says that they wait, with what for: connection, lock or queue.

    Of those on critical paths, those with most time there (`foremost`). Lower-case ``lock`` counts
    as a word of its own, ``Lock`` at the end of one as well; what releases is left out.
    """
    return study.once("waiting operations", lambda: _named(study))


def _named(study: Study) -> dict[int, str]:
    found: dict[int, str] = {}
    for operation in foremost(study.operations.critical_ns):
        name = study.operations.names[operation]
        if _RELEASES.search(name):
            continue
        if POOL.search(name):
            found[operation] = "connection"
        elif LOCK.search(name) or LOCK.search(name.lower()):
            found[operation] = "lock"
        elif QUEUED.search(name):
            found[operation] = "queue"
    return found


def calls_before_work(study: Study, least_ns: int) -> Handovers:
    """Calls whose callee began its span late, by more than it took to get the answer back.

    From a client's span to the server's inside it. The way back stands for the way there, so what
    the way there took longer is waiting for somebody to take the call; only where the server's
    span lies within the client's (clocks that differ by more show that they do).
    """
    model, structure = study.model, study.structure
    row = study.service_calls.row
    parent = structure.parent[row]
    candidate = np.flatnonzero(
        (parent >= 0) & (model.duration_ns[parent] - study.service_calls.duration_ns >= least_ns)
    )
    row, parent = row[candidate], parent[candidate]
    paired = (model.kind[parent] == SpanKind.CLIENT) & (model.kind[row] == SpanKind.SERVER)
    row, parent = row[paired], parent[paired]
    there = model.start_ns[row] - model.start_ns[parent]
    back = model.duration_ns[parent] - model.duration_ns[row] - there
    kept = (there >= 0) & (back >= 0) & (there - back >= least_ns)
    return Handovers(parent[kept], row[kept].astype(np.int32), (there - back)[kept])


def messages_before_work(study: Study) -> Handovers:
    """Messages from the end of the producer's span to the start of the consumer's.

    By parent, and by link where a consumer names its producer so (of at most `LINKED`).
    """
    model, structure = study.model, study.structure
    consumers = study.operations.kind == SpanKind.CONSUMER
    if not consumers.any():
        return Handovers(*(np.zeros(0, np.int32),) * 2, np.zeros(0, np.int64))
    row = np.flatnonzero(model.kind == SpanKind.CONSUMER).astype(np.int32)
    parent = structure.parent[row]
    sent = (parent >= 0) & (model.kind[parent] == SpanKind.PRODUCER)
    linked_from, linked_to = _linked(study, row[~sent])
    producer = np.concatenate([parent[sent], linked_from]).astype(np.int32)
    consumer = np.concatenate([row[sent], linked_to]).astype(np.int32)
    # Sent when the producer's span began at the earliest; it may end after it was taken.
    begun = model.start_ns[producer]
    taken = np.maximum(model.start_ns[consumer], begun)
    wait = model.start_ns[consumer] - np.minimum(begun + model.duration_ns[producer], taken)
    kept = wait >= 0
    return Handovers(producer[kept], consumer[kept], wait[kept])


def _linked(
    study: Study, consumers: NDArray[np.int32]
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    model = study.model
    if study.source is None or model.attributes.keys.find(LINKS_KEY) < 0:
        return np.zeros(0, np.int32), np.zeros(0, np.int32)
    asked: dict[int, int] = {}
    step = max(1, len(consumers) // LINKED)
    for row in consumers[::step][:LINKED].tolist():
        for link in attributes.links(study, study.source, row)[:1]:
            asked.setdefault(int(link.span_hex or "0", 16), row)
    rows = np.flatnonzero(np.isin(model.span_id, np.array(list(asked), np.uint64)))
    rows = rows[model.kind[rows] == SpanKind.PRODUCER].astype(np.int32)
    to = [asked[int(span)] for span in model.span_id[rows]]
    return rows, np.array(to, np.int32)
