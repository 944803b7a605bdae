"""What an index costs those that write its table."""

from __future__ import annotations

from perfview.queries.indexes.planning.paths import Access
from perfview.queries.model import UPDATE
from perfview.queries.sql.shapes import Shape


class Writers:
    """By table, the statements that change it."""

    def __init__(self, by_table: dict[str, list[tuple[int, Shape]]]) -> None:
        self._by_table = by_table

    def of(self, access: Access, there: int) -> tuple[tuple[int, ...], float]:
        """Statements that would have to keep an index up, and the share that it adds to the index
        work of one of their runs, of so many indexes that are there. An UPDATE has to only where it
        sets one of its columns (PostgreSQL's HOT updates)."""
        found = tuple(
            statement
            for statement, shape in self._by_table.get(access.table, ())
            if shape.kind != UPDATE or self._sets(shape, access)
        )
        # The table itself is written as well, about as dear as an index.
        return found, 1.0 / (there + 1) if found else 0.0

    @staticmethod
    def _sets(shape: Shape, access: Access) -> bool:
        columns = set(access.columns) | {access.where_column}
        return not shape.written_columns or bool(columns & set(shape.written_columns))
