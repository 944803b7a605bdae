from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from perfview.findings.detector import Detector, Limits, Threshold
from perfview.findings.finding import Evidence, Finding, Measure, Severity
from tests.engine.fake_pillar import NumbersStudy


class LargeNumber(Detector):
    """Numbers above a limit.

    What it looks for: a number above the limit.
    Why it matters: it is large.
    How sure it is: entirely.
    How to fix it: subtract.
    Learnt from: arithmetic.
    """

    name = "large-number"
    title = "Large number"
    thresholds = (Threshold("limit", 100, "ns", "a number above this is large"),)

    def detect(self, study: NumbersStudy, limits: Limits) -> Iterator[Finding]:
        for row in np.flatnonzero(study.model.values > limits["limit"]):
            value = int(study.model.values[row])
            yield Finding(
                detector=self.name,
                severity=Severity.WARNING,
                title=f"{value} is large",
                where=f"line {row + 2}",
                why="It is above the limit.",
                verdict=f"{value} is above the limit",
                entity=f"line {row}",
                measures=(Measure("value", value, "ns", limits["limit"]),),
                evidence=Evidence(np.array([row], np.int32)),
                confidence=1.0,
            )
