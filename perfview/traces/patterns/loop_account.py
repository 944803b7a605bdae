"""The numbers of one loop, ready to be told."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.traces.measures.requests import requests_of, time_share
from perfview.traces.patterns.addresses import host_and_path
from perfview.traces.patterns.calls import callee
from perfview.traces.patterns.loops import Bursts, Loops
from perfview.traces.patterns.naming import (
    endpoint_name,
    operation_name,
    operation_path,
    service_name,
    shortened,
    statement_text,
)
from perfview.traces.patterns.questions import SUBJECT, Questions
from perfview.traces.patterns.rewriting import subject_of
from perfview.traces.scenarios.savings import percentile_rank
from perfview.traces.study import Study

LOOKED_BACK = 64
"""Siblings before a loop among which its first query is looked for."""


@dataclass(frozen=True)
class LoopAccount:
    """One loop over all its requests.

    What it asks: text (of the statement, or of the request, ids masked), subject (the table or the
    request, "" when unclear), is_request, reads, recorded, is_cache as in `Questions`. Names:
    caller (operation that loops), service, system (the database or service asked), request
    (endpoint), source (statement before the loop, "" when none). Per request: median and most
    calls, mean union_ns and share; waits is union over sum (1: one after another). sample_* are of
    the request at p95 among those affected. frequency: affected among the endpoint's requests;
    prevalence: requests of any endpoint in which this operation loops, of all. kinds:
    the different statements it repeats, text being the commonest; in_turn: the calls in each
    repeat of a sequence, 1 where they are all alike. concerned int32: the
    traces its saving is told of.
    """

    loop: int
    endpoint: int
    operation: int
    text: str
    subject: str
    is_request: bool
    reads: bool
    recorded: bool
    is_cache: bool
    caller: str
    path: str
    service: str
    system: str
    request: str
    source: str
    requests: int
    frequency: float
    prevalence: float
    kinds: int
    in_turn: int
    concerned: NDArray[np.int32]
    reach: float
    median: float
    most: int
    varies: bool
    union_ns: float
    share: float
    waits: float
    sample_count: int
    sample_union_ns: int
    sample_ns: int


def account_of(
    study: Study, questions: Questions, bursts: Bursts, loops: Loops, loop: int
) -> LoopAccount:
    """Gather the numbers and names of one loop."""
    chosen = loops.bursts(loop)
    traces, of_burst = np.unique(study.structure.trace[bursts.caller[chosen]], return_inverse=True)
    counts = np.bincount(of_burst, bursts.rounds[chosen])
    unions = np.bincount(of_burst, bursts.union_ns[chosen])
    lengths = requests_of(study).duration_ns[traces]
    sample = int(np.argsort(lengths, kind="stable")[percentile_rank(len(traces), 0.95)])
    burst = int(chosen[np.flatnonzero(of_burst == sample)[0]])
    endpoint, operation = int(loops.endpoint[loop]), int(loops.operation[loop])
    caller = int(bursts.caller[burst])
    concerned = requests_of(study).concerned(endpoint, traces)
    question = int(loops.question[loop])
    text = questions.text(study, question)
    is_request = questions.is_request(question)
    return LoopAccount(
        loop=loop,
        endpoint=endpoint,
        operation=operation,
        text=text,
        subject=shortened(text, SUBJECT) if is_request else subject_of(text),
        is_request=is_request,
        reads=bool(questions.is_read[question]),
        recorded=bool(questions.recorded[question]),
        is_cache=bool(questions.is_cache[question]),
        caller=study.model.strings[study.model.code[caller]] or operation_name(study, operation),
        path=operation_path(study, operation),
        service=service_name(study, operation),
        system=_system(study, int(bursts.row[bursts.first[burst]]), is_request),
        request=endpoint_name(study, endpoint),
        source=_source(study, questions, bursts, burst),
        requests=len(traces),
        frequency=len(traces) / max(1, len(requests_of(study).of(endpoint))),
        prevalence=_prevalence(study, loops, loops.operation == operation),
        kinds=len(np.unique(bursts.question[chosen])),
        in_turn=int((np.diff(bursts.first)[chosen] // bursts.rounds[chosen]).max()),
        concerned=concerned,
        reach=time_share(study, concerned),
        median=float(np.median(counts)),
        most=int(counts.max()),
        varies=bool(counts.max() > counts.min()),
        union_ns=float(loops.union_ns[loop]),
        share=float(loops.share[loop]),
        waits=float(bursts.union_ns[chosen].sum() / max(1, bursts.total_ns[chosen].sum())),
        sample_count=int(counts[sample]),
        sample_union_ns=int(unions[sample]),
        sample_ns=int(lengths[sample]),
    )


def _prevalence(study: Study, loops: Loops, chosen: NDArray[np.bool_]) -> float:
    return float(loops.requests[chosen].sum()) / max(1, study.structure.traces)


def _system(study: Study, row: int, is_request: bool) -> str:
    """The database that is asked, or the service; its address when it recorded no spans."""
    model = study.model
    if is_request:
        service = int(study.operations.service[callee(study, np.array([row]))[0]])
        known = service != model.service[row] and service >= 0
        host, _ = host_and_path(model.strings[model.url[row]])
        return model.strings[service if known else model.peer[row]] or host or "the server"
    return model.strings[model.db_system[row]] or model.strings[model.peer[row]] or "database"


def _source(study: Study, questions: Questions, bursts: Bursts, burst: int) -> str:
    """The read that ended last before the loop began, below the same caller; "" without one."""
    model, statements, question = study.model, questions.statements, questions.of_span
    first = int(bursts.row[bursts.first[burst]])
    began = int(model.start_ns[first])
    before = study.structure.children(int(bursts.caller[burst]))
    before = before[model.start_ns[before] < began][-LOOKED_BACK:]
    below = [study.structure.children(row)[-LOOKED_BACK:] for row in before.tolist()]
    rows = np.concatenate([before, *below])
    asked = question[rows]
    rows = rows[(asked >= 0) & (asked < statements) & (asked != question[first])]
    rows = rows[study.statements.is_read[question[rows]]]
    ended = model.start_ns[rows] + model.duration_ns[rows]
    rows, ended = rows[ended <= began], ended[ended <= began]
    return statement_text(study, int(rows[np.argmax(ended)])) if len(rows) else ""
