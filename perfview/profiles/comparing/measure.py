"""Whether two recordings are compared by their numbers or by shares of all."""

from __future__ import annotations

import math

import numpy as np

from perfview.profiles.comparing.diff_tree import DiffTree
from perfview.profiles.comparing.sides import Side

SAME_LENGTH = 0.1
"""Wholes that differ by less than this ratio are compared as they are."""

ENOUGH_FUNCTIONS = 8
ENOUGH_SAMPLES = 20
"""Functions that tell whether everything grew alike, and samples a function needs in each profile
to be asked: its ratio is then good to about a third."""


def wants_shares(tree: DiffTree, before: Side, after: Side) -> tuple[bool, str]:
    """Whether to compare by shares, and why in a sentence ("" when there is nothing to explain).

    A longer recording has more of everything; a slower program has more of some things. So where
    the wholes differ, the median function decides whether most grew by the ratio of the wholes (by
    shares) or stayed what they were (as they are). Numbers of different units know only shares.
    """
    if before.spending.unit != after.spending.unit:
        return True, (
            f"One profile has {before.spending.of}, the other {after.spending.of}: "
            "only shares of all can be compared."
        )
    if before.whole <= 0 or after.whole <= 0:
        return False, ""
    ratio = math.log(after.whole / before.whole)
    if abs(ratio) <= math.log1p(SAME_LENGTH):
        return False, ""
    old, new = (
        np.bincount(tree.function, weights=half.own, minlength=tree.functions)
        for half in (tree.before, tree.after)
    )
    asked = (old >= ENOUGH_SAMPLES * before.one) & (new >= ENOUGH_SAMPLES * after.one)
    asked &= (old > 0) & (new > 0)
    if np.count_nonzero(asked) < ENOUGH_FUNCTIONS:
        return False, ""
    median = float(np.median(np.log(new[asked] / old[asked])))
    if abs(median - ratio) >= abs(median):
        return False, ""
    return True, (
        f"Most functions have about {math.exp(ratio):.2g} times as much in the second profile as "
        "in the first, as a recording of another length does: compared by shares of all."
    )
