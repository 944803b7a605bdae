"""Constructors of one name told apart by where in the program they stand.

DevTools' rule: `classKeyInternal` in `HeapSnapshot.ts` of its heap_snapshot_worker.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.heaps.model import Graph
from perfview.kernels.grouping import number_wide

_U = np.uint64


@dataclass(frozen=True)
class Places:
    """Places at which objects of one label were made: label, line, column int32, script int64;
    lines and columns count from 1."""

    label: NDArray[np.int32]
    script: NDArray[np.int64]
    line: NDArray[np.int32]
    column: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.label)

    def key(self, place: int) -> str:
        """``script,line,column`` as the file has them, which counts from 0."""
        return f"{self.script[place]},{self.line[place] - 1},{self.column[place] - 1}"


def split_by_place(graph: Graph, label: NDArray[np.int32], labels: int) -> Places:
    """Give the objects that have a location a label of their own for each label and place, from
    `labels` on, in place: label int32 (n)."""
    at = graph.locations
    # Functions have locations too; by those, nearly each would be a class of its own.
    rows = np.flatnonzero(graph.nodes.kind[at.node] == graph.node_kind("object"))
    nodes, script, line, column = at.node[rows], at.script[rows], at.line[rows], at.column[rows]
    before = label[nodes]
    group, first = number_wide(
        (before.astype(_U) << _U(32)) | line.astype(np.uint32).astype(_U),
        (script.astype(_U) << _U(32)) | column.astype(np.uint32).astype(_U),
    )
    # Of several locations of a node the last one counts.
    label[nodes] = labels + group
    return Places(before[first], script[first], line[first], column[first])
