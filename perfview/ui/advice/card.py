"""One thing to do, as a card: closed it says what and how much, open it says everything."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from perfview.advice.recommendation import Recommendation
from perfview.ui.advice.card_body import Actions, card_body
from perfview.ui.advice.saving import headline
from perfview.ui.theme.icons import SEVERITY
from perfview.ui.widgets.arrange import row
from perfview.ui.widgets.gauges import Meter
from perfview.ui.widgets.label import Elided, Icon, breakable, label, repolish, spoken

_RIGHT = Qt.AlignmentFlag.AlignRight
_NEXT = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}


class Card(QFrame):
    """toggled: a user wants it opened or closed. moved: −1 or +1, to the card above or below."""

    toggled = Signal()
    moved = Signal(int)

    def __init__(
        self,
        recommendation: Recommendation,
        kind: str,
        actions: Actions | None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.recommendation = recommendation
        self._kind, self._actions = kind, actions
        self._body: QWidget | None = None
        self.setProperty("role", "card")
        self.setProperty("open", "false")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._sure = _sure(recommendation.confidence)
        self._head = _head(recommendation, self._sure)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(11, 9, 11, 10)
        self._layout.setSpacing(8)
        self._layout.addWidget(self._head)
        self._head.setCursor(Qt.CursorShape.PointingHandCursor)
        self._describe()

    @property
    def is_open(self) -> bool:
        """Whether everything is shown."""
        return bool(self.property("open") == "true")

    def set_open(self, on: bool) -> None:
        """Show everything, or only what and how much. A card without actions stays closed."""
        if on == self.is_open or self._actions is None:
            return
        self.setProperty("open", "true" if on else "false")
        if on and self._body is None:
            self._body = card_body(self.recommendation, self._kind, self._actions)
            self._layout.addWidget(self._body)
            self._order()
        if self._body is not None:
            self._body.setVisible(on)
        self._sure.setVisible(not on)
        self._describe()
        repolish(self)

    @property
    def last_stop(self) -> QWidget:
        """The last part the Tab key stops at."""
        return self._stops()[-1]

    def _order(self) -> None:
        """Let the Tab key go through the body after the head: what is made late would come last in
        the window."""
        for before, after in pairwise(self._stops()):
            QWidget.setTabOrder(before, after)

    def _stops(self) -> list[QWidget]:
        parts = self._body.findChildren(QWidget) if self._body is not None else []
        tab = Qt.FocusPolicy.TabFocus
        return [self, *(each for each in parts if each.focusPolicy() & tab == tab)]

    def mousePressEvent(self, event: QMouseEvent) -> None:
        on_head = event.position().y() <= self._head.geometry().bottom() + 4
        if event.button() == Qt.MouseButton.LeftButton and (on_head or not self.is_open):
            self.toggled.emit()
        else:
            super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.toggled.emit()
        elif key in _NEXT:
            self.moved.emit(_NEXT[key])
        elif key == Qt.Key.Key_Escape and self.is_open:
            self.toggled.emit()
        else:
            super().keyPressEvent(event)

    def _describe(self) -> None:
        what = self.recommendation
        saved, of, _ = headline(what)
        parts = [what.severity.value, spoken(what.title), what.where, f"{saved} {of}".strip()]
        parts.append(f"confidence {what.confidence:.2f}")
        parts.append("open" if self.is_open else "closed")
        self.setAccessibleName(", ".join(part for part in parts if part))


def _head(what: Recommendation, sure: QWidget) -> QWidget:
    icon, role = SEVERITY[what.severity.value]
    saved, of, saved_role = headline(what)
    # The end of a path tells more than its middle.
    basis = Elided(of, "3", Qt.TextElideMode.ElideMiddle)
    basis.setAlignment(_RIGHT)
    head = QWidget()
    grid = QGridLayout(head)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(9)
    grid.setVerticalSpacing(2)
    grid.setColumnStretch(1, 1)
    top = Qt.AlignmentFlag.AlignTop
    grid.addWidget(Icon(icon, role, 18, what.severity.value), 0, 0, top)
    grid.addWidget(label(breakable(spoken(what.title)), "title", wrap=True), 0, 1)
    grid.addWidget(label(saved, saved_role), 0, 2, top)
    grid.addWidget(Elided(what.where, "3"), 1, 1, 1, 2)
    grid.addWidget(row(sure, (basis, 1), gap=12), 2, 1, 1, 2)
    return head


def _sure(confidence: float) -> QWidget:
    return row(Meter(confidence), label(f"{confidence:.2f}", "3"), gap=5)
