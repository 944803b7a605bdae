"""Text by role, text that ends in …, icons, badges and key caps."""

from __future__ import annotations

import html
import re

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from perfview.ui.theme import icons
from perfview.ui.theme.colours import category_colour
from perfview.ui.theme.theme import current

_CAP_HEIGHT = 16
_LONG = 20
_FIRST_SLASH = re.compile(r"(?:^|(?<= ))/(?=\w)")
_LONG_NAME = re.compile(r"[./_:](?=\w)")


def label(
    text: str = "", role: str = "", *, wrap: bool = False, selectable: bool = False
) -> QLabel:
    """A label in one of the sheet's roles: hero verdict head title strong 2 3 section saving ..."""
    made = QLabel(text)
    # What a file says is shown as it is, never taken for markup.
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setProperty("role", role)
    if wrap:
        made.setWordWrap(True)
        policy = made.sizePolicy()
        policy.setHeightForWidth(True)
        made.setSizePolicy(policy)
    if selectable:
        made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made


def spoken(text: str) -> str:
    """`text` without the backticks that names stand between in Markdown."""
    return text.replace("`", "")


def breakable(text: str) -> str:
    """`text` that may go on in the next line after a dot, slash, colon or underscore in a long
    name.

    A path is not torn from the slash it begins with.
    """
    text = _FIRST_SLASH.sub("\\g<0>\u2060", text)
    words = [_LONG_NAME.sub("\\g<0>\u200b", w) if len(w) > _LONG else w for w in text.split(" ")]
    return " ".join(words)


def badge(text: str, tone: str = "") -> QLabel:
    """A count in a pill; `tone` is "", bad, warn or save."""
    return _cap(label(text, f"badge-{tone}" if tone else "badge"))


def key_cap(text: str) -> QLabel:
    """A key as it stands on a keyboard: `Ctrl K`."""
    return _cap(label(text, "key"))


def set_role(widget: QWidget, role: str) -> None:
    """Change the role of a widget that is on screen."""
    if widget.property("role") != role:
        widget.setProperty("role", role)
        repolish(widget)


def repolish(widget: QWidget) -> None:
    """Let the style sheet see a property that changed."""
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    widget.update()


def set_tip(widget: QWidget, text: str) -> None:
    """A tooltip that shows `text` as it is (Qt would take `<b>` in a span's name for markup)."""
    escaped = html.escape(text).replace("\n", "<br>")
    widget.setToolTip(f"<qt>{escaped}</qt>" if text else "")


class Elided(QLabel):
    """One line that ends in … instead of pushing its neighbours away; the tooltip has all of it."""

    def __init__(
        self,
        text: str = "",
        role: str = "",
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._mode = mode
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(20)
        self.setText(text)

    def setText(self, text: str) -> None:
        super().setText(text)
        set_tip(self, text)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().windowText().color())
        area = self.contentsRect()
        shown = self.fontMetrics().elidedText(self.text(), self._mode, area.width())
        painter.drawText(area, self.alignment() | Qt.AlignmentFlag.AlignVCenter, shown)
        painter.end()


class Icon(QWidget):
    """An icon that stands for itself; `what` tells screen readers what it means."""

    def __init__(
        self,
        name: str,
        role: str = "text2",
        size: int = 16,
        what: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon = (name, role)
        self._size = size
        self.setFixedSize(size, size)
        self.setAccessibleName(what)
        if what:
            self.setToolTip(what)

    def show_icon(self, name: str, role: str = "text2") -> None:
        """Stand for something else from now on."""
        self._icon = (name, role)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._size, self._size)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        drawn = icons.pixmap(*self._icon, size=self._size, ratio=self.devicePixelRatioF())
        painter.drawPixmap(0, 0, drawn)
        painter.end()


class Swatch(QWidget):
    """A small square in a category's colour: which service, module or package."""

    _SIDE = 10

    def __init__(self, category: int | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedSize(self._SIDE, self._SIDE)
        self._category = category

    def show_category(self, category: int | None) -> None:
        """Stand for another one; None for none."""
        self._category = category
        self.setVisible(category is not None)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._category is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(category_colour(self._category, current())))
        painter.drawRoundedRect(self.rect(), 2, 2)
        painter.end()


def _cap(made: QLabel) -> QLabel:
    made.setFixedHeight(_CAP_HEIGHT)
    made.setAlignment(Qt.AlignmentFlag.AlignCenter)
    made.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    return made
