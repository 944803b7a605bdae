"""The timeline's tools: mode, filters, the recommendation in question, search."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from perfview.ui.theme import theme
from perfview.ui.traces.graph.service_legend import ServiceLegend
from perfview.ui.widgets.arrange import on_surface
from perfview.ui.widgets.button import Segmented, button, chip
from perfview.ui.widgets.search_field import SearchField

SERVICES, TRACE = 0, 1
_MODES = {False: ("Services", "Trace"), True: ("Threads", "Slice")}
_HEIGHT = 38
_GAP = 8
_LONGEST_TITLE, _SHORTEST_TITLE, _CHIP_EDGES = 300, 90, 44
_WIDE_SEARCH, _NARROW_SEARCH = 190, 100
_COUNT_ROOM = 12
_ELIDE = Qt.TextElideMode.ElideRight


class TimelineBar(QWidget):
    """`mode_chosen` carries SERVICES or TRACE; `filtered`: a chip changed; `released`: the
    recommendation was let go of."""

    mode_chosen = Signal(int)
    filtered = Signal()
    released = Signal()
    searched = Signal(str)
    stepped = Signal(int)
    fit_asked = Signal()

    def __init__(self, *, by_thread: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(_HEIGHT)
        on_surface(self, "panel", "bottom")
        self._modes = Segmented(_MODES[by_thread], SERVICES, "What a row is")
        self._question = chip("", "crosshair", on=True, tip="Let go of this recommendation")
        self._path = chip("Critical path", on=True, tip="Show what decides the chosen trace")
        self._path.setVisible(not by_thread)
        self._errors = chip("Errors only", tip="Let everything but failures recede")
        self._search = SearchField("Find a slice" if by_thread else "Find a span")
        self._whole = button("", "arrows-out", "flat", tip="Show everything")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 0, 8, 0)
        layout.setSpacing(_GAP)
        for part in (self._modes, self._question, self._path, self._errors):
            layout.addWidget(part)
        self.legend = ServiceLegend(surface="panel")
        layout.addWidget(self.legend, 1)
        layout.addWidget(self._search)
        layout.addWidget(self._whole)
        self._title = ""
        self._question.hide()
        self._modes.chosen.connect(self.mode_chosen)
        self._question.clicked.connect(self.released)
        self._path.toggled.connect(self.filtered)
        self._errors.toggled.connect(self.filtered)
        self._search.searched.connect(self.searched)
        self._search.stepped.connect(self.stepped)
        self._whole.clicked.connect(self.fit_asked)

    @property
    def mode(self) -> int:
        """SERVICES or TRACE."""
        return self._modes.index

    @property
    def critical_path(self) -> bool:
        """Whether the critical path is to be shown."""
        return self._path.isChecked()

    @property
    def errors_only(self) -> bool:
        """Whether only failures stand out."""
        return self._errors.isChecked()

    def choose_mode(self, mode: int) -> None:
        """Switch as if it had been clicked."""
        self._modes.choose(mode)
        self.mode_chosen.emit(mode)

    def show_count(self, count: int, at: int) -> None:
        """How many matches, and which is shown."""
        self._search.show_count(count, at)

    def show_recommendation(self, title: str) -> None:
        """The recommendation whose evidence is shown; "" for none."""
        self._title = title
        self._question.setChecked(True)
        self._question.setAccessibleName(f"Let go of: {title}")
        self._share_room()

    def resizeEvent(self, _event: QResizeEvent) -> None:
        self._share_room()

    def _share_room(self) -> None:
        """The search field shrinks first, then the recommendation's title, which goes last."""
        others = (self._modes, self._path, self._errors, self._whole)
        taken = sum(part.sizeHint().width() for part in others) + 7 * _GAP
        taken += 3 * _GAP + _COUNT_ROOM
        spare = self.width() - taken
        metrics = QFontMetrics(theme.font(11, 600))
        wanted = min(metrics.horizontalAdvance(self._title) + _CHIP_EDGES, _LONGEST_TITLE)
        wanted = wanted if self._title else 0
        search = min(max(spare - wanted, _NARROW_SEARCH), _WIDE_SEARCH)
        self._search.field.setFixedWidth(search)
        room = min(wanted, spare - search)
        self._question.setVisible(bool(self._title) and room >= _SHORTEST_TITLE)
        words = metrics.elidedText(self._title, _ELIDE, max(room - _CHIP_EDGES, 0))
        self._question.setText(words)
        self._question.setFixedWidth(max(room, 1))
