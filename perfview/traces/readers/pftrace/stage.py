"""Where Perfetto's events stand: tracks of threads, processes, async work and the whole machine."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.carrying import KEEP, carried
from perfview.kernels.grouping import number_pairs
from perfview.kernels.interning import Interner
from perfview.kernels.tables import Tables
from perfview.traces.readers.pftrace import tables as t
from perfview.traces.readers.pftrace.descriptors import (
    PROCESS_TYPES,
    THREAD_TYPES,
    Descriptors,
    typed_names,
)
from perfview.traces.readers.pftrace.sequences import Sequences
from perfview.traces.readers.slicing.model import NO_RANK, Stage
from perfview.traces.threads import TrackKind


@dataclass(frozen=True)
class _Tracks:
    """Columns of a `Stage`'s tracks, some of them."""

    kind: NDArray[np.uint8]
    name: NDArray[np.int32]
    process: NDArray[np.int32]
    thread_id: NDArray[np.int64]
    rank: NDArray[np.int64]


class Cast:
    """All tracks and processes of a recording, found or made as its events ask for them.

    The first tracks are those of the descriptors, by the same numbers.
    """

    def __init__(self, tables: Tables, descriptors: Descriptors) -> None:
        self._tables = tables
        self._described = descriptors
        self._process_id: list[int] = []
        self._process_name: list[int] = []
        self._process_of: dict[int, int] = {}
        self._thread_names, process_names = _names_beside(tables)
        of_described = self._described_processes(process_names)
        self._named = process_names
        self._chunks = [self._described_tracks(of_described)]
        self._count = len(descriptors)
        self._thread_of = self._described_threads()
        tids = tables.column(t.TREE_THREADS, "thread_id").tolist()
        pids = tables.column(t.TREE_THREADS, "process_id").tolist()
        self._process_of_thread = dict(zip(tids, pids, strict=True))
        self._default = -1

    def threads(
        self, process_id: NDArray[np.int32], thread_id: NDArray[np.int32]
    ) -> NDArray[np.int32]:
        """The tracks of these threads (int32; process 0: not known), made where there is none."""
        if not len(thread_id):
            return np.zeros(0, np.int32)
        group, first = number_pairs(process_id, thread_id)
        pairs = zip(process_id[first].tolist(), thread_id[first].tolist(), strict=True)
        return np.array([self._thread(*pair) for pair in pairs], np.int32)[group]

    def name_threads(self, thread_id: NDArray[np.int32], name: NDArray[np.int32]) -> None:
        """Remember names (text ids) for threads that nothing else names: the first of each."""
        found, first = np.unique(thread_id, return_index=True)
        for tid, text in zip(found.tolist(), name[first].tolist(), strict=True):
            if text >= 0:
                self._thread_names.setdefault(tid, text)

    def processes(self, process_id: NDArray[np.int32]) -> NDArray[np.int32]:
        """The processes with these ids: int32."""
        found, back = np.unique(process_id, return_inverse=True)
        return np.array([self.process(pid) for pid in found.tolist()], np.int32)[back]

    def add(
        self, kind: TrackKind, name: NDArray[np.int32], process: NDArray[np.int32]
    ) -> NDArray[np.int32]:
        """New tracks of no thread: their numbers, int32."""
        count = len(name)
        self._chunks.append(
            _Tracks(
                np.full(count, kind, np.uint8),
                name,
                process,
                np.zeros(count, np.int64),
                np.full(count, NO_RANK, np.int64),
            )
        )
        self._count += count
        return np.arange(self._count - count, self._count, dtype=np.int32)

    def default(self) -> int:
        """The track of events that name none."""
        if self._default < 0:
            name = np.array([self._tables.texts.add(b"Default Track")], np.int32)
            self._default = int(self.add(TrackKind.GLOBAL, name, np.full(1, -1, np.int32))[0])
        return self._default

    def process_of_tracks(self) -> NDArray[np.int32]:
        """The process of every track there is by now: int32, -1 none."""
        return np.concatenate([chunk.process for chunk in self._chunks])

    def are_on_threads(self) -> NDArray[np.bool_]:
        """Of every track there is by now, whether it is a thread or part of one."""
        kind = np.concatenate([chunk.kind for chunk in self._chunks])
        found: NDArray[np.bool_] = kind == TrackKind.THREAD
        root = self._described.root
        found[: len(root)] = np.append(self._described.is_thread, np.False_)[root]
        return found

    def threads_of_sequences(
        self, sequences: Sequences, packet: NDArray[np.int32]
    ) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Process and thread id of the thread that writes each packet's sequence, 0 not known."""
        tables = self._tables
        old, new = tables.column(t.THREADS, "packet"), tables.column(t.DESCRIPTORS, "packet")
        is_thread = tables.column(t.DESCRIPTORS, "thread_id") != t.NOT_GIVEN
        at = np.concatenate((old, new[is_thread]))
        pid = np.concatenate(
            (
                tables.column(t.THREADS, "process_id"),
                tables.column(t.DESCRIPTORS, "thread_process")[is_thread],
            )
        )
        tid = np.concatenate(
            (
                tables.column(t.THREADS, "thread_id"),
                tables.column(t.DESCRIPTORS, "thread_id")[is_thread],
            )
        )
        said = np.full(len(sequences.sequence), KEEP, np.int32)
        counts = sequences.scope[at] >= 0
        said[at[counts]] = np.flatnonzero(counts)
        row = carried(sequences.sequence, said, np.full(sequences.count, -1, np.int32))[packet]
        pid, tid = np.append(pid, 0)[row], np.append(tid, 0)[row]
        return pid.astype(np.int32), np.where(pid > 0, tid, 0).astype(np.int32)

    def thread_names(self, tracks: NDArray[np.int32]) -> list[bytes]:
        """What the threads of these tracks are called, b"" for what is none."""
        name = np.concatenate([chunk.name for chunk in self._chunks])
        text = self._tables.texts.text
        return [text(i) if i >= 0 else b"" for i in name[tracks].tolist()]

    def stage(self) -> tuple[Stage, NDArray[np.int32]]:
        """The stage, and the new number of every process: int32."""
        ids = np.array(self._process_id, np.int64)
        order = np.argsort(ids, kind="stable")
        moved = np.full(len(ids) + 1, -1, np.int32)
        moved[order] = np.arange(len(ids), dtype=np.int32)
        texts = self._tables.texts
        names = [
            self._tables.texts.add(_process_name(self._process_id[i], self._process_name[i], texts))
            for i in order.tolist()
        ]

        def joined(column: str) -> NDArray[np.generic]:
            return np.concatenate([getattr(chunk, column) for chunk in self._chunks])

        stage = Stage(
            joined("kind").astype(np.uint8),
            joined("name").astype(np.int32),
            moved[joined("process").astype(np.int32)],
            joined("thread_id").astype(np.int64),
            joined("rank").astype(np.int64),
            ids[order],
            np.array(names, np.int32),
        )
        return stage, moved

    def process(self, pid: int) -> int:
        """The process with this id, made where there is none."""
        if pid not in self._process_of:
            self._process_of[pid] = self._new_process(pid, self._named.get(pid, -1))
        return self._process_of[pid]

    def _new_process(self, pid: int, name: int) -> int:
        self._process_id.append(pid)
        self._process_name.append(name)
        return len(self._process_id) - 1

    def _described_processes(self, beside: dict[int, int]) -> NDArray[np.int32]:
        """Per described track its own process; a pid whose track has another uuid is a new one."""
        described = self._described
        found = np.full(len(described), -1, np.int32)
        self._named = beside
        order = np.argsort(described.row, kind="stable")
        concerned = order[(described.is_process | described.is_thread)[order]]
        pids, names = described.process_id.tolist(), described.process_name.tolist()
        # Threads may be described before their process: then the first one after them is theirs.
        pending: dict[int, list[int]] = {}
        for i in concerned.tolist():
            pid = pids[i]
            if described.is_process[i]:
                name = names[i] if names[i] >= 0 else beside.get(pid, -1)
                self._process_of[pid] = int(self._new_process(pid, name))
                found[pending.pop(pid, [])] = self._process_of[pid]
                found[i] = self._process_of[pid]
            elif pid in self._process_of:
                found[i] = self._process_of[pid]
            else:
                pending.setdefault(pid, []).append(i)
        for pid, threads in pending.items():
            found[threads] = self.process(pid)
        return found

    def _described_tracks(self, own_process: NDArray[np.int32]) -> _Tracks:
        described, count = self._described, len(self._described)
        root = described.root
        kind = np.full(count, TrackKind.GLOBAL, np.uint8)
        kind[(root >= 0) & (own_process[root] >= 0)] = TrackKind.ASYNC
        kind[described.is_process] = TrackKind.PROCESS
        kind[described.is_thread] = TrackKind.THREAD
        process = np.where(root >= 0, own_process[root], -1).astype(np.int32)
        name = np.where(described.thread_name >= 0, described.thread_name, described.name)
        name = np.where(described.is_thread, name, described.name).astype(np.int32)
        for i in np.flatnonzero(described.is_thread & (name < 0)).tolist():
            name[i] = self._thread_names.get(int(described.thread_id[i]), -1)
        rank = self._tables.column(t.DESCRIPTORS, "rank")[described.row].astype(np.int64)
        return _Tracks(kind, name, process, described.thread_id, rank)

    def _described_threads(self) -> dict[tuple[int, int], int]:
        """By process id and thread id the last track described as that thread's; (0, id) too."""
        described = self._described
        rows = np.flatnonzero(described.is_thread)
        rows = rows[np.argsort(described.row[rows], kind="stable")]
        known: dict[tuple[int, int], int] = {}
        pids, tids = described.process_id[rows].tolist(), described.thread_id[rows].tolist()
        for i, pid, tid in zip(rows.tolist(), pids, tids, strict=True):
            known[pid, tid] = known[0, tid] = i
        return known

    def _thread(self, pid: int, tid: int) -> int:
        pid = pid or self._process_of_thread.get(tid, 0)
        track = self._thread_of.get((pid, tid))
        if track is None:
            process = self.process(pid) if pid > 0 else -1
            chunk = _Tracks(
                np.full(1, TrackKind.THREAD, np.uint8),
                np.full(1, self._thread_names.get(tid, -1), np.int32),
                np.full(1, process, np.int32),
                np.full(1, tid, np.int64),
                np.full(1, NO_RANK, np.int64),
            )
            self._chunks.append(chunk)
            track = self._count
            self._count += 1
            self._thread_of[pid, tid] = track
            self._thread_of.setdefault((0, tid), track)
        return track


