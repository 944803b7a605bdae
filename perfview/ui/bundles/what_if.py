"""What a build would weigh after changes of its imports: tick some, see the new size at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QStackedLayout, QVBoxLayout, QWidget

from perfview.bundles.scenarios.sizes import Outcome, outcome
from perfview.bundles.study import Study
from perfview.findings.finding import Finding
from perfview.findings.quantities import plural
from perfview.ui.bundles.changes.answer_pane import MEASURES, AnswerPane
from perfview.ui.bundles.changes.offer_list import OfferList
from perfview.ui.bundles.changes.proposal import wanted_of
from perfview.ui.bundles.changes.proposing import Offer, Saved, offer, offers, packed
from perfview.ui.bundles.changes.recommended import recommended
from perfview.ui.bundles.choosing import choose_module, reveal_module
from perfview.ui.bundles.jumping.menu import fill_module_menu
from perfview.ui.bundles.jumping.ways import bind_keys
from perfview.ui.bundles.pictures.amounts import NO_FILES
from perfview.ui.theme.tokens import ROW
from perfview.ui.widgets.arrange import column, on_surface, row
from perfview.ui.widgets.background import Background
from perfview.ui.widgets.button import Segmented, button
from perfview.ui.widgets.empty import Empty
from perfview.ui.widgets.label import label
from perfview.ui.widgets.splitter import Splitter
from perfview.ui.workspace.document import Document
from perfview.ui.workspace.view import View

_RAW, _GZIP, _BROTLI = range(len(MEASURES))
_LOOKING, _LIST, _NOTHING = range(3)
_EACH = ("each by itself, at start, as written", "each by itself, at start, gzip")


class _Parts(NamedTuple):
    """What is offered: what recommendations ask for, in their order, then what else saves."""

    recommended: tuple[Offer, ...]
    more: tuple[Offer, ...]


def _found(study: Study, findings: Sequence[Finding]) -> _Parts:
    """For a worker thread."""
    first = [offer(study, each) for each in recommended(study, findings)]
    keys = {each.proposal.key for each in first}
    more = (each for each in offers(study) if each.proposal.key not in keys)
    return _Parts(tuple(first), tuple(more))


class WhatIfView(View):
    """Sizes as written follow a tick at once; compressed ones when they have been worked out."""

    name = "what-if"
    title = "What if"
    kind = "bundles"
    position = 60

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(document, parent)
        self.study: Study = document.opened.study
        self.wanted = wanted_of(document)
        self._parts: _Parts = _Parts((), ())
        self._gzip: dict[str, Saved | None] = {}
        self._looking, self._weighing = Background(self), Background(self)
        self._compressing, self._pricing = Background(self), Background(self)
        self.list = OfferList(self.wanted)
        self.answer = AnswerPane(self.study)
        first = _GZIP if len(self.study.built) else _RAW
        self.measure = Segmented(MEASURES, first, "What sizes are")
        for each in (_GZIP, _BROTLI):
            self.measure.allow(each, len(self.study.built) > 0, NO_FILES)
        self._build()
        self.keyboard = self.list
        self.measure.chosen.connect(lambda _: self._on_measure())
        self.wanted.changed.connect(self._on_wanted)
        self.answer.picked.connect(lambda module: choose_module(document, self, module))
        self.answer.opened.connect(lambda module: reveal_module(document, module, "imports"))
        self.answer.menu_asked.connect(self._on_menu)
        document.advised.connect(lambda _: self._look())
        bind_keys(self)
        self.list.show_packed(on=self._is_packed)
        self._look()
        self._on_wanted()

    @classmethod
    def concerns(cls, document: Document) -> bool:
        """Where it is known who imports whom."""
        return len(document.opened.study.model.imports) > 0

    def take_keyboard(self) -> None:
        """Let keys go to the first proposal."""
        self.list.take_keyboard()

    def settle(self) -> None:
        """Wait until everything is there; for pictures and tests."""
        for work in (self._looking, self._weighing, self._compressing, self._pricing):
            work.forget()
        self._show_parts(_found(self.study, self._findings()))
        self._pricing.forget()
        while self._is_packed and (offer := self._unpriced()) is not None:
            self._take_price(offer, packed(self.study, offer.proposal), goes_on=False)
        self._show(self._asked(compressed=True), is_waiting=False)

    # Set-up

    def _build(self) -> None:
        self._undo = button("Undo", "arrow-counter-clockwise", "flat", tip="Undo (Ctrl+Z)")
        self._clear = button("Clear", "x", "flat", tip="Tick nothing")
        self._undo.clicked.connect(self.wanted.undo)
        self._clear.clicked.connect(self.wanted.clear)
        QShortcut(QKeySequence.StandardKey.Undo, self, self.wanted.undo)
        self._count = label("tick to see the new size", "3")
        bar = row(self.measure, self._count, 1, self._undo, self._clear, margin=(10, 0, 8, 0))
        bar.setFixedHeight(ROW.toolbar)
        pages = QWidget()
        self._pile = QStackedLayout(pages)
        self._each = label(_EACH[self._is_packed], "3")
        head = row(label("Changes", "title"), 1, self._each, margin=(12, 6, 12, 6))
        offered = column(on_surface(head, "panel", "bottom"), (pages, 1), gap=0)
        nothing = "Try “What if …” in the menu of any module or package."
        for page in (
            Empty("Looking for what could change …"),
            self.list,
            Empty("Nothing here would save much", nothing),
        ):
            self._pile.addWidget(page)
        split = Splitter("what-if", ((offered, 2), (self.answer, 3)), (460, 640))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(column(on_surface(bar, "panel", "bottom"), (split, 1), gap=0))

    # What is offered

    def _findings(self) -> list[Finding]:
        """Those that lead recommendations, in their order; so far as there is advice by now."""
        advice = self.document.advice
        return [each.findings[0] for each in advice.recommendations] if advice is not None else []

    def _look(self) -> None:
        work = partial(_found, self.study, self._findings())
        self._looking.ask(work, self._show_parts, lambda: self._show_parts(_Parts((), ())))

    def _show_parts(self, parts: _Parts) -> None:
        self._parts = parts
        known = {each.proposal.key for each in (*parts.recommended, *parts.more)}
        by_hand = [each for each in self.wanted.added if each.key not in known]
        added = [offer(self.study, each) for each in by_hand]
        shown = (
            ("Your own", added),
            ("Recommended", parts.recommended),
            ("More to try" if added or parts.recommended else "To try", parts.more),
        )
        self.list.show_offers([(title, self._priced(offers)) for title, offers in shown])
        self._pile.setCurrentIndex(_LIST if self.list.rows else _NOTHING)
        self._price()

    def _priced(self, offers: Sequence[Offer]) -> list[Offer]:
        return [replace(each, gzip=self._gzip.get(each.proposal.key)) for each in offers]

    # What each saves compressed

    @property
    def _is_packed(self) -> bool:
        return self.measure.index != _RAW and len(self.study.built) > 0

    def _unpriced(self) -> Offer | None:
        shown = (row.offer for row in self.list.rows)
        return next((each for each in shown if each.proposal.key not in self._gzip), None)

    def _price(self) -> None:
        """Work out one after another, from the top; not while detectors compress the same."""
        found = self._unpriced() if self._is_packed and not self.document.is_busy else None
        if found is not None and not self._pricing.is_busy:
            self._pricing.ask(
                partial(packed, self.study, found.proposal), partial(self._take_price, found)
            )

    def _take_price(self, found: Offer, gzip: Saved | None, *, goes_on: bool = True) -> None:
        self._gzip[found.proposal.key] = gzip
        self.list.price(replace(found, gzip=gzip))
        if goes_on:
            self._price()

    def _on_measure(self) -> None:
        self.list.show_packed(on=self._is_packed)
        self._each.setText(_EACH[self._is_packed])
        self._price()
        self._work_out()

    def _on_wanted(self) -> None:
        ticked = self.wanted.ticked
        if not self._looking.is_busy and any(not self.list.shown(each) for each in ticked):
            self._show_parts(self._parts)
        self._undo.setEnabled(self.wanted.can_undo)
        self._clear.setEnabled(bool(ticked))
        words = plural(len(ticked), "change") + (" together" if len(ticked) > 1 else "")
        self._count.setText(words if ticked else "tick to see the new size")
        self._work_out()

    # The answer

    def _work_out(self) -> None:
        """Sizes as written first: they take milliseconds."""
        self._compressing.forget()
        self._weighing.ask(partial(self._asked, compressed=False), self._show_raw)

    def _asked(self, *, compressed: bool) -> Outcome:
        measure = self.measure.index
        return outcome(
            self.study,
            self.wanted.edits(),
            gzip=compressed and measure == _GZIP,
            brotli=compressed and measure == _BROTLI,
        )

    def _show_raw(self, found: Outcome) -> None:
        is_more = self.measure.index != _RAW and len(self.study.built) > 0
        self._show(found, is_waiting=is_more)
        if is_more:
            self._compressing.ask(partial(self._asked, compressed=True), self._show_compressed)

    def _show_compressed(self, found: Outcome) -> None:
        self._show(found, is_waiting=False)

    def _show(self, found: Outcome, *, is_waiting: bool) -> None:
        self.answer.show_outcome(found, MEASURES[self.measure.index], is_waiting=is_waiting)

    def _on_menu(self, menu: QMenu, module: int) -> None:
        fill_module_menu(menu, self, self.document, module)
