"""What one detector finds in a bundle."""

from __future__ import annotations

from perfview.bundles.study import Study
from perfview.findings.detector import Detector, Limits
from perfview.findings.finding import Finding
from perfview.findings.registry import discover


def found(name: str, study: Study, **limits: float) -> list[Finding]:
    """The findings of the detector of that name; limits by name."""
    kinds = discover("perfview.bundles.detectors", Detector)
    detector = next(kind for kind in kinds if kind.name == name)()
    if not detector.concerns(study):
        return []
    return list(detector.detect(study, Limits(detector, limits)))


def only(name: str, study: Study, **limits: float) -> Finding:
    """The one finding of the detector of that name."""
    findings = found(name, study, **limits)
    assert len(findings) == 1, [each.title for each in findings]
    return findings[0]
