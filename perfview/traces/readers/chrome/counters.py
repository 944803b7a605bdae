"""Counters: one series for each process, name, id and argument."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.grouping import gather, number_wide
from perfview.kernels.interning import Interner
from perfview.kernels.tables import Tables
from perfview.recording.report import ImportReport
from perfview.recording.strings import StringTable
from perfview.traces.readers.chrome.names import Processes
from perfview.traces.readers.chrome.schema import ATTRIBUTES, EVENTS, VALUES
from perfview.traces.readers.chrome.values import COUNTER
from perfview.traces.readers.common.span_tables import NOT_GIVEN
from perfview.traces.threads import Counters, no_counters

_U = np.uint64
_SELF = ("value", "")


def find_counters(
    tables: Tables,
    processes: Processes,
    strings: StringTable,
    keys: StringTable,
    texts: Interner,
    report: ImportReport,
) -> Counters:
    """The counters of a recording; their names are added to `texts`.

    A series is called after its event and argument (`JSHeap usedSize`), and `value` alone is not
    worth saying. Values that are no numbers are noted.
    """
    event, number = tables.column(VALUES, "event"), tables.column(VALUES, "number")
    column = {name: tables.column(EVENTS, name) for name in ("phase", "ts", "name", "pid", "id")}
    is_counter = (column["phase"][event] == COUNTER) & (column["ts"][event] != NOT_GIVEN)
    report.note(
        "no-number",
        int((is_counter & np.isnan(number)).sum()),
        "Counter values that are no numbers were left out.",
    )
    rows = np.flatnonzero(is_counter & ~np.isnan(number))
    if not len(rows):
        return no_counters()
    owner = event[rows]
    key = tables.column(ATTRIBUTES, "key")[tables.column(VALUES, "attribute")[rows]]
    group, first = number_wide(*_keys(column, owner, key))
    by_time = np.argsort(column["ts"][owner], kind="stable").astype(np.int32)
    begins, place = gather(group[by_time], len(first))
    order = by_time[place]
    heads = owner[first]
    named = [
        texts.add(_named(strings, keys, int(column["name"][e]), int(column["id"][e]), int(k)))
        for e, k in zip(heads.tolist(), key[first].tolist(), strict=True)
    ]
    process = [processes.number.get(pid, -1) for pid in column["pid"][heads].tolist()]
    return Counters(
        name=np.array(named, np.int32),
        process=np.array(process, np.int32),
        unit=np.full(len(first), -1, np.int32),
        first=begins,
        time_ns=column["ts"][owner[order]],
        value=number[rows[order]],
    )


def _keys(
    column: dict[str, NDArray[np.generic]], owner: NDArray[np.int32], key: NDArray[np.int32]
) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """128 bits that tell each value's series from all others."""
    parts = [(column[name][owner] + 1).astype(_U) for name in ("pid", "name", "id")]
    high = (parts[0] << _U(32)) | parts[1]
    return high, (parts[2] << _U(32)) | (key + 1).astype(_U)


def _named(strings: StringTable, keys: StringTable, name: int, own_id: int, key: int) -> bytes:
    words = [strings[name], f"({strings[own_id]})" if own_id >= 0 else ""]
    argument = keys[key]
    if argument not in _SELF and argument != strings[name]:
        words.append(argument)
    return " ".join(word for word in words if word).encode("utf-8", "replace")
