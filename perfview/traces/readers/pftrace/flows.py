"""Flows of Perfetto's track events: arrows between slices."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.chaining import END, LAST, START, STEP, chain
from perfview.kernels.grouping import number_wide
from perfview.kernels.tables import Tables
from perfview.traces.readers.pftrace import tables as t
from perfview.traces.readers.pftrace.event_schema import FlowKind
from perfview.traces.readers.pftrace.events import TrackEvents
from perfview.traces.readers.slicing.events import SliceEvent, Slices
from perfview.traces.threads import Flows, no_flows

_U = np.uint64
_BY_NAME = _U(1 << 63)
_ROLE_OF_PHASE = np.full(256, START, np.uint8)
_ROLE_OF_PHASE[[ord("t"), ord("f")]] = (STEP, END)
_ROLE_OF_DIRECTION = np.array([START, END, START, STEP], np.uint8)
"""LegacyEvent.FlowDirection: 1 in, 2 out, 3 both."""


@dataclass(frozen=True)
class _Points:
    """Events that are part of a flow: event int32, 128 bits to tell flows apart, role uint8."""

    event: NDArray[np.int32]
    high: NDArray[np.uint64]
    low: NDArray[np.uint64]
    role: NDArray[np.uint8]


def find_flows(tables: Tables, read: TrackEvents, slices: Slices) -> Flows:
    """The arrows, as Perfetto's FlowTracker finds them: in order of time, never going back in it.

    Flows of events are told apart by id; those of the old kind (s, t, f) by id, name and category.
    """
    parts = [_flow_ids(tables), _old_events(tables, read), _bound(tables)]
    points = _Points(
        *(
            np.concatenate([getattr(part, name) for part in parts])
            for name in ("event", "high", "low", "role")
        )
    )
    if not len(points.event):
        return no_flows()
    group, first = number_wide(points.high, points.low)
    # Of one event, what goes through comes before what ends.
    order = np.lexsort((points.role, points.event, read.events.time_ns[points.event]))
    place = slices.of_event[points.event]
    origin, target = chain(order.astype(np.int32), group, points.role, place, len(first))
    backward = slices.start_ns[origin] > slices.start_ns[target]
    return Flows(np.where(backward, target, origin), np.where(backward, origin, target))


def _flow_ids(tables: Tables) -> _Points:
    event = tables.column(t.FLOWS, "event")
    ends = tables.column(t.FLOWS, "kind") == FlowKind.ENDING
    role = np.where(ends, np.uint8(LAST), np.uint8(STEP))
    return _Points(event, np.zeros(len(event), _U), tables.column(t.FLOWS, "id").astype(_U), role)


def _old_events(tables: Tables, read: TrackEvents) -> _Points:
    owner = tables.column(t.LEGACY, "event")
    number = tables.column(t.LEGACY, "unscoped_id")
    what = read.events.what[owner]
    is_flow = (what == SliceEvent.INSIDE) | (what == SliceEvent.BEFORE)
    rows = np.flatnonzero(is_flow & (number != t.NOT_GIVEN))
    event = owner[rows]
    high = (read.events.name[event] + 1).astype(_U) << _U(32)
    high |= (read.events.category[event] + 1).astype(_U)
    role = _ROLE_OF_PHASE[read.phase[event]]
    return _Points(event, high | _BY_NAME, number[rows].astype(_U), role)


def _bound(tables: Tables) -> _Points:
    number = tables.column(t.LEGACY, "bind_id")
    direction = tables.column(t.LEGACY, "flow_direction")
    rows = np.flatnonzero((number != t.NOT_GIVEN) & (direction >= 1) & (direction <= 3))
    return _Points(
        tables.column(t.LEGACY, "event")[rows],
        np.zeros(len(rows), _U),
        number[rows].astype(_U),
        _ROLE_OF_DIRECTION[direction[rows]],
    )
