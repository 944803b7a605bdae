"""What statements and their calls can be filtered by."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from perfview.filtering.comparing import numbers_that, text_held
from perfview.filtering.fields import NumberField, TextField
from perfview.filtering.grammar import FilterError, Term
from perfview.queries.filtering.touched import Several, tables_touched
from perfview.queries.model import DIALECTS, EVENT_KINDS, STATEMENT_KINDS
from perfview.queries.study import Study
from perfview.recording.strings import StringTable

Field: TypeAlias = NumberField[Study] | TextField[Study]
Mask = NDArray[np.bool_]
Ids = NDArray[np.int32]

_UNIT = re.compile(r"_(?:ns|bytes)$")
_NO_YES = ["false", "true"]


def _prints(study: Study) -> tuple[Ids, list[str]]:
    prints = study.model.statements.fingerprint
    return np.arange(len(prints), dtype=np.int32), [f"{int(each):016x}" for each in prints]


def _total(column: str) -> Callable[[Study], NDArray[np.number]]:
    return lambda study: getattr(study.totals, column)


def _of_session(column: str) -> Callable[[Study], tuple[Ids, StringTable]]:
    """A text of the session of every call."""

    def texts(study: Study) -> tuple[Ids, StringTable]:
        ids = np.append(getattr(study.model.sessions, column), np.int32(-1))
        return ids[study.model.calls.session], study.model.strings

    return texts


STATEMENT_FIELDS: Mapping[str, Field] = {
    "text": TextField("its text", lambda s: (s.model.statements.text, s.model.strings)),
    "sql": TextField("its text", lambda s: (s.model.statements.text, s.model.strings)),
    "fingerprint": TextField("its fingerprint", _prints),
    "kind": TextField(
        "select, insert …",
        lambda s: (s.model.statements.kind.astype(np.int32), list(STATEMENT_KINDS)),
    ),
    "dialect": TextField(
        "postgres, mysql …",
        lambda s: (s.model.statements.dialect.astype(np.int32), list(DIALECTS)),
    ),
    "database": TextField("its database", lambda s: (s.model.statements.database, s.model.strings)),
    "calls": NumberField("how often it ran", "count", _total("calls")),
    "total": NumberField("time of all its calls", "ns", _total("total_ns")),
    "mean": NumberField("time of one call", "ns", _total("mean_ns")),
    "p50": NumberField("half take no longer", "ns", _total("p50_ns")),
    "p95": NumberField("95 % take no longer", "ns", _total("p95_ns")),
    "max": NumberField("its slowest call", "ns", _total("max_ns")),
    "share": NumberField("part of database time", "ratio", _total("share")),
    "rows": NumberField("rows it returned or changed", "count", _total("rows")),
    "rows_read": NumberField("rows the server read", "count", _total("rows_read")),
    "failed": NumberField("calls that failed", "count", _total("failed")),
    "sessions": NumberField("sessions that ran it", "count", _total("sessions")),
}

CALL_FIELDS: Mapping[str, Field] = {
    "duration": NumberField("how long it took", "ns", lambda s: s.model.calls.duration_ns),
    "rows": NumberField("rows returned or changed", "count", lambda s: s.model.calls.rows),
    "rows_read": NumberField("rows read", "count", lambda s: s.model.calls.rows_read),
    "size": NumberField("bytes of its result", "bytes", lambda s: s.model.calls.bytes),
    "bytes": NumberField("bytes of its result", "bytes", lambda s: s.model.calls.bytes),
    "failed": TextField(
        "true or false", lambda s: (s.model.calls.failed.astype(np.int32), _NO_YES)
    ),
    "trace": TextField("its request", lambda s: (s.model.calls.trace_name, s.model.strings)),
    "caller": TextField("the code that asked", lambda s: (s.model.calls.caller, s.model.strings)),
    "user": TextField("who asked", _of_session("user")),
    "application": TextField("what asked", _of_session("application")),
    "host": TextField("from where", _of_session("host")),
    "database": TextField("which database", _of_session("database")),
    "session": TextField("its connection", _of_session("name")),
}

EVENT_FIELDS: Mapping[str, Field] = {
    "kind": TextField(
        "lock wait, checkpoint …",
        lambda s: (s.model.events.kind.astype(np.int32), list(EVENT_KINDS)),
    ),
    "text": TextField("what was told", lambda s: (s.model.events.text, s.model.strings)),
    "duration": NumberField("how long it took", "ns", lambda s: s.model.events.duration_ns),
    "size": NumberField("bytes written", "bytes", lambda s: s.model.events.bytes),
    "bytes": NumberField("bytes written", "bytes", lambda s: s.model.events.bytes),
}

SEVERAL: Mapping[str, Callable[[Study], Several]] = {
    "table": tables_touched,
    "user": lambda study: askers(study, "user"),
    "application": lambda study: askers(study, "application"),
    "host": lambda study: askers(study, "host"),
    "caller": lambda study: callers(study),
}
"""What a statement may have several of: it is kept when one of them meets a term."""


def askers(study: Study, column: str) -> Several:
    """Texts of the sessions that ran each statement: user, application, host; a statement's own
    user where its file tells one. Worked out once."""
    return study.once(f"filtering.askers.{column}", lambda: _askers(study, column))


def callers(study: Study) -> Several:
    """The places in code that ran each statement, worked out once."""
    return study.once("filtering.callers", lambda: _pairs(study, study.model.calls.caller))


def held(study: Study, fields: Mapping[str, Field], term: Term, *further: str) -> Mask:
    """Of which rows a term about a field holds, bool. Fields may be written as the columns of the
    exported tables are: ``total_ms`` is not among them, ``total_ns`` is. `further` are keys that
    the caller knows of. Raises FilterError."""
    field = fields.get(term.key) or fields.get(_UNIT.sub("", term.key))
    if field is None:
        known = ", ".join(sorted({*fields, *further}))
        raise FilterError(f"There is no “{term.key}” here, but: {known}", term.at)
    if isinstance(field, NumberField):
        return numbers_that(term, field.values(study), field.unit)
    ids, texts = field.texts(study)
    return text_held(ids, texts, term)


def several_held(several: Several, term: Term, count: int) -> Mask:
    """Of which of `count` statements a term holds for one of the texts it has; what denies holds
    where none is met. Raises FilterError."""
    denied = term.operator.startswith("!")
    plain = Term(term.key, term.operator.lstrip("!"), term.value, term.at)
    hit = text_held(several.text, several.texts, plain)
    found = np.zeros(count, np.bool_)
    found[several.statement[hit]] = True
    return ~found if denied else found


def _askers(study: Study, column: str) -> Several:
    ids = np.append(getattr(study.model.sessions, column), np.int32(-1))
    return _pairs(study, ids[study.model.calls.session], own=column == "user")


def _pairs(study: Study, of_call: Ids, *, own: bool = False) -> Several:
    statement, strings = study.model.calls.statement, study.model.strings
    known = (statement >= 0) & (of_call >= 0)
    width = len(strings) + 1
    keys = statement[known].astype(np.int64) * width + of_call[known]
    if own:
        user = study.model.statements.user
        rows = np.flatnonzero(user >= 0)
        keys = np.concatenate([keys, rows * width + user[rows]])
    pairs = np.unique(keys)
    used, place = np.unique(pairs % width, return_inverse=True)
    texts = [strings[int(each)] for each in used]
    return Several((pairs // width).astype(np.int32), place.astype(np.int32), texts)
