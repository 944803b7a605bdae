"""The boundary cases derived from Sentry's rules, as a good tool should judge them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from perfview.findings.detector import Detector, Limits
from perfview.findings.finding import Finding, Severity
from perfview.findings.registry import discover
from perfview.recording.progress import Progress
from perfview.recording.source import Source
from perfview.traces.readers.otlp_json import OtlpJson
from perfview.traces.study import Study
from tests.traces.labelled import named_by

FOLDER = Path(__file__).parents[3].parent / "shared/corpus/traces/sentry_derived"
KINDS = {
    "n_plus_one_db": "n-plus-one",
    "mn_plus_one_db": "n-plus-one",
    "n_plus_one_api": "n-plus-one",
    "consecutive_db": "sequential-calls",
    "consecutive_http": "sequential-calls",
    "slow_db": "slow-query",
    "http_overhead": "http-overhead",
    "large_http_payload": "large-http-payload",
    "uncompressed_asset": "uncompressed-asset",
    "render_blocking_asset": "render-blocking-asset",
    "file_io_main_thread": "file-io-on-main-thread",
    "db_main_thread": "db-on-main-thread",
    "query_injection": "query-injection",
}
DETECTORS = {kind.name: kind for kind in discover("perfview.traces.detectors", Detector)}


def _cases() -> dict[str, Any]:
    path = FOLDER / "expected.json"
    return json.loads(path.read_text())["cases"] if path.is_file() else {}


CASES = _cases()


@pytest.mark.skipif(not CASES, reason="the corpus is not beside the checkout")
@pytest.mark.parametrize("name", CASES or ["absent"])
def test_as_a_good_tool_should(name: str) -> None:
    case = CASES[name]
    study, findings = _judge(FOLDER / case["file"], DETECTORS[KINDS[case["detector"]]])
    if not case["a_good_tool_should"]:
        assert not findings, case["why"]
        return
    assert any(finding.severity is not Severity.INFO for finding in findings), case["why"]
    assert named_by(study, findings) == set(case["offender_span_ids"])
    if case["ideal_saving_ms"]:
        saved = max(finding.saving.value for finding in findings if finding.saving)
        assert saved == pytest.approx(case["ideal_saving_ms"] * 1e6)


def _judge(path: Path, kind: type[Detector]) -> tuple[Study, list[Finding]]:
    source = Source.from_bytes(path.read_bytes())
    model, report = OtlpJson().read(source, Progress())
    study = Study(model, report, source)
    return study, list(kind().detect(study, Limits(kind())))
