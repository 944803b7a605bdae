"""What an entry of PostgreSQL's log tells, in every form of the log."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

COLUMNS = (
    "time",
    "process",
    "session",
    "user",
    "database",
    "application",
    "host",
    "virtual transaction",
    "transaction",
    "query id",
    "state",
    "message",
    "detail",
    "hint",
    "context",
    "statement",
)
"""The columns of spans: what each is called."""
(
    TIME, PROCESS, SESSION, USER, DATABASE, APPLICATION, HOST, VIRTUAL, TRANSACTION, QUERY_ID,
    STATE, MESSAGE, DETAIL, HINT, CONTEXT, STATEMENT,
) = range(len(COLUMNS))  # fmt: skip

SEVERITIES = ("LOG", "INFO", "NOTICE", "WARNING", "ERROR", "FATAL", "PANIC", "DEBUG")
LOG, INFO, NOTICE, WARNING, ERROR, FATAL, PANIC, DEBUG = range(len(SEVERITIES))


@dataclass
class LogEntries:
    """n entries of a log: spans int32 (n, `COLUMNS`, 2) in the content (uint8, padded), -1 for
    none; severity uint8 (n) of `SEVERITIES`; place int64 (n): byte of the file where each begins.
    strange: lines or records that are none."""

    content: NDArray[np.uint8]
    spans: NDArray[np.int32]
    severity: NDArray[np.uint8]
    place: NDArray[np.int64]
    strange: int = 0

    def __len__(self) -> int:
        return len(self.severity)

    def span(self, column: int) -> NDArray[np.int32]:
        """int32 (n, 2): a column's places."""
        return np.ascontiguousarray(self.spans[:, column])

    def text(self, row: int, column: int) -> str:
        """A column's text, "" for none."""
        start, stop = self.spans[row, column].tolist()
        if start < 0:
            return ""
        return self.content[start:stop].tobytes().decode("utf-8", "replace")
