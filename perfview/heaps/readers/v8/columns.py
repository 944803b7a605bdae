"""Room for the columns of a list of numbers, of which nobody knows the length before its end."""

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
    S_INVERSE,
    S_SIGNED,
    S_TWOS,
    STATE_FIELDS,
    WORD,
    divisor_of,
)

_DTYPES = {BYTE: np.uint8, WORD: np.uint32, MULTIPLE: np.uint32, LONG: np.int64}


class Columns:
    """The fields of rows laid end to end, and a column for each that is wanted.

    `widths` by field says how its numbers are kept (`number_columns`); fields not in it are left
    out. `divisor` is that of the field kept as a multiple. Room is made as it is needed: what a
    file says of its own length is a hint and no more.
    """

    def __init__(
        self, names: list[str], widths: dict[str, int], divisor: int = 1, signed: bool = False
    ) -> None:
        self.names, self.widths, self.signed = names, widths, signed
        self._twos, self._inverse = divisor_of(divisor)
        self._column: dict[str, NDArray[Any]] = {}
        self.room = 0
        for name, width in self.widths.items():
            self._column[name] = np.empty(0, _DTYPES[width])

    def __getitem__(self, name: str) -> NDArray[Any]:
        return self._column[name]

    def __contains__(self, name: str) -> bool:
        return name in self._column

    def reserve(self, rows: int) -> None:
        """Make room for at least so many rows. What is in the columns stays."""
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

    def take(self, name: str) -> NDArray[Any]:
        """A column that is no longer wanted here."""
        return self._column.pop(name)

    def fields(self) -> NDArray[np.int64]:
        """Where and how the kernel keeps each field; good until room is made."""
        fields = np.zeros((len(self.names), 2), np.int64)
        for i, name in enumerate(self.names):
            if name in self._column and name not in self.names[:i]:
                fields[i, F_ADDRESS] = self._column[name].ctypes.data
                fields[i, F_WIDTH] = self.widths[name]
        return fields

    def state(self) -> NDArray[np.int64]:
        """A fresh state for the kernel."""
        state = np.zeros(STATE_FIELDS, np.int64)
        state[S_TWOS], state[S_INVERSE], state[S_SIGNED] = self._twos, self._inverse, self.signed
        return state
