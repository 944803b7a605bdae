"""Memory of a page that grows and is not given back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Effort, Finding, Measure, Saving, Severity
from perfview.findings.quantities import duration, number, percent, quantity
from perfview.traces.browser.causes import page_name, page_part, work_cause
from perfview.traces.browser.events import rows_named
from perfview.traces.browser.memory import (
    Growth,
    Series,
    after,
    allocating,
    counters_of,
    growth_of,
    heap_of,
    low_points,
)
from perfview.traces.browser.page import Page, page_of
from perfview.traces.browser.page_detector import PageDetector
from perfview.traces.browser.scripts import Function, functions_of
from perfview.traces.browser.tasks import on_main_thread
from perfview.traces.browser.work import Work
from perfview.traces.patterns.evidence import evidence_of
from perfview.traces.study import Study

STEADY, STEADY_IF_FEW, FEW = 0.7, 0.95, 8
"""Kendall's tau from which low points rise steadily: p < 0.01 from eight on; of fewer, all must."""

LATE = 0.25
"""Of the rise, that the second half must have: else it is a cache that has filled up."""

REACH = 0.5
LOOKED_AT = 60
METHOD = "the rise of the low points, by a robust fit; low: half of it, as some may be wanted"

HOW = {
    "heap": (
        "Take two heap snapshots some time apart and compare them: what is only in the second and "
        "still held is what grows. Then bound the list, cache or map that holds it."
    ),
    "nodes": (
        "Find what still holds nodes that were taken out of the page: a list, a closure or a "
        "listener. Take references away with the nodes."
    ),
    "listeners": (
        "Remove listeners with what they belong to (an `AbortController` ends many at once), or "
        "listen once on a common parent."
    ),
}


@dataclass(frozen=True)
class _Quantity:
    name: str
    words: str
    unit: str
    threshold: str


QUANTITIES = (
    _Quantity("heap", "JS heap", "bytes", "growth"),
    _Quantity("nodes", "number of DOM nodes", "count", "nodes"),
    _Quantity("listeners", "number of event listeners", "count", "listeners"),
)


