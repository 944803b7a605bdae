"""Rows of an indented tree, each with the rows above it that it stands under."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

T = TypeVar("T")


class Row(Generic[T]):
    """A row of a tree: what stands in it, the row it stands under and how many stand under it."""

    def __init__(self, content: T, above: Row[T] | None) -> None:
        self.content = content
        self.above = above
        self.below = 0
        if above is not None:
            above.below += 1

    def way(self) -> Iterator[T]:
        """What stands in this row and in those above, from here to the outermost."""
        row: Row[T] | None = self
        while row is not None:
            yield row.content
            row = row.above


def rows_of(indented: Iterable[tuple[int, T]]) -> list[Row[T]]:
    """The rows in their order, each under the last before it that is indented less."""
    rows: list[Row[T]] = []
    open_rows: list[tuple[int, Row[T]]] = []
    for indent, content in indented:
        while open_rows and open_rows[-1][0] >= indent:
            open_rows.pop()
        row = Row(content, open_rows[-1][1] if open_rows else None)
        rows.append(row)
        open_rows.append((indent, row))
    return rows
