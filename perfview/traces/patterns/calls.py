"""Calls that leave an operation: what they ask for, and which of them could be swapped."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from perfview.traces.model import SpanKind
from perfview.traces.patterns.database import database_calls
from perfview.traces.patterns.span_types import are_requests, is_typed
from perfview.traces.study import Study

READS_ONLY = frozenset({"GET", "HEAD", "OPTIONS", ""})
GOES_FIRST = re.compile(
    r"(auth|log.?in|token|session|verif|validat|permission|authori[sz]|lock|begin|open|csrf|handshake)",
    re.IGNORECASE,
)
GOES_LAST = re.compile(
    r"(charge|\bpay\b|capture|commit|confirm|complete|finish|publish|notif|\bsend|submit|release"
    r"|unlock|close|rollback|settle|/place\b|audit)",
    re.IGNORECASE,
)
"""Words in names that tell an order: what is checked or opened first, what seals a thing last."""

WRAPPING = 0.2
"""A span with at most this much time of its own stands for the call inside it."""


def is_call(study: Study, rows: NDArray[np.integer]) -> NDArray[np.bool_]:
    """Which spans leave their operation: to another service, a database, a queue.

    A span that does little but wrap such a call counts as one. Client and producer spans always do.
    """
    model, structure = study.model, study.structure
    direct = _leaves(study, rows)
    plain = np.flatnonzero(~direct)
    thin = plain[study.self_ns[rows[plain]] <= WRAPPING * model.duration_ns[rows[plain]]]
    first, stop = structure.child_first[rows[thin]], structure.child_first[rows[thin] + 1]
    few = (stop > first) & (stop <= first + 2)
    thin, first, stop = thin[few], first[few], stop[few]
    direct[thin] = _leaves(study, structure.child[first]) | _leaves(
        study, structure.child[stop - 1]
    )
    return direct


def _leaves(study: Study, rows: NDArray[np.integer]) -> NDArray[np.bool_]:
    leaves: NDArray[np.bool_]
    model, parent = study.model, study.structure.parent[rows]
    kind = model.kind[rows]
    leaves = (kind == SpanKind.CLIENT) | (kind == SpanKind.PRODUCER)
    leaves |= (model.db_statement[rows] >= 0) | (model.db_system[rows] >= 0)
    leaves |= (parent >= 0) & (model.service[rows] != model.service[parent])
    if is_typed(study):
        leaves |= (study.statements.of_span >= 0)[rows] | are_requests(study)[rows]
    return leaves


def callee(study: Study, rows: NDArray[np.integer]) -> NDArray[np.int32]:
    """The operation a call arrives at: its first child's in another service, else its own."""
    structure, model = study.structure, study.model
    has = structure.child_first[rows + 1] > structure.child_first[rows]
    first = np.where(has, structure.child_first[rows], 0)
    below = structure.child[first] if len(structure.child) else rows
    other = has & (model.service[below] != model.service[rows])
    operation: NDArray[np.int32] = study.operations.of_span[np.where(other, below, rows)]
    return operation


def may_swap(
    study: Study, earlier: NDArray[np.integer], later: NDArray[np.integer]
) -> NDArray[np.bool_]:
    """Whether nothing in two calls of one parent tells that the later needs the earlier.

    A database call swaps only with another database call and only when neither writes and the
    later one takes no parameters (Sentry's rule: a parameter may come from the answer before). Two
    requests swap unless a name tells an order, or one writes and both go to the same callee.
    """
    question = database_calls(study).question
    asked, then = question[earlier], question[later]
    plain = _plain_reads(study, then)
    database = (asked >= 0) & (then >= 0) & (asked != then) & plain[then, 0] & plain[asked, 1]
    requests = (asked < 0) & (then < 0) & ~_ordered(study, earlier, later)
    writes = _writes(study, earlier) | _writes(study, later)
    requests &= ~(writes & (_place(study, earlier) == _place(study, later)))
    swaps: NDArray[np.bool_] = database | requests
    return swaps


def _plain_reads(study: Study, asked: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Per question: reads without parameters, and reads at all; false in the last row (no call)."""
    calls, statements = database_calls(study), study.statements
    flags = np.zeros((len(statements.texts) + 1, 2), np.bool_)
    flags[:-1, 1] = statements.is_read & calls.recorded
    for question in np.unique(asked[asked >= 0]).tolist():
        free = not re.search(r"\?|\.\.\.$|…$", statements.texts[question])
        flags[question, 0] = free and flags[question, 1]
    return flags


def _ordered(
    study: Study, earlier: NDArray[np.integer], later: NDArray[np.integer]
) -> NDArray[np.bool_]:
    first = _named(study, callee(study, earlier), GOES_FIRST) | _own(study, earlier, GOES_FIRST)
    last = _named(study, callee(study, later), GOES_LAST) | _own(study, later, GOES_LAST)
    return first | last


def _own(study: Study, rows: NDArray[np.integer], words: re.Pattern[str]) -> NDArray[np.bool_]:
    return _named(study, study.operations.of_span[rows], words)


def _named(
    study: Study, operations: NDArray[np.int32], words: re.Pattern[str]
) -> NDArray[np.bool_]:
    hit = np.zeros(len(study.operations), np.bool_)
    for operation in np.unique(operations).tolist():
        hit[operation] = bool(words.search(study.operations.names[operation]))
    return hit[operations]


def _writes(study: Study, rows: NDArray[np.integer]) -> NDArray[np.bool_]:
    method = study.model.http_method[rows]
    names = {i: study.model.strings[i].upper() for i in np.unique(method).tolist()}
    writing = [i for i, name in names.items() if name not in READS_ONLY]
    return np.isin(method, writing)


def _place(study: Study, rows: NDArray[np.integer]) -> NDArray[np.int32]:
    """Where a call goes: the callee's service, or the peer when no span of it was recorded."""
    operation = callee(study, rows)
    service = study.operations.service[operation]
    own = service == study.model.service[rows]
    place: NDArray[np.int32] = np.where(own, -2 - study.model.peer[rows], service)
    return place
