"""Trace files with samples of their own: `samples` that name `stackFrames`.

Format: "Trace Event Format", chapters Global Samples and Stack Traces; Hermes (React Native) writes
it. A sample lasts until the next one of its thread, the last one not at all, as in speedscope.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.grouping import number_wide
from perfview.kernels.json_records import NUMBER, TEXT, Records
from perfview.kernels.rooting import parents_first
from perfview.profiles.assembling.distinct import distinct_functions
from perfview.profiles.assembling.texts import Texts
from perfview.profiles.assembling.threads import ThreadSamples, unite
from perfview.profiles.model import Frames, Functions, ProfileModel, Stacks
from perfview.recording.json_views import JsonView, load_json, report_of
from perfview.recording.progress import Progress
from perfview.recording.report import ImportReport
from perfview.recording.searching import mentions
from perfview.recording.source import Source

METRIC = ("wall", "ns")

_WORD = (b"stackFrames",)
_SEARCHED = 1 << 30
_FRAME = {"key": TEXT, "name": TEXT, "category": TEXT, "parent": NUMBER, "line": NUMBER}
_KEY, _NAME, _CATEGORY, _PARENT, _LINE = range(5)
_SAMPLE = {"pid": NUMBER, "tid": NUMBER, "ts": NUMBER, "sf": NUMBER}
_PID, _TID, _TS, _SF = range(4)
_TO_NS = 1000.0
_MOST = 2.0**53
"""Numbers beyond are taken for none."""


def read_sampled(source: Source, progress: Progress) -> tuple[ProfileModel, ImportReport] | None:
    """The model and how reading it went; None when the file has no samples. Raises `Cancelled`."""
    if not source.head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return None
    if not mentions(source, _WORD, _SEARCHED):
        return None
    document = load_json(source, progress, "Reading samples")
    frames = document.root.get("stackFrames").records(_FRAME, keyed="key")
    samples = document.root.get("samples").records(_SAMPLE)
    if not len(frames) or not len(samples):
        return None
    report = report_of(source, document)
    texts = Texts(document.texts)
    stack, stacks, functions, lines = _stacks(frames, samples, texts, report)
    threads = _threads(samples, stack, document.root.get("traceEvents"), texts)
    found, rows, metrics = unite(threads, [METRIC])
    report.rows = len(found)
    r = len(lines)
    return ProfileModel(
        strings=texts.finish(),
        functions=functions,
        frames=Frames(
            np.arange(r, dtype=np.int32), lines, np.zeros(r, np.int64), np.zeros(r, np.bool_)
        ),
        stacks=stacks,
        samples=found,
        threads=rows,
        metrics=metrics,
    ), report


def _stacks(
    frames: Records, samples: Records, texts: Texts, report: ImportReport
) -> tuple[NDArray[np.int32], Stacks, Functions, NDArray[np.int32]]:
    """The stack of each sample, int32, the stacks, their functions, and the functions' lines."""
    n = len(frames)
    key = np.array([_number(text) for text in texts.of(texts.ids(frames.texts(_KEY)))])
    row = _rows(np.concatenate([key, frames.numbers(_PARENT), samples.numbers(_SF)]), n)
    rank, parent, cuts = parents_first(row[n : 2 * n])
    report.note(
        "cyclic-stacks", cuts, "Stack frames call themselves in a circle; the circle was cut."
    )
    none = np.zeros(n, np.int32)
    name, category = (texts.ids(frames.texts(column)) for column in (_NAME, _CATEGORY))
    function, functions = distinct_functions(
        name, np.full(n, -1, np.int32), none, none, category=category
    )
    placed = np.empty(n, np.int32)
    placed[rank] = function
    stack = np.where(row[2 * n :] >= 0, rank[row[2 * n :]], np.int32(-1))
    lost = int(np.count_nonzero((row[2 * n :] < 0) & (samples.numbers(_SF) > 0)))
    report.note(
        "unknown-frames", lost, "Samples name stack frames that are not in the file; none is shown."
    )
    return stack, Stacks(parent, placed), functions, np.zeros(len(functions), np.int32)


def _rows(numbers: NDArray[np.float64], frames: int) -> NDArray[np.int32]:
    """The frame with each number as its key, int32, -1 for none; the first `frames` are the keys.

    0 stands for no frame, as tools that write it mean it.
    """
    known = (np.abs(numbers) < _MOST) & (numbers != 0)
    value = np.where(known, numbers, 0).astype(np.int64)
    group, first = number_wide(value.astype(np.uint64), known.astype(np.uint64))
    row = np.full(len(first), -1, np.int32)
    row[group[:frames]] = np.arange(frames, dtype=np.int32)
    return np.where(known, row[group], np.int32(-1))


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return np.nan


def _threads(
    samples: Records, stack: NDArray[np.int32], events: JsonView, texts: Texts
) -> list[ThreadSamples]:
    """The samples of each process and thread in the order of time."""
    pid, tid, ts = (np.nan_to_num(samples.numbers(k), nan=-1.0) for k in (_PID, _TID, _TS))
    time = np.clip(ts, 0.0, _MOST) * _TO_NS
    order = np.lexsort((time, tid, pid))
    pid, tid, time, stack = (
        np.clip(pid[order], -1, _MOST),
        np.clip(tid[order], -1, _MOST),
        time[order],
        stack[order],
    )
    new = np.flatnonzero((np.diff(pid, prepend=np.nan) != 0) | (np.diff(tid, prepend=np.nan) != 0))
    names = _names(events)
    found = []
    for begin, end in zip(new.tolist(), [*new[1:].tolist(), len(pid)], strict=True):
        at = time[begin:end] - time.min()
        weight = np.diff(at, append=at[-1])
        whose = int(pid[begin]), int(tid[begin])
        found.append(
            ThreadSamples(
                stack[begin:end],
                {METRIC: weight},
                np.rint(at).astype(np.int64),
                round(float(at[-1])),
                texts.add(names.get(("thread_name", *whose), "")),
                texts.add(names.get(("process_name", whose[0], -1), "")),
                whose[1],
                whose[0],
            )
        )
    return found


def _names(events: JsonView) -> dict[tuple[str, int, int], str]:
    """What metadata events call threads and processes (those have no thread: -1)."""
    names = {}
    for event in events.elements():
        kind = event.get("name").text()
        if kind in ("thread_name", "process_name") and event.get("ph").text() == "M":
            tid = event.get("tid").whole(-1) if kind == "thread_name" else -1
            names[kind, event.get("pid").whole(-1), tid] = event.get("args", "name").text()
    return names
