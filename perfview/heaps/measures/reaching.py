"""Which edges keep alive, who refers to a node, and how far from the roots everything is.

DevTools' rules, see `HeapSnapshot.ts` of its heap_snapshot_worker.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from perfview.heaps.study import Study


@dataclass(frozen=True)
class Retainers:
    """The other way around: node i is referred to by source[first[i]:first[i + 1]].

    first uint32 (n + 1), source int32: nodes, by essential edges only; who refers twice stands
    there twice.
    """

    first: NDArray[np.uint32]
    source: NDArray[np.int32]


def page_owned(study: Study) -> NDArray[np.uint8]:
    """Which nodes belong to a page rather than to the tools that look at it, uint8 (n) 0 or 1."""
    raise NotImplementedError


def essential(study: Study) -> NDArray[np.bool_]:
    """Which edges keep their target alive as DevTools' dominators see it, bool (e)."""
    raise NotImplementedError


def retainers(study: Study) -> Retainers:
    """The essential edges, by target."""
    raise NotImplementedError


def distances(study: Study) -> NDArray[np.int32]:
    """Edges from the nearest user root, int32 (n): roots 1, what only the system reaches from
    100,000,000 on, unreached -5."""
    raise NotImplementedError


def edges_into(study: Study, node: int) -> NDArray[np.int64]:
    """Every edge to a node, weak and inessential ones too: indices int64, ascending."""
    raise NotImplementedError


def source_of(study: Study, edges: NDArray[np.int64]) -> NDArray[np.int32]:
    """The nodes that edges start from, int32."""
    raise NotImplementedError
