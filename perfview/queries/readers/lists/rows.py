"""Calls as a file lists them, before alike statements are counted as one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.queries.model import NO_TIME, UNKNOWN
from perfview.recording.strings import StringTable

NUMBERS = ("start_ns", "duration_ns", "rows", "rows_read", "bytes", "place")
"""int64 columns."""
TEXTS = (
    "sql", "parameters", "stack", "session", "trace", "parent", "transaction", "database", "user",
    "application",
)  # fmt: skip
"""int32 columns of texts."""


@dataclass(frozen=True)
class Rows:
    """n calls: `numbers` by name of `NUMBERS` int64 (n), `NO_TIME` or -1 unknown; `ids` by name of
    `TEXTS` int32 (n) into `texts`, -1 none; failed bool (n). A column that is left out is unknown
    for all."""

    texts: StringTable
    numbers: dict[str, NDArray[np.int64]]
    ids: dict[str, NDArray[np.int32]]
    failed: NDArray[np.bool_]
    dialect: str = ""
    made_by: str = ""

    def __len__(self) -> int:
        return len(self.failed)

    def number(self, name: str) -> NDArray[np.int64]:
        """A column of `NUMBERS`."""
        nothing = NO_TIME if name == "start_ns" else UNKNOWN
        return self.numbers.get(name, np.full(len(self), nothing, np.int64))

    def id(self, name: str) -> NDArray[np.int32]:
        """A column of `TEXTS`."""
        return self.ids.get(name, np.full(len(self), -1, np.int32))
