"""Which spans belong to one trace, and who called whom."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.adopting import adopt_lost
from perfview.kernels.forest import gather_children, link_groups
from perfview.kernels.grouping import count_where, gather, number_wide
from perfview.kernels.splitting import in_threads, ranges
from perfview.traces.model import SpanKind, SpanStatus, TraceModel


@dataclass(frozen=True)
class Structure:
    """The forest of spans. n spans, t traces; traces are numbered by first appearance.

    trace int32 (n): the span's trace. order int32 (n): rows sorted by trace, then start, longer
    first. first int64 (t + 1): trace k is order[first[k]:first[k + 1]]. parent int32 (n): row of
    the parent, -1 for roots and orphans. depth int32 (n), 0 for roots. child_first int64 (n + 1),
    child int32: the children of row i, by start, are child[child_first[i]:child_first[i + 1]].
    root int32 (t): the first span that names no parent, by start; without one, the first whose
    parent is missing. start_ns, duration_ns int64 (t): extent of
    the whole trace. errors int32 (t): spans with status error. orphan bool (n): parent id not in
    the file. adopted bool (n): orphans that were given a parent that encloses them in time
    (`adopt_lost`); the others stay roots of their own. Cycles are cut at their earliest span;
    counts of what was odd are for the report.
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
    adopted: NDArray[np.bool_]
    duplicate_ids: int
    cyclic_spans: int

    @property
    def traces(self) -> int:
        """How many traces there are."""
        return len(self.root)

    @property
    def named_parent(self) -> NDArray[np.int32]:
        """The parents spans name themselves: int32 (n) rows, -1 for roots and all orphans."""
        if not self.adopted.any():
            return self.parent
        return np.where(self.adopted, np.int32(-1), self.parent)

    def rows(self, trace: int) -> NDArray[np.int32]:
        """The spans of one trace, by start: int32 rows of the model."""
        return self.order[self.first[trace] : self.first[trace + 1]]

    def children(self, row: int) -> NDArray[np.int32]:
        """The direct children of a span, by start: int32 rows."""
        return self.child[self.child_first[row] : self.child_first[row + 1]]


# Zipkin's shared spans: both halves of a call carry one id, the called half belongs below.
_UPPER_HALF = np.zeros(8, np.uint8)
_UPPER_HALF[SpanKind.SERVER] = SpanKind.CLIENT
_UPPER_HALF[SpanKind.CONSUMER] = SpanKind.PRODUCER


def build_structure(model: TraceModel) -> Structure:
    """Group spans into traces and link children to parents.

    Of several spans with the parent's id the narrowest that encloses the child is its parent.
    """
    trace, head = number_wide(model.trace_id_high, model.trace_id_low)
    first, order = gather(trace, len(head))
    n, t = len(model), len(head)
    parent, depth = np.empty(n, np.int32), np.empty(n, np.int32)
    orphan = np.zeros(n, np.bool_)
    root, duration_ns = np.empty(t, np.int32), np.empty(t, np.int64)
    odd: list[tuple[int, int]] = []

    def link(begin: int, stop: int) -> None:
        odd.append(
            link_groups(
                begin, stop, first, order, model.span_id, model.parent_id, model.kind, _UPPER_HALF,
                model.start_ns, model.duration_ns, parent, depth, orphan, root, duration_ns,
            )
        )  # fmt: skip

    in_threads(link, ranges(first))
    adopted = _adopt(model, trace, first, order, parent, depth, orphan, root)
    child_first, child = gather_children(order, parent)
    return Structure(
        trace=trace,
        order=order,
        first=first,
        parent=parent,
        depth=depth,
        child_first=child_first,
        child=child,
        root=root,
        start_ns=model.start_ns[order[first[:-1]]],
        duration_ns=duration_ns,
        errors=count_where(trace, model.status, int(SpanStatus.ERROR), t).astype(np.int32),
        orphan=orphan,
        adopted=adopted,
        duplicate_ids=sum(repeated for repeated, _ in odd),
        cyclic_spans=sum(cyclic for _, cyclic in odd),
    )


def _adopt(
    model: TraceModel,
    trace: NDArray[np.int32],
    first: NDArray[np.int64],
    order: NDArray[np.int32],
    parent: NDArray[np.int32],
    depth: NDArray[np.int32],
    orphan: NDArray[np.bool_],
    root: NDArray[np.int32],
) -> NDArray[np.bool_]:
    """Give orphans a parent of their own service where one encloses them, else the root."""
    lost = np.flatnonzero(orphan)
    if not len(lost):
        return np.zeros(len(model), np.bool_)
    return adopt_lost(
        np.unique(trace[lost]), first, order, root, model.service, orphan, model.start_ns,
        model.duration_ns, parent, depth,
    )  # fmt: skip
