"""What detectors have in common that concern only profiles of time."""

from __future__ import annotations

from perfview.findings.detector import Detector
from perfview.profiles.patterns.spending import Cost, spending_of
from perfview.profiles.study import Study


class TimeDetector(Detector):
    """Looks at where time goes: a profile of memory alone does not concern it."""

    def concerns(self, study: Study) -> bool:
        """Only profiles that count time, or samples that stand for it."""
        return spending_of(study.model, Cost.TIME) is not None
