"""The recommendations panel: what to do, best first; one card open at a time."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from perfview.advice.recommendation import Advice, Recommendation
from perfview.engine.settings import Settings
from perfview.findings.finding import Finding, Severity
from perfview.findings.quantities import plural
from perfview.ui.advice import evidence
from perfview.ui.advice.card import Card
from perfview.ui.advice.card_body import Actions
from perfview.ui.advice.import_report import import_report_line
from perfview.ui.advice.saving import joint_words
from perfview.ui.advice.severity_filter import SeverityFilter
from perfview.ui.advice.waiting import GreyPlace, nothing_found, nothing_there
from perfview.ui.widgets.arrange import column, empty_out, line, on_surface, row
from perfview.ui.widgets.button import button
from perfview.ui.widgets.label import Elided, label, set_role, spoken
from perfview.ui.widgets.toast import toast
from perfview.ui.workspace.document import Document, State
from perfview.ui.workspace.selection import Focus

WIDTH = 384
_FIRST_SEEN = 6
"""While the analysis goes on, the first few findings are enough to look at."""
_GREY_PLACES = 3
_AT_ONCE = 3
"""So many cards fill most of the panel; the others follow."""
_TOGETHER_MS = 80


class RecommendationsPanel(QFrame):
    """Follows one document: grey places, findings so far, then the advice."""

    def __init__(
        self,
        document: Document,
        settings: Settings | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        on_surface(self, "window", "left")
        self.setAccessibleName("Recommendations")
        self.document = document
        self._settings = settings or Settings()
        self._shows_dismissed = False
        self._cards: list[Card] = []
        self._reusable: dict[int, Card] = {}
        self._waiting: deque[Recommendation] = deque()
        self._build()
        # A card takes a few milliseconds: those out of sight come one a turn of the event loop.
        self._one_more = QTimer(self, interval=0)
        self._one_more.timeout.connect(self._show_one_more)
        # Findings come in bursts: one rebuild for all of a moment.
        self._soon = QTimer(self, singleShot=True, interval=_TOGETHER_MS)
        self._soon.timeout.connect(self.refresh)
        document.found.connect(self._on_found)
        document.advised.connect(self._on_change)
        document.state_changed.connect(self._on_state)
        document.selection.changed.connect(self._on_focus)
        self.refresh()

    @property
    def cards(self) -> list[Card]:
        """All that are to be shown, best first; makes those that are not there yet."""
        while self._waiting:
            self._show_one_more()
        return self._cards

    def refresh(self) -> None:
        """Show what is known now."""
        self._soon.stop()
        self._one_more.stop()
        self._waiting.clear()
        focused = any(card.hasFocus() for card in self._cards)
        self._take_out()
        advice: Advice | None = self.document.advice
        if advice is not None:
            self._show_advice(advice)
        elif self.document.is_busy:
            self._show_so_far()
        else:
            self._say("", "")
        self._list.addStretch(1)
        self._drop_unused()
        self._open_chosen(self.document.selection.focus.recommendation)
        if focused and self._cards:
            self._cards[0].setFocus()

    def open_card(self, recommendation_id: str) -> None:
        """Open one card and close the others; an id that is not shown closes all."""
        self.document.selection.change(self, remember=False, recommendation=recommendation_id)
        self._open_chosen(recommendation_id)

    # -- building

    def _build(self) -> None:
        copy = button("", "copy", "flat", tip="Copy all as Markdown")
        copy.clicked.connect(self._copy_all)
        self._filter = SeverityFilter()
        self._filter.changed.connect(self.refresh)
        self._total, self._note = label("", "save"), Elided("", "3")
        head = column(
            row(label("Recommendations", "title"), 1, self._filter, copy, gap=2),
            row(self._total, (self._note, 1), gap=6),
            gap=0,
            margin=(12, 2, 8, 8),
        )
        inside = QWidget()
        inside.setProperty("role", "inside")
        # Long words are elided or wrapped: the list is never wider than the panel.
        inside.setMinimumWidth(1)
        self._list = QVBoxLayout(inside)
        self._list.setContentsMargins(10, 10, 10, 10)
        self._list.setSpacing(8)
        self._scroll = QScrollArea()
        self._scroll.setWidget(inside)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(head)
        layout.addWidget(line())
        layout.addWidget(self._scroll, 1)
        self.setMinimumWidth(320)

    def _say(self, total: str, note: str, role: str = "save") -> None:
        self._total.setText(total)
        self._total.setVisible(bool(total))
        set_role(self._total, role)
        self._note.setText(note)

    def _show_so_far(self) -> None:
        found: list[Finding] = self.document.findings
        reading = self.document.state is State.READING
        self._say(
            f"{len(found)} so far" if found else "Nothing so far",
            "still reading" if reading else "still looking",
            "strong",
        )
        ordered = sorted(found, key=lambda f: (-f.severity.rank, -_value(f)))[:_FIRST_SEEN]
        for rank, finding in enumerate(ordered, 1):
            known = self._reusable.get(id(finding))
            what = known.recommendation if known is not None else _provisional(finding, rank)
            self._add_card(id(finding), what, None)
        for _ in range(max(1, _GREY_PLACES - len(ordered))):
            self._list.addWidget(GreyPlace())

    def _show_advice(self, advice: Advice) -> None:
        hidden = set(self._settings.dismissed)
        kept = [r for r in advice.recommendations if r.id not in hidden]
        gone = [r for r in advice.recommendations if r.id in hidden]
        self._say_total(advice, kept)
        if not advice.recommendations:
            anything = self.document.opened is None or self.document.opened.report.rows
            self._list.addWidget(nothing_found(self.document) if anything else nothing_there())
        shown = [r for r in kept if self._filter.lets(r.severity)]
        for recommendation in shown[:_AT_ONCE]:
            self._add_advised(recommendation)
        self._waiting.extend(shown[_AT_ONCE:])
        if self._waiting:
            self._one_more.start()
        if len(shown) < len(kept):
            self._add_link(f"{len(kept) - len(shown)} less severe, show", self._show_all)
        self._add_foot(gone)

    def _say_total(self, advice: Advice, kept: Sequence[Recommendation]) -> None:
        if advice.joint is not None:
            self._say(*joint_words(advice.joint))
        elif kept:
            self._say("", f"{plural(len(kept), 'thing')} to do, best first")
        elif advice.recommendations:
            self._say("", "All are dismissed")
        else:
            self._say("", "Nothing to do")

    def _show_one_more(self) -> None:
        if self._waiting:
            self._add_advised(self._waiting.popleft())
            chosen = self.document.selection.focus.recommendation
            if chosen and self._cards[-1].recommendation.id == chosen:
                self._open_chosen(chosen)
        if not self._waiting:
            self._one_more.stop()

    def _add_advised(self, recommendation: Recommendation) -> None:
        self._add_card(id(recommendation), recommendation, self._actions(recommendation))

    def _add_card(self, key: int, what: Recommendation, actions: Actions | None) -> None:
        """Below the cards so far. `key` is the id of what it is of, which the card keeps alive."""
        card = self._reusable.pop(key, None)
        if card is None:
            card = Card(what, self._kind, actions)
            card.toggled.connect(partial(self._toggle, card))
            card.moved.connect(partial(self._move, card))
            card.setProperty("key", key)
        self._list.insertWidget(len(self._cards), card)
        if self._cards:
            # What stands below the cards was made before those that come late.
            self.setTabOrder(self._cards[-1].last_stop, card)
        self._cards.append(card)

    def _take_out(self) -> None:
        """Empty the list, keeping cards at hand that may be wanted again."""
        for card in self._cards:
            self._list.removeWidget(card)
            self._reusable[card.property("key")] = card
        self._cards = []
        empty_out(self._list)

    def _drop_unused(self) -> None:
        for card in self._reusable.values():
            card.hide()
            card.deleteLater()
        self._reusable.clear()

    def _add_foot(self, gone: Sequence[Recommendation]) -> None:
        if gone:
            words = "hide" if self._shows_dismissed else "show"
            self._add_link(f"{len(gone)} dismissed, {words}", self._toggle_dismissed)
        if self._shows_dismissed:
            for recommendation in gone:
                self._list.addWidget(self._dismissed_row(recommendation))
        opened = self.document.opened
        if opened is not None and (opened.report.oddities or not opened.report.complete):
            self._list.addWidget(import_report_line(opened.report))

    def _add_link(self, text: str, do: Callable[[], None]) -> None:
        link = button(text, kind="link")
        link.clicked.connect(lambda: do())
        self._list.addWidget(link)

    def _dismissed_row(self, recommendation: Recommendation) -> QWidget:
        again = button("Show again", kind="flat")
        again.clicked.connect(lambda: self._restore(recommendation.id))
        return row((Elided(spoken(recommendation.title), "2"), 1), again, margin=(4, 0, 0, 0))

    # -- doing

    @property
    def _kind(self) -> str:
        opened = self.document.opened
        return opened.identity.kind if opened is not None else "traces"

    def _actions(self, recommendation: Recommendation) -> Actions:
        return Actions(
            show_rows=lambda: self._show(recommendation, evidence.show_rows),
            show_groups=lambda: self._show(recommendation, evidence.show_groups),
            copy=lambda: self._copy(recommendation),
            dismiss=lambda: self._dismiss(recommendation),
            nouns=evidence.nouns_of(self.document),
            try_out=evidence.trial_of(self.document, recommendation),
        )

    def _show(
        self,
        recommendation: Recommendation,
        choose: Callable[[Document, Recommendation, object], None],
    ) -> None:
        """Show what a recommendation points at, in the view that shows it best."""
        evidence.bring_view(self.document, recommendation)
        choose(self.document, recommendation, self)

    def _toggle(self, card: Card) -> None:
        self.open_card("" if card.is_open else card.recommendation.id)
        card.setFocus()

    def _move(self, card: Card, step: int) -> None:
        place = self.cards.index(card) + step
        if 0 <= place < len(self.cards):
            self.cards[place].setFocus()
            self._bring_into_sight(self.cards[place])

    def _on_found(self, _finding: Finding) -> None:
        self._soon.start()

    def _on_change(self, _change: object) -> None:
        self.refresh()

    def _on_state(self, state: State) -> None:
        # The advice is told of a moment after the document is ready: one rebuild is enough.
        if state is not State.READY or self.document.advice is None:
            self.refresh()

    def _on_focus(self, focus: Focus, origin: object) -> None:
        if origin is not self:
            self._open_chosen(focus.recommendation)

    def _open_chosen(self, recommendation_id: str) -> None:
        cards = self.cards if recommendation_id else self._cards
        for card in cards:
            chosen = card.recommendation.id == recommendation_id
            if chosen and not card.is_open:
                card.set_open(True)
                QTimer.singleShot(0, card, lambda card=card: self._bring_into_sight(card))
            elif not chosen:
                card.set_open(False)

    def _bring_into_sight(self, card: Card) -> None:
        """Scroll up or down until the card is seen from its head on."""
        bar, page = self._scroll.verticalScrollBar(), self._scroll.viewport().height()
        top, bottom = card.y(), card.y() + card.height()
        if bottom > bar.value() + page:
            bar.setValue(min(top - 8, bottom + 10 - page))
        if top < bar.value():
            bar.setValue(top - 8)

    def _dismiss(self, recommendation: Recommendation) -> None:
        self._settings.dismiss(recommendation.id, recommendation.title)
        self.refresh()
        toast(self, "Dismissed.", "Undo", lambda: self._restore(recommendation.id))

    def _restore(self, recommendation_id: str) -> None:
        self._settings.restore(recommendation_id)
        self.refresh()

    def _show_all(self) -> None:
        self._filter.choose(Severity.INFO)

    def _toggle_dismissed(self) -> None:
        self._shows_dismissed = not self._shows_dismissed
        self.refresh()

    def _copy(self, recommendation: Recommendation) -> None:
        from perfview.advice.markdown import recommendation_markdown

        QGuiApplication.clipboard().setText(recommendation_markdown(recommendation))
        toast(self, "Copied the card as Markdown")

    def _copy_all(self) -> None:
        from perfview.advice.markdown import advice_markdown

        advice = self.document.advice
        if advice is not None:
            QGuiApplication.clipboard().setText(advice_markdown(advice))
            toast(self, "Copied all as Markdown")


def _value(finding: Finding) -> float:
    return finding.saving.value if finding.saving else 0.0


def _provisional(finding: Finding, rank: int) -> Recommendation:
    """A finding as a closed card, before findings are merged and ranked."""
    parts: dict[str, Any] = {
        name: getattr(finding, name)
        for name in (
            "severity",
            "title",
            "where",
            "why",
            "how",
            "example",
            "saving",
            "confidence",
            "effort",
            "wrong_if",
        )
    }
    return Recommendation(rank=rank, findings=(finding,), **parts)
