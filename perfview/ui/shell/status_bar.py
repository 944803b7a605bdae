"""The line at the bottom: what is open, how long it took, the job that runs, the keys."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from perfview.ui.theme.tokens import ROW
from perfview.ui.widgets.arrange import on_surface
from perfview.ui.widgets.button import button
from perfview.ui.widgets.label import Elided, label

_MESSAGE_MS = 8000


class StatusBar(QWidget):
    """Facts on the left, a passing message over them, job and view on the right."""

    cancel_asked = Signal()
    keys_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        on_surface(self, "window", "top")
        self.setFixedHeight(ROW.status)
        self._facts = Elided("Ready", "3")
        self._stretch = label("", "3")
        self._job = label("", "2")
        self._bar = QProgressBar()
        self._bar.setRange(0, 1000)
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(120)
        self._bar.setAccessibleName("Progress")
        self._cancel = button("Esc cancels", "", "flat", name="Cancel the job")
        self._keys = button("? keys", "", "flat", name="Show all keys")
        self._cancel.clicked.connect(self.cancel_asked)
        self._keys.clicked.connect(self.keys_asked)
        self._told = "Ready"
        self._shown_job: tuple[bool, bool] | None = None
        self._passing = QTimer(self, singleShot=True, interval=_MESSAGE_MS)
        self._passing.timeout.connect(lambda: self._facts.setText(self._told))
        self._arrange()
        self.show_job("", 0.0)

    def _arrange(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 0, 6, 0)
        layout.setSpacing(12)
        layout.addWidget(self._facts, 1)
        for widget in (self._job, self._bar, self._cancel, self._stretch, self._keys):
            layout.addWidget(widget)
            widget.setMaximumHeight(24)
        for flat in (self._cancel, self._keys):
            flat.setStyleSheet("QPushButton{min-height:22px;font-size:11px}")

    def show_facts(self, facts: list[str]) -> None:
        """What is open; stays until the next call."""
        self._told = "     ".join(facts) or "Ready"
        self._passing.stop()
        self._facts.setText(self._told)

    def show_stretch(self, words: str) -> None:
        """The visible range, "" for all."""
        self._stretch.setText(words)

    def tell(self, message: str) -> None:
        """A sentence that goes away by itself."""
        self._facts.setText(message)
        self._passing.start()

    def show_job(self, words: str, fraction: float, *, can_cancel: bool = True) -> None:
        """A job that runs; empty words hide it."""
        self._job.setText(words)
        self._bar.setValue(round(fraction * 1000))
        shown = (bool(words), can_cancel)
        if shown == self._shown_job:
            return
        self._shown_job = shown
        for widget in (self._job, self._bar):
            widget.setVisible(bool(words))
        self._cancel.setVisible(bool(words) and can_cancel)
