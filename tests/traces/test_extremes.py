"""Whatever numbers a file holds, every measure comes back."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from perfview.recording.report import ImportReport
from perfview.traces.measures import critical_path
from perfview.traces.measures.slack import margins
from perfview.traces.model import TraceModel
from perfview.traces.oddities import examine
from perfview.traces.scenarios import what_if
from perfview.traces.scenarios.scenario import Scenario, Treatment, foresee
from perfview.traces.study import Study
from perfview.traces.tables import TABLES
from tests.traces.forests import recordings

numbers = st.integers(-(2**63), 2**63 - 1) | st.integers(-3, 3)


@st.composite
def extreme(draw: st.DrawFn) -> TraceModel:
    """Any start, any length that is not negative, any kind and status."""
    model = draw(recordings())
    n = len(model)

    def column(values: st.SearchStrategy[int], dtype: type[np.generic]) -> np.ndarray:
        return np.array(draw(st.lists(values, min_size=n, max_size=n)), dtype)

    return replace(
        model,
        start_ns=column(numbers, np.int64),
        duration_ns=column(st.integers(0, 2**63 - 1), np.int64),
        kind=column(st.integers(0, 255), np.uint8),
        status=column(st.integers(0, 255), np.uint8),
    )


@settings(deadline=None)
@given(extreme())
def test_every_measure_comes_back(model: TraceModel) -> None:
    study = Study(model)
    n, traces = len(model), study.structure.traces
    assert len(study.self_ns) == len(study.critical_ns) == n
    assert (study.self_ns >= 0).all()
    assert (study.critical_ns >= 0).all()
    assert study.operations.count.sum() == n
    assert study.endpoints.count.sum() == traces
    assert study.graph.spans[~study.graph.inferred].sum() == n
    assert len(study.band_lanes.span) == n
    every_trace = np.arange(traces, dtype=np.int32)
    assert len(study.lanes_by_trace(every_trace).span) == n
    assert study.call_tree().count.sum() == n
    assert len(what_if.retime(study, np.full(n, 0.5))) == traces
    assert len(what_if.side_by_side(study, [np.arange(n, dtype=np.int32)])) == traces
    for trace in range(traces):
        assert len(critical_path.segments(study, trace).row) >= 0
    for table in TABLES.values():
        assert len({len(list(column)) for column in table(study).values()}) == 1
    for treatment in Treatment:
        scenario = Scenario(np.arange(n, dtype=np.int32), treatment)
        assert len(foresee(study, scenario).after_ns) == traces
    assert (margins(study).slack_ns >= 0).all()
    assert (margins(study).drag_ns >= 0).all()
    examine(study, ImportReport())