class HeapGrowth(PageDetector):
    """Memory that grows while the page is open and is not given back.

    What it looks for: the JS heap, DOM nodes and event listeners after the page was loaded. Their
    low points (one for each tenth of the time; what lies above may be garbage) are fitted with a
    line. It fires when they rise steadily, still in the second half, for at least `span`, by at
    least `growth` bytes (`nodes`, `listeners`) and at least `share` of where they began.
    Nodes and listeners that one task makes in one go do not count.

    Why it matters: a page that stays open grows until collections stall it or the tab is thrown
    away; on phones that is soon.

    How sure it is: surest with a full collection in the recording, after which only what is still
    held is left; without one part of the rise may be garbage, and the confidence says so. A cache
    that is still filling up looks the same. The function named is the one that ran while the
    memory rose.

    How to fix it: compare two heap snapshots, see what holds the new objects, and bound it.

    Learnt from: Sen (1968) for the fit, Mann (1945) and Kendall for steadiness; DevTools draws the
    counters but has no rule for them.
    """

    name = "heap-growth"
    title = "Growing memory (JS heap)"
    scopes = ("memory",)
    cost = 2
    thresholds = (
        Threshold("growth", 3e6, "bytes", "the most the heap may rise"),
        Threshold("nodes", 1000, "count", "the most DOM nodes may increase"),
        Threshold("listeners", 300, "count", "the most listeners may increase"),
        Threshold("share", 0.2, "ratio", "of where it began, that the rise must be"),
        Threshold("span", 0.5e9, "ns", "time from which on a rise is looked at"),
    )

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding each for heap, nodes and listeners that grow."""
        page = page_of(study)
        if page is None:
            return
        settled = _settled(page)
        for kind in QUANTITIES:
            series = after(_series(study, page, kind), settled)
            growth = growth_of(series)
            if growth is None or not _fires(growth, limits, limits[kind.threshold]):
                continue
            if kind.name == "heap" or not _is_one_step(study, series, growth):
                yield _finding(study, page, kind, series, growth, limits)


def _settled(page: Page) -> int:
    """When the last document was loaded: what it takes to be there is no growth."""
    last = page.navigations[-1]
    return max(last.start_ns, last.load_ns, last.first_contentful_paint_ns)


def _series(study: Study, page: Page, kind: _Quantity) -> Series:
    if kind.name == "heap":
        return heap_of(study, page)
    return counters_of(study, page, "nodes" if kind.name == "nodes" else "jsEventListeners")


def _is_one_step(study: Study, series: Series, growth: Growth) -> bool:
    """Whether most of the rise happens in one task: a long list is built, nothing leaks."""
    task, owner = np.unique(study.structure.trace[series.row], return_inverse=True)
    low, high = np.full(len(task), np.inf), np.full(len(task), -np.inf)
    np.minimum.at(low, owner, series.value)
    np.maximum.at(high, owner, series.value)
    return bool((high - low).max() >= growth.amount / 2)


def _fires(growth: Growth, limits: Limits, least: float) -> bool:
    return (
        growth.amount >= least
        and growth.amount >= limits["share"] * max(growth.first, 1.0)
        and growth.tau >= (STEADY_IF_FEW if growth.points < FEW else STEADY)
        and growth.late >= LATE
        and growth.span_ns >= limits["span"]
    )


def _finding(
    study: Study, page: Page, kind: _Quantity, series: Series, growth: Growth, limits: Limits
) -> Finding:
    amount, lasted = quantity(round(growth.amount), kind.unit), duration(growth.span_ns)
    scripts = allocating(study, page, series, LOOKED_AT)
    function, part = _most(study, scripts)
    during = f", while {function.label(page)} runs" if function else ""
    full = _full_collections(study, page, series)
    rows = np.unique(np.concatenate([low_points(series), np.array(scripts, np.int32)]))
    return Finding(
        detector=HeapGrowth.name,
        severity=_severity(kind, growth, full),
        title=f"The {kind.words} grows by {amount} in {lasted}",
        where=page_name(page),
        why=(
            f"Its low points rise steadily from {quantity(round(growth.first), kind.unit)} to "
            f"{quantity(round(growth.last), kind.unit)} after the page was loaded, in "
            f"{lasted}. {_proof(full)}"
            + (
                f" In {percent(part)} of the largest steps {function.label(page)} ran."
                if function
                else ""
            )
        ),
        verdict=(
            f"the {kind.words} of `{page_name(page)}` grows by {amount} in {lasted} and is not "
            f"given back{during}"
        ),
        entity=f"{page_part(page)}\n{kind.name}",
        measures=(
            Measure("growth", round(growth.amount), kind.unit, limits[kind.threshold]),
            Measure("at the end", round(growth.last), kind.unit),
            Measure("growth per minute", _per_minute(growth), kind.unit),
            Measure("steadiness (Kendall’s tau)", round(growth.tau, 2), "count", STEADY),
            Measure("full collections", full, "count"),
        ),
        evidence=evidence_of(study, rows),
        confidence=0.9 if full > 1 else 0.82 if full else 0.7,
        scopes=HeapGrowth.scopes,
        saving=Saving(
            value=round(growth.amount),
            low=round(growth.amount / 2),
            high=round(growth.amount),
            unit=kind.unit,
            method=METHOD,
            of=f"{kind.words} of {page_name(page)}",
            before=round(max(growth.last, growth.amount)),
        ),
        how=HOW[kind.name],
        effort=Effort.MEDIUM,
        wrong_if="It is a cache that has a bound, or the page was still loading its data.",
        cause=work_cause(
            page, Work.COLLECT, f"{kind.name} {function.identity if function else ''}".strip()
        ),
        reach=REACH,
    )


def _severity(kind: _Quantity, growth: Growth, full: int) -> Severity:
    """Critical when the heap at least tripled, by tens of megabytes, in spite of a collection."""
    grave = (
        full and kind.name == "heap" and growth.amount >= 30e6 and growth.last >= 3 * growth.first
    )
    return Severity.CRITICAL if grave else Severity.WARNING


def _per_minute(growth: Growth) -> int:
    return round(growth.amount / (growth.span_ns / 60e9))


def _full_collections(study: Study, page: Page, series: Series) -> int:
    rows = rows_named(study, "MajorGC")
    rows = rows[on_main_thread(study, page)[rows]]
    return int((study.model.start_ns[rows] >= series.time_ns[0]).sum())


def _proof(full: int) -> str:
    if full == 0:
        return "No full collection was recorded meanwhile: part of it may be garbage."
    times = "one full collection" if full == 1 else f"{number(full)} full collections"
    return f"It rose in spite of {times}."


def _most(study: Study, scripts: list[int]) -> tuple[Function | None, float]:
    """The function that ran in most of these steps, and in which part of them."""
    every = functions_of(study, np.array(scripts, np.int32))
    found = [function for function in every if function is not None]
    if not found:
        return None, 0.0
    function, times = Counter(found).most_common(1)[0]
    return (function, times / len(found)) if times * 2 > len(found) else (None, 0.0)
