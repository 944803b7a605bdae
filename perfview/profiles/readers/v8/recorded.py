"""What a V8 recording says, as columns, whatever file it was in: the contract between formats."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.interning import Interner
from perfview.kernels.tables import Tables, remap
from perfview.kernels.unescaping import unescaped
from perfview.profiles.readers.v8.schema import CHILDREN, NODES, TICKS


@dataclass(frozen=True)
class Nodes:
    """n nodes of the call trees of all profiles of a file.

    profile int32: whose it is; id int64, parent int64 (`NOT_GIVEN` for none); line, column int64,
    from 0 as V8 counts, -1 or `NOT_GIVEN` for none; hits int64; name, url, code_type, deopt int32
    ids of `texts`. Child i of `child` (int64 ids) belongs to the node `child_of` (int32 rows);
    tick_node int32 (rows), tick_line, ticks int64.
    """

    texts: Interner
    profile: NDArray[np.int32]
    id: NDArray[np.int64]
    parent: NDArray[np.int64]
    line: NDArray[np.int64]
    column: NDArray[np.int64]
    hits: NDArray[np.int64]
    name: NDArray[np.int32]
    url: NDArray[np.int32]
    code_type: NDArray[np.int32]
    deopt: NDArray[np.int32]
    child: NDArray[np.int64]
    child_of: NDArray[np.int32]
    tick_node: NDArray[np.int32]
    tick_line: NDArray[np.int64]
    ticks: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.id)


@dataclass(frozen=True)
class Recorded:
    """p profiles of one file: each is one thread's.

    Samples of profile k are first[k]:first[k + 1] (int64, p + 1) of `sample`, int64 node ids, and
    of `delta`, int64 ns since the sample before, and of `line`, int32, where it says lines (empty
    when it does not). start_ns int64 (p): when it began, on a clock all share; duration_ns int64
    (p), 0 when unknown.
    """

    first: NDArray[np.int64]
    sample: NDArray[np.int64]
    delta: NDArray[np.int64]
    start_ns: NDArray[np.int64]
    duration_ns: NDArray[np.int64]
    line: NDArray[np.int32] = field(default_factory=lambda: np.zeros(0, np.int32))

    def profile(self) -> NDArray[np.int32]:
        """Whose each sample is, int32."""
        if len(self.first) == 2:
            return np.broadcast_to(np.int32(0), len(self.sample))
        return np.repeat(np.arange(len(self.first) - 1, dtype=np.int32), np.diff(self.first))


@dataclass(frozen=True)
class Owner:
    """Whose a profile is: the thread's name and process, "" and -1 when unknown."""

    name: str = ""
    thread_id: int = -1
    process: str = ""
    process_id: int = -1


def nodes_of(tables: Tables, profile: NDArray[np.int32]) -> Nodes:
    """The first nodes among a walker's tables (`node_tables`), one for each of `profile`, with the
    escapes in texts resolved."""
    ids = unescaped(tables.texts)
    if ids is not None:
        for column in tables.text_columns():
            remap(column, column, ids)
    n = len(profile)
    columns = {c: tables.column(NODES, c)[:n] for c in _COLUMNS}
    begins = np.append(tables.column(NODES, "first_child"), tables.rows(CHILDREN))
    tick_node = tables.column(TICKS, "node")
    kept = int(np.searchsorted(tick_node, n))
    return Nodes(
        tables.texts,
        profile,
        **columns,
        child=tables.column(CHILDREN, "child")[: begins[n]],
        child_of=np.repeat(np.arange(n, dtype=np.int32), np.diff(begins[: n + 1])),
        tick_node=tick_node[:kept],
        tick_line=tables.column(TICKS, "line")[:kept],
        ticks=tables.column(TICKS, "ticks")[:kept],
    )


_COLUMNS = (
    "id", "parent", "line", "column", "hits", "name", "url", "code_type", "deopt",
)  # fmt: skip
