"""The sentence a document opens with, over its views, ready to be pasted into a chat."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from perfview.engine.pillars import pillar
from perfview.ui.advice.card_body import sentence
from perfview.ui.widgets.arrange import on_surface
from perfview.ui.widgets.button import button
from perfview.ui.widgets.label import label, set_role
from perfview.ui.widgets.toast import toast
from perfview.ui.workspace.document import Document, State

_WORDS = {
    State.READING: "Reading …",
    State.FAILED: "This file could not be read",
    State.CANCELLED: "Cancelled",
}


class VerdictBar(QFrame):
    """Shows the advice's verdict, or what is going on until there is one."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        on_surface(self, "window", "bottom")
        self._document = document
        self._label = label("", "head", wrap=True, selectable=True)
        self._label.setAccessibleName("Verdict")
        self._copy = button("", "copy", "flat", tip="Copy the verdict")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 8, 8, 8)
        layout.setSpacing(8)
        layout.addWidget(self._label, 1)
        layout.addWidget(self._copy, 0, Qt.AlignmentFlag.AlignTop)
        self._copy.clicked.connect(self._copy_verdict)
        document.advised.connect(self._on_change)
        document.state_changed.connect(self._on_change)
        self._on_change()

    @property
    def text(self) -> str:
        """The verdict as it would be copied, "" while there is none."""
        return self._document.advice.verdict if self._document.advice is not None else ""

    def _on_change(self, _change: Any = None) -> None:
        verdict = self.text
        self._copy.setVisible(bool(verdict))
        set_role(self._label, "head" if verdict else "2")
        # Names stand between backticks for chats; here their weight is the sentence's.
        self._label.setText(sentence(verdict) or self._meanwhile())

    def _meanwhile(self) -> str:
        if self._document.state is State.ANALYSING:
            identity = self._document.identity
            trouble = pillar(identity.kind).trouble if identity is not None else "is slow"
            return f"Looking for what {trouble} …"
        return _WORDS.get(self._document.state, "")

    def _copy_verdict(self) -> None:
        QGuiApplication.clipboard().setText(self.text)
        toast(self, "Copied the verdict")
