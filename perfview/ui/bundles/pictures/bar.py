"""How a bundle is drawn: which picture, by what it stands, what areas are, what is found."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from perfview.ui.bundles.pictures.head import Head
from perfview.ui.bundles.pictures.one_of import OneOf
from perfview.ui.bundles.pictures.showing import SIZE_WORDS, Grouping, Picture, Showing, Sizes
from perfview.ui.theme.tokens import ROW
from perfview.ui.widgets.arrange import on_surface
from perfview.ui.widgets.search_field import SearchField

_GAP = 8
_SEARCH = 200
"""With how many were found and the way through them."""


class PictureBar(QWidget):
    """`changed` carries another `Showing`."""

    changed = Signal(object)

    def __init__(self, showing: Showing) -> None:
        super().__init__()
        self.showing = showing
        self.pictures = OneOf(("Treemap", "Icicle", "Sunburst"), name="How the bundle is drawn")
        self.sizes = OneOf(SIZE_WORDS, int(showing.sizes), name="What areas are")
        self.groupings = OneOf(("packages", "folders", "chunks"), name="What modules stand in")
        self.search = SearchField("Find a module")
        self.head = Head()
        self._build()
        self.pictures.chosen.connect(lambda index: self._change(picture=Picture(index)))
        self.sizes.chosen.connect(lambda index: self._change(sizes=Sizes(index)))
        # Crumbs are carried over by whoever knows both outlines.
        self.groupings.chosen.connect(lambda index: self._change(grouping=Grouping(index)))
        self.head.part_chosen.connect(lambda part: self._change(part=part, crumbs=()))
        self.head.kept.connect(self.keep)
        self.head.toggled.connect(lambda parts: self._change(**parts))

    def _build(self) -> None:
        top = QWidget()
        across = QHBoxLayout(top)
        across.setContentsMargins(_GAP, 0, _GAP, 0)
        across.setSpacing(_GAP)
        for part in (self.pictures, self.sizes, self.groupings):
            across.addWidget(part)
        across.addStretch(1)
        across.addWidget(self.search)
        top.setFixedHeight(ROW.toolbar)
        on_surface(top, "panel", "bottom")
        down = QVBoxLayout(self)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(0)
        down.addWidget(top)
        down.addWidget(self.head)
        self.setMinimumWidth(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where room is short choices fold into menus, the last one first."""
        super().resizeEvent(event)
        parts = (self.pictures, self.sizes, self.groupings)
        left = self.width() - _SEARCH - (len(parts) + 2) * _GAP
        left -= sum(each.least_room for each in parts)
        for each in parts:
            more = each.room - each.least_room
            each.fold(left < more)
            left -= more if left >= more else 0

    def adopt(self, showing: Showing, reasons: list[str]) -> None:
        """Show what is shown by now, silently; `reasons`: why sizes cannot be, "" for none."""
        self.showing = showing
        self.sizes.choose(int(showing.sizes))
        for index, reason in enumerate(reasons):
            self.sizes.allow(index, reason)

    def show_showing(self, showing: Showing) -> None:
        """Show what is shown, and tell."""
        self.showing = showing
        self.pictures.choose(int(showing.picture))
        self.sizes.choose(int(showing.sizes))
        self.groupings.choose(int(showing.grouping))
        self.changed.emit(showing)

    def keep(self, crumbs: int) -> None:
        """Go out until only so many crumbs are left."""
        self.show_showing(self.showing.gone_out(len(self.showing.crumbs) - crumbs))

    def _change(self, **parts: object) -> None:
        self.show_showing(replace(self.showing, **parts))  # type: ignore[arg-type]
