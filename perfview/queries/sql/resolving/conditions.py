"""Conditions taken apart: what is held against what, on which column, under which OR."""

from __future__ import annotations

from typing import NamedTuple

from sqlglot import exp

from perfview.queries.sql.resolving.scopes import Condition

_MOST_LEAVES = 2000
"""Conditions of a block that are read; generated statements hold OR lists of any length."""


class Leaf(NamedTuple):
    """One condition without AND, OR and outer NOT."""

    node: exp.Expression
    is_negated: bool
    condition: Condition
    group: int
    branch: int


class Leaves:
    """The leaves of a block's conditions; ORs are numbered as they come."""

    def __init__(self) -> None:
        self.found: list[Leaf] = []
        self._groups = 0

    def take(self, condition: Condition) -> None:
        """Takes one WHERE, ON or HAVING apart: ANDs into leaves, ORs into groups of branches, what
        all branches of an OR hold in common before the OR."""
        waiting: list[tuple[exp.Expression, bool]] = [(condition.node, False)]
        while waiting and len(self.found) < _MOST_LEAVES:
            node, is_negated = waiting.pop()
            node, is_negated = bare(node, is_negated)
            if isinstance(node, exp.Or if is_negated else exp.And):
                waiting.append((node.expression, is_negated))
                waiting.append((node.this, is_negated))
            elif isinstance(node, exp.And if is_negated else exp.Or):
                self._take_choice(node, is_negated, condition)
            else:
                self.found.append(Leaf(node, is_negated, condition, -1, -1))

    def _take_choice(self, node: exp.Expression, is_negated: bool, condition: Condition) -> None:
        branches = _branches(node, is_negated)
        shared = [leaf for leaf in branches[0] if all(leaf in other for other in branches[1:])]
        group, self._groups = self._groups, self._groups + 1
        for leaf in shared:
            self.found.append(Leaf(*leaf, condition, -1, -1))
        if any(all(leaf in shared for leaf in branch) for branch in branches):
            return
        for number, branch in enumerate(branches):
            for leaf in branch:
                if leaf not in shared:
                    self.found.append(Leaf(*leaf, condition, group, number))


def bare(node: exp.Expression, is_negated: bool = False) -> tuple[exp.Expression, bool]:
    """A node without brackets and NOTs around it, and whether an odd number of those was there."""
    while isinstance(node, (exp.Paren, exp.Not)):
        is_negated ^= isinstance(node, exp.Not)
        node = node.this
    return node, is_negated


def _branches(node: exp.Expression, is_negated: bool) -> list[list[tuple[exp.Expression, bool]]]:
    """Branches of an OR (of an AND under NOT), each the conditions that hold together in it; an OR
    within a branch stays one condition."""
    either, both = (exp.And, exp.Or) if is_negated else (exp.Or, exp.And)
    branches: list[list[tuple[exp.Expression, bool]]] = []
    waiting = [(node, is_negated)]
    while waiting and len(branches) < _MOST_LEAVES:
        each, negated = bare(*waiting.pop())
        if isinstance(each, either) and negated == is_negated:
            waiting += [(each.expression, negated), (each.this, negated)]
        else:
            branches.append(
                _held_together(each, negated, both if negated == is_negated else either)
            )
    return branches


def _held_together(
    node: exp.Expression, is_negated: bool, both: type[exp.Expression]
) -> list[tuple[exp.Expression, bool]]:
    found: list[tuple[exp.Expression, bool]] = []
    waiting = [(node, is_negated)]
    while waiting and len(found) < _MOST_LEAVES:
        each, negated = bare(*waiting.pop())
        if isinstance(each, both) and negated == is_negated:
            waiting += [(each.expression, negated), (each.this, negated)]
        else:
            found.append((each, negated))
    return found
