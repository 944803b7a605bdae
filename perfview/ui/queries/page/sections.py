"""Sections under one another, put there one a turn of the event loop."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from perfview.ui.widgets.turns import Step


class Sections(QWidget):
    """Sections under one another."""

    def __init__(self) -> None:
        super().__init__()
        self._standing: tuple[QWidget, ...] = ()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(12, 10, 12, 12)
        self._layout.setSpacing(18)
        self._layout.addStretch(1)

    def stand(self, sections: tuple[QWidget, ...]) -> list[Step]:
        """Steps that let these stand here, in this order; hidden ones stay hidden."""
        if sections == self._standing:
            return []
        self._standing = sections
        return [partial(self._put, *each) for each in enumerate(sections)]

    def _put(self, place: int, section: QWidget) -> None:
        is_hidden = section.isHidden()
        self._layout.insertWidget(min(place, self._layout.count() - 1), section)
        section.setHidden(is_hidden)
