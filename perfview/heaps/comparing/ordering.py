"""Which snapshots are of one process, and in which order they were taken."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from perfview.heaps.comparing.processes import LOOKED_AT, are_of_one_process
from perfview.heaps.study import Study
from perfview.kernels.id_lookup import places_in

_BLOCK = 1 << 20
_ENOUGH = 4 * LOOKED_AT
"""Objects looked up: many of a later snapshot may be new."""


def latest_id(study: Study) -> int:
    """The highest number that V8 had given out to an object of its own, 0 for no objects.

    Numbers grow and are never given out again (`HeapObjectsMap` in V8's heap-snapshot-generator),
    so that of two snapshots of one process the later one has the higher. Even numbers are given
    out apart from the others, to what the page holds outside V8.
    """
    ids = study.graph.nodes.id
    # Block by block: no second copy of all numbers, and each block stays in the processor's cache.
    blocks = (ids[at : at + _BLOCK] for at in range(0, len(ids), _BLOCK))
    return max((int((block * (block & 1)).max()) for block in blocks), default=0)


def runs(studies: Sequence[Study]) -> list[list[int]]:
    """The snapshots of each process, as places in `studies`, in the order they were taken. What
    holds no objects is in none of them."""
    latest = [latest_id(study) for study in studies]
    found: list[list[int]] = []
    for place in sorted(range(len(studies)), key=lambda at: latest[at]):
        if not latest[place]:
            continue
        run = next((run for run in found if are_of_process(studies[place], studies[run[-1]])), None)
        if run is None:
            found.append([place])
        else:
            run.append(place)
    return found


def are_of_process(study: Study, before: Study) -> bool:
    """Whether both are of one process, by a sample of their objects."""
    ids = study.graph.nodes.id
    looked_at = slice(None, None, max(1, len(ids) // _ENOUGH))
    partner = np.full(len(ids), -1, np.int32)
    wanted = np.ascontiguousarray(ids[looked_at])
    partner[looked_at] = places_in(before.graph.nodes.id, wanted)
    return are_of_one_process(before, study, partner)
