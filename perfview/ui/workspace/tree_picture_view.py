"""What views share that draw a tree as one of several pictures: finding, fitting, menus."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu

from perfview.ui.canvas.tree_picture import copy_picture
from perfview.ui.theme import icons
from perfview.ui.workspace.view import View


class TreePictureView(View):
    """`bar` has the field to search in, `picture` is the one in sight, `pictures` are all."""

    bar: Any
    _text = ""

    @property
    def picture(self) -> Any:
        """The picture in sight."""
        raise NotImplementedError

    @property
    def pictures(self) -> Sequence[Any]:
        """All of them."""
        raise NotImplementedError

    def _look(self, text: str) -> int:
        """Mark boxes named like a text; how many there are."""
        raise NotImplementedError

    def find(self, text: str) -> int:  # type: ignore[override]
        """Mark boxes named like `text`."""
        self._text = text
        return self._look(text)

    def _search(self, text: str) -> None:
        self.bar.search.show_count(self.find(text))

    def find_next(self, step: int = 1) -> None:
        """Go to the next match, heaviest first."""
        self.bar.search.show_count(*self.picture.find_next(step))

    def fit(self) -> None:
        """Zoom into what is chosen; everything when nothing is."""
        self.picture.fit()

    def theme_changed(self) -> None:
        """Draw again in other colours."""
        for picture in self.pictures:
            picture.canvas.redraw()

    def begin_menu(
        self, menu: QMenu, go_in: Callable[[], None] | None, go_out: Callable[[], None] | None
    ) -> None:
        """The ways in and out, None where there is none."""
        only = menu.addAction("Look at only this\tDouble click")
        back = menu.addAction(icons.icon("arrow-left"), "Back\tEsc")
        for action, act in ((only, go_in), (back, go_out)):
            action.setEnabled(act is not None)
            if act is not None:
                action.triggered.connect(act)
        menu.addSeparator()

    def show_menu(self, menu: QMenu, place: QPoint) -> None:
        """What ends every menu, and the menu itself."""
        menu.addSeparator()
        copy = menu.addAction(icons.icon("copy"), "Copy the picture")
        copy.triggered.connect(lambda: copy_picture(self.picture.canvas))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(place)
