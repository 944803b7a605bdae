"""Moments of a page over its threads: paints, loading, layout shifts, interactions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from perfview.findings.quantities import duration, plural, three_figures
from perfview.recording.errors import UnreadableInput
from perfview.traces.browser.interactions import interactions_of
from perfview.traces.browser.navigations import NONE_NS, Navigation
from perfview.traces.browser.page import Page, page_of
from perfview.traces.browser.shifts import shifts_of
from perfview.traces.study import Study
from perfview.ui.canvas.canvas import Canvas
from perfview.ui.canvas.painting import colour, write
from perfview.ui.canvas.scene import Viewport
from perfview.ui.canvas.tip import Tip, TipText
from perfview.ui.theme import theme
from perfview.ui.workspace.selection import Selection

HEIGHT = 24
_PAD, _GAP = 4, 3
_MOST_NAMED = 4
_LEAST_NAME = 24
_GOOD_INTERACTION_NS = 200_000_000
"""https://web.dev/articles/inp"""
_MOST = 300


@dataclass(frozen=True)
class Mark:
    """Something that happened at `time_ns`, until `end_ns` if it took time. `short` stands beside
    its line, `long` is said on hovering; `role` colours it; `row` is its slice, -1 none."""

    time_ns: int
    short: str
    long: str
    role: str
    row: int = -1
    end_ns: int = 0


def marks_of(study: Study) -> list[Mark]:
    """All moments by time, empty where there is no page. Fit for a worker thread."""
    try:
        page = page_of(study)
        if page is None:
            return []
        found = [mark for each in page.navigations for mark in _of_loading(each)]
        found += _of_shifts(study, page) + _of_interactions(study, page)
    except UnreadableInput:
        return []
    return sorted(found, key=lambda mark: mark.time_ns)


def _of_loading(navigation: Navigation) -> list[Mark]:
    largest = navigation.largest_paint
    row = largest.row if largest else -1
    moments = (
        (navigation.first_contentful_paint_ns, "FCP", "First contentful paint", "save"),
        (navigation.largest_contentful_paint_ns, "LCP", "Largest contentful paint", "save"),
        (navigation.content_loaded_ns, "DCL", "DOM content loaded", "text2"),
        (navigation.load_ns, "Load", "Load event", "text2"),
    )
    return [
        Mark(time, short, _since(navigation, time, long), role, row if short == "LCP" else -1)
        for time, short, long, role in moments
        if time != NONE_NS
    ]


def _since(navigation: Navigation, time_ns: int, words: str) -> str:
    if not navigation.is_loading:
        return words
    return f"{words}, {duration(time_ns - navigation.start_ns)} after navigating"


def _of_shifts(study: Study, page: Page) -> list[Mark]:
    worst = sorted(shifts_of(study, page), key=lambda shift: -shift.score)[:_MOST]
    return [
        Mark(s.time_ns, "Shift", f"Layout shift of {three_figures(s.score)}", "warn", s.row)
        for s in worst
    ]


def _of_interactions(study: Study, page: Page) -> list[Mark]:
    return [
        Mark(
            each.start_ns,
            f"{each.type} {duration(each.duration_ns)}",
            f"{each.type} until the next frame: {duration(each.duration_ns)}",
            "bad" if each.duration_ns > _GOOD_INTERACTION_NS else "accent",
            each.row,
            each.end_ns,
        )
        for each in interactions_of(study, page)[:_MOST]
    ]


