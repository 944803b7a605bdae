"""A statement run again and again where once would do."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LOOKUP, AGGREGATE, WRITE, INSERT, MANY_TO_MANY = (
    "lookup", "aggregate", "write", "insert", "many-to-many",
)  # fmt: skip
DUPLICATE, PAGINATION, BATCH, CURSOR, POLLING = (
    "duplicate", "pagination", "batch", "cursor", "polling",
)  # fmt: skip
N_PLUS_ONE = (LOOKUP, AGGREGATE, WRITE, INSERT, MANY_TO_MANY)
"""Kinds of loops that are N+1; the others are something else, or nothing wrong."""


@dataclass(frozen=True)
class Loop:
    """One statement run in a loop, in many requests.

    kind as above; statement int; calls int32: rows of `Calls`, request by request; first int64 (r +
    1): request i has calls[first[i]:first[i+1]]; requests int32 (r): the trace (`Calls.trace`),
    else transaction, else -1; source: the statement whose rows feed the keys, -1 unknown;
    source_calls int32 (r), -1 unknown; seen_by: ``trace``, ``transaction`` or ``time``: how
    requests were told apart; caller int32: the code that asks, a text id, -1 unknown; share: of all
    requests that run the source, the part with the loop. spent_ns: in all looped calls; saved_ns:
    if each request asked once. confidence 0-1.
    """

    kind: str
    statement: int
    calls: NDArray[np.int32]
    first: NDArray[np.int64]
    requests: NDArray[np.int32]
    source: int
    source_calls: NDArray[np.int32]
    seen_by: str
    caller: int
    spent_ns: int
    saved_ns: int
    confidence: float
    share: float = 1.0
