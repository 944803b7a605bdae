"""Which tables a walker fills and which columns they have: plain declarations, no memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import Any

import numpy as np


class Role(Enum):
    """What the numbers in a column are, and with that how two workers' columns are united."""

    NUMBER = "number"
    TEXT = "text"
    """int32 ids of interned texts, -1 none."""
    KEY = "key"
    """int32 ids of interned keys, -1 none."""
    LINK = "link"
    """Row numbers of the table named by `rows_of`."""


@dataclass(frozen=True)
class Column:
    """A column of 8, 4 or 1 bytes; `default` stands where a record says nothing."""

    name: str
    dtype: Any = np.int64
    default: int = 0
    role: Role = Role.NUMBER
    rows_of: str = ""


def text(name: str) -> Column:
    """A column of text ids."""
    return Column(name, np.int32, -1, Role.TEXT)


def key(name: str) -> Column:
    """A column of key ids."""
    return Column(name, np.int32, -1, Role.KEY)


def link(name: str, rows_of: str, dtype: Any = np.int32) -> Column:
    """A column that takes the number of rows another table has when the record begins."""
    return Column(name, dtype, 0, Role.LINK, rows_of)


@dataclass(frozen=True)
class Table:
    """A table; its columns stand widest first. A table without columns just counts.

    `resumable`: walkers begin its records and may resume reading before any of them.
    `keep_cut_off`: a record that the end of the file cuts off is kept with what is known of it.
    """

    name: str
    columns: tuple[Column, ...] = ()
    resumable: bool = False
    keep_cut_off: bool = False

    def __post_init__(self) -> None:
        widths = [np.dtype(c.dtype).itemsize for c in self.columns]
        if widths != sorted(widths, reverse=True) or not set(widths) <= {8, 4, 1}:
            raise ValueError(f"Columns of {self.name} must be 8, 4, then 1 bytes wide: {widths}")


@dataclass(frozen=True)
class Layout:
    """The tables of one kind of document. A column's slot is its place among all columns.

    `constant_keys` are interned first, so that their ids are their indices here.
    """

    tables: tuple[Table, ...]
    constant_keys: tuple[bytes, ...] = ()

    @cached_property
    def _slots(self) -> dict[tuple[str, str], int]:
        return {(t.name, c.name): i for i, (t, c) in enumerate(self.columns())}

    def columns(self) -> Iterator[tuple[Table, Column]]:
        """Every column with its table, in the order of slots."""
        return ((table, column) for table in self.tables for column in table.columns)

    def index(self, table: str) -> int:
        """The number of a table. Raises KeyError for an unknown name."""
        for i, declared in enumerate(self.tables):
            if declared.name == table:
                return i
        raise KeyError(table)

    def slot(self, table: str, column: str) -> int:
        """The scratch slot of a column. Raises KeyError for an unknown name."""
        return self._slots[table, column]

    def first_slot(self, table: str) -> int:
        """The slot of a table's first column."""
        return sum(len(t.columns) for t in self.tables[: self.index(table)])
