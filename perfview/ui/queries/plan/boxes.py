"""A plan as boxes under one another: what each step does, what it took, where it hurts."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QWidget

from perfview.findings.quantities import duration, three_figures
from perfview.queries.study import Study
from perfview.ui.canvas.painting import RIGHT, fold_arrow
from perfview.ui.queries.plan.density import ROOMY, Density
from perfview.ui.queries.plan.inking import ink_text, under_role
from perfview.ui.queries.plan.outline import (
    COST,
    MISESTIMATE,
    ROWS,
    TIME,
    Outline,
    heat_of,
    rows_read,
)
from perfview.ui.queries.plan.strokes import paint_card, paint_joint
from perfview.ui.queries.plan.words import NodeWords, node_words, part_words, rows, title_of
from perfview.ui.theme.colours import mix, text_on
from perfview.ui.theme.theme import current

_STEP, _LEAST_STEP = 26, 5
_MARGIN, _LEAST_BOX = 12, 230
_HOT = 0.3
"""From this part on a box is filled."""
_STRONGEST = 0.62
_NUMBERS, _PARTS = 96, 60


class PlanBoxes(QWidget):
    """Paints the nodes in sight only: a plan may have thousands. `picked` carries a row of
    `PlanNodes`, `opened` one given Enter or a double click; `left` says that Esc was pressed."""

    picked = Signal(int)
    opened = Signal(int)
    left = Signal()

    def __init__(self, study: Study, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._study = study
        self.outline: Outline | None = None
        self.density = ROOMY
        self.heat_by = TIME
        self._heat: NDArray[np.float64] = np.zeros(0)
        self._values: NDArray[np.float64] = np.zeros(0)
        self.shown: NDArray[np.int32] = np.zeros(0, np.int32)
        self._is_quiet = False
        self._folded: set[int] = set()
        self._hits: NDArray[np.int32] = np.zeros(0, np.int32)
        self._root = self._deepest = 0
        self.chosen = -1
        self._hovered = -1
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Plan")

    # What is shown

    def show_plan(
        self,
        outline: Outline | None,
        heat_by: int,
        density: Density = ROOMY,
        *,
        is_quiet: bool = False,
    ) -> None:
        """Show a plan, nothing folded; in a quiet one no box is filled: what takes most of little
        is nothing to look at."""
        self.outline, self.density, self._is_quiet = outline, density, is_quiet
        self._deepest = int(outline.depth.max(initial=0)) if outline is not None else 0
        self._folded.clear()
        self._hits = np.zeros(0, np.int32)
        self._root, self.chosen, self._hovered = 0, -1, -1
        self.colour_by(heat_by)
        self._lay_out()

    def colour_by(self, heat_by: int) -> None:
        """Let something else decide which boxes are filled."""
        self.heat_by = heat_by
        outline = self.outline
        if outline is not None:
            self._heat = np.nan_to_num(heat_of(self._study, outline, heat_by))
            self._values = self._numbers(outline, heat_by)
        self.update()

    def zoom_to(self, place: int) -> None:
        """Show only the subtree at a place; 0 shows all again."""
        self._root = place
        self._lay_out()

    @property
    def is_zoomed(self) -> bool:
        """Whether only a part is shown."""
        return self._root > 0

    def choose(self, place: int, *, tell: bool = True) -> None:
        """Choose the node at a place, -1 for none, and bring it into sight."""
        if place == self.chosen or self.outline is None:
            return
        self.chosen = place
        if place >= 0:
            self._uncover(place)
            self._bring_into_sight(place)
            words = node_words(self._study, int(self.outline.nodes[place]))
            self.setAccessibleDescription(f"{words.title}, {words.under}")
        self.update()
        if tell and place >= 0:
            self.picked.emit(int(self.outline.nodes[place]))

    def mark(self, text: str) -> NDArray[np.int32]:
        """Mark the nodes named like `text` (case ignored); their places, int32. "" clears."""
        outline, wanted = self.outline, text.casefold().strip()
        named = outline.nodes.tolist() if outline is not None and wanted else []
        found = [
            place
            for place, node in enumerate(named)
            if wanted in title_of(self._study, node).casefold()
        ]
        self._hits = np.array(found, np.int32)
        self.update()
        return self._hits

    def go_to_mark(self, step: int) -> None:
        """Choose the next marked node, or the one before with -1."""
        if len(self._hits):
            before = int(np.count_nonzero(self._hits < self.chosen))
            passed = int(np.count_nonzero(self._hits <= self.chosen))
            at = passed if step > 0 else before - 1
            self.choose(int(self._hits[at % len(self._hits)]))

    def sizeHint(self) -> QSize:
        return QSize(_LEAST_BOX, len(self.shown) * self.density.pitch + 4)

    def _numbers(self, outline: Outline, by: int) -> NDArray[np.float64]:
        costs = self._study.node_costs
        if by == ROWS:
            return rows_read(self._study, outline.nodes)
        of = {TIME: costs.own_ns, MISESTIMATE: costs.misestimate, COST: costs.own_cost}[by]
        return of[outline.nodes]

    def _lay_out(self) -> None:
        outline = self.outline
        places: list[int] = []
        if outline is not None and len(outline):
            at, stop = self._root, int(outline.stop[self._root])
            while at < stop:
                places.append(at)
                at = int(outline.stop[at]) if at in self._folded else at + 1
        self.shown = np.array(places, np.int32)
        self.setFixedHeight(self.sizeHint().height())
        self.updateGeometry()
        self.update()

    def _uncover(self, place: int) -> None:
        """Unfold what a node is hidden in."""
        assert self.outline is not None
        above, changed = int(self.outline.parent[place]), False
        while above >= 0:
            changed = changed or above in self._folded
            self._folded.discard(above)
            above = int(self.outline.parent[above])
        inside = self._root <= place < int(self.outline.stop[self._root])
        if changed or not inside:
            self._root = self._root if inside else 0
            self._lay_out()

    def _bring_into_sight(self, place: int) -> None:
        line = int(np.searchsorted(self.shown, place))
        above = self.parentWidget()
        while above is not None and not isinstance(above, QScrollArea):
            above = above.parentWidget()
        inside = above.widget() if above is not None else None
        if above is not None and inside is not None:
            middle = QPoint(0, int((line + 0.5) * self.density.pitch))
            at = self.mapTo(inside, middle)
            above.ensureVisible(0, at.y(), 0, self.density.pitch)

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        outline = self.outline
        if outline is not None and len(self.shown):
            pitch = self.density.pitch
            first = max(event.rect().top() // pitch, 0)
            last = min(event.rect().bottom() // pitch + 1, len(self.shown))
            for line in (*range(first, last), *self._passing(outline, last)):
                self._paint_joint(painter, outline, line, event.rect())
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for line in range(first, last):
                self._paint_box(painter, outline, line)
        painter.end()

    def _passing(self, outline: Outline, last: int) -> list[int]:
        """Lines below the last one in sight whose joints pass through it: later children of the
        nodes that it stands in."""
        found = []
        place = int(self.shown[last - 1]) if last else -1
        while place > self._root:
            behind = int(outline.stop[place])
            if behind < len(outline) and outline.parent[behind] == outline.parent[place]:
                line = int(np.searchsorted(self.shown, behind))
                if last <= line < len(self.shown):
                    found.append(line)
            place = int(outline.parent[place])
        return found

    def _left(self, outline: Outline, place: int) -> float:
        room = self.width() - 2 * _MARGIN - _LEAST_BOX
        step = min(_STEP, max(_LEAST_STEP, room / max(self._deepest, 1)))
        depth = int(outline.depth[place]) - int(outline.depth[self._root])
        return min(_MARGIN + depth * step, max(self.width() - _LEAST_BOX, _MARGIN))

    def _box(self, outline: Outline, line: int) -> QRectF:
        left = self._left(outline, int(self.shown[line]))
        top = line * self.density.pitch + 2
        return QRectF(left, top, self.width() - _MARGIN - left, self.density.box)

    def _paint_joint(self, painter: QPainter, outline: Outline, line: int, sight: QRect) -> None:
        """The line up to the parent, as far as it is in sight."""
        place = int(self.shown[line])
        above = int(outline.parent[place])
        if above < self._root or place == self._root:
            return
        box = self._box(outline, line)
        line_above = int(np.searchsorted(self.shown, above))
        bottom = line_above * self.density.pitch + 2 + self.density.box
        below = QPointF(self._left(outline, above) + 9, bottom)
        side = QPointF(box.left(), box.center().y())
        paint_joint(painter, below, side, self._rows_out(outline, place), sight)

    def _rows_out(self, outline: Outline, place: int) -> float:
        nodes, node = self._study.model.plan_nodes, int(outline.nodes[place])
        actual = float(nodes.actual_rows[node])
        found = actual * max(int(nodes.loops[node]), 1)
        return found if found == found else float(np.nan_to_num(nodes.expected_rows[node]))

    def _paint_box(self, painter: QPainter, outline: Outline, line: int) -> None:
        place, theme = int(self.shown[line]), current()
        box, heat = self._box(outline, line), float(self._heat[place])
        ground, rim, ink = theme.raised, theme.line, ""
        if heat >= _HOT and not self._is_quiet:
            ground = mix(theme.bad_fill, theme.panel, min(heat, 1.0) * _STRONGEST + 0.08)
            rim, ink = theme.bad_fill, text_on(ground)
        wide = 1.0
        if place == self.chosen:
            rim, wide = theme.accent, 2.0
        elif place in self._hits:
            rim, wide = theme.find, 2.0
        elif place == self._hovered:
            rim = theme.text2
        paint_card(painter, box, ground, rim, wide)
        self._write_box(painter, outline, place, box, ink)

    def _write_box(
        self, painter: QPainter, outline: Outline, place: int, box: QRectF, ink: str
    ) -> None:
        words = node_words(self._study, int(outline.nodes[place]))
        left = box.left() + 10
        if self._has_children(outline, place) and place in self._folded:
            fold_arrow(painter, left - 2, box.top() + 12, folded=True)
            left += 10
            hidden = int(outline.stop[place]) - place - 1
            words = replace(words, title=f"{words.title}  (+{hidden})")
        heat = float(self._heat[place])
        part = part_words(heat) if self.heat_by in (TIME, COST) else ""
        right = QRectF(box.right() - _NUMBERS - 10, box.top(), _NUMBERS, 24)
        wide = ink_text(painter, right, self._number_words(place), ink or "text", 12, 600, RIGHT)
        right.setLeft(min(right.right() - wide, right.right() - _PARTS))
        write = self._write_roomy if self.density.is_roomy else self._write_dense
        write(painter, words, part, left, right, ink)

    @staticmethod
    def _write_roomy(
        painter: QPainter, words: NodeWords, part: str, left: float, right: QRectF, ink: str
    ) -> None:
        """Two lines; the part of the whole below the number."""
        top = right.top()
        area = QRectF(left, top + 3, right.left() - left - 8, 19)
        ink_text(painter, area, words.title, ink or "text", 12, 600)
        below = QRectF(left, top + 21, right.right() - _PARTS + 10 - left, 17)
        ink_text(painter, below, words.under, ink or under_role(words.is_wrong), 11, 400)
        corner = QRectF(right.right() - _PARTS + 14, top + 21, _PARTS - 14, 17)
        ink_text(painter, corner, part, ink or "text2", 11, 500, RIGHT)

    @staticmethod
    def _write_dense(
        painter: QPainter, words: NodeWords, part: str, left: float, right: QRectF, ink: str
    ) -> None:
        """Everything in one line; what was read behind the title, as far as there is room."""
        spare = right.left() - left - _PARTS
        title = QRectF(left, right.top(), spare * 0.62, 24)
        wide = ink_text(painter, title, words.title, ink or "text", 11, 600)
        under = QRectF(left + wide + 14, right.top(), max(spare - wide - 14, 0), 24)
        ink_text(painter, under, words.under, ink or under_role(words.is_wrong), 10, 400)
        before = QRectF(right.left() - _PARTS + 20, right.top(), _PARTS, 24)
        ink_text(painter, before, part, ink or "text3", 11, 400, RIGHT)

    def _number_words(self, place: int) -> str:
        value = float(self._values[place])
        if value != value:
            return ""
        if self.heat_by == TIME:
            return duration(value)
        if self.heat_by == ROWS:
            return rows(value)
        if self.heat_by == MISESTIMATE:
            return f"{three_figures(value)} ×" if value >= 1.05 else "as expected"
        return f"cost {three_figures(value)}"

    # Hands

    @staticmethod
    def _has_children(outline: Outline, place: int) -> bool:
        return int(outline.stop[place]) > place + 1

    def _place_at(self, at: QPointF) -> int:
        line = int(at.y() // self.density.pitch)
        if self.outline is None or not 0 <= line < len(self.shown):
            return -1
        return int(self.shown[line]) if self._box(self.outline, line).contains(at) else -1

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = self._place_at(event.position())
        if place >= 0:
            self.choose(place)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        place = self._place_at(event.position())
        if place >= 0 and self.outline is not None:
            self.opened.emit(int(self.outline.nodes[place]))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = self._place_at(event.position())
        if place != self._hovered:
            self._hovered = place
            self.setToolTip(self._tip(place))
            self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._hovered = -1
        self.update()

    def _tip(self, place: int) -> str:
        if place < 0 or self.outline is None:
            return ""
        words = node_words(self._study, int(self.outline.nodes[place]))
        return f"{words.title}\n{words.under}"

    def keyPressEvent(self, event: QKeyEvent) -> None:
        outline, key = self.outline, event.key()
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        if outline is None or not len(self.shown):
            super().keyPressEvent(event)
        elif key in steps or key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            line = int(np.searchsorted(self.shown, self.chosen)) if self.chosen >= 0 else -1
            line = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: len(self.shown) - 1}.get(
                Qt.Key(key), line + steps.get(Qt.Key(key), 0)
            )
            self.choose(int(self.shown[min(max(line, 0), len(self.shown) - 1)]))
        elif key == Qt.Key.Key_Left:
            self._fold_or_leave(outline)
        elif key == Qt.Key.Key_Right:
            self._unfold_or_enter(outline)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.chosen >= 0:
            self.opened.emit(int(outline.nodes[self.chosen]))
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _fold_or_leave(self, outline: Outline) -> None:
        if self.chosen < 0:
            return
        if self._has_children(outline, self.chosen) and self.chosen not in self._folded:
            self._folded.add(self.chosen)
            self._lay_out()
        elif outline.parent[self.chosen] >= self._root:
            self.choose(int(outline.parent[self.chosen]))

    def _unfold_or_enter(self, outline: Outline) -> None:
        if self.chosen in self._folded:
            self._folded.discard(self.chosen)
            self._lay_out()
        elif self.chosen >= 0 and self._has_children(outline, self.chosen):
            self.choose(self.chosen + 1)
