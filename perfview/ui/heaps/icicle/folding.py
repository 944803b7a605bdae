"""Folding, level by level from above; only what is large enough to be seen is gone into."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.grouping import gather, number_pairs, sum_by
from perfview.kernels.largest_rows import largest_rows
from perfview.kernels.tree_levels import groups_of
from perfview.ui.heaps.icicle.fold import REST, Fold
from perfview.ui.heaps.icicle.ways import NO_NAME

_NOBODY = np.zeros(0, np.int32)

MOST_NAMED = 12
"""Siblings of one class keep names of their own as long as there are no more names; beyond, only
those that weigh at least this part of all of them. Of alike ones of one name those stand alone that
weigh at least this part of all and so many times their mean, which are never more than so many."""


@dataclass(frozen=True)
class Window:
    """How much of a tree is wanted: boxes of at least `least` bytes, what is below them only where
    they touch `low` to `high` bytes, and not more than `deepest` levels."""

    least: int = 1
    low: int = 0
    high: int = 1 << 62
    deepest: int = 400


@dataclass(frozen=True)
class Members:
    """What stands in the boxes of a level: node int32, and its box int32, ascending, counted from
    the level's first."""

    node: NDArray[np.int32]
    box: NDArray[np.int32]


@dataclass(frozen=True)
class Below:
    """What is to be folded into the next level, all of one length: the box above (counted from its
    level's first), the node, what nodes are alike in, the name of the way there, int32; bytes, and
    how many of them are new, int64. Without names none has one."""

    above: NDArray[np.int32]
    node: NDArray[np.int32]
    kind: NDArray[np.int32]
    weight: NDArray[np.int64]
    name: NDArray[np.int32] | None = None
    fresh: NDArray[np.int64] | None = None


@dataclass(frozen=True)
class _Level:
    parent: NDArray[np.int32]
    start: NDArray[np.int64]
    weight: NDArray[np.int64]
    fresh: NDArray[np.int64]
    node: NDArray[np.int32]
    kind: NDArray[np.int32]
    name: NDArray[np.int32]
    sizes: NDArray[np.int64]
    members: NDArray[np.int32]


class Folding:
    """A fold while it grows: `members` of the lowest level, `grow` with what is below them, until
    `is_done`, then `finish`."""

    def __init__(
        self,
        window: Window,
        nodes: NDArray[np.int32],
        kind: int,
        weight: int,
        fresh: int,
        *,
        remembers: bool = True,
    ) -> None:
        """The box over everything: at least one node, what they are, their bytes and how many of
        them are new. With `remembers` the fold knows every box's objects."""
        self._window, self._remembers = window, remembers
        one = np.ones(1, np.int64)
        top = _Level(
            parent=np.full(1, -1, np.int32),
            start=0 * one,
            weight=weight * one,
            fresh=fresh * one,
            node=nodes[:1],
            kind=np.full(1, kind, np.int32),
            name=np.full(1, NO_NAME, np.int32),
            sizes=len(nodes) * one,
            members=nodes,
        )
        self._levels = [top]

    @property
    def is_done(self) -> bool:
        """Whether there is nothing to look into, or nobody wants to look deeper."""
        too_deep = len(self._levels) >= self._window.deepest
        return too_deep or not len(self._levels[-1].parent)

    def members(self) -> Members:
        """What stands in those boxes of the lowest level that are looked into."""
        level, window = self._levels[-1], self._window
        touches = (level.start <= window.high) & (level.start + level.weight >= window.low)
        opened = touches & (level.kind != REST)
        box = np.repeat(np.arange(len(level.parent), dtype=np.int32), level.sizes)
        if opened.all():
            return Members(level.members, box)
        kept = opened[box]
        return Members(level.members[kept], box[kept])

    def grow(self, below: Below) -> None:
        """Fold the next level: siblings alike and of one name are one box, small ones one rest."""
        kind = below.kind
        box = _apart(_joined(below), below.weight, self._window.least)
        count = int(box.max(initial=-1)) + 1
        rest = sum_by(box, below.weight, count)[box] < self._window.least
        # Each parent's small ones together, in a box of a number of their own.
        mark = np.where(rest, np.int32(count), box)
        box, example = number_pairs(below.above, mark)
        count = len(example)
        total = sum_by(box, below.weight, count)
        is_rest, parent = rest[example], below.above[example]
        shown = np.flatnonzero(total >= max(self._window.least, 1))
        order = shown[np.lexsort((-total[shown], is_rest[shown], parent[shown]))]
        new = np.full(count, -1, np.int32)
        new[order] = np.arange(len(order), dtype=np.int32)
        box = new[box]
        first, rows = gather(box, len(order))
        heaviest = largest_rows(box, below.weight, len(order))
        is_rest = is_rest[order]
        if not self._remembers:
            self._levels[-1] = replace(self._levels[-1], members=_NOBODY)
        self._levels.append(
            _Level(
                parent=parent[order],
                start=self._starts(parent[order], total[order]),
                weight=total[order],
                fresh=np.zeros(len(order), np.int64)
                if below.fresh is None
                else sum_by(box, below.fresh, len(order)),
                node=below.node[heaviest],
                kind=np.where(is_rest, np.int32(REST), kind[heaviest]),
                name=np.where(is_rest, np.int32(NO_NAME), _common(below.name, box, heaviest)),
                sizes=np.diff(first),
                members=below.node[rows],
            )
        )

    def _starts(self, parent: NDArray[np.int32], weight: NDArray[np.int64]) -> NDArray[np.int64]:
        """Where boxes begin that stand side by side from where their parent begins."""
        before = np.cumsum(weight) - weight
        opens = np.flatnonzero(np.diff(parent, prepend=-1))
        runs = np.diff(np.append(opens, len(parent)))
        return self._levels[-1].start[parent] + before - np.repeat(before[opens], runs)

    def finish(self, nodes: int) -> Fold:
        """All levels as one. nodes: how many there are in the whole tree."""
        levels = [level for level in self._levels if len(level.parent)]
        counts = np.array([len(level.parent) for level in levels])
        bases = np.cumsum(counts) - counts
        above = np.concatenate(([0], bases[:-1]))
        parent = _joint([lv.parent + np.int32(b) for lv, b in zip(levels, above, strict=True)])
        parent[0] = -1
        sizes = _joint([level.sizes for level in levels])
        members = _joint([level.members for level in levels]) if self._remembers else _NOBODY
        members_first = np.concatenate(([0], np.cumsum(sizes))).astype(np.int64)
        box_of = groups_of(members_first, members, nodes) if self._remembers else _NOBODY
        below = np.bincount(parent[1:], minlength=len(parent))
        return Fold(
            parent=parent,
            first=np.concatenate(([1], 1 + np.cumsum(below))).astype(np.int64),
            depth=np.repeat(np.arange(len(levels), dtype=np.int32), counts),
            start=_joint([level.start for level in levels]),
            weight=_joint([level.weight for level in levels]),
            fresh=_joint([level.fresh for level in levels]),
            node=_joint([level.node for level in levels]),
            kind=_joint([level.kind for level in levels]),
            name=_joint([level.name for level in levels]),
            members_first=members_first,
            members=members,
            box_of=box_of,
        )


