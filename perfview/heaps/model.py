"""Memory as columns: the objects of a heap and who refers to whom, and numbers over time.

A snapshot fills the graph, a log or a series of measurements the moments and the collections, an
allocation timeline both; what a file does not hold is empty.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from perfview.recording.no_rows import no_texts, none8, none32, none64
from perfview.recording.strings import StringTable


@dataclass(frozen=True)
class Nodes:
    """n nodes in the file's order; the root is `Graph.root`.

    kind uint8, index into `Graph.node_kinds`; name int32 id into the strings; id int64, V8's own,
    the same in every snapshot of a process; self_bytes int64 as recorded, before anything is
    attributed to owners; detachedness uint8 as recorded: 0 unknown, 1 attached, 2 detached, empty
    where the file has no such field; trace int32: which allocation stack made it, an index into
    `AllocationStacks`, -1 for none, empty where allocations were not tracked.
    first_edge uint32 (n + 1): node i has the edges first_edge[i]:first_edge[i + 1].
    """

    kind: NDArray[np.uint8] = field(default_factory=none8)
    name: NDArray[np.int32] = field(default_factory=none32)
    id: NDArray[np.int64] = field(default_factory=none64)
    self_bytes: NDArray[np.int64] = field(default_factory=none64)
    first_edge: NDArray[np.uint32] = field(default_factory=lambda: np.zeros(1, np.uint32))
    detachedness: NDArray[np.uint8] = field(default_factory=none8)
    trace: NDArray[np.int32] = field(default_factory=none32)

    def __len__(self) -> int:
        return len(self.kind)


@dataclass(frozen=True)
class Edges:
    """e edges, those of a node together, in the file's order.

    kind uint8, index into `Graph.edge_kinds`; name uint32: an id into the strings, or the index
    itself where the kind is ``element`` or ``hidden``; target int32, the node it leads to.
    """

    kind: NDArray[np.uint8] = field(default_factory=none8)
    name: NDArray[np.uint32] = field(default_factory=lambda: np.zeros(0, np.uint32))
    target: NDArray[np.int32] = field(default_factory=none32)

    def __len__(self) -> int:
        return len(self.kind)


@dataclass(frozen=True)
class Locations:
    """Where objects were made or functions stand: node int32, script int64 (V8's script id), line,
    column int32, counted from 1 (files count from 0), 0 when unknown. In the file's order."""

    node: NDArray[np.int32] = field(default_factory=none32)
    script: NDArray[np.int64] = field(default_factory=none64)
    line: NDArray[np.int32] = field(default_factory=none32)
    column: NDArray[np.int32] = field(default_factory=none32)

    def __len__(self) -> int:
        return len(self.node)


@dataclass(frozen=True)
class AllocationStacks:
    """t allocation stacks of a timeline and the functions on them.

    parent int32, always less than the own index, -1 for the root; function int32; made_count,
    made_bytes int64: what was allocated there while it was recorded, collected since or not, as
    the file sums it (what is alive is in `Nodes.trace`).
    Functions: name, script int32 ids into the strings, script_id int64, line, column int32 from 1,
    0 when unknown.
    """

    parent: NDArray[np.int32] = field(default_factory=none32)
    function: NDArray[np.int32] = field(default_factory=none32)
    made_count: NDArray[np.int64] = field(default_factory=none64)
    made_bytes: NDArray[np.int64] = field(default_factory=none64)
    name: NDArray[np.int32] = field(default_factory=none32)
    script: NDArray[np.int32] = field(default_factory=none32)
    script_id: NDArray[np.int64] = field(default_factory=none64)
    line: NDArray[np.int32] = field(default_factory=none32)
    column: NDArray[np.int32] = field(default_factory=none32)

    def __len__(self) -> int:
        return len(self.parent)


@dataclass(frozen=True)
class IdSamples:
    """When which objects were made, by V8's growing ids: time_ns int64 from the recording's
    beginning, last_id int64, the highest id given out by then."""

    time_ns: NDArray[np.int64] = field(default_factory=none64)
    last_id: NDArray[np.int64] = field(default_factory=none64)

    def __len__(self) -> int:
        return len(self.time_ns)


@dataclass(frozen=True)
class Graph:
    """The objects of a heap. Kinds are the recorder's own words (``hidden``, ``closure``; edges:
    ``context``, ``element``, ``property``, ``internal``, ``hidden``, ``shortcut``, ``weak``).

    extra_native_bytes: memory outside that the recorder counts without objects for it.
    """

    nodes: Nodes = field(default_factory=Nodes)
    edges: Edges = field(default_factory=Edges)
    node_kinds: list[str] = field(default_factory=list)
    edge_kinds: list[str] = field(default_factory=list)
    root: int = 0
    locations: Locations = field(default_factory=Locations)
    stacks: AllocationStacks = field(default_factory=AllocationStacks)
    samples: IdSamples = field(default_factory=IdSamples)
    extra_native_bytes: int = 0

    def __len__(self) -> int:
        return len(self.nodes)

    def node_kind(self, name: str) -> int:
        """The number of a kind of node, 255 where this file has none."""
        return self.node_kinds.index(name) if name in self.node_kinds else 255

    def edge_kind(self, name: str) -> int:
        """The number of a kind of edge, 255 where this file has none."""
        return self.edge_kinds.index(name) if name in self.edge_kinds else 255


@dataclass(frozen=True)
class Moments:
    """How much memory was in use when: m moments, k series.

    time_ns int64 (m) from the recording's beginning, not falling. name: ``rss``, ``heapTotal``,
    ``heapUsed``, ``external``, ``arrayBuffers``, or the recorder's own word; of several processes
    in one file ``worker 2: heapUsed``. values float64 (k * m) in bytes, series by series, NaN where
    one was not measured.
    """

    time_ns: NDArray[np.int64] = field(default_factory=none64)
    name: list[str] = field(default_factory=list)
    values: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0, np.float64))

    def __len__(self) -> int:
        return len(self.time_ns)

    def series(self, name: str) -> NDArray[np.float64]:
        """One series, bytes a moment; empty when there is no such series."""
        if name not in self.name:
            return np.zeros(0, np.float64)
        at = self.name.index(name) * len(self)
        return self.values[at : at + len(self)]


