"""The samples of threads, in both shapes: which stack, when, with what weight."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from perfview.profiles.assembling.threads import Metric
from perfview.profiles.readers.firefox.code import (
    CodeTables,
    processed_tables,
    raw_rows,
    raw_tables,
    whole,
)
from perfview.recording.json_views import JsonView

TIME: Metric = ("time", "ns")
SAMPLES: Metric = ("samples", "count")
SIZE: Metric = ("size", "bytes")
CPU: Metric = ("cpu", "ns")
CYCLES: Metric = ("cycles", "count")

_MS = 1e6
_LONGEST_MS = 1e9
_MOST = 1e18
"""Intervals and weights from here on are nothing anybody measured."""
_CPU_UNITS = {"ns": (CPU, 1.0), "µs": (CPU, 1e3), "us": (CPU, 1e3), "ms": (CPU, 1e6)}
"""Units of `threadCPUDelta` (meta.sampleUnits); everything else counts cycles."""


@dataclass
class Process:
    """A process: whose meta data count, and how far behind the first one it began, ms."""

    meta: JsonView
    libs: JsonView
    shift_ms: float
    interval_ms: float


@dataclass
class ThreadSource:
    """A thread as written. `code` is the index of its tables; stack int32 (n), -1 idle; time_ms
    float64 (n), NaN unknown; weights by metric as given."""

    name: str
    process_name: str
    process_id: int
    thread_id: int
    process: Process
    code: int
    stack: NDArray[np.int32]
    time_ms: NDArray[np.float64]
    weight: dict[Metric, NDArray[np.float64]]


@dataclass
class Gathered:
    """All threads of all processes, their tables of code, and what was not read."""

    threads: list[ThreadSource] = field(default_factory=list)
    code: list[CodeTables] = field(default_factory=list)
    owners: list[Process] = field(default_factory=list)
    allocations: int = 0
    bad_weights: int = 0
    packed: int = 0
    timeless: int = 0
    shared: int = -1


def gather(profile: JsonView, into: Gathered, began_ms: float | None = None) -> float:
    """Read a profile's threads and those of the processes in it; when it began, ms since 1970."""
    waiting = [profile]
    while waiting:
        at = waiting.pop()
        meta = at.get("meta")
        start = meta.get("startTime").number(np.nan)
        if began_ms is None or np.isnan(began_ms):
            began_ms = start
        shift = start - began_ms if np.isfinite(start - began_ms) else 0.0
        interval = meta.get("interval").number(1.0)
        interval = interval if 0 < interval < _LONGEST_MS else 1.0
        process = Process(meta, at.get("libs"), shift, interval)
        for thread in at.get("threads").elements():
            # Until 2018 Gecko put other processes' profiles in as texts.
            into.packed += thread.kind == '"'
            if thread.is_object:
                _take(thread, at.get("shared"), process, into)
        waiting += reversed([p for p in at.get("processes").elements() if p.is_object])
    return began_ms if began_ms is not None and np.isfinite(began_ms) else 0.0


def _take(thread: JsonView, shared: JsonView, process: Process, into: Gathered) -> None:
    is_raw = (
        thread.get("samples", "schema").is_object or thread.get("stackTable", "schema").is_object
    )
    common = bool(shared.get("stackTable"))
    if is_raw:
        stack, time_ms, weight = _raw_samples(thread, process)
    else:
        stack, time_ms, weight = _processed_samples(thread.get("samples"), process, into)
    timed = np.isfinite(time_ms)
    if timed.any() and not timed.all():
        into.timeless += int(np.count_nonzero(~timed))
        stack, time_ms = stack[timed], time_ms[timed]
        weight = {metric: values[timed] for metric, values in weight.items()}
    into.allocations += sum(
        len(thread.get(name, "stack").whole_numbers())
        for name in ("jsAllocations", "nativeAllocations")
    )
    if not (common and into.shared >= 0):
        tables = raw_tables(thread, shared) if is_raw else processed_tables(thread, shared)
        into.code.append(tables)
        into.owners.append(process)
        into.shared = len(into.code) - 1 if common else -1
    into.threads.append(
        ThreadSource(
            name=thread.get("name").text(),
            process_name=thread.get("processName").text() or thread.get("processType").text(),
            process_id=thread.get("pid").whole(-1),
            thread_id=thread.get("tid").whole(-1),
            process=process,
            code=into.shared if common else len(into.code) - 1,
            stack=stack,
            time_ms=time_ms + process.shift_ms,
            weight=weight,
        )
    )


_Samples = tuple[NDArray[np.int32], NDArray[np.float64], dict[Metric, NDArray[np.float64]]]


def _raw_samples(thread: JsonView, process: Process) -> _Samples:
    rows = raw_rows(thread.get("samples"), "stack", "time", "threadCPUDelta")
    ones = np.ones(len(rows))
    weight = {TIME: ones * process.interval_ms * _MS, SAMPLES: ones} | _cpu(rows[:, 2], process)
    return whole(rows[:, 0]), rows[:, 1].copy(), weight


def _processed_samples(samples: JsonView, process: Process, into: Gathered) -> _Samples:
    stack = samples.get("stack").whole_numbers()
    time_ms = samples.get("time").numbers()
    if not len(time_ms):
        time_ms = np.cumsum(np.nan_to_num(samples.get("timeDeltas").numbers()))
    given = samples.get("weight").numbers()
    # Where the file breaks off, columns are not equally long.
    n = min(len(column) or len(stack) for column in (stack, time_ms, given))
    stack = stack[:n]
    wrong = ~(np.abs(given) < _MOST)
    into.bad_weights += int(np.count_nonzero(wrong))
    given = _long(np.where(wrong, 0.0, given), n, 1.0)
    kind = samples.get("weightType").text("samples")
    if kind == "bytes":
        weight = {SIZE: given}
    elif kind == "tracing-ms":
        weight = {TIME: given * _MS}
    else:
        weight = {TIME: given * process.interval_ms * _MS, SAMPLES: given}
    cpu = samples.get("threadCPUDelta").numbers()
    return stack, _long(time_ms, n, np.nan), weight | _cpu(_long(cpu, n, np.nan), process)


def _cpu(delta: NDArray[np.float64], process: Process) -> dict[Metric, NDArray[np.float64]]:
    """Time on a processor since the sample before; the first one's means nothing."""
    if np.isnan(delta).all():
        return {}
    unit = process.meta.get("sampleUnits", "threadCPUDelta").text("ns")
    metric, factor = _CPU_UNITS.get(unit, (CYCLES, 1.0))
    values = np.nan_to_num(delta * factor, nan=0.0, posinf=0.0, neginf=0.0)
    values[0] = 0.0
    return {metric: values}


def _long(values: NDArray[np.float64], length: int, default: float) -> NDArray[np.float64]:
    """The values, cut or filled up to this length."""
    return np.concatenate([values[:length], np.full(max(0, length - len(values)), default)])