def _process_name(pid: int, name: int, texts: Interner) -> bytes:
    known = texts.text(name) if name >= 0 else b""
    return known + b" (pid %d)" % pid if known else b"Process %d" % pid


def _names_beside(tables: Tables) -> tuple[dict[int, int], dict[int, int]]:
    """Text ids of names that stand outside of track descriptors: of threads and of processes."""
    threads: dict[int, int] = {}
    processes: dict[int, int] = {}
    argument = tables.column(t.CMDLINES, "process")
    first = np.flatnonzero(np.diff(argument, prepend=-1))
    pids = tables.column(t.TREE_PROCESSES, "process_id")
    texts = tables.column(t.CMDLINES, "text")[first]
    processes.update(zip(pids[argument[first]].tolist(), texts.tolist(), strict=True))
    _update(threads, tables, t.TREE_THREADS, ("thread_id", "name"))
    _update(processes, tables, t.PROCESSES, ("process_id", "name"), ("process_type", PROCESS_TYPES))
    _update(threads, tables, t.THREADS, ("thread_id", "name"), ("thread_type", THREAD_TYPES))
    return threads, processes


def _update(
    known: dict[int, int],
    tables: Tables,
    table: str,
    columns: tuple[str, str],
    types: tuple[str, dict[int, str]] | None = None,
) -> None:
    """Take in the names a table gives, or what its types are called."""
    name = tables.column(table, columns[1])
    if types:
        name = np.where(
            name >= 0, name, typed_names(tables, tables.column(table, types[0]), types[1])
        )
    given = np.flatnonzero(name >= 0)
    ids = tables.column(table, columns[0])[given]
    known.update(zip(ids.tolist(), name[given].tolist(), strict=True))
