"""Where each span's box goes in the timeline: rows that never overlap."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.grouping import gather
from perfview.kernels.packing import by_row, pack, sort_groups
from perfview.kernels.picking import greatest_by, pick
from perfview.traces.model import TraceModel
from perfview.traces.structure import Structure


@dataclass(frozen=True)
class Lanes:
    """Boxes in rows. b boxes sorted by row, then start; boxes of a row never overlap.

    span int32 (b): row of the model. row_first int64 (rows + 1): row r holds boxes
    row_first[r]..row_first[r + 1]. start_ns, end_ns int64 (b). Rows come in groups (a service, a
    trace): group_first int64 (groups + 1) into rows, group_name int32 (groups): indices into the
    graph's nodes, or trace numbers. box_of_span int32 (n): -1 for spans not drawn.
    """

    span: NDArray[np.int32]
    start_ns: NDArray[np.int64]
    end_ns: NDArray[np.int64]
    row_first: NDArray[np.int64]
    group_first: NDArray[np.int64]
    group_name: NDArray[np.int32]
    box_of_span: NDArray[np.int32]


def lanes_by_service(model: TraceModel, structure: Structure, node: NDArray[np.int32]) -> Lanes:
    """All spans by the node they belong to (int32 (n)), each in the first row that is free."""
    services = int(node.max(initial=-1)) + 1
    first, place = gather(pick(node, structure.order), services)
    item = pick(structure.order, place)
    sort_groups(first, item, model.start_ns, model.duration_ns)
    row, rows = pack(first, item, model.start_ns, model.duration_ns)
    row_first, position, group_first = by_row(first, row, rows)
    names = np.arange(services, dtype=np.int32)
    return _boxes(model, pick(item, position), row_first, group_first, names)


def lanes_by_depth(model: TraceModel, structure: Structure, group: NDArray[np.int32]) -> Lanes:
    """All spans by the group they belong to (int32 (n)), a band of rows for each depth in it."""
    groups = int(group.max(initial=-1)) + 1
    deepest = greatest_by(group, structure.depth, groups)
    bands = np.zeros(groups + 1, np.int64)
    np.cumsum(deepest + 1, out=bands[1:])
    band = pick(bands.astype(np.int32), group)
    band += structure.depth
    names = np.arange(groups, dtype=np.int32)
    return _banded(model, structure.order, pick(band, structure.order), bands, names)


def lanes_by_trace(model: TraceModel, structure: Structure, traces: NDArray[np.int32]) -> Lanes:
    """The spans of these traces, a band of rows for each depth, more where they overlap.

    traces int32: numbers of traces, in the order they shall stand under one another.
    """
    counts = np.diff(structure.first)[traces]
    ends = np.cumsum(counts)
    shift = np.repeat(structure.first[traces] - (ends - counts), counts)
    spans = structure.order[shift + np.arange(len(shift))]
    depth = structure.depth[spans]
    deepest = np.maximum.reduceat(depth, ends - counts) if len(traces) else depth
    bands = np.zeros(len(traces) + 1, np.int64)
    np.cumsum(deepest + 1, out=bands[1:])
    band = (np.repeat(bands[:-1], counts) + depth).astype(np.int32)
    return _banded(model, spans, band, bands, traces.astype(np.int32))


def _banded(
    model: TraceModel,
    spans: NDArray[np.int32],
    band: NDArray[np.int32],
    bands: NDArray[np.int64],
    names: NDArray[np.int32],
) -> Lanes:
    """Spans (int32, by start) packed into the bands they belong to (int32, one a span).

    Group g, called names[g], has the bands bands[g]..bands[g + 1] (int64).
    """
    first, place = gather(band, int(bands[-1]))
    item = pick(spans, place)
    sort_groups(first, item, model.start_ns, model.duration_ns)
    row, rows = pack(first, item, model.start_ns, model.duration_ns)
    row_first, position, band_first = by_row(first, row, rows)
    return _boxes(model, pick(item, position), row_first, band_first[bands], names)


def _boxes(
    model: TraceModel,
    span: NDArray[np.int32],
    row_first: NDArray[np.int64],
    group_first: NDArray[np.int64],
    group_name: NDArray[np.int32],
) -> Lanes:
    start = pick(model.start_ns, span)
    end = pick(model.duration_ns, span)
    end += start
    box_of_span = np.full(len(model), -1, np.int32)
    box_of_span[span] = np.arange(len(span), dtype=np.int32)
    return Lanes(
        span=span,
        start_ns=start,
        end_ns=np.maximum(start, end, out=end),
        row_first=row_first,
        group_first=group_first,
        group_name=group_name,
        box_of_span=box_of_span,
    )
