"""Processes and threads by name and order, from metadata events and from the ids themselves."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.interning import Interner
from perfview.kernels.tables import Tables
from perfview.recording.strings import StringTable
from perfview.traces.readers.chrome.events import ChromeTracks
from perfview.traces.readers.chrome.schema import ATTRIBUTES, EVENTS, VALUES
from perfview.traces.readers.chrome.values import METADATA
from perfview.traces.readers.slicing.model import Stage
from perfview.traces.readers.slicing.order import NO_RANK, process_order
from perfview.traces.threads import TrackKind

_SAID = ("process_name", "process_labels", "process_sort_index", "thread_name", "thread_sort_index")
_MOST_RANK = 1 << 40

ThreadKey = tuple[int, int]


@dataclass
class Names:
    """What metadata events say, the last of each: by text id of pid, or of pid and tid."""

    process: dict[int, str] = field(default_factory=dict)
    labels: dict[int, str] = field(default_factory=dict)
    process_rank: dict[int, int] = field(default_factory=dict)
    thread: dict[ThreadKey, int] = field(default_factory=dict)
    thread_rank: dict[ThreadKey, int] = field(default_factory=dict)


def read_names(tables: Tables, strings: StringTable, keys: StringTable) -> Names:
    """The names and sort indices that metadata events give processes and threads."""
    names = Names()
    event = tables.column(VALUES, "event")
    said = tables.column(EVENTS, "name")
    # Asked of the interner: searching a million texts for one would take a second.
    wanted = {tables.texts.add(word.encode()): word for word in _SAID}
    rows = np.flatnonzero(
        (tables.column(EVENTS, "phase")[event] == METADATA) & np.isin(said[event], list(wanted))
    )
    key = tables.column(ATTRIBUTES, "key")[tables.column(VALUES, "attribute")]
    for row in rows.tolist():
        owner = int(event[row])
        pid = int(tables.column(EVENTS, "pid")[owner])
        tid = int(tables.column(EVENTS, "tid")[owner])
        word = wanted[int(said[owner])]
        _note(
            names,
            (word, keys[int(key[row])]),
            (pid, tid if tid >= 0 else pid),
            int(tables.column(VALUES, "text")[row]),
            float(tables.column(VALUES, "number")[row]),
            strings,
        )
    return names


def _note(
    names: Names,
    said: tuple[str, str],
    thread: ThreadKey,
    text: int,
    number: float,
    strings: StringTable,
) -> None:
    rank = int(max(-_MOST_RANK, min(_MOST_RANK, number))) if number == number else NO_RANK
    if said == ("process_name", "name") and text >= 0:
        names.process[thread[0]] = strings[text]
    elif said == ("process_labels", "labels") and text >= 0:
        names.labels[thread[0]] = strings[text]
    elif said == ("process_sort_index", "sort_index"):
        names.process_rank[thread[0]] = rank
    elif said == ("thread_name", "name") and text >= 0 and strings[text]:
        names.thread[thread] = text
    elif said == ("thread_sort_index", "sort_index"):
        names.thread_rank[thread] = rank


@dataclass(frozen=True)
class Processes:
    """p processes in the order they are shown, and which one a pid's text id (-1 none) is."""

    number: dict[int, int]
    process_id: NDArray[np.int64]
    process_name: NDArray[np.int32]


def find_processes(
    pids: NDArray[np.int32], names: Names, strings: StringTable, texts: Interner
) -> Processes:
    """The processes with these pids (text ids), named and in order; names are added to `texts`."""
    found = [int(pid) for pid in np.unique(pids) if pid >= 0]
    ids = np.array([_number(strings[pid], pid) for pid in found], np.int64)
    rank = np.array([names.process_rank.get(pid, NO_RANK) for pid in found], np.int64)
    order = process_order(rank, ids)
    shown = [found[i] for i in order.tolist()]
    process_id = ids[order]
    named = [
        texts.add(_process_name(names, pid, strings[pid]).encode("utf-8", "replace"))
        for pid in shown
    ]
    return Processes({pid: i for i, pid in enumerate(shown)}, process_id, np.array(named, np.int32))


def _process_name(names: Names, pid: int, written: str) -> str:
    """`Renderer: its label (pid 4242)`; a pid that is a name itself stands alone."""
    name, label = names.process.get(pid, ""), names.labels.get(pid, "")
    named = f"{name}: {label}" if name and label else name or label
    if not _is_number(written):
        return named or written
    if not named:
        return f"Process {written}"
    ending = f" (pid {written})"
    return named if named.endswith(ending) else named + ending


def make_stage(
    tracks: ChromeTracks,
    used: NDArray[np.bool_],
    names: Names,
    processes: Processes,
    strings: StringTable,
) -> Stage:
    """The tracks with what is known of them; of the threads only those `used` (bool (k))."""
    k = len(tracks.kind)
    name = np.full(k, -1, np.int32)
    thread_id, rank = np.zeros(k, np.int64), np.full(k, NO_RANK, np.int64)
    of_text = np.full(len(strings) + 1, -1, np.int32)
    of_text[list(processes.number)] = list(processes.number.values())
    process = of_text[tracks.pid]
    process[tracks.kind == TrackKind.GLOBAL] = -1
    for i in np.flatnonzero(used & (tracks.kind == TrackKind.THREAD)).tolist():
        thread = (int(tracks.pid[i]), int(tracks.tid[i]))
        written = strings[thread[1]]
        thread_id[i] = _number(written, thread[1])
        name[i] = names.thread.get(thread, -1 if _is_number(written) else thread[1])
        rank[i] = names.thread_rank.get(thread, NO_RANK)
    return Stage(
        tracks.kind,
        name,
        process,
        thread_id,
        rank,
        processes.process_id,
        processes.process_name,
    )


def _is_number(written: str) -> bool:
    return written.removeprefix("-").replace(".", "", 1).isdecimal()


def _number(written: str, text: int) -> int:
    """A pid or tid as a number; one that is a name gets a negative one of its own."""
    if _is_number(written) and len(written) < 19:
        return int(float(written))
    return -1 - text
