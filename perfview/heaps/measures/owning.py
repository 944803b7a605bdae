"""Whose bytes are whose: sizes after what is part of an object is given to it, and detachedness.

DevTools' rules, see `HeapSnapshot.ts` of its heap_snapshot_worker.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from perfview.heaps.study import Study


def self_bytes(study: Study) -> NDArray[np.int64]:
    """Each node's own size after backing stores went to their only owner, int64 (n)."""
    raise NotImplementedError


def detachedness(study: Study) -> NDArray[np.uint8]:
    """0 unknown, 1 attached to the page, 2 detached, uint8 (n), after both have spread."""
    raise NotImplementedError
