"""The dashed area that invites to drop a file."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from perfview.ui.theme import theme
from perfview.ui.widgets.arrange import row
from perfview.ui.widgets.button import button
from perfview.ui.widgets.label import Icon, label

FORMATS = (
    "OpenTelemetry, Jaeger, Chrome, Perfetto; V8, pprof, speedscope, Firefox, perf and more;\n"
    "heap snapshots, garbage collector logs, memory over time;\n"
    "stats of webpack, Rspack, Vite, Rollup, esbuild, Parcel, source maps, a folder that was "
    "built;\n"
    "logs of PostgreSQL, MySQL, MongoDB, PgBouncer, plans, pg_stat_statements, lists of queries"
)

_FLAMES = (
    ((0, 150, 0),),
    ((0, 92, 6), (96, 50, 1)),
    ((0, 58, 6), (62, 28, 4), (96, 30, 1)),
    ((0, 40, 4), (62, 20, 5), (96, 14, 2)),
    ((0, 22, 4), (62, 12, 5)),
    ((0, 12, 2),),
)
"""Rows of (left, width, category): a small flame graph that says what will appear here."""


class DropArea(QWidget):
    """Dropping works on the whole window; this is where one looks first."""

    file_asked = Signal()
    folder_asked = Signal()
    paste_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(230)
        self._hovered = False
        hero = label("Drop a recording to see what is slow, too big or leaks", "hero")
        formats = label(FORMATS, "3")
        for centred in (hero, formats):
            centred.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.open_button = button("Open file…", "folder-open", "primary")
        folder = button("Open folder…", "folder-simple-dashed")
        paste = button("Paste path", "clipboard-text")
        self.open_button.clicked.connect(self.file_asked)
        folder.clicked.connect(self.folder_asked)
        paste.clicked.connect(self.paste_asked)
        traces = row(Icon("tree-structure"), label("Traces", "2"), gap=6)
        profiles = row(Icon("flame"), label("CPU profiles", "2"), gap=6)
        memory = row(Icon("hard-drives"), label("Memory", "2"), gap=6)
        bundles = row(Icon("package"), label("Bundles", "2"), gap=6)
        queries = row(Icon("database"), label("Queries", "2"), gap=6)
        kinds = row(1, traces, profiles, memory, bundles, queries, 1, gap=20)
        layout = QVBoxLayout(self)
        layout.setSpacing(14)
        layout.addStretch(1)
        layout.addWidget(hero)
        layout.addWidget(kinds)
        layout.addWidget(row(1, self.open_button, folder, paste, 1, gap=8))
        layout.addWidget(formats)
        layout.addStretch(1)

    def show_hover(self, hovered: bool) -> None:
        """Something is held over the window."""
        self._hovered = hovered
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Dashes and two faint flames."""
        colours = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(QColor(colours.accent if self._hovered else colours.control), 1.5)
        pen.setDashPattern([5, 4])
        painter.setPen(pen)
        painter.setBrush(QColor(colours.selected if self._hovered else colours.panel))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 10, 10)
        painter.setPen(Qt.PenStyle.NoPen)
        if self.width() > 860:
            self._paint_flames(painter)
        painter.end()

    def _paint_flames(self, painter: QPainter) -> None:
        for mirrored in (False, True):
            for line, boxes in enumerate(_FLAMES):
                for left, wide, category in boxes:
                    ink = QColor(theme.current().cat[category])
                    ink.setAlpha(70 - line * 6)
                    x = 18 + left * 0.92
                    width = wide * 0.92
                    if mirrored:
                        x = self.width() - x - width
                    top = self.height() - 30 - line * 15
                    painter.fillRect(QRectF(x, top, width - 2, 13), ink)
