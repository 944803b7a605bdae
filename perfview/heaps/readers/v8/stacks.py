"""Who allocated: the tree of allocation stacks, the functions on it, and which node is whose."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.heaps.model import AllocationStacks
from perfview.heaps.readers.v8.numbers import Tell
from perfview.heaps.readers.v8.stream import Stream
from perfview.kernels.listed_columns import ListedColumns
from perfview.kernels.number_trees import CLOSED, MORE, NumberTree
from perfview.kernels.padding import PAD

_STRETCH = 1 << 20
_LONGEST_NUMBER = 64
_DELIMITERS = b",[] \t\r\n"
_MOST32 = (1 << 31) - 1
CHILDREN = "children"


@dataclass(frozen=True)
class Tree:
    """Rows of nested lists: parent int32, -1 for the outermost; fields int64 (rows, width), named
    by `names`; `closed` whether the outermost bracket was there."""

    names: list[str]
    parent: NDArray[np.int32]
    fields: NDArray[np.int64]
    closed: bool
    strange: int

    def column(self, name: str) -> NDArray[np.int64]:
        """One field of all rows."""
        return np.ascontiguousarray(self.fields[:, self.names.index(name)])

    def __len__(self) -> int:
        return len(self.parent)


def reads_tree(names: list[str]) -> bool:
    """Whether rows of these fields can be read: numbers, then the children."""
    return len(names) > 1 and names[-1] == CHILDREN and names.count(CHILDREN) == 1


def read_nested(stream: Stream, names: list[str], tell: Tell) -> Tree:
    """Read the tree whose opening bracket was read last, up to and with its closing one."""
    rows, room = NumberTree(len(names) - 1), bytearray(_STRETCH + _LONGEST_NUMBER + PAD)
    code, held, strange = MORE, 0, -1
    while code == MORE and held < _LONGEST_NUMBER:
        tell(stream.position)
        got = held + stream.read_into(memoryview(room)[held : held + _STRETCH])
        if got == held:
            break
        room[got : got + PAD] = bytes(PAD)
        whole = max(room.rfind(bytes([each]), 0, got) for each in _DELIMITERS) + 1
        code, used = rows.read(room, whole)
        held = got - used
        if code == MORE:
            room[: min(held, _LONGEST_NUMBER)] = room[used:got][:_LONGEST_NUMBER]
        else:
            stream.give_back(memoryview(room)[used:got])
            strange = -1 if code == CLOSED else stream.position
    if code == MORE and held >= _LONGEST_NUMBER:
        strange = stream.position - held
    return Tree(names[:-1], *rows.finish(), code == CLOSED, strange)


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
