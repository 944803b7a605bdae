"""Detectors on recordings that make no sense: no crash, and findings that hold together."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from perfview.advice.advise import advise
from perfview.advice.markdown import advice_markdown
from perfview.findings.detector import Detector, Limits
from perfview.findings.registry import discover
from perfview.traces.model import SpanKind, TraceModel
from perfview.traces.study import Study
from tests.traces.building import Recording

DETECTORS = discover("perfview.traces.detectors", Detector)
TEXTS = (
    "",
    "SELECT * FROM a WHERE id = 1",
    "GET",
    "`<|>`\n*",
    "INSERT INTO a VALUES (1)",
    "{",
    "é",
)
TIMES = st.one_of(
    st.integers(0, 5_000_000_000),
    st.sampled_from([-(2**63), -1, 0, 1, 2**62, 2**63 - 1]),
)
SPANS = st.lists(
    st.tuples(
        st.integers(0, 14),
        st.integers(0, 3),
        TIMES,
        TIMES,
        st.sampled_from(TEXTS),
        st.sampled_from(TEXTS),
        st.sampled_from(["", "redis", "mysql"]),
        st.sampled_from(SpanKind),
        st.booleans(),
    ),
    max_size=15,
)


def _model(spans: list[tuple[int, int, int, int, str, str, str, SpanKind, bool]]) -> TraceModel:
    recording = Recording()
    for parent, trace, _, _, name, statement, system, kind, error in spans:
        recording.span(
            0, 1, name, parent=parent, trace=trace, service=f"s{trace % 2}", kind=kind, error=error,
            db_statement=statement, db_system=system, http_method=name, url=statement,
        )  # fmt: skip
    return replace(
        recording.model(),
        start_ns=np.array([span[2] for span in spans], np.int64),
        duration_ns=np.array([span[3] for span in spans], np.int64),
    )


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(SPANS)
def test_nothing_crashes(
    spans: list[tuple[int, int, int, int, str, str, str, SpanKind, bool]],
) -> None:
    study = Study(_model(spans))
    found = []
    for kind in DETECTORS:
        low = {threshold.name: min(threshold.default, 1.0) for threshold in kind.thresholds}
        found += list(kind().detect(study, Limits(kind(), low)))
    for finding in found:
        assert finding.evidence.rows.size
        assert finding.evidence.rows.max() < len(spans)
        assert 0 <= finding.confidence < 1
        assert 0 <= finding.reach <= 1 + 1e-9
    advice = advise(found, ["x"])
    assert advice_markdown(advice)


@pytest.mark.parametrize("kind", DETECTORS, ids=lambda kind: kind.name)
def test_no_spans_no_findings(kind: type[Detector]) -> None:
    assert list(kind().detect(Study(_model([])), Limits(kind()))) == []
