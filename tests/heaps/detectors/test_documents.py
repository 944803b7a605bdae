"""Every detector of memory is a document, and says nothing about a small healthy heap."""

from __future__ import annotations

import pytest

from perfview.findings.detector import SCOPES, SECTIONS, Detector, Limits, document
from perfview.findings.registry import discover
from perfview.heaps.study import Study
from tests.heaps.corpus import opened
from tests.heaps.samples_folder import SAMPLES

DETECTORS = discover("perfview.heaps.detectors", Detector)
UNITS = {"ns", "bytes", "count", "ratio", "per-second"}
HEALTHY = ("node-12", "node-20", "node-24", "chromium-156")


@pytest.fixture(scope="module", params=HEALTHY)
def healthy(request: pytest.FixtureRequest) -> Study:
    return opened(SAMPLES / f"{request.param}.heapsnapshot.gz")


@pytest.mark.parametrize("kind", DETECTORS, ids=lambda kind: kind.name)
def test_its_document_is_whole(kind: type[Detector]) -> None:
    text = document(kind)
    assert text.summary.endswith(".")
    for section in SECTIONS:
        assert len(text.sections[section].split()) >= 4, section
    assert kind.title
    assert set(kind.scopes) <= set(SCOPES)


@pytest.mark.parametrize("kind", DETECTORS, ids=lambda kind: kind.name)
def test_its_thresholds_are_typed_and_explained(kind: type[Detector]) -> None:
    looks_for = document(kind).sections["What it looks for"]
    for threshold in kind.thresholds:
        assert threshold.unit in UNITS
        assert threshold.meaning
        assert f"`{threshold.name}`" in looks_for, threshold.name


@pytest.mark.parametrize("kind", DETECTORS, ids=lambda kind: kind.name)
def test_it_is_silent_about_a_heap_of_nobody(kind: type[Detector], healthy: Study) -> None:
    detector = kind()
    if detector.concerns(healthy):
        assert list(detector.detect(healthy, Limits(detector))) == []
