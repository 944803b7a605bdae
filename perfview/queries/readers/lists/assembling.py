"""Listed calls become a model."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.grouping import number_small
from perfview.kernels.memory import PAD
from perfview.kernels.text_picking import pick_texts
from perfview.queries.gathering.building import filled
from perfview.queries.gathering.calls import Gathered, Written, gather
from perfview.queries.gathering.remarks import Remarks, read_remarks
from perfview.queries.model import DIALECTS, NO_TIME, Calls, QueryModel, Sessions
from perfview.queries.readers.lists.rows import Rows
from perfview.recording.progress import Progress
from perfview.recording.strings import StringTable

_NAMED = ("session", "trace", "stack", "database", "user", "application")


def assemble(rows: Rows, progress: Progress) -> QueryModel:
    """The model of listed calls, in the order they began where all say when. Raises `Cancelled`."""
    start = rows.number("start_ns")
    if len(start) and not np.any(start == NO_TIME) and np.any(start[1:] < start[:-1]):
        rows = _ordered(rows, np.argsort(start, kind="stable"))
    written = _written(rows)
    gathered = gather(written, rows.dialect, rows.number("duration_ns"), progress)
    rows = _with_remarks(rows, read_remarks(written, gathered.remark))
    strings, named = _strings(rows, gathered)
    session, names, first = _numbered(named["session"], len(strings))
    trace, _, _ = _numbered(named["trace"], len(strings))
    calls = filled(
        Calls,
        len(rows),
        statement=gathered.statement,
        start_ns=rows.number("start_ns"),
        duration_ns=rows.number("duration_ns"),
        rows=rows.number("rows"),
        rows_read=rows.number("rows_read"),
        bytes=rows.number("bytes"),
        session=session,
        transaction=_numbered(rows.id("transaction"), len(rows.texts))[0],
        trace=trace,
        parent=_numbered(rows.id("parent"), len(rows.texts))[0],
        trace_name=named["trace"],
        caller=named["stack"],
        key=gathered.key,
        failed=rows.failed,
        place=rows.number("place"),
    )
    nobody = np.full(len(names), -1, np.int32)
    sessions = Sessions(
        names, named["database"][first], named["user"][first], named["application"][first], nobody
    )
    dialects = gathered.statements.dialect
    return QueryModel(
        strings=strings,
        statements=gathered.statements,
        samples=gathered.samples,
        sessions=sessions,
        calls=calls,
        made_by=rows.made_by,
        dialect=DIALECTS[int(np.bincount(dialects).argmax())] if len(dialects) else "",
        minimum_ns=0,
    )


def _with_remarks(rows: Rows, told: Remarks) -> Rows:
    """The rows with request and code site out of the statements' comments, where the list itself
    names none of them."""
    ids, texts = dict(rows.ids), rows.texts
    for name, column, names in (
        ("trace", told.trace, told.traces),
        ("stack", told.caller, told.callers),
    ):
        if names and not np.any(rows.id(name) >= 0):
            ids[name] = np.where(column >= 0, column + len(texts), -1).astype(np.int32)
            texts = texts.followed_by(names)
    return replace(rows, ids=ids, texts=texts)


def _ordered(rows: Rows, order: NDArray[np.int64]) -> Rows:
    return Rows(
        rows.texts,
        {name: column[order] for name, column in rows.numbers.items()},
        {name: column[order] for name, column in rows.ids.items()},
        rows.failed[order],
        rows.dialect,
        rows.made_by,
    )


def _written(rows: Rows) -> Written:
    """Where the statements and their parameters stand among the texts."""
    content = np.append(rows.texts.arena, np.zeros(PAD, np.uint8))
    offsets = rows.texts.offsets
    # Text -1 begins nowhere: what is looked up for it is put aside.
    begin, end = np.append(offsets[:-1], -1), np.append(offsets[1:], -1)
    sql, parameters = rows.id("sql"), rows.ids.get("parameters")
    if parameters is None:
        return Written(content, begin[sql], end[sql])
    return Written(content, begin[sql], end[sql], begin[parameters], end[parameters])


def _strings(rows: Rows, gathered: Gathered) -> tuple[StringTable, dict[str, NDArray[np.int32]]]:
    """The texts of the model, and the columns of names into them."""
    own = len(gathered.strings)
    columns = [rows.id(name) for name in _NAMED]
    together = np.concatenate(columns) if columns else np.zeros(0, np.int32)
    number, used = number_small(together, len(rows.texts))
    ids = np.where(together >= 0, number + own, -1).astype(np.int32)
    index = np.concatenate([np.arange(own, dtype=np.int32), np.where(used >= 0, used + own, -1)])
    strings = StringTable(
        *pick_texts(
            (gathered.strings.arena, gathered.strings.offsets),
            (rows.texts.arena, rows.texts.offsets),
            index.astype(np.int32),
        )
    )
    return strings, dict(zip(_NAMED, np.split(ids, len(_NAMED)), strict=True))


def _numbered(
    ids: NDArray[np.int32], limit: int
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int64]]:
    """Texts numbered by first appearance: int32 (n) with -1 for none, the text of each number and
    the row where it appears first."""
    told = np.flatnonzero(ids >= 0)
    number, names = number_small(np.ascontiguousarray(ids[told]), limit)
    out = np.full(len(ids), -1, np.int32)
    out[told] = number
    first = np.zeros(len(names), np.int64)
    first[number[::-1]] = told[::-1]
    return out, names, first
