"""Which spans belong to one trace, and who called whom."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.traces.model import TraceModel


@dataclass(frozen=True)
class Structure:
    """The forest of spans. n spans, t traces; traces are numbered by first appearance.

    trace int32 (n): the span's trace. order int32 (n): rows sorted by trace, then start, longer
    first. first int64 (t + 1): trace k is order[first[k]:first[k + 1]]. parent int32 (n): row of
    the parent, -1 for roots and orphans. depth int32 (n), 0 for roots. child_first int64 (n + 1) and
    child int32: the children of row i, by start, are child[child_first[i]:child_first[i + 1]].
    root int32 (t): the first parentless span, by start. start_ns, duration_ns int64 (t): extent of
    the whole trace. errors int32 (t): spans with status error. orphan bool (n): parent id not in
    the file. Cycles are cut at their earliest span; counts of what was odd are for the report.
    """

    trace: NDArray[np.int32]
    order: NDArray[np.int32]
    first: NDArray[np.int64]
    parent: NDArray[np.int32]
    depth: NDArray[np.int32]
    child_first: NDArray[np.int64]
    child: NDArray[np.int32]
    root: NDArray[np.int32]
    start_ns: NDArray[np.int64]
    duration_ns: NDArray[np.int64]
    errors: NDArray[np.int32]
    orphan: NDArray[np.bool_]
    duplicate_ids: int
    cyclic_spans: int

    @property
    def traces(self) -> int:
        """How many traces there are."""
        return len(self.root)

    def rows(self, trace: int) -> NDArray[np.int32]:
        """The spans of one trace, by start: int32 rows of the model."""
        return self.order[self.first[trace] : self.first[trace + 1]]

    def children(self, row: int) -> NDArray[np.int32]:
        """The direct children of a span, by start: int32 rows."""
        return self.child[self.child_first[row] : self.child_first[row + 1]]


def build_structure(model: TraceModel) -> Structure:
    """Group spans into traces and link children to parents (nearest duplicate wins)."""
    raise NotImplementedError
