"""How a tree of a heap stands in its view: a bar above it, why something is alive beside it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from perfview.ui.heaps.jumping.ways import bind_keys
from perfview.ui.heaps.retaining.beside import Beside
from perfview.ui.theme.tokens import ROW
from perfview.ui.widgets.arrange import on_surface
from perfview.ui.workspace.view import View


def stand(view: View, bar: QWidget, pages: Sequence[QWidget]) -> tuple[QStackedLayout, Beside]:
    """Fill a view: the bar, below it one of the pages at a time, and `Beside` them all."""
    bar.setFixedHeight(ROW.toolbar)
    main, pile = QWidget(), QStackedLayout()
    for page in pages:
        pile.addWidget(page)
    stacked = QVBoxLayout(main)
    stacked.setContentsMargins(0, 0, 0, 0)
    stacked.setSpacing(0)
    stacked.addWidget(on_surface(bar, "panel", "bottom"))
    stacked.addLayout(pile, 1)
    beside = Beside(view.name, main, view.document)
    layout = QVBoxLayout(view)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(beside)
    bind_keys(view)
    return pile, beside
