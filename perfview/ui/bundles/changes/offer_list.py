"""Proposals to tick, one under another, each with what it saves by itself."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from perfview.findings.quantities import ABSENT, MINUS, size
from perfview.ui.bundles.changes.proposal import Proposal, Wanted
from perfview.ui.bundles.changes.proposing import Offer, Saved
from perfview.ui.widgets.arrange import column, empty_out, on_surface
from perfview.ui.widgets.label import Elided, label, set_role
from perfview.ui.widgets.tick import Tick

_NOISE = 100
"""Bytes; less than that is no saving."""


class OfferRow(QFrame):
    """One proposal; a click anywhere on it ticks it. `ticked` carries the proposal and whether it
    is on."""

    ticked = Signal(object, bool)

    def __init__(self, offer: Offer, *, on: bool) -> None:
        super().__init__()
        self.offer = offer
        self.setProperty("role", "row")
        proposal = offer.proposal
        self.box = Tick(proposal.title, on=on)
        self.box.toggled.connect(self._on_toggled)
        self._gain, self._how = label(""), label("", "3")
        for part in (self._gain, self._how):
            part.setAlignment(Qt.AlignmentFlag.AlignRight)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 5, 12, 5)
        layout.setSpacing(10)
        layout.addWidget(self.box, 0, Qt.AlignmentFlag.AlignTop)
        told = (Elided(proposal.title, "strong"), Elided(proposal.detail, "3"))
        layout.addWidget(column(*told, gap=1), 1)
        layout.addWidget(column(self._gain, self._how, gap=1))
        self.show_offer(offer, is_packed=False)

    def show_offer(self, offer: Offer, *, is_packed: bool) -> None:
        """Show what it saves: compressed where that is asked for and known by now."""
        self.offer = offer
        proposal, has_packed = offer.proposal, is_packed and offer.gzip is not None
        found = offer.gzip if has_packed and offer.gzip is not None else offer.raw
        saved, of = saved_words(found)
        is_gain = saved.startswith(MINUS) and has_packed is is_packed
        self._gain.setText(saved)
        set_role(self._gain, "save" if is_gain else "3")
        told = [proposal.how, of, "as written" if is_packed and not has_packed else ""]
        self._how.setText(", ".join(each for each in told if each))
        self.box.setAccessibleName(f"{proposal.title}, {proposal.detail}, {saved} {of}".strip())

    def _on_toggled(self, on: bool) -> None:
        self.ticked.emit(self.offer.proposal, on)

    def set_on(self, *, on: bool) -> None:
        """Tick it or not, without telling anybody."""
        self.box.blockSignals(True)
        self.box.setChecked(on)
        self.box.blockSignals(False)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.box.setFocus(Qt.FocusReason.MouseFocusReason)
            self.box.toggle()


class OfferList(QScrollArea):
    """Up and down go from one to the next, space ticks."""

    def __init__(self, wanted: Wanted, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Changes to try out")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.rows: list[OfferRow] = []
        self._is_packed = False
        self._wanted = wanted
        inner = QWidget()
        self._layout = QVBoxLayout(inner)
        self._layout.setContentsMargins(0, 4, 0, 4)
        self._layout.setSpacing(0)
        self.setWidget(on_surface(inner, "panel"))
        wanted.changed.connect(self.refresh)

    def show_offers(self, parts: Sequence[tuple[str, Sequence[Offer]]]) -> None:
        """Show other proposals, each part under its title."""
        place = self.verticalScrollBar().value()
        empty_out(self._layout)
        self.rows = []
        for title, offers in parts:
            if offers:
                head = label(title, "section")
                head.setContentsMargins(12, 8, 12, 2)
                self._layout.addWidget(head)
            for offer in offers:
                self._add(offer)
        self._layout.addStretch(1)
        self.verticalScrollBar().setValue(place)

    def _add(self, offer: Offer) -> None:
        row = OfferRow(offer, on=self._wanted.is_ticked(offer.proposal))
        row.show_offer(offer, is_packed=self._is_packed)
        row.ticked.connect(lambda proposal, on: self._wanted.tick(proposal, on=on))
        row.box.installEventFilter(self)
        self.rows.append(row)
        self._layout.addWidget(row)

    def show_packed(self, *, on: bool) -> None:
        """Show compressed savings, or those as written."""
        self._is_packed = on
        for row in self.rows:
            row.show_offer(row.offer, is_packed=on)

    def price(self, offer: Offer) -> None:
        """Show what a proposal saves, which is better known by now."""
        for row in self.rows:
            if row.offer.proposal.key == offer.proposal.key:
                row.show_offer(offer, is_packed=self._is_packed)

    def refresh(self) -> None:
        """Tick what is tried out."""
        for row in self.rows:
            row.set_on(on=self._wanted.is_ticked(row.offer.proposal))

    def shown(self, proposal: Proposal) -> bool:
        """Whether there is a line for it."""
        return any(row.offer.proposal.key == proposal.key for row in self.rows)

    def take_keyboard(self) -> None:
        """Let keys go to the first proposal."""
        if self.rows:
            self.rows[0].box.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        step = steps.get(Qt.Key(event.key()), 0)
        if not step:
            return False
        boxes = [row.box for row in self.rows]
        at = min(max(boxes.index(watched) + step, 0), len(boxes) - 1)  # type: ignore[arg-type]
        boxes[at].setFocus()
        self.ensureWidgetVisible(boxes[at])
        return True


def saved_words(saved: Saved) -> tuple[str, str]:
    """What a proposal saves by itself, and of what: ``−142 kB`` and nothing at start, ``of all``
    where the start stays as it is."""
    if abs(saved.initial) >= _NOISE:
        return _signed(saved.initial), ""
    if abs(saved.total) >= _NOISE:
        return _signed(saved.total), "of all"
    return ABSENT, ""


def _signed(saved: int) -> str:
    return f"{MINUS}{size(saved)}" if saved > 0 else f"+{size(-saved)}"
