"""A search field: match count, next and previous; or a plain filter."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from perfview.findings.quantities import number
from perfview.ui.theme import icons
from perfview.ui.widgets.button import button
from perfview.ui.widgets.label import label

_PAUSE_MS = 120
_NARROWEST = 96


class FilterField(QLineEdit):
    """Says `filtered` once typing pauses; Esc empties it."""

    filtered = Signal(str)

    def __init__(
        self, placeholder: str = "Filter", width: int = 220, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)
        self._width = width
        self.setMaximumWidth(width)
        self.setMinimumWidth(min(width, _NARROWEST))
        self.setClearButtonEnabled(True)
        glass = icons.icon("magnifying-glass", "text3")
        self.addAction(glass, QLineEdit.ActionPosition.LeadingPosition)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(lambda: self.filtered.emit(self.text()))
        self.textChanged.connect(self._typed)

    def sizeHint(self) -> QSize:
        """As wide as it may be; it gives way where there is less room."""
        return QSize(self._width, super().sizeHint().height())

    def _typed(self, text: str) -> None:
        if text:
            self._pause.start()
        else:
            self._pause.stop()
            self.filtered.emit("")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)


class SearchField(QWidget):
    """A filter field with how many there are and ways to walk through them.

    `searched` carries the text, `stepped` +1 or −1; whoever searches calls `show_count`.
    """

    searched = Signal(str)
    stepped = Signal(int)

    def __init__(
        self, placeholder: str = "Find", width: int = 190, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.field = FilterField(placeholder, width)
        self._count = label("", "3")
        self._back = button("", "caret-up", "flat", tip="Previous match (Shift+Enter)")
        self._on = button("", "caret-down", "flat", tip="Next match (Enter)")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for part in (self.field, self._count, self._back, self._on):
            layout.addWidget(part)
        self.setFocusProxy(self.field)
        self.field.filtered.connect(self._search)
        self._back.clicked.connect(lambda: self.stepped.emit(-1))
        self._on.clicked.connect(lambda: self.stepped.emit(1))
        self._show(False)

    def show_count(self, count: int, at: int = -1) -> None:
        """Tell how many matches there are, and which one (0 is the first) is shown."""
        if not self.field.text():
            self._count.setText("")
        elif count and at >= 0:
            self._count.setText(f"{number(at + 1)} of {number(count)}")
        else:
            self._count.setText(number(count) if count else "none")
        self._back.setEnabled(count > 0)
        self._on.setEnabled(count > 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            back = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self.stepped.emit(-1 if back else 1)
        else:
            super().keyPressEvent(event)

    def _search(self, text: str) -> None:
        self._show(bool(text))
        self.searched.emit(text)

    def _show(self, on: bool) -> None:
        for part in (self._count, self._back, self._on):
            part.setVisible(on)
