"""One table beside the graph: its indexes, those that are suggested, and the statements on it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from perfview.findings.quantities import percent, plural
from perfview.queries.filtering.touched import tables_touched
from perfview.queries.indexes.suggestion import Suggestion
from perfview.queries.study import Study
from perfview.ui.queries.page.parts import Section, code_part, scrolled
from perfview.ui.queries.page.sql_text import index_lines
from perfview.ui.queries.page.touched import index_words
from perfview.ui.queries.plan.words import rows as rows_words
from perfview.ui.queries.schema.hint import SchemaHint, is_guess_without
from perfview.ui.queries.tables.brief import StatementTexts
from perfview.ui.widgets.arrange import column
from perfview.ui.widgets.label import Elided, label
from perfview.ui.widgets.table.columns import Column, Look, NumberColumn, Rows
from perfview.ui.widgets.table.order import Arrangement
from perfview.ui.widgets.table.view import Table

_MOST_INDEXES = 24


class TableSide(QWidget):
    """`chosen` carries a statement that was chosen here."""

    chosen = Signal(int)
    opened = Signal(int)

    def __init__(self, study: Study) -> None:
        super().__init__()
        self._study = study
        self._rows: Rows = np.zeros(0, np.int32)
        self._name, self._about = Elided("", "head"), Elided("", "3")
        self.indexes, self.suggested = Section("Indexes"), Section("Suggested")
        self.statements = Table((), "Statements on it")
        self.statements.arrange_by(Arrangement(1, descending=True))
        self._count = Section("Statements on it")
        for section in (self.indexes, self.suggested, self._count):
            section.hide()
        upper = column(self._name, self._about, self.suggested, self.indexes, self._count, 1,
                       gap=12, margin=(12, 12, 12, 6))  # fmt: skip
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(scrolled(upper, "The table", 228), 1)
        layout.addWidget(self.statements, 1)
        self.statements.chosen.connect(self._on_chosen)
        self.statements.opened.connect(lambda at: self.opened.emit(int(self._rows[at])))

    def show_table(self, name: str, suggestions: Sequence[Suggestion]) -> None:
        """Tell of a table."""
        study = self._study
        table = study.schema.table(name)
        self._name.setText(name)
        known = table.name if table is not None else name
        columns = plural(len(table.columns), "column") if table is not None else ""
        count = f"{rows_words(table.rows)} rows" if table is not None and table.rows >= 0 else ""
        share = percent(float(study.totals.share[self._statements_on(name)].sum()))
        told = [count, columns, f"in statements that take {share} of the time"]
        self._about.setText(", ".join(each for each in told if each))
        self._show_indexes(known, is_known=table is not None)
        self._show_suggested([each for each in suggestions if each.table in (name, known)])
        self._show_statements(name)

    def mark(self, statement: int) -> None:
        """Mark a statement in the list, without telling anybody."""
        self.statements.choose(np.flatnonzero(self._rows == statement).astype(np.int32))

    def _show_indexes(self, name: str, *, is_known: bool) -> None:
        found = self._study.schema.indexes.get(name, ())
        parts: list[QWidget] = []
        for index in found[:_MOST_INDEXES]:
            told = Elided(f"{index.name} {index_words(index)}", "2", Qt.TextElideMode.ElideMiddle)
            parts.append(told)
        if not parts:
            words = "None." if is_known else "Unknown: no schema was given along."
            parts.append(label(words, "3", wrap=True))
        if is_guess_without(self._study):
            parts.append(SchemaHint(self._study.model.dialect))
        self.indexes.fill(*parts)

    def _show_suggested(self, found: Sequence[Suggestion]) -> None:
        dialect = self._study.model.dialect
        parts: list[QWidget] = []
        for each in found:
            parts.append(code_part(index_lines(each.ddl(dialect)), "sql", "+"))
            helps = plural(len(each.helped), "statement")
            parts.append(label(f"Helps {helps}, confidence {each.confidence:.2f}.", "3"))
        self.suggested.fill(*parts)

    def _show_statements(self, name: str) -> None:
        study, model = self._study, self._study.model
        self._rows = self._statements_on(name)
        share = study.totals.share[self._rows]
        texts, look = model.statements.text[self._rows], Look(mono=True, language="sql", least=120)
        columns: list[Column] = [
            StatementTexts("statement", "Statement", texts, model.strings, look),
            NumberColumn("share", "Share", share, percent, Look(72)),
        ]
        self.statements.set_columns(columns)
        self._count.show()
        self._count.note.setText(plural(len(self._rows), "statement"))

    def _statements_on(self, name: str) -> Rows:
        named = tables_touched(self._study)
        if name not in named.texts:
            return np.zeros(0, np.int32)
        found: Rows = named.statement[named.text == named.texts.index(name)]
        return found

    def _on_chosen(self, rows: Rows) -> None:
        if len(rows):
            self.chosen.emit(int(self._rows[rows[0]]))
