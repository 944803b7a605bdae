"""What stands in the centre while a file is read: steps, bytes, time left, cancel."""

from __future__ import annotations

import time
from typing import ClassVar

from PySide6.QtCore import QRectF, Qt, QTimer
from PySide6.QtGui import QBrush, QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QProgressBar, QVBoxLayout, QWidget

from perfview.findings.quantities import duration, number, percent, size
from perfview.recording.progress import Step
from perfview.ui.theme import theme
from perfview.ui.widgets.arrange import on_surface, row
from perfview.ui.widgets.button import button
from perfview.ui.widgets.label import Elided, Icon, label, set_role
from perfview.ui.workspace.document import Document

_GUESS_FROM = 0.08
"""Before this much is done, the time left would be a guess."""


class LoadingPage(QWidget):
    """Follows a document until it is read."""

    def __init__(self, document: Document) -> None:
        super().__init__()
        self._document = document
        on_surface(self, "canvas")
        self.setAccessibleName(f"Reading {document.path.name}")
        self._times = label("", "3")
        self._share = label("", "strong")
        self._bar = QProgressBar()
        self._bar.setRange(0, 1000)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("How much is read")
        self._lines = {name: _StepLine(name) for name in ("Recognised", "Reading", "Looking")}
        self._arrange()
        # Time goes on between two reports.
        self._clock = QTimer(self, interval=100)
        self._clock.timeout.connect(self._show_times)
        self._clock.start()
        document.progressed.connect(self._show)
        document.identified.connect(self._show_identity)
        self._show(document.step)

    def stop(self) -> None:
        """The document is read: nothing more to follow."""
        self._clock.stop()

    def _arrange(self) -> None:
        cancel = button("Cancel", "x", tip="Stop reading (Esc)")
        cancel.clicked.connect(self._document.cancel)
        title = Elided(f"Reading {self._document.path.name}", "head")
        head = row((title, 1), self._times, cancel, gap=12)
        steps = QGridLayout()
        steps.setHorizontalSpacing(8)
        steps.setVerticalSpacing(5)
        steps.setColumnStretch(2, 1)
        for at, line in enumerate(self._lines.values()):
            for column, part in enumerate((line.sign, line.name, line.words)):
                steps.addWidget(part, at, column)
        top = on_surface(QWidget(), "panel", "bottom")
        layout = QVBoxLayout(top)
        layout.setContentsMargins(14, 10, 12, 12)
        layout.setSpacing(10)
        layout.addWidget(head)
        layout.addWidget(row((self._bar, 1), self._share, gap=10))
        layout.addLayout(steps)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(top)
        whole.addWidget(_NotYet(), 1)

    def _show_identity(self, identity: object) -> None:
        self._lines["Recognised"].done(f"{getattr(identity, 'title', '')}")
        self._lines["Reading"].busy("")

    def _show(self, step: Step) -> None:
        self._bar.setValue(round(step.fraction * 1000))
        self._share.setText(percent(step.fraction))
        if self._document.identity is not None:
            parts = []
            if step.rows:
                parts.append(f"{number(step.rows)} rows")
            if step.bytes_total:
                parts.append(f"{size(step.bytes_done)} of {size(step.bytes_total)}")
                passed = time.monotonic() - self._document.started_at
                parts.append(f"{size(round(step.bytes_done / max(passed, 0.001)))}/s")
            self._lines["Reading"].busy(", ".join(parts))
        self._show_times()

    def _show_times(self) -> None:
        passed = time.monotonic() - self._document.started_at
        words = f"{passed:.1f}\u202fs so far"
        done = self._document.step.fraction
        if done > _GUESS_FROM and passed > 0.3:
            words += f", about {duration(passed * (1 / done - 1) * 1e9)} left"
        self._times.setText(words)


class _StepLine:
    """One step: waiting, going on, done."""

    _WORDS: ClassVar = {"Recognised": "What it is", "Reading": "Reading", "Looking": "Detectors"}

    def __init__(self, name: str) -> None:
        self.sign = Icon("circle-notch", "text3", 16)
        self.name = label(self._WORDS[name], "2")
        self.name.setFixedWidth(110)
        self.words = label("waits for the last row" if name == "Looking" else "", "2")

    def busy(self, words: str) -> None:
        """It goes on."""
        self.sign.show_icon("circle-notch", "accent")
        set_role(self.name, "strong")
        self.words.setText(words)

    def done(self, words: str) -> None:
        """It is done."""
        self.sign.show_icon("check-circle", "save")
        set_role(self.name, "2")
        self.words.setText(words)


class _NotYet(QWidget):
    """Hatching: what is not read is unknown, not empty."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Not read yet")

    def paintEvent(self, event: QPaintEvent) -> None:
        """Hatch the place."""
        painter = QPainter(self)
        ink = QColor(theme.current().line)
        ink.setAlpha(120)
        painter.fillRect(self.rect(), QBrush(ink, Qt.BrushStyle.BDiagPattern))
        painter.setPen(QColor(theme.current().text3))
        box = QRectF(self.width() / 2 - 60, self.height() / 2 - 14, 120, 28)
        painter.fillRect(box, QColor(theme.current().canvas))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, "not read yet")
        painter.end()
