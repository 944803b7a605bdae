"""The page's memory: what is alive over time, and what the collector takes.

Chrome writes `UpdateCounters` (heap in use, DOM nodes, listeners, documents of the renderer) at the
end of tasks, and the heap before and after with each collection.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.traces.browser.enclosing import outside
from perfview.traces.browser.events import number_of, rows_named, said_of
from perfview.traces.browser.page import Page
from perfview.traces.browser.tasks import on_main_thread
from perfview.traces.browser.work import Work, own_work
from perfview.traces.study import Study

WINDOWS = 10
"""Into so many equal stretches a recording is cut to look for its low points."""

FEWEST = 5
"""Low points from which on a trend can be more than chance: all rising, 1 in 120 (Kendall)."""


STEPS = 200
"""Stretches of a series that are compared to tell during which of them it rose most."""

SHORTEST_NS = 100_000
"""Shorter slices of the collector are bookkeeping, no pauses."""


@dataclass(frozen=True)
class Series:
    """One quantity over time: row int32, time_ns int64, value float64, one length, by time."""

    row: NDArray[np.int32]
    time_ns: NDArray[np.int64]
    value: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.row)


@dataclass(frozen=True)
class Growth:
    """How the low points of a series rise.

    `amount` by the fit over the whole time, `first` and `last` the fitted ends; `tau` is Kendall's,
    1 for low points that only rise; `late` is the part of the rise in the second half; `points`
    are how many low points there are.
    """

    amount: float
    first: float
    last: float
    tau: float
    late: float
    span_ns: int
    points: int


def counters_of(study: Study, page: Page, key: str) -> Series:
    """A member of `UpdateCounters` ("jsHeapSizeUsed", "nodes", "jsEventListeners") over time."""
    rows = rows_named(study, "UpdateCounters")
    rows = rows[on_main_thread(study, page)[rows]]
    said = study.once("browser.counters", lambda: said_of(study, rows))
    return _series(study, rows, [number_of(each, key) for each in said])


def heap_of(study: Study, page: Page) -> Series:
    """The JS heap in use: from the counters, and as collections left it. Bytes."""
    counted = counters_of(study, page, "jsHeapSizeUsed")
    rows = rows_named(study, "MinorGC", "MajorGC")
    rows = rows[on_main_thread(study, page)[rows]]
    left = _series(
        study, rows, [number_of(each, "usedHeapSizeAfter") for each in said_of(study, rows)]
    )
    every = np.concatenate([counted.row, left.row])
    time = np.concatenate([counted.time_ns, study.model.end_ns[left.row]])
    order = np.argsort(time, kind="stable")
    return Series(every[order], time[order], np.concatenate([counted.value, left.value])[order])


def _series(study: Study, rows: NDArray[np.int32], values: list[float]) -> Series:
    value = np.array(values, np.float64)
    known = value >= 0
    row = rows[known]
    order = np.argsort(study.model.start_ns[row], kind="stable")
    return Series(row[order], study.model.start_ns[row[order]], value[known][order])


def after(series: Series, time_ns: int) -> Series:
    """The part of a series from a time on."""
    chosen = series.time_ns >= time_ns
    return Series(series.row[chosen], series.time_ns[chosen], series.value[chosen])


def growth_of(series: Series) -> Growth | None:
    """The trend of the low points; None when there are too few to tell.

    Low points, because what lies above them may be garbage still to be collected. The slope is the
    median of all pairs' (Theil 1950, Sen 1968): one early or late spike does not make a trend.
    """
    if len(series) < FEWEST:
        return None
    begin, end = int(series.time_ns[0]), int(series.time_ns[-1])
    if end <= begin:
        return None
    window = np.minimum((series.time_ns - begin) * WINDOWS // (end - begin), WINDOWS - 1)
    low = np.full(WINDOWS, np.inf)
    np.minimum.at(low, window, series.value)
    at = np.flatnonzero(np.isfinite(low))
    low = low[at]
    if len(at) < FEWEST:
        return None
    i, j = np.triu_indices(len(at), 1)
    slope = float(np.median((low[j] - low[i]) / (at[j] - at[i])))
    middle = float(np.median(low - slope * at))
    amount = slope * (WINDOWS - 1)
    half = len(at) // 2
    risen = max(1e-9, float(low[-1] - low[0]))
    return Growth(
        amount=amount,
        first=max(0.0, middle),
        last=middle + amount,
        tau=float(np.sign(low[j] - low[i]).mean()),
        late=float(low[-1] - low[half]) / risen,
        span_ns=end - begin,
        points=len(at),
    )


def collections_of(study: Study, page: Page) -> NDArray[np.int32]:
    """The collector's slices on the page's main thread, the outermost of each pause: int32 rows."""
    collects = own_work(study) == np.uint8(Work.COLLECT)
    chosen = collects & on_main_thread(study, page) & (study.model.duration_ns >= SHORTEST_NS)
    chosen[study.model.threads.tracks.unfinished] = False
    rows = np.flatnonzero(chosen).astype(np.int32)
    return rows[outside(study, rows, collects) < 0]


def low_points(series: Series) -> NDArray[np.int32]:
    """The rows of the lowest value of each tenth of the time."""
    span = max(1, int(series.time_ns[-1] - series.time_ns[0]))
    window = np.minimum((series.time_ns - series.time_ns[0]) * WINDOWS // span, WINDOWS - 1)
    order = np.lexsort((series.value, window))
    first = np.unique(window[order], return_index=True)[1]
    return series.row[order[first]]


def allocating(study: Study, page: Page, series: Series, most: int) -> list[int]:
    """The scripts during which a series rose most: rows, with the largest rises first.

    Of a series with many values every so many-th is looked at; between two of them the longest
    script slice counts.
    """
    thin = np.unique(np.linspace(0, len(series) - 1, STEPS).astype(np.int64))
    rise, time = np.diff(series.value[thin]), series.time_ns[thin]
    scripts = rows_named(study, "FunctionCall", "EvaluateScript")
    scripts = scripts[on_main_thread(study, page)[scripts]]
    start, end = study.model.start_ns[scripts], study.model.end_ns[scripts]
    found: list[int] = []
    for k in np.argsort(-rise, kind="stable")[:most].tolist():
        inside = np.minimum(end, time[k + 1]) - np.maximum(start, time[k])
        if rise[k] > 0 and len(inside) and inside.max() > 0:
            found.append(int(scripts[inside.argmax()]))
    return found
