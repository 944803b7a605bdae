"""Classes as rows that unfold into their objects."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from perfview.heaps.study import Study
from perfview.kernels.grouping import gather
from perfview.ui.heaps.trees.members import Members, Order
from perfview.ui.heaps.trees.rows import ObjectRows, Row

_PAGE = 1_000

Numbers = Callable[[str], NDArray[np.int64]]
"""From the key of a column to the classes' numbers by which it sorts, int64 (k)."""


@dataclass(frozen=True)
class Since:
    """Of k classes since the baseline: count, bytes int64 (k): how many more there are and how much
    more they take; grows bool (k): whether that is a good part of all there are."""

    count: NDArray[np.int64]
    bytes: NDArray[np.int64]
    grows: NDArray[np.bool_]


@dataclass(frozen=True)
class ClassNumbers:
    """Of k classes: count, self_bytes, retained_bytes, distance int64 (k), over objects that have a
    size; `since` the baseline, None without one; `over_time` by class how many there were in each
    snapshot, from 0 to 1, of classes whose number is not always the same."""

    count: NDArray[np.int64]
    self_bytes: NDArray[np.int64]
    retained_bytes: NDArray[np.int64]
    distance: NDArray[np.int64]
    since: Since | None = None
    over_time: dict[int, NDArray[np.float64]] = field(default_factory=dict)

    def column(self, name: str) -> NDArray[np.int64]:
        """What a column sorts by."""
        if self.since is not None and name in ("since_count", "since_bytes"):
            return self.since.count if name == "since_count" else self.since.bytes
        found: NDArray[np.int64] = {
            "count": self.count,
            "self": self.self_bytes,
            "distance": self.distance,
        }.get(name, self.retained_bytes)
        return found


class ClassRows(ObjectRows):
    """Row i is class i, called names[i]; classes beyond the study's own are an earlier snapshot's
    and have no objects. `kept` are the classes shown (int32), `objects` which objects stand under
    them (bool (n)), None for all that have a size."""

    def __init__(
        self,
        study: Study,
        order: Order,
        names: Sequence[str],
        numbers: Numbers,
        kept: NDArray[np.int32],
        objects: NDArray[np.bool_] | None = None,
    ) -> None:
        super().__init__(study, order)
        self.page = _PAGE
        self.names, self._numbers_of = names, numbers
        self._kept, self._objects = kept, objects
        for number in range(len(names)):
            self.number(Row(group=number))

    def load_tops(self) -> Members:
        """The classes; their numbers stand for nodes."""
        return Members.of(self._kept)

    def load_below(self, row: Row) -> Members:
        """The objects of a class."""
        if row.group >= len(self.study.classes):
            return Members.of(np.zeros(0, np.int32))
        found = objects_of(self.study, row.group)
        if self._objects is not None:
            found = found[self._objects[found]]
        return Members.of(found)

    def may_unfold(self, row: Row) -> bool:
        """A class does, an object does not."""
        return row.group >= 0

    def sort(self, members: Members, order: Order, *, is_top: bool) -> Members:
        """Classes by their own numbers."""
        if not is_top:
            return super().sort(members, order, is_top=False)
        key = self._name_places() if order.column == "name" else self._numbers_of(order.column)
        key = key[members.nodes]
        places = np.argsort(-key if order.descending else key, kind="stable")
        return Members.of(members.nodes[places])

    def row_of(self, under: int, members: Members, place: int) -> int:
        """A class's row at the top, an object's below."""
        above = self.made[under] if under >= 0 else None
        if above is None or above.owner == -1:
            return int(members.nodes[place])
        return super().row_of(under, members, place)

    def _name_places(self) -> NDArray[np.int64]:
        names = [name.casefold() for name in self.names]
        places = np.empty(len(names), np.int64)
        places[sorted(range(len(names)), key=names.__getitem__)] = np.arange(len(names))
        return places


def objects_of(study: Study, number: int) -> NDArray[np.int32]:
    """The objects of a class that have a size, in the order of the file: int32."""
    first, order = _by_class(study)
    found = order[int(first[number]) : int(first[number + 1])]
    return found[study.self_bytes[found] > 0]


def _by_class(study: Study) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """All objects, those of a class together."""
    classes = study.classes
    return study.once("ui.objects_by_class", lambda: gather(classes.of_node, len(classes)))