class PageMarks(QWidget):
    """A strip above the threads with the moments' names, and their lines over the canvas."""

    def __init__(
        self, marks: list[Mark], canvas: Canvas, gutter: int, selection: Selection
    ) -> None:
        super().__init__()
        self.setFixedHeight(HEIGHT)
        self.setMouseTracking(True)
        self.setAccessibleName("Moments of the page")
        self.setAccessibleDescription(", ".join(mark.long for mark in marks[:50]))
        self._marks, self._canvas, self._gutter = marks, canvas, gutter
        self._selection = selection
        self._placed: list[tuple[QRectF, list[Mark]]] = []
        self._tip: Tip | None = None
        canvas.viewed.connect(self.update)
        canvas.overlays.append(self._paint_lines)

    def set_gutter(self, width: int) -> None:
        """How wide the column left of the canvas is."""
        self._gutter = width
        self.update()

    def _in_sight(self, view: Viewport) -> list[tuple[float, float, Mark]]:
        stretch = view.stretch
        return [
            (stretch.x_of(mark.time_ns, view.width), stretch.x_of(mark.end_ns, view.width), mark)
            for mark in self._marks
            if mark.time_ns <= stretch.end and max(mark.time_ns, mark.end_ns) >= stretch.start
        ]

    def _paint_lines(self, painter: QPainter, view: Viewport) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        for x, end, mark in self._in_sight(view):
            if mark.end_ns:
                wide = QRectF(max(x, 0.0), 0, min(end, view.width) - max(x, 0.0), view.height)
                painter.fillRect(wide, colour(mark.role, 14))
            painter.setPen(QPen(colour(mark.role, 150), 1, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(round(x), 0), QPointF(round(x), view.height))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, view = QPainter(self), self._canvas.viewport
        painter.fillRect(self.rect(), colour("panel"))
        write(painter, QRectF(12, 0, self._gutter - 22, HEIGHT), "Moments", "text2", size=11)
        painter.setClipRect(QRectF(self._gutter, 0, self.width() - self._gutter, HEIGHT))
        metrics = QFontMetrics(theme.font(10, 600))
        self._placed = []
        for place, words, marks in self._grouped(view, metrics):
            write(painter, place, words, marks[0].role, size=10, weight=600)
            self._placed.append((place.adjusted(-_PAD, 0, 0, 4), marks))
        for x, end, mark in self._in_sight(view):
            left = self._gutter + x
            painter.fillRect(QRectF(round(left), HEIGHT - 7, 1, 7), colour(mark.role))
            if mark.end_ns:
                bar = QRectF(left, HEIGHT - 4, max(end - x, 2), 3)
                painter.fillRect(bar, colour(mark.role))
        painter.setClipping(False)
        painter.setPen(colour("line"))
        painter.drawLine(0, HEIGHT - 1, self.width(), HEIGHT - 1)
        painter.end()

    def _grouped(
        self, view: Viewport, metrics: QFontMetrics
    ) -> list[tuple[QRectF, str, list[Mark]]]:
        """Names and their places; what would stand in one another shares one: `FCP, LCP`."""
        groups: list[tuple[QRectF, str, list[Mark]]] = []
        edge = self._gutter + view.width
        for x, _, mark in self._in_sight(view):
            left = self._gutter + max(x, 0.0) + _PAD
            wide = metrics.horizontalAdvance(mark.short) + 4
            if left + wide > edge:
                # At the right edge names stand before their line.
                left -= wide + 2 * _PAD
            crowded = bool(groups) and left < groups[-1][0].right() + _GAP
            if crowded and mark.end_ns and left - groups[-1][0].left() >= _LEAST_NAME:
                # What somebody waited for is always named; what stands before it gives way.
                groups[-1][0].setRight(left - _PAD - _GAP)
                crowded = False
            if not crowded:
                groups.append((QRectF(left, 1, wide, HEIGHT - 8), mark.short, [mark]))
                continue
            place, words, marks = groups[-1]
            marks.append(mark)
            if mark.short not in words and len(marks) <= _MOST_NAMED:
                words = f"{words}, {mark.short}"
                place.setWidth(metrics.horizontalAdvance(words) + 4)
                place.moveRight(min(place.right(), edge))
                groups[-1] = place, words, marks
        return groups

    def marks_at(self, point: QPointF) -> list[Mark]:
        """The moments whose name is here, by time."""
        return next((marks for place, marks in self._placed if place.contains(point)), [])

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        marks = self.marks_at(event.position())
        if not marks:
            self._hide_tip()
            return
        host = self.window()
        if self._tip is None or self._tip.parentWidget() is not host:
            self._tip = Tip(host)
            self.destroyed.connect(self._tip.deleteLater)
        at = self.mapTo(host, event.position().toPoint())
        box = self.rect().translated(self.mapTo(host, self.rect().topLeft()))
        self._tip.show_beside(_words(marks), box, at)

    def leaveEvent(self, _event: object) -> None:
        self._hide_tip()

    def _hide_tip(self) -> None:
        if self._tip is not None:
            self._tip.hide()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._hide_tip()
        row = next((m.row for m in self.marks_at(event.position()) if m.row >= 0), -1)
        if row >= 0:
            none = np.zeros(0, np.int32)
            self._selection.reveal(None, row=row, rows=none, recommendation="")


def _words(marks: list[Mark]) -> TipText:
    """What hovering over a name says: all moments it stands for, a few in full."""
    if len(marks) == 1:
        return TipText(marks[0].long)
    rows = tuple((mark.short, mark.long) for mark in marks[:_MOST_NAMED])
    return TipText(plural(len(marks), "moment"), "", rows)
