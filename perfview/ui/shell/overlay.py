"""Something floating over the whole window, which is dimmed but goes on working."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from perfview.ui.theme import theme

_TOP_PX = 96
_SHADOW_PX = 18


class Overlay(QWidget):
    """Covers its window while shown; a click outside the frame or Esc dismisses it."""

    dismissed = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._frame_widget: QWidget | None = None
        self._focus_before: QWidget | None = None
        window.installEventFilter(self)
        self.hide()

    def set_frame(self, frame: QWidget) -> None:
        """The thing that floats."""
        self._frame_widget = frame
        frame.setParent(self)

    def appear(self) -> None:
        """Show over the window and take the keyboard."""
        self._focus_before = self.window().focusWidget()
        self.resize(self._window.size())
        self.show()
        self.raise_()
        self.place()
        self.setFocus()

    def dismiss(self) -> None:
        """Hide and give the keyboard back."""
        if not self.isVisible():
            return
        self.hide()
        if self._focus_before is not None and self._focus_before.isVisible():
            self._focus_before.setFocus()
        self._focus_before = None
        self.dismissed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay as large as the window."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self.resize(self._window.size())
            self.place()
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc dismisses."""
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click beside the frame dismisses."""
        frame = self._frame_widget
        if frame is not None and not frame.geometry().contains(event.position().toPoint()):
            self.dismiss()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A veil, and a soft shadow under the frame."""
        colours = theme.current()
        painter = QPainter(self)
        veil = QColor(colours.shadow)
        veil.setAlpha(110)
        painter.fillRect(self.rect(), veil)
        if self._frame_widget is not None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            veil.setAlpha(6 if colours.is_dark else 4)
            painter.setBrush(veil)
            box = QRectF(self._frame_widget.geometry())
            for grown in range(_SHADOW_PX):
                around = box.adjusted(-grown, 5 - grown, grown, 7 + grown)
                painter.drawRoundedRect(around, 12 + grown, 12 + grown)
        painter.end()

    def place(self) -> None:
        """Put the frame where it belongs; call it when the frame has another size."""
        frame = self._frame_widget
        if frame is None:
            return
        if (layout := frame.layout()) is not None:
            # The layout must know the new heights before the frame asks it for its own.
            layout.activate()
        frame.adjustSize()
        top = min(_TOP_PX, max(8, (self.height() - frame.height()) // 2))
        frame.move((self.width() - frame.width()) // 2, top)
        self.update()
