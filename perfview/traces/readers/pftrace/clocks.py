"""Times of Perfetto packets on one clock: that of the recording, boot time most often.

Packets tell the time by a clock of their choice; snapshots say what several clocks showed at one
moment. A time is converted by the last snapshot before it, over further clocks where no snapshot
has both. Clocks 64 to 127 are each sequence's own; incremental ones tell the time since the last
packet. https://perfetto.dev/docs/concepts/clock-sync
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.carrying import summed_up
from perfview.kernels.grouping import gather, number_pairs
from perfview.kernels.tables import Tables
from perfview.traces.readers.pftrace import tables as t
from perfview.traces.readers.pftrace.sequences import Sequences

MONOTONIC, BOOT_TIME = 3, 6
_SEQUENCE_CLOCKS = (64, 128)
_SNAPSHOT = 6
_FURTHEST = 1 << 62
_MOST_HOPS = 8


@dataclass(frozen=True)
class _Hop:
    """From one clock to the next on the way: at the time `since` they differ by `shift`, in ns."""

    to: int
    since: NDArray[np.int64]
    shift: NDArray[np.int64]

    def converted(self, time: NDArray[np.int64]) -> NDArray[np.int64]:
        shift = self.shift[:1]
        if (self.shift != shift).any():
            row = np.searchsorted(self.since, time, "right") - 1
            shift = self.shift[np.maximum(row, 0)]
        return time + shift


class Clocks:
    """The recording's clocks and when each packet was written.

    time_ns int64 (packets) on the recording's clock. known bool (packets): False for packets
    without a time, and for those whose clock no snapshot relates to that clock.
    """

    time_ns: NDArray[np.int64]
    known: NDArray[np.bool_]

    def __init__(self, tables: Tables, sequences: Sequences) -> None:
        self._tables = tables
        self.main = _main_clock(tables)
        own = _clock_of_packets(tables, sequences, self.main)
        rows = tables.column(t.CLOCKS, "clock")
        packet = tables.column(t.CLOCKS, "packet")
        clock = np.concatenate((own, rows, np.array([self.main, MONOTONIC, BOOT_TIME], np.int32)))
        owner = np.concatenate((sequences.sequence, sequences.sequence[packet]))
        owner = np.append(owner, np.zeros(3, np.int32))
        low, high = _SEQUENCE_CLOCKS
        owner = np.where((clock >= low) & (clock < high), owner, np.int32(-1))
        domain, first = number_pairs(clock, owner)
        self._domains = len(first)
        self._of_row = domain[len(own) : -3]
        self._named = {self.main: int(domain[-3]), MONOTONIC: int(domain[-2])}
        self._named[BOOT_TIME] = int(domain[-1])
        self._unit = np.ones(self._domains, np.int64)
        unit = tables.column(t.CLOCKS, "unit")
        self._unit[self._of_row] = np.where(unit == 0, 1, unit)
        self._row_ns = tables.column(t.CLOCKS, "time") * self._unit[self._of_row]
        self._hops = self._ways_to(self._named[self.main]) if self.main else {}
        self._place_packets(domain[: len(own)], own, sequences)

    def converted(self, clock: int, time: NDArray[np.int64]) -> NDArray[np.int64] | None:
        """Times of the monotonic or the boot-time clock, ns; None when nothing relates them."""
        return self._follow(self._named[clock], time)

    def _place_packets(
        self, domain: NDArray[np.int32], clock: NDArray[np.int32], sequences: Sequences
    ) -> None:
        time = self._tables.column(t.PACKETS, "time")
        told = (time != t.NOT_GIVEN) & sequences.usable
        told &= self._tables.column(t.PACKETS, "content") != _SNAPSHOT
        time = self._absolute(np.where(told, domain, np.int32(-1)), time * self._unit[domain])
        self.known = told
        converts = told & (clock != 0) & (domain != self._named[self.main])
        if converts.any():
            time = self._convert(np.where(converts, domain, np.int32(-1)), time)
        self.known &= (time > -_FURTHEST) & (time < _FURTHEST)
        self.time_ns = time

    def _convert(self, domain: NDArray[np.int32], time: NDArray[np.int64]) -> NDArray[np.int64]:
        """All packets' times on the main clock; those that cannot be told are no longer known."""
        first, order = gather(domain, self._domains)
        lost = []
        for each in np.flatnonzero(np.diff(first)).tolist():
            rows = order[first[each] : first[each + 1]]
            found = self._follow(each, time[rows])
            if found is None:
                lost.append(rows)
            else:
                time[rows] = found
        unknown = np.concatenate(lost) if lost else np.zeros(0, np.int32)
        # Where not one packet can be told, they share a clock of their own, which will do.
        if len(unknown) < int(self.known.sum()):
            self.known[unknown] = False
        return time

    def _absolute(self, domain: NDArray[np.int32], time: NDArray[np.int64]) -> NDArray[np.int64]:
        """Times since the clock's beginning where packets tell those since the packet before."""
        told = self._tables.column(t.CLOCKS, "is_incremental") != 0
        incremental = np.zeros(self._domains + 1, np.bool_)
        incremental[self._of_row[told]] = True
        if not incremental.any():
            return time
        rows = np.flatnonzero(told)
        packet = self._tables.column(t.CLOCKS, "packet")[rows]
        # Both in the order of the file: a snapshot comes before the packets that follow it.
        before = np.zeros(len(time) + 1, np.int64)
        np.add.at(before, packet, 1)
        at_packet = np.arange(len(time)) + np.cumsum(before)[:-1]
        at_row = packet + np.arange(len(rows))
        size = len(time) + len(rows)
        group, value = np.empty(size, np.int32), np.empty(size, np.int64)
        group[at_packet], value[at_packet] = np.where(incremental[domain], domain, -1), time
        group[at_row], value[at_row] = self._of_row[rows], self._row_ns[rows]
        absolute = np.zeros(size, np.uint8)
        absolute[at_row] = 1
        sums: NDArray[np.int64] = summed_up(group, value, absolute, self._domains)[at_packet]
        return sums

    def _follow(self, domain: int, time: NDArray[np.int64]) -> NDArray[np.int64] | None:
        goal = self._named[self.main]
        while domain != goal:
            hop = self._hops.get(domain)
            if hop is None:
                return None
            time, domain = hop.converted(time), hop.to
        return time

    def _ways_to(self, goal: int) -> dict[int, _Hop]:
        """From every clock that snapshots relate to the goal: the first step there."""
        packet = self._tables.column(t.CLOCKS, "packet")
        first, order = gather(self._of_row, self._domains)
        reached = np.zeros(self._domains, np.bool_)
        reached[goal] = True
        frontier = np.array([goal])
        ways: dict[int, _Hop] = {}
        for _ in range(_MOST_HOPS):
            near_of_packet = np.full(self._tables.rows(t.PACKETS), -1, np.int32)
            rows = np.flatnonzero(np.isin(self._of_row, frontier))
            near_of_packet[packet[rows]] = self._of_row[rows]
            near = near_of_packet[packet]
            rows = np.flatnonzero((near >= 0) & ~reached[self._of_row])
            if not len(rows):
                break
            frontier, place = np.unique(self._of_row[rows], return_index=True)
            reached[frontier] = True
            for far, next_ in zip(frontier.tolist(), near[rows[place]].tolist(), strict=True):
                here = order[first[far] : first[far + 1]]
                there = order[first[next_] : first[next_ + 1]]
                ways[far] = self._hop(next_, here, there, packet)
        return ways

    def _hop(
        self,
        near: int,
        here: NDArray[np.int32],
        there: NDArray[np.int32],
        packet: NDArray[np.int32],
    ) -> _Hop:
        """From one clock to another by the snapshots that have both: rows of each, ascending."""
        place = np.minimum(np.searchsorted(packet[there], packet[here]), len(there) - 1)
        both = packet[there[place]] == packet[here]
        since, until = self._row_ns[here[both]], self._row_ns[there[place[both]]]
        order = np.argsort(since, kind="stable")
        return _Hop(near, since[order], (until - since)[order])


def _main_clock(tables: Tables) -> int:
    """The recording's clock: what the first snapshot says, else boot time if it has it, else 0."""
    primary = tables.column(t.SNAPSHOTS, "primary")
    named = np.flatnonzero(primary)
    if len(named):
        return int(primary[named[0]])
    return BOOT_TIME if (tables.column(t.CLOCKS, "clock") == BOOT_TIME).any() else 0


def _clock_of_packets(tables: Tables, sequences: Sequences, main: int) -> NDArray[np.int32]:
    """Each packet's clock: its own, else its sequence's default, else the recording's."""
    clock = tables.column(t.PACKETS, "clock")
    default = np.append(tables.column(t.DEFAULTS, "clock"), np.int32(0))
    clock = np.where(clock == 0, default[sequences.defaults], clock)
    return np.where(clock == 0, np.int32(main), clock)
