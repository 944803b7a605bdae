from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given

from perfview.traces.model import SpanKind, SpanStatus, TraceModel
from perfview.traces.study import Study
from tests.traces import reference
from tests.traces.building import Recording
from tests.traces.forests import recordings

MS = 1_000_000


def test_percentiles_are_nearest_rank() -> None:
    recording = Recording()
    for i in range(1, 11):
        recording.span(0, i, "get", trace=i, kind=SpanKind.SERVER, error=i == 3)
    recording.span(0, 7, "other", trace=1, parent=1)
    found = Study(recording.model()).operations
    assert found.count.tolist() == [10, 1]
    assert found.errors.tolist() == [1, 0]
    assert found.kind.tolist() == [SpanKind.SERVER, SpanKind.INTERNAL]
    assert [int(p[0]) // MS for p in (found.p50_ns, found.p90_ns, found.p95_ns, found.p99_ns)] == [
        5,
        9,
        10,
        10,
    ]


def test_endpoints_are_what_the_roots_do() -> None:
    recording = Recording()
    recording.span(0, 100, "GET /a", trace=1)
    recording.span(10, 20, "query", trace=1, parent=1)
    recording.span(1000, 1300, "GET /a", trace=2, error=True)
    recording.span(1500, 2000, "GET /b", trace=3)
    study = Study(recording.model())
    found = study.endpoints
    names = [study.model.strings[study.operations.name[k]] for k in found.operation]
    assert names == ["GET /a", "GET /b"]
    assert found.of_trace.tolist() == [0, 0, 1]
    assert found.count.tolist() == [2, 1]
    assert found.errors.tolist() == [1, 0]
    assert (found.p50_ns // MS).tolist() == [100, 500]
    assert found.per_second.tolist() == [1.0, 0.5]


def test_an_empty_recording_has_none() -> None:
    study = Study(Recording().model())
    assert len(study.operations) == len(study.endpoints) == 0
    assert study.graph.name == []
    assert len(study.statements.texts) == 0
    assert len(study.call_tree().parent) == 0
    assert len(study.lanes_by_service().span) == 0


@given(recordings())
def test_operations_agree_with_grouping_by_hand(model: TraceModel) -> None:
    study = Study(model)
    found = study.operations
    keys = list(zip(model.service.tolist(), model.name.tolist(), strict=True))
    assert [(found.service[k], found.name[k]) for k in found.of_span] == keys
    assert list(zip(found.service.tolist(), found.name.tolist(), strict=True)) == list(
        dict.fromkeys(keys)
    )
    for k in range(len(found)):
        rows = np.flatnonzero(found.of_span == k)
        durations = model.duration_ns[rows].tolist()
        assert found.count[k] == len(rows)
        assert found.total_ns[k] == sum(durations)
        assert found.self_ns[k] == study.self_ns[rows].sum()
        assert found.critical_ns[k] == study.critical_ns[rows].sum()
        assert found.errors[k] == np.count_nonzero(model.status[rows] == SpanStatus.ERROR)
        for percent, column in ((50, found.p50_ns), (90, found.p90_ns), (99, found.p99_ns)):
            assert column[k] == reference.percentile(durations, percent)


@pytest.mark.filterwarnings("error")
def test_starts_at_both_ends_of_time_do_not_overflow_the_rate() -> None:
    recording = Recording()
    recording.span(0, 1, "GET /", trace=1)
    recording.span(0, 1, "GET /", trace=2)
    model = recording.model()
    far = np.array([-(2**63) + 10, 2**63 - 10], np.int64)
    study = Study(replace(model, start_ns=far, duration_ns=np.array([5, 2**62], np.int64)))
    assert 0 < study.endpoints.per_second[0] < 1e-9
