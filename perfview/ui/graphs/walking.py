"""From card to card of a graph."""

from __future__ import annotations

from PySide6.QtCore import QRectF


def in_column(cards: dict[int, QRectF], node: int, sign: int) -> int:
    """The next card in the same column, below with `sign` 1, above with -1; -1 for none."""
    here = cards[node]
    beside = [
        (abs(card.y() - here.y()), other)
        for other, card in cards.items()
        if card.x() == here.x() and (card.y() - here.y()) * sign > 0
    ]
    return min(beside)[1] if beside else -1