def _joined(below: Below) -> NDArray[np.int32]:
    """Who goes together, int32: alike below one box and of one name; of too many names, those that
    carry little weight go together whatever they are called."""
    alike, first_alike = number_pairs(below.above, below.kind)
    if below.name is None:
        return alike
    box, example = number_pairs(alike, below.name)
    of_box = alike[example]
    names = np.bincount(of_box, minlength=len(first_alike))
    crowded = names > MOST_NAMED
    if not crowded.any():
        return box
    weight = sum_by(box, below.weight, len(example))
    whole = sum_by(alike, below.weight, len(first_alike))
    light = crowded[of_box] & (weight * MOST_NAMED < whole[of_box])
    new = np.where(light, len(example) + of_box, np.arange(len(example)))
    _, new = np.unique(new, return_inverse=True)
    return new.reshape(-1).astype(np.int32)[box]


def _apart(box: NDArray[np.int32], weight: NDArray[np.int64], least: int) -> NDArray[np.int32]:
    """Of many alike the few that outweigh all others by far in boxes of their own, in place."""
    heavy = np.flatnonzero(weight >= max(least, 1))
    count = int(box.max(initial=-1)) + 1
    total = sum_by(box, weight, count).astype(np.float64)
    mean = total / np.maximum(np.bincount(box, minlength=count), 1)
    enough = np.maximum(total / MOST_NAMED, mean * MOST_NAMED)
    alone = heavy[weight[heavy] >= enough[box[heavy]]]
    box[alone] = np.arange(count, count + len(alone), dtype=np.int32)
    return box


def _common(
    name: NDArray[np.int32] | None, box: NDArray[np.int32], heaviest: NDArray[np.int32]
) -> NDArray[np.int32]:
    """The name that all members of a box have, `NO_NAME` where they differ."""
    if name is None:
        return np.full(len(heaviest), NO_NAME, np.int32)
    found = name[heaviest]
    shown = box >= 0
    differs = name[shown] != found[box[shown]]
    found[box[shown][differs]] = NO_NAME
    return found


def _joint(parts: list[NDArray[np.generic]]) -> NDArray:  # type: ignore[type-arg]
    return np.concatenate(parts)
