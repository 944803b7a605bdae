"""One open document in the explorer: kind, name, one line of state, findings, close."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QEnterEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QMenu, QProgressBar, QVBoxLayout

from perfview.engine.pillars import pillar
from perfview.findings.quantities import gain, percent
from perfview.ui.shell.guides import guide_of
from perfview.ui.shell.names import short_name
from perfview.ui.theme import icons
from perfview.ui.widgets.arrange import column
from perfview.ui.widgets.button import button
from perfview.ui.widgets.label import Elided, Icon, badge, repolish, set_role, set_tip, spoken
from perfview.ui.workspace.document import Document, State


class ExplorerRow(QFrame):
    """Follows its document by itself."""

    chosen = Signal()
    close_asked = Signal()
    reload_asked = Signal()
    reveal_asked = Signal()

    def __init__(self, document: Document) -> None:
        super().__init__()
        self.document = document
        self.setProperty("role", "row")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._rail = False
        self._on = False
        self._arrange()
        document.progressed.connect(self._tell_progress)
        for signal in (document.identified, document.state_changed, document.advised):
            signal.connect(self._tell)
        self._tell()

    def mark(self, on: bool) -> None:
        """Show whether this is the current document."""
        self._on = on
        self.setProperty("on", on)
        repolish(self)
        set_role(self._name, "strong" if on else "")
        self._tell()

    def fold(self, rail: bool) -> None:
        """Only the icon and the badge, or all of it."""
        self._rail = rail
        self._words.setVisible(not rail)
        self._close.setVisible(not rail and self.underMouse())
        self._head.setDirection(
            QBoxLayout.Direction.TopToBottom if rail else QBoxLayout.Direction.LeftToRight
        )
        self._head.setContentsMargins(*((2, 7, 2, 6) if rail else (8, 5, 6, 5)))
        self._head.setSpacing(3 if rail else 9)
        centre = Qt.AlignmentFlag.AlignHCenter
        for part in (self._sign, self._badge):
            self._head.setAlignment(part, centre if rail else Qt.AlignmentFlag(0))
        self._tell()

    def tell_name(self, name: str) -> None:
        """What it is called beside the others."""
        self._name.setText(name)

    def tell_held(self, words: str) -> None:
        """What it is held against, or what is held against it; "" for nothing."""
        self._held.setText(words)
        self._held.setVisible(bool(words))
        self._tell()

    def _arrange(self) -> None:
        self._sign = Icon("file", size=18)
        # Names that begin alike differ at their ends.
        self._name = Elided(short_name(self.document.path), mode=Qt.TextElideMode.ElideMiddle)
        self._line = Elided("", "3")
        self._held = Elided("", "3", mode=Qt.TextElideMode.ElideMiddle)
        self._held.hide()
        self._words = column(self._name, self._line, self._held, gap=1)
        self._badge = badge("", "bad")
        self._close = button("", "x", "flat", tip=f"Close {self.document.path.name}")
        self._close.setFixedSize(24, 24)
        self._close.clicked.connect(self.close_asked)
        self._close.hide()
        self._bar = QProgressBar()
        self._bar.setRange(0, 1000)
        self._bar.setTextVisible(False)
        self._head = QHBoxLayout()
        self._head.addWidget(self._sign)
        self._head.addWidget(self._words, 1)
        self._head.addWidget(self._badge)
        self._head.addWidget(self._close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(self._head)
        layout.addWidget(self._bar)

    def _tell(self, *_: object) -> None:
        document = self.document
        self._line.setText(one_line(document))
        busy = document.state is State.READING
        self._bar.setVisible(busy)
        self._bar.setValue(round(document.step.fraction * 1000))
        failed = document.state is State.FAILED
        count = _finding_count(document)
        self._badge.setText("!" if failed else str(count))
        self._badge.setVisible((failed or count > 0) and (self._rail or not self.underMouse()))
        set_role(self._badge, "badge-bad" if failed or _is_urgent(document) else "badge")
        role = "bad" if failed else "accent" if self._on else "text2"
        self._sign.show_icon(_sign(document), role)
        findings = "" if failed else f", {count} findings" if count else ""
        held = [self._held.text()] if self._held.text() else []
        said = ", ".join([document.path.name, one_line(document), *held])
        self.setAccessibleName(f"{said}{findings}")
        set_tip(self, "\n".join([str(document.path), one_line(document), *held]))

    def _tell_progress(self, _step: object) -> None:
        self._line.setText(one_line(self.document))
        self._bar.setValue(round(self.document.step.fraction * 1000))

    def enterEvent(self, event: QEnterEvent) -> None:
        """The close button takes the badge's place under the mouse."""
        self._close.setVisible(not self._rail)
        self._tell()

    def leaveEvent(self, event: QEvent) -> None:
        """And gives it back."""
        self._close.hide()
        self._tell()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Left shows, middle closes."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit()
        elif event.button() == Qt.MouseButton.MiddleButton:
            self.close_asked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter shows, Delete closes, the menu key opens the menu."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.chosen.emit()
        elif event.key() == Qt.Key.Key_Delete:
            self.close_asked.emit()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Reload, reveal, close."""
        self._menu(event.globalPos())

    def _menu(self, place: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for words, sign, signal in (
            ("Reload", "arrow-clockwise", self.reload_asked),
            ("Show in folder", "folder-open", self.reveal_asked),
            ("Close", "x", self.close_asked),
        ):
            menu.addAction(icons.icon(sign), words).triggered.connect(signal)
        menu.popup(place)


def one_line(document: Document) -> str:
    """How it stands with a document: progress, verdict, or why it failed."""
    if document.state is State.READING:
        return f"Reading, {percent(document.step.fraction)}"
    if document.state is State.FAILED:
        return str(document.error.reason)
    if document.state is State.CANCELLED:
        return "Cancelled"
    advice = document.advice
    if advice is None:
        return f"Looking for what {pillar(document.identity.kind).trouble}…"
    if not advice.recommendations:
        return "Nothing stands out" if document.opened.report.rows else "Nothing in it"
    first = advice.recommendations[0]
    saving = first.saving
    title = spoken(first.title)
    return title if saving is None else f"{title}, {gain(saving.value, saving.unit)}"


def _finding_count(document: Document) -> int:
    advice = document.advice
    return len(advice.recommendations) if advice is not None else len(document.findings)


def _is_urgent(document: Document) -> bool:
    return any(finding.severity.value != "info" for finding in document.findings)


def _sign(document: Document) -> str:
    if document.state is State.FAILED:
        return "file-x"
    kind = document.identity.kind if document.identity is not None else ""
    guide = guide_of(kind) if kind else None
    return guide.icon if guide else "file"
