"""Graphs (`graph_lines`) taken from the windows of a text into tables."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels import graph_lines as lines
from perfview.kernels.growing_stacks import GrowingStacks
from perfview.kernels.interning import Interner
from perfview.kernels.window import Window


@dataclass(frozen=True)
class Graph:
    """f nodes, e edges between them and m numbers of each.

    object, file, name int32 (f), ids of `texts`, -1 none; own float64 (m, f); source, target int32
    (e), times int64 (e), edge float64 (m, e). line_node, line int32 (l), line_cost float64 (l): the
    first of the numbers by lines of a node's own file, each once. strange counts lines of another
    form, the first at a byte of the content (-1 none).
    """

    object: NDArray[np.int32]
    file: NDArray[np.int32]
    name: NDArray[np.int32]
    own: NDArray[np.float64]
    source: NDArray[np.int32]
    target: NDArray[np.int32]
    times: NDArray[np.int64]
    edge: NDArray[np.float64]
    line_node: NDArray[np.int32]
    line: NDArray[np.int32]
    line_cost: NDArray[np.float64]
    texts: Interner
    strange: int
    first_strange: int


class GraphReader:
    """Takes a graph from windows of a text, one after the other.

    `header` is told every line `word: anything` and may set `positions`, how many positions begin
    a line of numbers, `line_place`, which of them counts lines (-1 none), `columns`, how many
    numbers follow, and `relative`, whether a sign before them means that they count from those of
    the line before.
    """

    def __init__(self, header: Callable[[GraphReader, bytes], None]) -> None:
        self._header = header
        self.positions = 1
        self.line_place = 0
        self.relative = True
        self._texts, self._tree, self._edges = Interner(), GrowingStacks(), GrowingStacks()
        self._lines, self._line_cost = GrowingStacks(), np.zeros(len(self._tree.parent))
        self._ids = np.full((3, 1 << 10), -1, np.int32)
        self._own, self._edge = np.zeros((2, len(self._tree.parent), 1))
        self._times = np.zeros(len(self._edges.parent), np.int64)
        self._before, self._now = np.zeros((2, 1))
        self._state = np.full(lines.STATES, -1, np.int64)
        for each in (lines.S_NODES, lines.S_EDGES, lines.S_LINES, lines.S_LINE, lines.S_STRANGE):
            self._state[each] = 0
        self._first_strange = -1

    @property
    def columns(self) -> int:
        """How many numbers follow the positions."""
        return len(self._now)

    @columns.setter
    def columns(self, count: int) -> None:
        more = count - len(self._now)
        if more > 0:
            self._own = np.pad(self._own, ((0, 0), (0, more)))
            self._edge = np.pad(self._edge, ((0, 0), (0, more)))
            self._before, self._now = np.zeros((2, count))

    def read(self, window: Window) -> int:
        """Take every whole line of the window; the offset of the first byte not taken."""
        state, tree, edges = self._state, self._tree, self._edges
        state[lines.S_AT] = 0
        while code := int(
            lines.read_graph(
                window.address,
                window.length,
                int(window.ended),
                self.positions,
                self.line_place,
                int(self.relative),
                self._texts.address,
                self._ids,
                tree.parent,
                tree.key,
                tree.slots,
                edges.parent,
                edges.key,
                edges.slots,
                self._lines.parent,
                self._lines.key,
                self._lines.slots,
                self._line_cost,
                self._own,
                self._edge,
                self._times,
                self._before,
                self._now,
                state,
            )
        ):
            if code == lines.HEADER:
                self._take_header(window)
            else:
                self._make_room(code, window)
        if state[lines.S_STRANGE] and self._first_strange < 0:
            self._first_strange = window.offset + int(state[lines.S_FIRST_STRANGE])
        return window.offset + min(int(state[lines.S_AT]), window.length)

    def _take_header(self, window: Window) -> None:
        at, size = int(self._state[lines.S_AT]), int(self._state[lines.S_HEADER])
        self._header(self, ctypes.string_at(window.address + at, size))
        # An empty line is left, which means nothing.
        self._state[lines.S_AT] = at + size

    def _make_room(self, code: int, window: Window) -> None:
        state, tree, edges = self._state, self._tree, self._edges
        if code == lines.NO_TEXT_ROOM:
            self._texts.grow(window.length)
        elif code == lines.NO_ID_ROOM:
            more = max(3 * self._ids.shape[1], int(state[lines.S_ID]) + 1 - self._ids.shape[1])
            self._ids = np.pad(self._ids, ((0, 0), (0, more)), constant_values=-1)
        elif code == lines.NO_LINE_ROOM:
            self._lines.grow(int(state[lines.S_LINES]))
            more = len(self._lines.parent) - len(self._line_cost)
            self._line_cost = np.pad(self._line_cost, (0, more))
        elif code == lines.NO_NODE_ROOM:
            tree.grow(int(state[lines.S_NODES]))
            self._own = _longer(self._own, len(tree.parent))
        else:
            edges.grow(int(state[lines.S_EDGES]))
            self._edge = _longer(self._edge, len(edges.parent))
            self._times = np.pad(self._times, (0, len(edges.parent) - len(self._times)))

    def finish(self) -> Graph:
        """Everything taken so far."""
        nodes, edges = int(self._state[lines.S_NODES]), int(self._state[lines.S_EDGES])
        numbered = int(self._state[lines.S_LINES])
        above, key = self._tree.parent[:nodes], self._tree.key[:nodes]
        named = np.flatnonzero(above >= 0)
        index = np.full(nodes, -1, np.int32)
        index[named] = np.arange(len(named))
        up = above[named]
        return Graph(
            object=(-2 - above[up]).astype(np.int32),
            file=key[up],
            name=key[named],
            own=np.ascontiguousarray(self._own[named].T),
            source=index[self._edges.parent[:edges]],
            target=index[self._edges.key[:edges]],
            times=self._times[:edges].copy(),
            edge=np.ascontiguousarray(self._edge[:edges].T),
            line_node=index[self._lines.parent[:numbered]],
            line=self._lines.key[:numbered].copy(),
            line_cost=self._line_cost[:numbered].copy(),
            texts=self._texts,
            strange=int(self._state[lines.S_STRANGE]),
            first_strange=self._first_strange,
        )


def _longer(rows: NDArray[np.float64], count: int) -> NDArray[np.float64]:
    return np.pad(rows, ((0, count - len(rows)), (0, 0)))
