"""Every detector is a document, and says nothing about a healthy recording."""

from __future__ import annotations

import random

import pytest

from perfview.advice.advise import advise
from perfview.findings.detector import SCOPES, SECTIONS, Detector, document
from perfview.findings.finding import Finding
from perfview.findings.registry import discover
from tests.traces.building import Recording
from tests.traces.detectors.looking import call, found, loop, query, request

DETECTORS = discover("perfview.traces.detectors", Detector)
UNITS = {"ns", "bytes", "count", "ratio", "per-second"}
TROUBLED = (
    "critical-path",
    "error-hot-spot",
    "latency-threshold",
    "n-plus-one",
    "sequential-calls",
    "slow-query",
)
"""Those whose trouble the recording below has; the others have recordings of their own."""


def test_the_six_are_there() -> None:
    assert {kind.name for kind in DETECTORS} >= set(TROUBLED)


@pytest.mark.parametrize("kind", DETECTORS, ids=lambda kind: kind.name)
def test_its_document_is_whole(kind: type[Detector]) -> None:
    text = document(kind)
    assert text.summary.endswith(".")
    for section in SECTIONS:
        assert len(text.sections[section].split()) >= 10, section
    assert kind.title
    assert kind.scopes
    assert set(kind.scopes) <= set(SCOPES)


@pytest.mark.parametrize("kind", DETECTORS, ids=lambda kind: kind.name)
def test_its_thresholds_are_typed_and_explained(kind: type[Detector]) -> None:
    assert kind.thresholds
    looks_for = document(kind).sections["What it looks for"]
    for threshold in kind.thresholds:
        assert threshold.unit in UNITS
        assert threshold.default > 0
        assert threshold.meaning
        assert f"`{threshold.name}`" in looks_for, threshold.name


@pytest.mark.parametrize("kind", DETECTORS, ids=lambda kind: kind.name)
def test_it_is_silent_about_a_healthy_service(kind: type[Detector]) -> None:
    assert found(kind, healthy()) == []


def test_the_advice_for_a_healthy_service_says_what_was_looked_for() -> None:
    advice = advise([], [kind.title for kind in DETECTORS])
    assert advice.verdict.startswith("Nothing stands out; looked for ")
    assert advice.verdict.rstrip(".").endswith("more things")
    assert advice.recommendations == ()


def healthy(requests: int = 60) -> Recording:
    """A service that does a few quick and different things per request, and hardly ever fails."""
    draw = random.Random(3)
    recording = Recording()
    for trace in range(1, requests + 1):
        length = draw.uniform(20, 45)
        root = request(recording, 0, length, trace=trace, name=f"GET /{trace % 3}")
        query(recording, 1, 3, root, f"SELECT * FROM users WHERE id = {trace}", trace=trace)
        query(recording, 4, 6, root, f"SELECT * FROM prices WHERE sku = {trace}", trace=trace)
        call(recording, 7, length - 5, root, "pricing", "GET /price", trace=trace)
    return recording


def _troubled() -> Recording:
    draw = random.Random(5)
    recording = Recording()
    for trace in range(1, 31):
        loop(recording, draw.randint(20, 60), 12, trace=trace)
    for trace in range(31, 61):
        root = request(recording, 0, 900, trace=trace, name="GET /report")
        query(recording, 5, 880, root, "SELECT * FROM sales WHERE year = 3", trace=trace)
    for trace in range(61, 91):
        root = recording.span(0, 400, "POST /checkout", trace=trace, error=trace < 70)
        for i, service in enumerate(("pricing", "stock")):
            call(recording, i * 150, i * 150 + 149, root, service, f"GET /{service}", trace=trace)
        recording.span(301, 390, "charge", parent=root, trace=trace, error=trace < 70)
    return recording


@pytest.fixture(scope="module")
def findings() -> dict[str, list[Finding]]:
    recording = _troubled()
    return {kind.name: found(kind, recording) for kind in DETECTORS}


@pytest.mark.parametrize("kind", DETECTORS, ids=lambda kind: kind.name)
def test_its_findings_are_complete(
    kind: type[Detector], findings: dict[str, list[Finding]]
) -> None:
    assert findings[kind.name] or kind.name not in TROUBLED
    for finding in findings[kind.name]:
        assert finding.detector == kind.name
        assert finding.scopes
        assert set(finding.scopes) <= set(kind.scopes)
        assert all((finding.title, finding.where, finding.why, finding.how, finding.wrong_if))
        assert all((finding.verdict, finding.entity, finding.cause))
        assert any(measure.threshold is not None for measure in finding.measures)
        assert {measure.unit for measure in finding.measures} <= UNITS
        assert 0 < len(finding.evidence.rows) <= finding.evidence.total
        assert 0 < finding.confidence < 1
        assert 0 <= finding.reach <= 1
        if finding.saving is not None:
            assert finding.saving.low <= finding.saving.value <= finding.saving.high
            assert finding.saving.method
            assert finding.saving.of


@pytest.mark.parametrize("kind", DETECTORS, ids=lambda kind: kind.name)
def test_its_ids_tell_its_findings_apart(
    kind: type[Detector], findings: dict[str, list[Finding]]
) -> None:
    ids = [finding.id for finding in findings[kind.name]]
    assert len(set(ids)) == len(ids)


def test_together_they_become_ranked_advice(findings: dict[str, list[Finding]]) -> None:
    everything = [finding for each in findings.values() for finding in each]
    advice = advise(everything, [kind.title for kind in DETECTORS])
    leaders = [recommendation.findings[0].detector for recommendation in advice.recommendations]
    assert leaders[0] in ("n-plus-one", "slow-query")
    assert "latency-threshold" not in leaders
    assert sum(len(r.findings) for r in advice.recommendations) == len(everything)
    assert [r.rank for r in advice.recommendations] == list(range(1, len(leaders) + 1))
    assert advice.joint is not None
    assert 0 < advice.joint.low <= advice.joint.value <= advice.joint.high <= 1
