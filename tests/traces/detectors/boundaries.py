"""Labelled recordings around a detector's limits, and how they are judged."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from perfview.findings.detector import Detector
from perfview.findings.finding import Severity
from perfview.findings.registry import discover
from tests.traces.labelled import Labelled

KINDS = {kind.name: kind for kind in discover("perfview.traces.detectors", Detector)}
Case = tuple[str, str, Callable[[], Labelled], bool]


@dataclass
class Cases:
    """Cases as they are written down: `case(detector, fires, name, build)`."""

    all: list[Case] = field(default_factory=list)

    def __call__(
        self, detector: str, fires: bool, name: str, build: Callable[[], Labelled]
    ) -> None:
        self.all.append((name, detector, build, fires))

    @property
    def names(self) -> list[str]:
        """What tests are called by."""
        return [name for name, *_ in self.all]

    @property
    def firing(self) -> dict[str, Callable[[], Labelled]]:
        """One recording for each detector that it fires on."""
        return {detector: build for _, detector, build, fires in self.all if fires}


def judge(detector: str, build: Callable[[], Labelled], fires: bool) -> None:
    """What must fire names its offenders; what must not says nothing above a note."""
    recording = build()
    findings, named = recording.found(KINDS[detector])
    if not fires:
        assert not [f for f in findings if f.severity is not Severity.INFO]
        return
    assert findings
    assert recording.offenders <= named
    for finding in findings:
        assert finding.saving is None or finding.saving.value >= 0


def judge_protobuf(detector: str, build: Callable[[], Labelled]) -> None:
    """The same recording in protobuf says the same."""
    recording = build()
    findings, named = recording.found(KINDS[detector])
    assert findings
    assert recording.found(KINDS[detector], protobuf=True)[1] == named
