"""Recordings that cannot be held against each other are said to be such."""

from __future__ import annotations

from perfview.heaps.growth.misfits import BASELINE, TARGET, misfits
from perfview.heaps.model import HeapModel, Moments
from perfview.heaps.oddities import examine
from perfview.heaps.study import Study
from perfview.recording.report import ImportReport
from tests.heaps.comparing.test_ordering import snapshot
from tests.heaps.over_time import of_text


def told(final: Study, baseline: Study, *between: Study) -> list[tuple[str, str]]:
    final.baseline, final.between = baseline, between
    return list(misfits(final))


def test_snapshots_in_the_order_they_were_taken_fit() -> None:
    early, middle, late = (snapshot("a", count) for count in (100, 200, 300))
    assert told(late, early, middle) == []
    assert told(late, early) == []
    assert list(misfits(early)) == []


def test_a_baseline_from_after() -> None:
    (kind, words), *rest = told(snapshot("a", 100), snapshot("a", 300))
    assert kind == BASELINE
    assert "taken after" in words
    assert not rest


def test_the_same_snapshot_twice() -> None:
    ((kind, words),) = told(snapshot("a", 100), snapshot("a", 100))
    assert kind == BASELINE
    assert "very same objects" in words


def test_other_processes() -> None:
    ((kind, words),) = told(snapshot("a", 300), snapshot("b", 200))
    assert kind == BASELINE
    assert "another process" in words
    ((kind, words),) = told(snapshot("a", 300), snapshot("a", 100), snapshot("b", 200))
    assert kind == TARGET
    assert "another process" in words


def test_targets_out_of_order() -> None:
    early, late = snapshot("a", 200), snapshot("a", 300)
    assert "taken after" in told(late, early, snapshot("a", 400))[0][1]
    assert "before the baseline" in told(late, early, snapshot("a", 100))[0][1]
    assert "none later" in told(late, early, snapshot("a", 200))[0][1]


def test_what_holds_no_objects() -> None:
    series = of_text("[7] 45 ms: Mark-sweep 8.6 (46.1) -> 7.5 (47.1) MB, 2 / 0 ms")
    ((kind, words),) = told(snapshot("a", 100), series)
    assert kind == BASELINE
    assert "no objects" in words
    ((kind, _),) = told(snapshot("a", 200), snapshot("a", 100), series)
    assert kind == TARGET
    assert "heap snapshot" in told(series, snapshot("a", 100))[0][1]
    assert told(series, series) == []
    assert told(Study(HeapModel(moments=Moments())), snapshot("a", 10)) == []


def test_the_report_tells_of_it() -> None:
    study, report = snapshot("a", 100), ImportReport()
    study.baseline = snapshot("a", 300)
    examine(study, report)
    assert report.find(BASELINE) is not None
