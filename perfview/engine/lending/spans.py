"""The database spans of a trace as calls of statements."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.engine.lending.span_values import values_in
from perfview.kernels.memory import PAD
from perfview.queries.gathering.building import filled
from perfview.queries.gathering.calls import Written, gather
from perfview.queries.model import DIALECTS, Calls, QueryModel
from perfview.queries.sql.dialects import dialect_of_system
from perfview.recording.progress import Progress
from perfview.traces.model import SpanStatus, TraceModel
from perfview.traces.study import Study


@dataclass(frozen=True)
class LentCalls:
    """model: the calls by their beginning; span int32 (n): the row of each one's span."""

    model: QueryModel
    span: NDArray[np.int32]


def has_statements(model: TraceModel) -> bool:
    """Whether any span tells a statement."""
    return bool((model.db_statement >= 0).any())


def calls_of(study: Study, progress: Progress) -> LentCalls:
    """Every span with a statement as a call: its trace as the request, its parent, the code it
    names as the caller. Raises `Cancelled`."""
    model = study.model
    stated = np.flatnonzero(model.db_statement >= 0)
    order = np.argsort(model.start_ns[stated], kind="stable")
    span: NDArray[np.int32] = stated[order].astype(np.int32)
    dialect = _dialects(model, span)
    gathered = gather(
        _written(model, span, values_in(study, span)), dialect, model.duration_ns[span], progress
    )
    own = len(gathered.strings)
    told, caller = np.unique(model.code[span], return_inverse=True)
    texts = model.strings.take(told[told >= 0].tolist())
    trace, names = study.structure.trace[span], _trace_names(study)
    named = own + len(texts) + trace
    calls = filled(
        Calls,
        len(span),
        statement=gathered.statement,
        key=gathered.key,
        start_ns=model.start_ns[span],
        duration_ns=model.duration_ns[span],
        trace=trace,
        trace_name=named,
        parent=study.structure.parent[span],
        caller=np.where(told[caller] >= 0, own + caller - int((told < 0).sum()), -1),
        failed=model.status[span] == SpanStatus.ERROR,
    )
    main = np.bincount(gathered.statements.dialect, minlength=1)
    lent = QueryModel(
        strings=gathered.strings.followed_by([*texts, *names]),
        statements=gathered.statements,
        samples=gathered.samples,
        calls=calls,
        made_by="spans of a trace",
        dialect=DIALECTS[int(main.argmax())] if len(gathered.statements) else "",
    )
    return LentCalls(lent, span)


def _written(model: TraceModel, span: NDArray[np.int32], values: list[str]) -> Written:
    """The statements where the strings of the trace have them, what they were asked with behind
    all of those."""
    strings, text = model.strings, model.db_statement[span]
    told = [value.encode() for value in values]
    behind = np.frombuffer(b"".join(told) + bytes(PAD), np.uint8)
    content = np.concatenate([strings.arena, behind])
    begin, stop = strings.offsets[text], strings.offsets[text + 1]
    if not told:
        return Written(content, begin, stop)
    sizes = np.array([len(value) for value in told], np.int64)
    ends = len(strings.arena) + np.cumsum(sizes)
    some = sizes > 0
    return Written(content, begin, stop, np.where(some, ends - sizes, -1), np.where(some, ends, -1))


def _dialects(model: TraceModel, span: NDArray[np.int32]) -> NDArray[np.uint8]:
    """The dialect of each, by the database's name as its span tells it."""
    systems, of_span = np.unique(model.db_system[span], return_inverse=True)
    known = [dialect_of_system(model.strings[int(each)]) for each in systems]
    numbers = np.array([DIALECTS.index(name) for name in known], np.uint8)
    return numbers[of_span]


def _trace_names(study: Study) -> list[str]:
    """The ids of all traces, as the file has them."""
    first = study.structure.order[study.structure.first[:-1]]
    high, low = study.model.trace_id_high[first], study.model.trace_id_low[first]
    pairs = zip(high.tolist(), low.tolist(), strict=True)
    return [f"{top:016x}{bottom:016x}" for top, bottom in pairs]
