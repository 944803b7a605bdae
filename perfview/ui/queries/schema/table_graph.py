"""Tables, what of the database's time goes to statements on them, and how they hang together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.queries.filtering.touched import tables_touched
from perfview.queries.sql.shapes import Shape
from perfview.queries.study import Study

MOST = 48
"""Tables drawn at once: beyond that nobody can read a layered graph."""
_MOST_PARSED = 1_500
_LONGEST_PARSED = 50_000


@dataclass(frozen=True)
class TableGraph:
    """k tables and the lines between them.

    names; share float64 (k): part of all time in statements that name it; statements, suggested
    int32 (k): how many name it, how many indexes are suggested for it; rows float64 (k), -1
    unknown. Lines: source (holds the key), target int32 (e); joined float64 (e): part of all time
    in statements that join them, 0 where none does; is_key bool (e): a foreign key says so; words:
    ``orders.user_id = users.id``. left_out: tables that are not drawn. joins_of: by statement the
    lines it joins along.
    """

    names: list[str]
    share: NDArray[np.float64]
    statements: NDArray[np.int32]
    suggested: NDArray[np.int32]
    rows: NDArray[np.float64]
    source: NDArray[np.int32]
    target: NDArray[np.int32]
    joined: NDArray[np.float64]
    is_key: NDArray[np.bool_]
    words: list[str]
    left_out: int
    joins_of: dict[int, list[int]]

    def __len__(self) -> int:
        return len(self.names)

    def place_of(self, name: str) -> int:
        """A table by name, -1 where it is not drawn."""
        return self.names.index(name) if name in self.names else -1


def graph_of(study: Study) -> TableGraph:
    """The tables that take most, with the joins of the heaviest statements; parses them, so ask on
    another thread. Worked out once."""
    return study.once("ui.table_graph", lambda: _graph(study))


def with_suggestions(graph: TableGraph, study: Study) -> NDArray[np.int32]:
    """How many indexes are suggested for each table, int32 (k)."""
    found = np.zeros(len(graph), np.int32)
    for suggestion in study.suggestions:
        place = graph.place_of(suggestion.table)
        if place >= 0:
            found[place] += 1
    return found


def _graph(study: Study) -> TableGraph:
    named, share = tables_touched(study), study.totals.share
    weight = np.bincount(named.text, share[named.statement], len(named.texts))
    count = np.bincount(named.text, minlength=len(named.texts))
    known = [name for name in study.schema.tables if name not in set(named.texts)]
    order = np.argsort(-weight, kind="stable")
    names = [named.texts[int(at)] for at in order] + known
    weights = np.concatenate([weight[order], np.zeros(len(known))])
    counts = np.concatenate([count[order], np.zeros(len(known))]).astype(np.int32)
    drawn = names[:MOST]
    lines = _Lines(drawn)
    for key in study.schema.foreign_keys:
        lines.add_key(key.table, key.columns, key.target, key.target_columns)
    heavy = np.argsort(-share, kind="stable")[:_MOST_PARSED]
    for statement in heavy.tolist():
        if len(study.text_of(statement)) <= _LONGEST_PARSED:
            shape = study.shape_of(statement)
            if shape is not None:
                lines.add_joins(statement, shape, float(share[statement]))
    tables = [study.schema.table(name) for name in drawn]
    return TableGraph(
        drawn,
        weights[: len(drawn)],
        counts[: len(drawn)],
        np.zeros(len(drawn), np.int32),
        np.array([table.rows if table is not None else -1.0 for table in tables], np.float64),
        np.array([line[0] for line in lines.ends], np.int32),
        np.array([line[1] for line in lines.ends], np.int32),
        np.array(lines.joined, np.float64),
        np.array(lines.is_key, np.bool_),
        lines.words,
        len(names) - len(drawn),
        lines.joins_of,
    )


class _Lines:
    """Gathers lines, one for each pair of tables."""

    def __init__(self, names: list[str]) -> None:
        self._place = {name: at for at, name in enumerate(names)}
        self._known: dict[tuple[int, int], int] = {}
        self.ends: list[tuple[int, int]] = []
        self.joined: list[float] = []
        self.is_key: list[bool] = []
        self.words: list[str] = []
        self.joins_of: dict[int, list[int]] = {}

    def add_key(
        self, table: str, columns: tuple[str, ...], target: str, target_columns: tuple[str, ...]
    ) -> None:
        """A foreign key of `table`."""
        line = self._line(
            table, target, f"{_named(table, columns)} = {_named(target, target_columns)}"
        )
        if line >= 0:
            self.is_key[line] = True

    def add_joins(self, statement: int, shape: Shape, share: float) -> None:
        """The joins of a statement, each pair of tables once."""
        found = set()
        for block in shape.blocks:
            for join in block.joins:
                left, right = shape.uses[join.left].table, shape.uses[join.right].table
                words = (
                    f"{_named(left, (join.left_column,))} {join.operator} "
                    f"{_named(right, (join.right_column,))}"
                )
                line = self._line(left, right, words)
                if line >= 0:
                    found.add(line)
        for line in found:
            self.joined[line] += share
        if found:
            self.joins_of[statement] = sorted(found)

    def _line(self, source: str, target: str, words: str) -> int:
        a, b = self._place.get(source, -1), self._place.get(target, -1)
        if a < 0 or b < 0 or a == b:
            return -1
        known = self._known.get((min(a, b), max(a, b)))
        if known is not None:
            return known
        self._known[(min(a, b), max(a, b))] = line = len(self.ends)
        self.ends.append((a, b))
        self.joined.append(0.0)
        self.is_key.append(False)
        self.words.append(words)
        return line


def _named(table: str, columns: tuple[str, ...]) -> str:
    shown = ", ".join(column or "…" for column in columns)
    return f"{table}.{shown}" if len(columns) == 1 else f"{table} ({shown})"
