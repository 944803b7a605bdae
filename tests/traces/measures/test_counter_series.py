from __future__ import annotations

from perfview.traces.measures.counter_series import counted_in
from perfview.traces.study import Study
from tests.traces.browser.building import ThreadRecording
from tests.traces.building import Recording


def test_a_pages_memory_comes_first_then_what_has_most_points() -> None:
    made = ThreadRecording()
    main = made.thread("CrRendererMain")
    made.mark(0, "navigationStart", main, data={"documentLoaderURL": "http://a.test/"})
    for k in range(5):
        heap = {"jsHeapSizeUsed": 1_000_000 + k * 1000, "nodes": 10}
        made.mark(10 + k, "UpdateCounters", main, data=heap)
        made.slice(10 + k, 10.5 + k, "FunctionCall", main)
        made.slice(10.1 + k, 10.3 + k, "Layout", main)
        made.count(k, "queue length", k % 3)
        made.count(k, "used bytes", 100 * k)
        made.count(k, "thread_time", k)
    made.count(9, "queue length", 7)
    made.count(1, "once", 1)
    found = counted_in(made.study())
    assert [each.name for each in found] == ["JS heap", "queue length", "used bytes"]
    assert [each.unit for each in found] == ["bytes", "count", "bytes"]
    assert found[0].value.tolist() == [1_000_000 + k * 1000 for k in range(5)]


def test_requests_have_none() -> None:
    made = Recording()
    made.span(0, 1)
    assert counted_in(Study(made.model())) == []
