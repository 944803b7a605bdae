"""Evidence and savings as findings of memory carry them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.findings.finding import Evidence, Saving
from perfview.heaps.study import Study

MOST_ROWS = 200


def whole_bytes(study: Study) -> int:
    """All bytes of a heap's objects."""
    return int(study.retained_bytes[study.graph.root])


def evidence_of(study: Study, nodes: NDArray[np.int32], total: int = 0) -> Evidence:
    """The first of these nodes, most telling first, and the classes they are of; `total` where
    they are a selection."""
    rows = nodes[:MOST_ROWS].astype(np.int32)
    _, first = np.unique(study.classes.of_node[rows], return_index=True)
    groups = study.classes.of_node[rows][np.sort(first)].astype(np.int32)
    return Evidence(rows, groups, total or len(nodes))


def bytes_saved(
    study: Study, value: float, method: str, *, low: float | None = None, high: float | None = None
) -> Saving:
    """So many bytes off the heap, exactly where no other bounds are given."""
    return Saving(
        value=value,
        low=value if low is None else low,
        high=value if high is None else high,
        unit="bytes",
        method=method,
        of="the heap",
        before=float(whole_bytes(study)),
    )
