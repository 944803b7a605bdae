"""The tree that a flame graph shows: from the outermost call inwards, or from the inside out."""

from __future__ import annotations

from enum import Enum

from perfview.profiles.lens import Lens
from perfview.profiles.measures.call_tree import CallTree
from perfview.profiles.study import Study


class Order(Enum):
    """How samples are folded."""

    HEAVY = "heavy"
    CALLERS = "callers"


def tree_for(study: Study, lens: Lens, order: Order) -> CallTree:
    """The samples a lens lets through, folded."""
    if order is Order.HEAVY:
        return study.call_tree(lens)
    from perfview.profiles.measures.sandwich import inverted

    return inverted(study, lens)
