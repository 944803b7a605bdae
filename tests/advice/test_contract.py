"""The JSON contract against its schema."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import numpy as np
import pytest

from perfview.advice.advise import advise
from perfview.advice.contract import MOST_EVIDENCE, SCHEMA_FILE, SCHEMA_VERSION, to_json
from perfview.findings.finding import Evidence, Example, Finding, Measure, Saving
from perfview.recording.bundled import bundled
from perfview.recording.report import Oddity
from tests.advice.making import finding, saving


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(bundled(SCHEMA_FILE).read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(loaded)
    return loaded


def _document(findings: list[Finding]) -> dict[str, Any]:
    return to_json(
        advise(findings, ["Slow query"]),
        findings,
        source={"path": "a.json", "kind": "traces", "format": "otlp-json", "bytes": 12, "more": 1},
        rows=3,
        oddities=[Oddity("orphan-span", 2, "Two spans have no parent")],
        timing={"read_s": 0.1, "analyse_s": 0.2, "total_s": 0.3},
        ids=lambda evidence: [{"type": "span", "id": f"{row:016x}"} for row in evidence.rows],
    )


def _check(document: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(json.dumps(document, allow_nan=False))
    jsonschema.validate(plain, schema)
    return plain


def test_the_keys_are_those_agreed(schema: dict[str, Any]) -> None:
    one = finding(saving=saving(0.5), example=Example("a", "b", "sql"))
    document = _check(_document([one]), schema)
    assert list(document) == [
        "schemaVersion", "verdict", "source", "import", "findings", "recommendations", "timing"
    ]  # fmt: skip
    assert document["schemaVersion"] == SCHEMA_VERSION
    assert set(document["findings"][0]["saving"]) == {"value", "low", "high", "unit", "method"}
    assert document["recommendations"][0]["findings"] == [one.id]
    assert document["recommendations"][0]["example"] == {
        "before": "a",
        "after": "b",
        "language": "sql",
    }


def test_nothing_found_is_valid_too(schema: dict[str, Any]) -> None:
    document = _check(_document([]), schema)
    assert document["verdict"].startswith("Nothing stands out")


def test_evidence_is_capped_and_counted(schema: dict[str, Any]) -> None:
    rows = np.arange(MOST_EVIDENCE + 10, dtype=np.int32)
    many = finding(evidence=Evidence(rows, np.zeros(0, np.int32), 80_000))
    document = _check(_document([many]), schema)
    assert len(document["findings"][0]["evidence"]) == MOST_EVIDENCE
    assert document["findings"][0]["evidenceTotal"] == 80_000


def test_numbers_stay_numbers_json_can_hold(schema: dict[str, Any]) -> None:
    odd = finding(
        measures=(Measure("x", float(np.float64("inf")), "ns"), Measure("y", 2, "count", 1)),
        saving=Saving(float("nan"), 0, 0, "ns", "m"),
    )
    document = _check(_document([odd]), schema)
    assert document["findings"][0]["measures"][0]["value"] == 0


def test_an_unknown_key_is_refused(schema: dict[str, Any]) -> None:
    document = _document([finding()])
    document["findings"][0]["extra"] = 1
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(json.loads(json.dumps(document)), schema)
