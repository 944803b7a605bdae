"""The columns of a table that leaves PerfView.

A table is columns of one length by name, in the order they are written. Numbers are numpy arrays;
texts are sequences of str that make their rows only when a slice of them is asked for, so that a
million rows cost nothing until they are written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar, overload

import numpy as np
from numpy.typing import NDArray

from perfview.recording.strings import StringTable

Columns = Mapping[str, NDArray[Any] | Sequence[str]]
Writer = TypeVar("Writer", bound=Callable[..., Columns])
_BLOCK = 4096


def counted(rows: Callable[[Any], int]) -> Callable[[Writer], Writer]:
    """Marks the function of a table whose columns take long to make with one that tells how many
    rows it has from the study alone."""

    def mark(table: Writer) -> Writer:
        table.rows = rows  # type: ignore[attr-defined]
        return table

    return mark


def rows_of(table: Callable[[Any], Columns], study: Any) -> int:
    """How many rows a table has."""
    rows = getattr(table, "rows", None)
    return rows(study) if rows else len(next(iter(table(study).values()), ()))


class LazyTexts(Sequence[str]):
    """Texts made a slice at a time by `texts`."""

    def __init__(self, length: int) -> None:
        self._length = length

    def texts(self, rows: slice) -> list[str]:
        """The texts of these rows."""
        raise NotImplementedError

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, index: int) -> str: ...

    @overload
    def __getitem__(self, index: slice) -> list[str]: ...

    def __getitem__(self, index: int | slice) -> str | list[str]:
        if isinstance(index, slice):
            return self.texts(index)
        row = range(self._length)[index]
        return self.texts(slice(row, row + 1))[0]

    def __iter__(self) -> Iterator[str]:
        for first in range(0, self._length, _BLOCK):
            yield from self.texts(slice(first, first + _BLOCK))


class Texts(LazyTexts):
    """Texts by index into a table, -1 for the empty text: ids int32."""

    def __init__(self, ids: NDArray[np.int32], strings: StringTable | Sequence[str]) -> None:
        super().__init__(len(ids))
        self._ids, self._strings = ids, strings

    def take(self, rows: NDArray[np.integer]) -> Texts:
        """These rows of the column."""
        return Texts(self._ids[rows], self._strings)

    def texts(self, rows: slice) -> list[str]:
        """The texts of these rows."""
        strings = self._strings
        return [strings[i] if i >= 0 else "" for i in self._ids[rows].tolist()]
