"""Rows of numbers in nested lists, ``[1, 7, [2, 9, []]]``: a tree, read from a stream."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.number_trees import CLOSED, MORE, NumberTree
from perfview.kernels.padding import PAD
from perfview.recording.json_stream import Stream
from perfview.recording.number_lists import Tell

_STRETCH = 1 << 20
_LONGEST_NUMBER = 64
_DELIMITERS = b",[] \t\r\n"
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
