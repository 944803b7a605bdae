"""Many traces folded into one tree of calls: the aggregated flame graph."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.folding import fold_by_label, lay_out, preorder
from perfview.kernels.grouping import count_where, gather, sum_by
from perfview.traces.model import SpanStatus, TraceModel
from perfview.traces.structure import Structure


@dataclass(frozen=True)
class CallTree:
    """c calls, parents before children, siblings by total time, largest first.

    parent int32 (c), -1 for roots; depth int32; operation int32 into Operations; count, errors
    int64; total_ns, self_ns int64: summed over the spans folded into the call. start_ns, width_ns
    int64: the call's box; roots are as wide as their total and so are children, unless they ran
    side by side and have more in total than their parent: then they are narrowed to fit into it.
    of_span int32 (n): the call a span was folded into, -1 for spans left out.
    """

    parent: NDArray[np.int32]
    depth: NDArray[np.int32]
    operation: NDArray[np.int32]
    count: NDArray[np.int64]
    errors: NDArray[np.int64]
    total_ns: NDArray[np.int64]
    self_ns: NDArray[np.int64]
    start_ns: NDArray[np.int64]
    width_ns: NDArray[np.int64]
    of_span: NDArray[np.int32]


def fold_calls(
    model: TraceModel,
    structure: Structure,
    self_ns: NDArray[np.int64],
    of_span: NDArray[np.int32],
    traces: NDArray[np.int32] | None,
) -> CallTree:
    """Fold these traces (int32; all when None) by the operations (int32 (n)) on the way to a span.

    Recursion is kept: the same operation below itself is a call of its own.
    """
    rows = structure.order if traces is None else _rows(structure, traces)
    parent, operation, fold = fold_by_label(rows, structure.parent, of_span)
    total = sum_by(fold, model.duration_ns, len(parent))
    by_total = np.argsort(-total, kind="stable").astype(np.int32)
    first, place = gather(parent[by_total], len(parent))
    tops = by_total[parent[by_total] < 0]
    order = preorder(first, by_total[place], tops)
    rank = np.full(len(order) + 1, -1, np.int32)
    rank[order] = np.arange(len(order), dtype=np.int32)
    call = np.take(rank, fold)
    above, total = rank[parent[order]], total[order]
    start, width, depth = lay_out(above, total)
    return CallTree(
        parent=above,
        depth=depth,
        operation=operation[order],
        count=np.bincount(call + 1, minlength=len(order) + 1)[1:],
        errors=count_where(call, model.status, int(SpanStatus.ERROR), len(order)),
        total_ns=total,
        self_ns=sum_by(call, self_ns, len(order)),
        start_ns=start,
        width_ns=width,
        of_span=call,
    )


def _rows(structure: Structure, traces: NDArray[np.int32]) -> NDArray[np.int32]:
    rows = [structure.rows(trace) for trace in traces.tolist()]
    return np.concatenate(rows) if rows else np.zeros(0, np.int32)
