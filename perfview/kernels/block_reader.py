"""Blocks of lines (`block_lines`) taken from the windows of a text into tables."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels import block_lines as lines
from perfview.kernels.growing_stacks import GrowingStacks
from perfview.kernels.interning import Interner
from perfview.kernels.window import Window


@dataclass(frozen=True)
class Places:
    """k places of steps, each once: what, where and file int32 ids of texts, -1 none; line int32,
    0 none. Some are only the beginnings of others and in no way."""

    what: NDArray[np.int32]
    where: NDArray[np.int32]
    file: NDArray[np.int32]
    line: NDArray[np.int32]


@dataclass(frozen=True)
class Blocks:
    """b blocks in the order of the file.

    time_ns, group, owner, count int64 (b), -1 none; name, word int32 (b), ids of `texts`; node
    int32 (b), -1 for a block without steps. parent, key int32: the tree of ways, outermost first,
    of keys that are places. strange counts lines that are in no block, the first at a byte of the
    content (-1 none).
    """

    time_ns: NDArray[np.int64]
    group: NDArray[np.int64]
    owner: NDArray[np.int64]
    count: NDArray[np.int64]
    name: NDArray[np.int32]
    word: NDArray[np.int32]
    node: NDArray[np.int32]
    parent: NDArray[np.int32]
    key: NDArray[np.int32]
    places: Places
    texts: Interner
    strange: int
    first_strange: int


class BlockReader:
    """Takes blocks from windows of a text, one after the other."""

    def __init__(self) -> None:
        self._texts, self._tree, self._places = Interner(), GrowingStacks(), GrowingStacks()
        self._blocks = np.empty((1 << 12, 7), np.int64)
        self._way = np.empty(1 << 12, np.int32)
        self._head, self._found = np.zeros((2, 9), np.int64)
        self._state = np.zeros(8, np.int64)
        self._first_strange = -1

    def read(self, window: Window) -> int:
        """Take every whole block of the window; the offset of the first byte not taken."""
        state, tree, places = self._state, self._tree, self._places
        state[lines.S_AT] = 0
        while code := int(
            lines.read_blocks(
                window.address,
                window.length,
                int(window.ended),
                self._texts.address,
                places.parent,
                places.key,
                places.slots,
                tree.parent,
                tree.key,
                tree.slots,
                self._blocks,
                self._way,
                self._head,
                self._found,
                state,
            )
        ):
            self._make_room(code, window)
        if state[lines.S_STRANGE] and self._first_strange < 0:
            self._first_strange = window.offset + int(state[lines.S_FIRST_STRANGE])
        return window.offset + min(int(state[lines.S_AT]), window.length)

    def _make_room(self, code: int, window: Window) -> None:
        if code == lines.NO_TEXT_ROOM:
            self._texts.grow(window.length)
        elif code == lines.NO_PLACE_ROOM:
            self._places.grow(int(self._state[lines.S_PLACES]))
        elif code == lines.NO_NODE_ROOM:
            self._tree.grow(int(self._state[lines.S_NODES]))
        elif code == lines.NO_WAY_ROOM:
            self._way = np.empty(4 * len(self._way), np.int32)
        else:
            self._blocks = np.vstack([self._blocks, np.empty((3 * len(self._blocks), 7), np.int64)])

    def finish(self) -> Blocks:
        """Everything taken so far."""
        state = self._state
        rows = np.ascontiguousarray(self._blocks[: state[lines.S_BLOCKS]].T)
        nodes, places = int(state[lines.S_NODES]), int(state[lines.S_PLACES])
        time, group, owner, count = (
            rows[i] for i in (lines.B_TIME, lines.B_GROUP, lines.B_OWNER, lines.B_COUNT)
        )
        name, word, node = (
            rows[i].astype(np.int32) for i in (lines.B_NAME, lines.B_WORD, lines.B_NODE)
        )
        return Blocks(
            time_ns=time,
            group=group,
            owner=owner,
            count=count,
            name=name,
            word=word,
            node=node,
            parent=self._tree.parent[:nodes].copy(),
            key=self._tree.key[:nodes].copy(),
            places=_places(self._places.parent[:places], self._places.key[:places]),
            texts=self._texts,
            strange=int(state[lines.S_STRANGE]),
            first_strange=self._first_strange,
        )


def _places(above: NDArray[np.int32], key: NDArray[np.int32]) -> Places:
    """The tree of places (`read_blocks`) level by level: what and where, file, line."""
    top, up = above < 0, np.maximum(above, 0)
    file = ~top & top[up]
    line = ~top & ~file
    base = np.where(line, up[up], np.where(file, up, np.arange(len(above))))
    of_file = np.where(line, key[up], np.where(file, key, np.int32(-1)))
    return Places(
        key[base],
        (-2 - above[base]).astype(np.int32),
        of_file.astype(np.int32),
        np.where(line, key, np.int32(0)),
    )
