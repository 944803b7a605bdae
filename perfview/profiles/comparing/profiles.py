"""Two profiles put beside each other, whole: what pictures, tables and detectors take from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.findings.changes import Changes
from perfview.profiles.comparing.diff_tree import DiffTree, merge_trees
from perfview.profiles.comparing.function_changes import FunctionChanges, function_changes
from perfview.profiles.comparing.matching import match_functions
from perfview.profiles.comparing.measure import wants_shares
from perfview.profiles.comparing.numbers import changes
from perfview.profiles.comparing.reasons import Reasons
from perfview.profiles.comparing.sides import Side, side_of
from perfview.profiles.evidence_ids import place_in_file
from perfview.profiles.lens import EVERYTHING, Lens
from perfview.profiles.patterns.wording import label, shortened
from perfview.profiles.study import Study


@dataclass(frozen=True)
class ComparedProfiles:
    """before, after: the profiles; tree: both as one; functions: the same by function. explained:
    why they are compared by shares, "" when that needs no explaining."""

    before: Side
    after: Side
    tree: DiffTree
    functions: FunctionChanges
    explained: str

    @property
    def is_of_one_unit(self) -> bool:
        """Whether both measure in one unit, so that their numbers can be compared."""
        return self.before.spending.unit == self.after.spending.unit

    @property
    def of(self) -> str:
        """What the numbers are of, as a sentence has it."""
        return self.after.spending.of if self.is_of_one_unit else "all"

    def name_of(self, function: int) -> str:
        """A common function's name, that of the profile after where it has one."""
        matching = self.tree.matching
        if function >= len(matching):
            return self.tree.made[function - len(matching)]
        side, own = self._own(function)
        return side.study.name_of(own)

    def label_of(self, function: int) -> str:
        """A common function as sentences name it."""
        if function >= len(self.tree.matching):
            return shortened(self.name_of(function))
        side, own = self._own(function)
        return label(side.study, own)

    def place_of(self, function: int) -> str:
        """``app.js:12`` of a common function, "" when unknown."""
        if function >= len(self.tree.matching):
            return ""
        side, own = self._own(function)
        return place_in_file(side.study, own)

    def reasons(self) -> Reasons:
        """What explains the changes of functions."""
        return Reasons(self.tree, self.functions, self.before, self.after, self.label_of)

    def path_changes(self, *, own: bool = False) -> Changes:
        """The totals of all paths of the tree, or what they have of their own, in the functions'
        measure and with their reach."""
        shares = self.functions.normalised
        old = self.tree.before.amounts(own=own, shares=shares)
        new = self.tree.after.amounts(own=own, shares=shares)
        return changes(old, new, self.functions.reach)

    def ranked(self) -> NDArray[np.int64]:
        """Functions that were seen, those that moved most first; noise comes after all others."""
        functions = self.functions
        moved = np.maximum(np.abs(functions.moved.amount), np.abs(functions.own.amount))
        noise = functions.own.is_noise & functions.moved.is_noise & functions.total.is_noise
        order = np.lexsort((-np.abs(functions.total.amount), -moved, noise))
        return order[functions.seen[order]]

    def _own(self, function: int) -> tuple[Side, int]:
        matching = self.tree.matching
        if function < matching.after:
            return self.after, function
        return self.before, int(matching.only_before[function - matching.after])


def compare_profiles(
    before: Study,
    after: Study,
    *,
    lenses: tuple[Lens, Lens] = (EVERYTHING, EVERYTHING),
    normalise: bool | None = None,
) -> ComparedProfiles:
    """Put two profiles beside each other, each through its lens; `normalise` compares by shares of
    all (True), by the numbers (False) or as `measure.wants_shares` finds."""
    old, new = side_of(before, lenses[0]), side_of(after, lenses[1])
    tree = merge_trees(old, new, match_functions(before.model, after.model))
    shares, explained = wants_shares(tree, old, new)
    if normalise is not None and old.spending.unit == new.spending.unit:
        shares, explained = normalise, ""
    functions = function_changes(tree, old, new, normalised=shares)
    return ComparedProfiles(old, new, tree, functions, explained)