@dataclass(frozen=True)
class Collections:
    """c garbage collections in the order they began.

    time_ns int64: when it began, on the clock of `Moments`; pause_ns int64: how long the program
    stood still; kind int32 id into the strings in the recorder's words (``Scavenge``,
    ``Mark-Compact``); is_full bool: it went over the whole heap; before_bytes, after_bytes,
    committed_bytes int64: live at its beginning, at its end, and reserved from the system at its
    end, -1 when unknown; mutator_share float64 (0-1): the part of time left to the program as the
    collector sees it, NaN when unknown; reason int32 id into the strings, -1.
    promoted_bytes int64: moved to where only full collections look, -1 when unknown, empty where
    the recording never tells; owner int32 id into the strings: whose heap (process and isolate),
    empty where there is only one.
    """

    time_ns: NDArray[np.int64] = field(default_factory=none64)
    pause_ns: NDArray[np.int64] = field(default_factory=none64)
    kind: NDArray[np.int32] = field(default_factory=none32)
    is_full: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, np.bool_))
    before_bytes: NDArray[np.int64] = field(default_factory=none64)
    after_bytes: NDArray[np.int64] = field(default_factory=none64)
    committed_bytes: NDArray[np.int64] = field(default_factory=none64)
    mutator_share: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0, np.float64))
    reason: NDArray[np.int32] = field(default_factory=none32)
    promoted_bytes: NDArray[np.int64] = field(default_factory=none64)
    owner: NDArray[np.int32] = field(default_factory=none32)

    def __len__(self) -> int:
        return len(self.time_ns)


@dataclass(frozen=True)
class HeapModel:
    """One opened file about memory.

    made_by: the recorder in a word (``V8``), "" when unknown. limit_bytes: the heap's limit where
    the recording tells, 0 otherwise. ended_by: what ended the program (``out of memory``), "" when
    nothing is said.
    """

    strings: StringTable = field(default_factory=no_texts)
    graph: Graph = field(default_factory=Graph)
    moments: Moments = field(default_factory=Moments)
    collections: Collections = field(default_factory=Collections)
    made_by: str = ""
    limit_bytes: int = 0
    ended_by: str = ""

    def __len__(self) -> int:
        """Objects; of a recording without a snapshot its moments and collections."""
        return len(self.graph) or len(self.moments) + len(self.collections)
