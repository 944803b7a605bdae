"""What statements in spans were asked with is read however a library records it."""

from __future__ import annotations

import json
from typing import Any

import numpy as np

from perfview.engine.lending import span_values
from perfview.engine.lending.span_values import values_in
from perfview.recording.progress import Progress
from perfview.recording.source import Source
from perfview.traces.readers.otlp_json import OtlpJson
from perfview.traces.study import Study


def _value(value: Any) -> dict[str, Any]:
    if isinstance(value, list):
        return {"arrayValue": {"values": [_value(each) for each in value]}}
    return {"intValue": str(value)} if isinstance(value, int) else {"stringValue": value}


def traced(*attributes: dict[str, Any]) -> Study:
    """One database span for each dict of attributes."""
    spans = [
        {
            "traceId": "a" * 32,
            "spanId": f"{number + 1:016x}",
            "name": "SELECT",
            "kind": 3,
            "startTimeUnixNano": str(1_000_000 * number),
            "endTimeUnixNano": str(1_000_000 * number + 500_000),
            "attributes": [{"key": key, "value": _value(value)} for key, value in each.items()],
        }
        for number, each in enumerate(attributes)
    ]
    resource = {"resource": {"attributes": []}, "scopeSpans": [{"scope": {}, "spans": spans}]}
    source = Source.from_bytes(json.dumps({"resourceSpans": [resource]}).encode())
    model, _ = OtlpJson().read(source, Progress())
    return Study(model, None, source)


def told(*attributes: dict[str, Any]) -> list[str]:
    study = traced(*attributes)
    begun = np.argsort(study.model.start_ns, kind="stable").astype(np.int32)
    return values_in(study, begun)


def test_all_values_in_one_attribute() -> None:
    assert told(
        {"db.statement": "SELECT a", "db.statement.parameters": "('7', 2)"},
        {"db.statement": "SELECT b", "db.postgresql.values": ["x", "9"]},
        {"db.statement": "SELECT c"},
    ) == ["('7', 2)", '["x", "9"]', ""]


def test_one_value_an_attribute_in_the_order_of_their_numbers() -> None:
    values = {f"db.query.parameter.{number}": f"v{number}" for number in (10, 0, 2)}

    assert told({"db.query.text": "SELECT a", **values}) == ['["v0", "v2", "v10"]']


def test_no_span_tells_any() -> None:
    assert told({"db.statement": "SELECT a", "db.name": "shop"}) == []


def test_values_of_too_many_spans_are_left_alone(monkeypatch: Any) -> None:
    attributes = [{"db.statement": "SELECT a", "db.params": str(k)} for k in range(3)]
    assert told(*attributes) == ["0", "1", "2"]
    monkeypatch.setattr(span_values, "MOST_SPANS", 2)

    assert told(*attributes) == []
