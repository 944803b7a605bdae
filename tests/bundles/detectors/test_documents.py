"""Every detector of bundles is a document, and says nothing grave about a small healthy build."""

from __future__ import annotations

import pytest

from perfview.bundles.study import Study
from perfview.findings.detector import SCOPES, SECTIONS, Detector, Limits, document
from perfview.findings.finding import Severity
from perfview.findings.registry import broken, discover
from tests.bundles.building import BundleBuilder

PACKAGE = "perfview.bundles.detectors"
DETECTORS = discover(PACKAGE, Detector)
UNITS = {"ns", "bytes", "count", "ratio", "per-second"}


def hello() -> Study:
    """What a framework's template builds: React, one component, one style sheet."""
    made = BundleBuilder("rollup")
    made.chunk("main", initial=True)
    made.chunk("main.css", initial=True, size=4_000)
    made.module("src/main.jsx", 300, chunk="main", entry=True)
    made.module("src/App.jsx", 1_500, chunk="main")
    made.module("src/logo.svg", 100, chunk="main", kind="asset")
    made.module("node_modules/react/index.js", 7_000, chunk="main", form="commonjs")
    made.module("node_modules/react-dom/client.js", 190_000, chunk="main", form="commonjs")
    made.module("node_modules/scheduler/index.js", 4_000, chunk="main", form="commonjs")
    made.imports("src/main.jsx", "src/App.jsx", "node_modules/react-dom/client.js")
    made.imports("src/App.jsx", "node_modules/react/index.js", "src/logo.svg")
    for needed in ("react", "scheduler"):
        made.imports("node_modules/react-dom/client.js", f"node_modules/{needed}/index.js")
    return made.study()


def test_all_can_be_loaded() -> None:
    assert not broken(PACKAGE, Detector)
    assert len(DETECTORS) >= 19


@pytest.mark.parametrize("kind", DETECTORS, ids=lambda kind: kind.name)
def test_its_document_is_whole(kind: type[Detector]) -> None:
    text = document(kind)
    assert text.summary.endswith(".")
    for section in SECTIONS:
        assert len(text.sections[section].split()) >= 4, section
    assert kind.title
    assert kind.scopes
    assert set(kind.scopes) <= set(SCOPES)


@pytest.mark.parametrize("kind", DETECTORS, ids=lambda kind: kind.name)
def test_its_thresholds_are_typed_and_explained(kind: type[Detector]) -> None:
    looks_for = document(kind).sections["What it looks for"]
    for threshold in kind.thresholds:
        assert threshold.unit in UNITS
        assert threshold.meaning
        assert f"`{threshold.name}`" in looks_for, threshold.name


@pytest.mark.parametrize("kind", DETECTORS, ids=lambda kind: kind.name)
def test_it_is_calm_about_a_healthy_build(kind: type[Detector]) -> None:
    study, detector = hello(), kind()
    if detector.concerns(study):
        findings = list(detector.detect(study, Limits(detector)))
        assert not [each for each in findings if each.severity is not Severity.INFO]


@pytest.mark.parametrize("kind", DETECTORS, ids=lambda kind: kind.name)
def test_it_bears_an_empty_build(kind: type[Detector]) -> None:
    study, detector = BundleBuilder().study(), kind()
    if detector.concerns(study):
        assert not list(detector.detect(study, Limits(detector)))
