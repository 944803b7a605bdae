"""A document that was read: verdict, banners, tabs, and the view in front."""

from __future__ import annotations

import logging
from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from perfview.ui.advice.verdict import VerdictBar
from perfview.ui.shell.banner import Banner
from perfview.ui.shell.guides import views_of
from perfview.ui.shell.tab_row import TabRow
from perfview.ui.theme import theme
from perfview.ui.widgets.empty import Empty
from perfview.ui.widgets.search_field import FilterField
from perfview.ui.workspace.document import Document
from perfview.ui.workspace.view import View


class ViewsPage(QWidget):
    """Views are made when their tab is first shown."""

    view_changed = Signal(object)

    def __init__(self, document: Document) -> None:
        super().__init__()
        self._document = document
        views = views_of(document.opened.identity.kind)
        self._kinds = [view for view in views if view.concerns(document)]
        self._made: dict[int, QWidget] = {}
        self._stack = QStackedWidget()
        self._tabs = TabRow(self.titles)
        self._banners = QVBoxLayout()
        self._banners.setContentsMargins(0, 0, 0, 0)
        self._banners.setSpacing(0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(VerdictBar(document))
        layout.addLayout(self._banners)
        layout.addWidget(self._tabs)
        layout.addWidget(self._stack, 1)
        self._tabs.chosen.connect(self.show_index)
        self._tabs.fit_asked.connect(self.fit)
        self._tabs.search.searched.connect(self._search)
        self._tabs.search.stepped.connect(self._step)
        document.view_wanted.connect(self._show_wanted)
        document.filter_wanted.connect(self._filter_wanted)
        theme.changed.connect(self._theme_changed)

    @property
    def names(self) -> list[str]:
        """The slugs of the views, in the order of their tabs."""
        return [kind.name for kind in self._kinds]

    @property
    def titles(self) -> list[str]:
        """What stands on the tabs."""
        return [kind.title_for(self._document) for kind in self._kinds]

    @property
    def view(self) -> View | None:
        """The view in front."""
        widget = self._stack.currentWidget()
        return widget if isinstance(widget, View) else None

    def show_index(self, index: int) -> None:
        """Bring a tab to the front; an index beyond the tabs does nothing."""
        if not 0 <= index < len(self._kinds) or self._document.opened is None:
            return
        if index not in self._made:
            self._made[index] = self._make(self._kinds[index])
            self._stack.addWidget(self._made[index])
        # Asked before: hiding a focused picture hands the keyboard to whatever comes next.
        typing = isinstance(QApplication.focusWidget(), QLineEdit)
        self._stack.setCurrentWidget(self._made[index])
        self._tabs.mark(index)
        self._tabs.show_search(self._own_field() is None)
        if self._field().text():
            self._search(self._field().text())
        if not typing and self.view is not None:
            self.view.take_keyboard()
        self.view_changed.emit(self.view)

    def take_keyboard(self) -> None:
        """Keys go to the view in front, unless somebody is typing."""
        typing = isinstance(QApplication.focusWidget(), QLineEdit)
        if self.view is not None and not typing:
            self.view.take_keyboard()

    def show_view(self, name: str) -> None:
        """Bring a view to the front by its slug. Raises ValueError for another."""
        self.show_index(self.names.index(name))

    def _show_wanted(self, name: str) -> None:
        if name in self.names:
            self.show_view(name)

    def _filter_wanted(self, name: str, text: str) -> None:
        if name in self.names:
            self.show_view(name)
            if self.view is not None:
                self.view.narrow(text)

    def add_banner(
        self, text: str, actions: dict[str, Callable[[], object]], *, quiet: bool = False
    ) -> Banner:
        """A strip under the verdict; a `quiet` one offers something, others warn."""
        banner = Banner(text, actions, quiet=quiet)
        self.add_strip(banner)
        return banner

    def add_strip(self, strip: QWidget) -> None:
        """Anything else that has a place under the verdict until it is put away."""
        self._banners.addWidget(strip)

    def focus_search(self) -> None:
        """Put the cursor into the search field."""
        self._field().setFocus()
        self._field().selectAll()

    def leave_search(self) -> bool:
        """Clear the search when it has text or the cursor; says whether there was anything."""
        field = self._field()
        if not field.text() and not field.hasFocus():
            return False
        field.clear()
        if self.view is not None:
            self.view.take_keyboard()
        return True

    def fit(self) -> None:
        """Fit the view in front."""
        if self.view is not None:
            self.view.fit()

    def _make(self, kind: type[View]) -> QWidget:
        try:
            made = kind(self._document)
        except Exception as error:
            # One view that fails must not take the others along.
            logging.getLogger("perfview").exception("the view %s failed", kind.name)
            return Empty(
                f"“{kind.title}” could not be drawn", f"{type(error).__name__}; see the log."
            )
        made.setAccessibleName(kind.title_for(self._document))
        return made

    def _own_field(self) -> FilterField | None:
        """The field a view brings itself; then the one beside the tabs is not needed. Of several
        the first in sight."""
        if self.view is None:
            return None
        found = self.view.findChildren(FilterField)
        first = found[0] if found else None
        return next((field for field in found if field.isVisibleTo(self.view)), first)

    def _field(self) -> FilterField:
        return self._own_field() or self._tabs.search.field

    def _search(self, text: str) -> None:
        if self.view is not None and self._own_field() is None:
            self._tabs.search.show_count(self.view.find(text))

    def _step(self, step: int) -> None:
        if self.view is not None:
            self.view.find_next(step)

    def _theme_changed(self, _theme: object) -> None:
        for view in self._made.values():
            if isinstance(view, View):
                view.theme_changed()
