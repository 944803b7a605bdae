"""Asking a database what its planner makes of the advice, when somebody says so."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from shiboken6 import isValid

from perfview.ui.widgets.arrange import column, row
from perfview.ui.widgets.button import button
from perfview.ui.widgets.label import Icon, label

if TYPE_CHECKING:
    from perfview.ui.shell.window import Window
    from perfview.ui.workspace.document import Document

_TITLE = "Check the advice against a database"
_SENT = (
    "Statements of this recording are sent to this PostgreSQL, with the values they were run with, "
    "and to nobody else. It is asked how it would run them, without and with each index; nothing "
    "is run, made or changed. The address is not kept; a password may also come from ~/.pgpass."
)
_ANSWERS = ("checked", "not-checked")
"""What the report notes of a database that was asked."""
_EXAMPLE = "postgresql://reader@localhost:5432/shop"
_TAKES_NOTHING = "Only advice on statements of a database can be checked against one."


class Checking(QObject):
    """A strip above the views asks for the address; the document is then read again, and asked."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self._strip: AddressStrip | None = None
        window.documents.added.connect(self._follow)
        window.documents.replaced.connect(lambda _old, fresh: self._follow(fresh))

    def _follow(self, document: Document) -> None:
        document.check_wanted.connect(partial(self.offer, document))

    def choose(self) -> None:
        """Ask for a database that the advice on the current document is checked against."""
        document = self._window.documents.current
        if document is None or not can_be_checked(document):
            self._window.status.tell(_TAKES_NOTHING)
            return
        self.offer(document)

    def offer(self, document: Document) -> None:
        """Ask for the address, in a strip above the views of a document."""
        views = self._window.views_of(document)
        if views is None or not can_be_checked(document):
            return
        if self._strip is not None and isValid(self._strip):
            self._strip.deleteLater()
        self._strip = strip = AddressStrip()
        strip.given.connect(partial(self._ask, document))
        views.add_strip(strip)
        strip.field.setFocus()

    def _ask(self, document: Document, address: str) -> None:
        views = self._window.views_of(document)
        if views is not None:
            in_front = views.view.name if views.view is not None else ""
            fresh = self._window.documents.ask_database(document, address, in_front)
            fresh.advised.connect(lambda _advice: self._tell(fresh))

    def _tell(self, document: Document) -> None:
        """What came of it, in a sentence above the views."""
        views, report = self._window.views_of(document), document.opened.report
        said = " ".join(odd.detail for odd in report.oddities if odd.kind in _ANSWERS)
        if views is not None and said:
            views.add_banner(said, {}, quiet=True)


class AddressStrip(QWidget):
    """What will be sent, to whom, and a field for the address. `given` carries it."""

    given = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_TITLE)
        self.field = QLineEdit()
        self.field.setPlaceholderText(_EXAMPLE)
        self.field.setAccessibleName("Address of the database")
        self.field.setClearButtonEnabled(True)
        self.field.installEventFilter(self)
        self.press = button("Check", "database", "primary")
        self.press.setEnabled(False)
        close = button("", "x", "flat", tip="Put this away (Esc)")
        close.clicked.connect(self.deleteLater)
        self.press.clicked.connect(self._give)
        self.field.returnPressed.connect(self._give)
        self.field.textChanged.connect(lambda text: self.press.setEnabled(bool(text.strip())))
        strip = column(
            row(Icon("database", "text2", 16), (label(_TITLE, "strong"), 1), close, gap=10),
            label(_SENT, "2", wrap=True),
            row((self.field, 1), self.press, gap=8),
            gap=6,
            margin=(12, 4, 6, 10),
            role="card",
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 6, 8, 6)
        layout.addWidget(strip)

    def _give(self) -> None:
        if address := self.field.text().strip():
            self.field.clear()
            self.given.emit(address)
            self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Esc puts the strip away, whatever it does in the window."""
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress:
                self.deleteLater()
                return True
        return super().eventFilter(watched, event)


def can_be_checked(document: Document) -> bool:
    """Whether a database can be asked about the advice on a document that was read."""
    if document.opened is None:
        return False
    # Imported here: the engine has no place before the first paint.
    from perfview.engine.pillars import pillar

    return bool(pillar(document.opened.identity.kind).check)
