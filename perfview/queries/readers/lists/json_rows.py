"""A list of queries as JSON to rows, by the walker."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.json_schema import Capture, Object, Schema, Value, compile_schema
from perfview.kernels.layout import Column, Layout, Table, text
from perfview.kernels.placed_texts import intern_placed
from perfview.kernels.references import OFFSET_BITS
from perfview.kernels.tables import Tables
from perfview.kernels.unescaping import unescaped
from perfview.queries.model import NO_TIME, UNKNOWN
from perfview.queries.readers.lists.callers import stack_text
from perfview.queries.readers.lists.rows import Rows
from perfview.queries.readers.lists.samples import Form
from perfview.queries.readers.lists.units import moments, spans
from perfview.recording.json_columns import JsonOutcome, JsonReading, Split
from perfview.recording.progress import Progress
from perfview.recording.source import Source
from perfview.recording.strings import StringTable

_CALLS = "calls"
_PLACED = ("parameters", "stack")
_WORDS = ("session", "trace", "parent", "transaction", "database", "user", "application")
_COUNTED = ("rows", "rows_read", "bytes")
_FALSE = (0, ord("f"), ord("0"), ord("n"))
_ANYWHERE = 1 << 62

_LAYOUT = Layout(
    (
        Table(
            _CALLS,
            (
                Column("place"),
                Column("start", default=NO_TIME),
                Column("stop", default=NO_TIME),
                Column("duration", default=UNKNOWN),
                *(Column(name, default=UNKNOWN) for name in _COUNTED),
                *(Column(f"{name}_place") for name in _PLACED),
                text("sql"),
                text("duration_word"),
                text("start_word"),
                text("stop_word"),
                *(text(name) for name in _PLACED),
                *(text(name) for name in _WORDS),
                Column("failed", np.uint8),
            ),
            resumable=True,
        ),
    )
)


def schema_of(form: Form) -> Schema:
    """What is captured of which member."""
    keys = {key: _value(form, key) for key in form.keys if key.isascii() and len(key) <= 32}
    row = Value(object=Object(keys, record=_CALLS, place=f"{_CALLS}.place"))
    if form.is_lines:
        return compile_schema(row, _LAYOUT)
    rows = Value(array=row)
    whole = Value(object=Object({form.list_name: rows})) if form.list_name else rows
    return compile_schema(whole, _LAYOUT)


def _value(form: Form, key: str) -> Value:
    role, _, scale = form.keys[key]
    if role in _PLACED:
        return Value(Capture.REFERENCE, f"{_CALLS}.{role}_place")
    if role in ("start", "stop"):
        if form.has_word_times:
            return Value(Capture.WORD, f"{_CALLS}.{role}_word")
        return Value(Capture.TIME, f"{_CALLS}.{role}", scale)
    if role == "duration":
        if form.has_word_durations:
            return Value(Capture.WORD, f"{_CALLS}.duration_word")
        return Value(Capture.NUMBER, f"{_CALLS}.duration", scale)
    if role == "error":
        return Value(Capture.BYTE, f"{_CALLS}.failed")
    if role in _COUNTED:
        return Value(Capture.NUMBER, f"{_CALLS}.{role}")
    return Value(Capture.TEXT if role == "sql" else Capture.WORD, f"{_CALLS}.{role}")


class _Placed:
    """Takes in what references point at while its bytes are in memory."""

    def __init__(self, tables: Tables) -> None:
        self._tables, self._done = tables, 0

    def gather(self, origin: int) -> None:
        """Intern what the rows committed since the last call point at (`json_columns.Follower`)."""
        tables, rows = self._tables, self._tables.rows(_CALLS)
        for name in _PLACED:
            places = tables.column(_CALLS, f"{name}_place")[self._done : rows]
            told = np.flatnonzero(places)
            ids = np.full(len(told), -1, np.int32)
            if len(told):
                words = np.ascontiguousarray(places[told]).view(np.uint64)
                intern_placed(origin, _ANYWHERE, words, ids, 0, tables.texts)
            tables.column(_CALLS, name)[self._done : rows][told] = ids
        self._done = rows


def read_json(source: Source, form: Form, progress: Progress) -> tuple[Rows, JsonOutcome]:
    """The calls of a JSON document. Raises `Cancelled`."""
    key = re.escape(form.first_key.encode())
    line = re.compile(rb'\n\s*(\{)\s*"' + key + rb'"\s*:')
    between = re.compile(rb'\}\s*,\s*(\{)\s*"' + key + rb'"\s*:')
    path = f"{form.list_name}[]" if form.list_name else "[]"
    reading = JsonReading(
        source,
        schema_of(form),
        lambda tables: _Placed(tables).gather,
        progress,
        restart=line if form.is_lines else None,
    )
    split = Split(line, "") if form.is_lines else Split(between, path)
    outcome = reading.read((split,), "Reading queries")
    return _rows(outcome.tables, form), outcome


def _rows(tables: Tables, form: Form) -> Rows:
    new = unescaped(tables.texts)
    texts = StringTable(*tables.texts.packed())

    def ids(name: str) -> NDArray[np.int32]:
        old = tables.column(_CALLS, name)
        return old.copy() if new is None else np.where(old >= 0, new[old], -1).astype(np.int32)

    kept = {name: ids(name) for name in ("sql", "parameters", *_WORDS)}
    # Objects that ask nothing are no calls: a header line, a summary at the end.
    asked = np.flatnonzero(kept["sql"] >= 0)
    stack, texts = stack_text(tables.column(_CALLS, "stack"), texts)
    kept["stack"] = stack
    numbers = {name: tables.column(_CALLS, name)[asked] for name in _COUNTED}
    numbers["place"] = tables.column(_CALLS, "place")[asked] & ((1 << OFFSET_BITS) - 1)
    numbers["duration_ns"] = _durations(tables, form, texts, ids)[asked]
    start = _moments(tables, form, "start", texts, ids)[asked]
    stop = _moments(tables, form, "stop", texts, ids)[asked]
    told = (start == NO_TIME) & (stop != NO_TIME)
    start[told] = stop[told] - np.maximum(numbers["duration_ns"][told], 0)
    both = (numbers["duration_ns"] == UNKNOWN) & (start != NO_TIME) & (stop != NO_TIME) & ~told
    numbers["duration_ns"][both] = np.maximum(stop[both] - start[both], 0)
    failed = ~np.isin(tables.column(_CALLS, "failed")[asked], _FALSE)
    return Rows(
        texts,
        {**numbers, "start_ns": start},
        {name: column[asked] for name, column in kept.items() if np.any(column >= 0)},
        failed,
    )


def _durations(
    tables: Tables, form: Form, texts: StringTable, ids: Callable[[str], NDArray[np.int32]]
) -> NDArray[np.int64]:
    if not form.has_word_durations:
        return tables.column(_CALLS, "duration").copy()
    scale = next(m.scale for m in form.keys.values() if m.role == "duration")
    return _by_text(ids("duration_word"), texts, lambda words: spans(words, scale), UNKNOWN)


def _moments(
    tables: Tables,
    form: Form,
    name: str,
    texts: StringTable,
    ids: Callable[[str], NDArray[np.int32]],
) -> NDArray[np.int64]:
    if not form.has_word_times:
        return tables.column(_CALLS, name).copy()
    return _by_text(ids(f"{name}_word"), texts, moments, NO_TIME)


def _by_text(
    ids: NDArray[np.int32],
    texts: StringTable,
    read: Callable[[list[str]], NDArray[np.int64]],
    nothing: int,
) -> NDArray[np.int64]:
    """What each text says, each distinct one read once."""
    distinct, place = np.unique(ids, return_inverse=True)
    words = [texts.raw(each).decode("utf-8", "replace") for each in distinct.tolist() if each >= 0]
    told = read(words)
    if len(distinct) and distinct[0] < 0:
        told = np.concatenate([np.array([nothing], np.int64), told])
    return told[place] if len(told) else np.full(len(ids), nothing, np.int64)
