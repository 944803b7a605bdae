"""Perfetto's sequences: each writer's packets, and what earlier ones of them say about later ones.

A sequence's state (numbered names, defaults) begins anew where a packet says so, and is unknown
from a lost packet until then; packets that need it meanwhile cannot be read.
https://perfetto.dev/docs/design-docs/life-of-a-tracing-session ("incremental state")
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.carrying import KEEP, UNSET, carried
from perfview.kernels.tables import Tables
from perfview.traces.readers.pftrace import tables as t

_CLEARED, _NEEDED = 1, 2
"""TracePacket.SequenceFlags."""


@dataclass(frozen=True)
class Sequences:
    """p packets of g sequences.

    sequence int32 (p), dense. scope int32 (p): which set of numbered names holds, `scopes` in all;
    -1 while the state is unknown. usable bool (p): False for packets that need a state that is
    unknown. defaults int32 (p): row of the defaults that hold, -1 none. fresh uint8 (p): the
    sequence's state begins anew here.
    """

    sequence: NDArray[np.int32]
    count: int
    scope: NDArray[np.int32]
    scopes: int
    usable: NDArray[np.bool_]
    defaults: NDArray[np.int32]
    fresh: NDArray[np.uint8]


def _dense(values: NDArray[np.int32]) -> tuple[NDArray[np.int32], int]:
    """Numbers without gaps for the values, and how many."""
    if not len(values):
        return values, 0
    if int(values.min()) >= 0 and int(values.max()) < 1 << 20:
        used = np.zeros(int(values.max()) + 1, np.int32)
        used[values] = 1
        return (np.cumsum(used, dtype=np.int32) - 1)[values], int(used.sum())
    found, dense = np.unique(values, return_inverse=True)
    return dense.astype(np.int32), len(found)


def follow_sequences(tables: Tables) -> Sequences:
    """The state of every packet's sequence at that packet."""
    sequence, count = _dense(tables.column(t.PACKETS, "sequence"))
    flags = tables.column(t.PACKETS, "flags")
    fresh = (tables.column(t.PACKETS, "cleared") != 0) | (flags & _CLEARED != 0)
    lost = (tables.column(t.PACKETS, "dropped") != 0) & ~fresh
    begins = np.flatnonzero(fresh)
    started = np.full(len(flags), KEEP, np.int32)
    started[begins] = np.arange(len(begins), dtype=np.int32)
    started[lost] = UNSET
    scope = carried(sequence, started, np.full(count, -1, np.int32))
    return Sequences(
        sequence=sequence,
        count=count,
        scope=scope,
        scopes=len(begins),
        usable=(flags & _NEEDED == 0) | (scope >= 0),
        defaults=_defaults(tables, sequence, count, begins),
        fresh=fresh.view(np.uint8),
    )


def _defaults(
    tables: Tables, sequence: NDArray[np.int32], count: int, begins: NDArray[np.intp]
) -> NDArray[np.int32]:
    given = np.full(len(sequence), KEEP, np.int32)
    given[begins] = UNSET
    packets = tables.column(t.DEFAULTS, "packet")
    given[packets] = np.arange(len(packets), dtype=np.int32)
    return carried(sequence, given, np.full(count, -1, np.int32))
