"""The threads of trace events: who they are, what they are called, and in which order."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import orjson
from numpy.typing import NDArray

from perfview.kernels.grouping import number_pairs
from perfview.kernels.interning import Interner
from perfview.kernels.tables import Tables
from perfview.profiles.assembling.threads import ThreadSamples
from perfview.profiles.readers.evented.schema import ARGUMENTS, EVENTS

_METADATA = ord("M")


@dataclass(frozen=True)
class Owners:
    """thread int32: whose each event is, -1 for those that are no calls. Of each thread: pid, tid
    (numbers, -1 unknown), name, process (text ids); `order` is by process and thread."""

    thread: NDArray[np.int32]
    pid: list[int]
    tid: list[int]
    name: list[int]
    process: list[int]
    order: list[int]

    def named(self, at: int, samples: ThreadSamples) -> ThreadSamples:
        """The samples with what is known of their thread."""
        samples.name, samples.process_name = self.name[at], self.process[at]
        samples.thread_id, samples.process_id = self.tid[at], self.pid[at]
        return samples


def find_owners(tables: Tables) -> Owners:
    """The threads of all B, E and X events; those without a pid or tid are of thread 0."""
    phase = tables.column(EVENTS, "phase")
    pid, tid = tables.column(EVENTS, "pid"), tables.column(EVENTS, "tid")
    rows = np.flatnonzero(np.isin(phase, [ord(each) for each in "BEX"]))
    group, first = number_pairs(pid[rows], tid[rows])
    thread = np.full(len(phase), -1, np.int32)
    thread[rows] = group
    texts = tables.texts
    threads, processes = _said(tables)
    pids, tids = pid[rows[first]].tolist(), tid[rows[first]].tolist()
    numbers = [(_number(texts, p), _number(texts, t)) for p, t in zip(pids, tids, strict=True)]
    return Owners(
        thread,
        [number[0] for number in numbers],
        [number[1] for number in numbers],
        [threads.get((p, t), _own_name(texts, t)) for p, t in zip(pids, tids, strict=True)],
        [processes.get(p, _own_name(texts, p)) for p in pids],
        sorted(range(len(numbers)), key=lambda k: numbers[k]),
    )


def _said(tables: Tables) -> tuple[dict[tuple[int, int], int], dict[int, int]]:
    """The names that metadata events give threads and processes, the last of each."""
    texts, arguments = tables.texts, tables.column(ARGUMENTS, "text")
    name, pid, tid = (tables.column(EVENTS, column) for column in ("name", "pid", "tid"))
    wanted = texts.add(b"thread_name"), texts.add(b"process_name")
    rows = np.flatnonzero(
        (tables.column(EVENTS, "phase") == _METADATA) & np.isin(name, wanted) & (arguments >= 0)
    )
    threads: dict[tuple[int, int], int] = {}
    processes: dict[int, int] = {}
    for row in rows.tolist():
        said = _name_in(texts.text(int(arguments[row])))
        if said and int(name[row]) == wanted[0]:
            threads[int(pid[row]), int(tid[row])] = texts.add(said)
        elif said:
            processes[int(pid[row])] = texts.add(said)
    return threads, processes


def _name_in(arguments: bytes) -> bytes:
    try:
        parsed = orjson.loads(arguments)
    except ValueError:
        return b""
    name = parsed.get("name") if isinstance(parsed, dict) else None
    return name.encode("utf-8", "replace") if isinstance(name, str) else b""


def _number(texts: Interner, index: int) -> int:
    """A pid or tid as a number, -1 where it is a name or none."""
    written = texts.text(index) if index >= 0 else b""
    return int(written) if written.isdigit() and len(written) < 19 else -1


def _own_name(texts: Interner, index: int) -> int:
    """The text that is a name itself, in place of a number."""
    return index if index >= 0 and _number(texts, index) < 0 else -1
