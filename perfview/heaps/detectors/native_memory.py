"""A process that grows while its heap and its buffers do not."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Effort, Finding, Measure, Severity
from perfview.findings.quantities import duration, size
from perfview.heaps.series.floors import Floors, low_points
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


class NativeMemory(OverTime):
    """A process that grows while its heap stays level.

    What it looks for: the resident set (`rss`) less the heap (`heapTotal`) and what it holds
    outside (`external`): the lowest of each tenth of the time. It fires when this rises by `rise`
    and by `growth` of the first, and goes on in the second half of `long` or more.

    Why it matters: what grows is in no heap snapshot: native add-ons, TLS and compression contexts,
    thread stacks, or an allocator that does not give pages back.

    How sure it is: not very. The system gives and takes pages as it likes, and a program that was
    just started grows for a while; hence the large least rise.

    How to fix it: look at native allocations (heaptrack, jemalloc's profiler), update add-ons, try
    another allocator (`LD_PRELOAD` of jemalloc) or `MALLOC_ARENA_MAX=2`.

    Learnt from: Node's guide “Memory diagnostics”; nodejs/node issues on RSS growth with glibc's
    arenas.
    """

    name = "native-memory"
    title = "Process growing outside its heap"
    scopes = ("memory",)
    cost = 1
    thresholds = (
        Threshold("rise", 32_000_000, "bytes", "from the first to the last, at least"),
        Threshold("growth", 0.25, "ratio", "of the first, at least"),
        Threshold("long", 60e9, "ns", "recorded, at least: programs grow while they start"),
    )

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding for each process that grows so."""
        for single in singles(study):
            rest = _rest(single)
            if not len(rest) or single.lasted_ns < limits["long"] or not has_rates(study):
                continue
            points = low_points(single.time_ns, rest)
            trend = trend_of(points)
            least = limits["growth"] * max(trend.first, 1.0)
            if trend.shape is Shape.RISING and trend.rise >= max(limits["rise"], least):
                yield _finding(study, single, points, trend, limits)


def _rest(single: Single) -> NDArray[np.float64]:
    """What the process has beyond its heap, bytes a moment; empty where not all was measured."""
    series = single.series
    if "rss" not in series or "heapTotal" not in series:
        return np.zeros(0)
    outside = series.get("external", series.get("arrayBuffers", np.zeros(len(single.time_ns))))
    return np.asarray(series["rss"] - series["heapTotal"] - outside, np.float64)


def _finding(study: Study, single: Single, points: Floors, trend: Trend, limits: Limits) -> Finding:
    pace = rate(trend.slope, trend.span_ns)
    return Finding(
        detector=NativeMemory.name,
        severity=Severity.WARNING,
        title=f"The process grows {pace} outside its heap",
        where=single.owner or "rss",
        why=f"Without heap and buffers the process had {size(trend.first)} at first and "
        f"{size(trend.last)} after {duration(trend.span_ns)}.",
        verdict=f"the process grows {pace} outside its heap",
        entity=entity_of(single, "native"),
        measures=(
            Measure("risen", trend.rise, "bytes", limits["rise"]),
            Measure("of the first", trend.rise / max(trend.first, 1), "ratio", limits["growth"]),
        ),
        evidence=evidence_of(study, points.row),
        confidence=round(0.7 * sureness(trend, points), 3),
        scopes=NativeMemory.scopes,
        how="Look at native allocations with heaptrack or jemalloc's profiler; try "
        "`MALLOC_ARENA_MAX=2` or another allocator to tell a leak from fragmentation.",
        effort=Effort.LARGE,
        wrong_if="The allocator keeps freed pages: then it stops rising by itself.",
        cause=cause_of(single, "native"),
    )
