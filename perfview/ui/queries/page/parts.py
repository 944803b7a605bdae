"""Parts of the page of a statement that are made anew for each: lists, code, samples."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from perfview.findings.quantities import number, percent, plural
from perfview.queries.indexes.suggestion import Suggestion
from perfview.queries.study import Study
from perfview.ui.queries.page.asked import Asker
from perfview.ui.queries.page.touched import TouchedTable, columns_words
from perfview.ui.queries.plan.words import rows
from perfview.ui.theme.theme import font
from perfview.ui.theme.tokens import SIZE
from perfview.ui.widgets.arrange import column, row
from perfview.ui.widgets.code import CodeListing
from perfview.ui.widgets.label import Elided, badge, label

_MOST_SHOWN = 12
_MOST_LETTERS = 20_000
_MOST_LINES, _LINE_LETTERS, _AROUND = 24, 40, 14


class Section(QWidget):
    """A title with something beside it, and whatever stands below; hidden while it is empty."""

    def __init__(self, title: str, *beside: QWidget) -> None:
        super().__init__()
        self.title = label(title, "title")
        self.note = Elided("", "3")
        self._body = QVBoxLayout()
        self._body.setContentsMargins(0, 0, 0, 0)
        self._body.setSpacing(4)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(row(self.title, (self.note, 1), *beside, gap=10))
        layout.addLayout(self._body)

    def fill(self, *parts: QWidget) -> None:
        """Put other parts below the title; none hides the section."""
        while (item := self._body.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for part in parts:
            self._body.addWidget(part)
        self.setVisible(bool(parts))

    def add(self, part: QWidget) -> None:
        """Put one more part below."""
        self._body.addWidget(part)


def asker_rows(askers: Sequence[Asker]) -> QWidget:
    """Names, calls and shares, the sorts of names under one another."""
    home = QWidget()
    grid = QGridLayout(home)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(3)
    grid.setColumnStretch(1, 1)
    before = ""
    for down, asker in enumerate(askers):
        what = "" if asker.what == before else asker.what
        before = asker.what
        name = Elided(asker.name.replace("\n", "  "), "", Qt.TextElideMode.ElideMiddle)
        cells = (label(what, "3"), name, _right(number(asker.calls), "strong"),
                 _right(percent(asker.share), "3"))  # fmt: skip
        for across, cell in enumerate(cells):
            grid.addWidget(cell, down, across)
    return home


def fact_rows(lines: Sequence[tuple[str, str]]) -> QWidget:
    """Names and values, one under another."""
    home = QWidget()
    grid = QGridLayout(home)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(3)
    grid.setColumnStretch(1, 1)
    for down, (name, value) in enumerate(lines):
        grid.addWidget(label(name, "3"), down, 0)
        grid.addWidget(Elided(value, "strong"), down, 1)
    return home


def table_rows(tables: Sequence[TouchedTable], suggested: Sequence[Suggestion]) -> list[QWidget]:
    """A table a part: its name and rows, the indexes it has, and those that are suggested."""
    return [_table_part(table, suggested) for table in tables[:_MOST_SHOWN]]


def code_part(
    lines: Sequence[str], language: str, mark: str = " ", letters: int = _LINE_LETTERS
) -> QWidget:
    """A statement as code, one that is too long cut; `mark` as of `CodeListing`. Lines longer than
    `letters` will have to be scrolled."""
    shown: list[tuple[str, str]] = []
    left = _MOST_LETTERS
    for line in lines:
        shown.append((mark, line[:left]))
        left -= len(line)
        if left <= 0:
            shown.append((" ", "…"))
            break
    made = CodeListing(shown or [(" ", "")], language)
    # In a holder: the style sheet lets listings shrink to nothing where there is not much room.
    holder = column((made, 1))
    longest = max((len(code) for _, code in shown), default=0)
    room = _AROUND * (2 if longest > letters else 1)
    holder.setFixedHeight(min(len(shown), _MOST_LINES) * made.fontMetrics().lineSpacing() + room)
    return holder


def sample_parts(study: Study, statement: int, language: str) -> list[QWidget]:
    """Every sample with its literals, and the values of its parameters."""
    model, found = study.model, list[QWidget]()
    for sample in study.samples_of(statement).tolist():
        text = model.strings[int(model.samples.text[sample])]
        found.append(code_part(text.splitlines(), language))
        parameters = model.strings[int(model.samples.parameters[sample])]
        if parameters:
            found.append(label(parameters[:_MOST_LETTERS], "2", wrap=True, selectable=True))
    return found


def scrolled(inside: QWidget, name: str, least: int) -> QScrollArea:
    """A part that scrolls down and is as wide as its place."""
    scroll = QScrollArea()
    scroll.setWidgetResizable(True)
    scroll.setFrameShape(QFrame.Shape.NoFrame)
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    inside.setProperty("role", "inside")
    scroll.setWidget(inside)
    scroll.setMinimumWidth(least)
    scroll.setAccessibleName(name)
    return scroll


def _table_part(table: TouchedTable, suggested: Sequence[Suggestion]) -> QWidget:
    count = f"{rows(table.rows)} rows" if table.rows >= 0 else ""
    told = [each for each in (count, _index_count(table)) if each]
    parts: list[QWidget] = [row((Elided(table.name, "strong"), 1), label(", ".join(told), "3"))]
    for index in table.indexes[:_MOST_SHOWN]:
        mark = badge("used") if index.is_used else None
        name = Elided(f"{index.name} {index.words}".strip(), "2", Qt.TextElideMode.ElideMiddle)
        parts.append(row((name, 1), mark, margin=(10, 0, 0, 0)))
    for each in suggested:
        if each.table == table.name:
            name = Elided(f"+ {columns_words(each.columns)}", "save")
            parts.append(row((name, 1), badge("suggested", "save"), margin=(10, 0, 0, 0)))
    return column(*parts, gap=2)


def _index_count(table: TouchedTable) -> str:
    if not table.is_known:
        return ""
    return plural(len(table.indexes), "index", "indexes") if table.indexes else "no index"


def _right(text: str, role: str) -> QWidget:
    made = label(text, role)
    made.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    made.setMinimumWidth(QFontMetrics(font(SIZE.body)).horizontalAdvance(text))
    return made
