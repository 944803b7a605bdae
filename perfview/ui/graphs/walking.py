"""From card to card of a graph."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
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


def beside(
    source: NDArray[np.int32],
    target: NDArray[np.int32],
    cards: dict[int, QRectF],
    node: int,
    where: str,
) -> int:
    """The node beside one that has a card, -1 when there is none: along an edge (source, target
    int32) to a caller or a callee, the one that stands nearest, or above or below in its column."""
    if node not in cards:
        return next(iter(cards), -1)
    if where in ("above", "below"):
        return in_column(cards, node, 1 if where == "below" else -1)
    own, other = (target, source) if where == "caller" else (source, target)
    found = [int(other[e]) for e in np.flatnonzero(own == node) if int(other[e]) in cards]
    here = cards[node].center().y()
    return min(found, key=lambda each: abs(cards[each].center().y() - here), default=-1)
