"""How a picture over time stands in its pane: a bar above it, words beside it."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from perfview.ui.widgets.arrange import column, on_surface

_WORDS = 216


def words_beside(*lines: QWidget) -> QWidget:
    """What is said beside a picture."""
    words = on_surface(column(*lines, 1, gap=6, margin=(12, 16, 12, 8)), "canvas")
    words.setFixedWidth(_WORDS)
    return words


def stand(pane: QWidget, bar: QWidget, picture: QWidget, words: QWidget) -> None:
    """Fill a pane."""
    body = QHBoxLayout()
    body.setContentsMargins(0, 0, 0, 0)
    body.setSpacing(0)
    body.addWidget(picture, 1)
    body.addWidget(words)
    layout = QVBoxLayout(pane)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    layout.addWidget(bar)
    layout.addLayout(body, 1)
