"""Stretches of a span that nothing below it covers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.traces.patterns.subtrees import children_of
from perfview.traces.study import Study

LOOKED_AT = 400


@dataclass(frozen=True)
class Gaps:
    """The longest stretch of each span that no child covers. row int32; gap_ns int64; before and
    after int32: the child that ended before it and the one that begins after it, -1 for none."""

    row: NDArray[np.int32]
    gap_ns: NDArray[np.int64]
    before: NDArray[np.int32]
    after: NDArray[np.int32]


def longest_gaps(study: Study, rows: NDArray[np.integer]) -> Gaps:
    """Of these spans, or `LOOKED_AT` of them by even steps."""
    rows = np.asarray(rows, np.int32)[:: max(1, len(rows) // LOOKED_AT)]
    child, owner = children_of(study.structure, rows)
    model = study.model
    found = []
    for place, row in enumerate(rows.tolist()):
        mine = child[np.searchsorted(owner, place) : np.searchsorted(owner, place + 1)]
        found.append(_longest(model.start_ns, model.end_ns, row, mine))
    table = np.array(found, np.int64).reshape(-1, 3)
    before, after = table[:, 1].astype(np.int32), table[:, 2].astype(np.int32)
    return Gaps(rows, table[:, 0], before, after)


def _longest(
    start: NDArray[np.int64], end: NDArray[np.int64], row: int, child: NDArray[np.int32]
) -> tuple[int, int, int]:
    """Gap, the child before and the child after; children by start."""
    if not len(child):
        return int(end[row] - start[row]), -1, -1
    latest = np.maximum.accumulate(end[child])
    begin = np.concatenate([[start[row]], np.minimum(latest, end[row])])
    stop = np.concatenate([np.maximum(start[child], start[row]), [end[row]]])
    at = int(np.argmax(stop - begin))
    before = -1 if at == 0 else int(child[int(np.argmax(end[child[:at]]))])
    after = -1 if at == len(child) else int(child[at])
    return int(stop[at] - begin[at]), before, after
