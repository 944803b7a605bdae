"""What detectors that look at one statement at a time share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from perfview.findings.detector import Detector, Limits, Threshold
from perfview.findings.finding import Finding
from perfview.queries.patterns.costs import GATE, Cost, worthwhile
from perfview.queries.patterns.reporting import Told, reported
from perfview.queries.sql.shapes import Shape
from perfview.queries.study import Study

MOST = 15
"""Findings of one detector; who has fixed those records anew."""


class StatementDetector(Detector):
    """Looks at statements that pass the gate, the most time first."""

    scopes: ClassVar[tuple[str, ...]] = ("database",)
    thresholds: ClassVar[tuple[Threshold, ...]] = GATE
    cost: ClassVar[int] = 3

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding a statement, the most time first, at most `MOST`."""
        left = MOST
        for cost in worthwhile(study, limits):
            told = self.tell(study, cost, limits)
            if told is None:
                continue
            yield reported(type(self), study, cost, limits, told)
            left -= 1
            if not left:
                return

    def tell(self, study: Study, cost: Cost, limits: Limits) -> Told | None:
        """What is wrong with this statement; None for nothing."""
        raise NotImplementedError


class ShapeDetector(StatementDetector):
    """Looks at what statements ask, where they can be parsed."""

    def tell(self, study: Study, cost: Cost, limits: Limits) -> Told | None:
        """What is wrong with how this statement asks; None for nothing."""
        shape = study.shape_of(cost.statement)
        return None if shape is None else self.tell_shape(study, cost, shape, limits)

    def tell_shape(self, study: Study, cost: Cost, shape: Shape, limits: Limits) -> Told | None:
        """The same for a statement that was parsed."""
        raise NotImplementedError
