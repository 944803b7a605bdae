from __future__ import annotations

from collections.abc import Iterator

from perfview.findings.detector import Detector, Limits
from perfview.findings.finding import Finding
from tests.engine.fake_pillar import NumbersStudy


class Mistaken(Detector):
    """Has a mistake in it.

    What it looks for: thirteen.
    Why it matters: a detector's mistake must not take the others' findings away.
    How sure it is: not at all.
    How to fix it: repair the detector.
    Learnt from: experience.
    """

    name = "mistaken"
    title = "Mistaken"
    cost = 0

    def detect(self, study: NumbersStudy, limits: Limits) -> Iterator[Finding]:
        if 13 in study.model.values:
            raise ZeroDivisionError("thirteen")
        yield from ()
