"""Samples as speedscope's JSON (https://www.speedscope.app/file-format-schema.json)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, BinaryIO

import numpy as np
import orjson
from numpy.typing import NDArray

from perfview.kernels.path_texts import PathTexts
from perfview.profiles.study import Study

EXPORTER = "PerfView"
SCHEMA = "https://www.speedscope.app/file-format-schema.json"
BETWEEN = " · "
"""Between a thread's name and the metric's, where there are several metrics."""

_UNITS = {"ns": "nanoseconds", "bytes": "bytes", "count": "none"}
_TAILS = (b"],\n[", b"]")
_AT_ONCE = 500_000
_EXACT = float(1 << 53)
"""Up to here a float tells whole numbers apart."""


def write_speedscope(
    study: Study,
    rows: NDArray[np.int32],
    file: BinaryIO,
    check: Callable[[], None] = lambda: None,
) -> None:
    """These samples with all metrics: a profile a thread and metric, a thread's default one first.

    Stacks keep their times by empty samples in between, where nothing ran. `check` is called every
    500,000 samples and may raise.
    """
    model = study.model
    rows = np.sort(rows)
    head = {
        "$schema": SCHEMA,
        "exporter": EXPORTER,
        "name": next(iter(model.comments), "profile"),
        "activeProfileIndex": 0,
        "shared": {"frames": [_frame(study, f) for f in range(len(model.functions))]},
    }
    numbers = [b"%d" % f for f in range(len(model.functions))]
    paths = PathTexts(study.shape.parent, study.shape.function, numbers, b",")
    file.write(orjson.dumps(head)[:-1] + b',"profiles":[')
    default = model.metrics.default
    metrics = [default, *(m for m in range(len(model.metrics)) if m != default)]
    opening = b""
    for thread in range(len(model.threads)):
        first, last = model.samples.thread_first[thread : thread + 2]
        own = rows[np.searchsorted(rows, first) : np.searchsorted(rows, last)]
        if len(own):
            shown = _Thread(study, own, thread, metrics)
            for metric in metrics:
                file.write(opening)
                shown.write(metric, paths, file, check)
                opening = b",\n"
    file.write(b"]}\n")


def _frame(study: Study, function: int) -> dict[str, Any]:
    functions, strings = study.model.functions, study.model.strings
    told: dict[str, Any] = {"name": study.name_of(function) or "(no name)"}
    if functions.file[function] >= 0:
        told["file"] = strings[int(functions.file[function])]
    if functions.line[function] > 0:
        told["line"] = int(functions.line[function])
    if functions.column[function] > 0:
        told["col"] = int(functions.column[function])
    return told


class _Thread:
    """A thread's samples: path int32 (k), -1 where nothing ran."""

    def __init__(
        self, study: Study, rows: NDArray[np.int32], thread: int, metrics: list[int]
    ) -> None:
        model = study.model
        self._metrics, self._weights = model.metrics, [model.weight(m)[rows] for m in metrics]
        of_stack = np.append(study.shape.of_stack, np.int32(-1))
        self._path, self._start = of_stack[model.samples.stack[rows]], 0.0
        clock = next((m for m in metrics if model.metrics.unit[m] == "ns"), -1)
        if clock >= 0 and model.has_times:
            time = model.samples.time_ns[rows].astype(np.float64)
            self._start = float(time[0])
            self._space(metrics.index(clock), time)
        self._at = {metric: at for at, metric in enumerate(metrics)}
        known = int(model.threads.thread_id[thread])
        unnamed = f"Thread {known if known >= 0 else thread + 1}"
        self._name = model.strings[int(model.threads.name[thread])] or unnamed

    def _space(self, clock: int, time: NDArray[np.float64]) -> None:
        """Put empty samples between those that end before the next one begins; `clock` is the
        weight that says how long they last, other weights are 0 there."""
        after, gap = _gaps(self._weights[clock], time)
        self._path = np.insert(self._path, after, np.int32(-1))
        self._weights = [
            np.insert(weight, after, gap if at == clock else 0.0)
            for at, weight in enumerate(self._weights)
        ]

    def write(
        self, metric: int, paths: PathTexts, file: BinaryIO, check: Callable[[], None]
    ) -> None:
        """The thread by one metric, as a JSON object."""
        values = self._weights[self._at[metric]]
        whole = np.rint(values)
        is_whole = np.array_equal(whole, values) and float(np.abs(whole).max(initial=0)) < _EXACT
        weight = whole.astype(np.int64) if is_whole else values
        several = len(self._metrics) > 1
        head = {
            "type": "sampled",
            "name": self._name + (BETWEEN + self._metrics.name[metric] if several else ""),
            "unit": _UNITS[self._metrics.unit[metric]],
            "startValue": self._start,
            "endValue": self._start + float(values.sum()),
        }
        file.write(orjson.dumps(head)[:-1] + b',"samples":[[')
        tail = np.zeros(len(self._path), np.int32)
        tail[-1] = 1
        for first in range(0, len(tail), _AT_ONCE):
            check()
            part = slice(first, first + _AT_ONCE)
            for block in paths.blocks(self._path[part], tail[part], _TAILS):
                file.write(block)
        file.write(b'],"weights":[')
        for first in range(0, len(weight), _AT_ONCE):
            numbers = np.ascontiguousarray(weight[first : first + _AT_ONCE])
            text = orjson.dumps(numbers, option=orjson.OPT_SERIALIZE_NUMPY)
            file.write((b"," if first else b"") + text[1:-1])
        file.write(b"]}")


def _gaps(
    weight: NDArray[np.float64], time: NDArray[np.float64]
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Before which samples nothing ran, and for how long.

    speedscope lets each sample begin where the one before ends. So sample i begins at its time, or
    when those before are over if that is later: at S_i + max over j <= i of (t_j - S_j), with S the
    sum of the weights before.
    """
    before = np.cumsum(weight) - weight
    gap = np.diff(np.maximum.accumulate(time - before))
    after = np.flatnonzero(gap > 0)
    return after + 1, gap[after]
