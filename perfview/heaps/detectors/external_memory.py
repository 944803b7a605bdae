"""Memory outside the heap that objects of it hold, and that only rises."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Effort, Finding, Measure, Saving, Severity
from perfview.findings.quantities import duration, size
from perfview.heaps.series.floors import Floors, floors_of, low_points
from perfview.heaps.series.single import Single, singles
from perfview.heaps.series.telling import (
    OverTime,
    cause_of,
    entity_of,
    evidence_of,
    has_rates,
    rate,
    sureness,
)
from perfview.heaps.series.trend import Shape, Trend, trend_of
from perfview.heaps.study import Study

_BUFFERS = "arrayBuffers"
_CALLED = {_BUFFERS: "buffers", "external": "memory outside the heap"}


class ExternalMemory(OverTime):
    """Buffers outside the heap that are never let go.

    What it looks for: `arrayBuffers`, or else `external`, of `process.memoryUsage()`, as full
    collections leave it: at least `floors` points that rise by `rise` and by `growth` of the first,
    and go on rising in the second half; from `critical` risen on it is critical. Says
    whether the heap itself stays level.

    Why it matters: a buffer's bytes lie outside the heap, so heap limits and heap graphs do not
    show them; the process grows until the system ends it.

    How sure it is: the series is exact; that it is not given back is as sure as with the rising
    floor of a heap. Buffers wait for the collection of the small object that holds them: in a heap
    that hardly fills they may pile up for a while.

    How to fix it: find who keeps the buffers (a heap snapshot shows them as ArrayBuffer and Buffer
    with their retainers): streams nobody reads, slices that keep a large buffer alive, caches.

    Learnt from: Node's documentation of `process.memoryUsage()`; nodejs/node issues on Buffer
    growth with a flat heap.
    """

    name = "external-memory"
    title = "External memory rising"
    scopes = ("memory",)
    cost = 1
    prominence = 4
    thresholds = (
        Threshold("floors", 5, "count", "points, at least"),
        Threshold("rise", 1_000_000, "bytes", "from the first to the last, at least"),
        Threshold("growth", 0.25, "ratio", "of the first, at least"),
        Threshold("critical", 256_000_000, "bytes", "risen, from which on it is critical"),
    )

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding for each process whose buffers pile up."""
        for single in singles(study):
            for series in (_BUFFERS, "external"):
                floors = _floors(single, series)
                trend = trend_of(floors)
                if _fires(trend, limits):
                    yield _finding(study, single, series, floors, trend, limits)
                    break


def _floors(single: Single, series: str) -> Floors:
    floors = floors_of(single, series)
    values = single.series.get(series)
    if len(floors) or values is None:
        return floors
    return low_points(single.time_ns, values)


def _fires(trend: Trend, limits: Limits) -> bool:
    return (
        trend.shape is Shape.RISING
        and trend.points >= limits["floors"]
        and trend.rise >= limits["rise"]
        and trend.rise >= limits["growth"] * max(trend.first, 1.0)
    )


def _finding(
    study: Study, single: Single, series: str, floors: Floors, trend: Trend, limits: Limits
) -> Finding:
    timed = has_rates(study)
    pace = rate(trend.slope, trend.span_ns) if timed else f"{size(trend.rise)} in all"
    called, heap = _CALLED[series], trend_of(floors_of(single))
    level = heap.shape in (Shape.STEADY, Shape.PLATEAU)
    hours = trend.span_ns / 3.6e12
    return Finding(
        detector=ExternalMemory.name,
        severity=Severity.CRITICAL if trend.rise >= limits["critical"] else Severity.WARNING,
        title=f"{called[0].upper()}{called[1:]} grow {pace}"
        if series == _BUFFERS
        else f"{called[0].upper()}{called[1:]} grows {pace}",
        where=single.owner or series,
        why=f"`{series}` went from {size(trend.first)} to {size(trend.last)} in "
        f"{duration(trend.span_ns)} and did not come down"
        + (f", while the heap stayed at about {size(heap.last)}." if level else "."),
        verdict=f"{called} outside the heap grow {pace}" + (", the heap does not" if level else ""),
        entity=entity_of(single, series),
        measures=(
            Measure("risen", trend.rise, "bytes", limits["rise"]),
            Measure("points", trend.points, "count", limits["floors"]),
            Measure("highest", float(np.nanmax(single.series[series])), "bytes"),
        ),
        evidence=evidence_of(study, floors.row[::-1]),
        confidence=sureness(trend, floors),
        scopes=ExternalMemory.scopes,
        saving=Saving(
            value=trend.rise,
            low=max(0.0, min(trend.low * hours, trend.rise)),
            high=max(trend.rise, min(trend.high * hours, trend.last)),
            unit="bytes",
            method="What the line through the points rose while it was recorded, with its 95 % "
            "interval.",
            of=_CALLED[series],
            before=trend.last,
        ),
        how="Take a heap snapshot and look at what keeps ArrayBuffer and Buffer objects: copy "
        "small slices out of large buffers, read every stream to its end or destroy it.",
        effort=Effort.MEDIUM,
        wrong_if="A pool of buffers with a limit is still filling.",
        cause=cause_of(single, series),
    )
