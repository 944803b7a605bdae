"""Flows: arrows between slices, from flow events (s, t, f) and from slices' `bind_id`."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.chaining import END, START, STEP, chain
from perfview.kernels.grouping import number_wide
from perfview.kernels.tables import Tables
from perfview.traces.readers.chrome.schema import EVENTS
from perfview.traces.readers.slicing.events import SliceEvent, SliceEvents, Slices
from perfview.traces.threads import Flows

_U = np.uint64
_BOUND = _U(1 << 63)
_ROLE = np.full(256, START, np.uint8)
_ROLE[ord("t")] = STEP
_ROLE[ord("f")] = END
_YES = np.zeros(256, np.bool_)
_YES[[ord("t"), ord("1")]] = True


def find_flows(tables: Tables, events: SliceEvents, slices: Slices) -> Flows:
    """The arrows of a recording.

    A flow event belongs to the innermost slice open at its time, an end without `bp: "e"` to the
    next one that begins on its thread ("Flow Events" of the trace event format). Flows of one name,
    category and id are one; those of slices are told apart by `bind_id` alone. Arrows that go back
    in time are turned round.
    """
    points = _points(tables, events)
    if not len(points):
        none = np.zeros(0, np.int32)
        return Flows(none, none)
    high, low, role = _described(tables, points)
    group, first = number_wide(high, low)
    time = events.time_ns[points]
    lasting = np.where(events.what[points] == SliceEvent.COMPLETE, events.duration_ns[points], 0)
    order = np.lexsort((-lasting, time)).astype(np.int32)
    place = slices.of_event[points]
    origin, target = chain(order, group, role, place, len(first))
    backward = slices.start_ns[origin] > slices.start_ns[target]
    return Flows(np.where(backward, target, origin), np.where(backward, origin, target))


def _points(tables: Tables, events: SliceEvents) -> NDArray[np.int32]:
    """The events that are part of a flow: flow events with an id, and slices with a bind_id."""
    what = events.what
    is_flow = (what == SliceEvent.INSIDE) | (what == SliceEvent.BEFORE)
    is_flow &= tables.column(EVENTS, "id") >= 0
    opens = (what == SliceEvent.BEGIN) | (what == SliceEvent.COMPLETE)
    opens |= what == SliceEvent.INSTANT
    bound = opens & (tables.column(EVENTS, "bind_id") >= 0)
    if bound.any():
        directed = _YES[tables.column(EVENTS, "flow_in")] | _YES[tables.column(EVENTS, "flow_out")]
        bound &= directed
    return np.flatnonzero(is_flow | bound).astype(np.int32)


def _described(
    tables: Tables, points: NDArray[np.int32]
) -> tuple[NDArray[np.uint64], NDArray[np.uint64], NDArray[np.uint8]]:
    """128 bits that tell each point's flow from all others, and its role in it."""
    column = {
        name: tables.column(EVENTS, name)[points]
        for name in ("phase", "name", "category", "id", "bind_id", "flow_in", "flow_out")
    }
    high = ((column["name"] + 1).astype(_U) << _U(32)) | (column["category"] + 1).astype(_U)
    low = (column["id"] + 1).astype(_U)
    role = _ROLE[column["phase"]]
    bound = np.isin(column["phase"], [ord(letter) for letter in "stf"], invert=True)
    high[bound] = _BOUND
    low[bound] = (column["bind_id"][bound] + 1).astype(_U)
    comes, goes = _YES[column["flow_in"]], _YES[column["flow_out"]]
    role[bound] = np.where(comes, np.where(goes, STEP, END), START)[bound]
    return high, low, role
