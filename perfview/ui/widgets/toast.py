"""A short word at the foot of the window that goes by itself, with a way to undo."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from perfview.ui.widgets.button import button
from perfview.ui.widgets.label import label

_STAYS_MS = 6000
_UP = 40


class Toast(QFrame):
    """Never modal, never takes the focus. A new one replaces the one before it."""

    def __init__(self, text: str, window: QWidget) -> None:
        super().__init__(window)
        self._over = window
        self.setProperty("surface", "overlay")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAccessibleName(text)
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(14, 6, 8, 6)
        self._layout.setSpacing(10)
        self._layout.addWidget(label(text))
        self._timer = QTimer(self, singleShot=True, interval=_STAYS_MS)
        self._timer.timeout.connect(self.close)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        window.installEventFilter(self)

    def offer(self, action: str, do: Callable[[], object]) -> None:
        """Add the one thing that can be done about it."""
        press = button(action, kind="link")
        press.clicked.connect(lambda: (self.close(), do()))
        self._layout.addWidget(press)

    def appear(self) -> None:
        """Show it over the foot of its window."""
        self.adjustSize()
        self._place()
        self.show()
        self.raise_()
        self._timer.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def _place(self) -> None:
        x = (self._over.width() - self.width()) // 2
        self.move(max(0, x), max(0, self._over.height() - self.height() - _UP))


def toast(
    near: QWidget, text: str, action: str = "", do: Callable[[], object] | None = None
) -> Toast:
    """Say something at the foot of the window `near` is in; `action` and `do` offer an undo."""
    window = near.window()
    for old in window.findChildren(Toast, options=Qt.FindChildOption.FindDirectChildrenOnly):
        old.close()
    made = Toast(text, window)
    if action and do is not None:
        made.offer(action, do)
    made.appear()
    return made
