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


def write_speedscope(
    study: Study,
    rows: NDArray[np.int32],
    file: BinaryIO,
    check: Callable[[], None] = lambda: None,
) -> None:
    """These samples with all metrics: a profile a thread and metric, the default metric's first.

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
    others = [m for m in range(len(model.metrics)) if m != default]
    opening = b""
    for metric in (default, *others):
        for thread in range(len(model.threads)):
            first, last = model.samples.thread_first[thread : thread + 2]
            own = rows[np.searchsorted(rows, first) : np.searchsorted(rows, last)]
            profile = _Profile(study, own, thread, metric)
            if len(profile.path):
                file.write(opening)
                profile.write(paths, file, check)
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


class _Profile:
    """One thread by one metric: path int32 (k), -1 where nothing ran, and weight float64 (k)."""

    def __init__(self, study: Study, rows: NDArray[np.int32], thread: int, metric: int) -> None:
        model = study.model
        self.unit, weight = model.metrics.unit[metric], model.weight(metric)[rows]
        of_stack = np.append(study.shape.of_stack, np.int32(-1))
        path = of_stack[model.samples.stack[rows]]
        self.start = 0.0
        if self.unit == "ns" and model.has_times and len(rows):
            time = model.samples.time_ns[rows].astype(np.float64)
            self.start = float(time[0])
            path, weight = _spaced(path, weight, time)
        elif len(rows):
            # Without times, samples that weigh nothing by this metric say nothing.
            told = (weight != 0) if metric != model.metrics.default else path >= 0
            path, weight = path[told], weight[told]
        self.path, self.weight = path, weight
        names = [model.strings[int(model.threads.name[thread])] or f"Thread {thread + 1}"]
        if len(model.metrics) > 1:
            names.append(model.metrics.name[metric])
        self.name = BETWEEN.join(names)

    def write(self, paths: PathTexts, file: BinaryIO, check: Callable[[], None]) -> None:
        """The profile as one JSON object."""
        values = np.rint(self.weight)
        weight = values.astype(np.int64) if np.array_equal(values, self.weight) else self.weight
        head = {
            "type": "sampled",
            "name": self.name,
            "unit": _UNITS[self.unit],
            "startValue": self.start,
            "endValue": self.start + float(self.weight.sum()),
        }
        file.write(orjson.dumps(head)[:-1] + b',"samples":[[')
        tail = np.zeros(len(self.path), np.int32)
        tail[-1] = 1
        for first in range(0, len(tail), _AT_ONCE):
            check()
            part = slice(first, first + _AT_ONCE)
            for block in paths.blocks(self.path[part], tail[part], _TAILS):
                file.write(block)
        file.write(b'],"weights":[')
        for first in range(0, len(weight), _AT_ONCE):
            numbers = np.ascontiguousarray(weight[first : first + _AT_ONCE])
            text = orjson.dumps(numbers, option=orjson.OPT_SERIALIZE_NUMPY)
            file.write((b"," if first else b"") + text[1:-1])
        file.write(b"]}")


def _spaced(
    path: NDArray[np.int32], weight: NDArray[np.float64], time: NDArray[np.float64]
) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """Empty samples put between those that end before the next one begins.

    speedscope lets each sample begin where the one before ends. So sample i begins at its time, or
    when those before are over if that is later: at S_i + max over j <= i of (t_j - S_j), with S the
    sum of the weights before.
    """
    before = np.cumsum(weight) - weight
    late = np.maximum.accumulate(time - before)
    gap = np.diff(late)
    after = np.flatnonzero(gap > 0) + 1
    return np.insert(path, after, np.int32(-1)), np.insert(weight, after, gap[after - 1])
