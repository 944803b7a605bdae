"""Putting widgets in a row or a column, on a surface."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QVBoxLayout, QWidget

Part = QWidget | int | tuple[QWidget, int] | None
Margin = tuple[int, int, int, int]
NO_MARGIN: Margin = (0, 0, 0, 0)


def row(*parts: Part, gap: int = 8, margin: Margin = NO_MARGIN, role: str = "") -> QFrame:
    """Widgets side by side. A number is a stretch, a pair a widget with its stretch, None nothing.

    `margin` is left, top, right, bottom in px.
    """
    return _box(QHBoxLayout, parts, gap, margin, role)


def column(*parts: Part, gap: int = 8, margin: Margin = NO_MARGIN, role: str = "") -> QFrame:
    """Widgets one under another; see `row`."""
    return _box(QVBoxLayout, parts, gap, margin, role)


def line(*, down: bool = False) -> QFrame:
    """A 1 px separator, across or down."""
    frame = QFrame()
    frame.setProperty("role", "line-down" if down else "line")
    return frame


def on_surface(widget: QWidget, surface: str, edge: str = "") -> QWidget:
    """Give a widget a background ("window", "panel", "raised", "canvas") and a 1 px edge."""
    widget.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    widget.setProperty("surface", surface)
    if edge:
        widget.setProperty("edge", edge)
    return widget


def empty_out(layout: QBoxLayout) -> None:
    """Remove and delete everything in a layout."""
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()


def _box(
    kind: type[QBoxLayout], parts: tuple[Part, ...], gap: int, margin: Margin, role: str
) -> QFrame:
    frame = QFrame()
    layout = kind(frame)  # type: ignore[call-arg, arg-type]
    layout.setContentsMargins(*margin)
    layout.setSpacing(gap)
    if role:
        frame.setProperty("role", role)
    for part in parts:
        if isinstance(part, int):
            layout.addStretch(part)
        elif isinstance(part, tuple):
            layout.addWidget(*part)
        elif part is not None:
            layout.addWidget(part)
    return frame
