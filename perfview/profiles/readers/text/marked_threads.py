"""Processes and threads that stand in stacks as if they were frames, as threads of a profile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.growing_stacks import inherited
from perfview.kernels.interning import Interner
from perfview.kernels.stacks import fold_stacks
from perfview.profiles.model import ProfileThreads
from perfview.profiles.readers.text.frame_words import Mark, mark_of


@dataclass(frozen=True)
class Lanes:
    """Ways without marks. parent, key int32 (s); node, thread int32 (n): what each sample's way
    and thread is; node -1 where nothing but marks was there."""

    parent: NDArray[np.int32]
    key: NDArray[np.int32]
    node: NDArray[np.int32]
    thread: NDArray[np.int32]
    threads: ProfileThreads


def lanes_of(
    parent: NDArray[np.int32],
    key: NDArray[np.int32],
    node: NDArray[np.int32],
    texts: Interner,
    mark_of: Callable[[str], Mark | None] = mark_of,
) -> Lanes:
    """Take marks off the ways of keys (ids of `texts`), provided that every way begins with one.

    parent, key int32 (s): the ways; node int32 (n): each sample's, -1 for none. Names of threads
    and processes are added to `texts`.
    """
    marks: dict[int, Mark] = {}
    is_mark = np.zeros(len(parent), np.bool_)
    level = np.flatnonzero(parent < 0)
    while len(level):
        found = {k: mark_of(_text(texts, k)) for k in np.unique(key[level]).tolist()}
        if not marks and None in found.values():
            break
        marks |= {k: mark for k, mark in found.items() if mark is not None}
        level = level[np.isin(key[level], [k for k, mark in found.items() if mark is not None])]
        is_mark[level] = True
        processes = [k for k in found if k in marks and marks[k].is_process]
        inside = level[np.isin(key[level], processes)]
        level = np.flatnonzero(np.isin(parent, inside)) if len(inside) else inside
    if not marks:
        return Lanes(parent, key, node, np.zeros(len(node), np.int32), _one_thread())
    return _without(is_mark, marks, parent, key, node, texts)


def _without(
    is_mark: NDArray[np.bool_],
    marks: dict[int, Mark],
    parent: NDArray[np.int32],
    key: NDArray[np.int32],
    node: NDArray[np.int32],
    texts: Interner,
) -> Lanes:
    own = np.where(is_mark, np.arange(len(parent), dtype=np.int32), np.int32(-1))
    nearest = inherited(parent, own)
    of_sample = np.where(node >= 0, nearest[node], np.int32(-1))
    used, thread = np.unique(of_sample, return_inverse=True)
    threads = [_described(int(at), marks, parent, key) for at in used]
    kept = ~is_mark
    index = (np.cumsum(kept) - 1).astype(np.int32)
    above = np.where((parent >= 0) & kept[parent], index[parent], np.int32(-1))
    folded, keys, fold = fold_stacks(np.ascontiguousarray(above[kept]), key[kept])
    ways = np.full(len(node), -1, np.int32)
    ran = (node >= 0) & kept[node]
    ways[ran] = fold[index[node[ran]]]
    return Lanes(folded, keys, ways, thread.astype(np.int32), _threads(threads, texts))


def _described(
    at: int, marks: dict[int, Mark], parent: NDArray[np.int32], key: NDArray[np.int32]
) -> tuple[Mark | None, Mark | None]:
    """The thread and the process that a mark's place in the tree stands for."""
    if at < 0:
        return None, None
    mark = marks[int(key[at])]
    if mark.is_process:
        return None, mark
    above = int(parent[at])
    return mark, marks[int(key[above])] if above >= 0 else None


def _threads(described: list[tuple[Mark | None, Mark | None]], texts: Interner) -> ProfileThreads:
    names = [[_added(texts, mark.name if mark else "") for mark in pair] for pair in described]
    numbers = [[mark.number if mark else -1 for mark in pair] for pair in described]
    name, number = np.array(names, np.int32), np.array(numbers, np.int64)
    ends = np.zeros(len(described), np.int64)
    return ProfileThreads(
        name[:, 0].copy(), name[:, 1].copy(), number[:, 0].copy(), number[:, 1].copy(), ends
    )


def _one_thread() -> ProfileThreads:
    none = np.full(1, -1, np.int32)
    return ProfileThreads(
        none, none, none.astype(np.int64), none.astype(np.int64), np.zeros(1, np.int64)
    )


def _added(texts: Interner, name: str) -> int:
    return texts.add(name.encode()) if name else -1


def _text(texts: Interner, key: int) -> str:
    return texts.text(key).decode("utf-8", "replace")
