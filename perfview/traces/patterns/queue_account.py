"""What the queues of one operation come to, and which of them are worth telling at any share."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.findings.detector import Limits
from perfview.traces.measures.requests import requests_of
from perfview.traces.patterns.database import database_calls
from perfview.traces.patterns.queues import CallQueues
from perfview.traces.patterns.span_types import of_pages, span_types
from perfview.traces.study import Study

_OWN_AFFAIR = re.compile(r"/_next/|googleapis\.com", re.IGNORECASE)
LOOKED_AT = 8


@dataclass(frozen=True)
class QueueAccount:
    """All queues of one endpoint and calling operation; per request that has one, on average.

    certain: most of the queues are worth reporting at any share of the request; long:
    every call of most queues is; aside: the calls are a framework's or an agent's.
    """

    endpoint: int
    operation: int
    queues: NDArray[np.int32]
    requests: int
    frequency: float
    concerned: NDArray[np.int32]
    gain_ns: float
    share: float
    certain: bool
    long: bool
    aside: bool
    on_screen: bool


@dataclass(frozen=True)
class QueueKinds:
    """Per queue, bool: worth reporting at any share of the request; all its calls are long."""

    certain: NDArray[np.bool_]
    long: NDArray[np.bool_]


def kinds_of(study: Study, queues: CallQueues, limits: Limits) -> QueueKinds:
    """The kind of each queue, by the limits `long-call`, `certain-saving`, `statement`,
    `statement-saving` and `share`."""
    return QueueKinds(_certain(study, queues, limits), _all_long(study, queues, limits))


def _all_long(study: Study, queues: CallQueues, limits: Limits) -> NDArray[np.bool_]:
    spent = study.model.duration_ns[queues.row]
    long: NDArray[np.bool_] = np.minimum.reduceat(spent, queues.first[:-1]) >= limits["long-call"]
    return long


def _certain(study: Study, queues: CallQueues, limits: Limits) -> NDArray[np.bool_]:
    """Sentry's rules: of consecutive HTTP, and of consecutive DB.

    Of the statements only those count that could start earlier: the first of every part but the
    queue's first one.
    """
    first, spent = queues.first[:-1], study.model.duration_ns[queues.row]
    stated = database_calls(study).question[queues.row] >= 0
    moves = np.diff(queues.part, prepend=-1) > 0
    moves[first] = False
    long = ~moves | (spent > limits["statement"])
    total = np.add.reduceat(spent.astype(np.float64), first)
    statements = np.logical_and.reduceat(stated & long, first)
    statements &= queues.gain_ns >= limits["statement-saving"]
    statements &= queues.gain_ns >= limits["share"] * total
    requests = ~np.logical_or.reduceat(stated, first) & _all_long(study, queues, limits)
    certain: NDArray[np.bool_] = statements | (
        requests & (queues.gain_ns >= limits["certain-saving"])
    )
    return certain


def _is_aside(study: Study, rows: NDArray[np.int32], caller: int) -> bool:
    """Whether the calls are a framework's, a storage library's or an agent's own affair."""
    asks = [study.model.strings[study.model.url[row]] for row in rows[:LOOKED_AT].tolist()]
    agent = span_types(study).of(caller).startswith("gen_ai")
    return agent or any(_OWN_AFFAIR.search(address) for address in asks)


def account_of(
    study: Study,
    queues: CallQueues,
    members: NDArray[np.int32],
    gain: float,
    count: int,
    kinds: QueueKinds,
) -> QueueAccount:
    """The account of some queues (`members`), which gain so much (ns) among `count` requests."""
    caller = queues.caller[members]
    trace = study.structure.trace[caller]
    affected = np.unique(trace)
    endpoint = int(requests_of(study).of_span[caller[0]])
    whole = float(requests_of(study).duration_ns[affected].astype(np.float64).sum())
    return QueueAccount(
        endpoint=endpoint,
        operation=int(study.operations.of_span[caller[0]]),
        queues=members,
        requests=len(affected),
        frequency=len(affected) / max(1, count),
        concerned=requests_of(study).concerned(endpoint, affected),
        gain_ns=gain / len(affected),
        share=gain / max(1.0, whole),
        certain=bool(kinds.certain[members].mean() >= 0.5),
        long=bool(kinds.long[members].mean() >= 0.5),
        aside=_is_aside(study, queues.split(members[:1])[0], int(caller[0])),
        on_screen=bool(of_pages(study, affected[:1]).all()),
    )
