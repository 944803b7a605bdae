"""A stackprof dump as written: frames by address, raw stacks, and what was counted.

Format: https://github.com/tmm1/stackprof, ext/stackprof/stackprof.c (`stackprof_results`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from perfview.recording.json_views import JsonView

UNKNOWN = "(unknown)"
COLLECTING = "(garbage collection)"

Metric = tuple[str, str]

_US = 1e3
_MOST = float(1 << 53)
_MOST_SAMPLES = float(1 << 32)


@dataclass
class Frame:
    """One entry of `frames`; numbers are samples. edges by callee's address, lines by line."""

    name: str
    file: str
    line: int
    own: int
    total: int
    edges: dict[str, int] = field(default_factory=dict)
    lines: dict[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class RawStacks:
    """g groups of samples of one stack: list i is flat[first[i]:first[i + 1]], addresses float64
    as everything in `raw`; line float64 beside it, 0 unknown; count int64 (g) samples."""

    first: NDArray[np.int64]
    flat: NDArray[np.float64]
    line: NDArray[np.float64]
    count: NDArray[np.int64]


@dataclass
class Dump:
    """What there is, and how many entries made no sense."""

    mode: str
    interval: float
    frames: dict[str, Frame]
    raw: RawStacks | None
    deltas: NDArray[np.float64]
    stamps: NDArray[np.float64]
    missed: int
    odd: int = 0

    @property
    def metric(self) -> tuple[Metric, float]:
        """What a sample counts for: the metric, and how much of it a sample is."""
        if self.mode == "cpu":
            return ("cpu", "ns"), self.interval * _US
        if self.mode == "wall":
            return ("wall", "ns"), self.interval * _US
        return ("alloc_objects" if self.mode == "object" else "samples", "count"), 1.0


def read_dump(root: JsonView) -> Dump:
    """Everything of a dump that says where samples fell."""
    frames: dict[str, Frame] = {}
    odd = 0
    for address, view in root.get("frames").members().items():
        found = _frame(view.value())
        if found is None:
            odd += 1
        else:
            frames[address] = found
    interval = root.get("interval").number(1.0)
    return Dump(
        mode=root.get("mode").text(),
        interval=interval if 0 < interval < 1e15 else 1.0,
        frames=frames,
        raw=_raw(root.get("raw").numbers(), root.get("raw_lines").numbers()),
        deltas=_measured(root.get("raw_timestamp_deltas").numbers()),
        stamps=_measured(root.get("raw_sample_timestamps").numbers()),
        missed=max(0, root.get("missed_samples").whole()),
        odd=odd,
    )


def _measured(times: NDArray[np.float64]) -> NDArray[np.float64]:
    """Microseconds, 0 for what is none."""
    return np.where(np.abs(times) < _MOST, times, 0.0)


def _count(value: Any) -> int:
    return value if type(value) is int and 0 <= value < _MOST else 0


def _frame(value: Any) -> Frame | None:
    if not isinstance(value, dict):
        return None
    name, file, line = value.get("name"), value.get("file"), _count(value.get("line"))
    frame = Frame(
        name if isinstance(name, str) and name else UNKNOWN,
        file if isinstance(file, str) else "",
        line if line <= np.iinfo(np.int32).max else 0,
        _count(value.get("samples")),
        _count(value.get("total_samples")),
    )
    edges, lines = value.get("edges"), value.get("lines")
    if isinstance(edges, dict):
        frame.edges = {address: _count(n) for address, n in edges.items()}
    for text, samples in lines.items() if isinstance(lines, dict) else ():
        # Total and self samples; before version 1.1 there was one number.
        own = samples[1] if isinstance(samples, list) and len(samples) > 1 else 0
        if text.isascii() and text.isdigit() and len(text) < 10:
            frame.lines[int(text)] = _count(own)
    return frame


def _raw(raw: NDArray[np.float64], lines: NDArray[np.float64]) -> RawStacks | None:
    """Groups of ``height, address * height, samples``; None when there are none."""
    starts, heights, at = [], [], 0
    values, n = raw, len(raw)
    while at < n:
        height = values[at]
        if not 0 <= height < n - at - 1:
            break
        starts.append(at + 1)
        heights.append(int(height))
        at += int(height) + 2
    if not starts:
        return None
    begin, length = np.array(starts, np.int64), np.array(heights, np.int64)
    first = np.zeros(len(begin) + 1, np.int64)
    np.cumsum(length, out=first[1:])
    place = np.repeat(begin - first[:-1], length) + np.arange(first[-1])
    line = lines[place] if len(lines) == n else np.zeros(len(place))
    count = np.nan_to_num(raw[begin + length])
    return RawStacks(
        first, raw[place], np.nan_to_num(line), np.clip(count, 0, _MOST_SAMPLES).astype(np.int64)
    )
