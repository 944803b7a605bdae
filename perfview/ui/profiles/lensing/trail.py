"""The row of what was changed: each change a crumb, undo and redo, and everything again."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QInputDialog, QMenu, QPushButton, QWidget

from perfview.profiles.lens import Lens
from perfview.profiles.study import Study
from perfview.profiles.transforms.words import TransformError, parse_transforms, text_of
from perfview.ui.profiles.lensing.crumbs import Crumb, crumbs_of
from perfview.ui.profiles.lensing.holder import LensHolder
from perfview.ui.profiles.lensing.menu import add
from perfview.ui.profiles.lensing.saved import SavedChanges
from perfview.ui.widgets.arrange import empty_out, on_surface
from perfview.ui.widgets.button import button
from perfview.ui.widgets.label import set_tip
from perfview.ui.widgets.toast import toast

_HEIGHT = 34
_LONGEST = 40
_GAP = 4


class Trail(QWidget):
    """Not there while nothing is changed. Crumbs that find no room, the oldest first, stand in a
    menu. One that `compares` profiles leaves out what says nothing of another one."""

    def __init__(self, study: Study, holder: LensHolder, *, compares: bool = False) -> None:
        super().__init__()
        self._compares = compares
        self._study, self._holder = study, holder
        self._crumbs: list[tuple[Crumb, QPushButton]] = []
        self.setFixedHeight(_HEIGHT)
        self.setAccessibleName("Changes of what is seen")
        on_surface(self, "panel", "bottom")
        self._rest = button("", "caret-down", "chip", tip="Changes made before")
        self._rest.clicked.connect(self._show_rest)
        self._undo = button("Undo", "arrow-counter-clockwise", "flat", tip="Undo (Ctrl+Z)")
        self._redo = button("Redo", "arrow-clockwise", "flat", tip="Redo (Ctrl+Shift+Z)")
        self._reset = button("Reset all", "", "flat", tip="Look at everything again")
        self._undo.clicked.connect(holder.undo)
        self._redo.clicked.connect(holder.redo)
        self._reset.clicked.connect(holder.reset)
        self._row = QHBoxLayout()
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(_GAP)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 0, 8, 0)
        layout.setSpacing(_GAP)
        layout.addWidget(self._rest)
        layout.addLayout(self._row)
        layout.addStretch(1)
        self._tools = (self._undo, self._redo, self._reset)
        for tool in self._tools:
            layout.addWidget(tool)
        holder.changed.connect(self.show_lens)
        self.show_lens(holder.lens)

    def show_lens(self, _lens: Lens) -> None:
        """Show what the lens changes now."""
        empty_out(self._row)
        self._crumbs = []
        for crumb in crumbs_of(self._study, self._holder):
            if crumb.is_of_one and self._compares:
                continue
            made = button(_short(crumb.words), "x", "chip")
            made.setAccessibleName(f"Take back: {crumb.words}")
            set_tip(made, f"{crumb.tip}. Click to take it back.")
            made.clicked.connect(lambda _=False, crumb=crumb: crumb.take_back())
            self._row.addWidget(made)
            self._crumbs.append((crumb, made))
        self._undo.setEnabled(self._holder.can_undo)
        self._redo.setEnabled(self._holder.can_redo)
        self.setVisible(bool(self._crumbs) or self._holder.can_redo)
        self._reset.setVisible(bool(self._crumbs))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Hide as many of the oldest crumbs as find no room."""
        tools = sum(t.sizeHint().width() + _GAP for t in self._tools if not t.isHidden())
        room = self.width() - 16 - tools
        widths = [made.sizeHint().width() + _GAP for _, made in self._crumbs]
        hidden = 0
        if sum(widths) > room:
            room -= self._rest.sizeHint().width() + _GAP
            while hidden < len(widths) - 1 and sum(widths[hidden:]) > room:
                hidden += 1
        for place, (_, made) in enumerate(self._crumbs):
            made.setVisible(place >= hidden)
        self._rest.setText(f"{hidden} more")
        self._rest.setVisible(hidden > 0)

    def _show_rest(self) -> None:
        menu = _menu(self)
        for crumb, made in self._crumbs:
            if made.isHidden():
                add(menu, f"Take back: {crumb.words}", crumb.take_back, "x")
        menu.popup(self._rest.mapToGlobal(self._rest.rect().bottomLeft()))

    # As text

    def more_menu(self, owner: QWidget) -> QMenu:
        """Copying, pasting and keeping changes, and those that are kept; also while the row itself
        is not there."""
        menu = QMenu(owner)
        has_any = bool(self._holder.lens.transforms)
        add(menu, "Copy the changes as text", self.copy, "copy", enabled=has_any)
        add(menu, "Paste changes", self.paste, "clipboard-text")
        saved = self._saved
        if saved is not None:
            menu.addSeparator()
            add(
                menu,
                "Keep the changes by name…",
                self._ask_name,
                "bookmark-simple",
                enabled=has_any,
            )
            kept = saved.all()
            forget = QMenu("Forget", menu)
            for name, texts in kept.items():
                add(menu, f"Do “{_short(name)}”", partial(self.do, texts))
                add(forget, _short(name), partial(saved.forget, name))
            if kept:
                menu.addMenu(forget)
        return menu

    @property
    def _saved(self) -> SavedChanges | None:
        settings = getattr(self.window(), "settings", None)
        return SavedChanges(settings) if settings is not None else None

    def _ask_name(self) -> None:
        dialog = QInputDialog(self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle("Keep the changes by name")
        dialog.setLabelText("What these changes are called:")
        dialog.textValueSelected.connect(self.keep)
        dialog.open()

    def keep(self, name: str) -> None:
        """Keep the transforms under a name, for any recording."""
        texts = self._texts()
        if self._saved is not None and texts and name.strip():
            self._saved.save(name.strip(), texts)
            toast(self, f"Kept as “{_short(name.strip())}”")

    def copy(self) -> None:
        """Put the transforms on the clipboard, a line each: they mean the same elsewhere."""
        texts = self._texts()
        if texts:
            QGuiApplication.clipboard().setText("\n".join(texts))
            toast(self, "Copied the changes")

    def paste(self) -> None:
        """Do the transforms that are on the clipboard as text, after those that are done."""
        self.do(QGuiApplication.clipboard().text().splitlines())

    def _texts(self) -> list[str]:
        try:
            return [text_of(self._study, each) for each in self._holder.lens.transforms]
        except TransformError as error:
            toast(self, str(error))
            return []

    def do(self, texts: list[str]) -> None:
        """Do transforms that are written as text, after those that are done."""
        try:
            found = parse_transforms(self._study, [each for each in texts if each.strip()])
        except TransformError as error:
            toast(self, str(error))
            return
        self._holder.change(transforms=(*self._holder.lens.transforms, *found))


def _short(words: str) -> str:
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}…"


def _menu(owner: QWidget) -> QMenu:
    menu = QMenu(owner)
    menu.aboutToHide.connect(menu.deleteLater)
    return menu
