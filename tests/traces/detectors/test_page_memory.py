"""Memory that grows, collections, workers, timers and compiling."""

from __future__ import annotations

import random

from perfview.findings.finding import Severity
from perfview.traces.detectors.gc_pauses import GcPauses
from perfview.traces.detectors.heap_growth import HeapGrowth
from perfview.traces.detectors.script_compile import ScriptCompile
from perfview.traces.detectors.timer_churn import TimerChurn
from perfview.traces.detectors.worker_busy import WorkerBusy
from tests.traces.browser.pages import PageRecording, found

MB = 1e6


def leaking(per_step: float, steps: int = 60, *, garbage: float = 1.0) -> PageRecording:
    """A page whose timer keeps `per_step` MB each 80 ms, beside garbage that is collected."""
    page, draw = PageRecording(ends_ms=6000), random.Random(5)
    for i in range(steps):
        at = 100 + 80 * i
        page.job(at, at + 5, "remember")
        page.counters(at + 6, (3 + per_step * i + draw.uniform(0, garbage)) * MB)
    return page


def test_a_heap_that_grows_and_the_function_that_keeps_it() -> None:
    [finding] = found(HeapGrowth, leaking(0.4))
    assert "`remember` in app.js" in finding.verdict
    growth = next(m.value for m in finding.measures if m.name == "growth")
    assert 20 * MB < growth < 26 * MB
    assert finding.severity is Severity.WARNING


def test_garbage_is_no_growth() -> None:
    assert found(HeapGrowth, leaking(0.0, garbage=8.0)) == []


def test_growth_below_the_limit_is_not_told() -> None:
    assert found(HeapGrowth, leaking(0.02)) == []


def test_a_cache_that_has_filled_up_is_no_growth() -> None:
    page = PageRecording(ends_ms=6000)
    for i in range(60):
        page.counters(100 + 80 * i, (3 + min(i, 15)) * MB)
    assert found(HeapGrowth, page) == []


def test_what_loading_takes_is_no_growth() -> None:
    page = PageRecording(ends_ms=6000)
    for i in range(40):
        page.counters(i, (1 + i) * MB)
    for i in range(60):
        page.counters(100 + 80 * i, 41 * MB)
    assert found(HeapGrowth, page) == []


def test_a_full_collection_makes_it_surer() -> None:
    page = leaking(0.6)
    before = found(HeapGrowth, page)[0].confidence
    page.slice(
        3000, 3010, "MajorGC", page.main, usedHeapSizeBefore=30 * MB, usedHeapSizeAfter=24 * MB
    )
    [finding] = found(HeapGrowth, page)
    assert finding.confidence > before


def test_nodes_and_listeners_grow_too() -> None:
    page = PageRecording(ends_ms=6000)
    for i in range(60):
        page.counters(100 + 80 * i, 3 * MB, nodes=100 + 50 * i, listeners=10 + 10 * i)
    titles = [finding.title for finding in found(HeapGrowth, page)]
    assert len(titles) == 2
    assert "DOM nodes" in titles[0]
    assert "listeners" in titles[1]


def test_collections_that_take_a_large_part() -> None:
    page = PageRecording()
    for i in range(20):
        page.job(200 + 50 * i, 220 + 50 * i, "alloc")
        collection = page.slice(205 + 50 * i, 215 + 50 * i, "MinorGC", page.main)
        page.slice(206 + 50 * i, 214 + 50 * i, "V8.GC_SCAVENGER", page.main)
    [finding] = found(GcPauses, page)
    assert finding.measures[1].value == 200e6
    assert finding.evidence.total == 20
    assert collection in finding.evidence.rows
    assert finding.severity is Severity.WARNING


def test_short_collections_are_fine() -> None:
    page = PageRecording()
    for i in range(20):
        page.job(200 + 50 * i, 220 + 50 * i, "alloc")
        page.slice(205 + 50 * i, 206 + 50 * i, "MinorGC", page.main)
    assert found(GcPauses, page) == []


def test_one_long_pause_is_enough() -> None:
    page = PageRecording()
    page.job(200, 900, "alloc")
    page.slice(300, 352, "MajorGC", page.main)
    assert [finding.severity for finding in found(GcPauses, page)] == [Severity.INFO]
    page.slice(400, 500, "MajorGC", page.main)
    assert [finding.severity for finding in found(GcPauses, page)] == [Severity.WARNING]


def working(*, main_busy: bool = False, process_id: int = 10, long: float = 1200) -> PageRecording:
    """A page with a worker that computes for `long` ms."""
    page = PageRecording()
    worker = page.thread(
        "DedicatedWorker thread", process=f"Renderer {process_id}", process_id=process_id
    )
    if process_id == 10:
        worker = page.thread("DedicatedWorker thread")
    page.slice(300, 300 + long, "RunTask", worker)
    data = {"functionName": "crunch", "url": "http://shop.test/worker.js", "lineNumber": 2}
    page.slice(300, 300 + long, "FunctionCall", worker, data=data)
    if main_busy:
        page.job(300, 300 + long, "also")
    return page


def test_a_worker_the_page_waits_for() -> None:
    [finding] = found(WorkerBusy, working())
    assert finding.severity is Severity.WARNING
    assert "`crunch` in worker.js, line 2" in finding.verdict


def test_workers_that_are_no_trouble() -> None:
    assert found(WorkerBusy, working(main_busy=True)) == []
    assert found(WorkerBusy, working(process_id=30)) == []
    assert found(WorkerBusy, working(long=299)) == []


def polling(every: float, count: int, cost: float = 0.1) -> PageRecording:
    """A timer that fires every so many ms."""
    page = PageRecording(ends_ms=9000)
    for i in range(count):
        page.job(200 + every * i, 200 + every * i + cost, "poll")
    return page


def test_a_timer_that_never_rests() -> None:
    [finding] = found(TimerChurn, polling(4, 400))
    assert "`poll` in app.js" in finding.verdict
    assert finding.severity is Severity.INFO
    assert finding.evidence.total == 400
    [finding] = found(TimerChurn, polling(4, 400, cost=0.5))
    assert finding.severity is Severity.WARNING


def test_quiet_timers() -> None:
    assert found(TimerChurn, polling(30, 200)) == []
    assert found(TimerChurn, polling(4, 200)) == []


def test_a_script_slow_to_compile() -> None:
    page = PageRecording()
    page.task(300, 480)
    data = {"url": "http://shop.test/bundle.js", "lineNumber": 1}
    row = page.slice(301, 461, "v8.compile", page.main, data=data)
    page.slice(302, 460, "v8.compile", page.main, data=data)
    [finding] = found(ScriptCompile, page)
    assert "`bundle.js` takes" in finding.verdict
    assert finding.measures[0].value == 160e6
    assert finding.evidence.rows.tolist() == [row]
    assert finding.severity is Severity.WARNING


def test_a_long_list_built_in_one_task_is_no_leak_of_nodes() -> None:
    page = PageRecording(ends_ms=6000)
    page.task(200, 5000)
    for i in range(60):
        page.counters(210 + 75 * i, 3 * MB, nodes=100 + 300 * i)
    assert found(HeapGrowth, page) == []


def test_a_worker_is_graver_the_longer_one_waits() -> None:
    for busy, severity in ((400, Severity.INFO), (600, Severity.WARNING)):
        page = PageRecording(ends_ms=6000)
        worker = page.thread("DedicatedWorker thread")
        page.slice(500, 500 + busy, "FunctionCall", worker, data={"functionName": "solve"})
        [finding] = found(WorkerBusy, page)
        assert finding.severity is severity
