"""What the panel shows while there is nothing to show yet, and when there is nothing to say."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from perfview.ui.theme.theme import current
from perfview.ui.widgets.arrange import column, row
from perfview.ui.widgets.gauges import Gauge
from perfview.ui.widgets.label import Icon, label
from perfview.ui.workspace.document import Document

_LINES = ((0.62, 12.0), (0.40, 9.0), (0.22, 7.0))


class GreyPlace(Gauge):
    """Where a card will be."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, 66, "a recommendation may follow", parent)

    def draw(self, painter: QPainter, area: QRectF) -> None:
        theme = current()
        painter.setBrush(QColor(theme.panel))
        painter.drawRoundedRect(area, 7, 7)
        painter.setBrush(QColor(theme.track))
        painter.drawEllipse(QRectF(12, 11, 16, 16))
        top = 12.0
        for share, height in _LINES:
            painter.drawRoundedRect(QRectF(38, top, (area.width() - 50) * share, height), 3, 3)
            top += height + 6


def nothing_found(document: Document) -> QWidget:
    """Calm: nothing stands out, and what was looked for in this recording."""
    frame = QFrame()
    frame.setProperty("role", "plain")
    layout = QVBoxLayout(frame)
    layout.setContentsMargins(14, 12, 14, 14)
    layout.setSpacing(8)
    head = row(
        Icon("check-circle-fill", "save", 18), label("Nothing stands out", "title"), 1, gap=9
    )
    layout.addWidget(head)
    layout.addWidget(label("Looked for", "section"))
    checks = [label(title, "2", wrap=True) for title in _checks(document)]
    layout.addWidget(column(*checks, gap=3))
    layout.setAlignment(Qt.AlignmentFlag.AlignTop)
    return frame


def nothing_there() -> QWidget:
    """For a recording without a row: nothing was looked at, so nothing is said to be fine."""
    words = label("There is nothing in this recording that could be slow.", "2", wrap=True)
    return row(
        Icon("info-fill", "text2", 18), (words, 1), gap=9, margin=(14, 12, 14, 14), role="plain"
    )


def _checks(document: Document) -> list[str]:
    from perfview.engine.pillars import pillar
    from perfview.findings.detector import best_known_first

    opened = document.opened
    if opened is None:
        return []
    detectors = pillar(opened.identity.kind).detectors_for(opened.study)
    return [detector.title for detector in best_known_first(detectors)]
