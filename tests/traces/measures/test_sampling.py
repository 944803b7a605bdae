"""What sampled traces stand for."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from perfview.kernels.quantiles import percentiles_by
from perfview.kernels.weighted_quantiles import weighted_percentiles_by
from perfview.recording.progress import Progress
from perfview.recording.report import ImportReport
from perfview.recording.source import Source
from perfview.traces.contents.detail import Value
from perfview.traces.measures.sampling import of_probability, of_rate, of_trace_state
from perfview.traces.oddities import examine
from perfview.traces.readers.otlp_json import OtlpJson
from perfview.traces.readers.otlp_protobuf import OtlpProtobuf
from perfview.traces.study import Study
from perfview.traces.tables import operations, traces

START = 1_763_700_000_000_000_000


def span(trace: int, number: int, millis: int, **more: Any) -> dict[str, Any]:
    """A span of OTLP JSON, the root when its number is 1."""
    attributes = [
        {"key": key, "value": {"doubleValue": value} if isinstance(value, float)
         else {"stringValue": value}}
        for key, value in more.pop("attributes", {}).items()
    ]  # fmt: skip
    parent = {"parentSpanId": f"{1:016x}"} if number > 1 else {}
    return {
        "traceId": f"{trace:032x}",
        "spanId": f"{number:016x}",
        "name": "get",
        "startTimeUnixNano": str(START),
        "endTimeUnixNano": str(START + millis * 1_000_000),
        "attributes": attributes,
    } | parent | more  # fmt: skip


def study_of(*spans: dict[str, Any]) -> Study:
    """The study of these spans, read from JSON."""
    service = {"attributes": [{"key": "service.name", "value": {"stringValue": "web"}}]}
    scope = {"resource": service, "scopeSpans": [{"spans": list(spans)}]}
    source = Source.from_bytes(json.dumps({"resourceSpans": [scope]}).encode())
    model, report = OtlpJson().read(source, Progress())
    return Study(model, report, source)


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("ot=th:8", 2.0),
        ("ot=th:c", 4.0),
        ("ot=th:0", 1.0),
        ("ot=rv:6e6d1a75832a2f;th:fd70a", 100.0),
        ("vendor=th:8,ot=th:fff", 4096.0),
        ("ot=p:3;r:5", 8.0),
        ("ot=p:63", 0.0),
        ("vendor=th:8", 0.0),
        ("", 0.0),
        ("ot=th:zz", 0.0),
    ],
)
def test_what_the_trace_state_says(text: str, weight: float) -> None:
    assert of_trace_state(text) == pytest.approx(weight, rel=1e-3)


@pytest.mark.parametrize(
    ("value", "rate", "probability"),
    [(10, 10, 0), ("10", 10, 0), (0.25, 0, 4), ("0.5", 0, 2), (1, 1, 1), (0, 0, 0), (-3, 0, 0),
     ("often", 0, 0), (None, 0, 0), ("nan", 0, 0), ("inf", 0, 0)],
)  # fmt: skip
def test_rates_and_probabilities(value: Value, rate: float, probability: float) -> None:
    assert (of_rate(value), of_probability(value)) == (rate, probability)


def test_traces_weigh_what_their_root_says() -> None:
    study = study_of(
        span(1, 2, 5, attributes={"SampleRate": 3.0}),
        span(1, 1, 10, attributes={"SampleRate": 9.0}),
        span(2, 1, 20, traceState="ot=th:c"),
        span(3, 1, 30),
        span(4, 1, 10),
        span(4, 2, 10, attributes={"sentry.sample_rate": 0.1}),
    )
    assert study.weights is not None
    assert study.weights.tolist() == pytest.approx([9, 4, 1, 10])
    assert list(traces(study)["weight"]) == pytest.approx([9, 4, 1, 10])


def test_rates_percentiles_and_throughput_count_them() -> None:
    slow = span(1, 1, 100, status={"code": 2}, traceState="ot=th:fd70a")
    study = study_of(slow, *(span(trace, 1, 1) for trace in range(2, 12)))
    found, endpoints = study.operations, study.endpoints
    assert found.count.tolist() == [11]
    assert found.weighted_count[0] == pytest.approx(110, rel=1e-3)
    assert found.p50_ns.tolist() == [100_000_000]
    assert endpoints.p50_ns.tolist() == [100_000_000]
    assert endpoints.weighted_errors[0] == pytest.approx(100, rel=1e-3)
    assert endpoints.per_second[0] == pytest.approx(1100, rel=1e-3)
    assert operations(study)["error_rate"][0] == pytest.approx(100 / 110, rel=1e-3)
    report = ImportReport()
    examine(study, report)
    told = report.find("sampled")
    assert told is not None
    assert "110 in all" in told.detail


def test_unsampled_recordings_are_counted_as_ever() -> None:
    study = study_of(span(1, 1, 5, traceState=""), span(2, 1, 7, traceState="vendor=1"))
    assert study.weights is None
    assert study.operations.weighted_count.tolist() == [2.0]
    keys = list(study.model.attributes.keys)
    assert np.bincount(study.model.attributes.key)[keys.index("tracestate")] == 1


def test_jaegers_parameter_counts_only_for_its_probabilistic_sampler() -> None:
    probabilistic = {"sampler.type": "probabilistic", "sampler.param": 0.5}
    limiting = {"sampler.type": "ratelimiting", "sampler.param": 0.5}
    study = study_of(span(1, 1, 5, attributes=probabilistic), span(2, 1, 5, attributes=limiting))
    assert study.weights is not None
    assert study.weights.tolist() == [2, 1]


def test_protobuf_says_the_same() -> None:
    from opentelemetry.proto.trace.v1 import trace_pb2

    data = trace_pb2.TracesData()
    made = data.resource_spans.add().scope_spans.add().spans.add()
    made.trace_id, made.span_id, made.name = b"\1" * 16, b"\2" * 8, "get"
    made.start_time_unix_nano, made.end_time_unix_nano = START, START + 5
    made.trace_state = "ot=th:8"
    source = Source.from_bytes(data.SerializeToString())
    model, report = OtlpProtobuf().read(source, Progress())
    weights = Study(model, report, source).weights
    assert weights is not None
    assert weights.tolist() == [2]


def test_equal_weights_change_no_percentile() -> None:
    chance = np.random.default_rng(4)
    group = chance.integers(-1, 7, 500).astype(np.int32)
    value = chance.integers(0, 90, 500)
    expected = percentiles_by(group, 8, value, 1, 50, 90, 99)
    for weight in (1.0, 3.7, 1e6):
        weights = np.full(500, weight)
        found = weighted_percentiles_by(group, 8, value, weights, 1, 50, 90, 99)
        assert found.tolist() == expected.tolist()


def test_a_weight_is_as_good_as_repeating() -> None:
    chance = np.random.default_rng(5)
    group = chance.integers(0, 4, 200).astype(np.int32)
    value, weight = chance.integers(0, 1000, 200), chance.integers(1, 9, 200)
    again = np.repeat(np.arange(200), weight)
    expected = percentiles_by(group[again], 4, value[again], 50, 95)
    found = weighted_percentiles_by(group, 4, value, weight.astype(np.float64), 50, 95)
    assert found.tolist() == expected.tolist()
