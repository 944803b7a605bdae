"""Groups of objects, classes above all, as rows that unfold into the objects."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from perfview.heaps.study import Study
from perfview.kernels.grouping import gather
from perfview.ui.heaps.trees.members import Members, Order
from perfview.ui.heaps.trees.rows import ObjectRows, Row

_PAGE = 500


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


@dataclass(frozen=True)
class Groups:
    """What objects are grouped by: k names, `numbers` from a column's key to what it sorts by, and
    `objects` from a group to its nodes (int32)."""

    names: Sequence[str]
    numbers: Callable[[str], NDArray[np.int64]]
    objects: Callable[[int], NDArray[np.int32]]


class GroupRows(ObjectRows):
    """Row i is group i, of which those `kept` (int32) are shown; objects stand under them."""

    def __init__(self, study: Study, order: Order, groups: Groups, kept: NDArray[np.int32]) -> None:
        super().__init__(study, order)
        self.page = _PAGE
        self.groups, self._kept = groups, kept
        for number in range(len(groups.names)):
            self.number(Row(group=number))

    def load_tops(self) -> Members:
        """The groups; their numbers stand for nodes."""
        return Members.of(self._kept)

    def load_below(self, row: Row) -> Members:
        """The objects of a group."""
        return Members.of(self.groups.objects(row.group))

    def may_unfold(self, row: Row) -> bool:
        """A group does, an object does not."""
        return row.group >= 0

    def sort(self, members: Members, order: Order, *, is_top: bool) -> Members:
        """Groups by their own numbers."""
        if not is_top:
            return super().sort(members, order, is_top=False)
        key = self._name_places() if order.column == "name" else self.groups.numbers(order.column)
        key = key[members.nodes]
        places = np.argsort(-key if order.descending else key, kind="stable")
        return Members.of(members.nodes[places])

    def row_of(self, under: int, members: Members, place: int) -> int:
        """A group's row at the top, an object's below."""
        above = self.made[under] if under >= 0 else None
        if above is None or above.owner == -1:
            return int(members.nodes[place])
        return super().row_of(under, members, place)

    def _name_places(self) -> NDArray[np.int64]:
        names = [name.casefold() for name in self.groups.names]
        places = np.empty(len(names), np.int64)
        places[sorted(range(len(names)), key=names.__getitem__)] = np.arange(len(names))
        return places


def classes_as_groups(
    study: Study,
    names: Sequence[str],
    numbers: Callable[[str], NDArray[np.int64]],
    among: NDArray[np.bool_] | None = None,
) -> Groups:
    """Classes and their objects, of those `among` (bool (n)) if given. Names beyond the study's own
    classes are an earlier snapshot's and have no objects."""

    def objects(group: int) -> NDArray[np.int32]:
        if group >= len(study.classes):
            return np.zeros(0, np.int32)
        found = objects_of(study, group)
        return found if among is None else found[among[found]]

    return Groups(names, numbers, objects)


def objects_of(study: Study, number: int) -> NDArray[np.int32]:
    """The objects of a class that have a size, in the order of the file: int32."""
    first, order = _by_class(study)
    found = order[int(first[number]) : int(first[number + 1])]
    return found[study.self_bytes[found] > 0]


def _by_class(study: Study) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """All objects, those of a class together."""
    classes = study.classes
    return study.once("ui.objects_by_class", lambda: gather(classes.of_node, len(classes)))
