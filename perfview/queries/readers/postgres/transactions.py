"""Which calls are of one transaction."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.grouping import number_pairs
from perfview.kernels.text_hashes import number_texts
from perfview.queries.model import TRANSACTION as TRANSACTION_KIND
from perfview.queries.model import Statements
from perfview.queries.readers.postgres.columns import TRANSACTION, VIRTUAL, LogEntries
from perfview.recording.strings import StringTable

_ZERO = ord("0")
_BEGINS, _GOES_ON = ("begin", "start"), ("savepoint", "release", "rollback to", "rollback work to")


def told_transactions(entries: LogEntries, row: NDArray[np.int64]) -> NDArray[np.int32]:
    """The transaction the server itself names in these entries, int32, -1 for none: by virtual id
    (``3/1742``; ``3/0`` is none), else by transaction id."""
    column = VIRTUAL if (entries.spans[row, VIRTUAL, 0] >= 0).any() else TRANSACTION
    spans = entries.spans[row, column].astype(np.int64)
    found = np.full(len(row), -1, np.int32)
    content = entries.content
    last = np.maximum(spans[:, 1] - 1, 0)
    is_none = content[last] == _ZERO
    if column == VIRTUAL:
        is_none &= content[np.maximum(last - 1, 0)] == ord("/")
    else:
        is_none &= spans[:, 1] - spans[:, 0] == 1
    told = np.flatnonzero((spans[:, 0] >= 0) & ~is_none)
    if len(told):
        found[told] = number_texts(content, spans[told, 0], spans[told, 1])
    return found


def numbered(session: NDArray[np.int32], told: NDArray[np.int32]) -> NDArray[np.int32]:
    """Transactions of sessions as numbers, int32, -1 where none is told."""
    found = np.full(len(told), -1, np.int32)
    rows = np.flatnonzero(told >= 0)
    if len(rows):
        found[rows] = number_pairs(session[rows] + np.int32(1), told[rows])[0]
    return found


def bracketed(
    session: NDArray[np.int32],
    statement: NDArray[np.int32],
    statements: Statements,
    strings: StringTable,
) -> NDArray[np.int32]:
    """Transactions from BEGIN to COMMIT of each session, of n calls in their order; int32, -1."""
    begins = np.zeros(len(statements) + 1, np.bool_)
    ends = np.zeros(len(statements) + 1, np.bool_)
    for row in np.flatnonzero(statements.kind == TRANSACTION_KIND).tolist():
        text = strings[int(statements.text[row])].lower()
        begins[row] = text.startswith(_BEGINS)
        ends[row] = not begins[row] and not text.startswith(_GOES_ON)
    order = np.argsort(session, kind="stable")
    at = np.arange(len(order))
    opened = begins[statement[order]]
    closed = np.append(False, ends[statement[order]][:-1]) if len(order) else ends[:0]
    first = np.searchsorted(session[order], session[order])
    last_begin = np.maximum.accumulate(np.where(opened, at, -1))
    last_end = np.maximum.accumulate(np.where(closed, at, -1))
    inside = (last_begin >= first) & (last_begin >= last_end) & (session[order] >= 0)
    found = np.full(len(order), -1, np.int32)
    found[order[inside]] = np.unique(last_begin[inside], return_inverse=True)[1]
    return found
