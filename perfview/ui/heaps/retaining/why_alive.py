"""The chosen object: facts, why it is alive, the way that holds it, what it keeps; of a class how
much there is of it and what its objects hang on."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu, QScrollArea, QStackedLayout, QVBoxLayout, QWidget

from perfview.findings.quantities import number, plural
from perfview.heaps.study import Study
from perfview.ui.heaps.choosing import chosen_class, chosen_object, reveal_object
from perfview.ui.heaps.facts.class_page import ClassPage
from perfview.ui.heaps.facts.object_facts import (
    ClassFacts,
    Facts,
    facts_of_class,
    facts_of_object,
)
from perfview.ui.heaps.jumping.menu import fill_object_menu, show_object_menu
from perfview.ui.heaps.retaining.chain import Chains, chains_of
from perfview.ui.heaps.retaining.chain_view import ChainView
from perfview.ui.heaps.retaining.keeping import KeepsTable, Kept, kept_by
from perfview.ui.heaps.retaining.turning import Turning, is_upright
from perfview.ui.theme.tokens import ROW
from perfview.ui.widgets.arrange import column, on_surface, row
from perfview.ui.widgets.background import Background
from perfview.ui.widgets.button import button
from perfview.ui.widgets.empty import Empty
from perfview.ui.widgets.label import Elided, breakable, label, spoken
from perfview.ui.workspace.document import Document
from perfview.ui.workspace.selection import Focus

NARROWEST = 280
"""Pixels it needs at the least."""

_HALVES, _ACROSS = (480, 170), (420, 340)
_NOTHING, _OBJECT, _CLASS = range(3)
_QUESTION = "Why is this alive?"


@dataclass(frozen=True)
class _Told:
    facts: Facts
    chains: Chains
    kept: Kept


class WhyAlive(QWidget):
    """Follows the chosen object or class. `chosen_changed` says whether anything is chosen."""

    chosen_changed = Signal(bool)

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._study: Study = document.opened.study
        self._work = Background(self)
        self._node, self._group, self._at = -1, -1, 0
        self._chains: Chains | None = None
        self.setMinimumWidth(NARROWEST)
        self.setAccessibleName("Why is this alive?")
        on_surface(self, "panel")
        self.facts, self.chain, self.keeps = Elided("", "2"), ChainView(), KeepsTable()
        self._class_page: ClassPage | None = None
        self.sentence = label("", "2", wrap=True, selectable=True)
        self._build()
        self.chain.chosen.connect(self._go)
        self.chain.menu_asked.connect(self._on_menu)
        self.keeps.picked.connect(self._go)
        self.keeps.menu_asked.connect(self._fill_menu)
        document.selection.changed.connect(self._on_focus)
        self._on_focus(document.selection.focus, None)

    def _build(self) -> None:
        self._count = label("", "3")
        self._back = button("", "caret-left", "flat", tip="The path before")
        self._on = button("", "caret-right", "flat", tip="The next path")
        self._back.clicked.connect(lambda: self.step(-1))
        self._on.clicked.connect(lambda: self.step(1))
        self._title = Elided(_QUESTION, "title", Qt.TextElideMode.ElideMiddle)
        head = row((self._title, 1), self._count, self._back, self._on, gap=4, margin=(12, 0, 6, 0))
        head.setFixedHeight(ROW.toolbar)
        said = row((self.sentence, 1), margin=(12, 0, 12, 0))
        facts = row((self.facts, 1), margin=(12, 0, 12, 0))
        body = column(facts, self.chain, said, 1, gap=6, margin=(0, 0, 0, 10))
        body.setProperty("role", "inside")
        upper = QScrollArea()
        upper.setWidgetResizable(True)
        upper.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        upper.setWidget(body)
        self.chain.walked.connect(
            lambda top, bottom: upper.ensureVisible(
                0, self.chain.y() + (top + bottom) // 2, 0, bottom - top
            )
        )
        parts = ((upper, 7), (self.keeps, 3))
        halves = Turning("why-is-it-alive", parts, _ACROSS, _HALVES, is_upright)
        pile = QWidget()
        self._pile = QStackedLayout(pile)
        hint = "What holds it in memory will stand here, and which reference to cut."
        self._pile.addWidget(Empty("Choose an object", hint, icon="cube"))
        self._pile.addWidget(halves)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(head)
        layout.addWidget(pile, 1)
        self._tell_count()

    @property
    def is_chosen(self) -> bool:
        """Whether an object or a class is chosen."""
        return self._group >= 0

    @property
    def class_page(self) -> ClassPage:
        """What is shown of a class, made when one is first chosen."""
        if self._class_page is None:
            self._class_page = page = ClassPage()
            page.picked.connect(self._go)
            page.menu_asked.connect(self._fill_menu)
            self._pile.addWidget(page)
        return self._class_page

    def _on_focus(self, focus: Focus, _origin: object) -> None:
        node, group = chosen_object(self._study, focus), chosen_class(self._study, focus)
        if (node, group) == (self._node, self._group):
            return
        self._node, self._group = node, group
        self._ask()
        self.chosen_changed.emit(group >= 0)

    def _ask(self) -> None:
        study, node, group = self._study, self._node, self._group
        if node >= 0:
            self._work.ask(lambda: self._told(node), self._show)
        elif group >= 0:
            self._work.ask(lambda: facts_of_class(study, group), self._show_class)
        else:
            self._work.forget()
            self._show_page(_NOTHING)

    def _told(self, node: int) -> _Told:
        study = self._study
        return _Told(facts_of_object(study, node), chains_of(study, node), kept_by(study, node))

    def _show(self, told: _Told) -> None:
        self._chains, self._at = told.chains, 0
        self._title.setText(f"Why is {told.chains.title} alive?")
        self.facts.setText(told.facts.in_one_line)
        self.keeps.show_kept(self._study, told.kept)
        self._show_page(_OBJECT)
        self._show_chain()

    def _show_class(self, found: ClassFacts) -> None:
        self.class_page.show_class(self._study, found)
        self._show_page(_CLASS)

    def _show_page(self, page: int) -> None:
        self._pile.setCurrentIndex(page)
        if page != _OBJECT:
            self._title.setText("All of a class" if page == _CLASS else _QUESTION)
        if page != _OBJECT:
            self._chains = None
        self._tell_count()

    def _show_chain(self) -> None:
        if self._chains is not None:
            chain = self._chains.chains[self._at]
            self.sentence.setText(breakable(spoken(chain.sentence)))
            self.chain.show_steps(chain.steps)
        self._tell_count()

    def step(self, by: int) -> None:
        """Show the next path, or the one before."""
        if self._chains is not None:
            self._at = (self._at + by) % len(self._chains.chains)
            self._show_chain()

    def _tell_count(self) -> None:
        chains = self._chains
        several = chains is not None and len(chains.chains) > 1
        for press in (self._back, self._on):
            press.setVisible(several)
        if chains is None:
            self._count.setText("")
        elif not chains.count:
            self._count.setText("nothing keeps it")
        else:
            self._count.setText(f"{number(self._at + 1)} of {plural(chains.count, 'path')}")

    def settle(self) -> None:
        """Wait until everything is there; for pictures and tests."""
        self._work.forget()
        if self._node >= 0:
            self._show(self._told(self._node))
        elif self._group >= 0:
            self._show_class(facts_of_class(self._study, self._group))

    def _go(self, node: int) -> None:
        if node != self._node:
            reveal_object(self._document, node)

    def _on_menu(self, node: int, place: QPoint) -> None:
        show_object_menu(self, self._document, node, place)

    def _fill_menu(self, menu: QMenu, node: int) -> None:
        fill_object_menu(menu, self, self._document, node)
