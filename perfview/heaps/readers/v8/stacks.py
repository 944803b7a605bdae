"""Who allocated: the tree of allocation stacks, the functions on it, and which node is whose."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.heaps.model import AllocationStacks
from perfview.kernels.listed_columns import ListedColumns
from perfview.recording.number_trees import Tree

_MOST32 = (1 << 31) - 1


def stacks_of(tree: Tree, functions: ListedColumns | None, texts: int) -> AllocationStacks:
    """The stacks of a tree; functions that the file lacks are one without a name."""
    count = functions.room if functions else 0
    place = _fitting(tree, "function_info_index", count, count)

    def said(name: str, default: int) -> NDArray[np.int64]:
        found = np.full(count + 1, default, np.int64)
        if functions is not None and name in functions:
            found[:count] = functions[name]
        return found

    def text(name: str) -> NDArray[np.int32]:
        found = said(name, -1)
        return np.where((found >= 0) & (found < texts), found, -1).astype(np.int32)

    def number(name: str) -> NDArray[np.int32]:
        return np.clip(said(name, 0), 0, _MOST32).astype(np.int32)

    return AllocationStacks(
        tree.parent,
        place.astype(np.int32),
        _fitting(tree, "count", 1 << 62, 0),
        _fitting(tree, "size", 1 << 62, 0),
        text("name"),
        text("script_name"),
        said("script_id", 0),
        number("line"),
        number("column"),
    )


def _fitting(tree: Tree, name: str, below: int, default: int) -> NDArray[np.int64]:
    """A field with the default where it is missing or not below a number."""
    if name not in tree.names:
        return np.full(len(tree), default, np.int64)
    found = tree.column(name)
    return np.where(found < below, found, default)


def traces_of(trace: NDArray[np.uint32], tree: Tree) -> NDArray[np.int32]:
    """The stack each node was made by, by the tree's ids: int32, -1 for none."""
    found = np.full(len(trace), -1, np.int32)
    if not len(tree) or "id" not in tree.names:
        return found
    ids = tree.column("id")
    order = np.argsort(ids, kind="stable")
    tracked = np.flatnonzero(trace)
    wanted = trace[tracked].astype(np.int64)
    at = np.minimum(np.searchsorted(ids[order], wanted), len(ids) - 1)
    found[tracked] = np.where(ids[order][at] == wanted, order[at], -1)
    return found
