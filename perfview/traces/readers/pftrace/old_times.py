"""When Perfetto's events happened: at their packet's time, or, in old files, one of their own."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.carrying import KEEP, UNSET, carried, summed_up
from perfview.kernels.tables import Tables
from perfview.traces.readers.pftrace import tables as t
from perfview.traces.readers.pftrace.clocks import MONOTONIC, Clocks
from perfview.traces.readers.pftrace.event_schema import OldTimeKind
from perfview.traces.readers.pftrace.sequences import Sequences


def old_times(
    tables: Tables, sequences: Sequences, clocks: Clocks
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """ns int64 (e) on the recording's clock, and whether each is known.

    Events of old recordings tell the time since the one before, or since their thread was
    described, on the monotonic clock.
    """
    packet = tables.column(t.EVENTS, "packet")
    time, known = clocks.time_ns[packet], clocks.known[packet]
    if tables.rows(t.OLD_TIMES):
        _add_own(tables, sequences, clocks, packet, time, known)
    return time, known


def _add_own(
    tables: Tables,
    sequences: Sequences,
    clocks: Clocks,
    packet: NDArray[np.int32],
    time: NDArray[np.int64],
    known: NDArray[np.bool_],
) -> None:
    event = tables.column(t.OLD_TIMES, "event")
    value = tables.column(t.OLD_TIMES, "value_us") * 1000
    kind = tables.column(t.OLD_TIMES, "kind")
    is_delta = kind == OldTimeKind.DELTA
    own = event[(kind == OldTimeKind.ABSOLUTE) & (value != 0)]
    moments = np.zeros(len(time), np.int64)
    moments[own] = value[(kind == OldTimeKind.ABSOLUTE) & (value != 0)]
    told = np.zeros(len(time), np.bool_)
    told[own] = True
    late, valid = _since_references(tables, sequences, packet[event[is_delta]], value[is_delta])
    moments[event[is_delta]] = late
    told[event[is_delta]] = True
    rows = np.flatnonzero(told)
    found = clocks.converted(MONOTONIC, moments[rows]) if clocks.main else None
    time[rows] = moments[rows] if found is None else found
    known[rows] = True
    known[event[is_delta][~valid]] = False


def _since_references(
    tables: Tables, sequences: Sequences, packet: NDArray[np.int32], delta: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Sums of times since a thread's description, and whether there was one since the last loss."""
    at = np.concatenate(
        (tables.column(t.THREADS, "packet"), tables.column(t.DESCRIPTORS, "packet"))
    )
    reference = np.concatenate(
        (tables.column(t.THREADS, "reference_us"), tables.column(t.DESCRIPTORS, "reference_us"))
    )
    is_thread = np.concatenate(
        (
            np.ones(tables.rows(t.THREADS), np.bool_),
            tables.column(t.DESCRIPTORS, "thread_id") != t.NOT_GIVEN,
        )
    )
    kept = is_thread & (sequences.scope[at] >= 0)
    at, reference = at[kept], reference[kept]
    begins = np.flatnonzero((sequences.fresh != 0) | (sequences.scope < 0)).astype(np.int32)
    # What ends a reference, then references, then differences: each in the order of the file.
    where = np.concatenate((begins, at, packet))
    rank = np.repeat(np.arange(3), (len(begins), len(at), len(packet)))
    order = np.lexsort((rank, where))
    value = np.concatenate((np.zeros(len(begins), np.int64), reference * 1000, delta))
    state = np.repeat(np.array((UNSET, 1, KEEP), np.int32), (len(begins), len(at), len(packet)))
    group = sequences.sequence[where[order]]
    sums = summed_up(group, value[order], (rank[order] == 1).astype(np.uint8), sequences.count)
    valid = carried(group, state[order], np.full(sequences.count, -1, np.int32))
    is_delta = np.flatnonzero(rank[order] == 2)
    # A stable order: differences come out in the order they went in.
    return sums[is_delta], valid[is_delta] >= 0
