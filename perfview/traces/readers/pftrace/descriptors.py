"""What Perfetto's track descriptors say: which tracks there are, of which thread or process.

A descriptor may be written again and again; who a track belongs to is what the first says, its
names are the last ones given. Tracks that are neither a thread's nor a process' own belong to what
their line of parents leads to, at most ten up. protos/perfetto/trace/track_event/track_descriptor.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.tables import Tables
from perfview.traces.readers.pftrace import tables as t

_MOST_ANCESTORS = 10

THREAD_TYPES = {
    1: "CrProcessMain",
    2: "ChromeIOThread",
    3: "ThreadPoolBackgroundWorker",
    4: "ThreadPoolForegroundWorker",
    5: "ThreadPoolBackgroundBlocking",
    6: "ThreadPoolForegroundBlocking",
    7: "ThreadPoolService",
    8: "Compositor",
    9: "VizCompositorThread",
    10: "CompositorTileWorker",
    11: "ServiceWorkerThread",
    50: "MemoryInfra",
    51: "StackSamplingProfiler",
}
"""ChromeThreadDescriptor.ThreadType in Chrome's own names."""

PROCESS_TYPES = {
    1: "Browser",
    2: "Renderer",
    3: "Utility",
    4: "Zygote",
    5: "SandboxHelper",
    6: "GPU Process",
    7: "PpapiPlugin",
    8: "PpapiBroker",
}
"""ChromeProcessDescriptor.ProcessType in Chrome's own names."""


@dataclass(frozen=True)
class Descriptors:
    """u tracks, by uuid.

    uuid int64 (u), ascending. row int32 (u): the first descriptor of each. root int32 (u): the
    track at the end of the line of parents, -1 where that has no end. is_thread, is_process,
    is_counter bool (u). process_id, thread_id int64 (u), 0 where there is none. name, thread_name,
    process_name int32 (u) text ids, -1 none.
    """

    uuid: NDArray[np.int64]
    row: NDArray[np.int64]
    root: NDArray[np.int32]
    is_thread: NDArray[np.bool_]
    is_process: NDArray[np.bool_]
    is_counter: NDArray[np.bool_]
    process_id: NDArray[np.int64]
    thread_id: NDArray[np.int64]
    name: NDArray[np.int32]
    thread_name: NDArray[np.int32]
    process_name: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.uuid)

    def find(self, uuid: NDArray[np.int64]) -> NDArray[np.int32]:
        """The tracks with these uuids: int32, -1 for unknown ones."""
        return _find(self.uuid, uuid)

    def find_along(self, uuid: NDArray[np.int64]) -> NDArray[np.int32]:
        """`find` for many of which neighbours are mostly the same: only changes are looked up."""
        changes = np.flatnonzero(np.diff(uuid, prepend=~uuid[:1]))
        return np.repeat(self.find(uuid[changes]), np.diff(np.append(changes, len(uuid))))


def typed_names(
    tables: Tables, types: NDArray[np.int32], names: dict[int, str]
) -> NDArray[np.int32]:
    """Text ids of numbered types (int32), -1 for those without a name here."""
    found = np.full(len(types), -1, np.int32)
    for number, name in names.items():
        rows = np.flatnonzero(types == number)
        if len(rows):
            found[rows] = tables.texts.add(name.encode())
    return found


def read_descriptors(tables: Tables) -> Descriptors:
    """All descriptors, one row a track."""
    rows = np.flatnonzero(tables.column(t.DESCRIPTORS, "uuid") != t.NOT_GIVEN)

    def column(name: str) -> NDArray[Any]:
        return tables.column(t.DESCRIPTORS, name)[rows]

    uuid, first, of_row = np.unique(column("uuid"), return_index=True, return_inverse=True)
    tid = column("thread_id")[first]
    is_thread = tid != t.NOT_GIVEN
    pid = column("process_id")[first]
    is_process = ~is_thread & (pid != -1)
    parent = column("parent")[first]
    above = np.where(parent != 0, _find(uuid, parent), -1)
    return Descriptors(
        uuid=uuid,
        row=rows[first],
        root=_roots(above, is_thread | is_process),
        is_thread=is_thread,
        is_process=is_process,
        is_counter=column("is_counter")[first] != 0,
        process_id=np.where(
            is_thread, column("thread_process")[first], np.where(is_process, pid, 0)
        ),
        thread_id=np.where(is_thread, tid, 0),
        name=_given(column("name")[::-1], of_row[::-1], len(uuid)),
        thread_name=_named(
            tables, column("thread_name"), "thread_type", THREAD_TYPES, rows, of_row
        ),
        process_name=_named(
            tables, column("process_name"), "process_type", PROCESS_TYPES, rows, of_row
        ),
    )


def _find(known: NDArray[np.int64], uuid: NDArray[np.int64]) -> NDArray[np.int32]:
    """Where these stand among the known ones, which are sorted: int32, -1 for none."""
    if not len(known):
        return np.full(len(uuid), -1, np.int32)
    place = np.minimum(np.searchsorted(known, uuid), len(known) - 1)
    return np.where(known[place] == uuid, place, -1).astype(np.int32)


def _given(names: NDArray[np.int32], of_row: NDArray[np.intp], count: int) -> NDArray[np.int32]:
    """Per track the last name its rows give: int32 (count), -1 none."""
    found = np.full(count, -1, np.int32)
    given = names >= 0
    found[of_row[given]] = names[given]
    return found


def _named(
    tables: Tables,
    names: NDArray[np.int32],
    type_column: str,
    words: dict[int, str],
    rows: NDArray[np.intp],
    of_row: NDArray[np.intp],
) -> NDArray[np.int32]:
    """The last name given beside a type, else the last at all, else what the type is called.

    Chrome describes its processes twice: with their type, and with their command line for a name.
    """
    count = int(of_row.max(initial=-1)) + 1
    types = tables.column(t.DESCRIPTORS, type_column)[rows]
    names = np.where(names == tables.texts.add(b""), np.int32(-1), names)
    found = _given(np.where(types != 0, names, np.int32(-1)), of_row, count)
    for others in (names, typed_names(tables, types, words)):
        found = np.where(found >= 0, found, _given(others, of_row, count))
    return found


def _roots(above: NDArray[np.int32], stands_alone: NDArray[np.bool_]) -> NDArray[np.int32]:
    """The end of every track's line of parents, itself where it has none; -1 when too far up."""
    root = np.arange(len(above), dtype=np.int32)
    for _ in range(_MOST_ANCESTORS):
        climbs = ~stands_alone[root] & (above[root] >= 0)
        if not climbs.any():
            return root
        root = np.where(climbs, above[root], root).astype(np.int32)
    climbs = ~stands_alone[root] & (above[root] >= 0)
    return np.where(climbs, np.int32(-1), root)
