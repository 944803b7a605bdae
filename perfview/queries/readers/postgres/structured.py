"""Entries of PostgreSQL's log as comma-separated values and as JSON."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.flat_objects import flat_objects
from perfview.kernels.quoted_records import quoted_records
from perfview.queries.readers.postgres import columns as c
from perfview.queries.readers.postgres.columns import LogEntries
from perfview.queries.readers.postgres.words import FIRST_MORE, severity_words

_SEVERITY = -2
CSV_COLUMNS = (
    c.TIME, c.USER, c.DATABASE, c.PROCESS, c.HOST, c.SESSION, -1, -1, -1, c.VIRTUAL, c.TRANSACTION,
    _SEVERITY, c.STATE, c.MESSAGE, c.DETAIL, c.HINT, -1, -1, c.CONTEXT, c.STATEMENT, -1, -1,
    c.APPLICATION, -1, -1, c.QUERY_ID,
)  # fmt: skip
"""What each value of csvlog is: 23 up to PostgreSQL 12, 24 in 13, 26 from 14 on."""
_FEWEST = 14

_JSON_SEVERITY = len(c.COLUMNS)
JSON_NAMES: dict[int, str] = {
    c.TIME: "timestamp log_time",
    c.USER: "user user_name",
    c.DATABASE: "dbname database_name",
    c.PROCESS: "pid process_id",
    c.HOST: "remote_host connection_from",
    c.SESSION: "session_id",
    c.VIRTUAL: "vxid virtual_transaction_id",
    c.TRANSACTION: "txid transaction_id",
    _JSON_SEVERITY: "error_severity",
    c.STATE: "state_code sql_state_code",
    c.MESSAGE: "message",
    c.DETAIL: "detail",
    c.HINT: "hint",
    c.CONTEXT: "context",
    c.STATEMENT: "statement query",
    c.APPLICATION: "application_name",
    c.QUERY_ID: "query_id",
}
"""Members of jsonlog (PostgreSQL 15) and of CloudNativePG's records, which are csvlog's values."""


def _severities() -> dict[bytes, int]:
    found = {word: number for word, number in severity_words().items() if number < FIRST_MORE}
    return found | {b"DEBUG%d" % level: c.DEBUG for level in range(1, 6)}


def csv_entries(content: NDArray[np.uint8], length: int, first: int = 0) -> LogEntries:
    """The entries of csvlog in content[:length] (changed in place), whose byte 0 is byte `first` of
    the file."""
    columns = np.array(CSV_COLUMNS, np.int64)
    spans, severity, place, strange = quoted_records(
        content, length, columns, _FEWEST, _severities(), len(c.COLUMNS)
    )
    return LogEntries(content, spans, severity, place.astype(np.int64) + first, strange)


def json_entries(content: NDArray[np.uint8], length: int, first: int = 0) -> LogEntries:
    """The entries of jsonlog in content[:length] (changed in place), whose byte 0 is byte `first`
    of the file. Objects without a severity and a message are none."""
    names = {name.encode(): at for at, several in JSON_NAMES.items() for name in several.split()}
    spans, place, strange = flat_objects(content, length, names, len(c.COLUMNS) + 1)
    severity = _meanings(content, spans[:, _JSON_SEVERITY])
    told = (severity >= 0) & (spans[:, c.MESSAGE, 0] >= 0)
    strange += int((~told).sum())
    whole = spans if bool(told.all()) else spans[told]
    kept = np.ascontiguousarray(whole[:, : len(c.COLUMNS)])
    return LogEntries(
        content,
        kept,
        severity[told].astype(np.uint8),
        place[told].astype(np.int64) + first,
        strange,
    )


def _meanings(content: NDArray[np.uint8], spans: NDArray[np.int32]) -> NDArray[np.int16]:
    """What the words at these places mean, int16, -1 for unknown ones: there are only a few."""
    found = np.full(len(spans), -1, np.int16)
    rows = np.flatnonzero(spans[:, 0] >= 0)
    if not len(rows):
        return found
    start, stop = spans[rows, 0], spans[rows, 1]
    folded = (stop - start).astype(np.uint64)
    for step in range(6):
        letter = content[np.minimum(start + step, stop - 1)].astype(np.uint64)
        folded = folded << np.uint64(8) | letter
    words = _severities()
    _, shown, which = np.unique(folded, return_index=True, return_inverse=True)
    numbers = [
        words.get(content[start[at] : min(stop[at], start[at] + 64)].tobytes(), -1)
        for at in shown.tolist()
    ]
    found[rows] = np.array(numbers, np.int16)[which]
    return found
