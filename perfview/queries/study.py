"""Queries and everything measured on them, each measure computed once, when first asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from perfview.queries.furnished import Furnished
from perfview.queries.measures import totals
from perfview.queries.measures.totals import StatementTotals
from perfview.queries.model import DIALECTS, QueryModel
from perfview.queries.schema.model import Schema
from perfview.recording import study as recording
from perfview.recording.report import ImportReport
from perfview.recording.source import Source
from perfview.recording.study import measure

if TYPE_CHECKING:
    from perfview.queries.indexes.suggestion import Suggestion
    from perfview.queries.loops.loop import Loop
    from perfview.queries.plans.tree import NodeCosts
    from perfview.queries.sql.shapes import Shape


class Study(recording.Study):
    """What detectors, tables and views are given. Safe to share between threads.

    `furnished` is what was given along with the recording; `baseline` the study of an earlier one.
    """

    def __init__(
        self,
        model: QueryModel,
        report: ImportReport | None = None,
        source: Source | None = None,
        furnished: Furnished | None = None,
    ) -> None:
        super().__init__(report or ImportReport(rows=len(model)), source)
        self.model = model
        self.furnished = furnished or Furnished()
        self.baseline: Study | None = None
        self._shapes: dict[int, Shape | None] = {}

    @property
    def row_word(self) -> str:
        """Statements, where single calls are not told, or events, where nothing else is."""
        if len(self.model.calls):
            return ""
        return "statement" if len(self.model.statements) else "event"

    @property
    def schema(self) -> Schema:
        """What is known of the database."""
        return self.furnished.schema

    @measure
    def totals(self) -> StatementTotals:
        """What each statement took in all."""
        return totals.statement_totals(self)

    @measure
    def loops(self) -> list[Loop]:
        """Statements run again and again."""
        from perfview.queries.loops.finding import find_loops

        return find_loops(self)

    @measure
    def advised(self) -> list[Suggestion]:
        """Indexes that would help as far as the recording and the schema tell."""
        from perfview.queries.indexes.advising import advise_indexes

        return advise_indexes(self)

    @measure
    def suggestions(self) -> list[Suggestion]:
        """Indexes that would help, the greatest saving first; as a real planner judges them, if one
        was asked."""
        from perfview.queries.checking.verdicts import judged

        return judged(self.advised, self.furnished.checked)

    @measure
    def node_costs(self) -> NodeCosts:
        """What each node of the plans cost by itself."""
        from perfview.queries.plans.tree import node_costs

        return node_costs(self.model)

    def text_of(self, statement: int) -> str:
        """A statement without its literals."""
        return self.model.strings[self.model.statements.text[statement]]

    def dialect_of(self, statement: int) -> str:
        """One of `DIALECTS`; that of the recording where the statement's own is unknown."""
        return DIALECTS[self.model.statements.dialect[statement]] or self.model.dialect

    def shape_of(self, statement: int) -> Shape | None:
        """What a statement asks of which tables, with the literals of its first sample; None where
        it cannot be parsed. Computed when first asked for, once."""
        known = self._shapes
        if statement not in known:
            with self.lock_for("shapes"):
                if statement not in known:
                    known[statement] = self._shape(statement)
        return known[statement]

    def _shape(self, statement: int) -> Shape | None:
        from perfview.queries.sql.parsing import parsed
        from perfview.queries.sql.shapes import shape_of

        dialect = self.dialect_of(statement)
        tree = parsed(self.sample_of(statement) or self.text_of(statement), dialect)
        return None if tree is None else shape_of(tree, dialect, self.schema)

    def sample_of(self, statement: int) -> str:
        """A statement as it was run the first time that is kept, "" if none is."""
        rows = self.samples_of(statement)
        return self.model.strings[self.model.samples.text[rows[0]]] if len(rows) else ""

    def samples_of(self, statement: int) -> NDArray[np.int64]:
        """Rows of `Samples`."""
        return np.flatnonzero(self.model.samples.statement == statement)

    def calls_of(self, statement: int) -> NDArray[np.int32]:
        """Rows of `Calls`, in their order."""
        order, first = self._by_statement
        return order[first[statement] : first[statement + 1]]

    @measure
    def _by_statement(self) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """Calls by statement, and where those of each begin; calls without one are left out."""
        statement = self.model.calls.statement
        order = np.argsort(statement, kind="stable").astype(np.int32)
        order = order[np.count_nonzero(statement < 0) :]
        sizes = np.bincount(statement[statement >= 0], minlength=len(self.model.statements))
        return order, np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
