"""What a detector says of a profile made by hand."""

from __future__ import annotations

from perfview.findings.detector import Detector, Limits, document
from perfview.findings.finding import Finding
from perfview.profiles.study import Study


def found(kind: type[Detector], study: Study, **thresholds: float) -> list[Finding]:
    """Its findings, none where it is not concerned; its document must be complete."""
    document(kind)
    detector = kind()
    if not detector.concerns(study):
        return []
    findings = list(detector.detect(study, Limits(detector, thresholds)))
    for finding in findings:
        assert_is_sound(study, finding)
    return findings


def assert_is_sound(study: Study, finding: Finding) -> None:
    """Rows are stacks, groups functions, and a saving lies within its interval and the whole."""
    rows, groups = finding.evidence.rows, finding.evidence.groups
    assert all(0 <= row < len(study.model.stacks) for row in rows.tolist())
    assert all(0 <= group < len(study.model.functions) for group in groups.tolist())
    assert len(rows) <= finding.evidence.total <= len(study.model.stacks)
    assert 0 < finding.confidence < 1
    assert finding.title
    assert "`" not in finding.title
    assert finding.why
    assert finding.verdict
    assert finding.how
    assert finding.wrong_if
    saving = finding.saving
    if saving is not None:
        assert saving.before is not None
        assert 0 <= saving.low <= saving.value <= saving.high <= saving.before * (1 + 1e-9)
        assert saving.method
