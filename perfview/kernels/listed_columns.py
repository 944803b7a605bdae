"""Room for the columns of a long list of numbers, whose length nobody knows before its end."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.number_columns import (
    BYTE,
    F_ADDRESS,
    F_WIDTH,
    LONG,
    MULTIPLE,
    READ,
    S_AT,
    S_CODE,
    S_COUNT,
    S_INVERSE,
    S_SIGNED,
    S_TWOS,
    STATE_FIELDS,
    WORD,
    divisor_of,
    read_columns,
)

_DTYPES = {BYTE: np.uint8, WORD: np.uint32, MULTIPLE: np.uint32, LONG: np.int64}


class ListedColumns:
    """The fields of rows laid end to end, and a column for each that is wanted.

    `widths` by field says how its numbers are kept (`number_columns`); fields not in it are left
    out, and of fields with one name the first is kept. `divisor` is that of the fields kept as
    multiples, `signed` whether numbers may be negative. `room`: for how many rows there is room.
    """

    def __init__(
        self, names: list[str], widths: dict[str, int], divisor: int = 1, signed: bool = False
    ) -> None:
        self.names, self.room = names, 0
        self._widths, self._signed = widths, signed
        self._twos, self._inverse = divisor_of(divisor)
        self._column: dict[str, NDArray[Any]] = {
            name: np.empty(0, _DTYPES[width]) for name, width in widths.items()
        }

    def __getitem__(self, name: str) -> NDArray[Any]:
        return self._column[name]

    def __contains__(self, name: str) -> bool:
        return name in self._column

    def take(self, name: str) -> NDArray[Any]:
        """A column that is not wanted here any more."""
        return self._column.pop(name)

    def reserve(self, rows: int) -> None:
        """Make room for so many rows, at least as many as before. What is there stays."""
        for name, old in self._column.items():
            column = np.empty(rows, old.dtype)
            column[: len(old)] = old
            self._column[name] = column
        self.room = rows

    def cut(self, rows: int) -> None:
        """Keep only the first rows, and give back the room of the others when it is much."""
        for name, column in self._column.items():
            kept = column[:rows]
            self._column[name] = kept.copy() if len(column) > 1.25 * rows + 1024 else kept
        self.room = rows

    def state(self) -> NDArray[np.int64]:
        """What one thread needs to `read`."""
        state = np.zeros(STATE_FIELDS, np.int64)
        state[S_TWOS], state[S_INVERSE], state[S_SIGNED] = self._twos, self._inverse, self._signed
        return state

    def read(
        self, state: NDArray[np.int64], padded: bytearray, length: int, index: int
    ) -> tuple[int, int]:
        """Read the first bytes as numbers, the first of which has the place `index` in the list.

        (how many numbers there were, the offset of what is no number or -1). They stand between
        commas; for all of them there is room. Several threads may read at once.
        """
        start = int(np.frombuffer(padded, np.uint8).ctypes.data)
        read_columns(start, start + length, index, self._fields(), state)
        strange = -1 if state[S_CODE] == READ else int(state[S_AT]) - start
        return int(state[S_COUNT]), strange

    def _fields(self) -> NDArray[np.int64]:
        fields = np.zeros((len(self.names), 2), np.int64)
        for name, column in self._column.items():
            at = self.names.index(name)
            fields[at, F_ADDRESS], fields[at, F_WIDTH] = column.ctypes.data, self._widths[name]
        return fields
