"""Time in the garbage collector."""

from __future__ import annotations

import pytest

from perfview.findings.finding import Severity
from perfview.profiles.detectors.gc_share import GcShare
from tests.profiles.building import profile
from tests.profiles.detectors.finding import found

MAIN = "main@app.js:1"


def test_the_one_interrupted_most_is_named() -> None:
    study = profile(
        f"{MAIN};buildRows@app.js:9;(garbage collector) 150",
        f"{MAIN};buildRows@app.js:9 250",
        f"{MAIN};send@app.js:30 600",
    )
    (finding,) = found(GcShare, study)
    assert finding.severity is Severity.WARNING
    assert finding.verdict.endswith("mostly for what `buildRows` allocates")
    assert finding.where == "buildRows, app.js:9"
    saving = finding.saving
    assert saving
    assert saving.value == 75e6
    assert saving.before == 1000e6


def test_a_little_of_it_is_left_alone() -> None:
    assert not found(GcShare, profile(f"{MAIN};(garbage collector) 4", f"{MAIN};send 96"))
    assert not found(GcShare, profile(f"{MAIN};(garbage collector) 1", f"{MAIN};send 9"))


def test_between_the_limits_it_is_a_note() -> None:
    (finding,) = found(GcShare, profile(f"{MAIN};(garbage collector) 70", f"{MAIN};send 930"))
    assert finding.severity is Severity.INFO


def test_go_collects_beside_the_program_and_allocators_tell_for_whom() -> None:
    study = profile(
        "runtime.gcBgMarkWorker;runtime.gcDrain;runtime.scanobject 300",
        "main.main;main.build@app.go:4;runtime.newobject;runtime.mallocgc 200",
        "main.main;main.serve@app.go:9 500",
    )
    (finding,) = found(GcShare, study)
    assert finding.where == "main.build, app.go:4"


def test_who_asks_for_it_is_told_not_to() -> None:
    study = profile(
        "main@app.py:1;flush@app.py:9;<built-in method gc.collect> 400",
        "main@app.py:1;work@app.py:20 600",
    )
    (finding,) = found(GcShare, study)
    assert "asked for by `flush`" in finding.verdict
    assert finding.how.startswith("Do not call the collector in `flush`")


@pytest.mark.parametrize(
    "name",
    [
        "(garbage collector)",
        "gc_collect_main",
        "rb_gc_mark_children",
        "WKS::gc_heap::mark_object_simple",
        "v8::internal::MarkCompactCollector::MarkLiveObjects",
        "[GC Thread#0 tid=4711]",
    ],
)
def test_collectors_of_many_runtimes(name: str) -> None:
    assert found(GcShare, profile(f"{name} 300", "main@app.c:1;work@app.c:9 700"))
