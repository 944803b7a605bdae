"""The boundary cases derived from Sentry's rules, as a good tool should judge them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from perfview.findings.detector import Limits
from perfview.traces.detectors.n_plus_one import NPlusOne
from perfview.traces.detectors.sequential_calls import SequentialCalls
from perfview.traces.model import SpanKind
from perfview.traces.study import Study
from tests.traces.building import EPOCH_NS, Recording

FOLDER = Path(__file__).parents[3].parent / "shared/corpus/traces/sentry_derived"
KINDS = {
    "n_plus_one_db": NPlusOne,
    "mn_plus_one_db": NPlusOne,
    "n_plus_one_api": NPlusOne,
    "consecutive_db": SequentialCalls,
    "consecutive_http": SequentialCalls,
}


def _cases() -> dict[str, Any]:
    path = FOLDER / "expected.json"
    if not path.is_file():
        return {}
    cases = json.loads(path.read_text())["cases"]
    return {name: case for name, case in cases.items() if case["detector"] in KINDS}


CASES = _cases()


@pytest.mark.skipif(not CASES, reason="the corpus is not beside the checkout")
@pytest.mark.parametrize("name", CASES or ["absent"])
def test_as_a_good_tool_should(name: str) -> None:
    case = CASES[name]
    recording, ids = _load(FOLDER / case["file"])
    kind = KINDS[case["detector"]]
    findings = list(kind().detect(Study(recording.model()), Limits(kind())))
    assert bool(findings) is case["a_good_tool_should"], case["why"]
    if findings:
        named = {ids[row] for finding in findings for row in finding.evidence.rows}
        assert named <= set(case["offender_span_ids"])


def _load(path: Path) -> tuple[Recording, list[str]]:
    """A tiny loader of its own: these tests are about detectors, not about readers."""
    recording, ids, numbers = Recording(), [], {}
    for resource in json.loads(path.read_text())["resourceSpans"]:
        for span in resource["scopeSpans"][0]["spans"]:
            told = {a["key"]: next(iter(a["value"].values())) for a in span["attributes"]}
            start, end = (
                (int(span[f"{at}TimeUnixNano"]) - EPOCH_NS) / 1e6 for at in ("start", "end")
            )
            numbers[span["spanId"]] = recording.span(
                start,
                end,
                span["name"],
                parent=numbers.get(span["parentSpanId"], 0),
                kind=SpanKind(span["kind"]),
                db_statement=told.get("db.statement", ""),
                db_system=told.get("db.system", ""),
                http_method=told.get("http.request.method", ""),
                url=told.get("url.full", ""),
            )
            ids.append(span["spanId"])
    return recording, ids
