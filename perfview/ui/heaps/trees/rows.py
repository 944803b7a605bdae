"""Rows of a tree of objects: made when they are unfolded, many siblings in ranges."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from perfview.heaps.study import Study
from perfview.ui.heaps.trees.members import PAGE, Members, Order, ordered

_NO_RANGE = -2


@dataclass(frozen=True)
class Row:
    """An object (node, -1 for none), the reference it stands for (edge, -1 for none), a range of
    the members of `owner` (-1: the
    outermost) from `first` up to `last`, a class (`group`), or a `note` in words."""

    above: int = -1
    node: int = -1
    edge: int = -1
    owner: int = _NO_RANGE
    first: int = 0
    last: int = 0
    group: int = -1
    note: str = ""

    @property
    def is_range(self) -> bool:
        """Whether it stands for several siblings."""
        return self.owner != _NO_RANGE


class ObjectRows:
    """A tree of rows numbered from 0 on; the same row has the same number in every order.

    `load` looks up members on any thread, `take` puts them in place on the window's. Until then a
    row has one child that says it is being looked up.
    """

    def __init__(self, study: Study, order: Order) -> None:
        self.study, self.order = study, order
        self.page = PAGE
        """How many of the outermost are listed before the ranges."""
        self.made: list[Row] = []
        self._numbers: dict[Row, int] = {}
        self._members: dict[int, Members] = {}
        self._tops: Sequence[int] = ()

    # What a kind of tree says

    def load_tops(self) -> Members:
        """The outermost objects, in any order."""
        raise NotImplementedError

    def load_below(self, row: Row) -> Members:
        """The objects under a row, in any order. On any thread."""
        raise NotImplementedError

    def may_unfold(self, row: Row) -> bool:
        """Whether there is anything under a row that is no range; quick."""
        raise NotImplementedError

    # Looking up

    def load(self, row: Row | None) -> Members:
        """What `take` puts under a row (None: the outermost), in order. On any thread."""
        found = self.load_tops() if row is None else self.load_below(row)
        return self.sort(found, self.order, is_top=row is None)

    def sort(self, members: Members, order: Order, *, is_top: bool) -> Members:
        """Members in this order. On any thread."""
        return ordered(self.study, members, order)

    def take(self, row: int, members: Members) -> None:
        """Put members under a row."""
        self._members[row] = members
        if row < 0:
            self._tops = self._listed(-1, 0, len(members), row)

    def is_loaded(self, row: int) -> bool:
        """Whether what is under a row has been looked up."""
        return (row >= 0 and (self.made[row].is_range or bool(self.made[row].note))) or (
            row in self._members
        )

    def in_order(self, order: Order) -> Mapping[int, Members]:
        """All that was looked up, in another order. On any thread."""
        known = dict(self._members)
        return {row: self.sort(each, order, is_top=row < 0) for row, each in known.items()}

    def reorder(self, order: Order, members: Mapping[int, Members]) -> None:
        """Take what `in_order` gave."""
        self.order = order
        for row, each in members.items():
            self.take(row, each)

    # Nodes of a tree widget

    @property
    def roots(self) -> Sequence[int]:
        """The outermost rows."""
        return self._tops

    def children(self, node: int) -> Sequence[int]:
        """The rows under one."""
        row = self.made[node]
        if row.is_range:
            return self._listed(row.owner, row.first, row.last, node)
        if node not in self._members:
            return [self.number(Row(above=node, note="Looking …"))]
        return self._listed(node, 0, len(self._members[node]), node)

    def has_children(self, node: int) -> bool:
        """Whether anything stands under a row."""
        row = self.made[node]
        if row.is_range:
            return True
        if row.note:
            return False
        return len(self._members[node]) > 0 if node in self._members else self.may_unfold(row)

    def leads_on(self, node: int) -> bool:
        """No: trees of objects branch at once."""
        return False

    # Rows by number

    def number(self, row: Row) -> int:
        """The number of a row, a new one where it has none."""
        known = self._numbers.get(row)
        if known is None:
            known = self._numbers[row] = len(self.made)
            self.made.append(row)
        return known

    def members(self, row: int) -> Members | None:
        """What was looked up under a row (-1: the outermost), None when nothing was."""
        return self._members.get(row)

    def known(self, row: int) -> Members:
        """What was looked up under a row. Raises KeyError when nothing was."""
        return self._members[row]

    def way_down(self, above: int, place: int) -> list[int]:
        """The rows from under `above` (-1: from the outermost on) to its member at a place:
        ranges, then the object."""
        members = self._members[above]
        way, first, last, under = [], 0, len(members), above
        while (begin := self._begin(under, first, last, place)) >= 0:
            first, last = begin, min(begin + self._span(under, first, last), last)
            under = self.number(Row(above=under, owner=above, first=first, last=last))
            way.append(under)
        way.append(self.row_of(under, members, place))
        return way

    def row_of(self, under: int, members: Members, place: int) -> int:
        """The row of a member, under a row."""
        return self.number(
            Row(above=under, node=int(members.nodes[place]), edge=int(members.edges[place]))
        )

    # Ranges

    def _listed(self, owner: int, first: int, last: int, under: int) -> list[int]:
        members, direct = self._members[owner], self._direct(under, first, last)
        found = [self.row_of(under, members, place) for place in range(first, first + direct)]
        span = self._span(under, first, last)
        return found + [
            self.number(Row(above=under, owner=owner, first=at, last=min(at + span, last)))
            for at in range(first + direct, last, span)
        ]

    def _direct(self, under: int, first: int, last: int) -> int:
        """How many members are listed one by one; the rest is in ranges."""
        page = self.page if under < 0 else PAGE
        return last - first if last - first <= 2 * page else page

    def _begin(self, under: int, first: int, last: int, place: int) -> int:
        """Where the range begins that a member is in, -1 when it is listed by itself."""
        behind = place - first - self._direct(under, first, last)
        if behind < 0:
            return -1
        return place - behind % self._span(under, first, last)

    def _span(self, under: int, first: int, last: int) -> int:
        """How many members a range holds, so that there are at most a hundred ranges."""
        span = PAGE
        while last - first - self._direct(under, first, last) > span * PAGE:
            span *= PAGE
        return span
