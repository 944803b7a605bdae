"""Rows that are added one by one and become columns."""

from __future__ import annotations

from array import array
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray


class Rows:
    """Columns of 64-bit numbers that grow by a row."""

    def __init__(self, width: int) -> None:
        self.columns = tuple(array("q") for _ in range(width))

    def __len__(self) -> int:
        return len(self.columns[0])

    def add(self, *values: int) -> int:
        """One more row, and which one it is."""
        for column, value in zip(self.columns, values, strict=True):
            column.append(value)
        return len(self.columns[0]) - 1

    def extend(self, *columns: NDArray[Any] | int) -> None:
        """Many more rows; a single number stands in all of them."""
        length = max(len(each) for each in columns if isinstance(each, np.ndarray))
        for column, values in zip(self.columns, columns, strict=True):
            column.frombytes(np.full(length, values, np.int64).tobytes())

    def column(self, place: int, kind: DTypeLike) -> NDArray[Any]:
        """A column as numbers of that kind; the rows may grow on."""
        return np.array(self.columns[place], dtype=np.int64).astype(kind)
